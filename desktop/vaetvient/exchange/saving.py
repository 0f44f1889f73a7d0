"""Files written whole or not at all, on disks that fill up and sticks that are pulled out."""

from __future__ import annotations

import contextlib
import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from vaetvient.exchange.errors import (
    FileUnwritableError,
    FolderGivenError,
    FolderMissingError,
    reason_of,
)
from vaetvient.language import _


def check_target(path: Path) -> None:
    """Refuse beforehand a place where no file can be written.

    Raises FolderGivenError, FolderMissingError, FileUnwritableError.
    """
    try:
        if path.is_dir():
            raise FolderGivenError(path=str(path))
        if not path.parent.is_dir():
            raise FolderMissingError(path=str(path.parent))
        with contextlib.suppress(FileNotFoundError):
            path.lstat()  # a name too long, or that no file can have
        if not _is_special(path):
            trial = _building(path)
            trial.touch(exist_ok=False)
            trial.unlink()
    except (OSError, ValueError) as error:  # ValueError: a NUL within the name
        raise FileUnwritableError(path=str(path), why=reason_of(error)) from error


@contextmanager
def whole_file(path: Path) -> Iterator[BinaryIO]:
    """A file that takes its place at `path` once it is complete and on the disk.

    Until then it has another name in the same folder; an exception leaves what was at `path`.
    Raises FolderGivenError, FolderMissingError, FileUnwritableError.
    """
    try:
        check_target(path)
        if _is_special(path):
            with path.open("wb") as special:
                yield special
            return
        target = path.resolve()  # what a link points to is replaced, not the link
        building = _building(target)
        try:
            with building.open("xb") as file:
                yield file
                file.flush()
                os.fsync(file.fileno())
            building.replace(target)
        finally:
            with contextlib.suppress(OSError):
                building.unlink(missing_ok=True)
    except OSError as error:
        raise FileUnwritableError(path=str(path), why=reason_of(error)) from error


@contextmanager
def whole_copy(path: Path) -> Iterator[Path]:
    """The name of a file to be made by something else, which takes its place at `path` once it is
    complete and on the disk; see `whole_file`."""
    try:
        check_target(path)
        if _is_special(path):
            raise FileUnwritableError(path=str(path), why=_("ce n'est pas un fichier"))
        target = path.resolve()
        building = _building(target)
        try:
            yield building
            with building.open("rb+") as file:
                os.fsync(file.fileno())
            building.replace(target)
        finally:
            with contextlib.suppress(OSError):
                building.unlink(missing_ok=True)
    except OSError as error:
        raise FileUnwritableError(path=str(path), why=reason_of(error)) from error


def save(path: Path, content: bytes) -> None:
    """Write `content` at `path`, whole or not at all; see `whole_file`."""
    with whole_file(path) as file:
        file.write(content)


def _is_special(path: Path) -> bool:
    """A device or a pipe is written to, never replaced."""
    return path.exists() and not path.is_file()


def _building(path: Path) -> Path:
    return path.with_name(f".{uuid.uuid4().hex}.part")
