"""Uses that collide: what would do instead, what is agreed, and giving another unit."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.orm import Session

from vaetvient.desk.desk import Desk, office_calendar
from vaetvient.desk.promises import view_of
from vaetvient.desk.reservations import PlannedLine, change_reservation, reservation_called
from vaetvient.domain.availability import Period, free_of
from vaetvient.domain.clash import (
    NoClashError,
    NothingAgreedError,
    NotOurPromiseError,
    UseAgreement,
)
from vaetvient.domain.errors import NotFoundError
from vaetvient.domain.office import Office
from vaetvient.domain.reservation import Reservation, ReservationLine
from vaetvient.domain.text import many_lines
from vaetvient.storage.queries.answers import Instead, Wanted, answer
from vaetvient.storage.queries.availability import Besides, pools
from vaetvient.storage.queries.clashes import Clash, clashes_of


@dataclass(frozen=True, slots=True)
class OtherUnit:
    """Another unit of the same model that is free over the promise's dates."""

    id: UUID
    tag: str


@dataclass(frozen=True, slots=True)
class WaysOut:
    """What would do instead of a promise that cannot be kept, from what is free."""

    units: tuple[OtherUnit, ...]
    any_unit: bool
    """Whether there are enough of the model, whichever: without naming one it can be kept."""
    first: Period | None
    """The first dates as long over which it is free."""
    instead: tuple[Instead, ...]
    """Other models, and the same at other offices."""


MOST_UNITS = 5


def ways_out(session: Session, desk: Desk, clash: Clash) -> WaysOut:
    """Look for what would do; at the office whose promise it is."""
    promise = clash.promise
    period = Period(promise.start, promise.end or promise.start)
    view = view_of(desk)
    besides = Besides(reservations=frozenset({promise.ref}))
    ahead = view.ahead(period)
    pool = pools(session, [clash.model_id], ahead, view, besides=besides)[clash.model_id]
    units = [
        OtherUnit(supply.key, supply.label)
        for supply in pool.supplies
        if supply.key != clash.equipment_id and free_of(pool, supply.key, ahead) >= clash.quantity
    ]
    calendar = office_calendar(session, desk.office_id)
    wanted = Wanted(clash.model_id, None, clash.quantity)
    found = answer(session, wanted, period, view, calendar, besides=besides)
    enough = found.free >= clash.quantity
    return WaysOut(
        tuple(units[:MOST_UNITS]) if clash.equipment_id is not None else (),
        enough and clash.equipment_id is not None,
        None if enough else found.first,
        found.instead,
    )


def note_agreement(desk: Desk, reservation_id: UUID, words: str, *, settled: bool = False) -> UUID:
    """Keep what was said about a promise that collides with another use; its key.

    `settled`: both live with it as it stands; a later change of either makes it a case again.
    Raises NothingAgreedError, NotFoundError, NoClashError.
    """
    said = many_lines(words)
    if not said.strip():
        raise NothingAgreedError(value=words, field="words")
    with desk.gesture("note_agreement") as gesture:
        session = gesture.session
        reservation = _reservation(session, reservation_id)
        clash = _clash(session, desk, reservation)
        written = UseAgreement(
            reservation_id=clash.reservation_id,
            office_id=desk.office_id,
            written_at=desk.clock(),
            written_by=desk.volunteer,
            words=said,
            settled=settled,
            starts_at=clash.promise.start,
            ends_at=clash.promise.end,
            against=clash.key,
        )
        session.add(written)
        session.flush()
        gesture.say(number=clash.promise.number, reservation=str(clash.reservation_id))
        return written.id


def give_other_unit(
    desk: Desk,
    reservation_id: UUID,
    unit_id: UUID | None,
    other_id: UUID | None,
    *,
    model_id: UUID | None = None,
    period: Period | None = None,
    override_reason: str = "",
) -> None:
    """Promise another unit of the same model in the place of a named one; None: any of them.

    From any unit of `model_id` (`unit_id` None) to a named one likewise. With `period`, at other
    dates too: one gesture. Raises NotFoundError, NotOurPromiseError, ReservationClosedError,
    BasketRefusedError.
    """
    with desk.database.reading() as session:
        reservation = _reservation(session, reservation_id)
        if reservation.office_id != desk.office_id:
            office = session.get_one(Office, reservation.office_id).name
            raise NotOurPromiseError(number=reservation.number, office=office)
        meant = next(
            (line for line in reservation.lines if _is_meant(line, unit_id, model_id)), None
        )
        if meant is None:
            raise NotFoundError(what=str(unit_id or model_id))
        lines = [
            PlannedLine(
                Wanted(
                    line.model_id,
                    other_id if line is meant else line.equipment_id,
                    line.quantity,
                ),
                line.kit_name,
            )
            for line in reservation.lines
        ]
    change_reservation(
        desk,
        reservation_id,
        start=period.start if period else None,
        end=period.end if period else None,
        lines=lines,
        override_reason=override_reason,
    )


def _is_meant(line: ReservationLine, unit_id: UUID | None, model_id: UUID | None) -> bool:
    """Whether a line is the one that gets another unit: the named one, or one of any unit."""
    if unit_id is not None:
        return line.equipment_id == unit_id
    return line.equipment_id is None and line.model_id == model_id and line.quantity == 1


def clashing(session: Session, desk: Desk, number: str) -> list[Clash]:
    """The clashes of the reservation with this number or key. Raises NotFoundError."""
    return clashes_of(session, view_of(desk), reservation_called(session, number).id)


def _reservation(session: Session, key: UUID) -> Reservation:
    found = session.get(Reservation, key)
    if found is None:
        raise NotFoundError(what=str(key))
    return found


def _clash(session: Session, desk: Desk, reservation: Reservation) -> Clash:
    """The clash to write about: its own, or the one in which it is the other party."""
    found = clashes_of(session, view_of(desk), reservation.id)
    if not found:
        raise NoClashError(number=reservation.number)
    own = [clash for clash in found if clash.reservation_id == reservation.id]
    return (own or found)[0]
