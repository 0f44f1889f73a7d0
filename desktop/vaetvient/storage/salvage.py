"""What can still be read of a damaged database: its last gestures, and its tables as files.

Through SQLite's driver alone, read only, table by table and row by row: what one page has lost
takes nothing else with it.
"""

from __future__ import annotations

import csv
import hashlib
import json
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from vaetvient.domain.gesture import describe
from vaetvient.storage.errors import clear_faults

_STEP = 500
_KEY_BYTES = 16
_LEFT_OUT = ("sqlite_", "search_", "sync_", "alembic_")


@dataclass(frozen=True, slots=True)
class Holds:
    """How much a database holds: members, loans, and the moment of its last gesture (UTC)."""

    members: int
    loans: int
    last: str


@dataclass(frozen=True, slots=True)
class Salvaged:
    """What was written out: the folder, how many rows of how many tables, and which were cut."""

    folder: Path
    rows: int
    tables: int
    cut: tuple[str, ...]


def _open(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True, timeout=5)
    connection.text_factory = lambda raw: raw.decode("utf-8", "replace")
    return connection


def holds(path: Path) -> Holds | None:
    """What the database at `path` holds, None where that cannot be read."""
    try:
        connection = _open(path)
        try:
            members, loans, last = connection.execute(
                "SELECT (SELECT count(*) FROM member), "
                "(SELECT count(*) FROM loan WHERE number IS NOT NULL), "
                "(SELECT max(at) FROM gesture)"
            ).fetchone()
        finally:
            connection.close()
    except (sqlite3.Error, OSError):
        return None
    return Holds(members, loans, str(last or ""))


def gestures_after(path: Path, moment: str, most: int = 200) -> list[str] | None:
    """The sentences of what was done after `moment` (as stored), the newest first.

    None where the damaged database does not say.
    """
    try:
        connection = _open(path)
        try:
            rows = connection.execute(
                "SELECT kind, words FROM gesture WHERE at > ? ORDER BY at DESC LIMIT ?",
                (moment, most),
            ).fetchall()
        finally:
            connection.close()
    except (sqlite3.Error, OSError):
        return None
    return [describe(kind, _words(words)) for kind, words in rows]


def _words(text: str) -> dict[str, object]:
    try:
        found = json.loads(text)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def write_out(path: Path, folder: Path, now: datetime) -> Salvaged:
    """Write every row that can be read into a new folder within `folder`: a CSV file for each
    table, and the photos. Raises EnvironmentFaultError subclasses of the folder's disk.
    """
    target = folder / f"vaetvient-{now:%Y%m%d-%H%M%S}"
    with clear_faults(folder):
        target.mkdir()
    connection = _open(path)
    rows, tables, cut = 0, 0, []
    try:
        for name in _tables(connection):
            count, whole = _write_table(connection, name, target)
            rows += count
            tables += bool(count)
            if not whole:
                cut.append(name)
    finally:
        connection.close()
    return Salvaged(target, rows, tables, tuple(cut))


def _tables(connection: sqlite3.Connection) -> list[str]:
    """The tables that the file names; those the program knows where it names none."""
    try:
        found = [
            str(name)
            for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type='table'")
        ]
    except sqlite3.Error:
        found = []
    return sorted(name for name in found if not name.startswith(_LEFT_OUT))


def _write_table(connection: sqlite3.Connection, name: str, folder: Path) -> tuple[int, bool]:
    """One table into its file; how many rows, and whether that is all of them."""
    try:
        columns = [str(row[1]) for row in connection.execute(f'PRAGMA table_info("{name}")')]
    except sqlite3.Error:
        return 0, False
    count, whole = 0, True
    path = folder / f"{name}.csv"
    with clear_faults(path), path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow(columns)
        for row in _rows(connection, name):
            if row is None:
                whole = False
                continue
            writer.writerow(
                [
                    _cell(value, folder / name, row, column)
                    for column, value in zip(columns, row, strict=True)
                ]
            )
            count += 1
    return count, whole


def _rows(connection: sqlite3.Connection, name: str) -> Iterator[tuple[Any, ...] | None]:
    """The rows in order, None for each hole; past a hole the reading goes on with the next row
    that can be read, found by strides that double."""
    last, highest = -1, _highest(connection, name)
    while True:
        try:
            found = connection.execute(
                f'SELECT rowid, * FROM "{name}" WHERE rowid > ? ORDER BY rowid LIMIT {_STEP}',
                (last,),
            ).fetchall()
        except sqlite3.Error:
            found = None
        if found is not None:
            if not found:
                return
            yield from (row[1:] for row in found)
            last = found[-1][0]
            continue
        row = _one(connection, name, last)
        if row is not None:
            yield row[1:]
            last = row[0]
            continue
        yield None
        last = _past_hole(connection, name, last, highest)
        if last < 0:
            return


def _one(connection: sqlite3.Connection, name: str, last: int) -> tuple[Any, ...] | None:
    try:
        row = connection.execute(
            f'SELECT rowid, * FROM "{name}" WHERE rowid > ? ORDER BY rowid LIMIT 1', (last,)
        ).fetchone()
    except sqlite3.Error:
        return None
    return None if row is None else tuple(row)


def _highest(connection: sqlite3.Connection, name: str) -> int:
    try:
        return int(connection.execute(f'SELECT max(rowid) FROM "{name}"').fetchone()[0] or 0)
    except sqlite3.Error:
        return 1_000_000


def _past_hole(connection: sqlite3.Connection, name: str, last: int, highest: int) -> int:
    """A rowid after which a row can be read; -1 where there is none."""
    stride = 1
    while last + stride <= highest:
        at = last + stride
        if _one(connection, name, at) is not None:
            return at
        stride *= 2
    return -1


def _cell(value: Any, folder: Path, row: tuple[Any, ...], column: str) -> str:
    if value is None:
        return ""
    if not isinstance(value, bytes):
        return str(value)
    if len(value) == _KEY_BYTES:
        return str(UUID(bytes=value))
    folder.mkdir(exist_ok=True)
    kept = folder / f"{_file_name(row[0])}-{column}{_ending(value)}"
    kept.write_bytes(value)
    return f"{folder.name}/{kept.name}"


def _file_name(key: Any) -> str:
    """A name for what belongs to a row; of a damaged one the key may be anything at all."""
    if isinstance(key, bytes) and len(key) == _KEY_BYTES:
        return UUID(bytes=key).hex
    if isinstance(key, int):
        return str(key)
    return hashlib.sha256(repr(key).encode("utf-8", "replace")).hexdigest()[:32]


def _ending(value: bytes) -> str:
    if value.startswith(b"\xff\xd8"):
        return ".jpg"
    return ".png" if value.startswith(b"\x89PNG") else ".bin"
