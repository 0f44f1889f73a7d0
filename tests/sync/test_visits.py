"""Visits to a stick or a shared folder: what is taken in, what is left, and what may go wrong."""

from __future__ import annotations

import errno
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from vaetvient.desk.desk import Desk, open_desk
from vaetvient.desk.members import MemberForm, enter_member
from vaetvient.domain.member import MemberKind
from vaetvient.storage import backups
from vaetvient.storage.errors import FolderUnusableError
from vaetvient.sync import giving, network, places, rounds, seal, visits
from vaetvient.sync.site import Site, open_site


class Meeting:
    """Two offices of one network, and a stick."""

    def __init__(self, folder: Path) -> None:
        self.gre, self.ech = (open_desk(folder / name, volunteer=name) for name in ("gre", "ech"))
        network.found(self.gre.database, "Métropole", self.gre.clock)
        files = [folder / name for name in ("invitation", "request", "welcome")]
        network.invite(self.site(self.gre), files[0])
        said = network.ask_to_join(self.ech.database, files[0], files[1], self.ech.clock)
        network.admit(
            self.site(self.gre), files[1], files[2], fingerprint=said, office_name="Échirolles"
        )
        network.join(self.ech.database, files[2], self.ech.clock)
        self.stick = folder / "CLE USB"
        self.stick.mkdir()

    def site(self, desk: Desk) -> Site:
        return open_site(desk.database, desk.clock)

    def plug(self, desk: Desk, **more: object) -> visits.Visit:
        return visits.visit(self.site(desk), self.stick, stick=True, **more)  # type: ignore[arg-type]

    def close(self) -> None:
        for desk in (self.gre, self.ech):
            desk.database.close()


@pytest.fixture
def meeting(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Meeting]:
    monkeypatch.setattr(visits, "_SETTLING", 0.0)
    made = Meeting(tmp_path)
    yield made
    made.close()


def enter(desk: Desk, name: str) -> None:
    enter_member(desk, MemberForm(MemberKind.PERSON, last_name=name, shared=True))


def test_a_stick_takes_ours_and_brings_theirs_and_says_from_whom(meeting: Meeting) -> None:
    enter(meeting.gre, "Lefèvre")
    left = meeting.plug(meeting.gre)
    assert left.written is not None
    assert left.written.parent == meeting.stick / visits.OWN_FOLDER
    came = meeting.plug(meeting.ech)
    assert [fresh.who for fresh in came.fresh] == ["Bureau"]
    assert came.applied == came.fresh[0].changes > 0
    assert came.written is not None
    meeting.plug(meeting.gre)
    again = meeting.plug(meeting.gre)
    assert (again.applied, again.written) == (0, None)


def test_files_that_were_taken_in_are_not_read_again(
    meeting: Meeting, monkeypatch: pytest.MonkeyPatch
) -> None:
    enter(meeting.gre, "Lefèvre")
    meeting.plug(meeting.gre)
    seen = visits.Seen()
    meeting.plug(meeting.ech, seen=seen)
    read: list[str] = []
    monkeypatch.setattr(
        rounds, "receive", lambda _site, paths, _heed: read.extend(p.name for p in paths)
    )
    with pytest.raises(AttributeError):  # our own new file is still looked at, and read
        meeting.plug(meeting.ech, seen=seen)
    assert len(read) == 1


def test_a_file_that_a_full_disk_kept_out_is_taken_in_at_the_next_look(
    meeting: Meeting, monkeypatch: pytest.MonkeyPatch
) -> None:
    enter(meeting.gre, "Lefèvre")
    meeting.plug(meeting.gre)
    seen = visits.Seen()
    with monkeypatch.context() as full:

        def refuse(*_args: object, **_more: object) -> None:
            raise OSError(errno.ENOSPC, "No space left on device")

        full.setattr("vaetvient.sync.receiving.tempfile.TemporaryFile", refuse)
        first = meeting.plug(meeting.ech, seen=seen)
    assert [error.code for _name, error in first.refused] == ["disk_full"]
    assert meeting.plug(meeting.ech, seen=seen).applied > 0


def test_28_a_file_refused_for_a_wrong_clock_is_taken_in_once_it_is_set_right(
    meeting: Meeting,
) -> None:
    enter(meeting.gre, "Lefèvre")
    meeting.plug(meeting.gre)
    seen, now = visits.Seen(), meeting.ech.clock()
    wrong = replace(meeting.ech, clock=lambda: now - timedelta(days=4000))
    first = meeting.plug(wrong, seen=seen)
    assert [error.code for _name, error in first.refused] == ["clock_ahead"]
    assert meeting.plug(meeting.ech, seen=seen).applied > 0


def test_a_file_that_still_grows_is_left_for_the_next_look(
    meeting: Meeting, monkeypatch: pytest.MonkeyPatch
) -> None:
    enter(meeting.gre, "Lefèvre")
    file = rounds.give(meeting.site(meeting.gre), meeting.stick).file
    whole = file.read_bytes()
    file.write_bytes(whole[:200])

    def grow(_seconds: float) -> None:
        file.write_bytes(whole)

    monkeypatch.setattr("vaetvient.sync.visits.time.sleep", grow)
    seen = visits.Seen()
    first = meeting.plug(meeting.ech, seen=seen)
    assert (first.growing, first.applied, first.refused) == (1, 0, [])
    assert meeting.plug(meeting.ech, seen=seen).applied > 0


@pytest.mark.parametrize(
    ("number", "code"),
    [(errno.EROFS, "folder_unusable"), (errno.ENOSPC, "disk_full"), (errno.EIO, "folder_unusable")],
)
def test_a_stick_that_cannot_be_written_still_gives_what_it_brought(
    meeting: Meeting, monkeypatch: pytest.MonkeyPatch, number: int, code: str
) -> None:
    enter(meeting.gre, "Lefèvre")
    meeting.plug(meeting.gre)

    keep = Path.replace

    def refuse(self: Path, target: Path) -> Path:
        if meeting.stick in self.parents:
            said = {errno.ENOSPC: "No space left on device"}.get(number, "no")
            raise OSError(number, said)
        return keep(self, target)

    monkeypatch.setattr(Path, "replace", refuse)
    came = meeting.plug(meeting.ech)
    assert came.applied > 0
    assert came.fault is not None
    assert came.fault.code == code
    monkeypatch.undo()
    assert [path.suffix for path in (meeting.stick / visits.OWN_FOLDER).iterdir()] == [".vav"]


def test_a_stick_pulled_out_in_the_middle_leaves_what_came_and_says_so(meeting: Meeting) -> None:
    enter(meeting.gre, "Lefèvre")
    meeting.plug(meeting.gre)

    def pull(done: int, total: int, _what: str) -> None:
        if done == total - 1:
            shutil.rmtree(meeting.stick)

    came = meeting.plug(meeting.ech, report=pull)
    assert came.applied > 0
    assert isinstance(came.fault, FolderUnusableError)
    gone = meeting.plug(meeting.ech)
    assert isinstance(gone.fault, FolderUnusableError)


def test_stopping_between_two_files_keeps_what_was_taken_in(meeting: Meeting) -> None:
    enter(meeting.gre, "Lefèvre")
    rounds.give(meeting.site(meeting.gre), meeting.stick)
    enter(meeting.gre, "Martin")
    rounds.give(meeting.site(meeting.gre), meeting.stick)

    class Stop(Exception):  # noqa: N818
        pass

    def stop(done: int, _total: int, _what: str) -> None:
        if done == visits.PARTS:
            raise Stop

    with pytest.raises(Stop):
        meeting.plug(meeting.ech, report=stop)
    with meeting.ech.database.reading() as session:
        names = session.execute(text("SELECT label FROM member")).scalars().all()
    assert names == ["Lefèvre"]


def test_stopping_within_a_file_takes_in_nothing_of_it(
    meeting: Meeting, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(seal, "MOST_ROWS", 1)
    monkeypatch.setattr("vaetvient.sync.site._BATCH_ROWS", 1)
    for name in ("Lefèvre", "Martin"):
        enter(meeting.gre, name)
    rounds.give(meeting.site(meeting.gre), meeting.stick)
    heard: list[int] = []

    class Stop(Exception):  # noqa: N818
        pass

    def stop(done: int, _total: int, _what: str) -> None:
        heard.append(done)
        if done > visits.PARTS // 2:
            raise Stop

    with pytest.raises(Stop):
        meeting.plug(meeting.ech, report=stop)
    assert len(set(heard)) > 2, "it moves within the file"
    with meeting.ech.database.reading() as session:
        assert session.execute(text("SELECT label FROM member")).scalars().all() == []
    assert meeting.plug(meeting.ech).applied > 0


def test_a_file_is_announced_before_it_is_taken_in(meeting: Meeting) -> None:
    enter(meeting.gre, "Lefèvre")
    file = rounds.give(meeting.site(meeting.gre), meeting.stick).file
    odd = meeting.stick / "photo.vav"
    odd.write_bytes(b"no")
    found = visits.announce(meeting.site(meeting.ech), [meeting.stick])
    assert [one.error.code if one.error else "" for one in found] == ["not_a_bundle", ""]
    assert found[1].fresh[0].changes > 0
    assert visits.announce(meeting.site(meeting.gre), [file])[0].ours
    taken = visits.take_in(meeting.site(meeting.ech), [file])
    assert taken.applied == found[1].fresh[0].changes
    assert visits.announce(meeting.site(meeting.ech), [file])[0].already


def test_nothing_but_exchange_files_is_looked_at_on_a_stick(meeting: Meeting) -> None:
    deep = meeting.stick / "photos" / "2026"
    deep.mkdir(parents=True)
    rounds.give(meeting.site(meeting.gre), deep)
    assert visits.files_in(meeting.stick) == []
    assert not visits.has_files(meeting.stick)
    assert not visits.has_files(meeting.stick / "gone")


def test_watched_folders_are_kept_on_this_post(meeting: Meeting) -> None:
    database = meeting.gre.database
    with pytest.raises(FolderUnusableError):
        places.watch(database, meeting.stick / "none")
    places.watch(database, meeting.stick)
    places.watch(database, meeting.stick, ("Échirolles",))
    now = places.every(database, 0)
    assert now.minutes == places.LEAST_MINUTES
    assert [(one.path, one.to) for one in now.watched] == [(meeting.stick, ("Échirolles",))]
    assert places.leave(database, meeting.stick).watched == ()


def test_two_sticks_under_one_name_both_get_the_news(meeting: Meeting) -> None:
    enter(meeting.gre, "Lefèvre")
    meeting.plug(meeting.gre)
    other = meeting.stick.with_name("other")
    meeting.stick.rename(other)
    meeting.stick.mkdir()
    enter(meeting.gre, "Martin")
    assert meeting.plug(meeting.gre).written is not None
    shutil.rmtree(meeting.stick)
    other.rename(meeting.stick)
    assert meeting.plug(meeting.gre).written is not None


def test_who_has_less_since_a_backup_is_told_again_though_nothing_is_new(meeting: Meeting) -> None:
    def look(times: int) -> list[visits.Visit]:
        return [meeting.plug(one) for _ in range(times) for one in (meeting.gre, meeting.ech)]

    enter(meeting.gre, "Lefèvre")
    look(3)
    path = meeting.ech.database.path
    copy = backups.make_copy(path)
    enter(meeting.gre, "Entre-temps")
    look(3)
    enter(meeting.gre, "Ensuite")
    look(3)
    meeting.ech.database.close()
    backups.put_back(path, copy.path)
    meeting.ech = open_desk(path.parent, volunteer="ech")
    look(3)
    with meeting.ech.database.reading() as session:
        names = set(session.scalars(text("SELECT label FROM member")))
    assert names == {"Lefèvre", "Entre-temps", "Ensuite"}
    assert [visit.written for visit in look(1)] == [None, None], "and there it ends"


def test_one_of_several_files_that_went_is_written_again(
    meeting: Meeting, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(giving, "LARGEST_FILE", 1)
    monkeypatch.setattr(seal, "MOST_ROWS", 1)
    for name in ("Lefèvre", "Martin"):
        enter(meeting.gre, name)
    meeting.plug(meeting.gre)
    files = sorted((meeting.stick / visits.OWN_FOLDER).iterdir())
    assert len(files) > 2
    assert meeting.plug(meeting.gre).written is None
    files[0].unlink()
    assert meeting.plug(meeting.gre).written is not None
