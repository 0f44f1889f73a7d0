"""What can be read of a database file before it is opened: through SQLite alone, at once.

Which language to speak must be known before the first word, also of a help page or of a refusal
to open.
"""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path
from typing import Any


def stored_setting(path: Path, name: str) -> Any:
    """A setting of the database at `path`; None where it cannot be read, whatever the reason.

    Changes nothing and makes no file.
    """
    if not path.is_file():
        return None
    try:
        log = path.with_name(f"{path.name}-wal")
        busy = log.exists() and log.stat().st_size > 0
        # Nobody writes: a file that is read as never changing needs no shared memory beside it.
        mode = "mode=ro" if busy else "mode=ro&immutable=1"
        connection = sqlite3.connect(f"{path.resolve().as_uri()}?{mode}", uri=True, timeout=1)
        try:
            found = connection.execute(
                "SELECT value FROM setting WHERE name = ?", (name,)
            ).fetchone()
        finally:
            connection.close()
        return json.loads(found[0]) if found else None
    except (sqlite3.Error, OSError, ValueError):
        return None
