"""What came back lately in a state that someone should look at before it is lent again."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from vaetvient.domain.equipment import Condition, Item, Maintenance, Model
from vaetvient.domain.loan import Incident, IncidentKind, LineState, LoanLine
from vaetvient.storage.queries.listing import chunks, key_of

LATELY = timedelta(days=14)
_UNWELL = (Condition.DAMAGED, Condition.BROKEN)


@dataclass(frozen=True, slots=True)
class CheckRow:
    """An item that came back damaged, or without all of its parts."""

    equipment_id: UUID
    tag: str
    label: str
    what: str
    """What was said of it; empty when nothing was."""
    back_at: datetime
    damaged: bool
    """Else something is missing."""


def to_check(session: Session, now: datetime, zone: ZoneInfo) -> tuple[CheckRow, ...]:
    """The items to look at, those that came back last first.

    One is seen to when it is taken out of service, is said to be in a better state, is withdrawn,
    or leaves again.
    """
    first_day = now.astimezone(zone).date() - LATELY
    since = datetime.combine(first_day, time.min, zone)
    recent = session.execute(
        select(Incident.equipment_id, Incident.description, Incident.noted_at, Incident.kind)
        .where(
            Incident.noted_at >= since,
            Incident.kind.in_((IncidentKind.DAMAGE, IncidentKind.LOSS)),
        )
        .order_by(Incident.noted_at.desc())
    ).all()
    items = _items(session, {row.equipment_id for row in recent}, first_day)
    newest: dict[UUID, CheckRow] = {}
    for key, said, noted_at, kind in recent:
        if key not in items:
            continue
        tag, name, condition = items[key]
        damaged = kind is IncidentKind.DAMAGE
        if not damaged or condition in _UNWELL:
            newest.setdefault(key, CheckRow(key, tag, name, said, noted_at, damaged))
    rows = sorted(newest.values(), key=lambda row: row.tag)
    return tuple(sorted(rows, key=lambda row: row.back_at, reverse=True))


def _items(
    session: Session, keys: Collection[UUID], first_day: date
) -> dict[UUID, tuple[str, str, Condition]]:
    """Those of `keys` that are here, and neither out again nor out of service since that day."""
    key = key_of(Item)
    out = exists().where(LoanLine.equipment_id == key, LoanLine.state == LineState.OUT)
    stopped = exists().where(Maintenance.item_id == key, Maintenance.first_day >= first_day)
    found: dict[UUID, tuple[str, str, Condition]] = {}
    for some in chunks(sorted(keys)):
        rows = session.execute(
            select(Item.id, Item.tag, Model.name, Item.condition)
            .join(Model, Model.id == Item.model_id)
            .where(key.in_(some), Item.archived_at.is_(None), ~out, ~stopped)
        )
        found |= {one: (tag, name, condition) for one, tag, name, condition in rows}
    return found
