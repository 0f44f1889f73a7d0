"""What a calendar shows: the reservations and loans of a thing, or the reservations of a member."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, selectinload

from vaetvient.domain.availability import Period
from vaetvient.domain.days import is_whole_days
from vaetvient.domain.equipment import Equipment, Model
from vaetvient.domain.member import Member
from vaetvient.domain.reservation import (
    HOLDING,
    Reservation,
    ReservationLine,
    ReservationState,
    in_short,
)


@dataclass(frozen=True, slots=True)
class Dated:
    """A reservation as a calendar shows it."""

    id: UUID
    number: str
    start: datetime
    end: datetime
    who: str
    what: str
    purpose: str
    whole_days: bool
    asked_for: bool
    """Whether it waits for someone's yes."""


def of_thing(session: Session, equipment_id: UUID, zone: ZoneInfo) -> list[Dated]:
    """What is promised of a thing by name; of its model too where it is the only one."""
    thing = session.get_one(Equipment, equipment_id)
    others = session.scalar(
        select(Equipment.id)
        .where(
            Equipment.model_id == thing.model_id,
            Equipment.id != thing.id,
            Equipment.archived_at.is_(None),
        )
        .limit(1)
    )
    mine = ReservationLine.equipment_id == equipment_id
    if others is None:
        mine |= ReservationLine.equipment_id.is_(None) & (
            ReservationLine.model_id == thing.model_id
        )
    keys = select(ReservationLine.reservation_id).where(mine, ReservationLine.holds.is_(True))
    return _dated(session, select(Reservation).where(Reservation.id.in_(keys)), zone)


def of_member(session: Session, member_id: UUID, zone: ZoneInfo) -> list[Dated]:
    """What a member has reserved."""
    wanted = select(Reservation).where(Reservation.borrower_id == member_id)
    return _dated(session, wanted, zone)


def _dated(session: Session, wanted: Select[Reservation], zone: ZoneInfo) -> list[Dated]:
    rows = session.scalars(
        wanted.where(Reservation.state.in_(HOLDING))
        .order_by(Reservation.starts_at, Reservation.number)
        .options(selectinload(Reservation.lines))
    )
    return [
        Dated(
            id=row.id,
            number=row.number,
            start=row.starts_at,
            end=row.ends_at,
            who=row.borrower_name,
            what=in_short(
                [(" ".join(p for p in (e.tag, e.label) if p), e.quantity) for e in row.lines]
            ),
            purpose=row.purpose,
            whole_days=is_whole_days(Period(row.starts_at, row.ends_at), zone),
            asked_for=row.state is ReservationState.REQUESTED,
        )
        for row in rows
    ]


def name_of(session: Session, equipment_id: UUID) -> tuple[str, str]:
    """A thing's tag and its model's name."""
    row = session.execute(
        select(Equipment.tag, Model.name)
        .join(Model, Model.id == Equipment.model_id)
        .where(Equipment.id == equipment_id)
    ).one()
    return row.tag, row.name


def member_name(session: Session, member_id: UUID) -> str:
    """What a member is called."""
    return session.get_one(Member, member_id).label
