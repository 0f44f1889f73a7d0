"""Conflicts side by side, settled once, everywhere (7)."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import text

from tests.sync.test_files import Computer, Scene, scene
from tests.sync.world import person, projector
from vaetvient.desk.baskets import LineWanted
from vaetvient.desk.catalogue import CategoryForm, change_category, enter_category
from vaetvient.desk.equipment import equipment_called
from vaetvient.desk.lending import HandOut, hand_out
from vaetvient.desk.members import MemberForm, change_member
from vaetvient.desk.transfers import Send, send
from vaetvient.desk.undo import undo
from vaetvient.domain.exchange import ConflictKind
from vaetvient.domain.member import MemberKind
from vaetvient.sync.audit import problems
from vaetvient.sync.settling import CannotTakeError, SettledAlreadyError, listing, settle
from vaetvient.sync.telling import Shown

__all__ = ["scene"]


def email(computer: Computer, member: UUID, value: str) -> None:
    form = MemberForm(MemberKind.PERSON, last_name="Lefèvre", email=value, shared=True)
    change_member(computer.desk, member, form)


def one(computer: Computer) -> Shown:
    (found,) = listing(computer.site)
    return found


def value(computer: Computer, sql: str) -> list[object]:
    with computer.desk.database.reading() as session:
        return [row[0] for row in session.execute(text(sql))]


@pytest.fixture
def pair(scene: Scene) -> tuple[Computer, Computer]:
    """Two offices that edited one member."""
    gre = scene.founded("gre")
    ech = scene.joined(gre, "Échirolles")
    member = person(gre.desk, "Lefèvre", shared=True)
    scene.meet(gre, ech)
    email(gre, member, "ici@a.fr")
    email(ech, member, "la@a.fr")
    scene.meet(gre, ech)
    return gre, ech


def test_each_side_sees_its_own_as_ours(pair: tuple[Computer, Computer]) -> None:
    gre, ech = pair
    here, there = one(gre), one(ech)
    assert here.id == there.id
    assert (here.kind, here.field) == (ConflictKind.FIELD, "email")
    assert (here.ours, here.theirs) == ("ici@a.fr", "la@a.fr")
    assert (there.ours, there.theirs) == ("la@a.fr", "ici@a.fr")
    assert here.record == "Lefèvre (1)"
    assert here.theirs_by.startswith("Échirolles · Poste 1, ")


@pytest.mark.parametrize(
    ("take", "stands"), [("ours", "ici@a.fr"), ("theirs", "la@a.fr"), ("c@a.fr", "c@a.fr")]
)
def test_7_what_is_settled_here_is_settled_there(
    scene: Scene, pair: tuple[Computer, Computer], take: str, stands: str
) -> None:
    gre, ech = pair
    settle(gre.site, one(gre).id, take, who="Zoé")
    assert listing(gre.site) == []
    scene.meet(gre, ech)
    assert listing(ech.site) == []
    for computer in pair:
        assert value(computer, "SELECT email FROM member") == [stands]
    assert gre.digests()[0] == ech.digests()[0]


def test_7_rival_settlements_conflict_again(scene: Scene, pair: tuple[Computer, Computer]) -> None:
    gre, ech = pair
    first = one(gre).id
    settle(gre.site, first, "ours", who="Zoé")
    settle(ech.site, first, "ours", who="Ali")
    scene.meet(gre, ech)
    assert one(gre).id == one(ech).id != first
    with pytest.raises(SettledAlreadyError):
        settle(gre.site, first, "theirs", who="Zoé")


def test_a_settlement_can_be_undone(pair: tuple[Computer, Computer]) -> None:
    gre, _ech = pair
    before = value(gre, "SELECT email FROM member")
    settle(gre.site, one(gre).id, "c@a.fr", who="Zoé")
    undo(gre.desk)
    assert value(gre, "SELECT email FROM member") == before


def test_a_tag_given_twice_is_settled_with_another(scene: Scene) -> None:
    gre = scene.founded("gre")
    ech = scene.joined(gre, "ech")
    projector(gre.desk, "VID-1")
    projector(ech.desk, "VID-1")
    scene.meet(gre, ech)
    found = one(gre)
    assert (found.kind, found.field) == (ConflictKind.TAKEN, "tag")
    settle(gre.site, found.id, "VID-2", who="Zoé")
    scene.meet(gre, ech)
    for computer in (gre, ech):
        assert set(value(computer, "SELECT tag FROM equipment")) == {"VID-1", "VID-2"}
        assert listing(computer.site) == []


def test_a_tag_can_pass_to_the_one_that_lost_it(scene: Scene) -> None:
    gre = scene.founded("gre")
    ech = scene.joined(gre, "ech")
    projector(gre.desk, "VID-1")
    projector(ech.desk, "VID-1")
    scene.meet(gre, ech)
    keeper = value(gre, "SELECT id FROM equipment WHERE tag = 'VID-1'")
    found = listing(gre.site)[0]
    holds = found.ours == found.record  # the record shown is the one that lost
    settle(gre.site, found.id, "ours" if holds else "theirs", who="Zoé")
    scene.meet(gre, ech)
    for computer in (gre, ech):
        assert value(computer, "SELECT id FROM equipment WHERE tag = 'VID-1'") != keeper
        assert listing(computer.site) == []


@pytest.mark.parametrize("take", ["ours", "theirs"])
def test_a_category_deleted_here_and_changed_there(scene: Scene, take: str) -> None:
    gre = scene.founded("gre")
    ech = scene.joined(gre, "ech")
    category = enter_category(gre.desk, CategoryForm("Sono"))
    scene.meet(gre, ech)
    undo(gre.desk)
    change_category(ech.desk, category, CategoryForm("Son"))
    scene.meet(gre, ech)
    found = one(gre)
    assert {found.ours, found.theirs} == {"supprimé", "conservé"}
    settle(gre.site, found.id, take, who="Zoé")
    scene.meet(gre, ech)
    kept = [] if getattr(found, take) == "supprimé" else ["Son"]
    for computer in (gre, ech):
        assert value(computer, "SELECT name FROM category") == kept
        assert listing(computer.site) == []


def test_8_a_double_loan_is_settled_by_cancelling_one(scene: Scene) -> None:
    gre = scene.founded("gre")
    second = scene.joined(gre, "gre2", same_office=True)
    tag = projector(gre.desk)
    borrower = person(gre.desk)
    scene.meet(gre, second)
    for computer in (gre, second):
        with computer.desk.database.reading() as session:
            thing = equipment_called(session, tag).id
        lines = (LineWanted(thing, 1),)
        hand_out(computer.desk, HandOut(borrower, lines, override_reason="essai"))
    scene.meet(gre, second)
    (double,) = [c for c in listing(gre.site) if c.kind is ConflictKind.DOUBLE_LOAN]
    with pytest.raises(CannotTakeError):
        settle(gre.site, double.id, "autre", who="Zoé")
    settle(gre.site, double.id, "ours", who="Zoé")
    scene.meet(gre, second)
    for computer in (gre, second):
        found = value(computer, "SELECT state FROM loan_line WHERE NOT disputed")
        assert sorted(map(str, found)) == ["cancelled", "out"]


@pytest.mark.parametrize("take", ["lent", "sent"])
def test_8_what_one_post_lent_while_another_sent_it_away_is_told_and_settled(
    scene: Scene, take: str
) -> None:
    gre = scene.founded("gre")
    second, ech = scene.joined(gre, "gre2", same_office=True), scene.joined(gre, "Échirolles")
    three = (gre, second, ech)
    tags = [projector(gre.desk) for _ in range(2)]
    borrower = person(gre.desk)
    scene.meet(*three)
    with gre.desk.database.reading() as session:
        thing, besides = (equipment_called(session, tag).id for tag in tags)
    hand_out(gre.desk, HandOut(borrower, (LineWanted(thing, 1),), override_reason="essai"))
    things = (thing, besides) if take == "lent" else (thing,)
    send(second.desk, Send(ech.desk.office_id, things))
    scene.meet(*three)
    ids = {one(computer).id for computer in three}
    assert len(ids) == 1
    found = one(gre)
    assert found.kind is ConflictKind.LENT_AND_SENT
    assert (found.ours.startswith("prêté"), found.theirs) == (True, "envoyé à Échirolles")
    settle(gre.site, found.id, "ours" if take == "lent" else "theirs", who="Zoé")
    scene.meet(*three)
    keeper, lines = (gre, ["out"]) if take == "lent" else (ech, ["cancelled"])
    for computer in three:
        assert listing(computer.site) == problems(computer.site) == []
        kept = f"SELECT custody_office_id FROM equipment WHERE tag = '{tags[0]}'"
        assert value(computer, kept) == [keeper.desk.office_id.bytes]
        assert value(computer, "SELECT state FROM loan_line") == lines
        on_the_way = "SELECT tag FROM transfer_line l JOIN transfer t ON t.id = l.transfer_id"
        assert value(computer, f"{on_the_way} WHERE t.state = 'on_the_way'") == (
            tags[1:] if take == "lent" else tags[:1]
        )


def test_settling_leaves_nothing_pending(pair: tuple[Computer, Computer], tmp_path: Path) -> None:
    gre, _ech = pair
    settle(gre.site, one(gre).id, "ours", who="Zoé")
    assert value(gre, "SELECT count(*) FROM sync_pending") == [0]


def test_three_offices_see_all_three_values_each_its_own_first(scene: Scene) -> None:
    """Nothing that somebody typed is out of sight (5, 7)."""
    gre = scene.founded("gre")
    ech, mey = scene.joined(gre, "Échirolles"), scene.joined(gre, "Meylan")
    three = (gre, ech, mey)
    member = person(gre.desk, "Lefèvre", shared=True)
    scene.meet(*three)
    typed = ("a@a.fr", "b@a.fr", "c@a.fr")
    for computer, address in zip(three, typed, strict=True):
        email(computer, member, address)
    scene.meet(*three)
    shown = [one(computer) for computer in three]
    assert tuple(found.ours for found in shown) == typed
    for found in shown:
        (third,) = found.others
        assert {found.ours, found.theirs, third.value} == set(typed)
    (third,) = shown[1].others
    settle(ech.site, shown[1].id, "", side=third.side, who="Zoé")
    scene.meet(*three)
    for computer in three:
        assert listing(computer.site) == []
        assert value(computer, "SELECT email FROM member") == [third.value]


@pytest.mark.parametrize("chosen", ["kept", "gone"])
def test_a_row_of_two_channels_that_was_deleted_and_noted_is_settled_in_both(
    scene: Scene, chosen: str
) -> None:
    gre = scene.founded("gre")
    second = scene.joined(gre, "gre2", same_office=True)
    ech = scene.joined(gre, "ech")
    borrower = person(gre.desk, "Lefèvre")
    with gre.desk.database.reading() as session:
        thing = equipment_called(session, projector(gre.desk)).id
    hand_out(gre.desk, HandOut(borrower, (LineWanted(thing, 1),), override_reason="essai"))
    scene.meet(gre, second, ech)
    with gre.desk.database.writing() as session:
        session.execute(text("DELETE FROM loan_line"))
        session.execute(text("DELETE FROM loan"))
    with second.desk.database.writing() as session:
        session.execute(text("UPDATE loan SET note = 'à rappeler'"))
    scene.meet(gre, second, ech)
    found = one(second)
    assert found.kind is ConflictKind.DELETED
    stands = "ours" if (found.ours_said == "conservé") == (chosen == "kept") else "theirs"
    settle(second.site, found.id, stands, who="Zoé")
    scene.meet(gre, second, ech)
    for computer in (gre, second, ech):
        assert listing(computer.site) == []
        assert value(computer, "SELECT count(*) FROM loan") == [1 if chosen == "kept" else 0]
        assert problems(computer.site) == []
