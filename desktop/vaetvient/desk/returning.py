"""Taking things back: whole loans, single things, parts of a quantity, late or not.

A return is a fact added to the line it belongs to; it can be dated back, and is never blocked
because it is late to be typed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from vaetvient.desk.desk import Desk
from vaetvient.desk.equipment import equipment_called
from vaetvient.domain import lending
from vaetvient.domain.equipment import (
    Condition,
    Equipment,
    EquipmentKind,
    Item,
    MovementReason,
    StockMovement,
)
from vaetvient.domain.errors import InvalidValueError, NotFoundError
from vaetvient.domain.loan import (
    Incident,
    IncidentKind,
    LinePart,
    LineReturn,
    LineState,
    Loan,
    LoanLine,
    LoanState,
)
from vaetvient.domain.text import many_lines
from vaetvient.domain.vehicle import MileageBackwardsError, check_readings
from vaetvient.language import N_, _, ngettext, show_moment, show_number


class SeveralLoansError(lending.LendingRefusedError):
    code = "several_loans"
    text = N_("{tag} est en prêt sur {n} conventions.")
    way_out = N_("Dites laquelle : scannez ou tapez son numéro.")


@dataclass(frozen=True, slots=True)
class PartMissing:
    """So many of one accessory did not come back."""

    part_id: UUID
    quantity: int


@dataclass(frozen=True, slots=True)
class LineBack:
    """What comes back of one line. `quantity` None: everything still out of it."""

    line_id: UUID
    quantity: int | None = None
    lost: int = 0
    """Units that will not come back."""
    condition: Condition | None = None
    missing_parts: tuple[PartMissing, ...] = ()
    missing_words: str = ""
    """What is missing, in words, when it is not among the counted accessories."""
    remarks: str = ""
    mileage_km: int | None = None
    """A vehicle's mileage, as it is read; None: nobody looked."""
    fuel: int | None = None
    """A vehicle's fuel, in quarters of a tank."""


@dataclass(frozen=True, slots=True)
class TakeBack:
    """Lines of one loan or of several that come back together."""

    lines: tuple[LineBack, ...]
    at: datetime | None = None
    """When they came back; None: now, or the hand-out where the clock was put back since."""


@dataclass(frozen=True, slots=True)
class LoanAfterReturn:
    """A loan touched by a return, as it now is."""

    loan_id: UUID
    number: str
    state: LoanState
    still_out: int
    days_late: int
    deposit_to_return_cents: int


@dataclass(frozen=True, slots=True)
class TakenBack:
    """The result of one return."""

    tags: tuple[str, ...]
    loans: tuple[LoanAfterReturn, ...]
    gesture_id: UUID


def take_back(desk: Desk, command: TakeBack) -> TakenBack:
    """Note that things came back: one transaction.

    Raises NotHandedOutError, ReturnTooManyError, ReturnBeforeHandOutError, ReturnToComeError,
    NotFoundError,
    BadMileageError, BadFuelError, MileageBackwardsError,
    InvalidValueError for more missing accessories than there were.
    """
    with desk.gesture("take_back") as gesture:
        tags, after = take_back_in(gesture.session, desk, command)
        what = ", ".join(tags[:3])
        if len(tags) > 3:
            what = ngettext("{n} chose", "{n} choses", len(tags)).format(n=len(tags))
        gesture.say(
            what=what,
            number=", ".join(loan.number for loan in after),
            loan=str(after[0].loan_id) if after else "",
        )
        return TakenBack(tuple(tags), after, gesture.record.id)


def take_back_in(
    session: Session, desk: Desk, command: TakeBack
) -> tuple[list[str], tuple[LoanAfterReturn, ...]]:
    """`take_back` within a gesture that does more: the tags, and the loans as they now are."""
    now = desk.clock()
    loans: dict[UUID, Loan] = {}
    tags: list[str] = []
    for back in command.lines:
        line = _open_line(session, back.line_id)
        loan = loans[line.loan_id] = line.loan
        _take_line(session, desk, line, back, command.at or max(now, loan.handed_out_at or now))
        tags.append(line.tag)
    session.flush()
    at = command.at or now
    return tags, tuple(_close_when_complete(session, desk, loan, at) for loan in loans.values())


def everything_out(session: Session, loan_id: UUID) -> tuple[LineBack, ...]:
    """« Tout est là »: every line of the loan that is still out, in the state it left in."""
    lines = session.scalars(
        select(LoanLine)
        .where(LoanLine.loan_id == loan_id, LoanLine.state == LineState.OUT)
        .order_by(LoanLine.position)
    )
    return tuple(LineBack(line.id) for line in lines)


def open_lines_of(session: Session, tags: Sequence[str]) -> list[LoanLine]:
    """The open line of each tag, as scanned.

    Raises NotFoundError for an unknown tag, NotHandedOutError for a thing that is not out, or
    for a stock that is out on several loans (then the loan's number is needed).
    """
    out: list[LoanLine] = []
    for tag in tags:
        thing = equipment_called(session, tag)
        lines = session.scalars(
            select(LoanLine).where(
                LoanLine.equipment_id == thing.id, LoanLine.state == LineState.OUT
            )
        ).all()
        if not lines:
            raise lending.NotHandedOutError(what=thing.tag)
        if len(lines) > 1:
            raise SeveralLoansError(tag=thing.tag, n=len(lines))
        out.append(lines[0])
    return out


def _open_line(session: Session, line_id: UUID) -> LoanLine:
    line = session.scalar(
        select(LoanLine)
        .where(LoanLine.id == line_id)
        .options(
            selectinload(LoanLine.parts),
            selectinload(LoanLine.loan),
            selectinload(LoanLine.equipment),
        )
    )
    if line is None:
        raise NotFoundError(what=str(line_id))
    if line.state is not LineState.OUT:
        raise lending.NotHandedOutError(what=line.tag)
    return line


def _take_line(session: Session, desk: Desk, line: LoanLine, back: LineBack, at: datetime) -> None:
    loan = line.loan
    now = desk.clock()
    if lending.still_to_come(at, max(now, loan.handed_out_at or now)):
        raise lending.ReturnToComeError(
            at=show_moment(at, desk.timezone), now=show_moment(now, desk.timezone), field="at"
        )
    if loan.handed_out_at is not None and at < loan.handed_out_at:
        raise lending.ReturnBeforeHandOutError(
            at=show_moment(at, desk.timezone), out=show_moment(loan.handed_out_at, desk.timezone)
        )
    quantity = line.still_out - back.lost if back.quantity is None else back.quantity
    if quantity < 0 or back.lost < 0 or quantity + back.lost > line.still_out:
        raise lending.ReturnTooManyError(
            tag=line.tag, still_out=line.still_out, asked=quantity + back.lost
        )
    if quantity + back.lost == 0:
        return
    note_readings(line, back.mileage_km, back.fuel)
    line.returned_quantity += quantity
    line.lost_quantity += back.lost
    missing = _count_parts(line, back)
    if back.condition is not None:
        line.condition_in = back.condition
    elif line.kind is EquipmentKind.ITEM and quantity:
        line.condition_in = line.condition_out
    line.returns.append(
        LineReturn(
            returned_at=at,
            quantity=quantity,
            lost=back.lost,
            condition=line.condition_in if quantity else None,
            missing_parts=missing,
            remarks=many_lines(back.remarks),
        )
    )
    if line.returned_quantity + line.lost_quantity == line.quantity:
        line.returned_at = at
        line.state = LineState.RETURNED if line.returned_quantity else LineState.LOST
    _remember_on_thing(session, line, back, at)
    note_incidents(session, line, back, missing, at)


def note_readings(
    line: LoanLine, mileage_km: int | None, fuel: int | None, *, kept: bool = True
) -> None:
    """Write what was read on a vehicle that came back; unless it left again since, it has that
    mileage from now on (`kept`).

    Raises BadMileageError, BadFuelError, MileageBackwardsError.
    """
    check_readings(mileage_km, fuel)
    if mileage_km is not None:
        if mileage_km < (line.mileage_out_km or 0):
            raise MileageBackwardsError(
                tag=line.tag,
                typed=show_number(mileage_km),
                known=show_number(line.mileage_out_km or 0),
                field="mileage",
            )
        line.mileage_in_km = mileage_km
    if fuel is not None:
        line.fuel_in = fuel
    known = line.mileage_out_km if line.mileage_in_km is None else line.mileage_in_km
    if kept and known is not None and isinstance(line.equipment, Item):
        line.equipment.mileage_km = known


def _count_parts(line: LoanLine, back: LineBack) -> str:
    """Write down the accessories that are missing; their names, for the return's own record."""
    by_id = {part.id: part for part in line.parts}
    words: list[str] = []
    for gone in back.missing_parts:
        part: LinePart | None = by_id.get(gone.part_id)
        if part is None:
            raise NotFoundError(what=str(gone.part_id))
        if not 0 <= gone.quantity <= part.quantity - part.missing:
            raise InvalidValueError(value=gone.quantity, field="missing_parts")
        part.missing += gone.quantity
        if gone.quantity:
            words.append(f"{gone.quantity} × {part.name}")
    if back.missing_words:
        words.append(many_lines(back.missing_words))
    return ", ".join(words)


def _remember_on_thing(session: Session, line: LoanLine, back: LineBack, at: datetime) -> None:
    """A thing keeps the state in which it came back; what is lost leaves the stock."""
    thing = line.equipment
    remember_state(thing, back)
    if isinstance(thing, Item):
        if back.lost:
            thing.archived_at = at
    elif back.lost:
        session.add(
            StockMovement(
                stock_id=line.equipment_id,
                delta=-back.lost,
                reason=MovementReason.LOSS,
                moved_at=at,
                note=line.loan.number or "",
            )
        )


def remember_state(thing: Equipment, back: LineBack) -> None:
    """Write on an item in what state it came back, and its defects where there are some."""
    if not isinstance(thing, Item):
        return
    if back.condition is not None:
        thing.condition = back.condition
    if back.remarks and back.condition in (Condition.WORN, Condition.DAMAGED, Condition.BROKEN):
        thing.defects = many_lines(back.remarks)


def note_incidents(
    session: Session, line: LoanLine, back: LineBack, missing: str, at: datetime
) -> None:
    """Note the damage and the loss that a return brought to light."""

    def note(kind: IncidentKind, description: str) -> None:
        session.add(
            Incident(
                line_id=line.id,
                equipment_id=line.equipment_id,
                kind=kind,
                noted_at=at,
                description=description,
            )
        )

    if back.condition in (Condition.DAMAGED, Condition.BROKEN):
        note(IncidentKind.DAMAGE, many_lines(back.remarks))
    if back.lost:
        note(IncidentKind.LOSS, f"{back.lost} × {line.label}")
    if missing:
        note(IncidentKind.LOSS, _("manque : {what}").format(what=missing))


def _close_when_complete(session: Session, desk: Desk, loan: Loan, at: datetime) -> LoanAfterReturn:
    lines = session.scalars(select(LoanLine).where(LoanLine.loan_id == loan.id)).all()
    still_out = sum(line.still_out for line in lines)
    if still_out == 0 and loan.state is LoanState.OUT:
        loan.state = LoanState.RETURNED
        loan.closed_at = max((line.returned_at or at for line in lines), default=at)
    late = lending.days_late(loan.due_on, desk.day_of(at)) if loan.due_on else 0
    held = loan.deposit
    owed = held.amount_cents if held is not None and held.state.value == "held" else 0
    return LoanAfterReturn(
        loan_id=loan.id,
        number=loan.number or "",
        state=loan.state,
        still_out=still_out,
        days_late=late,
        deposit_to_return_cents=owed if still_out == 0 else 0,
    )
