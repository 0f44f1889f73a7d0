"""The file of a feed: found, looked at twice so that none is taken half-written, and read."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from vaetvient.exchange.encoding import opened
from vaetvient.exchange.errors import FileMissingError, FileUnreadableError, reason_of
from vaetvient.exchange.opening import SUFFIXES
from vaetvient.exchange.reading import Wish, read_list
from vaetvient.exchange.sheet import Sheet

SETTLED_AFTER = 2.0
"""Seconds for which a file has to keep its size and date before it is read."""
_PIECE = 1 << 20
_UNFINISHED = (".part", ".crdownload", ".tmp", ".filepart", ".download")


class Followed(Protocol):
    """What is known of a feed."""

    @property
    def path(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def wish(self) -> Mapping[str, Any]: ...
    @property
    def seen(self) -> str: ...


@dataclass(frozen=True, slots=True)
class FeedFile:
    """A file that was looked at."""

    path: Path
    digest: str
    """Of all its bytes; empty while it is being written."""
    wish: Wish
    folder: Path | None

    def sheet(self) -> Sheet:
        """The list in it. Raises what `read_list` raises."""
        return read_list(self.path, self.wish, folder=self.folder)


def look_at(
    followed: Followed,
    folder: Path | None,
    *,
    wait: Callable[[float], None] = time.sleep,
    clock: Callable[[], float] = time.time,
) -> FeedFile:
    """Look at the file of a feed; `folder` holds the user's own profiles.

    A file changed within the last SETTLED_AFTER seconds is looked at again after as long, and not
    taken while it grows. Raises FileMissingError, FileUnreadableError.
    """
    path = newest(Path(followed.path))
    wish = Wish(kind=followed.kind, **followed.wish)
    before = _state(path)
    if abs(clock() - before[1]) < SETTLED_AFTER:
        wait(SETTLED_AFTER)
        if _state(path) != before:
            return FeedFile(path, "", wish, folder)
    read = hashlib.sha256()
    with opened(path) as file:
        try:
            while piece := file.read(_PIECE):
                read.update(piece)
        except OSError as error:
            raise FileUnreadableError(path=str(path), why=reason_of(error)) from error
    if _state(path) != before or _being_written(path):
        return FeedFile(path, "", wish, folder)
    return FeedFile(path, read.hexdigest(), wish, folder)


def newest(path: Path) -> Path:
    """`path`, or the newest list within it when it is a folder. Raises FileMissingError."""
    try:
        if not path.is_dir():
            if not path.exists():
                raise FileMissingError(path=str(path))
            return path
        lists = [
            (entry.stat().st_mtime_ns, entry.name, entry)
            for entry in path.iterdir()
            if entry.suffix.lower().lstrip(".") in SUFFIXES
            and not entry.name.startswith((".", "~$"))
            and entry.is_file()
        ]
    except OSError as error:
        raise FileUnreadableError(path=str(path), why=reason_of(error)) from error
    if not lists:
        raise FileMissingError(path=str(path))
    return max(lists)[2]


def _state(path: Path) -> tuple[int, float]:
    try:
        found = path.stat()
    except OSError as error:
        raise FileUnreadableError(path=str(path), why=reason_of(error)) from error
    return found.st_size, found.st_mtime


def _being_written(path: Path) -> bool:
    """Whether a browser or a copy is at work beside it."""
    return any(path.with_name(path.name + ending).exists() for ending in _UNFINISHED)
