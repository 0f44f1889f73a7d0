"""Rooms that may be parts of another, and what is promised of them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import Session

from vaetvient.domain.entities import Item, Model
from vaetvient.domain.equipment import Category, CategoryKind
from vaetvient.domain.reservation import HOLDING, Reservation, ReservationLine
from vaetvient.storage.search import is_named

LISTED = 8


@dataclass(frozen=True, slots=True)
class RoomRow:
    """A room, and the reservations of it that are to come."""

    id: UUID
    tag: str
    name: str
    promised: int
    first: datetime | None
    """When the first of them begins."""


def rooms_called(session: Session, typed: str, now: datetime) -> list[RoomRow]:
    """The rooms whose label or name holds what was typed; all of them for nothing typed."""
    rows = session.execute(_rooms(now).where(Category.kind == CategoryKind.ROOM))
    found = (RoomRow(*tuple(row)) for row in rows)
    return [row for row in found if not typed.strip() or is_named(f"{row.tag} {row.name}", typed)][
        :LISTED
    ]


def rooms_tagged(session: Session, tags: Collection[str], now: datetime) -> dict[str, RoomRow]:
    """The rooms with these labels, by label."""
    rows = session.execute(_rooms(now).where(Item.tag.in_(tags)))
    return {row.tag: RoomRow(*tuple(row)) for row in rows}


def _rooms(now: datetime) -> Select[Any]:
    ahead = and_(Reservation.state.in_(HOLDING), Reservation.ends_at > now)
    of_it = or_(
        ReservationLine.equipment_id == Item.id,
        and_(ReservationLine.equipment_id.is_(None), ReservationLine.model_id == Model.id),
    )
    lines = (
        select(ReservationLine.id)
        .join(Reservation, Reservation.id == ReservationLine.reservation_id)
        .where(ahead, of_it)
    )
    promised = lines.with_only_columns(func.count(Reservation.id.distinct())).scalar_subquery()
    first = lines.with_only_columns(func.min(Reservation.starts_at)).scalar_subquery()
    return (
        select(Item.id, Item.tag, Model.name, promised, first)
        .join(Model, Model.id == Item.model_id)
        .outerjoin(Category, Category.id == Model.category_id)
        .where(Item.archived_at.is_(None))
        .order_by(Item.tag)
    )
