"""Random stories of three posts of two offices, and an oracle that knows what must come of them."""

from __future__ import annotations

import contextlib
import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any
from unittest import mock
from uuid import UUID

from sqlalchemy import text

from tests.sync.errands import Errands
from tests.sync.upheavals import Upheavals
from tests.sync.world import Known, Post, World, person, projector
from vaetvient.desk import requests
from vaetvient.desk.baskets import LineWanted
from vaetvient.desk.catalogue import (
    CategoryForm,
    ModelForm,
    change_category,
    enter_category,
    enter_model,
)
from vaetvient.desk.equipment import move_stock
from vaetvient.desk.lending import HandOut, hand_out
from vaetvient.desk.members import MemberForm, change_member
from vaetvient.desk.merging import merge_members
from vaetvient.desk.returning import LineBack, TakeBack, everything_out, take_back
from vaetvient.desk.transfers import Send, receive, refuse, send
from vaetvient.desk.undo import undo
from vaetvient.domain.equipment import MovementReason
from vaetvient.domain.errors import VaEtVientError
from vaetvient.domain.member import MemberKind
from vaetvient.sync import compaction, identity
from vaetvient.sync.audit import problems
from vaetvient.sync.conflicts import unpack_sides
from vaetvient.sync.registers import Place, children, parents_first, shapes
from vaetvient.sync.segment import Segment

SegmentName = tuple[tuple[bytes, bytes, int], int]
"""Channel, site and epoch; sequence."""

NETWORK_TABLES = {
    "category": "id, name, parent_id, prefix",
    "model": "id, name, category_id",
    "equipment": "id, kind, tag, model_id, location, archived_at",
    "stock_movement": "id, delta, reason",
    "loan": "id, office_id, number, state, closed_at, due_on",
    "loan_line": "id, loan_id, state, disputed, returned_quantity, lost_quantity, returned_at",
    "office": "id, name",
    "request": "id, number, asking_office_id, keeping_office_id, answer, withdrawn_at",
    "transfer": "id, number, sender_office_id, receiver_office_id, state",
    "transfer_line": "id, transfer_id, equipment_id, tag",
    "site": "id, office_id",
}


def _network_rows(post: Post) -> dict[str, list[tuple[Any, ...]]]:
    """What the network's tables hold, without the hidden rows that stand only for what an office
    noted for itself: a round's sighting of a thing that is gone."""
    hidden = set(post.rows("SELECT change_table, change_row FROM sync_ghost"))
    standing: dict[str, set[bytes]] = {}
    for table in reversed(parents_first()):
        there = {row for (row,) in post.rows(f"SELECT id FROM {table}")}
        standing[table] = {row for row in there if (table, row) not in hidden}
        standing[table] |= {
            key
            for child, column in children()[table]
            if any(r.place is Place.NETWORK for r in shapes()[child].registers.values())
            for row, key in post.rows(f"SELECT id, {column} FROM {child}")
            if row in standing[child]
        }
    return {
        table: [
            row
            for row in post.rows(f"SELECT {columns} FROM {table} ORDER BY id")
            if row[0] in standing[table]
        ]
        for table, columns in NETWORK_TABLES.items()
    }


@dataclass
class Written:
    """A value that somebody gave to the location of a thing, and what was known then."""

    thing: bytes
    value: str
    name: SegmentName
    known: Known

    def knew(self, other: Written) -> bool:
        """Whether the other value was known when this one was given."""
        (author, sequence) = other.name
        return self.known.get(author, 0) >= sequence


@dataclass
class Story:
    """What happens, step by step, from a seed or from Hypothesis' choices."""

    folder: Path
    choose: random.Random
    world: World = field(init=False)
    written: list[Written] = field(default_factory=list)
    told: Counter[str] = field(default_factory=Counter)
    serial: int = 0
    upheavals: Upheavals = field(init=False)
    _ids: Any = field(init=False)
    _chance: Any = field(init=False)

    def __post_init__(self) -> None:
        self._ids = mock.patch("uuid_utils.uuid7", _Ids())
        self._ids.start()
        self._chance = mock.patch.object(identity, "chance", random.Random(8).randrange)
        self._chance.start()
        self.world = World(self.folder)
        first = self.world.post("gre")
        self.world.post("gre2", first)
        self.world.post("ech")
        self.world.exchange()
        self.upheavals = Upheavals(self.world, self.choose)
        self.actions: list[Callable[[Post], Any]] = [
            self.enter,
            self.edit,
            self.edit,
            self.share,
            self.merge,
            self.buy,
            self.locate,
            self.locate,
            self.locate,
            self.lend,
            self.lend,
            self.send,
            self.say_arrived,
            self.ask,
            self.answer,
            self.bring_back,
            self.count,
            self.classify,
            self.undo,
            self.undo,
            self.clash,
            self.clock,
            self.compact,
            self.hear,
            self.hear,
            self.hear,
            self.hear_some,
            *Errands(self.choose, self.fresh).actions,
            *self.upheavals.actions,
        ]

    def close(self) -> None:
        """Release the files."""
        for post in (*self.world.posts, *self.upheavals.gone):
            post.close()
        self._ids.stop()
        self._chance.stop()

    def step(self) -> None:
        """One thing happens at one post."""
        post = self.choose.choice(self.world.posts)
        action = self.choose.choice(self.actions)
        try:
            action(post)
            self.told[action.__name__] += 1
        except VaEtVientError:
            self.told["refused"] += 1

    def pick(self, post: Post, sql: str) -> bytes | None:
        """One row of those that a query finds."""
        rows = post.rows(sql)
        return self.choose.choice(rows)[0] if rows else None

    def fresh(self) -> str:
        """A word nobody used."""
        self.serial += 1
        return f"mot{self.serial}"

    # ---- what people do ------------------------------------------------------------------------

    def enter(self, post: Post) -> None:
        person(post.desk, self.fresh(), shared=self.choose.random() < 0.5)

    def edit(self, post: Post) -> None:
        found = self.pick(post, f"SELECT id FROM member {self._own(post)}")
        if found is None:
            return
        ((shared,),) = post.rows("SELECT shared FROM member WHERE id = :i", i=found)
        form = MemberForm(
            MemberKind.PERSON, last_name=self.fresh(), shared=bool(shared), notes=self.fresh()
        )
        change_member(post.desk, UUID(bytes=found), form)

    def share(self, post: Post) -> None:
        found = self.pick(post, f"SELECT id FROM member {self._own(post)}")
        if found is None:
            return
        rows = post.rows("SELECT shared, last_name FROM member WHERE id = :i", i=found)
        ((shared, last_name),) = rows
        form = MemberForm(MemberKind.PERSON, last_name=last_name or "x", shared=not shared)
        change_member(post.desk, UUID(bytes=found), form)

    def merge(self, post: Post) -> None:
        one = self.pick(post, f"SELECT id FROM member {self._own(post)}")
        two = self.pick(post, f"SELECT id FROM member {self._own(post)}")
        if one and two and one != two:
            merge_members(post.desk, UUID(bytes=one), UUID(bytes=two))

    def _own(self, post: Post) -> str:
        return f"WHERE hex(office_id) = '{post.desk.office_id.hex.upper()}' AND label <> ''"

    def buy(self, post: Post) -> None:
        projector(post.desk, stock=self.choose.choice((0, 0, 10)))

    def clash(self, post: Post) -> None:
        projector(post.desk, f"T-{self.choose.randrange(3)}")

    def locate(self, post: Post) -> None:
        """A write that the oracle follows."""
        found = self.pick(post, "SELECT id FROM equipment")
        if found is None:
            return
        known = post.known()
        value = self.fresh()
        with post.desk.gesture("change_equipment") as gesture:
            gesture.session.execute(
                text("UPDATE equipment SET location = :v WHERE id = :i"), {"v": value, "i": found}
            )
        self.written.append(Written(found, value, self._named(post, known), known))

    def _named(self, post: Post, known: Known) -> SegmentName:
        """What was just written to the network's channel goes under this name."""
        (name,) = [
            (author, sequence)
            for author, sequence in post.known().items()
            if author[0] == post.site.network and sequence > known.get(author, 0)
        ]
        return name

    def lend(self, post: Post) -> None:
        who = self.pick(post, f"SELECT id FROM member {self._own(post)}")
        what = self.pick(post, "SELECT id FROM equipment")
        if who is None or what is None:
            return
        with post.desk.database.writing() as session:  # two posts of one office keep it
            session.execute(
                text("UPDATE equipment SET custody_office_id = :o WHERE id = :i"),
                {"o": post.desk.office_id.bytes, "i": what},
            )
        own = f"WHERE hex(custody_office_id) = '{post.desk.office_id.hex.upper()}'"
        others = (self.pick(post, f"SELECT id FROM equipment {own}") for _ in range(2))
        things = {what, *(other for other in others if other is not None)}
        lines = tuple(
            LineWanted(UUID(bytes=thing), self._units(post, thing)) for thing in sorted(things)
        )
        hand_out(post.desk, HandOut(UUID(bytes=who), lines, override_reason="essai"))

    def _units(self, post: Post, thing: bytes) -> int:
        """One item, or some of a stock."""
        kind = post.one("SELECT kind FROM equipment WHERE id = :i", i=thing)
        return self.choose.randint(1, 4) if kind == "stock" else 1

    def send(self, post: Post) -> None:
        """Hand a thing to the other office."""
        what = self.pick(post, "SELECT id FROM equipment")
        there = self.pick(
            post, f"SELECT id FROM office WHERE hex(id) <> '{post.desk.office_id.hex.upper()}'"
        )
        if what is not None and there is not None:
            send(post.desk, Send(UUID(bytes=there), (UUID(bytes=what),)))

    def say_arrived(self, post: Post) -> None:
        """It came, or it did not."""
        found = self.pick(post, "SELECT id FROM transfer")
        if found is None:
            return
        if self.choose.random() < 0.7:
            receive(post.desk, UUID(bytes=found))
        else:
            refuse(post.desk, UUID(bytes=found), "essai")

    def ask(self, post: Post) -> None:
        """Ask the other office for what it keeps."""
        who = self.pick(post, f"SELECT id FROM member {self._own(post)}")
        what = self.pick(post, "SELECT id FROM equipment")
        if who is None or what is None:
            return
        start = post.desk.clock() + timedelta(days=self.choose.randint(1, 5))
        end = start + timedelta(days=2)
        requests.ask(
            post.desk, requests.Ask(UUID(bytes=who), start, end, equipment_id=UUID(bytes=what))
        )

    def answer(self, post: Post) -> None:
        """Yes, no, or no longer wanted; whoever may."""
        found = self.pick(post, "SELECT id FROM request")
        if found is None:
            return
        key = UUID(bytes=found)
        what = self.choose.choice(("confirm", "decline", "withdraw"))
        if what == "confirm":
            requests.confirm(post.desk, key)
        elif what == "decline":
            requests.decline(post.desk, key, "essai")
        else:
            requests.withdraw(post.desk, key)

    def bring_back(self, post: Post) -> None:
        loan = self.pick(post, "SELECT id FROM loan WHERE state = 'out'")
        if loan is None:
            return
        with post.desk.database.reading() as session:
            lines = everything_out(session, UUID(bytes=loan))
        if self.choose.random() < 0.6:  # part of it, and the rest perhaps at another post
            lines = (LineBack(self.choose.choice(lines).line_id, 1),)
        take_back(post.desk, TakeBack(lines))

    def count(self, post: Post) -> None:
        stock = self.pick(post, "SELECT id FROM equipment WHERE kind = 'stock'")
        if stock is not None:
            delta = self.choose.choice((-2, 3, 5))
            move_stock(post.desk, UUID(bytes=stock), delta, reason=MovementReason.COUNT)

    def classify(self, post: Post) -> None:
        found = self.pick(post, "SELECT id FROM category")
        if found is None or self.choose.random() < 0.4:
            enter_category(post.desk, CategoryForm(self.fresh()))
        elif self.choose.random() < 0.5:
            change_category(post.desk, UUID(bytes=found), CategoryForm(self.fresh()))
        else:
            enter_model(post.desk, ModelForm(self.fresh(), category_id=UUID(bytes=found)))

    def undo(self, post: Post) -> None:
        known = post.known()
        before = dict(post.rows("SELECT id, location FROM equipment"))
        undo(post.desk)
        for thing, value in post.rows("SELECT id, location FROM equipment"):
            if before.get(thing, value) != value:
                self.written.append(Written(thing, value, self._named(post, known), known))

    # ---- what happens to posts and files -------------------------------------------------------

    def clock(self, post: Post) -> None:
        post.clock.now += timedelta(minutes=self.choose.choice((-300, -5, 5, 300)))

    def hear(self, post: Post) -> None:
        post.hear(self.choose.choice(self.world.posts))

    def hear_some(self, post: Post) -> None:
        giver = self.choose.choice(self.world.posts)
        if giver.floors():
            return  # what is left of its history is told whole
        given: list[Segment] = giver.segments()
        self.choose.shuffle(given)
        post.meet(giver)
        post.take(given[: self.choose.randint(0, len(given))] + given[:2])

    def compact(self, post: Post) -> None:
        """Let go of all history that nothing rests on, whoever may still need it."""
        compaction.compact(post.site, always=True)

    # ---- what must hold in the end -------------------------------------------------------------

    def check(self) -> None:
        """Everybody hears of everything; then all is as it must be."""
        self.upheavals.everyone_hears_of_everything()
        first, *others = self.world.posts
        for post in self.world.posts:
            assert problems(post.site) == []
            assert post.rows("PRAGMA foreign_key_check") == []
        self.upheavals.check()
        for post in others:
            assert post.digests()[0] == first.digests()[0]
            assert _network_rows(post) == _network_rows(first)
        self._offices_agree()
        self._nothing_was_lost(first)
        self._unmarked_violations(first)
        self._a_newcomer_sees_the_same(self.world.posts[-1])

    def _offices_agree(self) -> None:
        """The posts of one office have everything in common."""
        members = "SELECT id, number, label, card, shared, notes FROM member ORDER BY id"
        first: dict[UUID, Post] = {}
        for post in self.world.posts:
            one = first.setdefault(post.desk.office_id, post)
            assert post.digests() == one.digests()
            assert post.conflicts() == one.conflicts()
            assert post.rows(members) == one.rows(members)

    def _nothing_was_lost(self, post: Post) -> None:
        by_thing: dict[bytes, list[Written]] = {}
        known = post.known()
        for one in self.written:
            author, sequence = one.name
            if known.get(author, 0) < sequence:
                continue  # gone with the only computer that had it
            by_thing.setdefault(one.thing, []).append(one)
        for thing, writes in by_thing.items():
            standing = {
                w.value
                for w in writes
                if not any(later.knew(w) for later in writes if later is not w)
            }
            current = post.rows("SELECT location FROM equipment WHERE id = :i", i=thing)
            if not current:
                continue  # gone
            told = {
                side.values[0]
                for (sides,) in post.rows(
                    "SELECT sides FROM sync_conflict WHERE change_row = :i AND state = 'open' "
                    "AND register = 'location'",
                    i=thing,
                )
                for side in unpack_sides(sides)
            }
            assert current[0][0] in standing
            assert told == (standing if len(standing) > 1 else set())

    def _unmarked_violations(self, post: Post) -> None:
        twice = post.rows(
            "SELECT equipment_id FROM loan_line WHERE kind = 'item' AND state = 'out' "
            "GROUP BY equipment_id HAVING count(*) > 1"
        )
        marked = post.rows(
            "SELECT DISTINCT l.equipment_id FROM sync_conflict c JOIN loan_line l "
            "ON l.id = c.change_row WHERE c.kind = 'double_loan' AND c.state = 'open'"
        )
        assert set(twice) == set(marked)
        short = post.rows(
            "SELECT e.id FROM equipment e WHERE e.kind = 'stock' AND "
            "(SELECT COALESCE(sum(delta), 0) FROM stock_movement WHERE stock_id = e.id) < "
            "(SELECT COALESCE(sum(quantity - returned_quantity - lost_quantity), 0) "
            "FROM loan_line WHERE equipment_id = e.id AND state = 'out')"
        )
        told = post.rows(
            "SELECT change_row FROM sync_conflict WHERE kind = 'shortage' AND state = 'open'"
        )
        assert set(short) == set(told)

    def _a_newcomer_sees_the_same(self, post: Post) -> None:
        """Replaying all segments onto an empty database gives the same tables (33)."""
        with contextlib.closing(_Newcomer(self.world)) as newcomer:
            given, floors = post.segments(), post.floors()
            if not floors:
                self.choose.shuffle(given)
            newcomer.post.take(given, floors)
            own = {newcomer.post.desk.office_id.bytes, newcomer.post.desk.site_id.bytes}
            seen = _network_rows(post)
            for table, rows in _network_rows(newcomer.post).items():
                others = [row for row in rows if row[0] not in own]
                assert others == seen[table], table


class _Ids:
    """Keys that are the same each time a story is told, so that its seed tells it again."""

    def __init__(self) -> None:
        self._choose = random.Random(7)
        self._count = 0

    def __call__(self) -> UUID:
        self._count += 1
        stamp = 1_790_000_000_000 + self._count
        tail = self._choose.getrandbits(74)
        return UUID(int=stamp << 80 | 7 << 76 | (tail >> 62) << 64 | 2 << 62 | tail % (1 << 62))


class _Newcomer:
    def __init__(self, world: World) -> None:
        self.post = world.post(f"new{next(world.count)}")
        world.posts.remove(self.post)

    def close(self) -> None:
        self.post.desk.database.close()
