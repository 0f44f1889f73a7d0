"""A file is written whole or not at all."""

import errno
import os
from pathlib import Path

import pytest

from vaetvient.exchange.errors import FileUnwritableError, FolderGivenError, FolderMissingError
from vaetvient.exchange.saving import check_target, save, whole_copy, whole_file

FULL = Path("/dev/full")
on_a_full_disk = pytest.mark.skipif(not FULL.exists(), reason="this system has no full device")


def names_in(folder: Path) -> list[str]:
    return [entry.name for entry in folder.iterdir()]


def half_written(target: Path, error: Exception) -> None:
    """Write something, and fail before it is whole."""
    with whole_file(target) as file:
        file.write(b"deux")
        raise error


def test_a_file_replaces_the_one_before(tmp_path: Path) -> None:
    target = tmp_path / "liste.csv"
    save(target, b"un")
    save(target, b"deux")
    assert target.read_bytes() == b"deux"
    assert names_in(tmp_path) == ["liste.csv"]


def test_what_fails_half_way_leaves_what_was_there(tmp_path: Path) -> None:
    target = tmp_path / "liste.csv"
    save(target, b"un")
    with pytest.raises(ZeroDivisionError):
        half_written(target, ZeroDivisionError())
    assert target.read_bytes() == b"un"
    assert names_in(tmp_path) == ["liste.csv"]


def test_a_disk_that_fills_up_half_way_leaves_what_was_there(tmp_path: Path) -> None:
    target = tmp_path / "liste.csv"
    save(target, b"un")
    with pytest.raises(FileUnwritableError) as refused:
        half_written(target, OSError(errno.ENOSPC, "No space left on device"))
    assert "plus de place" in refused.value.message
    assert target.read_bytes() == b"un"


def test_a_link_stays_and_what_it_points_to_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "ailleurs").mkdir()
    target, link = tmp_path / "ailleurs" / "liste.csv", tmp_path / "lien.csv"
    save(target, b"un")
    link.symlink_to(target)
    save(link, b"deux")
    assert link.is_symlink()
    assert target.read_bytes() == b"deux"


@on_a_full_disk
def test_a_device_is_written_to_and_never_replaced() -> None:
    with pytest.raises(FileUnwritableError):
        save(FULL, b"x")
    assert not FULL.is_file()


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(FolderGivenError):
        check_target(tmp_path)


def test_the_folder_must_exist(tmp_path: Path) -> None:
    with pytest.raises(FolderMissingError):
        check_target(tmp_path / "clé" / "liste.csv")


@pytest.mark.parametrize("name", ["x" * 5000, "a\0b"], ids=["endless", "NUL"])
def test_a_name_that_no_file_can_have_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises((FileUnwritableError, FolderMissingError)):
        save(tmp_path / name, b"x")


def test_a_copy_made_by_something_else_takes_its_place_when_whole(tmp_path: Path) -> None:
    target = tmp_path / "copie.sqlite3"
    with whole_copy(target) as building:
        building.write_bytes(b"tout")
        assert not target.exists()
    assert target.read_bytes() == b"tout"
    assert names_in(tmp_path) == ["copie.sqlite3"]


def test_nothing_takes_the_place_of_a_device(tmp_path: Path) -> None:
    with pytest.raises(FileUnwritableError), whole_copy(Path(os.devnull)):
        pass
    assert not Path(os.devnull).is_file()
