"""Whether there is plenty: a quick yes for what surely can be promised, without reading the shelf.

Most promises are asked of shelves that are far from empty. As many units that nothing at all
holds, now or later, as are asked for and as others were promised without saying which: whoever
is served first, enough are left. That takes a few looks at indexes however many there are of a
model; everything else is reckoned from `availability.pools`, which this never contradicts.
"""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Integer,
    bindparam,
    exists,
    func,
    literal,
    or_,
    select,
    text,
    union_all,
)
from sqlalchemy.orm import Session

from vaetvient.domain.availability import Period
from vaetvient.domain.equipment import UNUSABLE, BusyTime, Equipment, EquipmentKind, Maintenance
from vaetvient.domain.kit import RoomPart
from vaetvient.domain.loan import LoanLine
from vaetvient.domain.reservation import ReservationLine
from vaetvient.domain.transfer import Transfer, TransferLine, TransferState
from vaetvient.storage.prepared import Question, alone
from vaetvient.storage.queries import rules
from vaetvient.storage.queries.availability import Viewpoint

_item = Equipment.__table__.c
_HOLDS = text("reservation_line.holds = 1")  # its index's own words
_OUT = text("loan_line.state = 'out'")


def _nothing_holds() -> tuple[ColumnElement[bool], ...]:
    out = exists().where(LoanLine.equipment_id == _item.id, _OUT)
    stopped = exists().where(
        Maintenance.item_id == _item.id,
        or_(Maintenance.last_day.is_(None), Maintenance.last_day >= bindparam("today")),
    )
    named = select(ReservationLine.equipment_id).where(
        ReservationLine.model_id == bindparam("model"),
        ReservationLine.equipment_id.is_not(None),
        _HOLDS,
    )
    busy = exists().where(BusyTime.item_id == _item.id)
    rooms = union_all(select(RoomPart.whole_id), select(RoomPart.part_id))
    coming = (
        select(TransferLine.equipment_id)
        .join(Transfer, Transfer.id == TransferLine.transfer_id)
        .where(Transfer.state == TransferState.ON_THE_WAY)
    )
    there = (_item.id.not_in(others) for others in (named, rooms, coming))
    return ~out, ~stopped, ~busy, *there


_asked = (
    select(
        bindparam("quantity", type_=Integer)
        + func.coalesce(func.sum(ReservationLine.quantity - ReservationLine.picked_quantity), 0)
    )
    .where(
        ReservationLine.model_id == bindparam("model"),
        ReservationLine.equipment_id.is_(None),
        _HOLDS,
    )
    .cte("asked")
)
_ENOUGH = select(_asked).scalar_subquery()
"""What is asked for now, and what others were promised without saying which."""
_IDLE = select(func.count()).select_from(
    select(literal(1))
    .select_from(Equipment.__table__)
    .where(
        _item.model_id == bindparam("model"),
        _item.kind == EquipmentKind.ITEM,
        _item.archived_at.is_(None),
        _item.custody_office_id == bindparam("office"),
        _item.condition.not_in(UNUSABLE),
        *_nothing_holds(),
    )
    .limit(_ENOUGH)
    .subquery()
)
_HAS_PLENTY: Question[bool] = Question(select(_IDLE.scalar_subquery() >= _ENOUGH), alone)


def of_which_there_is_plenty(
    session: Session, wanted: Mapping[UUID, int], period: Period, view: Viewpoint
) -> set[UUID]:
    """Of `wanted`, so many units by model, the models of which that many are surely free.

    None where a period reaches into the past or a rule asks for time around uses: what came back
    a moment ago may then still count.
    """
    if period.start < view.now or rules.any_buffer(session):
        return set()
    facts = {"office": view.office_id, "today": view.today}
    return {
        model
        for model, quantity in wanted.items()
        if _HAS_PLENTY.first(session, model=model, quantity=quantity, **facts)
    }
