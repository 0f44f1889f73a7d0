"""Handing things out: the loan, its gap-free number, its lines as they are on the day."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from vaetvient.desk.baskets import Basket, Examination, LineWanted, Refusal, examine
from vaetvient.desk.desk import Desk, office_calendar
from vaetvient.desk.promises import fulfil
from vaetvient.domain import lending
from vaetvient.domain.equipment import Equipment, EquipmentKind, Item
from vaetvient.domain.errors import NotFoundError, RefusedError
from vaetvient.domain.lending import LendingRefusedError
from vaetvient.domain.loan import (
    LOAN_STATE_WORDS,
    Deposit,
    DepositMethod,
    LinePart,
    LineState,
    Loan,
    LoanLine,
    LoanState,
    agreement_number,
)
from vaetvient.domain.member import Association, Member, Person, Representative, spoken_name
from vaetvient.domain.money import LARGEST_CENTS, BadAmountError
from vaetvient.domain.office import Office
from vaetvient.domain.text import many_lines, one_line
from vaetvient.language import N_, _


class NoBorrowerError(LendingRefusedError):
    code = "no_borrower"
    text = N_("Personne n'emprunte encore.")
    way_out = N_("Tapez un nom ou scannez une carte d'adhérent.")


class BasketRefusedError(RefusedError):
    """A whole basket was refused; `refusals` says why, line by line."""

    code = "basket_refused"

    def __init__(self, refusals: tuple[Refusal, ...]) -> None:
        self.refusals = refusals
        first = refusals[0].error
        super().__init__(field=first.field, **first.facts)
        self.first = first

    @property
    def message(self) -> str:
        return " ".join(refusal.error.message for refusal in self.refusals)

    @property
    def sentence(self) -> str:
        return self.first.sentence

    @property
    def hint(self) -> str:
        return self.first.hint


@dataclass(frozen=True, slots=True)
class HandOut:
    """Everything that is decided at the counter before things leave."""

    borrower_id: UUID | None
    lines: tuple[LineWanted, ...]
    due_on: date | None = None
    """None: as the rules propose. A closed day moves to the next open one (invariant 4)."""
    signatory_id: UUID | None = None
    pickup_name: str = ""
    purpose: str = ""
    place_of_use: str = ""
    deposit_cents: int | None = None
    """None: as the rules propose; 0: none asked."""
    deposit_method: DepositMethod = DepositMethod.CHEQUE
    deposit_reference: str = ""
    note: str = ""
    override_reason: str = ""
    out_at: datetime | None = None
    """None: now. A loan written on a blank agreement is typed in later."""
    basket_id: UUID | None = None
    """The draft that becomes this loan: a basket put aside, or a blank agreement."""
    reservation_id: UUID | None = None
    """The reservation that is being fetched; those of the day are found without it."""


@dataclass(frozen=True, slots=True)
class HandedOut:
    """A loan just made."""

    loan_id: UUID
    number: str
    due_on: date
    deposit_cents: int
    gesture_id: UUID


def hand_out(desk: Desk, command: HandOut) -> HandedOut:
    """Lend: one transaction, durable when this returns.

    Raises BasketRefusedError with every refusal, NotFoundError for what does not exist,
    BadAmountError for a deposit that cannot be, LoanNotOpenError for a basket handed out already.
    """
    with desk.gesture("hand_out") as gesture:
        session = gesture.session
        out_at = command.out_at or desk.clock()
        out_on = desk.day_of(out_at)
        examination = _accept(session, desk, command, out_on)
        borrower = examination.borrower
        assert borrower is not None
        due_on = examination.terms.due_on
        if command.due_on is not None:
            due_on = office_calendar(session, desk.office_id).next_open_day(command.due_on)
        loan = _loan(session, desk, command)
        if loan.number is None:
            _number(session, desk, loan, out_on.year)
        loan.state = LoanState.OUT
        loan.borrower_id, loan.borrower_name = borrower.id, borrower.label
        loan.handed_out_at, loan.due_on = out_at, due_on
        loan.rule = examination.terms.spoken_by if command.due_on is None else ""
        loan.pickup_name = one_line(command.pickup_name)
        loan.purpose = many_lines(command.purpose)
        loan.place_of_use = many_lines(command.place_of_use)
        loan.note = many_lines(command.note)
        if examination.refusals:
            loan.override_reason = many_lines(command.override_reason)
        _name_signatory(session, loan, borrower, command.signatory_id, out_on)
        loan.lines = [
            _line(place, line, examination.equipment[line.equipment_id])
            for place, line in enumerate(_gathered(command.lines, examination))
        ]
        session.add(loan)
        amount = (
            examination.terms.deposit_cents
            if command.deposit_cents is None
            else command.deposit_cents
        )
        if not 0 <= amount <= LARGEST_CENTS:
            raise BadAmountError(value=amount / 100, field="deposit")
        if amount:
            session.add(
                Deposit(
                    loan=loan,
                    amount_cents=amount,
                    method=command.deposit_method,
                    reference=one_line(command.deposit_reference),
                )
            )
        session.flush()
        fulfil(session, desk, loan, command.reservation_id)
        gesture.say(number=loan.number, borrower=loan.borrower_name, loan=str(loan.id))
        assert loan.number is not None
        return HandedOut(loan.id, loan.number, due_on, amount, gesture.record.id)


def _accept(session: Session, desk: Desk, command: HandOut, out_on: date) -> Examination:
    basket = Basket(command.borrower_id, command.lines, command.signatory_id, command.due_on)
    examination = examine(session, desk, basket, out_on=out_on)
    standing = list(examination.standing(command.override_reason))
    if command.borrower_id is None:
        standing.insert(0, Refusal(None, NoBorrowerError()))
    if not command.lines:
        standing.insert(0, Refusal(None, lending.NothingToLendError()))
    if any(line.quantity < 1 for line in command.lines):
        standing.insert(0, Refusal(None, lending.NothingToLendError()))
    if standing:
        raise BasketRefusedError(tuple(standing))
    return examination


def _loan(session: Session, desk: Desk, command: HandOut) -> Loan:
    """The draft that was put aside, emptied, or a new loan."""
    if command.basket_id is None:
        return Loan(office_id=desk.office_id, opened_at=desk.clock())
    loan = session.get(Loan, command.basket_id)
    if loan is None:
        raise NotFoundError(what=str(command.basket_id))
    if loan.state is not LoanState.DRAFT:
        state = _(LOAN_STATE_WORDS[loan.state])
        raise lending.LoanNotOpenError(number=loan.number or "?", state=state)
    loan.lines.clear()
    session.flush()
    return loan


def _number(session: Session, desk: Desk, loan: Loan, year: int) -> None:
    """Give the next number of the office's year.

    The transaction is immediate: no one else can take it, and rolling back gives it back, so
    that the series has no gap.
    """
    code = session.get_one(Office, desk.office_id).code
    last = session.scalar(
        select(func.max(Loan.number_sequence)).where(
            Loan.office_id == desk.office_id, Loan.number_year == year
        )
    )
    loan.number_year, loan.number_sequence = year, (last or 0) + 1
    loan.number = agreement_number(code, year, loan.number_sequence)


def number_loan(session: Session, desk: Desk, loan: Loan, year: int) -> None:
    """Number a draft ahead of its hand-out: a blank agreement."""
    _number(session, desk, loan, year)


def _name_signatory(
    session: Session, loan: Loan, borrower: Member, signatory_id: UUID | None, day: date
) -> None:
    """Who signs and in what capacity; an association's first valid representative by default."""
    if not isinstance(borrower, Association):
        loan.signatory_id, loan.signatory_name = borrower.id, spoken_name(borrower)
        return
    mandates = [
        (mandate, person)
        for mandate, person in session.execute(
            select(Representative, Person)
            .join(Person, Person.id == Representative.person_id)
            .where(Representative.association_id == borrower.id)
            .order_by(Representative.valid_from)
        )
    ]
    if signatory_id is not None:
        mandates = [m for m in mandates if m[1].id == signatory_id]
    in_force = [m for m in mandates if m[0].signs_on(day)]
    chosen = in_force or (mandates if signatory_id is not None else [])
    if chosen:
        mandate, person = chosen[0]
        loan.signatory_id = person.id
        loan.signatory_name = spoken_name(person)
        loan.signatory_capacity = mandate.role
    elif signatory_id is not None and (signatory := session.get(Member, signatory_id)):
        loan.signatory_id, loan.signatory_name = signatory.id, spoken_name(signatory)


def _gathered(lines: tuple[LineWanted, ...], examination: Examination) -> list[LineWanted]:
    """The lines, an item being one thing, and the quantities of one stock added together."""
    out: dict[UUID, LineWanted] = {}
    for line in lines:
        known = out.get(line.equipment_id)
        if isinstance(examination.equipment[line.equipment_id], Item):
            out[line.equipment_id] = replace(line, quantity=1)
        elif known is None:
            out[line.equipment_id] = line
        else:
            out[line.equipment_id] = LineWanted(
                line.equipment_id,
                known.quantity + line.quantity,
                line.condition or known.condition,
                line.defects or known.defects,
            )
    return list(out.values())


def _line(place: int, wanted: LineWanted, thing: Equipment) -> LoanLine:
    """A line as the thing is today: its name, value, state and accessories."""
    model = thing.model
    is_item = isinstance(thing, Item)
    return LoanLine(
        position=place,
        kind=EquipmentKind.ITEM if is_item else EquipmentKind.STOCK,
        equipment_id=thing.id,
        state=LineState.OUT,
        quantity=wanted.quantity,
        tag=thing.tag,
        label=model.name,
        serial=thing.serial if isinstance(thing, Item) else "",
        value_cents=thing.value_cents if thing.value_cents is not None else model.value_cents,
        condition_out=wanted.condition or (thing.condition if isinstance(thing, Item) else None),
        defects_out=(
            many_lines(wanted.defects)
            if wanted.defects is not None
            else (thing.defects if isinstance(thing, Item) else "")
        ),
        parts=[
            LinePart(
                position=part.position, name=part.name, quantity=part.quantity * wanted.quantity
            )
            for part in model.accessories
        ],
    )
