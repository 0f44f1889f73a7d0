"""Copies are thinned out with age, checked before they are put back, and lose nothing."""

import os
import shutil
import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.trial_office import TrialOffice
from vaetvient.storage import backups, salvage, schema
from vaetvient.storage.backups import AUTOMATIC, Copy, CopyTooNewError, CopyUnsoundError
from vaetvient.storage.errors import FolderUnusableError

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


def a_copy(at: datetime, why: str = AUTOMATIC) -> Copy:
    return Copy(Path(f"{at:%Y%m%d-%H%M%S}-{why}"), at, why, 1)


def kept(copies: list[Copy]) -> list[Copy]:
    gone = {copy.path for copy in backups.superfluous(copies)}
    return [copy for copy in copies if copy.path not in gone]


def test_a_year_of_closings_leaves_a_week_a_month_and_a_year() -> None:
    copies = [a_copy(NOON - timedelta(hours=4 * n)) for n in range(365 * 6)]
    left = kept(copies)
    assert {(NOON - timedelta(days=n)).date() for n in range(7)} <= {c.at.date() for c in left}
    assert len({(c.at.year, c.at.month) for c in left}) == 12
    assert len(left) + 2 >= 7 + 3 + 11
    assert len(left) <= 7 + 4 + 12


@given(st.sets(st.integers(0, 5_000), max_size=60), st.integers(0, 5_000))
def test_thinning_out_again_takes_nothing_more_and_the_newest_stays(
    hours: set[int], newest: int
) -> None:
    copies = [a_copy(NOON + timedelta(hours=n)) for n in hours | {newest}]
    left = kept(copies)
    assert kept(left) == left
    assert max(copies, key=lambda copy: copy.at) in left


@given(st.lists(st.integers(0, 400), min_size=1, max_size=30))
def test_a_clock_that_was_years_ahead_for_a_day_empties_nothing(days: list[int]) -> None:
    copies = [a_copy(NOON - timedelta(days=n)) for n in set(days)]
    ahead = a_copy(NOON.replace(year=2040))
    lost = set(backups.superfluous([*copies, ahead])) - set(backups.superfluous(copies))
    assert len(lost) <= 3  # a day, a week and a month each gave up at most their oldest


def test_copies_made_for_another_reason_are_not_thinned_out_as_daily_ones() -> None:
    copies = [a_copy(NOON - timedelta(minutes=n), "avant-mise-a-jour") for n in range(8)]
    assert len(kept(copies)) == backups.KEPT_OTHERS


def test_a_copy_holds_all_and_says_when_and_why(office: TrialOffice) -> None:
    office.person()
    copy = backups.make_copy(office.desk.database.path)
    assert copy in backups.own_copies(office.desk.database.path)
    assert copy.why == AUTOMATIC
    held = salvage.holds(copy.path)
    assert held is not None
    assert held.members == 1
    assert backups.is_sound(copy.path)


def test_what_is_not_a_copy_is_left_alone(office: TrialOffice) -> None:
    path = office.desk.database.path
    stranger = path.parent / schema.BACKUPS / "photos de vacances.sqlite3"
    stranger.parent.mkdir()
    stranger.write_bytes(b"x")
    backups.make_copy(path)
    assert stranger.exists()
    assert len(backups.own_copies(path)) == 1


def test_a_database_that_did_not_change_needs_no_copy(office: TrialOffice) -> None:
    path = office.desk.database.path
    assert backups.is_stale(path, [])
    office.person()
    backups.make_copy(path)
    for part in (path, path.with_name(f"{path.name}-wal")):
        os.utime(part, (0, 0))
    assert not backups.is_stale(path, backups.own_copies(path))
    os.utime(path.with_name(f"{path.name}-wal"))
    later = datetime.now(UTC).timestamp() + 60
    os.utime(path, (later, later))
    assert backups.is_stale(path, backups.own_copies(path))


def test_a_copy_put_back_brings_the_past_and_keeps_the_present(office: TrialOffice) -> None:
    path = office.desk.database.path
    office.person()
    copy = backups.make_copy(path)
    office.association()
    office.close()
    aside = backups.put_back(path, copy.path)
    again = TrialOffice(office.folder)
    assert again.count("member") == 1
    again.close()
    held = salvage.holds(aside)
    assert held is not None
    assert held.members == 2
    assert copy.path.exists()


def test_the_log_of_the_old_file_never_meets_the_new_one(office: TrialOffice) -> None:
    path = office.desk.database.path
    copy = backups.make_copy(path)
    office.person()
    log = path.with_name(f"{path.name}-wal")
    waiting = log.read_bytes()
    assert waiting
    office.close()
    log.write_bytes(waiting)  # as after a power cut
    aside = backups.put_back(path, copy.path)
    assert not log.exists() or log.stat().st_size == 0
    held = salvage.holds(aside)
    assert held is not None
    assert held.members == 1


def test_a_damaged_copy_is_not_put_back(office: TrialOffice) -> None:
    path = office.desk.database.path
    office.person()
    copy = backups.make_copy(path)
    damage(copy.path)
    office.close()
    before = path.read_bytes()
    with pytest.raises(CopyUnsoundError):
        backups.put_back(path, copy.path)
    assert path.read_bytes() == before
    with pytest.raises(CopyUnsoundError):
        backups.put_back(path, path.with_name("nulle-part.sqlite3"))


def test_a_copy_of_a_newer_program_is_not_put_back(office: TrialOffice) -> None:
    copy = backups.make_copy(office.desk.database.path)
    with sqlite3.connect(copy.path) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    with pytest.raises(CopyTooNewError):
        backups.refuse_unsound(copy.path)


def test_a_stick_that_is_not_there_is_said_and_not_made_up(
    office: TrialOffice, tmp_path: Path
) -> None:
    copy = backups.make_copy(office.desk.database.path)
    with pytest.raises(FolderUnusableError):
        backups.hand_on(copy, tmp_path / "clé" / "poste")
    assert not (tmp_path / "clé").exists()


def test_a_second_copy_is_the_same_and_is_thinned_out_too(
    office: TrialOffice, tmp_path: Path
) -> None:
    copy = backups.make_copy(office.desk.database.path)
    stick = tmp_path / "poste"
    stick.mkdir()
    for n in range(40):
        old = (NOON - timedelta(days=n)).strftime("%Y%m%d-%H%M%S")
        (stick / f"vaetvient-{old}-automatique-{n:06x}.sqlite3").write_bytes(b"x")
    second = backups.hand_on(copy, stick)
    assert second.read_bytes() == copy.path.read_bytes()
    assert len(list(stick.iterdir())) < 15


# What can still be read


def damage(path: Path, where: float = 0.5) -> None:
    """Overwrite a stretch of the file, as a tired disk does."""
    data = bytearray(path.read_bytes())
    start = int(len(data) * where) // 4096 * 4096
    data[start : start + 8192] = b"\xaa" * 8192
    path.write_bytes(bytes(data))


def test_what_a_copy_lacks_is_said_in_sentences(office: TrialOffice) -> None:
    path = office.desk.database.path
    office.person(dues=False)
    copy = backups.make_copy(path)
    held = salvage.holds(copy.path)
    assert held is not None
    office.later(minutes=5)
    office.association("Les Jardins", dues=False)
    assert salvage.gestures_after(path, held.last) == ["Fiche de Les Jardins créée"]


def test_all_that_a_damaged_file_still_gives_is_written_out(
    office: TrialOffice, tmp_path: Path
) -> None:
    for n in range(60):
        office.person(f"Personne{n:03}", dues=False)
    office.close()
    path = tmp_path / "abîmé.sqlite3"
    shutil.copyfile(office.desk.database.path, path)
    whole = salvage.write_out(path, tmp_path, NOON)
    assert whole.cut == ()
    pages = sqlite3.connect(path)
    (root,) = pages.execute("SELECT rootpage FROM sqlite_master WHERE name = 'loan'").fetchone()
    pages.close()
    data = bytearray(path.read_bytes())
    data[(root - 1) * 4096 : root * 4096] = b"\xaa" * 4096
    path.write_bytes(bytes(data))
    saved = salvage.write_out(path, tmp_path, NOON + timedelta(hours=1))
    assert "loan" in saved.cut
    members = (saved.folder / "member.csv").read_text("utf-8-sig").splitlines()
    assert len(members) == 1 + 60
    assert "Personne007" in "\n".join(members)


def test_a_file_that_is_no_database_gives_nothing_and_no_traceback(tmp_path: Path) -> None:
    path = tmp_path / "vaetvient.sqlite3"
    path.write_bytes(b"ceci n'est pas une base" * 500)
    assert salvage.holds(path) is None
    assert salvage.gestures_after(path, "") is None
    assert salvage.write_out(path, tmp_path, NOON).rows == 0


def future(year: int, count: int) -> list[datetime]:
    return [NOON.replace(year=year) + timedelta(days=32 * n) for n in range(count)]


def lay_down(folder: Path, moments: list[datetime]) -> None:
    """Copies that were made when the clock said so."""
    folder.mkdir(exist_ok=True)
    for n, at in enumerate(moments):
        (folder / f"vaetvient-{at:%Y%m%d-%H%M%S}-{AUTOMATIC}-{n:06x}.sqlite3").write_bytes(b"x")


def test_the_copy_just_made_stays_though_the_clock_fell_back_years(office: TrialOffice) -> None:
    path = office.desk.database.path
    lay_down(path.parent / schema.BACKUPS, future(2050, 14))
    made = backups.make_copy(path)
    assert made.path.exists()


def test_the_second_copy_just_handed_on_stays_too(office: TrialOffice, tmp_path: Path) -> None:
    made = backups.make_copy(office.desk.database.path)
    stick = tmp_path / "clé"
    lay_down(stick, future(2050, 14))
    assert backups.hand_on(made, stick).exists()


@pytest.mark.parametrize("key", ["../../ailleurs", "a\0b", "n" * 400, 3.5, None])
def test_a_row_whose_key_is_spoilt_still_gives_its_picture(tmp_path: Path, key: object) -> None:
    damaged = tmp_path / "data.sqlite3"
    connection = sqlite3.connect(damaged)
    connection.execute("CREATE TABLE photo (id, jpeg)")
    connection.execute("INSERT INTO photo VALUES (?, ?)", (key, b"\xff\xd8" + bytes(40)))
    connection.commit()
    connection.close()
    found = salvage.write_out(damaged, tmp_path, NOON)
    assert (found.rows, found.cut) == (1, ())
    (picture,) = (found.folder / "photo").iterdir()
    assert picture.suffix == ".jpg"
