"""Is it free? The whole answer to someone at the counter: how many, who has the rest, what else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from vaetvient.domain import availability
from vaetvient.domain.availability import Claim, Period, Pool, Supply
from vaetvient.domain.days import as_long_as, doors, is_whole_days
from vaetvient.domain.equipment import Equipment, Model
from vaetvient.domain.errors import NotFoundError
from vaetvient.domain.kit import Kit
from vaetvient.domain.office import Office, OpeningCalendar
from vaetvient.domain.reservation import ReservationLine
from vaetvient.domain.text import words
from vaetvient.storage.queries.availability import NOTHING, Besides, Viewpoint, pools

LOOK_AHEAD = timedelta(days=366)
_MOST_INSTEAD = 5
_MOST_LOOKED_AT = 60


@dataclass(frozen=True, slots=True)
class Wanted:
    """So many of a model, or of one named item or stock."""

    model_id: UUID
    equipment_id: UUID | None = None
    quantity: int = 1


@dataclass(frozen=True, slots=True)
class Instead:
    """What would do as well: another model of the category, or the same kept elsewhere."""

    model_id: UUID
    label: str
    free: int
    office: str = ""
    """The office that keeps it; empty for one's own."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What there is to say about one thing over one period."""

    label: str
    tag: str
    total: int
    free: int
    first: Period | None
    """The first period as long as the one asked for over which the quantity is free."""
    obstacles: tuple[Claim, ...]
    instead: tuple[Instead, ...]


def answer(
    session: Session,
    wanted: Wanted,
    period: Period,
    view: Viewpoint,
    calendar: OpeningCalendar,
    *,
    besides: Besides = NOTHING,
) -> Answer:
    """How many are free, who has the others until when, when enough are, and what else would do.

    Raises NotFoundError.
    """
    model = session.get(Model, wanted.model_id)
    if model is None:
        raise NotFoundError(what=str(wanted.model_id))
    asked, period = period, view.ahead(period)
    named_things = () if wanted.equipment_id is None else (wanted.equipment_id,)
    pool = pools(session, [model.id], period, view, besides=besides, named=named_things)[model.id]
    named = _named(pool, wanted.equipment_id)
    free = free_in(pool, wanted, period)
    first = period if free >= wanted.quantity else None
    instead: tuple[Instead, ...] = ()
    if first is None:
        begin = max(period.start, view.now)
        first = availability.first_free(
            pool,
            wanted.quantity,
            begin,
            begin + LOOK_AHEAD,
            as_long_as(asked, calendar, view.zone),
            key=wanted.equipment_id,
            opens=doors(calendar, view.zone, at_midnight=is_whole_days(asked, view.zone)),
        )
        instead = _instead(session, model, wanted, period, view)
    return Answer(
        label=model.name,
        tag=named.label if named else "",
        total=named.capacity if named else pool.capacity,
        free=free,
        first=first,
        obstacles=tuple(availability.obstacles(pool, period, wanted.equipment_id)),
        instead=instead,
    )


def free_in(pool: Pool, wanted: Wanted | ReservationLine, period: Period) -> int:
    """How many of what is wanted are free; nothing of a thing this office does not keep."""
    if wanted.equipment_id is None:
        return availability.free_units(pool, period)
    if _named(pool, wanted.equipment_id) is None:
        return 0
    return availability.free_of(pool, wanted.equipment_id, period)


def _named(pool: Pool, key: UUID | None) -> Supply | None:
    return next((supply for supply in pool.supplies if supply.key == key), None)


def _instead(
    session: Session, model: Model, wanted: Wanted, period: Period, view: Viewpoint
) -> tuple[Instead, ...]:
    out: list[Instead] = []
    if wanted.equipment_id is not None:
        out += _enough(session, {model.id: model.name}, wanted, period, view)
    others = select(Office.id, Office.name).where(
        Office.id.in_(select(Equipment.custody_office_id).where(Equipment.model_id == model.id)),
        Office.id != view.office_id,
    )
    for office_id, name in session.execute(others):
        there = Viewpoint(office_id, view.zone, view.now)
        out += _enough(session, {model.id: model.name}, wanted, period, there, name)
    if model.category_id is not None:
        cousins = session.execute(
            select(Model.id, Model.name)
            .where(Model.category_id == model.category_id, Model.id != model.id)
            .order_by(Model.name)
            .limit(_MOST_LOOKED_AT)
        )
        out += _enough(session, {row.id: row.name for row in cousins}, wanted, period, view)
    return tuple(out[:_MOST_INSTEAD])


def _enough(
    session: Session,
    models: dict[UUID, str],
    wanted: Wanted,
    period: Period,
    view: Viewpoint,
    office: str = "",
) -> list[Instead]:
    found = pools(session, list(models), period, view, named=())
    free = {key: availability.free_units(pool, period) for key, pool in found.items()}
    return [
        Instead(key, name, free[key], office)
        for key, name in models.items()
        if free[key] >= wanted.quantity
    ]


def free_kits(session: Session, kit: Kit, period: Period, view: Viewpoint) -> int:
    """How many whole kits can be promised over `period`."""
    period = view.ahead(period)
    found = pools(session, {part.model_id for part in kit.parts}, period, view, named=())
    parts = [
        availability.PartNeeded(found[part.model_id], part.quantity, part.required)
        for part in kit.parts
    ]
    return availability.free_kits(parts, period)


def called(session: Session, typed: str) -> Wanted | Kit:
    """The thing or the kit with this tag, or the model or the kit with this name (any case or
    accents).

    Raises NotFoundError.
    """
    text = typed.strip()
    kept = select(Equipment).where(Equipment.archived_at.is_(None))
    thing = session.scalar(kept.where(Equipment.tag == text)) or session.scalar(
        kept.where(func.upper(Equipment.tag) == text.upper()).limit(1)
    )
    if thing is not None:
        return Wanted(thing.model_id, thing.id)
    asked = words(text)
    for key, name in session.execute(select(Model.id, Model.name).order_by(Model.name)):
        if words(name) == asked:
            return Wanted(key)
    for kit in session.scalars(select(Kit).where(Kit.archived_at.is_(None))):
        if words(kit.name) == asked or (kit.tag and kit.tag.upper() == text.upper()):
            return kit
    raise NotFoundError(what=typed)
