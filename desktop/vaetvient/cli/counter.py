"""What is done at the counter, from a script: lend, take back, extend, cancel."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import ClassVar
from uuid import UUID

from sqlalchemy.orm import Session

from vaetvient.cli.arguments import UsageError
from vaetvient.cli.call import Call
from vaetvient.cli.kits import with_kits
from vaetvient.cli.missing import told_missing
from vaetvient.cli.values import amount, day, past_moment, stock_wanted
from vaetvient.desk.baskets import Basket, LineWanted, examine
from vaetvient.desk.desk import Desk
from vaetvient.desk.equipment import equipment_called
from vaetvient.desk.lending import HandedOut, HandOut, hand_out
from vaetvient.desk.loans import cancel_loan, loan_called
from vaetvient.desk.loans import extend as give_more_time
from vaetvient.desk.members import member_called
from vaetvient.desk.returning import (
    LineBack,
    LoanAfterReturn,
    TakeBack,
    open_lines_of,
    take_back,
)
from vaetvient.domain.cash import PaymentMethod
from vaetvient.domain.equipment import Equipment, Item
from vaetvient.domain.errors import EnvironmentFaultError, NotFoundError, RefusedError
from vaetvient.domain.lending import LoanNotOpenError, NotHandedOutError
from vaetvient.domain.loan import LOAN_STATE_WORDS, LineState, LoanLine, LoanState
from vaetvient.domain.member import Association, Member
from vaetvient.domain.text import same_name
from vaetvient.domain.vehicle import read_fuel, read_mileage
from vaetvient.domain.wording import read_condition
from vaetvient.language import N_, _, show_money
from vaetvient.storage.queries.lendable import things


class NotAStockError(RefusedError):
    code: ClassVar[str] = "not_a_stock"
    text = N_("{tag} est un exemplaire, pas un lot : il n'y en a qu'un.")
    way_out = N_("Prêtez-le avec --item.")


class LentWithoutPaperError(EnvironmentFaultError):
    """The loan stands; only its paper could not be written."""

    code: ClassVar[str] = "lent_without_paper"
    text = N_("Le prêt {number} est enregistré, mais sa convention n'a pas pu être écrite.")
    way_out = N_("{why} Ensuite : « vaetvient agreement {number} FICHIER.pdf ».")


def lend(call: Call) -> int:
    """`vaetvient lend`."""
    typed, desk = call.typed, call.desk
    if not typed.item and not typed.stock and not typed.kit:
        raise UsageError(_("Dites quoi prêter, avec --item, --stock ou --kit."), "")
    stocks = [stock_wanted(asked) for asked in typed.stock]
    km, fuel = read_mileage(typed.mileage), read_fuel(typed.fuel)
    due, deposit = day(typed.due, "due"), amount(typed.deposit, "deposit")
    target = Path(typed.pdf) if typed.pdf else None
    if target is not None:
        from vaetvient.exchange.saving import check_target

        check_target(target)
    with desk.database.reading() as session:
        borrower = member_called(session, typed.member)
        borrower_id, label = borrower.id, borrower.label
        lines = _lines_wanted(session, typed.item, stocks)
        if km is not None or fuel is not None:
            lines = _as_read(session, lines, km, fuel)
        signatory_id = _signatory(session, borrower, typed.signatory)
        lines, kits = with_kits(session, desk, Basket(borrower_id, lines, due_on=due), typed.kit)
        # what a first hand-out has to load is loaded here, while nobody waits for its turn
        basket = Basket(borrower_id, lines, signatory_id, due, kits)
        examine(session, desk, basket, out_on=desk.today())
    lent = hand_out(
        desk,
        HandOut(
            borrower_id=borrower_id,
            lines=lines,
            due_on=due,
            signatory_id=signatory_id,
            pickup_name=typed.pickup,
            purpose=typed.purpose,
            place_of_use=typed.place,
            deposit_cents=deposit,
            note=typed.note,
            override_reason=typed.override,
            kits=kits,
            fee_method=PaymentMethod(typed.pay) if typed.pay else None,
            fee_waived=typed.free,
        ),
    )
    if target is not None:
        _write_paper(desk, lent, target)
    call.give(
        {
            "number": lent.number,
            "loan": str(lent.loan_id),
            "due": lent.due_on.isoformat(),
            "pdf": str(target) if target else None,
        },
        _("{number} : prêté à {borrower} jusqu'au {due}").format(
            number=lent.number, borrower=label, due=f"{lent.due_on:%d/%m/%Y}"
        ),
        *([str(target)] if target else []),
    )
    return 0


def _lines_wanted(
    session: Session, items: list[str], stocks: list[tuple[str, int]]
) -> tuple[LineWanted, ...]:
    """Raises NotFoundError naming every tag that nothing has, NotAStockError."""
    things = _things(session, [*items, *(tag for tag, _count in stocks)])
    lines = [LineWanted(thing.id) for thing in things[: len(items)]]
    for thing, (_tag, count) in zip(things[len(items) :], stocks, strict=True):
        if isinstance(thing, Item):
            raise NotAStockError(tag=thing.tag, field="stock")
        lines.append(LineWanted(thing.id, count))
    return tuple(lines)


def _as_read(
    session: Session, lines: tuple[LineWanted, ...], km: int | None, fuel: int | None
) -> tuple[LineWanted, ...]:
    """The lines, with what was read on the one vehicle among them. Raises UsageError."""
    found = things(session, [line.equipment_id for line in lines])
    vehicles = [key for key, thing in found.items() if thing.is_vehicle]
    if len(vehicles) != 1:
        raise UsageError(_("--mileage et --fuel vont avec un seul véhicule."), "")
    return tuple(
        replace(line, mileage_km=km, fuel=fuel) if line.equipment_id == vehicles[0] else line
        for line in lines
    )


def _things(session: Session, tags: list[str]) -> list[Equipment]:
    found: list[Equipment] = []
    unknown: list[str] = []
    for tag in tags:
        try:
            found.append(equipment_called(session, tag))
        except NotFoundError:
            unknown.append(tag)
    if unknown:
        raise NotFoundError(what=", ".join(unknown), field="item")
    return found


def _signatory(session: Session, borrower: Member, typed: str | None) -> UUID | None:
    """Who signs: a representative of the borrower by name, else anyone by card or number."""
    if not typed:
        return None
    mandates = borrower.representatives if isinstance(borrower, Association) else ()
    for mandate in mandates:
        if same_name(mandate.person.label, typed):
            return mandate.person_id
    return member_called(session, typed).id


def _write_paper(desk: Desk, lent: HandedOut, target: Path) -> None:
    from vaetvient.cli.papers import write_agreement

    try:
        write_agreement(desk, lent.loan_id, target)
    except EnvironmentFaultError as error:
        raise LentWithoutPaperError(number=lent.number, why=error.message) from error
    except Exception as error:
        error.add_note(_("Le prêt {number} est enregistré.").format(number=lent.number))
        raise


def bring_back(call: Call) -> int:
    """`vaetvient return`."""
    typed, desk = call.typed, call.desk
    if not typed.tags and not typed.loan:
        raise UsageError(_("Dites ce qui revient : des étiquettes, ou --loan."), "")
    condition = read_condition(typed.condition)
    at = past_moment(desk, typed.at, "at")
    km, fuel = read_mileage(typed.mileage), read_fuel(typed.fuel)
    with desk.database.reading() as session:
        lines = _lines_back(session, typed.tags, typed.loan)
        if (typed.quantity is not None or typed.lost) and len(lines) != 1:
            raise UsageError(_("--quantity et --lost vont avec une seule étiquette."), "")
        if (km is not None or fuel is not None) and len(lines) != 1:
            raise UsageError(_("--mileage et --fuel vont avec un seul véhicule."), "")
        missing = told_missing(lines, typed.missing)
        backs = tuple(
            LineBack(
                line.id,
                quantity=typed.quantity,
                lost=typed.lost,
                condition=condition,
                missing_parts=tuple(missing[line.id].parts),
                missing_words=", ".join(missing[line.id].words),
                remarks=typed.remarks,
                mileage_km=km,
                fuel=fuel,
            )
            for line in lines
        )
    taken = take_back(desk, TakeBack(backs, at))
    states = {after.state for after in taken.loans}
    state = LoanState.OUT if LoanState.OUT in states else LoanState.RETURNED
    call.give(
        {"returned": list(taken.tags), "loan_state": state.value},
        _("Revenu : {tags}").format(tags=", ".join(taken.tags)),
        *(_after(after) for after in taken.loans),
    )
    return 0


def _lines_back(session: Session, tags: list[str], number: str | None) -> list[LoanLine]:
    """The open lines meant. Raises NotFoundError, NotHandedOutError, SeveralLoansError,
    LoanNotOpenError."""
    asked = list(dict.fromkeys(thing.tag for thing in _things(session, tags)))
    if not number:
        return open_lines_of(session, asked)
    loan = loan_called(session, number)
    if loan.state is not LoanState.OUT:
        state = _(LOAN_STATE_WORDS[loan.state])
        raise LoanNotOpenError(number=loan.number or "?", state=state)
    lines = [line for line in loan.lines if line.state is LineState.OUT]
    for tag in asked:
        if not any(line.tag == tag for line in lines):
            raise NotHandedOutError(what=tag)
    return [line for line in lines if not asked or line.tag in asked]


def _after(loan: LoanAfterReturn) -> str:
    if loan.still_out:
        said = _("{number} : encore {n} en prêt")
        return said.format(number=loan.number, n=loan.still_out)
    if loan.deposit_to_return_cents:
        amount = show_money(loan.deposit_to_return_cents)
        return _("{number} : tout est rendu, caution de {amount} à rendre").format(
            number=loan.number, amount=amount
        )
    return _("{number} : tout est rendu").format(number=loan.number)


def extend(call: Call) -> int:
    """`vaetvient extend`."""
    due = day(call.typed.due, "due")
    assert due is not None
    extended = give_more_time(call.desk, _loan_id(call), due)
    call.give(
        {
            "number": extended.number,
            "loan": str(extended.loan_id),
            "due": extended.due_on.isoformat(),
        },
        _("{number} : prolongé jusqu'au {due}").format(
            number=extended.number, due=f"{extended.due_on:%d/%m/%Y}"
        ),
    )
    return 0


def cancel(call: Call) -> int:
    """`vaetvient cancel`."""
    loan_id = _loan_id(call)
    cancel_loan(call.desk, loan_id, call.typed.reason)
    number = call.typed.number.strip().upper()
    call.give(
        {"number": number, "loan": str(loan_id), "loan_state": LoanState.CANCELLED.value},
        _("{number} : annulé").format(number=number),
    )
    return 0


def _loan_id(call: Call) -> UUID:
    with call.desk.database.reading() as session:
        return loan_called(session, call.typed.number).id
