"""What can be read of a database file before it is opened: through SQLite alone, at once.

Which language to speak must be known before the first word, also of a help page or of a refusal
to open; and how much there is can be said in less time than mapping the tables takes.
"""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

MIGRATIONS = Path(__file__).with_name("migrations") / "versions"


def may_write(path: Path) -> bool:
    """Whether the file at `path`, and the log that SQLite keeps beside it, can be written."""
    return os.access(path, os.W_OK) and os.access(path.parent, os.W_OK)


def reading_mode(path: Path) -> dict[str, str]:
    """How SQLite reads the file at `path` without changing or making any. Raises OSError.

    Where nobody writes, it is read as never changing: that needs no shared memory beside it, and
    so works on a medium that cannot be written.
    """
    log = path.with_name(f"{path.name}-wal")
    busy = log.exists() and log.stat().st_size > 0
    return {"mode": "ro"} if busy else {"mode": "ro", "immutable": "1"}


@contextmanager
def looking_at(path: Path) -> Iterator[sqlite3.Connection]:
    """A connection that changes nothing and makes no file. Raises sqlite3.Error, OSError."""
    address = f"{path.resolve().as_uri()}?{urlencode(reading_mode(path))}"
    with closing(sqlite3.connect(address, uri=True, timeout=1)) as connection:
        yield connection


def setting_in(connection: sqlite3.Connection, name: str) -> Any:
    """A setting; None where it was never set."""
    found = connection.execute("SELECT value FROM setting WHERE name = ?", (name,)).fetchone()
    return json.loads(found[0]) if found else None


def stored_setting(path: Path, name: str) -> Any:
    """A setting of the database at `path`; None where it cannot be read, whatever the reason."""
    if not path.is_file():
        return None
    try:
        with looking_at(path) as connection:
            return setting_in(connection, name)
    except (sqlite3.Error, OSError, ValueError):
        return None


def revisions() -> list[str]:
    """Every revision that a database may have, the oldest first: those there is a migration to."""
    return sorted(file.name.split("_")[0] for file in MIGRATIONS.glob("[0-9]*.py"))
