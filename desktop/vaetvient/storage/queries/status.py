"""How much there is: what `vaetvient status` says.

In plain SQL, so that a script that asks every minute does not wait for tables to be mapped.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from uuid import UUID
from zoneinfo import ZoneInfo

from vaetvient.storage.peek import looking_at, revisions, setting_in


@dataclass(frozen=True, slots=True)
class Counts:
    """Members and items in use; loans handed out, and those of them past their due date."""

    members: int
    items: int
    loans_open: int
    loans_late: int


_COUNTS = """
    SELECT (SELECT count(*) FROM member WHERE archived_at IS NULL AND merged_into_id IS NULL),
    (SELECT count(*) FROM equipment WHERE kind = 'item' AND archived_at IS NULL),
    (SELECT count(*) FROM loan WHERE state = 'out'),
    (SELECT count(*) FROM loan WHERE state = 'out' AND due_on < ?)"""
_REVISION = "SELECT version_num FROM alembic_version"
_ZONE = "SELECT timezone FROM office WHERE id = ?"


def counts(path: Path, now: datetime) -> Counts | None:
    """What the database at `path` holds, as of `now` at its office.

    None for what has to be opened first, or cannot be: there is no such file, it is not of
    today's revision or no office's yet, it cannot be read.
    """
    if not path.is_file():
        return None
    try:
        with looking_at(path) as connection:
            if connection.execute(_REVISION).fetchone() != (revisions()[-1],):
                return None
            today = _today(connection, now)
            return None if today is None else _counted(connection, today)
    except (sqlite3.Error, OSError, ValueError):
        return None


def _today(connection: sqlite3.Connection, now: datetime) -> date | None:
    office = setting_in(connection, "office")
    if not isinstance(office, str):
        return None
    found = connection.execute(_ZONE, (UUID(office).bytes,)).fetchone()
    return None if found is None else now.astimezone(ZoneInfo(found[0])).date()


def _counted(connection: sqlite3.Connection, today: date) -> Counts:
    return Counts(*connection.execute(_COUNTS, (today.isoformat(),)).fetchone())
