"""Handing things out: the loan, its gap-free number, its lines as they are on the day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from vaetvient.desk import cash
from vaetvient.desk.baskets import (
    Basket,
    Examination,
    KitWanted,
    LineWanted,
    Refusal,
    examine,
)
from vaetvient.desk.desk import Desk
from vaetvient.desk.numbering import AGREEMENTS
from vaetvient.desk.papers import fee_of
from vaetvient.desk.promises import Leave, Leaving, fulfil
from vaetvient.desk.volunteers import refuse_override
from vaetvient.domain import fees, lending
from vaetvient.domain.cash import EntryKind, PaymentMethod, of_deposit
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
)
from vaetvient.domain.member import Member, MemberKind, spoken_name
from vaetvient.domain.money import LARGEST_CENTS, BadAmountError
from vaetvient.domain.records import new_id
from vaetvient.domain.text import many_lines, one_line
from vaetvient.domain.vehicle import check_readings
from vaetvient.language import N_, _, show_moment
from vaetvient.storage.prepared import NewRows
from vaetvient.storage.queries import lendable
from vaetvient.storage.queries.lendable import BorrowerRow, ThingRow


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
    fee_method: PaymentMethod | None = None
    """How the fee that the rules ask is paid now; None: later, or there is none."""
    fee_waived: str = ""
    """Why no fee is asked."""
    fee_reference: str = ""
    """The number of the cheque that pays it."""
    kits: tuple[KitWanted, ...] = ()
    """The kits among the lines, which are to be whole."""


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
    BadAmountError for a deposit that cannot be, BadMileageError and BadFuelError for readings that
    cannot be, LoanNotOpenError for a basket handed out already.
    """
    for line in command.lines:
        check_readings(line.mileage_km, line.fuel)
    with desk.gesture("hand_out") as gesture:
        session = gesture.session
        out_at = command.out_at or desk.clock()
        out_on = desk.day_of(out_at)
        examination = _accept(session, desk, command, out_on)
        borrower = examination.borrower
        assert borrower is not None
        due_on = examination.terms.due_on
        if command.due_on is not None:
            due_on = examination.calendar.next_open_day(command.due_on)
        deposit_cents = _deposit(command, examination)
        draft = _draft(session, command)
        series = _series(session, desk, draft, out_on.year)
        loan_id = new_id() if draft is None else draft.id
        facts = {
            **series,
            **_signatory(session, borrower, command.signatory_id, out_on),
            "state": LoanState.OUT,
            "borrower_id": borrower.id,
            "borrower_name": borrower.label,
            "handed_out_at": out_at,
            "due_on": due_on,
            "rule": examination.terms.spoken_by if command.due_on is None else "",
            "pickup_name": one_line(command.pickup_name),
            "purpose": many_lines(command.purpose),
            "place_of_use": many_lines(command.place_of_use),
            "note": many_lines(command.note),
            "override_reason": (
                many_lines(command.override_reason) if examination.refusals else ""
            ),
        }
        if draft is None:
            begun = {"id": loan_id, "office_id": desk.office_id, "opened_at": desk.clock()}
            _LOANS.write(session, [{**begun, **facts}])
        else:
            for name, fact in facts.items():
                setattr(draft, name, fact)
        leaving = _gathered(command.lines, examination)
        _write_lines(session, loan_id, leaving, examination.equipment)
        if deposit_cents:
            deposit = {
                "loan_id": loan_id,
                "amount_cents": deposit_cents,
                "method": command.deposit_method,
                "reference": one_line(command.deposit_reference),
            }
            _DEPOSITS.write(session, [deposit])
            if of_deposit(command.deposit_method) is not None:
                loan = session.get_one(Loan, loan_id)
                session.refresh(loan)
                assert loan.deposit is not None
                cash.deposit_taken(session, desk, loan, loan.deposit)
        things = tuple(
            Leaving(w.equipment_id, examination.equipment[w.equipment_id].model_id, w.quantity)
            for w in leaving
        )
        leave = Leave(loan_id, borrower.id, out_at, things)
        fulfil(session, desk, leave, command.reservation_id)
        _charge(session, desk, command, loan_id, examination)
        number = str(series["number"])
        gesture.say(number=number, borrower=borrower.label, loan=str(loan_id))
        return HandedOut(loan_id, number, due_on, deposit_cents, gesture.record.id)


def _charge(
    session: Session, desk: Desk, command: HandOut, loan_id: UUID, examination: Examination
) -> None:
    """Write what the rules ask for a loan that nothing was agreed about before, and take it."""
    asked = fees.total(examination.fees)
    if not asked:
        return
    loan = session.get_one(Loan, loan_id)
    session.refresh(loan)
    if fee_of(session, loan):
        asked = fee_of(session, loan)  # agreed when it was reserved
    else:
        loan.fee_cents = asked
    loan.fee_waived = many_lines(command.fee_waived)
    session.flush()
    if command.fee_method is not None and not loan.fee_waived:
        paid = (cash.Paid(EntryKind.FEE, asked, loan.number or "", loan_id=loan.id),)
        method, number = command.fee_method, command.fee_reference
        cash.pay_in(session, desk, cash.Payment(paid, method, loan.borrower_id, "", number))


_LOANS, _LINES = NewRows(Loan), NewRows(LoanLine)
_PARTS, _DEPOSITS = NewRows(LinePart), NewRows(Deposit)


def _accept(session: Session, desk: Desk, command: HandOut, out_on: date) -> Examination:
    basket = Basket(
        *(command.borrower_id, command.lines, command.signatory_id, command.due_on),
        kits=command.kits,
    )
    examination = examine(session, desk, basket, out_on=out_on)
    standing = list(examination.standing(command.override_reason))
    if command.borrower_id is None:
        standing.insert(0, Refusal(None, NoBorrowerError()))
    if not command.lines:
        standing.insert(0, Refusal(None, lending.NothingToLendError()))
    if any(line.quantity < 1 for line in command.lines):
        standing.insert(0, Refusal(None, lending.NothingToLendError()))
    now = desk.clock()
    if command.out_at is not None and lending.still_to_come(command.out_at, now):
        at, moment = (show_moment(m, desk.timezone) for m in (command.out_at, now))
        error = lending.HandOutToComeError(at=at, now=moment, field="out_at")
        standing.insert(0, Refusal(None, error))
    if standing:
        raise BasketRefusedError(tuple(standing))
    if examination.refusals:  # all of them passed over
        refuse_override(session, desk)
    return examination


def _deposit(command: HandOut, examination: Examination) -> int:
    """What is asked, or what the rules propose. Raises BadAmountError."""
    asked = command.deposit_cents
    amount = examination.terms.deposit_cents if asked is None else asked
    if not 0 <= amount <= LARGEST_CENTS:
        raise BadAmountError(value=amount / 100, field="deposit")
    return amount


def _draft(session: Session, command: HandOut) -> Loan | None:
    """The draft that was put aside, emptied; None for a loan begun now."""
    if command.basket_id is None:
        return None
    loan = session.get(Loan, command.basket_id)
    if loan is None:
        raise NotFoundError(what=str(command.basket_id))
    if loan.state is not LoanState.DRAFT:
        state = _(LOAN_STATE_WORDS[loan.state])
        raise lending.LoanNotOpenError(number=loan.number or "?", state=state)
    loan.lines.clear()
    session.flush()
    return loan


def _series(session: Session, desk: Desk, draft: Loan | None, year: int) -> dict[str, Any]:
    """The loan's number: a blank agreement's own, or the next of the office's year."""
    if draft is not None and draft.number is not None:
        return {"number": draft.number}
    return {**AGREEMENTS.following(session, desk, year)}


def _signatory(
    session: Session, borrower: BorrowerRow, signatory_id: UUID | None, day: date
) -> dict[str, Any]:
    """Who signs and in what capacity; an association's first valid representative by default."""
    if borrower.kind is not MemberKind.ASSOCIATION:
        return {"signatory_id": borrower.id, "signatory_name": borrower.spoken_name}
    acting = lendable.mandates(session, borrower.id)
    if signatory_id is not None:
        acting = [mandate for mandate in acting if mandate.person_id == signatory_id]
    in_force = [mandate for mandate in acting if mandate.signs_on(day)]
    chosen = in_force or (acting if signatory_id is not None else [])
    if chosen:
        return {
            "signatory_id": chosen[0].person_id,
            "signatory_name": chosen[0].spoken_name,
            "signatory_capacity": chosen[0].role,
        }
    if signatory_id is not None and (signatory := session.get(Member, signatory_id)):
        return {"signatory_id": signatory.id, "signatory_name": spoken_name(signatory)}
    return {}


def _gathered(lines: tuple[LineWanted, ...], examination: Examination) -> list[LineWanted]:
    """The lines, an item being one thing, and the quantities of one stock added together."""
    out: dict[UUID, LineWanted] = {}
    for line in lines:
        known = out.get(line.equipment_id)
        if examination.equipment[line.equipment_id].is_item:
            out[line.equipment_id] = replace(line, quantity=1)
        elif known is None:
            out[line.equipment_id] = line
        else:
            out[line.equipment_id] = LineWanted(
                line.equipment_id,
                known.quantity + line.quantity,
                line.condition or known.condition,
                line.defects or known.defects,
                known.kit_name or line.kit_name,
            )
    return list(out.values())


def _write_lines(
    session: Session,
    loan_id: UUID,
    leaving: Sequence[LineWanted],
    equipment: Mapping[UUID, ThingRow],
) -> None:
    """Each line as its thing is today: its name, value, state and accessories."""
    lines: list[dict[str, Any]] = []
    parts: list[dict[str, Any]] = []
    for place, wanted in enumerate(leaving):
        thing = equipment[wanted.equipment_id]
        line_id = new_id()
        lines.append(
            {
                "id": line_id,
                "loan_id": loan_id,
                "position": place,
                "kind": thing.kind,
                "equipment_id": thing.id,
                "state": LineState.OUT,
                "quantity": wanted.quantity,
                "tag": thing.tag,
                "label": thing.model.name,
                "serial": thing.serial,
                "kit_name": wanted.kit_name,
                "mileage_out_km": _mileage(thing, wanted),
                "fuel_out": wanted.fuel if thing.is_vehicle else None,
                "value_cents": thing.model.value_cents
                if thing.value_cents is None
                else thing.value_cents,
                "condition_out": wanted.condition or thing.condition,
                "defects_out": (
                    thing.defects if wanted.defects is None else many_lines(wanted.defects)
                ),
            }
        )
        parts += [
            {
                "line_id": line_id,
                "position": part.position,
                "name": part.name,
                "quantity": part.quantity * wanted.quantity,
            }
            for part in thing.model.accessories
        ]
    _LINES.write(session, lines)
    _PARTS.write(session, parts)


def _mileage(thing: ThingRow, wanted: LineWanted) -> int | None:
    """What a vehicle's line says of its mileage: as it was read, or as it last was."""
    if not thing.is_vehicle:
        return None
    return thing.mileage_km if wanted.mileage_km is None else wanted.mileage_km
