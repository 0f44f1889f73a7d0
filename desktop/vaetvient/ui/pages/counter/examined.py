"""What the rules say of a basket, as plain rows for the window; asked on the worker."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy.orm import Session

from vaetvient.desk.baskets import Examination, examine
from vaetvient.desk.desk import Desk
from vaetvient.desk.kit_basket import KitOption, options
from vaetvient.domain.equipment import Condition
from vaetvient.domain.fees import FeeLine
from vaetvient.domain.lending import LendingRefusedError, ReasonNeededError
from vaetvient.domain.promising import DOCUMENT_ERRORS
from vaetvient.language import _
from vaetvient.storage.queries.counter import BorrowerCard, borrower_card
from vaetvient.storage.queries.reservations import ReservationRow, fee_to_come, to_fetch_of
from vaetvient.ui.pages.counter.draft import Draft


@dataclass(frozen=True, slots=True)
class LineExamined:
    """One line of the basket, as its file and the rules say."""

    condition: Condition | None
    """The thing's own state."""
    defects: str
    accessories: str
    """« 2 micros, câble »."""
    free: int | None
    """How many of a stock can still be lent; None for an item."""
    refusals: tuple[LendingRefusedError, ...] = ()
    is_vehicle: bool = False
    mileage_km: int | None = None
    """A vehicle's, when it was last read."""

    @property
    def is_refused(self) -> bool:
        return bool(self.refusals)

    @property
    def said_beside(self) -> tuple[LendingRefusedError, ...]:
        """What is said in the line: a missing document is said once for all the lines."""
        return tuple(error for error in self.refusals if not isinstance(error, DOCUMENT_ERRORS))


@dataclass(frozen=True, slots=True)
class Examined:
    """A whole basket; `draft` is what was examined."""

    draft: Draft
    lines: tuple[LineExamined, ...]
    borrower: BorrowerCard | None
    refusals: tuple[LendingRefusedError, ...]
    """What concerns the borrower or the whole."""
    proposed_due: date
    due_on: date
    """What was asked or is proposed, on an open day."""
    loan_days: int
    rule: str
    deposit_cents: int
    """What the rules propose."""
    fees: tuple[FeeLine, ...] = ()
    """What the rules ask for, or what was agreed when it was reserved."""
    options: tuple[KitOption, ...] = ()
    """What may go with the kits."""
    to_fetch: tuple[ReservationRow, ...] = ()
    """What the borrower reserved and may fetch now, but what is being fetched."""

    @property
    def all_refusals(self) -> tuple[LendingRefusedError, ...]:
        """Every refusal, the whole's first."""
        return (*self.refusals, *(error for line in self.lines for error in line.refusals))

    @property
    def of_documents(self) -> tuple[LendingRefusedError, ...]:
        """The refusals of things that a document of the borrower would settle."""
        return tuple(error for error in self.all_refusals if isinstance(error, DOCUMENT_ERRORS))

    @property
    def standing(self) -> tuple[LendingRefusedError, ...]:
        """The refusals that the reason given, if any, does not pass."""
        reason = self.draft.override_reason.strip()
        left = [e for e in self.all_refusals if not (reason and e.may_be_overridden)]
        if self.fees and self.draft.fee_paid == "waived" and not self.draft.fee_waived.strip():
            left.append(ReasonNeededError(field="fee"))
        return tuple(left)

    @property
    def may_be_overridden(self) -> bool:
        """Whether a reason is all that is missing."""
        refusals = self.all_refusals
        return bool(refusals) and all(error.may_be_overridden for error in refusals)

    @property
    def is_ready(self) -> bool:
        """Whether the basket can be lent as it is."""
        return bool(self.borrower and self.lines and not self.standing)


def examine_draft(desk: Desk, draft: Draft) -> Examined:
    """Hold the basket against the rules of today. Raises NotFoundError for what has gone."""
    today = desk.today()
    with desk.database.reading() as session:
        said = examine(session, desk, draft.basket(), out_on=today)
        due_on = draft.due_on or said.terms.due_on
        return Examined(
            draft=draft,
            lines=tuple(_line(said, draft, place) for place in range(len(draft.lines))),
            borrower=_card(session, draft.borrower_id, today),
            refusals=tuple(r.error for r in said.refusals if r.line is None),
            proposed_due=said.terms.due_on,
            due_on=said.calendar.next_open_day(due_on),
            loan_days=said.terms.loan_days,
            rule=said.terms.spoken_by,
            deposit_cents=said.terms.deposit_cents,
            fees=_fees(session, said, draft),
            options=options(session, desk, draft.basket()) if draft.kits else (),
            to_fetch=_to_fetch(session, desk, draft),
        )


def _fees(session: Session, said: Examination, draft: Draft) -> tuple[FeeLine, ...]:
    if draft.reservation_id is None:
        return said.fees
    number, cents = fee_to_come(session, draft.reservation_id)
    return (FeeLine(number, _("réservation"), 1, cents),) if cents else ()


def _to_fetch(session: Session, desk: Desk, draft: Draft) -> tuple[ReservationRow, ...]:
    if draft.borrower_id is None:
        return ()
    found = to_fetch_of(session, draft.borrower_id, desk.today(), desk.zone)
    return tuple(row for row in found if row.id != draft.reservation_id)


def _card(session: Session, borrower_id: UUID | None, today: date) -> BorrowerCard | None:
    return None if borrower_id is None else borrower_card(session, borrower_id, today)


def _line(said: Examination, draft: Draft, place: int) -> LineExamined:
    thing = said.equipment[draft.lines[place].equipment_id]
    parts = [
        part.name if part.quantity == 1 else f"{part.quantity} × {part.name}"
        for part in thing.model.accessories
    ]
    return LineExamined(
        condition=thing.condition,
        defects=thing.defects,
        accessories=", ".join(parts),
        free=None if thing.is_item else said.free.get(thing.id, 0),
        refusals=tuple(r.error for r in said.refusals if r.line == place),
        is_vehicle=thing.is_vehicle,
        mileage_km=thing.mileage_km,
    )
