"""Fetching what was reserved: one gesture from the promise to the loan."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from sqlalchemy.orm import Session

from vaetvient.desk.baskets import LineWanted
from vaetvient.desk.choosing import Shelf
from vaetvient.desk.desk import Desk
from vaetvient.desk.lending import HandedOut, HandOut, hand_out
from vaetvient.domain.availability import Period
from vaetvient.domain.days import ONE_DAY, last_day, midnight
from vaetvient.domain.errors import NotFoundError
from vaetvient.domain.reservation import Reservation
from vaetvient.storage.queries.availability import Besides


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a pick-up would hand out, and until when."""

    borrower_id: UUID
    lines: tuple[LineWanted, ...]
    due_on: date
    missing: int
    """Units promised of which none is on the shelf."""


def propose_pick_up(session: Session, desk: Desk, reservation_id: UUID) -> Proposal:
    """The named things, and for the others the first free units in order of their tags.

    Raises NotFoundError.
    """
    reservation = session.get(Reservation, reservation_id)
    if reservation is None:
        raise NotFoundError(what=str(reservation_id))
    due_on = max(last_day(reservation.ends_at, desk.zone), desk.today())
    period = Period(desk.clock(), midnight(due_on + ONE_DAY, desk.zone))
    shelf = Shelf(
        session,
        desk,
        {line.model_id for line in reservation.lines},
        period,
        besides=Besides(reservations=frozenset({reservation.id})),
    )
    chosen: dict[UUID, int] = {}
    kits: dict[UUID, str] = {}
    missing = 0
    for line in sorted(reservation.lines, key=lambda e: (e.equipment_id is None, e.position)):
        left = line.left
        for key, taken in shelf.take(line.model_id, line.left, unit=line.equipment_id):
            chosen[key] = chosen.get(key, 0) + taken
            kits[key] = kits.get(key) or line.kit_name
            left -= taken
        missing += left
    lines = tuple(LineWanted(key, n, kit_name=kits[key]) for key, n in chosen.items())
    return Proposal(reservation.borrower_id, lines, due_on, missing)


def pick_up(desk: Desk, reservation_id: UUID, terms: HandOut | None = None) -> HandedOut:
    """Hand out what was reserved: the loan, and the promise kept, in one transaction.

    `terms` is what was decided at the counter; its lines are what was scanned, a part of what
    was reserved if need be. Without it, or without lines in it, the proposal.
    Raises ReservationClosedError, NotYetConfirmedError, BasketRefusedError, NotFoundError.
    """
    with desk.database.reading() as session:
        proposal = propose_pick_up(session, desk, reservation_id)
    decided = terms or HandOut(None, ())
    command = replace(
        decided,
        borrower_id=decided.borrower_id or proposal.borrower_id,
        lines=decided.lines or proposal.lines,
        due_on=decided.due_on or proposal.due_on,
        reservation_id=reservation_id,
    )
    return hand_out(desk, command)
