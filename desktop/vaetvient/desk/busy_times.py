"""What another calendar says of a room or a vehicle: when it is taken."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from vaetvient.desk.desk import Desk
from vaetvient.domain.equipment import BusyTime, Equipment, Item
from vaetvient.domain.errors import NotFoundError
from vaetvient.domain.records import key_within
from vaetvient.domain.reservation import Reservation, ReservationLine
from vaetvient.domain.text import one_line


@dataclass(frozen=True, slots=True)
class BusyStretch:
    """From when to when, and for what."""

    start: datetime
    end: datetime
    label: str = ""


@dataclass(frozen=True, slots=True)
class BusyTaken:
    """What a calendar gave: how many stretches, and the reservations that they now cross."""

    taken: int
    crossed: tuple[str, ...]


def take_busy_times(
    desk: Desk, item_id: UUID, source: str, stretches: Sequence[BusyStretch]
) -> BusyTaken:
    """Keep when a thing is taken; what `source` gave before is replaced.

    Reservations that cross it are told, not touched: someone has to talk to both.
    Raises NotFoundError for what is not an item.
    """
    with desk.gesture("import_busy") as gesture:
        session = gesture.session
        item = session.get(Equipment, item_id)
        if not isinstance(item, Item):
            raise NotFoundError(what=str(item_id))
        for old in session.scalars(
            select(BusyTime).where(BusyTime.item_id == item_id, BusyTime.source == source)
        ):
            session.delete(old)
        session.flush()
        session.add_all(
            BusyTime(
                id=key_within(item_id, f"busy_time/{source}/{place}"),
                item_id=item_id,
                starts_at=stretch.start,
                ends_at=stretch.end,
                label=one_line(stretch.label)[:200],
                source=source,
            )
            for place, stretch in enumerate(stretches)
        )
        gesture.say(file=source, what=item.tag, id=str(item_id))
        return BusyTaken(len(stretches), _crossed(session, item_id, stretches))


def _crossed(session: Session, item_id: UUID, stretches: Sequence[BusyStretch]) -> tuple[str, ...]:
    promised = session.execute(
        select(Reservation.number, Reservation.starts_at, Reservation.ends_at)
        .join(ReservationLine, ReservationLine.reservation_id == Reservation.id)
        .where(ReservationLine.equipment_id == item_id, ReservationLine.holds.is_(True))
        .order_by(Reservation.starts_at)
    )
    return tuple(
        number
        for number, start, end in promised
        if any(one.start < end and start < one.end for one in stretches)
    )
