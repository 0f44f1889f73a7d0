"""History is let go, and nobody notices: not who was silent, not who comes new (4, 32)."""

from __future__ import annotations

import itertools
import random
import shutil
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import text

from tests.sync.test_files import Computer, Scene, scene
from tests.sync.world import person, projector
from vaetvient.desk.baskets import LineWanted
from vaetvient.desk.equipment import equipment_called
from vaetvient.desk.lending import HandOut, hand_out
from vaetvient.desk.members import MemberForm, change_member
from vaetvient.desk.returning import TakeBack, everything_out, take_back
from vaetvient.domain.member import MemberKind
from vaetvient.storage import backups
from vaetvient.storage.queries.doctor import examine
from vaetvient.storage.queries.members import MEMBERS, Kept, MembersAsked
from vaetvient.storage.search import HitKind, find
from vaetvient.sync import compaction, erasure, giving, knowing, network, seal
from vaetvient.sync.audit import problems

__all__ = ["scene"]


def email(computer: Computer, member: UUID, value: str) -> None:
    form = MemberForm(MemberKind.PERSON, last_name="Lefèvre", email=value, shared=True)
    change_member(computer.desk, member, form)


def history(computer: Computer) -> int:
    with computer.desk.database.reading() as session:
        return int(session.scalar(text("SELECT sum(rows) FROM sync_segment")) or 0)


def table(computer: Computer, name: str, columns: str) -> list[tuple[object, ...]]:
    with computer.desk.database.reading() as session:
        return [
            tuple(r) for r in session.execute(text(f"SELECT {columns} FROM {name} ORDER BY id"))
        ]


@pytest.fixture
def busy(scene: Scene) -> tuple[Computer, Computer, UUID]:
    """Two offices that wrote one field again and again, and told each other each time."""
    gre = scene.founded("gre")
    ech = scene.joined(gre, "ech")
    member = person(gre.desk, "Lefèvre", shared=True)
    scene.meet(gre, ech)
    for n in range(12):
        email((gre, ech)[n % 2], member, f"{n}@a.fr")
        scene.meet(gre, ech)
    return gre, ech, member


def test_what_everyone_has_and_nothing_rests_on_is_let_go(
    scene: Scene, busy: tuple[Computer, Computer, UUID]
) -> None:
    gre, ech, member = busy
    for computer in (gre, ech):
        assert problems(computer.site) == []
        assert history(computer) < 20
    email(gre, member, "neuf@a.fr")
    scene.meet(gre, ech)
    assert gre.digests()[0] == ech.digests()[0]
    assert table(ech, "member", "email") == [("neuf@a.fr",)]


def test_4_the_full_copy_of_what_is_left_and_its_tail_is_what_the_deltas_gave(
    scene: Scene, busy: tuple[Computer, Computer, UUID]
) -> None:
    gre, ech, member = busy
    compaction.compact(gre.site, always=True)
    copied = scene.joined(gre, "copied")
    full = gre.out(scene.folder / "full.vav").file
    copied.take(full)
    ech.take(full)
    email(ech, member, "suite@a.fr")
    tail = ech.out(scene.folder / "tail.vav").file
    result = copied.take(tail)
    gre.take(tail)
    assert (result.refused, result.waiting) == ([], [])
    assert gre.digests()[0] == ech.digests()[0]
    scene.meet(gre, ech, copied)
    assert gre.digests()[0] == ech.digests()[0] == copied.digests()[0]
    assert table(copied, "member", "id, email") == table(gre, "member", "id, email")
    assert problems(copied.site) == []


def test_4_what_an_office_had_before_its_network_is_taken_in_by_portions(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A large office's loans and what came back of them do not come in one piece."""
    monkeypatch.setattr(seal, "MOST_ROWS", 1)
    monkeypatch.setattr("vaetvient.sync.site._BATCH_ROWS", 1)
    gre = scene.computer("gre")
    borrower = person(gre.desk, "Lefèvre")
    for back in (True, False):
        with gre.desk.database.reading() as session:
            thing = equipment_called(session, projector(gre.desk)).id
        lent = HandOut(borrower, (LineWanted(thing, 1),), override_reason="essai")
        loan = hand_out(gre.desk, lent).loan_id
        if back:
            with gre.desk.database.reading() as session:
                everything = everything_out(session, loan)
            take_back(gre.desk, TakeBack(everything))
    network.found(gre.desk.database, "Réseau", gre.clock)
    ech = scene.joined(gre, "ech")
    scene.meet(gre, ech)
    assert gre.digests()[0] == ech.digests()[0]
    for name in ("loan_line", "line_return"):
        assert table(ech, name, "id, quantity") == table(gre, name, "id, quantity")
    with ech.desk.database.reading() as session:
        assert examine(session) == []
        everyone = MembersAsked(ech.desk.today(), ech.desk.database.lexicon, kept=Kept.ALL)
        assert MEMBERS.count(session, everyone) == 0, "the borrower has no name here"
        found = find(session, ech.desk.database.lexicon, "adhérent", kinds=(HitKind.MEMBER,))
        assert found == []


def test_4_nameless_borrowers_by_the_thousand_are_told_apart(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A hundred thousand keys have some whose last bytes are alike; here all have."""
    count = itertools.count(1)
    monkeypatch.setattr(
        "uuid_utils.uuid7",
        lambda: UUID(int=(0x019A_0000_0000_7000_8000 + next(count)) << 48 | 0xABCDEF),
    )
    gre = scene.founded("gre")
    for _ in range(2):
        borrower = person(gre.desk, "Lefèvre")
        with gre.desk.database.reading() as session:
            thing = equipment_called(session, projector(gre.desk)).id
        hand_out(gre.desk, HandOut(borrower, (LineWanted(thing, 1),), override_reason="essai"))
    monkeypatch.undo()
    ech = scene.joined(gre, "ech")
    scene.meet(gre, ech)
    assert len(set(table(ech, "member", "number"))) == 2
    assert gre.digests()[0] == ech.digests()[0]


def test_4_and_33_a_chain_of_deltas_gives_the_same_as_a_full_copy(scene: Scene) -> None:
    gre = scene.founded("gre")
    chained = scene.joined(gre, "chained")
    member = person(gre.desk, "Lefèvre", shared=True)
    for n in range(6):
        email(gre, member, f"{n}@a.fr")
        projector(gre.desk, f"T-{n}")
        chained.take(gre.out(scene.folder / f"{n}.vav").file)
        gre.take(chained.out(scene.folder / f"back{n}.vav").file)
    full = scene.joined(gre, "full")
    full.take(gre.out(scene.folder / "all.vav").file)
    scene.meet(gre, chained, full)
    assert gre.digests()[0] == chained.digests()[0] == full.digests()[0]
    for name, columns in (("member", "id, email, label"), ("equipment", "id, tag")):
        assert table(chained, name, columns) == table(full, name, columns)


def test_32_a_silent_office_holds_history_back_until_it_is_retired_and_comes_back_whole(
    scene: Scene,
) -> None:
    gre = scene.founded("gre")
    ech, silent = scene.joined(gre, "ech"), scene.joined(gre, "silent")
    member = person(gre.desk, "Lefèvre", shared=True)
    scene.meet(gre, ech, silent)
    email(silent, member, "silencieux@a.fr")
    person(silent.desk, "Jamais dite", shared=True)
    for n in range(12):
        email((gre, ech)[n % 2], member, f"{n}@a.fr")
        scene.meet(gre, ech)
    held = history(gre)
    compaction.compact(gre.site, always=True)
    assert history(gre) > held - 5
    for computer in (gre, ech):
        compaction.retire(computer.site, "silent")
        compaction.compact(computer.site, always=True)
    assert history(gre) < held - 6
    for leftover in scene.stick.iterdir():
        leftover.unlink()
    scene.meet(gre, ech, silent)
    for computer in (gre, ech, silent):
        assert "Jamais dite" in computer.members()
        assert problems(computer.site) == []
    assert gre.digests()[0] == ech.digests()[0] == silent.digests()[0]
    conflicts = [table(c, "sync_conflict", "id, state") for c in (gre, ech, silent)]
    assert conflicts[0] == conflicts[1] == conflicts[2]
    assert [state for _id, state in conflicts[0]] == ["open"]
    with gre.site.working() as work:
        waited = compaction.waited_for(gre.site, work.store)
    assert {member.office_name for member in waited} == {"ech", "silent"}


def test_25_and_32_each_of_several_files_says_how_far_what_is_left_of_history_reaches_in_it(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Files end at 1 GiB, here at some kilobytes."""
    gre = scene.founded("gre")
    ech = scene.joined(gre, "ech")
    monkeypatch.setattr(seal, "MOST_ROWS", 10)
    member = person(gre.desk, "Lefèvre", shared=True)
    for n in range(40):
        projector(gre.desk, f"T-{n}")
        if n % 5 == 0:
            email(gre, member, f"{n}@a.fr")
            scene.meet(gre, ech)
    scene.meet(gre, ech)
    assert compaction.compact(gre.site, always=True)
    late = scene.joined(gre, "late")
    monkeypatch.setattr(giving, "LARGEST_FILE", 4000)
    given = gre.out(scene.folder, "late")
    assert len(given.further) >= 3
    for file in (given.file, *given.further):
        result = late.take(file)
        assert (result.refused, result.waiting) == ([], [])
    gre.take(late.out(scene.folder / "own.vav").file)
    assert late.digests()[0] == gre.digests()[0]
    assert table(late, "member", "email") == [("35@a.fr",)]


def test_29_and_32_a_segment_of_which_an_erasure_left_nothing_is_let_go_like_any_other(
    scene: Scene,
) -> None:
    gre = scene.founded("gre")
    gone = person(gre.desk, "Effacée")
    assert gre.digests(), "which gives it a segment of its own"
    person(gre.desk, "Restée")
    erasure.erase(gre.site, gone)
    compaction.compact(gre.site, always=True)
    second = scene.joined(gre, "gre2", same_office=True)
    result = second.take(gre.out(scene.folder / "all.vav").file)
    assert (result.refused, result.waiting) == ([], [])
    assert second.members() == ["Restée"]


def put_back(computer: Computer, copy: Path) -> None:
    """A backup in place of what there is; what was told beside it is gone with the computer."""
    path = computer.desk.database.path
    computer.close()
    backups.put_back(path, copy)


def kept(computer: Computer) -> Path:
    """A backup of what has a name by now."""
    with computer.site.working():
        pass
    return backups.make_copy(computer.desk.database.path).path


@pytest.mark.parametrize("retired", [False, True], ids=["waited for", "retired"])
def test_26_and_32_a_backup_older_than_what_was_let_go_waits_until_it_was_heard(
    scene: Scene, *, retired: bool
) -> None:
    """The giver thinks that more is there than is, and gives what follows it alone."""
    gre = scene.founded("gre")
    ech, fon = scene.joined(gre, "ech"), scene.joined(gre, "fon")
    member = person(gre.desk, "Lefèvre", shared=True)
    scene.meet(gre, ech, fon)
    copy = kept(ech)
    person(gre.desk, "Entre-temps", shared=True)
    for n in range(3):
        email(gre, member, f"avant{n}@a.fr")
        scene.meet(gre, ech, fon)
    compaction.compact(gre.site, always=True)
    if retired:
        compaction.retire(gre.site, "ech")
    for n in range(3):
        email(gre, member, f"{n}@a.fr")
        fon.take(gre.out(scene.folder / f"{n}.vav", "fon").file)
        gre.take(fon.out(scene.folder / f"back{n}.vav").file)
    compaction.compact(gre.site, always=True)
    with gre.site.working() as work:
        assert knowing.floors(work.store, work.store.network)
    put_back(ech, copy)
    result = ech.take(gre.out(scene.folder / "alone.vav", "ech").file)
    assert result.refused == []
    assert [file for file, _missing in result.waiting] == ["alone.vav"]
    assert ech.members() == ["Lefèvre"]
    gre.take(ech.out(scene.folder / "less.vav").file)
    assert ech.take(gre.out(scene.folder / "rest.vav").file).waiting == []
    assert set(ech.members()) == {"Lefèvre", "Entre-temps"}
    assert ech.digests()[0] == gre.digests()[0]
    assert problems(ech.site) == []


def test_27_and_32_a_copied_folder_that_knows_less_waits_until_it_was_heard(scene: Scene) -> None:
    gre = scene.founded("gre")
    ech = scene.joined(gre, "ech")
    member = person(gre.desk, "Lefèvre", shared=True)
    scene.meet(gre, ech)
    ech.close()
    twin = scene.computer("twin")
    shutil.copytree(ech.folder, twin.folder)
    assert twin.site.epoch
    for n in range(3):
        email(gre, member, f"{n}@a.fr")
        scene.meet(gre, ech)
    assert compaction.compact(gre.site, always=True)
    email(gre, member, "enfin@a.fr")
    result = twin.take(gre.out(scene.folder / "alone.vav").file)
    assert (result.refused, len(result.waiting)) == ([], 1)
    gre.take(twin.out(scene.folder / "twin.vav").file)
    twin.take(gre.out(scene.folder / "rest.vav").file)
    assert table(twin, "member", "email") == [("enfin@a.fr",)]
    assert twin.digests()[0] == gre.digests()[0]


def test_32_who_is_not_heard_for_half_a_year_is_not_waited_for(scene: Scene) -> None:
    gre = scene.founded("gre")
    ech = scene.joined(gre, "ech")
    scene.meet(gre, ech)
    with gre.site.working() as work:
        assert len(compaction.waited_for(gre.site, work.store)) == 1
    gre.clock.now += timedelta(days=181)
    with gre.site.working() as work:
        assert compaction.waited_for(gre.site, work.store) == []


@pytest.mark.parametrize(
    "seed", [0, *(pytest.param(seed, marks=pytest.mark.campaign) for seed in range(1, 12))]
)
def test_32_letting_go_at_any_moment_changes_nothing_of_the_state(scene: Scene, seed: int) -> None:
    choose = random.Random(seed)
    gre = scene.founded("gre")
    others = [scene.joined(gre, name) for name in ("ech", "fon")]
    everyone = [gre, *others]
    members = [person(gre.desk, f"Nom{n}", shared=True) for n in range(3)]
    scene.meet(*everyone)
    for step in range(25):
        one, other = choose.sample(everyone, 2)
        email(one, choose.choice(members), f"{step}@a.fr")
        if choose.random() < 0.6:
            other.take(one.out(scene.folder / f"{step}.vav").file)
        if choose.random() < 0.4:
            compaction.compact(choose.choice(everyone).site, always=True)
    scene.meet(*everyone)
    late = scene.joined(choose.choice(everyone), "late")
    scene.meet(*everyone, late)
    assert len({c.digests()[0] for c in (*everyone, late)}) == 1
    seen = {tuple(table(c, "member", "id, email")) for c in (*everyone, late)}
    assert len(seen) == 1
    conflicts = {tuple(table(c, "sync_conflict", "id, state")) for c in everyone}
    open_ones = {frozenset(i for i, state in c if state == "open") for c in conflicts}
    assert len(open_ones) == 1
    for computer in (*everyone, late):
        assert problems(computer.site) == []
