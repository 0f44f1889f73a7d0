"""SQLite's session extension on the same rows: `python -m tests.benchmarks.session_peer FOLDER`.

Alone in its process: apsw brings an SQLite of its own.
"""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path
from statistics import median
from time import perf_counter

import apsw
import zstandard

_TRIGGERS = "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'equipment'"


def main(folder: Path, runs: int) -> None:
    """Make the changeset that leads from the one database to the other, and apply it."""
    before, after = folder / "before.sqlite3", folder / "after.sqlite3"
    connection = apsw.Connection(str(after))
    connection.execute("ATTACH ? AS old", (str(before),))
    session = apsw.Session(connection, "main")
    session.attach("equipment")
    session.diff("old", "equipment")
    changeset = session.changeset()
    session.close()
    connection.close()
    took = []
    for _run in range(runs + 1):
        copy = folder / "session.sqlite3"
        shutil.copyfile(before, copy)
        peer = apsw.Connection(str(copy))
        for name in [name for (name,) in peer.execute(_TRIGGERS)]:
            peer.execute(f"DROP TRIGGER {name}")
        for pragma in ("journal_mode = WAL", "synchronous = FULL"):
            peer.execute(f"PRAGMA {pragma}")
        start = perf_counter()
        apsw.Changeset.apply(changeset, peer)
        took.append(perf_counter() - start)
        peer.close()
        copy.unlink()
    packed = zstandard.ZstdCompressor(level=9).compress(changeset)
    print(json.dumps({"apply": median(took[1:]), "bytes": len(packed), "raw": len(changeset)}))


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
