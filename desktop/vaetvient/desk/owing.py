"""What a loan costs: its fee, the kilometres driven, its lateness; paid, left to pay, let off."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload

from vaetvient.desk.cash import Paid, Payment, pay_in
from vaetvient.desk.desk import Desk
from vaetvient.desk.papers import fee_of
from vaetvient.desk.ruling import spoken_for
from vaetvient.domain import fees
from vaetvient.domain.cash import EntryKind, PaymentMethod
from vaetvient.domain.cash_book import CashEntry
from vaetvient.domain.errors import NotFoundError, RefusedError
from vaetvient.domain.fees import FeeLine
from vaetvient.domain.lending import ReasonNeededError, days_late
from vaetvient.domain.loan import Loan, LoanLine, LoanState
from vaetvient.domain.text import many_lines
from vaetvient.language import N_, show_money
from vaetvient.storage.queries import lendable


class NothingOwedError(RefusedError):
    code = "nothing_owed"
    text = N_("Il n'y a rien à payer pour le prêt {number}.")


@dataclass(frozen=True, slots=True)
class Charge:
    """One thing that a loan costs."""

    kind: EntryKind
    """FEE, with the kilometres driven, or LATE_FEE."""
    asked_cents: int
    paid_cents: int
    lines: tuple[FeeLine, ...]
    """How it is computed; empty for what was agreed when it was reserved."""
    waived: str
    """Why it is not asked; empty where it is."""

    @property
    def owed_cents(self) -> int:
        """What is left to pay."""
        return 0 if self.waived else max(0, self.asked_cents - self.paid_cents)


def charges(session: Session, desk: Desk, loan_id: UUID) -> tuple[Charge, ...]:
    """What a loan costs, each kind once, what costs nothing left out. Raises NotFoundError."""
    loan = _loan(session, loan_id)
    if loan.handed_out_at is None or loan.state is LoanState.CANCELLED:
        return ()
    found = session.execute(
        select(CashEntry.kind, func.sum(CashEntry.amount_cents))
        .where(
            CashEntry.loan_id == loan_id,
            CashEntry.kind.in_((EntryKind.FEE, EntryKind.LATE_FEE)),
        )
        .group_by(CashEntry.kind)
    )
    paid: dict[EntryKind, int] = {kind: int(cents) for kind, cents in found}
    driven, late = _driven_and_late(session, desk, loan)
    agreed = fee_of(session, loan) + fees.total(driven)
    out = [
        Charge(EntryKind.FEE, agreed, paid.get(EntryKind.FEE, 0), driven, loan.fee_waived),
        Charge(
            EntryKind.LATE_FEE,
            fees.total(late),
            paid.get(EntryKind.LATE_FEE, 0),
            late,
            loan.late_waived,
        ),
    ]
    return tuple(charge for charge in out if charge.asked_cents or charge.paid_cents)


def take_charges(desk: Desk, loan_id: UUID, method: PaymentMethod, *, reference: str = "") -> UUID:
    """Take all that is left to pay for a loan, in one payment; its key.

    Raises NothingOwedError, NotFoundError.
    """
    with desk.gesture("take_charges") as gesture:
        session = gesture.session
        loan = _loan(session, loan_id)
        owed = [c for c in charges(session, desk, loan_id) if c.owed_cents]
        if not owed:
            raise NothingOwedError(number=loan.number or "?")
        lines = tuple(
            Paid(charge.kind, charge.owed_cents, loan.number or "", loan_id=loan_id)
            for charge in owed
        )
        payment = Payment(lines, method, loan.borrower_id, reference=reference)
        key = pay_in(session, desk, payment)
        amount = show_money(sum(charge.owed_cents for charge in owed))
        gesture.say(number=loan.number or "", amount=amount, loan=str(loan_id))
        return key


def waive_charges(desk: Desk, loan_id: UUID, reason: str) -> None:
    """Ask no more for what is left to pay, and say why.

    Raises ReasonNeededError, NothingOwedError, NotFoundError.
    """
    said = many_lines(reason)
    if not said:
        raise ReasonNeededError(field="reason")
    with desk.gesture("waive_charge") as gesture:
        session = gesture.session
        loan = _loan(session, loan_id)
        owed = [c for c in charges(session, desk, loan_id) if c.owed_cents]
        if not owed:
            raise NothingOwedError(number=loan.number or "?")
        for charge in owed:
            if charge.kind is EntryKind.FEE:
                loan.fee_waived = said
            else:
                loan.late_waived = said
        amount = show_money(sum(charge.owed_cents for charge in owed))
        gesture.say(number=loan.number or "", amount=amount, loan=str(loan_id))


def _loan(session: Session, loan_id: UUID) -> Loan:
    loan = session.scalar(
        select(Loan)
        .where(Loan.id == loan_id)
        .options(selectinload(Loan.lines).selectinload(LoanLine.returns))
    )
    if loan is None:
        raise NotFoundError(what=str(loan_id))
    return loan


def _driven_and_late(
    session: Session, desk: Desk, loan: Loan
) -> tuple[tuple[FeeLine, ...], tuple[FeeLine, ...]]:
    """What is asked for the kilometres driven, and for what came back (or is still out) late."""
    assert loan.handed_out_at is not None
    models = {line.equipment.model_id: line.equipment.model for line in loan.lines}
    day = desk.day_of(loan.handed_out_at)
    said = spoken_for(session, desk, models.values(), loan.borrower, day)
    if not said:
        return (), ()
    until = lendable.dues_until(session, loan.borrower_id, day) if loan.borrower_id else None
    member = until is not None and until >= day
    driven: list[FeeLine] = []
    late: list[FeeLine] = []
    for line in loan.lines:
        spoken = said[line.equipment.model_id]
        if line.mileage_in_km is not None and line.mileage_out_km is not None:
            km = line.mileage_in_km - line.mileage_out_km
            driven += fees.counted_lines(
                line.label, spoken["km_prices"].value or (), km, member=member
            )
        late += fees.counted_lines(
            line.label, spoken["late_prices"].value or (), _late(desk, loan, line), member=member
        )
    return tuple(driven), tuple(late)


def _late(desk: Desk, loan: Loan, line: LoanLine) -> int:
    """Days of lateness, times the units that were late."""
    if loan.due_on is None:
        return 0
    out = sum(
        back.quantity * days_late(loan.due_on, desk.day_of(back.returned_at))
        for back in line.returns
    )
    return out + line.still_out * days_late(loan.due_on, desk.today())
