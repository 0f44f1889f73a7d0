"""What came back lately in a state that someone should look at before it is lent again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import and_, exists, or_, select
from sqlalchemy.orm import Session

from vaetvient.domain.equipment import Condition, Item, Maintenance, Model
from vaetvient.domain.loan import Incident, IncidentKind, LineState, LoanLine
from vaetvient.storage.queries.listing import key_of

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
    item_key = key_of(Item)
    out = exists().where(LoanLine.equipment_id == item_key, LoanLine.state == LineState.OUT)
    stopped = exists().where(Maintenance.item_id == item_key, Maintenance.first_day >= first_day)
    rows = session.execute(
        select(
            Item.id,
            Item.tag,
            Model.name,
            Incident.description,
            Incident.noted_at,
            Incident.kind,
        )
        .join(Item, Item.id == Incident.equipment_id)
        .join(Model, Model.id == Item.model_id)
        .where(
            Incident.noted_at >= since,
            Incident.kind.in_((IncidentKind.DAMAGE, IncidentKind.LOSS)),
            Item.archived_at.is_(None),
            or_(
                and_(Incident.kind == IncidentKind.DAMAGE, Item.condition.in_(_UNWELL)),
                Incident.kind == IncidentKind.LOSS,
            ),
            ~out,
            ~stopped,
        )
        .order_by(Incident.noted_at.desc(), Item.tag)
    )
    newest: dict[UUID, CheckRow] = {}
    for key, tag, name, said, noted_at, kind in rows:
        row = CheckRow(key, tag, name, said, noted_at, kind is IncidentKind.DAMAGE)
        newest.setdefault(key, row)
    return tuple(newest.values())
