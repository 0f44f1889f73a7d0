"""Which reservations are to be made ready: what begins today, and what nobody came for yet.

A room is used where it is and nobody takes it away: its hours over, nothing of it waits.
"""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, and_, func, or_, select

from vaetvient.domain.days import ONE_DAY, midnight
from vaetvient.domain.equipment import Category, CategoryKind, Model
from vaetvient.domain.reservation import Reservation, ReservationLine, ReservationState


def to_fetch(today: date, zone: ZoneInfo) -> ColumnElement[bool]:
    """The condition on `Reservation`."""
    goes_away = (
        select(ReservationLine.id)
        .join(Model, Model.id == ReservationLine.model_id)
        .outerjoin(Category, Category.id == Model.category_id)
        .where(
            ReservationLine.reservation_id == Reservation.id,
            func.coalesce(Category.kind, CategoryKind.THING) != CategoryKind.ROOM,
        )
        .correlate(Reservation)
        .exists()
    )
    return and_(
        Reservation.state == ReservationState.CONFIRMED,
        Reservation.starts_at < midnight(today + ONE_DAY, zone),
        or_(Reservation.ends_at > midnight(today, zone), goes_away),
    )
