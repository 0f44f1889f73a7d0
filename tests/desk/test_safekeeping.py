"""Copies are made by themselves, here and in a second folder, and are in nobody's way."""

import shutil
from pathlib import Path

import pytest

from tests.trial_office import TrialOffice
from vaetvient.desk import safekeeping
from vaetvient.desk.safekeeping import NotAFolderError
from vaetvient.storage import backups
from vaetvient.storage.errors import DatabaseDamagedError, DiskFullError


def test_the_first_copy_of_the_day_is_made_once(office: TrialOffice) -> None:
    office.person()
    assert safekeeping.back_up_if_due(office.desk) is not None
    office.association()
    assert safekeeping.back_up_if_due(office.desk) is None


def test_at_closing_a_copy_is_made_of_what_changed(office: TrialOffice) -> None:
    office.person()
    assert safekeeping.back_up_at_close(office.desk) is not None
    assert len(safekeeping.safety(office.desk).copies) == 1


def test_a_second_copy_goes_to_a_folder_of_this_posts_own(
    office: TrialOffice, tmp_path: Path
) -> None:
    stick = tmp_path / "clé"
    stick.mkdir()
    safekeeping.choose_second_folder(office.desk, str(stick))
    made = safekeeping.back_up(office.desk)
    assert made.trouble == ""
    (own,) = stick.iterdir()
    assert [copy.path.name for copy in backups.copies_in(own)] == [made.copy.path.name]


def test_a_stick_pulled_out_is_said_and_the_copy_here_is_made_all_the_same(
    office: TrialOffice, tmp_path: Path
) -> None:
    stick = tmp_path / "clé"
    stick.mkdir()
    safekeeping.choose_second_folder(office.desk, str(stick))
    shutil.rmtree(stick)
    made = safekeeping.back_up(office.desk)
    assert made.copy.path.exists()
    assert str(stick) in made.trouble
    assert safekeeping.safety(office.desk).trouble == made.trouble
    stick.mkdir()
    safekeeping.back_up(office.desk)
    assert safekeeping.safety(office.desk).trouble == ""


def test_a_folder_that_is_not_there_cannot_be_chosen(office: TrialOffice, tmp_path: Path) -> None:
    with pytest.raises(NotAFolderError) as caught:
        safekeeping.choose_second_folder(office.desk, str(tmp_path / "pas là"))
    assert caught.value.field == "second_folder"
    safekeeping.choose_second_folder(office.desk, "")


def test_a_full_disk_at_closing_is_kept_for_the_settings_to_say(
    office: TrialOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_path: Path) -> None:
        raise DiskFullError(path="/disque")

    office.person()
    monkeypatch.setattr(backups, "make_copy", full)
    assert safekeeping.back_up_at_close(office.desk) is None
    assert "plus de place" in safekeeping.safety(office.desk).trouble


def test_a_damaged_database_is_not_passed_over_as_a_copy(
    office: TrialOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    def damaged(_path: Path) -> None:
        raise DatabaseDamagedError(path="/base")

    monkeypatch.setattr(backups, "make_copy", damaged)
    with pytest.raises(DatabaseDamagedError):
        safekeeping.back_up(office.desk)


def test_a_copy_dated_years_ahead_does_not_stop_the_daily_ones(office: TrialOffice) -> None:
    office.person()
    made = backups.make_copy(office.desk.database.path)
    ahead = made.path.name.replace(f"{made.at:%Y%m%d}", "20500101")
    made.path.rename(made.path.with_name(ahead))
    assert safekeeping.back_up_if_due(office.desk) is not None
    for copy in backups.own_copies(office.desk.database.path):
        if copy.path.name != ahead:
            copy.path.unlink()
    assert safekeeping.back_up_at_close(office.desk) is not None
