"""What an inventory round leads to: counts accepted, places corrected, missing things stopped.

Each is a gesture of its own, made only if the volunteer wants it, and can be undone.
"""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from vaetvient.desk.baskets import stock_levels
from vaetvient.desk.desk import Desk
from vaetvient.desk.equipment import StockTooLowError
from vaetvient.desk.returning import LineBack, TakeBack, take_back_in
from vaetvient.domain.entities import (
    Equipment,
    InventoryRound,
    InventorySighting,
    LoanLine,
    Maintenance,
    StockMovement,
)
from vaetvient.domain.equipment import MovementReason
from vaetvient.domain.errors import NotFoundError
from vaetvient.domain.inventory import Finding, NothingToSettleError
from vaetvient.domain.loan import LineState
from vaetvient.domain.text import many_lines
from vaetvient.language import _, show_date


def accept_counts(
    desk: Desk, round_id: UUID, stock_ids: Collection[UUID] | None = None
) -> dict[str, int]:
    """Add what was counted too many, or take off what was too few: the difference by tag.

    What was found different is added to the stock as it is now, so that what was bought or lost
    since the count stays. All stocks counted, unless some are named. Raises StockTooLowError,
    NothingToSettleError.
    """
    with desk.gesture("accept_counts") as gesture:
        session = gesture.session
        going = _round(session, round_id)
        note = _reason(desk, going)
        done: dict[str, int] = {}
        for sighting in _unsettled(session, going, stock_ids):
            if sighting.equipment_id is None or not sighting.difference:
                continue
            key, delta = sighting.equipment_id, sighting.difference
            total, out = stock_levels(session, [key])[key]
            if total + delta < out:
                raise StockTooLowError(tag=sighting.tag, total=total, out=out, asked=-delta)
            session.add(
                StockMovement(
                    stock_id=key,
                    delta=delta,
                    reason=MovementReason.COUNT,
                    moved_at=desk.clock(),
                    note=note,
                )
            )
            sighting.settled_at = desk.clock()
            done[sighting.tag] = delta
        _say_done(bool(done))
        gesture.say(scope=going.label, round=str(going.id))
        return done


def mark_missing(desk: Desk, round_id: UUID, item_ids: Collection[UUID] | None = None) -> list[str]:
    """Put the items that a closed round missed out of service until they turn up; their tags.

    They are then no longer proposed nor lent, and whoever scans one at the counter is told since
    when it was missing. All of them, unless some are named. Raises NothingToSettleError.
    """
    with desk.gesture("mark_missing") as gesture:
        session = gesture.session
        going = _round(session, round_id)
        reason = _("Manquant à l'inventaire du {day}").format(day=_day(desk, going))
        done: list[str] = []
        for sighting in _unsettled(session, going, item_ids):
            if sighting.finding is not Finding.MISSING or sighting.expected is not None:
                continue
            assert sighting.equipment_id is not None
            session.add(
                Maintenance(item_id=sighting.equipment_id, first_day=desk.today(), reason=reason)
            )
            sighting.settled_at = desk.clock()
            done.append(sighting.tag)
        _say_done(bool(done))
        gesture.say(scope=going.label, round=str(going.id))
        return done


def keep_where_found(
    desk: Desk, round_id: UUID, thing_ids: Collection[UUID] | None = None
) -> list[str]:
    """Say that the things found elsewhere are now kept there; their tags.

    All of them, unless some are named. Raises NothingToSettleError.
    """
    with desk.gesture("keep_where_found") as gesture:
        session = gesture.session
        going = _round(session, round_id)
        done: list[str] = []
        for sighting in _unsettled(session, going, thing_ids):
            if sighting.finding is not Finding.MISPLACED or not sighting.place:
                continue
            assert sighting.equipment_id is not None
            thing = session.get_one(Equipment, sighting.equipment_id)
            thing.location = sighting.place
            sighting.settled_at = desk.clock()
            done.append(sighting.tag)
        _say_done(bool(done))
        gesture.say(scope=going.label, round=str(going.id))
        return done


def note_returned(desk: Desk, round_id: UUID, thing_id: UUID) -> str:
    """Note the return of a thing that was found here although it is out on loan; its tag.

    As if it had come back when it was found. Raises NothingToSettleError.
    """
    with desk.gesture("return_found") as gesture:
        session = gesture.session
        sighting = _one(session, _round(session, round_id), thing_id, Finding.LENT)
        lines = session.scalars(
            select(LoanLine).where(
                LoanLine.equipment_id == thing_id,
                LoanLine.loan_id == sighting.loan_id,
                LoanLine.state == LineState.OUT,
            )
        ).all()
        _say_done(bool(lines))
        out_at = max(line.loan.handed_out_at or sighting.noted_at for line in lines)
        at = max(sighting.noted_at, out_at)
        _tags, after = take_back_in(session, desk, TakeBack(tuple(map(_whole, lines)), at))
        sighting.settled_at = desk.clock()
        gesture.say(what=sighting.tag, number=after[0].number, loan=str(after[0].loan_id))
        return sighting.tag


def put_back(desk: Desk, round_id: UUID, thing_id: UUID) -> str:
    """Put a withdrawn thing that was found here back among what is lent; its tag.

    Raises NothingToSettleError.
    """
    with desk.gesture("restore_equipment") as gesture:
        session = gesture.session
        sighting = _one(session, _round(session, round_id), thing_id, Finding.ARCHIVED)
        session.get_one(Equipment, thing_id).archived_at = None
        sighting.settled_at = desk.clock()
        gesture.say(what=sighting.tag, id=str(thing_id))
        return sighting.tag


def stop_found(desk: Desk, round_id: UUID, thing_id: UUID, reason: str = "") -> str:
    """Put an item that was seen out of service until further notice: broken, incomplete; its tag.

    Raises NothingToSettleError for what was not seen, or is no item.
    """
    with desk.gesture("take_out_of_service") as gesture:
        session = gesture.session
        going = _round(session, round_id)
        sighting = _one(session, going, thing_id)
        if sighting.finding is Finding.MISSING or sighting.expected is not None:
            raise NothingToSettleError
        session.add(
            Maintenance(
                item_id=thing_id,
                first_day=desk.today(),
                reason=many_lines(reason) or _reason(desk, going),
            )
        )
        gesture.say(what=sighting.tag, id=str(thing_id))
        return sighting.tag


def _whole(line: LoanLine) -> LineBack:
    return LineBack(line.id)


def _one(
    session: Session, going: InventoryRound, thing_id: UUID, finding: Finding | None = None
) -> InventorySighting:
    """What the round noted of one thing. Raises NothingToSettleError where it did not."""
    sighting = session.scalar(
        select(InventorySighting)
        .where(InventorySighting.round_id == going.id, InventorySighting.equipment_id == thing_id)
        .limit(1)
    )
    if sighting is None or (
        finding is not None and (sighting.finding is not finding or sighting.settled_at is not None)
    ):
        raise NothingToSettleError
    return sighting


def _round(session: Session, round_id: UUID) -> InventoryRound:
    going = session.get(InventoryRound, round_id)
    if going is None:
        raise NotFoundError(what=str(round_id))
    return going


def _unsettled(
    session: Session, going: InventoryRound, keys: Collection[UUID] | None
) -> list[InventorySighting]:
    rows = session.scalars(
        select(InventorySighting)
        .where(
            InventorySighting.round_id == going.id,
            InventorySighting.equipment_id.is_not(None),
            InventorySighting.settled_at.is_(None),
        )
        .order_by(InventorySighting.tag)
    ).all()
    return [row for row in rows if keys is None or row.equipment_id in keys]


def _say_done(done: bool) -> None:
    if not done:
        raise NothingToSettleError


def _day(desk: Desk, going: InventoryRound) -> str:
    return show_date(desk.day_of(going.closed_at or going.begun_at), "short")


def _reason(desk: Desk, going: InventoryRound) -> str:
    return _("Inventaire du {day}").format(day=_day(desk, going))
