"""Saying more of a return that was noted a moment ago: its state, what was missing, a remark.

A thing that is scanned comes back at once, so that nobody waits; whoever looks at it then says
in what state it is.
"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session, selectinload

from vaetvient.desk.desk import Desk
from vaetvient.desk.returning import (
    LineBack,
    PartMissing,
    note_incidents,
    note_readings,
    remember_state,
)
from vaetvient.domain import lending
from vaetvient.domain.equipment import Condition
from vaetvient.domain.errors import NotFoundError
from vaetvient.domain.loan import Incident, LineReturn, LineState, Loan, LoanLine
from vaetvient.domain.text import many_lines


@dataclass(frozen=True, slots=True)
class ReturnAmended:
    """What is now known of a line's last return. None: as it was noted."""

    line_id: UUID
    condition: Condition | None = None
    missing_parts: tuple[PartMissing, ...] | None = None
    """How many of each accessory are missing of the whole line; those not named are all there."""
    remarks: str | None = None
    mileage_km: int | None = None
    fuel: int | None = None


def amend_return(desk: Desk, command: ReturnAmended) -> None:
    """Correct what was noted when a line last came back.

    Its incidents follow, and the thing's own state unless it left again since.
    Raises NotHandedOutError when nothing of the line came back yet, NotFoundError for a line or an
    accessory that is not there.
    """
    with desk.gesture("amend_return") as gesture:
        session = gesture.session
        line = _line(session, command.line_id)
        last = line.returns[-1]
        if command.condition is not None:
            line.condition_in = last.condition = command.condition
        if command.missing_parts is not None:
            last.missing_parts = _count(line, command.missing_parts)
        if command.remarks is not None:
            last.remarks = many_lines(command.remarks)
        if command.mileage_km is not None or command.fuel is not None:
            kept = not _left_again(session, line)
            note_readings(line, command.mileage_km, command.fuel, kept=kept)
        back = LineBack(
            line.id,
            quantity=last.quantity,
            lost=last.lost,
            condition=command.condition or last.condition,
            remarks=last.remarks,
        )
        if last.quantity and not _left_again(session, line):
            remember_state(line.equipment, back)
        _note_incidents_anew(session, line, last, back)
        gesture.say(
            what=line.tag or line.label, number=line.loan.number or "", loan=str(line.loan_id)
        )


def _line(session: Session, line_id: UUID) -> LoanLine:
    line = session.scalar(
        select(LoanLine)
        .where(LoanLine.id == line_id)
        .options(
            selectinload(LoanLine.parts),
            selectinload(LoanLine.returns),
            selectinload(LoanLine.loan),
            selectinload(LoanLine.equipment),
        )
    )
    if line is None:
        raise NotFoundError(what=str(line_id))
    if not line.returns:
        raise lending.NotHandedOutError(what=line.tag)
    return line


def _left_again(session: Session, line: LoanLine) -> bool:
    """Whether the thing was lent again since: its state is then another return's to say."""
    later = session.scalar(
        select(LoanLine.id)
        .join(Loan, Loan.id == LoanLine.loan_id)
        .where(
            LoanLine.equipment_id == line.equipment_id,
            LoanLine.id != line.id,
            LoanLine.state.not_in({LineState.DRAFT, LineState.CANCELLED}),
            Loan.handed_out_at >= line.loan.handed_out_at,
        )
        .limit(1)
    )
    return later is not None


def _count(line: LoanLine, missing: tuple[PartMissing, ...]) -> str:
    """Write down what is missing of the line; in words, for the return's own record."""
    wanted = {gone.part_id: gone.quantity for gone in missing}
    parts = {part.id: part for part in line.parts}
    for key, quantity in wanted.items():
        if key not in parts or not 0 <= quantity <= parts[key].quantity:
            raise NotFoundError(what=str(key))
    for key, part in parts.items():
        part.missing = wanted.get(key, 0)
    return ", ".join(f"{part.missing} × {part.name}" for part in line.parts if part.missing)


def _note_incidents_anew(
    session: Session, line: LoanLine, last: LineReturn, back: LineBack
) -> None:
    session.execute(
        delete(Incident).where(Incident.line_id == line.id, Incident.noted_at == last.returned_at)
    )
    note_incidents(session, line, back, last.missing_parts, last.returned_at)
