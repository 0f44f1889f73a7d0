"""Inventory rounds: begun, scanned through with interruptions, counted, closed.

A scan is answered at once, and is never refused because something about it is odd: what is odd
is what an inventory is for. What to do about it comes afterwards (`settling`).
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from vaetvient.desk.desk import Desk
from vaetvient.domain.entities import (
    Category,
    Equipment,
    InventoryRound,
    InventorySighting,
    Model,
)
from vaetvient.domain.equipment import EquipmentKind
from vaetvient.domain.errors import InvalidValueError, NotFoundError
from vaetvient.domain.inventory import (
    Finding,
    NotCountableError,
    RoundClosedError,
    RoundOpenError,
    RoundScope,
    judge,
    same_place,
)
from vaetvient.domain.text import one_line
from vaetvient.language import N_, _
from vaetvient.storage.queries.categories import with_descendants
from vaetvient.storage.queries.counter import ThingScanned, code_in, quantity_in, resolve
from vaetvient.storage.queries.holdings import Held, held
from vaetvient.storage.queries.rounds import still_to_see

LARGEST_COUNT = 1_000_000


class MissingPlaceError(InvalidValueError):
    code = "missing_place"
    text = N_("Il manque le lieu à inventorier.")


class BadCountError(InvalidValueError):
    code = "bad_count"
    text = N_("« {value} » n'est pas un nombre possible.")


@dataclass(frozen=True, slots=True)
class RoundWanted:
    """What to go through: a place, a category with those below it, or everything."""

    scope: RoundScope = RoundScope.EVERYTHING
    location: str = ""
    category_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Noted:
    """What a scan or a count meant."""

    finding: Finding
    tag: str
    label: str = ""
    sighting_id: UUID | None = None
    """None for a stock that is still to be counted."""
    equipment_id: UUID | None = None
    again: bool = False
    """Whether it was known already, and nothing changed."""
    to_count: bool = False
    """A stock was scanned without a number: nothing is noted before it is counted."""
    home: str = ""
    """Where it is kept."""
    expected: int | None = None
    """Units of a stock that should be there."""
    counted: int | None = None
    loan_id: UUID | None = None
    loan_number: str = ""
    borrower: str = ""


@dataclass(frozen=True, slots=True)
class RoundClosed:
    """How a round ended, in figures; `storage.queries.rounds` has the rest."""

    seen: int
    missing: int


def begin_round(desk: Desk, wanted: RoundWanted) -> UUID:
    """Begin a round; its key. Raises RoundOpenError, MissingPlaceError, NotFoundError."""
    with desk.gesture("begin_inventory") as gesture:
        session = gesture.session
        going = _new_round(session, desk, wanted)
        for other in session.scalars(
            select(InventoryRound).where(
                InventoryRound.office_id == desk.office_id, InventoryRound.closed_at.is_(None)
            )
        ):
            if _same_scope(other, going):
                raise RoundOpenError(label=other.label, round=other.id)
        session.add(going)
        gesture.say(scope=going.label, round=str(going.id))
        session.flush()
        return going.id


def note_scan(desk: Desk, round_id: UUID, scanned: str, *, here: str = "") -> Noted:
    """Note what was scanned; « 30 x CHA-LOT » counts a stock.

    `here` is where the volunteer stands; within a round of one place that place, unless said
    otherwise. Scanned again after a return was noted at the counter, a thing is judged anew.
    Raises RoundClosedError, NotFoundError for a round that is not there.
    """
    with desk.gesture("note_sighting") as gesture:
        session = gesture.session
        going = _open_round(session, round_id)
        found = resolve(session, scanned)
        if not isinstance(found, ThingScanned):
            noted = _note_unknown(session, desk, going, code_in(scanned), here)
        else:
            thing = _held(session, found.id)
            counted, _rest = quantity_in(code_in(scanned))
            if thing.kind is EquipmentKind.STOCK and counted is None:
                return _to_count(session, going, thing, here)
            if thing.kind is EquipmentKind.ITEM:
                counted = None
            noted = _note(session, desk, going, thing, here, counted)
        gesture.say(what=noted.tag, round=str(going.id))
        return noted


def count_stock(
    desk: Desk, round_id: UUID, stock_id: UUID, count: int, *, here: str = "", add: bool = False
) -> Noted:
    """Write down how many of a stock are there; with `add`, more of them than counted before.

    Raises NotCountableError, BadCountError, RoundClosedError, NotFoundError.
    """
    with desk.gesture("count_stock") as gesture:
        session = gesture.session
        going = _open_round(session, round_id)
        thing = _held(session, stock_id)
        if thing.kind is not EquipmentKind.STOCK:
            raise NotCountableError(tag=thing.tag)
        known = _known(session, going, thing.id)
        if add and known is not None:
            count += known.counted or 0
        if not 0 <= count <= LARGEST_COUNT:
            raise BadCountError(value=count, field="count")
        noted = _note(session, desk, going, thing, here, count)
        gesture.say(what=thing.tag, count=count, round=str(going.id))
        return noted


def forget_sighting(desk: Desk, sighting_id: UUID) -> None:
    """Take back one scan or count, as if it had not been made. Raises RoundClosedError."""
    with desk.gesture("forget_sighting") as gesture:
        session = gesture.session
        sighting = session.get(InventorySighting, sighting_id)
        if sighting is None:
            raise NotFoundError(what=str(sighting_id))
        going = _open_round(session, sighting.round_id)
        session.delete(sighting)
        gesture.say(what=sighting.tag, round=str(going.id))


def recognise(session: Session, desk: Desk, tags: Collection[str]) -> None:
    """What was just entered under these tags, where an open round saw them unknown: an item is
    judged where it was seen, a stock is to be counted. Within an open gesture."""
    unknown = session.scalars(
        select(InventorySighting)
        .join(InventoryRound, InventoryRound.id == InventorySighting.round_id)
        .where(
            InventoryRound.closed_at.is_(None),
            InventorySighting.finding == Finding.UNKNOWN,
            InventorySighting.tag.in_(tags),
        )
    ).all()
    for sighting in unknown:
        going = session.get_one(InventoryRound, sighting.round_id)
        key = session.scalar(select(Equipment.id).where(Equipment.tag == sighting.tag))
        place = sighting.place
        session.delete(sighting)
        session.flush()
        if key is not None and (thing := _held(session, key)).kind is EquipmentKind.ITEM:
            _note(session, desk, going, thing, place, None)


def close_round(desk: Desk, round_id: UUID) -> RoundClosed:
    """Close a round: what was expected and not seen, or not counted, is written down as missing.

    Nothing else changes; counts and missing things are settled apart. Raises RoundClosedError.
    """
    with desk.gesture("close_inventory") as gesture:
        session = gesture.session
        going = _open_round(session, round_id)
        noted = set(
            session.scalars(
                select(InventorySighting.equipment_id).where(InventorySighting.round_id == going.id)
            )
        )
        waiting, lent = still_to_see(session, going, noted)
        now = desk.clock()
        going.closed_at, going.lent_count = now, lent
        session.execute(
            update(InventorySighting)
            .where(InventorySighting.round_id == going.id)
            .values(reported_at=now, revision=InventorySighting.revision + 1)
        )
        for thing in waiting:
            session.add(
                InventorySighting(
                    round_id=going.id,
                    equipment_id=thing.id,
                    finding=Finding.MISSING,
                    tag=thing.tag,
                    label=thing.label,
                    home=thing.location,
                    expected=thing.count,
                    noted_at=now,
                    reported_at=now,
                )
            )
        gesture.say(scope=going.label, round=str(going.id))
        return RoundClosed(seen=len(noted - {None}), missing=len(waiting))


def drop_round(desk: Desk, round_id: UUID) -> None:
    """Give up an open round and forget what it noted; undo brings it back."""
    with desk.gesture("drop_inventory") as gesture:
        session = gesture.session
        going = _open_round(session, round_id)
        gesture.say(scope=going.label)
        session.execute(delete(InventorySighting).where(InventorySighting.round_id == going.id))
        session.delete(going)


def _new_round(session: Session, desk: Desk, wanted: RoundWanted) -> InventoryRound:
    going = InventoryRound(
        office_id=desk.office_id,
        scope=wanted.scope,
        location="",
        begun_at=desk.clock(),
        label=_("tout le matériel"),
    )
    if wanted.scope is RoundScope.LOCATION:
        going.location = going.label = one_line(wanted.location)
        if not going.location:
            raise MissingPlaceError(value="", field="location")
    elif wanted.scope is RoundScope.CATEGORY:
        category = session.get(Category, wanted.category_id) if wanted.category_id else None
        if category is None:
            raise NotFoundError(what=str(wanted.category_id), field="category")
        going.category_id, going.label = category.id, category.name
    return going


def _same_scope(one: InventoryRound, other: InventoryRound) -> bool:
    return (
        one.scope is other.scope
        and same_place(one.location, other.location)
        and one.category_id == other.category_id
    )


def _open_round(session: Session, round_id: UUID) -> InventoryRound:
    going = session.get(InventoryRound, round_id)
    if going is None:
        raise NotFoundError(what=str(round_id))
    if going.closed_at is not None:
        raise RoundClosedError(label=going.label)
    return going


def _held(session: Session, equipment_id: UUID) -> Held:
    thing = held(session, equipment_id)
    if thing is None:
        raise NotFoundError(what=str(equipment_id))
    return thing


def _known(session: Session, going: InventoryRound, key: UUID) -> InventorySighting | None:
    return session.scalar(
        select(InventorySighting)
        .where(InventorySighting.round_id == going.id, InventorySighting.equipment_id == key)
        .limit(1)
    )


def _judged(session: Session, going: InventoryRound, thing: Held, here: str) -> tuple[Finding, str]:
    """What it means that `thing` is here, and where here is."""
    place = one_line(here) or going.location
    row = session.execute(
        select(Equipment.archived_at, Equipment.custody_office_id, Model.category_id)
        .join(Model, Model.id == Equipment.model_id)
        .where(Equipment.id == thing.id)
    ).one()
    within = True
    if going.scope is RoundScope.CATEGORY and going.category_id is not None:
        within = row.category_id in with_descendants(session, [going.category_id])
    finding = judge(
        archived=row.archived_at is not None,
        foreign=row.custody_office_id != going.office_id,
        lent=thing.loan_id is not None,
        within=within,
        home=thing.location,
        place=place,
    )
    return finding, place


def _note(
    session: Session,
    desk: Desk,
    going: InventoryRound,
    thing: Held,
    here: str,
    counted: int | None,
) -> Noted:
    """Write down one thing; what was known of it already is replaced where it differs."""
    finding, place = _judged(session, going, thing, here)
    sighting = _known(session, going, thing.id)
    facts = {
        "finding": finding,
        "tag": thing.tag,
        "label": thing.label,
        "home": thing.location,
        "place": place,
        "loan_id": thing.loan_id if finding is Finding.LENT else None,
        "expected": thing.count,
        "counted": counted,
    }
    again = sighting is not None and all(getattr(sighting, k) == v for k, v in facts.items())
    if sighting is None:
        sighting = InventorySighting(round_id=going.id, equipment_id=thing.id, **facts)
        session.add(sighting)
    elif not again:
        for name, value in facts.items():
            setattr(sighting, name, value)
        sighting.settled_at = None
    if not again:
        sighting.noted_at = desk.clock()
    session.flush()
    return Noted(
        finding=finding,
        tag=thing.tag,
        label=thing.label,
        sighting_id=sighting.id,
        equipment_id=thing.id,
        again=again,
        home=thing.location,
        expected=thing.count,
        counted=counted,
        loan_id=sighting.loan_id,
        loan_number=thing.loan_number,
        borrower=thing.borrower,
    )


def _to_count(session: Session, going: InventoryRound, thing: Held, here: str) -> Noted:
    finding, _place = _judged(session, going, thing, here)
    known = _known(session, going, thing.id)
    return Noted(
        finding=finding,
        tag=thing.tag,
        label=thing.label,
        sighting_id=known.id if known else None,
        equipment_id=thing.id,
        again=known is not None,
        to_count=True,
        home=thing.location,
        expected=thing.count,
        counted=known.counted if known else None,
    )


def _note_unknown(
    session: Session, desk: Desk, going: InventoryRound, code: str, here: str
) -> Noted:
    tag = one_line(code)[:200]
    if not tag:
        raise NotFoundError(what=code)
    known = session.scalar(
        select(InventorySighting).where(
            InventorySighting.round_id == going.id,
            InventorySighting.equipment_id.is_(None),
            InventorySighting.tag == tag,
        )
    )
    again = known is not None
    if known is None:
        known = InventorySighting(
            round_id=going.id,
            finding=Finding.UNKNOWN,
            tag=tag,
            place=one_line(here) or going.location,
            noted_at=desk.clock(),
        )
        session.add(known)
        session.flush()
    return Noted(Finding.UNKNOWN, tag, sighting_id=known.id, again=again)
