"""What can be done to a loan besides handing out and taking back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from vaetvient.desk import cash
from vaetvient.desk.baskets import LineWanted
from vaetvient.desk.desk import Desk, office_calendar
from vaetvient.desk.limits import QuantityError, check_units
from vaetvient.desk.numbering import AGREEMENTS
from vaetvient.desk.promises import Leaving, give_back, promised_to_others
from vaetvient.desk.ruling import refused_extension
from vaetvient.domain import lending
from vaetvient.domain.equipment import Equipment, EquipmentKind, Item
from vaetvient.domain.errors import InvalidValueError, NotFoundError
from vaetvient.domain.loan import (
    LOAN_STATE_WORDS,
    Deposit,
    DepositState,
    LineState,
    Loan,
    LoanLine,
    LoanState,
)
from vaetvient.domain.member import Member
from vaetvient.domain.promising import StandsInTheWayError
from vaetvient.domain.text import many_lines, one_line
from vaetvient.language import N_, _, show_date, show_money


class NotAfterDueError(lending.LendingRefusedError):
    code = "not_after_due"
    text = N_("Le prêt {number} est déjà attendu le {due}.")
    way_out = N_("Choisissez une date plus tardive pour le prolonger.")


class SomethingCameBackError(lending.LendingRefusedError):
    code = "something_came_back"
    text = N_("Une partie du prêt {number} est déjà revenue.")
    way_out = N_("Rendez le reste au lieu de l'annuler.")


class NoDepositHeldError(lending.LendingRefusedError):
    code = "no_deposit_held"
    text = N_("Aucune caution n'est détenue pour le prêt {number}.")


class NumberedBasketError(lending.LendingRefusedError):
    code = "numbered_basket"
    text = N_("La convention {number} a déjà son numéro.")
    way_out = N_("Annulez-la en disant pourquoi : le numéro reste pris.")


class KeepTooMuchError(lending.LendingRefusedError):
    code = "keep_too_much"
    text = N_("La caution est de {amount} : on ne peut pas en conserver plus.")


@dataclass(frozen=True, slots=True)
class Extended:
    """A loan's new due date; `asked` differs when it fell on a closed day."""

    loan_id: UUID
    number: str
    due_on: date
    asked: date


def loan_called(session: Session, number_or_id: str) -> Loan:
    """The loan with this agreement number (any case) or key. Raises NotFoundError."""
    text = one_line(number_or_id)
    loan = session.scalar(select(Loan).where(Loan.number == text.upper()))
    if loan is None:
        try:
            loan = session.get(Loan, UUID(text))
        except ValueError:
            loan = None
    if loan is None:
        raise NotFoundError(what=text)
    return loan


def _get(session: Session, loan_id: UUID) -> Loan:
    loan = session.get(Loan, loan_id)
    if loan is None:
        raise NotFoundError(what=str(loan_id))
    return loan


def _open(session: Session, loan_id: UUID) -> Loan:
    loan = _get(session, loan_id)
    if loan.state is not LoanState.OUT:
        state = _(LOAN_STATE_WORDS[loan.state])
        raise lending.LoanNotOpenError(number=loan.number or "?", state=state)
    return loan


def extend(desk: Desk, loan_id: UUID, due_on: date) -> Extended:
    """Give more time. A closed day moves to the next open one.

    Raises LoanNotOpenError, NotAfterDueError, DueTooFarError.
    """
    with desk.gesture("extend") as gesture:
        loan = extend_in(gesture.session, desk, loan_id, due_on)
        assert loan.due_on is not None
        gesture.say(number=loan.number, due=show_date(loan.due_on), loan=str(loan.id))
        return Extended(loan.id, loan.number or "", loan.due_on, due_on)


def extend_in(session: Session, desk: Desk, loan_id: UUID, due_on: date) -> Loan:
    """Give more time within an open gesture; see `extend`."""
    loan = _open(session, loan_id)
    assert loan.due_on is not None
    assert loan.handed_out_at is not None
    if due_on <= loan.due_on:
        raise NotAfterDueError(number=loan.number, due=show_date(loan.due_on), field="due")
    refused = lending.check_due(due_on, desk.day_of(loan.handed_out_at))
    if refused:
        raise refused
    new_due = office_calendar(session, desk.office_id).next_open_day(due_on)
    _refuse_extension(session, desk, loan, new_due)
    loan.due_on = new_due
    loan.rule = ""
    return loan


def _refuse_extension(session: Session, desk: Desk, loan: Loan, due_on: date) -> None:
    """Raises what the rules forbid, or StandsInTheWayError naming the reservation that an
    extension would leave empty."""
    ruled = refused_extension(session, desk, loan, due_on)
    if ruled is not None:
        raise ruled
    out = [line for line in loan.lines if line.still_out]
    leaving = [Leaving(e.equipment_id, e.equipment.model_id, e.still_out) for e in out]
    found = promised_to_others(
        session, desk, leaving, due_on, borrower_id=loan.borrower_id, loan_id=loan.id
    )
    for line in out:
        if (claim := found.get(line.equipment_id)) is not None:
            raise StandsInTheWayError(
                label=f"{line.tag} {line.label}".strip(),
                who=claim.who,
                number=claim.number,
                day=show_date(desk.day_of(claim.start)),
                field="due",
            )


def cancel_loan(desk: Desk, loan_id: UUID, reason: str) -> None:
    """Cancel a loan handed out by mistake: kept, with its number and the reason (invariant 3).

    Raises LoanNotOpenError, SomethingCameBackError, ReasonNeededError.
    """
    with desk.gesture("cancel_loan") as gesture:
        loan = cancel_in(gesture.session, desk, loan_id, reason)
        gesture.say(number=loan.number, loan=str(loan.id))


def cancel_in(session: Session, desk: Desk, loan_id: UUID, reason: str) -> Loan:
    """Cancel within an open gesture; see `cancel_loan`."""
    loan = _get(session, loan_id)
    if loan.state is LoanState.DRAFT and loan.number is not None:
        pass  # a spoilt blank agreement: its number stays taken
    elif loan.state is not LoanState.OUT:
        state = _(LOAN_STATE_WORDS[loan.state])
        raise lending.LoanNotOpenError(number=loan.number or "?", state=state)
    if any(line.returned_quantity or line.lost_quantity for line in loan.lines):
        raise SomethingCameBackError(number=loan.number)
    if not many_lines(reason):
        raise lending.ReasonNeededError(field="reason")
    loan.state = LoanState.CANCELLED
    loan.cancel_reason = many_lines(reason)
    now = desk.clock()
    loan.closed_at = max(now, loan.handed_out_at or now)  # the clock may have been put back
    for line in loan.lines:
        line.state = LineState.CANCELLED
    if loan.deposit is not None and loan.deposit.state is DepositState.HELD:
        loan.deposit.state = DepositState.RETURNED
        loan.deposit.settled_at = loan.closed_at
    session.flush()
    cash.give_back_paid(session, desk, loan, reason)
    give_back(session, loan)
    return loan


def note_loan(desk: Desk, loan_id: UUID, note: str) -> None:
    """Replace the note of a loan, whatever its state."""
    with desk.gesture("note_loan") as gesture:
        loan = _get(gesture.session, loan_id)
        loan.note = many_lines(note)
        gesture.say(number=loan.number or "", loan=str(loan.id))


def settle_deposit(desk: Desk, loan_id: UUID, *, kept_cents: int = 0, reason: str = "") -> None:
    """Give the deposit back, or keep all or part of it with a reason.

    Raises NoDepositHeldError, KeepTooMuchError, ReasonNeededError.
    """
    with desk.gesture("settle_deposit") as gesture:
        loan = _get(gesture.session, loan_id)
        deposit: Deposit | None = loan.deposit
        if deposit is None or deposit.state is not DepositState.HELD:
            raise NoDepositHeldError(number=loan.number or "?")
        if kept_cents < 0 or kept_cents > deposit.amount_cents:
            raise KeepTooMuchError(amount=show_money(deposit.amount_cents), field="kept")
        if kept_cents and not many_lines(reason):
            raise lending.ReasonNeededError(field="reason")
        deposit.state = DepositState.KEPT if kept_cents else DepositState.RETURNED
        deposit.kept_cents = kept_cents
        deposit.kept_reason = many_lines(reason)
        deposit.settled_at = desk.clock()
        cash.deposit_settled(gesture.session, desk, loan, deposit, kept_cents)
        gesture.say(number=loan.number or "", loan=str(loan.id))


@dataclass(frozen=True, slots=True)
class AsideTerms:
    """What was typed of a basket besides its things; nothing for what was only proposed."""

    due_on: date | None = None
    signatory_id: UUID | None = None
    pickup_name: str = ""
    purpose: str = ""
    place_of_use: str = ""
    override_reason: str = ""


def put_aside(
    desk: Desk,
    *,
    borrower_id: UUID | None,
    lines: tuple[LineWanted, ...],
    note: str = "",
    basket_id: UUID | None = None,
    terms: AsideTerms | None = None,
) -> UUID:
    """Keep a basket for later, when someone else comes to the desk; its key.

    Raises NothingToLendError, QuantityError, LoanNotOpenError, NotFoundError.
    """
    if borrower_id is None and not lines:
        raise lending.NothingToLendError
    for line in lines:
        if line.quantity < 1:
            raise QuantityError(value=line.quantity, field="quantity")
        check_units(line.quantity)
    with desk.gesture("put_aside") as gesture:
        session = gesture.session
        if basket_id is None:
            loan = Loan(office_id=desk.office_id, opened_at=desk.clock())
            session.add(loan)
        else:
            loan = _draft(session, basket_id)
            loan.lines.clear()
            session.flush()
        borrower = session.get(Member, borrower_id) if borrower_id else None
        if borrower_id and borrower is None:
            raise NotFoundError(what=str(borrower_id))
        loan.borrower_id = borrower.id if borrower else None
        loan.borrower_name = borrower.label if borrower else ""
        loan.note = many_lines(note)
        typed = terms or AsideTerms()
        loan.due_on, loan.signatory_id = typed.due_on, typed.signatory_id
        loan.pickup_name = one_line(typed.pickup_name)
        loan.purpose = many_lines(typed.purpose)
        loan.place_of_use = many_lines(typed.place_of_use)
        loan.override_reason = many_lines(typed.override_reason)
        for place, wanted in enumerate(lines):
            thing = session.get(Equipment, wanted.equipment_id)
            if thing is None:
                raise NotFoundError(what=str(wanted.equipment_id))
            loan.lines.append(
                LoanLine(
                    position=place,
                    kind=EquipmentKind.ITEM if isinstance(thing, Item) else EquipmentKind.STOCK,
                    equipment_id=thing.id,
                    quantity=1 if isinstance(thing, Item) else wanted.quantity,
                    tag=thing.tag,
                    label=thing.model.name,
                    condition_out=wanted.condition,
                    defects_out=wanted.defects or "",
                    kit_name=wanted.kit_name,
                    mileage_out_km=wanted.mileage_km,
                    fuel_out=wanted.fuel,
                )
            )
        gesture.say(borrower=loan.borrower_name or _("personne encore"), loan=str(loan.id))
        session.flush()
        return loan.id


def drop_basket(desk: Desk, basket_id: UUID) -> None:
    """Forget a basket that was put aside; nothing left the office.

    Raises NumberedBasketError for a blank agreement, LoanNotOpenError, NotFoundError.
    """
    with desk.gesture("drop_basket") as gesture:
        loan = _draft(gesture.session, basket_id)
        if loan.number is not None:
            raise NumberedBasketError(number=loan.number)
        gesture.say(borrower=loan.borrower_name or _("personne encore"))
        gesture.session.delete(loan)


def _draft(session: Session, basket_id: UUID) -> Loan:
    loan = _get(session, basket_id)
    if loan.state is not LoanState.DRAFT:
        state = _(LOAN_STATE_WORDS[loan.state])
        raise lending.LoanNotOpenError(number=loan.number or "?", state=state)
    return loan


def prepare_blank(desk: Desk, count: int = 1) -> list[UUID]:
    """Number `count` blank agreements ahead, to be filled in by hand (1 to 50); their keys."""
    most = 50
    if not 1 <= count <= most:
        raise InvalidValueError(value=count, field="count")
    with desk.gesture("print_blank") as gesture:
        loans = []
        for _n in range(count):
            number = AGREEMENTS.following(gesture.session, desk, desk.today().year)
            loan = Loan(office_id=desk.office_id, opened_at=desk.clock(), **number)
            gesture.session.add(loan)
            gesture.session.flush()
            loans.append(loan)
        numbers = [one_line(loan.number) for loan in loans]
        gesture.say(number=numbers[0] if count == 1 else f"{numbers[0]} – {numbers[-1]}")
        return [loan.id for loan in loans]
