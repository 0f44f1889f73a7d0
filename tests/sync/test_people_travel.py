"""People who are erased, or no longer shared, while another desk writes of them (6, 29)."""

from __future__ import annotations

from datetime import timedelta

from tests.sync.test_claims import lend, posts, thing, world
from tests.sync.test_two_desks import key, meet
from tests.sync.world import Post, World, person, projector
from vaetvient.desk.busy_times import BusyStretch, take_busy_times
from vaetvient.desk.cash import Paid, Payment, take_payment
from vaetvient.desk.cash_papers import payment_receipt
from vaetvient.desk.consents import withdraw_consent
from vaetvient.desk.mandates import name_representative
from vaetvient.desk.members import MemberForm, change_member, enter_member
from vaetvient.desk.merging import merge_members
from vaetvient.desk.returning import LineBack, TakeBack, take_back
from vaetvient.domain.cash import EntryKind
from vaetvient.domain.member import MemberKind
from vaetvient.sync.erasure import erase
from vaetvient.sync.settling import listing

__all__ = ["posts", "world"]

NAME = "Zebulonne"


def where(post: Post, word: str) -> set[tuple[str, str]]:
    """The tables and columns of a database that hold a word."""
    found = set()
    tables = post.rows(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND sql LIKE 'CREATE TABLE%'"
    )
    for (table,) in tables:
        for _place, column, *_rest in post.rows(f"PRAGMA table_info('{table}')"):
            holds = f'instr("{column}", :w) > 0 OR instr("{column}", :b) > 0'
            sql = f'SELECT 1 FROM "{table}" WHERE {holds} LIMIT 1'
            if post.rows(sql, w=word, b=word.encode()):
                found.add((table, column))
    return found


def test_29_who_was_erased_while_another_desk_wrote_of_them_goes_there_too(
    world: World, posts: tuple[Post, Post]
) -> None:
    gre, gre2 = posts
    who = person(gre.desk, NAME)
    asso = enter_member(gre.desk, MemberForm(MemberKind.ASSOCIATION, name="Le Pré"))
    twin = person(gre.desk, f"{NAME} bis")
    world.exchange()
    name_representative(gre2.desk, asso, who, role=f"présidente {NAME}")
    paid = take_payment(gre2.desk, Payment((Paid(EntryKind.OTHER, 100, "Vitre"),), member_id=who))
    payment_receipt(gre2.desk, paid)
    merge_members(gre2.desk, who, twin)
    assert where(gre2, NAME)
    erase(gre.site, who)
    meet(world)
    assert where(gre, NAME) == where(gre2, NAME) == set()
    assert gre.one("SELECT count(*) FROM cash_entry") == 1


def test_29_who_borrows_is_erased_when_it_is_back(world: World, posts: tuple[Post, Post]) -> None:
    """The office has to know with whom it deals, and so has who is asked for the thing."""
    gre, gre2 = posts
    who = person(gre.desk, NAME)
    world.exchange()
    lend(gre2, who, "VID-1")
    erase(gre.site, who)
    meet(world)
    assert gre.one("SELECT borrower_name FROM loan") == NAME
    take_back(gre.desk, TakeBack((LineBack(key(gre, "SELECT id FROM loan_line")),)))
    meet(world)
    assert where(gre, NAME) == where(gre2, NAME) == set()


def test_29_who_borrows_keeps_nobody_else_from_being_erased(
    world: World, posts: tuple[Post, Post]
) -> None:
    gre, gre2 = posts
    other, who = person(gre.desk, f"{NAME} seule"), person(gre.desk, "Benali")
    world.exchange()
    for tag in ("VID-1", "VID-2"):
        lend(gre2, who, tag)
    erase(gre.site, who)
    world.exchange()
    erase(gre.site, other)
    meet(world)
    assert where(gre, NAME) == where(gre2, NAME) == set()


def test_29_what_another_office_noted_of_the_erased_goes_there(world: World) -> None:
    gre, ech = world.post("gre"), world.post("ech")
    projector(ech.desk, "VID-7")
    who = person(gre.desk, NAME, shared=True)
    world.exchange()
    lend(ech, who, "VID-7")
    erase(gre.site, who)
    meet(world)
    take_back(ech.desk, TakeBack((LineBack(key(ech, "SELECT id FROM loan_line")),)))
    meet(world)
    assert where(ech, NAME) == set()


def test_6_who_is_no_longer_shared_is_not_seen_again_by_a_late_edit(world: World) -> None:
    gre, ech = world.post("gre"), world.post("ech")
    gre2 = world.post("gre2", gre)
    who = person(gre.desk, NAME, shared=True)
    world.exchange()
    withdraw_consent(gre.desk, key(gre, "SELECT id FROM consent"))
    form = MemberForm(MemberKind.PERSON, last_name=NAME, shared=True, phone="0476020202")
    change_member(gre2.desk, who, form)
    meet(world)
    assert NAME not in str(ech.rows("SELECT * FROM member"))
    for post in (gre, gre2):  # what was typed is that office's
        rows = post.rows("SELECT phone, shared FROM member")
        assert rows == [("+33476020202", 0)]
    assert listing(gre.site) == listing(ech.site) == []
    change_member(
        gre.desk,
        who,
        MemberForm(MemberKind.PERSON, last_name=NAME, email="z@a.fr", phone="0476020202"),
    )
    meet(world)
    assert gre2.rows("SELECT phone, email, shared FROM member") == [("+33476020202", "z@a.fr", 0)]
    assert NAME not in str(ech.rows("SELECT * FROM member"))


def test_1_a_nameless_borrower_is_of_one_office_for_all(world: World) -> None:
    gre, ech = world.post("gre"), world.post("ech")
    projector(ech.desk, "VID-7")
    who = person(gre.desk, NAME, shared=True)
    world.exchange()
    lend(ech, who, "VID-7")
    withdraw_consent(gre.desk, key(gre, "SELECT id FROM consent"))
    world.exchange()
    late = world.post("ech2", ech)
    world.exchange()
    rows = "SELECT label, office_id FROM member WHERE id = :i"
    assert ech.rows(rows, i=who.bytes) == late.rows(rows, i=who.bytes)


def test_6_what_a_calendar_calls_an_event_stays_within_the_office(world: World) -> None:
    gre, ech = world.post("gre"), world.post("ech")
    projector(gre.desk, "VID-1")
    start = gre.desk.clock() + timedelta(days=3)
    stretch = BusyStretch(start, start + timedelta(hours=2), f"Anniversaire {NAME}")
    take_busy_times(gre.desk, thing(gre, "VID-1"), "agenda.ics", [stretch])
    meet(world)
    assert ech.one("SELECT count(*) FROM busy_time") == 1
    assert where(ech, NAME) == set()
