"""Lateness letters: three steps, one letter a borrower, and a record of what was sent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from vaetvient.domain.agreement import Party
from vaetvient.domain.records import Record, Replicated
from vaetvient.language import N_

LAST_STEP = 3
BETWEEN = timedelta(days=7)
"""How long a borrower is given between two letters."""


class LetterMeans(StrEnum):
    PAPER = "paper"
    MAIL = "mail"


MEANS_WORDS = {LetterMeans.PAPER: N_("lettre"), LetterMeans.MAIL: N_("e-mail")}
STEP_WORDS = {1: N_("Rappel"), 2: N_("Deuxième rappel"), 3: N_("Dernier rappel")}
TITLES = {
    1: N_("Matériel à rapporter"),
    2: N_("Deuxième rappel : matériel à rapporter"),
    3: N_("Dernier rappel : matériel à rapporter"),
}
BEFORE = {
    1: N_(
        "Sauf oubli de notre part, le matériel ci-dessous ne nous est pas encore revenu. D'autres "
        "associations l'attendent peut-être : merci de nous le rapporter dès que possible."
    ),
    2: N_(
        "Malgré notre premier rappel, le matériel ci-dessous ne nous est pas revenu. Merci de le "
        "rapporter dans les sept jours, ou de nous appeler si quelque chose vous en empêche."
    ),
    3: N_(
        "Malgré nos deux rappels, le matériel ci-dessous ne nous est pas revenu. Sans retour ni "
        "nouvelles de votre part sous sept jours, nous appliquerons la convention de prêt : la "
        "caution peut être conservée et de nouveaux prêts refusés."
    ),
}
AFTER = N_(
    "Si vous l'avez rapporté entre-temps, ne tenez pas compte de cette lettre, et merci. Avec nos "
    "salutations les meilleures."
)


class Letter(Replicated, Record):
    """A fact: a letter about a loan was sent. Those of one letter share its `sending_id`."""

    __tablename__ = "letter"

    office_id: Mapped[UUID] = mapped_column(ForeignKey("office.id"))
    sending_id: Mapped[UUID]
    loan_id: Mapped[UUID] = mapped_column(ForeignKey("loan.id"), index=True)
    member_id: Mapped[UUID | None] = mapped_column(ForeignKey("member.id"), index=True)
    step: Mapped[int]
    means: Mapped[LetterMeans]
    sent_at: Mapped[datetime]
    who: Mapped[str] = mapped_column(String(200), default="")

    __table_args__ = (CheckConstraint("step BETWEEN 1 AND 3", name="step"),)


@dataclass(frozen=True, slots=True)
class LateLine:
    """One thing, or so many, that did not come back."""

    number: str
    """The agreement's."""
    words: str
    due_on: date
    days_late: int


@dataclass(frozen=True, slots=True)
class LateLetter:
    """One letter to one borrower, ready to be sent."""

    language: str
    office: Party
    place: str
    written_on: date
    borrower: Party
    member_id: UUID | None
    loan_ids: tuple[UUID, ...]
    step: int
    next_on: date | None
    """From when the next step may follow; None after the last."""
    lines: tuple[LateLine, ...]


def next_step(last: int) -> int:
    """The step after `last`; the last one is said again."""
    return min(last + 1, LAST_STEP)
