"""Taking and giving money: entries in the cash book, counter-entries, the day's closing.

Whatever moves money writes here, within its own gesture: dues, deposits, fees, sales. An entry
is never changed: undoing a gesture that wrote some writes counter-entries.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from vaetvient.desk.desk import Desk
from vaetvient.domain.cash import (
    BY_HAND,
    IN_THE_DRAWER,
    CorrectedAlreadyError,
    DifferenceUnsaidError,
    EntryKind,
    LabelNeededError,
    NothingPaidError,
    PaymentMethod,
    cashed_deposit,
    of_deposit,
    signed,
    words_of,
)
from vaetvient.domain.cash_book import CashClosing, CashCount, CashEntry, CashPayer
from vaetvient.domain.errors import InvalidValueError, NotFoundError
from vaetvient.domain.lending import ReasonNeededError
from vaetvient.domain.loan import Deposit, Loan
from vaetvient.domain.member import Member
from vaetvient.domain.money import LARGEST_CENTS, BadAmountError
from vaetvient.domain.records import key_within, new_id
from vaetvient.domain.text import many_lines, one_line
from vaetvient.language import N_, _, show_money
from vaetvient.storage.queries.cash import drawer

UNDONE = N_("Annulation du geste")
MOST_UNITS = 1_000_000


@dataclass(frozen=True, slots=True)
class Paid:
    """One thing that was paid. The amount is what is typed: an expense is positive too."""

    kind: EntryKind
    amount_cents: int
    """For all units together."""
    label: str = ""
    quantity: int = 1
    loan_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Payment:
    """What is paid together, by one payer in one way."""

    lines: tuple[Paid, ...]
    method: PaymentMethod = PaymentMethod.CASH
    member_id: UUID | None = None
    payer: str = ""
    """A name, where the payer is no member."""
    reference: str = ""


def take_payment(desk: Desk, payment: Payment) -> UUID:
    """Write a payment typed by hand; its key.

    Raises NothingPaidError, BadAmountError, LabelNeededError, NotFoundError.
    """
    for line in payment.lines:
        if line.kind not in BY_HAND:
            raise InvalidValueError(value=line.kind.value, field="kind")
        if line.kind in _NEEDS_WORDS and not one_line(line.label):
            raise LabelNeededError(value="", field="label")
    with desk.gesture("take_payment") as gesture:
        key = pay_in(gesture.session, desk, payment)
        total = sum(signed(line.kind, line.amount_cents) for line in payment.lines)
        first = payment.lines[0]
        gesture.say(
            what=words_of(first.kind, one_line(first.label), first.quantity),
            amount=show_money(total),
            payment=str(key),
        )
        return key


_NEEDS_WORDS = frozenset({EntryKind.SALE, EntryKind.EXPENSE, EntryKind.OTHER, EntryKind.REFUND})


def pay_in(session: Session, desk: Desk, payment: Payment) -> UUID:
    """Write a payment within a gesture that does more; its key. Raises as `take_payment`."""
    if not payment.lines:
        raise NothingPaidError(value=0, field="amount")
    key = new_id()
    for line in payment.lines:
        if line.amount_cents == 0:
            raise NothingPaidError(value=0, field="amount")
        if not 0 < line.amount_cents <= LARGEST_CENTS:
            raise BadAmountError(value=line.amount_cents / 100, field="amount")
        if not 0 < line.quantity <= MOST_UNITS:
            raise InvalidValueError(value=line.quantity, field="quantity")
        session.add(
            CashEntry(
                office_id=desk.office_id,
                payment_id=key,
                at=desk.clock(),
                kind=line.kind,
                method=payment.method,
                amount_cents=signed(line.kind, line.amount_cents),
                quantity=line.quantity,
                label=one_line(line.label),
                who=desk.volunteer,
                loan_id=line.loan_id,
            )
        )
    name = one_line(payment.payer)
    if payment.member_id is not None:
        member = session.get(Member, payment.member_id)
        if member is None:
            raise NotFoundError(what=str(payment.member_id))
        name = name or member.label
    reference = one_line(payment.reference)
    if name or reference:
        payer = CashPayer(id=key, member_id=payment.member_id, name=name, reference=reference)
        session.add(payer)
    session.flush()
    return key


def correct(desk: Desk, entry_id: UUID, reason: str) -> UUID:
    """Put an entry right by its opposite; the counter-entry's key.

    Raises NotFoundError, CorrectedAlreadyError, ReasonNeededError.
    """
    if not many_lines(reason):
        raise ReasonNeededError(field="reason")
    with desk.gesture("correct_entry") as gesture:
        counter = counter_in(gesture.session, desk, entry_id, reason)
        gesture.say(
            what=words_of(counter.kind, counter.label, counter.quantity),
            amount=show_money(counter.amount_cents),
            payment=str(counter.payment_id),
        )
        return counter.id


def counter_in(session: Session, desk: Desk, entry_id: UUID, reason: str) -> CashEntry:
    """Write the opposite of an entry within an open gesture; see `correct`."""
    entry = session.get(CashEntry, entry_id)
    if entry is None:
        raise NotFoundError(what=str(entry_id))
    if session.scalar(select(CashEntry.id).where(CashEntry.corrects_id == entry_id)) is not None:
        raise CorrectedAlreadyError(what=words_of(entry.kind, entry.label, entry.quantity))
    counter = CashEntry(
        id=key_within(entry_id, "correction"),
        office_id=entry.office_id,
        payment_id=key_within(entry_id, "payment of the correction"),
        at=max(desk.clock(), entry.at + timedelta(microseconds=1)),  # never before what it corrects
        kind=entry.kind,
        method=entry.method,
        amount_cents=-entry.amount_cents,
        quantity=entry.quantity,
        label=entry.label,
        who=desk.volunteer,
        loan_id=entry.loan_id,
        corrects_id=entry.id,
        reason=many_lines(reason),
    )
    session.add(counter)
    payer = session.get(CashPayer, entry.payment_id)
    if payer is not None:
        session.add(
            CashPayer(
                id=counter.payment_id,
                member_id=payer.member_id,
                name=payer.name,
                reference=payer.reference,
            )
        )
    session.flush()
    return counter


def counter_undone(session: Session, desk: Desk, entry_ids: Sequence[UUID]) -> None:
    """Put right what a gesture that is undone had written, as far as nobody did already."""
    corrected = select(CashEntry.corrects_id).where(CashEntry.corrects_id.in_(entry_ids))
    done = set(session.scalars(corrected))
    for entry_id in entry_ids:
        if entry_id not in done:
            counter_in(session, desk, entry_id, _(UNDONE))


def give_back_paid(session: Session, desk: Desk, loan: Loan, reason: str) -> None:
    """A loan is cancelled: what had been paid for it is given back."""
    made = session.scalars(
        select(CashEntry.id)
        .where(CashEntry.loan_id == loan.id, CashEntry.corrects_id.is_(None))
        .order_by(CashEntry.id)
    ).all()
    corrected = set(
        session.scalars(select(CashEntry.corrects_id).where(CashEntry.corrects_id.in_(made)))
    )
    for entry_id in made:
        if entry_id not in corrected:
            counter_in(session, desk, entry_id, reason)


# Deposits


def deposit_taken(session: Session, desk: Desk, loan: Loan, deposit: Deposit) -> None:
    """A deposit in money came in: it will be given back. A cheque that is only held moves none."""
    method = of_deposit(deposit.method)
    if method is not None:
        _move(session, desk, loan, EntryKind.DEPOSIT, method, deposit.amount_cents)


def deposit_settled(
    session: Session, desk: Desk, loan: Loan, deposit: Deposit, kept_cents: int
) -> None:
    """A deposit was given back, and `kept_cents` of it kept: money that was only held goes out
    whole, what is kept comes in as the office's own."""
    method = of_deposit(deposit.method)
    if method is not None:
        taken = (
            session.scalar(
                select(func.sum(CashEntry.amount_cents)).where(
                    CashEntry.loan_id == loan.id, CashEntry.kind == EntryKind.DEPOSIT
                )
            )
            or 0
        )
        if taken > 0:
            _move(session, desk, loan, EntryKind.DEPOSIT, method, -taken)
    if kept_cents:
        kept_by = method or cashed_deposit(deposit.method)
        _move(session, desk, loan, EntryKind.DEPOSIT_KEPT, kept_by, kept_cents)


def _move(
    session: Session,
    desk: Desk,
    loan: Loan,
    kind: EntryKind,
    method: PaymentMethod,
    cents: int,
) -> None:
    """Write one movement of a deposit, signed, with whose it is."""
    key = new_id()
    deposit = loan.deposit
    session.add(
        CashEntry(
            office_id=desk.office_id,
            payment_id=key,
            at=desk.clock(),
            kind=kind,
            method=method,
            amount_cents=cents,
            label=loan.number or "",
            who=desk.volunteer,
            loan_id=loan.id,
        )
    )
    session.add(
        CashPayer(
            id=key,
            member_id=loan.borrower_id,
            name=loan.borrower_name,
            reference=deposit.reference if deposit is not None else "",
        )
    )


# Counting


@dataclass(frozen=True, slots=True)
class Closed:
    """A closing just made."""

    closing_id: UUID
    difference_cents: int
    """Counted less expected, over all methods."""


def close_day(desk: Desk, counted: Mapping[PaymentMethod, int], note: str = "") -> Closed:
    """Write down what was counted in the drawer, by method; what is not said is as expected.

    Raises DifferenceUnsaidError where something differs and no note says why, BadAmountError,
    InvalidValueError for a method that is in no drawer.
    """
    for method, cents in counted.items():
        if method not in IN_THE_DRAWER:
            raise InvalidValueError(value=method.value, field=method.value)
        if not 0 <= cents <= LARGEST_CENTS:
            raise BadAmountError(value=cents / 100, field=method.value)
    with desk.gesture("close_day") as gesture:
        session = gesture.session
        expected = {
            line.method: line.expected_cents
            for line in drawer(session, desk.office_id).lines
            if line.method in IN_THE_DRAWER
        }
        found = {method: counted.get(method, cents) for method, cents in expected.items()}
        difference = sum(found[method] - cents for method, cents in expected.items())
        uneven = [method for method, cents in expected.items() if found[method] != cents]
        if uneven and not many_lines(note):
            amount = sum(abs(found[method] - expected[method]) for method in uneven)
            raise DifferenceUnsaidError(amount=show_money(amount), field="note")
        closing = CashClosing(
            office_id=desk.office_id,
            closed_at=desk.clock(),
            who=desk.volunteer,
            note=many_lines(note),
        )
        session.add(closing)
        session.flush()
        for method, cents in expected.items():
            session.add(
                CashCount(
                    closing_id=closing.id,
                    method=method,
                    expected_cents=cents,
                    counted_cents=found[method],
                )
            )
        gesture.say(amount=show_money(found.get(PaymentMethod.CASH, 0)))
        return Closed(closing.id, difference)
