"""What two desks did to the same things, neither having heard of the other (10, 12)."""

from __future__ import annotations

import contextlib
from datetime import timedelta
from uuid import UUID

import pytest

from tests.sync.test_claims import lend, posts, promise, thing, world
from tests.sync.world import Post, World, person, projector
from vaetvient.desk import requests
from vaetvient.desk.baskets import LineWanted
from vaetvient.desk.busy_times import BusyStretch, take_busy_times
from vaetvient.desk.cash import Paid, Payment, correct, take_payment
from vaetvient.desk.cash_papers import payment_receipt
from vaetvient.desk.catalogue import (
    CategoryForm,
    ModelForm,
    change_category,
    change_model,
    enter_category,
    enter_model,
)
from vaetvient.desk.equipment import archive_equipment
from vaetvient.desk.kits import PartForm, write_kit
from vaetvient.desk.lending import HandOut, hand_out
from vaetvient.desk.letters import letters, note_sent
from vaetvient.desk.loans import cancel_loan, settle_deposit
from vaetvient.desk.members import archive_member
from vaetvient.desk.merging import merge_members
from vaetvient.desk.picking_up import pick_up
from vaetvient.desk.reservations import (
    Reserve,
    cancel_reservation,
    change_reservation,
    reserve,
)
from vaetvient.desk.returning import LineBack, TakeBack, take_back
from vaetvient.desk.rules import RuleForm, write_rule
from vaetvient.desk.transfers import Send, receive, refuse, send
from vaetvient.desk.undo import undo
from vaetvient.domain.cash import EntryKind
from vaetvient.domain.errors import VaEtVientError
from vaetvient.domain.letter import LetterKind, LetterMeans
from vaetvient.domain.policy import FeeUnit, Price
from vaetvient.storage.queries.answers import Wanted
from vaetvient.storage.queries.categories import category_tree
from vaetvient.storage.queries.invariants import INVARIANTS
from vaetvient.sync.audit import problems
from vaetvient.sync.settling import listing, settle

__all__ = ["posts", "world"]


def key(post: Post, sql: str) -> UUID:
    return UUID(bytes=post.one(sql))


def meet(world: World) -> None:
    """All hear of each other, and nothing is wrong at any of them."""
    world.exchange()
    for post in world.posts:
        assert problems(post.site) == []
        assert post.digests()[0] == world.posts[0].digests()[0]
        if post.desk.office_id == world.posts[0].desk.office_id:
            assert post.tables() == world.posts[0].tables()
            assert post.conflicts() == world.posts[0].conflicts()


def breaches(post: Post) -> list[tuple[str, tuple[object, ...]]]:
    return [(rule.check, row) for rule in INVARIANTS for row in post.rows(rule.sql)]


# ---- what is unique, again ---------------------------------------------------------------------


def test_10_the_number_of_a_reservation_that_was_undone_is_free_again(
    world: World, posts: tuple[Post, Post]
) -> None:
    gre, gre2 = posts
    who = person(gre.desk)
    world.exchange()
    first = promise(gre, who, "VID-1")
    world.exchange()
    about = letters(gre2.desk, LetterKind.PICK_UP, about=[key(gre, "SELECT id FROM reservation")])
    note_sent(gre2.desk, about, LetterMeans.PAPER)
    undo(gre.desk)
    assert promise(gre, who, "VID-1") == first
    meet(world)
    rows = "SELECT number = :n, state FROM reservation ORDER BY number"
    assert gre.rows(rows, n=first) == [(1, "confirmed"), (0, "cancelled")]


def test_10_a_receipts_number_can_be_settled_and_given_back(
    world: World, posts: tuple[Post, Post]
) -> None:
    gre2 = posts[1]
    for post in posts:
        paid = Paid(EntryKind.OTHER, 900, "Vitre")
        payment_receipt(post.desk, take_payment(post.desk, Payment((paid,), payer="Marc")))
    meet(world)
    (asked,) = listing(gre2.site)
    settle(gre2.site, asked.id, "theirs", who="Zoé")
    meet(world)
    undo(gre2.desk)
    meet(world)


# ---- lists that are written anew ---------------------------------------------------------------


def test_lists_written_at_both_posts_are_one_list(world: World, posts: tuple[Post, Post]) -> None:
    gre, gre2 = posts
    model = enter_model(gre.desk, ModelForm("Ampli"))
    prices = [(Price(FeeUnit.LOAN, cents),) for cents in (300, 500, 600)]
    rule = write_rule(gre.desk, RuleForm("Tarif", {}, {"longest_days": 5}, prices[0]))
    kit = write_kit(gre.desk, "Fête", (PartForm(model),))
    world.exchange()
    start = gre.desk.clock() + timedelta(days=3)
    for number, post in enumerate(posts, 1):
        write_rule(post.desk, RuleForm("Tarif", {}, {"longest_days": 5}, prices[number]), rule)
        write_kit(post.desk, "Fête", (PartForm(model, 1 + number),), kit_id=kit)
        change_model(post.desk, model, ModelForm("Ampli", accessories=(("Câble", 1 + number),)))
        stretch = BusyStretch(start, start + timedelta(hours=2), "Loto")
        take_busy_times(post.desk, thing(post, "VID-1"), "agenda.ics", [stretch])
    meet(world)
    for table in ("policy_price", "kit_part", "accessory", "busy_time"):
        assert gre.one(f"SELECT count(*) FROM {table}") == 1, table
    asked = {(one.table, one.field) for one in listing(gre2.site)}
    assert asked == {
        ("policy_price", "amount_cents"),
        ("kit_part", "quantity"),
        ("accessory", "quantity"),
    }
    write_kit(gre.desk, "Fête", (PartForm(model, 7), PartForm(model, 8)), kit_id=kit)
    undo(gre.desk)
    meet(world)
    assert gre2.rows("SELECT quantity FROM kit_part") in ([(2,)], [(3,)])


def test_a_promise_changed_at_both_posts_holds_once(world: World, posts: tuple[Post, Post]) -> None:
    gre, gre2 = posts
    chairs = thing(gre, projector(gre.desk, "CHA-LOT", stock=20))
    model = key(gre, "SELECT model_id FROM equipment WHERE tag = 'CHA-LOT'")
    start = gre.desk.clock() + timedelta(days=1)
    wanted = (Wanted(model, chairs, 4),)
    made = reserve(
        gre.desk, Reserve(person(gre.desk), wanted, start, start + timedelta(days=1))
    ).reservation_id
    world.exchange()
    for post, quantity in zip(posts, (5, 6), strict=True):
        change_reservation(post.desk, made, lines=(Wanted(model, chairs, quantity),))
    meet(world)
    assert len(gre2.rows("SELECT 1 FROM reservation_line")) == 1
    assert {(one.table, one.field) for one in listing(gre.site)} == {("reservation_line", "left")}


def test_an_entry_put_right_at_both_posts_is_put_right_once(
    world: World, posts: tuple[Post, Post]
) -> None:
    gre, gre2 = posts
    take_payment(gre.desk, Payment((Paid(EntryKind.OTHER, 1000, "Don"),), payer="Marc"))
    world.exchange()
    entry = key(gre, "SELECT id FROM cash_entry")
    for post in posts:
        correct(post.desk, entry, f"erreur, dit {post.name}")
    meet(world)
    assert gre2.one("SELECT sum(amount_cents) FROM cash_entry") == 0
    assert "reason" in {one.field for one in listing(gre.site)}


# ---- what goes on afterwards -------------------------------------------------------------------


def test_a_promise_fetched_at_both_posts_can_be_taken_back(
    world: World, posts: tuple[Post, Post]
) -> None:
    gre, gre2 = posts
    who = person(gre.desk)
    world.exchange()
    promise(gre, who, "VID-1")
    world.exchange()
    for post in posts:
        post.clock.now += timedelta(days=1)
        pick_up(post.desk, key(post, "SELECT id FROM reservation"))
    meet(world)
    for (loan,) in gre.rows("SELECT id FROM loan"):
        cancel_loan(gre.desk, UUID(bytes=loan), "erreur")
    meet(world)
    assert gre2.rows("SELECT picked_quantity FROM reservation_line") == [(0,)]


def test_a_transfer_taken_back_there_and_received_here_raises_nothing_unsaid(world: World) -> None:
    gre, ech = world.post("gre"), world.post("ech")
    projector(gre.desk, "VID-1")
    world.exchange()
    sent = send(gre.desk, Send(ech.desk.office_id, (thing(gre, "VID-1"),))).transfer_id
    world.exchange()
    undo(gre.desk)
    receive(ech.desk, sent)
    world.exchange()
    undo(ech.desk)
    for answer in (lambda: refuse(ech.desk, sent, "rien"), lambda: receive(ech.desk, sent)):
        with contextlib.suppress(VaEtVientError):  # it says so, and goes on
            answer()
    meet(world)


@pytest.mark.parametrize("take", ["ours", "theirs"])
def test_8_a_loan_that_was_none_ends_with_its_deposit(
    world: World, posts: tuple[Post, Post], take: str
) -> None:
    gre, gre2 = posts
    who = person(gre.desk)
    world.exchange()
    for post in posts:
        lines = (LineWanted(thing(post, "VID-1"), 1),)
        hand_out(post.desk, HandOut(who, lines, override_reason="essai", deposit_cents=5000))
    meet(world)
    for asked in [one for one in listing(gre.site) if one.table == "loan_line"]:
        settle(gre.site, asked.id, take, who="Zoé")
    meet(world)
    rows = "SELECT o.state, d.state FROM loan o JOIN deposit d ON d.loan_id = o.id ORDER BY 1"
    assert gre2.rows(rows) == [("cancelled", "returned"), ("out", "held")]
    assert breaches(gre) == []


# ---- what neither of them meant -----------------------------------------------------------------


def test_two_entries_merged_into_each_other_leave_one(
    world: World, posts: tuple[Post, Post]
) -> None:
    gre, gre2 = posts
    older, newer = person(gre.desk, "Durand"), person(gre.desk, "Durant")
    world.exchange()
    merge_members(gre.desk, older, newer)
    merge_members(gre2.desk, newer, older)
    meet(world)
    rows = "SELECT id, archived_at IS NULL, merged_into_id FROM member ORDER BY id"
    assert gre2.rows(rows) == [(older.bytes, 1, None), (newer.bytes, 0, older.bytes)]
    lend(gre, older, "VID-1")
    meet(world)


def test_a_loan_to_an_entry_that_was_merged_meanwhile_is_its_others(
    world: World, posts: tuple[Post, Post]
) -> None:
    gre, gre2 = posts
    kept, gone = person(gre.desk, "Durand"), person(gre.desk, "Durant")
    world.exchange()
    merge_members(gre.desk, kept, gone)
    lend(gre2, gone, "VID-1")
    promise(gre2, gone, "VID-2")
    meet(world)
    for table in ("loan", "reservation"):
        assert gre2.one(f"SELECT borrower_id FROM {table}") == kept.bytes
    assert breaches(gre) == []
    undo(gre.desk)
    meet(world)
    assert gre2.one("SELECT borrower_id FROM loan") == gone.bytes


def test_two_categories_put_into_each_other_are_still_seen(
    world: World, posts: tuple[Post, Post]
) -> None:
    gre, gre2 = posts
    rooms, sound = (enter_category(gre.desk, CategoryForm(name)) for name in ("Salles", "Sono"))
    world.exchange()
    change_category(gre.desk, rooms, CategoryForm("Salles", parent_id=sound))
    change_category(gre2.desk, sound, CategoryForm("Sono", parent_id=rooms))
    meet(world)
    with gre.desk.database.reading() as session:
        assert {row.name for row in category_tree(session)} >= {"Salles", "Sono"}
    change_category(gre.desk, rooms, CategoryForm("Salles"))
    meet(world)
    with gre2.desk.database.reading() as session:
        paths = [row.path for row in category_tree(session)]
    assert "Salles › Sono" in paths


def test_a_promise_cancelled_here_and_changed_there_holds_nothing(
    world: World, posts: tuple[Post, Post]
) -> None:
    gre, gre2 = posts
    who = person(gre.desk)
    world.exchange()
    promise(gre, who, "VID-1")
    world.exchange()
    made = key(gre, "SELECT id FROM reservation")
    model = key(gre, "SELECT model_id FROM equipment WHERE tag = 'VID-2'")
    cancel_reservation(gre.desk, made)
    change_reservation(gre2.desk, made, lines=(Wanted(model, thing(gre2, "VID-2")),))
    meet(world)
    assert gre2.one("SELECT max(holds) FROM reservation_line") == 0
    assert listing(gre.site)
    promise(gre, who, "VID-2")
    meet(world)


def test_what_is_put_away_here_and_lent_there_is_there_until_it_is_back(
    world: World, posts: tuple[Post, Post]
) -> None:
    gre, gre2 = posts
    who = person(gre.desk)
    world.exchange()
    archive_member(gre.desk, who)
    archive_equipment(gre.desk, thing(gre, "VID-1"))
    lend(gre2, who, "VID-1")
    meet(world)
    there = (
        "SELECT (SELECT archived_at FROM member), archived_at FROM equipment WHERE tag = 'VID-1'"
    )
    assert gre.rows(there) == gre2.rows(there) == [(None, None)]
    assert breaches(gre) == []
    take_back(gre.desk, TakeBack((LineBack(key(gre, "SELECT id FROM loan_line")),)))
    meet(world)
    (both,) = gre2.rows(there)
    assert None not in both
    assert gre.rows(there) == [both]


# ---- what follows from a choice -----------------------------------------------------------------


@pytest.mark.parametrize("take", ["ours", "theirs"])
def test_a_deposit_given_back_here_and_kept_there_is_one_of_both(
    world: World, posts: tuple[Post, Post], take: str
) -> None:
    gre, gre2 = posts
    who = person(gre.desk)
    world.exchange()
    lines = (LineWanted(thing(gre, "VID-1"), 1),)
    lent = hand_out(gre.desk, HandOut(who, lines, override_reason="essai", deposit_cents=5000))
    take_back(gre.desk, TakeBack((LineBack(key(gre, "SELECT id FROM loan_line")),)))
    world.exchange()
    settle_deposit(gre.desk, lent.loan_id)
    settle_deposit(gre2.desk, lent.loan_id, kept_cents=2000, reason="cassé")
    meet(world)
    assert breaches(gre) == []
    for asked in listing(gre.site):
        settle(gre.site, asked.id, take, who="Zoé")
    meet(world)
    assert breaches(gre2) == []
    expected = ("returned", 0) if take == "ours" else ("kept", 2000)
    assert gre2.rows("SELECT state, kept_cents FROM deposit") == [expected]


@pytest.mark.parametrize("take", ["ours", "theirs"])
def test_a_thing_received_here_and_refused_there_is_where_the_choice_says(
    world: World, take: str
) -> None:
    gre, ech = world.post("gre"), world.post("ech")
    ech2 = world.post("ech2", ech)
    projector(gre.desk, "VID-1")
    world.exchange()
    sent = send(gre.desk, Send(ech.desk.office_id, (thing(gre, "VID-1"),))).transfer_id
    world.exchange()
    receive(ech.desk, sent)
    refuse(ech2.desk, sent, "cassé")
    meet(world)
    for asked in [one for one in listing(ech.site) if one.table == "transfer"]:
        settle(ech.site, asked.id, take, who="Zoé")
    meet(world)
    received = gre.one("SELECT state FROM transfer") == "received"
    assert received == (take == "ours")
    keeper = ech if received else gre
    assert gre.one("SELECT custody_office_id FROM equipment") == keeper.desk.office_id.bytes


def test_a_request_answered_twice_is_promised_once(world: World) -> None:
    gre, ech = world.post("gre"), world.post("ech")
    gre2 = world.post("gre2", gre)
    projector(gre.desk, "VID-1")
    who = person(ech.desk)
    world.exchange()
    start = ech.desk.clock() + timedelta(days=2)
    wanted = requests.Ask(who, start, start + timedelta(days=1), equipment_id=thing(ech, "VID-1"))
    asked = requests.ask(ech.desk, wanted).request_id
    world.exchange()
    for post in (gre, gre2):
        requests.confirm(post.desk, asked)
    meet(world)
    for one in [one for one in listing(gre.site) if one.table == "request"]:
        settle(gre.site, one.id, "theirs", who="Zoé")
    meet(world)
    held = "SELECT count(*) FROM reservation_line WHERE holds"
    states = "SELECT state FROM reservation ORDER BY state"
    assert gre2.rows(states) == [("cancelled",), ("confirmed",)]
    assert gre2.one(held) == 1


@pytest.mark.parametrize("take", ["ours", "theirs"])
def test_a_loan_cancelled_here_and_brought_back_there_agrees_with_its_lines(
    world: World, posts: tuple[Post, Post], take: str
) -> None:
    gre, gre2 = posts
    who = person(gre.desk)
    world.exchange()
    lines = tuple(LineWanted(thing(gre, tag), 1) for tag in ("VID-1", "VID-2"))
    lent = hand_out(gre.desk, HandOut(who, lines, override_reason="essai", deposit_cents=5000))
    world.exchange()
    cancel_loan(gre.desk, lent.loan_id, "erreur")
    back = key(gre2, "SELECT id FROM loan_line WHERE tag = 'VID-1'")
    take_back(gre2.desk, TakeBack((LineBack(back),)))
    meet(world)
    assert listing(gre.site)
    while asked := listing(gre.site):
        settle(gre.site, asked[0].id, take, who="Zoé")
        meet(world)
    assert breaches(gre2) == []
    state = gre2.one("SELECT state FROM loan")
    assert state == ("cancelled" if take == "ours" else "returned")
