"""Numbers that people read aloud: one series without gaps for each office and year.

The transaction of a gesture is immediate: nobody else can take a number while it lasts, and
rolling it back gives the number back, so that a series has no gap.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypedDict

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from vaetvient.desk.desk import Desk
from vaetvient.domain.cash import receipt_number
from vaetvient.domain.cash_book import CashReceipt
from vaetvient.domain.loan import Loan, agreement_number
from vaetvient.domain.office import Office
from vaetvient.domain.reservation import Reservation, reservation_number
from vaetvient.storage.prepared import Question, row


class Numbered(TypedDict):
    """The columns of what bears a number."""

    number: str
    number_year: int
    number_sequence: int


class Numbering:
    """One series: what is numbered, and how its number is written."""

    def __init__(
        self,
        entity: type[Loan] | type[Reservation] | type[CashReceipt],
        written: Callable[[str, int, int], str],
    ) -> None:
        self._written = written
        last = select(func.max(entity.number_sequence)).where(
            entity.office_id == bindparam("office"), entity.number_year == bindparam("year")
        )
        self._last: Question[tuple[str, int | None]] = Question(
            select(Office.code, last.scalar_subquery()).where(Office.id == bindparam("office")),
            row,
        )

    def following(self, session: Session, desk: Desk, year: int) -> Numbered:
        """The next number of the office's year; the open transaction takes it."""
        found = self._last.first(session, office=desk.office_id, year=year)
        assert found is not None
        code, last = found
        sequence = (last or 0) + 1
        return {
            "number": self._written(code, year, sequence),
            "number_year": year,
            "number_sequence": sequence,
        }


AGREEMENTS = Numbering(Loan, agreement_number)
RESERVATIONS = Numbering(Reservation, reservation_number)
RECEIPTS = Numbering(CashReceipt, receipt_number)
