"""The schema's revision: made, checked and brought up to date with Alembic.

Alembic itself is imported only when there is something to migrate.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Connection

from vaetvient.storage import capture, sqlite
from vaetvient.storage.errors import (
    DatabaseDamagedError,
    DatabaseTooNewError,
    FolderUnusableError,
    as_environment_fault,
    clear_faults,
)
from vaetvient.storage.peek import revisions

REVISION = "0021"
"""The revision that this program reads and writes: the newest of `migrations/versions`."""

BACKUPS = "sauvegardes"


def prepare(path: Path) -> None:
    """Leave a database of today's revision at `path`, whatever was there.

    Makes the folder and the database where there is none; migrates an older one after keeping a
    copy beside it; refuses, untouched, a newer or a damaged one. Safe when several processes
    start at once.
    """
    with clear_faults(path.parent):
        path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        _make(path)
        return
    try:
        revision = sqlite.read_revision(path)
    except sqlite3.DatabaseError as error:
        raise as_environment_fault(error, path) or DatabaseDamagedError(path=str(path)) from error
    if revision == REVISION:
        return
    if revision is None or revision in _older_revisions():
        if revision is not None:
            keep_copy(path, "avant-mise-a-jour")
        with clear_faults(path):
            _upgrade(path)
    elif revision == "":
        raise DatabaseDamagedError(path=str(path))
    else:
        raise DatabaseTooNewError(path=str(path))


def keep_copy(path: Path, why: str) -> Path:
    """A consistent copy of the database at `path`, in the backups folder beside it.

    On the disk when this returns, and under its name only when it is whole.
    """
    folder = path.parent / BACKUPS
    stamp = datetime.now(UTC).strftime("%Y%m%d-%H%M%S")
    target = folder / f"{path.stem}-{stamp}-{why}-{uuid.uuid4().hex[:6]}{path.suffix}"
    with clear_faults(folder):
        folder.mkdir(exist_ok=True)
        unfinished = target.with_name(f"{target.name}.part")
        try:
            sqlite.copy_database(path, unfinished)
            with unfinished.open("rb+") as copy:
                os.fsync(copy.fileno())
            unfinished.replace(target)
        finally:
            unfinished.unlink(missing_ok=True)
    return target


@contextlib.contextmanager
def building(path: Path, revision: str) -> Iterator[Connection]:
    """A database in the making at `path`, which must not exist: the bare tables of `revision`.

    For rows kept by an older program: they are written to the tables that they came from, in the
    one open transaction, and brought up to date with them when it ends. Nothing is checked until
    then, nor left behind by an exception. Raises DatabaseTooNewError for an unknown revision,
    DatabaseDamagedError for rows that refer to nothing.
    """
    if revision not in _older_revisions() | {REVISION}:
        raise DatabaseTooNewError(path=str(path))
    try:
        engine = sqlite.engine_for(path)
        try:
            with clear_faults(path), engine.connect() as connection:
                driver = connection.connection.driver_connection
                assert driver is not None
                driver.execute("PRAGMA foreign_keys=OFF")
                with connection.begin():
                    _migrate(connection, revision)
                    yield connection
        finally:
            engine.dispose()
        with clear_faults(path):
            _upgrade(path)
    except BaseException:
        take_away(path)
        raise


def take_away(path: Path) -> None:
    """Leave nothing of a database that could not be made whole."""
    for tail in ("", "-wal", "-shm", "-journal"):
        path.with_name(f"{path.name}{tail}").unlink(missing_ok=True)


def _make(path: Path) -> None:
    """Build the empty database under a name of its own, then put it in place at once.

    Whoever comes second finds the place taken and uses the first's.
    """
    building = path.with_name(f"{path.name}.{uuid.uuid4().hex}.new")
    try:
        with clear_faults(path.parent):
            _upgrade(building)
            with contextlib.suppress(FileExistsError):
                _place(building, path)
    finally:
        for leftover in path.parent.glob(f"{building.name}*"):
            with contextlib.suppress(OSError):
                leftover.unlink()
    if not path.exists():
        raise FolderUnusableError(path=str(path.parent))


def _place(building: Path, path: Path) -> None:
    """Give the finished file its name, unless another has it already."""
    try:
        os.link(building, path)  # atomic, and never over an existing file
    except FileExistsError:
        raise
    except OSError:  # FAT and exFAT have no links
        if not path.exists():
            building.rename(path)


def readable_revisions() -> frozenset[str]:
    """The revisions that this program reads: today's, and older ones it brings up to date."""
    return _older_revisions() | {REVISION}


def _migrate(connection: Connection, revision: str) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    command.upgrade(config, revision)


def _older_revisions() -> frozenset[str]:
    return frozenset(revisions()) - {REVISION}


def _upgrade(path: Path) -> None:
    """Run the migrations on a connection of their own, foreign keys off while tables are rebuilt.

    SQLite rebuilds a table to alter it, and would cascade over its children (the pragma is
    ignored inside a transaction); the keys are checked before the transaction is committed.
    """
    engine = sqlite.engine_for(path)
    try:
        with engine.connect() as connection:
            driver = connection.connection.driver_connection
            assert driver is not None
            driver.execute("PRAGMA foreign_keys=OFF")
            connection.execution_options(begin="IMMEDIATE")
            with connection.begin():
                _migrate(connection, REVISION)
                sqlite.install_search(connection)
                sqlite.install_journal(connection)
                capture.renew_capture(connection)
                connection.exec_driver_sql(
                    "INSERT OR IGNORE INTO current_gesture (id, gesture_id) VALUES (1, NULL)"
                )
                broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
                if broken:
                    raise DatabaseDamagedError(path=str(path))
            driver.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    finally:
        engine.dispose()
