"""Copies of the database, made by themselves, thinned out with age, and put back when needed.

A copy is a database of its own, written by SQLite from one consistent state (`VACUUM INTO`): it
reads every row, so a copy that was made is sound. Its name says when and why it was made, and
nothing else is trusted: a stick brings copies home without their dates.
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import sqlite3
import uuid
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from vaetvient.domain.errors import EnvironmentFaultError, RefusedError
from vaetvient.language import N_
from vaetvient.storage import schema, sqlite
from vaetvient.storage.errors import clear_faults

AUTOMATIC = "automatique"
ASIDE = "mise-de-cote"
"""The database that a copy was put in place of."""
BEFORE_EXCHANGE = "avant-echange"
"""The database before much was taken in from other offices."""
KEPT_DAYS, KEPT_WEEKS, KEPT_MONTHS = 7, 4, 12
KEPT_OTHERS = 5
"""Of each other kind (before an update, put aside), how many are kept."""
_NAME = re.compile(r"(?P<stem>.+)-(?P<at>\d{8}-\d{6})-(?P<why>[a-z-]+)-[0-9a-f]{6}\.sqlite3")
_STAMP = "%Y%m%d-%H%M%S"


class CopyUnsoundError(RefusedError):
    code = "copy_unsound"
    text = N_("Cette copie est abîmée, elle aussi : {path}.")
    way_out = N_("Prenez-en une autre.")


class CopyTooNewError(RefusedError):
    code = "copy_too_new"
    text = N_("Cette copie vient d'une version plus récente du programme : {path}.")
    way_out = N_("Installez la dernière version, ou prenez une copie plus ancienne.")


@dataclass(frozen=True, slots=True)
class Copy:
    """A copy on the disk: when it was made (UTC), why, how many bytes it has."""

    path: Path
    at: datetime
    why: str
    size: int


def copies_in(folder: Path) -> list[Copy]:
    """The copies in a folder, the newest first; none where it cannot be read."""
    found: list[Copy] = []
    with contextlib.suppress(OSError):
        for path in folder.iterdir():
            name = _NAME.fullmatch(path.name)
            if name is None:
                continue
            with contextlib.suppress(OSError, ValueError):
                at = datetime.strptime(name["at"], _STAMP).replace(tzinfo=UTC)
                found.append(Copy(path, at, name["why"], path.stat().st_size))
    return sorted(found, key=lambda copy: (copy.at, copy.path.name), reverse=True)


def own_copies(path: Path) -> list[Copy]:
    """The copies kept beside the database at `path`."""
    return copies_in(path.parent / schema.BACKUPS)


def superfluous(copies: Iterable[Copy]) -> list[Copy]:
    """The copies that may go: of automatic ones the newest of each of the last 7 days, 4 weeks
    and 12 months *that have any* stays, so that no wrong clock and no long closing thins them out.
    """
    newest_first = sorted(copies, key=lambda copy: (copy.at, copy.path.name), reverse=True)
    automatic = [copy for copy in newest_first if copy.why == AUTOMATIC]
    kept: set[Path] = set()
    for most, period in (
        (KEPT_DAYS, lambda at: at.date()),
        (KEPT_WEEKS, lambda at: at.isocalendar()[:2]),
        (KEPT_MONTHS, lambda at: (at.year, at.month)),
    ):
        kept |= _newest_of_each(automatic, most, period)
    others: dict[str, int] = {}
    for copy in newest_first:
        if copy.why != AUTOMATIC:
            others[copy.why] = others.get(copy.why, 0) + 1
            if others[copy.why] <= KEPT_OTHERS:
                kept.add(copy.path)
    return [copy for copy in newest_first if copy.path not in kept]


def _newest_of_each(
    copies: list[Copy], most: int, period: Callable[[datetime], Hashable]
) -> set[Path]:
    found: dict[Hashable, Path] = {}
    for copy in copies:
        found.setdefault(period(copy.at), copy.path)
    return set(list(found.values())[:most])


def make_copy(path: Path, why: str = AUTOMATIC) -> Copy:
    """A new copy beside the database at `path`, and older ones thinned out.

    Raises EnvironmentFaultError subclasses: disk full, damaged, busy.
    """
    made = schema.keep_copy(path, why)
    thin_out(made.parent, made)
    return next(copy for copy in copies_in(made.parent) if copy.path == made)


def thin_out(folder: Path, just_made: Path) -> None:
    """Delete what is superfluous in a folder of copies; what cannot be stays, and so does the one
    just made, were the clock to say that it is the oldest of all."""
    for copy in superfluous(copies_in(folder)):
        if copy.path != just_made:
            with contextlib.suppress(OSError):
                copy.path.unlink()


def hand_on(copy: Copy, folder: Path) -> Path:
    """The same copy in a second folder (a stick, a network drive), whole or not at all.

    Raises FolderUnusableError, DiskFullError.
    """
    target = folder / copy.path.name
    unfinished = target.with_name(f"{target.name}.part")
    with clear_faults(folder):
        folder.mkdir(exist_ok=True)  # never its parents: a stick that is out is not made up
        try:
            shutil.copyfile(copy.path, unfinished)
            with unfinished.open("rb+") as written:
                os.fsync(written.fileno())
            unfinished.replace(target)
        finally:
            unfinished.unlink(missing_ok=True)
    thin_out(folder, target)
    return target


def automatic_so_far(path: Path) -> list[Copy]:
    """The automatic copies of the database at `path`, the newest first; without those dated
    after tomorrow: a clock that was wrong for a day must not stop the copies for years."""
    latest = datetime.now(UTC) + timedelta(days=1)
    return [copy for copy in own_copies(path) if copy.why == AUTOMATIC and copy.at <= latest]


def is_stale(path: Path, copies: Iterable[Copy]) -> bool:
    """Whether the database at `path` was written to since the newest of its automatic `copies`."""
    newest = max((copy.at for copy in copies), default=None)
    if newest is None:
        return True
    written = 0.0
    for part in (path, path.with_name(f"{path.name}-wal")):
        with contextlib.suppress(OSError):
            written = max(written, part.stat().st_mtime)
    return written > newest.timestamp() + 1


def refuse_unsound(path: Path) -> None:
    """Check a copy from end to end. Raises CopyUnsoundError, CopyTooNewError."""
    try:
        revision = sqlite.read_revision(path)
        problems = _problems(path) if revision else ["no tables"]
    except (sqlite3.Error, OSError) as error:
        raise CopyUnsoundError(path=str(path)) from error
    if problems:
        raise CopyUnsoundError(path=str(path))
    if revision not in schema.readable_revisions():
        raise CopyTooNewError(path=str(path))


def is_sound(path: Path) -> bool:
    """Whether a copy can be put back."""
    try:
        refuse_unsound(path)
    except (RefusedError, EnvironmentFaultError):
        return False
    return True


def _problems(path: Path) -> list[str]:
    connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True)
    try:
        rows = connection.execute("PRAGMA integrity_check").fetchall()
    finally:
        connection.close()
    return [str(row[0]) for row in rows if row[0] != "ok"]


def put_back(path: Path, copy: Path) -> Path:
    """Put a copy in the place of the database at `path`, which must not be open; where the
    database that was there is kept.

    At no moment is the place empty, whenever the machine may stop. Raises CopyUnsoundError,
    CopyTooNewError, and EnvironmentFaultError subclasses: then nothing was changed.
    """
    refuse_unsound(copy)
    folder = path.parent / schema.BACKUPS
    stamp = datetime.now(UTC).strftime(_STAMP)
    aside = folder / f"{path.stem}-{stamp}-{ASIDE}-{uuid.uuid4().hex[:6]}{path.suffix}"
    building = path.with_name(f"{path.name}.part")
    with clear_faults(path):
        folder.mkdir(exist_ok=True)
        try:
            shutil.copyfile(copy, building)
            with building.open("rb+") as written:
                os.fsync(written.fileno())
            if path.exists():
                _settle(path)
                _keep_aside(path, aside)
            building.replace(path)
        finally:
            building.unlink(missing_ok=True)
    return aside


def _settle(path: Path) -> None:
    """Bring what the log holds into the file, where the file can still take it."""
    with contextlib.suppress(sqlite3.Error):
        connection = sqlite3.connect(path, timeout=5)
        try:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        finally:
            connection.close()


def _keep_aside(path: Path, aside: Path) -> None:
    """The file under a second name, and its log moved there: another file's log is poison."""
    try:
        os.link(path, aside)
    except OSError:  # FAT and exFAT have no links
        shutil.copyfile(path, aside)
    for tail in ("-wal", "-shm"):
        with contextlib.suppress(FileNotFoundError):
            path.with_name(path.name + tail).replace(aside.with_name(aside.name + tail))
