"""What only one row may have, and two sites gave without knowing of each other (10)."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import text

from tests.sync.world import Post, World, person, projector
from vaetvient.desk.baskets import LineWanted
from vaetvient.desk.equipment import equipment_called
from vaetvient.desk.kits import divide_room, join_rooms
from vaetvient.desk.lending import HandOut, hand_out
from vaetvient.desk.reservations import Reserve, reserve
from vaetvient.domain.exchange import ConflictKind
from vaetvient.storage.queries.answers import Wanted
from vaetvient.storage.sqlite import journalled_tables
from vaetvient.sync import claims, facts
from vaetvient.sync.audit import problems
from vaetvient.sync.settling import listing, settle


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


@pytest.fixture
def posts(world: World) -> tuple[Post, Post]:
    """Two posts of one office, with three projectors."""
    gre = world.post("gre")
    gre2 = world.post("gre2", gre)
    for tag in ("VID-1", "VID-2", "VID-3"):
        projector(gre.desk, tag)
    world.exchange()
    return gre, gre2


def thing(post: Post, tag: str) -> UUID:
    with post.desk.database.reading() as session:
        return equipment_called(session, tag).id


def promise(post: Post, who: UUID, tag: str) -> str:
    model = UUID(bytes=post.one("SELECT model_id FROM equipment WHERE tag = :t", t=tag))
    start = post.clock.now + timedelta(days=1)
    lines = (Wanted(model, thing(post, tag)),)
    return reserve(post.desk, Reserve(who, lines, start, start + timedelta(days=1))).number


def lend(post: Post, who: UUID, tag: str) -> str:
    lines = (LineWanted(thing(post, tag), 1),)
    return hand_out(post.desk, HandOut(who, lines, override_reason="essai")).number


class Read(dict[str, object]):
    """An item that is out, and which of its columns were looked at."""

    def __missing__(self, column: str) -> object:
        self[column] = {"kind": "item", "state": "out"}.get(column, 1)
        return self[column]


def test_10_whatever_is_unique_in_a_table_that_travels_has_its_rule(world: World) -> None:
    """Else two posts can write what neither can ever take in from the other."""
    post = world.post("gre")
    for table in journalled_tables():
        claimed = []
        for rule in claims.RULES_OF.get(table.name, ()):
            read = Read()
            rule.key(read)
            claimed.append(read.keys())
        for _place, index, unique, origin, _partial in post.rows(
            f"PRAGMA index_list({table.name})"
        ):
            columns = {name for *_places, name in post.rows(f"PRAGMA index_info({index})")}
            if unique and origin != "pk":
                assert any(columns <= read for read in claimed), index


@pytest.mark.parametrize("give", [promise, lend])
def test_10_two_posts_that_give_one_number_ask_once_which_keeps_it(
    world: World, posts: tuple[Post, Post], give: object
) -> None:
    gre, gre2 = posts
    who = person(gre.desk)
    world.exchange()
    table, number = ("reservation", promise) if give is promise else ("loan", lend)
    first, second = number(gre, who, "VID-1"), number(gre2, who, "VID-2")
    assert first == second
    world.exchange()
    numbers = f"SELECT number, number_sequence > 0 FROM {table} ORDER BY number"
    (kept, known), (given, provisional) = gre.rows(numbers)
    assert (kept, known, provisional) == (first, 1, 0)
    assert given.startswith(f"{first}~")
    assert gre2.rows(numbers) == gre.rows(numbers)
    assert [problems(post.site) for post in posts] == [[], []]
    (asked,) = listing(gre2.site)
    assert (asked.kind, asked.field, asked.table) == (ConflictKind.TAKEN, "number", table)
    assert {asked.ours_said, asked.theirs_said} == {f"{n} Lefèvre" for n in (kept, given)}
    settle(gre2.site, asked.id, "ours", who="Zoé")
    world.exchange()
    assert listing(gre.site) == listing(gre2.site) == []
    assert gre.rows(numbers) == gre2.rows(numbers)
    assert number(gre, who, "VID-3").endswith("0002")


def test_10_a_room_that_two_posts_say_is_part_of_another_is_so_once(
    world: World, posts: tuple[Post, Post]
) -> None:
    gre, gre2 = posts
    whole, part = thing(gre, "VID-1"), thing(gre, "VID-2")
    join_rooms(gre.desk, whole, part)
    join_rooms(gre2.desk, whole, part)
    join_rooms(gre2.desk, whole, part)  # again, and nothing happens
    world.exchange()
    for post in posts:
        assert post.rows("SELECT whole_id, part_id FROM room_part") == [(whole.bytes, part.bytes)]
        assert listing(post.site) == []
    with gre2.desk.gesture("join_rooms") as gesture:
        divide_room(gesture.session, whole, [])
    world.exchange()
    assert [post.rows("SELECT * FROM room_part") for post in posts] == [[], []]


def test_10_rows_that_say_the_same_of_two_rooms_stand_as_one(
    world: World, posts: tuple[Post, Post]
) -> None:
    """As an older program wrote them, each under a key of its own."""
    gre, gre2 = posts
    both = {"w": thing(gre, "VID-1").bytes, "p": thing(gre, "VID-2").bytes}
    for number, post in enumerate(posts):
        with post.desk.database.writing() as session:
            session.execute(
                text(
                    "INSERT INTO room_part (id, revision, whole_id, part_id) VALUES (:i, 1, :w, :p)"
                ),
                {**both, "i": bytes([number]) * 16},
            )
    world.exchange()
    rows = "SELECT id FROM room_part"
    assert gre.rows(rows) == gre2.rows(rows)
    assert len(gre.rows(rows)) == 1
    assert [problems(post.site) for post in posts] == [[], []]
    assert listing(gre.site) == []


def test_10_a_database_of_before_a_rule_claims_what_it_has(
    world: World, posts: tuple[Post, Post]
) -> None:
    gre, gre2 = posts
    who = person(gre.desk)
    world.exchange()
    for post, tag in zip(posts, ("VID-1", "VID-2"), strict=True):
        promise(post, who, tag)
        with post.site.working():
            pass  # it is named, as it was by the older program
        with post.desk.database.writing() as session:
            session.execute(text("DELETE FROM sync_claim WHERE rule = 'reservation_number'"))
            facts.forget(session, facts.CLAIMED)
    world.exchange()
    numbers = "SELECT number FROM reservation ORDER BY number"
    assert gre.rows(numbers) == gre2.rows(numbers)
    assert len(gre.rows(numbers)) == len(listing(gre.site)) + 1 == 2
