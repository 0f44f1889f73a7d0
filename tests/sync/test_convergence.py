"""Sites that received the same changes hold the same data; nothing is lost without a word.

The numbers are those of « The list it must survive ».
"""

from __future__ import annotations

import gc
import itertools
import random
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import text

from tests.sync.world import Post, World, person, projector
from vaetvient.desk.baskets import LineWanted
from vaetvient.desk.catalogue import (
    CategoryForm,
    ModelForm,
    change_category,
    change_model,
    enter_category,
    enter_model,
)
from vaetvient.desk.desk import Desk
from vaetvient.desk.equipment import equipment_called, move_stock
from vaetvient.desk.lending import HandOut, hand_out
from vaetvient.desk.members import MemberForm, change_member
from vaetvient.desk.returning import LineBack, TakeBack, take_back
from vaetvient.desk.undo import CannotUndoError, undo
from vaetvient.domain.equipment import MovementReason
from vaetvient.domain.member import MemberKind
from vaetvient.storage import capture
from vaetvient.sync import seal
from vaetvient.sync.audit import problems
from vaetvient.sync.garbage import undisturbed
from vaetvient.sync.projection import Projection
from vaetvient.sync.registers import shapes
from vaetvient.sync.store import Store


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


@pytest.fixture
def offices(world: World) -> tuple[Post, Post, Post]:
    """Two posts of Grenoble and one of Échirolles, who know each other."""
    gre = world.post("gre")
    posts = gre, world.post("gre2", gre), world.post("ech")
    world.exchange()
    return posts


def rename(desk: Desk, member: UUID, **fields: str) -> None:
    form = {"last_name": "Lefèvre", **fields}
    change_member(desk, member, MemberForm(MemberKind.PERSON, shared=True, **form))


def lend(desk: Desk, borrower: UUID, tag: str, quantity: int = 1) -> str:
    with desk.database.reading() as session:
        thing = equipment_called(session, tag).id
    lines = (LineWanted(thing, quantity),)
    return hand_out(desk, HandOut(borrower, lines, override_reason="essai")).number


def converged(*posts: Post) -> bool:
    return len({p.digests()[0] for p in posts}) == 1


def test_one_office_sees_what_the_other_shares_and_nothing_else(
    world: World, offices: tuple[Post, Post, Post]
) -> None:
    gre, gre2, ech = offices
    known, unknown = person(gre.desk, "Vu", shared=True), person(gre.desk, "Secret")
    tag = projector(gre.desk)
    lend(gre.desk, unknown, tag)
    world.exchange()
    assert converged(*offices)
    assert gre2.digests()[1] == gre.digests()[1]
    assert gre2.one("SELECT label FROM member WHERE id = :id", id=unknown.bytes) == "Secret"
    assert ech.one("SELECT label FROM member WHERE id = :id", id=known.bytes) == "Vu"
    assert ech.rows(
        "SELECT label, borrower_name FROM member m JOIN loan ON borrower_id = m.id"
    ) == [("adhérent du bureau gre", "adhérent du bureau gre")]
    for (body,) in ech.rows("SELECT body FROM sync_segment"):
        assert b"Secret" not in body


def test_1_any_order_of_the_same_changes_gives_the_same_tables(world: World) -> None:
    gre, ech = world.post("gre"), world.post("ech")
    member = person(gre.desk, shared=True)
    world.exchange()
    for n in range(3):
        rename(gre.desk, member, email=f"gre{n}@a.fr")
        gre.segments()
        rename(ech.desk, member, email=f"ech{n}@a.fr", phone="0476010203")
        projector(ech.desk, f"T-{n}")
        projector(gre.desk, f"T-{n}")
        ech.segments()
    everything = gre.segments() + ech.segments()
    readers = [world.post(f"lu{n}") for n in range(3)]
    for reader, seed in zip(readers, (1, 2, 3), strict=True):
        shuffled = list(everything)
        random.Random(seed).shuffle(shuffled)
        for start in range(0, len(shuffled), seed):
            reader.take(shuffled[start : start + seed])
    world.posts = [gre, ech, *readers]
    world.exchange()
    assert converged(*world.posts)
    assert len({frozenset(p.conflicts()) for p in world.posts}) == 1
    pictures = [p.tables()["equipment"] for p in world.posts]
    assert all(picture == pictures[0] for picture in pictures)


def test_2_taking_in_twice_changes_nothing(world: World, offices: tuple[Post, Post, Post]) -> None:
    gre, _gre2, ech = offices
    person(gre.desk, shared=True)
    given = gre.segments()
    assert ech.take(given).applied > 0
    before = ech.tables(), ech.conflicts()
    again = ech.take(given)
    assert (again.applied, again.waiting) == (0, 0)
    assert (ech.tables(), ech.conflicts()) == before


def test_3_what_came_by_way_of_another_is_the_same_to_the_byte(
    world: World, offices: tuple[Post, Post, Post]
) -> None:
    gre, gre2, ech = offices
    person(gre.desk, shared=True)
    gre2.take(gre.segments())
    ech.take(gre2.segments())
    sent = {s.body for s in gre.segments() if s.header.channel == gre.site.network}
    assert sent <= {s.body for s in ech.segments()}
    assert converged(*offices)


def test_5_and_7_two_values_for_one_field_are_one_conflict_settled_once(
    world: World, offices: tuple[Post, Post, Post]
) -> None:
    gre, gre2, ech = offices
    member = person(gre.desk, shared=True)
    world.exchange()
    rename(gre.desk, member, email="a@gre.fr")
    ech.clock.now += timedelta(hours=1)
    rename(ech.desk, member, email="b@ech.fr", phone="0476010203")
    world.exchange()
    (conflict,) = gre.conflicts()
    assert gre2.conflicts() == ech.conflicts() == {conflict}
    for post in offices:
        assert post.rows("SELECT email, phone FROM member WHERE shared") == [
            ("b@ech.fr", "+33476010203")
        ]
    gre.clock.now += timedelta(hours=2)
    rename(gre.desk, member, email="a@gre.fr", phone="0476010203")
    world.exchange()
    assert [post.conflicts() for post in offices] == [set()] * 3
    assert [post.conflicts("settled") for post in offices] == [{conflict}] * 3
    assert converged(*offices)


def test_6_changes_that_knew_of_each_other_make_no_conflict_whatever_the_clocks(
    world: World, offices: tuple[Post, Post, Post]
) -> None:
    gre, _gre2, ech = offices
    member = person(gre.desk, shared=True)
    gre.clock.now += timedelta(hours=20)
    rename(gre.desk, member, email="first@a.fr")
    world.exchange()
    ech.clock.now -= timedelta(days=2)
    rename(ech.desk, member, email="second@a.fr")
    world.exchange()
    assert [post.conflicts() for post in offices] == [set()] * 3
    assert {p.one("SELECT email FROM member WHERE shared") for p in offices} == {"second@a.fr"}


def test_8_an_item_lent_twice_is_out_twice_and_marked(
    world: World, offices: tuple[Post, Post, Post]
) -> None:
    gre, gre2, _ech = offices
    one, two, tag = person(gre.desk, "Un"), person(gre.desk, "Deux"), projector(gre.desk)
    world.exchange()
    lend(gre.desk, one, tag)
    lend(gre2.desk, two, tag)
    world.exchange()
    assert converged(*offices)
    for post in offices:
        found = post.rows("SELECT state, disputed FROM loan_line ORDER BY disputed")
        assert found == [("out", 0), ("out", 1)]
        assert len(post.rows("SELECT 1 FROM sync_conflict WHERE kind = 'double_loan'")) == 1


def test_9_a_stock_is_the_sum_of_what_everyone_counted(
    world: World, offices: tuple[Post, Post, Post]
) -> None:
    gre, gre2, ech = offices
    tag = projector(gre.desk, stock=100)
    world.exchange()
    for post, delta in ((gre, 5), (gre2, -3), (ech, 7)):
        with post.desk.database.reading() as session:
            stock = equipment_called(session, tag).id
        move_stock(post.desk, stock, delta, reason=MovementReason.COUNT)
    world.exchange()
    assert {p.one("SELECT sum(delta) FROM stock_movement") for p in offices} == {109}


def test_9_more_lent_than_there_is_is_marked_until_it_comes_back(
    world: World, offices: tuple[Post, Post, Post]
) -> None:
    gre, gre2, _ech = offices
    borrower, tag = person(gre.desk), projector(gre.desk, stock=10)
    world.exchange()
    lend(gre.desk, borrower, tag, 6)
    lend(gre2.desk, borrower, tag, 7)
    world.exchange()
    marked = "SELECT count(*) FROM sync_conflict WHERE kind = 'shortage' AND state = 'open'"
    assert [post.one(marked) for post in offices] == [1, 1, 1]
    assert converged(*offices)
    line = UUID(bytes=gre.rows("SELECT id FROM loan_line WHERE quantity = 7")[0][0])
    take_back(gre.desk, TakeBack((LineBack(line, 7),)))
    world.exchange()
    assert [post.one(marked) for post in offices] == [0, 0, 0]


def test_9_two_posts_take_back_parts_of_one_line(
    world: World, offices: tuple[Post, Post, Post]
) -> None:
    gre, gre2, _ech = offices
    borrower, tag = person(gre.desk), projector(gre.desk, stock=20)
    lend(gre.desk, borrower, tag, 10)
    world.exchange()
    line = UUID(bytes=gre.one("SELECT id FROM loan_line"))
    take_back(gre.desk, TakeBack((LineBack(line, 3),)))
    take_back(gre2.desk, TakeBack((LineBack(line, 7),)))
    world.exchange()
    for post in offices:
        found = post.rows("SELECT state, returned_quantity FROM loan_line")
        assert found == [("returned", 10)]
        assert post.rows("SELECT state FROM loan") == [("returned",)]
        assert post.conflicts() == set()


def test_a_loan_that_two_posts_bring_back_in_parts_is_over_everywhere(
    world: World, offices: tuple[Post, Post, Post]
) -> None:
    gre, gre2, ech = offices
    borrower = person(gre.desk)
    tags = [projector(gre.desk) for _ in range(2)]
    with gre.desk.database.reading() as session:
        things = [LineWanted(equipment_called(session, tag).id, 1) for tag in tags]
    hand_out(gre.desk, HandOut(borrower, tuple(things), override_reason="essai"))
    world.exchange()
    first, second = (UUID(bytes=id) for (id,) in gre.rows("SELECT id FROM loan_line ORDER BY id"))
    take_back(gre.desk, TakeBack((LineBack(first),)))
    take_back(gre2.desk, TakeBack((LineBack(second),)))
    world.exchange()
    late = world.post("late", gre)  # all at once, where the others heard of one after the other
    late.hear(ech)
    ends = "SELECT max(returned_at) FROM loan_line"
    for post in (*offices, late):
        assert post.rows("SELECT state, closed_at FROM loan") == [("returned", post.one(ends))]
        assert post.conflicts() == set()
        assert problems(post.site) == []


def test_what_is_named_in_portions_changes_nothing_here(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    gre = world.post("gre")
    borrower = person(gre.desk)
    for _ in range(2):
        lend(gre.desk, borrower, projector(gre.desk, stock=5), 3)
    for (line,) in gre.rows("SELECT id FROM loan_line"):
        take_back(gre.desk, TakeBack((LineBack(UUID(bytes=line), 1),)))
    loans = "SELECT number, state, closed_at, borrower_name FROM loan ORDER BY number"
    lines = "SELECT state, returned_quantity FROM loan_line ORDER BY id"
    before = gre.rows(loans), gre.rows(lines)
    for size in ("_AT_ONCE", "_HEAVY"):
        monkeypatch.setattr(seal, size, 1)
    assert problems(gre.site) == []
    assert (gre.rows(loans), gre.rows(lines)) == before


def test_a_hidden_row_that_somebody_here_writes_is_hidden_no_more(world: World) -> None:
    post = world.post("gre")
    with post.site.working():
        pass  # the office and the post are named
    son = enter_category(post.desk, CategoryForm("Son"))
    with post.desk.database.writing() as session:
        hidden = {"t": "category", "k": son.bytes}
        session.execute(text("INSERT INTO sync_ghost VALUES (:t, :k)"), hidden)
    with post.site.working():
        pass
    assert post.rows("SELECT * FROM sync_ghost") == []
    assert problems(post.site) == []


def test_what_was_brought_in_line_goes_without_a_search_for_cycles(world: World) -> None:
    """The search is put off while thousands of rows are merged: memory must not wait for it."""
    post = world.post("gre")
    number = lend(post.desk, person(post.desk), projector(post.desk))
    gc.collect()
    with undisturbed(), post.site.working():
        assert post.one("SELECT number FROM loan") == number
        assert not any(isinstance(one, Projection) for one in gc.get_objects())


def test_one_thing_that_two_posts_bring_back_is_one_conflict(
    world: World, offices: tuple[Post, Post, Post]
) -> None:
    gre, gre2, _ech = offices
    lend(gre.desk, person(gre.desk), projector(gre.desk))
    world.exchange()
    for post in (gre, gre2):
        line = UUID(bytes=post.one("SELECT id FROM loan_line"))
        take_back(post.desk, TakeBack((LineBack(line),)))
    world.exchange()
    for post in offices:
        assert post.rows("SELECT change_table, register FROM sync_conflict") == [
            ("loan_line", "state")
        ]
        assert problems(post.site) == []


def test_10_a_number_given_twice_stays_with_the_same_one_everywhere(
    world: World, offices: tuple[Post, Post, Post]
) -> None:
    gre, gre2, _ech = offices
    person(gre.desk, "Un", shared=True, card="C1")
    person(gre2.desk, "Deux", shared=True, card="C1")
    world.exchange()
    seen = {tuple(p.rows("SELECT number, card, label FROM member ORDER BY id")) for p in offices}
    assert len(seen) == 1
    (rows,) = seen
    assert [card for _number, card, _label in rows].count("C1") == 1
    assert len({number for number, _card, _label in rows}) == 2
    assert gre.conflicts() == gre2.conflicts()
    assert len(gre.conflicts()) == 2


def test_11_a_child_keeps_its_deleted_parent(
    world: World, offices: tuple[Post, Post, Post]
) -> None:
    gre, _gre2, ech = offices
    category = enter_category(gre.desk, CategoryForm("Sono"))
    world.exchange()
    undo(gre.desk)
    enter_model(ech.desk, ModelForm("Enceinte", category_id=category))
    world.exchange()
    assert converged(*offices)
    for post in offices:
        assert post.rows("SELECT c.name FROM model m JOIN category c ON c.id = m.category_id") == [
            ("Sono",)
        ]
        assert post.rows("PRAGMA foreign_key_check") == []


@pytest.mark.parametrize("gesture", ["taken back", "changed"])
def test_11_a_deleted_parent_goes_everywhere_with_the_last_that_referred_to_it(
    world: World, offices: tuple[Post, Post, Post], gesture: str
) -> None:
    gre, _gre2, ech = offices
    category = enter_category(gre.desk, CategoryForm("Sono"))
    world.exchange()
    undo(gre.desk)
    model = enter_model(ech.desk, ModelForm("Enceinte", category_id=category))
    world.exchange()
    if gesture == "taken back":
        undo(ech.desk)
    else:
        change_model(ech.desk, model, ModelForm("Enceinte"))
    world.exchange()
    assert converged(*offices)
    for post in offices:
        assert post.rows("SELECT name FROM category") == []


def test_what_the_network_deleted_goes_though_word_of_it_within_the_office_was_lost(
    world: World, offices: tuple[Post, Post, Post]
) -> None:
    gre, gre2, ech = offices
    projector(gre.desk, stock=10)
    world.exchange()
    ((stock,),) = gre2.rows("SELECT id FROM equipment")
    move_stock(gre2.desk, UUID(bytes=stock), 5, reason=MovementReason.COUNT)
    world.exchange()
    undo(gre2.desk)
    told = [s for s in gre2.segments() if s.header.channel == gre2.site.network]
    for post in (gre, ech):
        post.take(told)
        assert post.rows("SELECT delta FROM stock_movement") == [(10,)]
        assert problems(post.site) == []


def test_what_another_office_changed_since_is_not_undone_away(
    world: World, offices: tuple[Post, Post, Post]
) -> None:
    gre, gre2, ech = offices
    category = enter_category(gre.desk, CategoryForm("Sono"))
    world.exchange()
    change_category(ech.desk, category, CategoryForm("Son"))
    world.exchange()
    with pytest.raises(CannotUndoError) as refused:
        undo(gre.desk)
    assert "autre bureau" in refused.value.message
    for post in (gre, gre2, ech):
        assert post.rows("SELECT name FROM category") == [("Son",)]


def test_an_edit_beats_a_deletion_and_is_flagged(
    world: World, offices: tuple[Post, Post, Post]
) -> None:
    gre, _gre2, ech = offices
    category = enter_category(gre.desk, CategoryForm("Sono"))
    world.exchange()
    undo(gre.desk)
    change_category(ech.desk, category, CategoryForm("Son"))
    world.exchange()
    assert converged(*offices)
    for post in offices:
        assert post.rows("SELECT name FROM category") == [("Son",)]
        assert post.rows("SELECT kind FROM sync_conflict WHERE state = 'open'") == [("deleted",)]


def test_12_rows_come_in_whatever_order_they_refer_to_each_other(world: World) -> None:
    gre, ech = world.post("gre"), world.post("ech")
    one = enter_category(gre.desk, CategoryForm("Un"))
    two = enter_category(gre.desk, CategoryForm("Deux", parent_id=one))
    with gre.desk.database.writing() as session:
        session.execute(
            text("UPDATE category SET parent_id = :two WHERE id = :one"),
            {"one": one.bytes, "two": two.bytes},
        )
    world.exchange()
    assert converged(gre, ech)
    assert len(ech.rows("SELECT 1 FROM category WHERE parent_id IS NOT NULL")) == 2


def test_13_what_depends_on_a_missing_file_waits_for_it(world: World) -> None:
    gre, ech = world.post("gre"), world.post("ech")
    world.exchange()
    seen = {s.head for s in gre.segments()}
    new = []
    for n in range(3):
        projector(gre.desk, f"N-{n}")
        new.append([s for s in gre.segments() if s.head not in seen])
        seen |= {s.head for s in new[-1]}
    assert ech.take(new[2]).waiting == 1
    assert ech.take(new[0]).waiting == 1
    assert not ech.rows("SELECT 1 FROM equipment WHERE tag = 'N-2'")
    assert ech.take(new[1]).waiting == 0
    assert ech.rows("SELECT count(*) FROM equipment WHERE tag LIKE 'N-%'") == [(3,)]


def test_14_changes_without_effect_are_heard_of_all_the_same(
    world: World, offices: tuple[Post, Post, Post]
) -> None:
    """A later writer, clocks ahead, hides what an earlier one says; everyone still knows of it."""
    gre, _gre2, ech = offices
    member = person(gre.desk, shared=True)
    world.exchange()
    gre.clock.now += timedelta(hours=3)
    rename(gre.desk, member, email="gagne@a.fr")
    rename(ech.desk, member, email="perd@a.fr")
    ech.segments()
    before = gre.known()
    told = [s for s in ech.segments() if s.header.name.site == ech.site.site]
    assert gre.take(told).applied == 1
    assert gre.one("SELECT email FROM member WHERE shared") == "gagne@a.fr"
    assert sum(gre.known().values()) == sum(before.values()) + 1
    with gre.desk.database.writing() as session:  # the same value once more
        session.execute(text("UPDATE member SET email = 'x' WHERE shared"))
        session.execute(text("UPDATE member SET email = 'gagne@a.fr' WHERE shared"))
    world.exchange()
    for post in offices:
        for channel in (post.site.network, gre.site.office):
            known = {k: v for k, v in post.known().items() if k[0] == channel}
            assert known in ({k: v for k, v in gre.known().items() if k[0] == channel}, {})
    assert converged(*offices)


def test_33_whatever_writes_is_captured_and_layer_1_alone_gives_the_tables(
    world: World, offices: tuple[Post, Post, Post]
) -> None:
    gre, gre2, _ech = offices
    for name in ("Un", "Deux", "Trois"):
        person(gre.desk, name, shared=name == "Un")
    with gre.desk.database.writing() as session:
        session.execute(text("UPDATE member SET commune_name = 'Vif', label = 'x'"))
        row = session.execute(text("SELECT * FROM category LIMIT 0")).keys()
        assert "name" in row
        session.execute(text("DELETE FROM member WHERE last_name = 'Trois'"))
        session.execute(
            text(
                "INSERT OR REPLACE INTO member SELECT * FROM (SELECT * FROM member "
                "WHERE last_name = 'Deux')"
            )
        )
    world.exchange()
    own = "office_id"
    assert gre2.rows(f"SELECT last_name, commune_name FROM member ORDER BY {own}, id") == [
        ("Un", "Vif"),
        ("Deux", "Vif"),
    ]
    assert converged(*offices)


def test_33_layer_1_alone_gives_the_tables_on_an_empty_database(
    world: World, offices: tuple[Post, Post, Post]
) -> None:
    gre, gre2, _ech = offices
    borrower, tag = person(gre.desk, "Un", shared=True), projector(gre.desk)
    number = lend(gre.desk, borrower, tag)
    world.exchange()
    assert number
    rename(gre2.desk, borrower, email="a@gre.fr")
    undone = enter_category(gre.desk, CategoryForm("Partie"))
    undo(gre.desk)
    assert undone
    world.exchange()
    with gre2.desk.database.writing() as session:  # nothing left but layer 1
        capture.remove_capture(session.connection())
        session.execute(text("PRAGMA defer_foreign_keys = ON"))
        for table in shapes():
            session.execute(text(f"DELETE FROM {table}"))
        session.execute(text("DELETE FROM sync_ghost"))
        session.execute(text("DELETE FROM sync_claim"))
        store = Store(session, gre2.site.network, gre2.site.office)
        store.cursor.execute("SELECT DISTINCT change_table, change_row FROM sync_row")
        Projection(store).project(dict.fromkeys(store.cursor.fetchall()))
        capture.install_capture(session.connection())
    assert gre2.tables() == gre.tables()


@pytest.mark.parametrize("first", range(3))
def test_three_rivals_are_one_conflict_in_whatever_order_they_are_heard(
    tmp_path: Path, first: int
) -> None:
    world = World(tmp_path)
    posts = [world.post(name) for name in ("un", "deux", "trois")]
    member = person(posts[0].desk, shared=True)
    world.exchange()
    for n, post in enumerate(posts):
        rename(post.desk, member, email=f"{n}@a.fr")
        post.segments()
    order = list(itertools.permutations(posts))[first]
    for giver, taker in itertools.permutations(order, 2):
        taker.take(giver.segments())
    world.exchange()
    assert len({frozenset(p.conflicts()) for p in posts}) == 1
    assert len(posts[0].conflicts()) == 1
