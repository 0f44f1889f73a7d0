"""Who and what the guided tour is played with: a clock, borrowers, free things, promises."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from vaetvient.desk.desk import Desk
from vaetvient.desk.lending import BasketRefusedError
from vaetvient.desk.reservations import Reserve, reserve
from vaetvient.domain.days import whole_days
from vaetvient.domain.entities import Equipment
from vaetvient.domain.equipment import EquipmentKind
from vaetvient.domain.member import MemberKind
from vaetvient.storage.queries.answers import Wanted
from vaetvient.storage.queries.counter import borrower_card
from vaetvient.storage.queries.equipment import EQUIPMENT, EquipmentAsked, Whereabouts
from vaetvient.storage.queries.listing import Order
from vaetvient.storage.queries.members import MEMBERS, Dues, MemberRow, MembersAsked
from vaetvient.ui.hand import NotThereError

THE_MORNING = datetime(2026, 11, 23, 8, 40, tzinfo=UTC)
"""Monday 23 November 2026, 9.40 in Grenoble: the same pictures every time."""
_PROMISES = 8
"""How many reservations there are to see, where the office's rules allow them."""


class MorningClock:
    """A clock that moves on when the tour does."""

    def __init__(self) -> None:
        self._now = THE_MORNING

    def __call__(self) -> datetime:
        return self._now

    def pass_minutes(self, minutes: int) -> None:
        """Let some time go by."""
        self._now += timedelta(minutes=minutes)


@dataclass(frozen=True, slots=True)
class Cast:
    """Who comes to the desk this morning, and for what."""

    borrower: MemberRow
    tags: tuple[str, ...]
    in_arrears: MemberRow
    """A person whose membership has ended."""
    more_tags: tuple[str, ...]
    """Three more free things, for that person."""
    place: str
    """Where an inventory is begun."""
    tags_there: tuple[str, ...]
    """Some of what is kept there."""


def choose_cast(desk: Desk) -> Cast:
    """An association in order with a card, and three free things of different kinds."""
    today = desk.today()
    with desk.database.reading() as session:
        lexicon = desk.database.lexicon
        members = MEMBERS.window(
            session,
            MembersAsked(today, lexicon, kind=MemberKind.ASSOCIATION, dues=Dues.PAID),
            Order("label"),
            0,
            200,
        )
        borrower = next(
            (
                row
                for row in members
                if not row.units_out and borrower_card(session, row.id, today).signers
            ),
            None,
        )
        free = EQUIPMENT.window(
            session,
            EquipmentAsked(today, lexicon, kind=EquipmentKind.ITEM, where=Whereabouts.FREE),
            Order("tag"),
            0,
            500,
        )
        ended = MEMBERS.window(
            session,
            MembersAsked(today, lexicon, kind=MemberKind.PERSON, dues=Dues.EXPIRED),
            Order("label"),
            0,
            200,
        )
    in_arrears = next((row for row in ended if not row.units_out), None)
    by_category: dict[str, list[str]] = {}
    for row in free:
        by_category.setdefault(row.category, []).append(row.tag)
    rich = [tags for tags in by_category.values() if len(tags) > 1][:3]
    if borrower is None or in_arrears is None or len(rich) < 3:
        raise NotThereError("someone to lend to, and three things to lend")
    first, second = (tuple(tags[place] for tags in rich) for place in (0, 1))
    by_place: dict[str, list[str]] = {}
    for row in free:
        if row.location and row.tag not in first + second:
            by_place.setdefault(row.location, []).append(row.tag)
    place = max(by_place, key=lambda name: len(by_place[name]))
    return Cast(borrower, first, in_arrears, second, place, tuple(by_place[place][:-2]))


def promise(desk: Desk) -> None:
    """Reserve some things for the coming days, so that the planning has something to show.

    What a rule of the office refuses is passed over.
    """
    today = desk.today()
    with desk.database.reading() as session:
        lexicon = desk.database.lexicon
        borrowers = MEMBERS.window(
            session,
            MembersAsked(today, lexicon, kind=MemberKind.ASSOCIATION, dues=Dues.PAID),
            Order("label"),
            0,
            _PROMISES,
        )
        rows = EQUIPMENT.window(
            session,
            EquipmentAsked(today, lexicon, kind=EquipmentKind.ITEM, where=Whereabouts.FREE),
            Order("tag", descending=True),
            0,
            4 * _PROMISES,
        )
        things = [(row.id, session.get_one(Equipment, row.id).model_id) for row in rows[::4]]
    for place, (borrower, (thing, model)) in enumerate(zip(borrowers, things, strict=False)):
        first = today + timedelta(days=1 + place % 5)
        days = whole_days(first, first + timedelta(days=1 + place % 3), desk.zone)
        with suppress(BasketRefusedError):
            reserve(desk, Reserve(borrower.id, (Wanted(model, thing),), days.start, days.end))
