"""Making the demonstration office, against writing the same rows by executemany.

The peer is given every advantage: rows ready in memory, no foreign keys checked, no search index,
nothing to draw or to decide. It writes into an empty database with the same tables, indexes and
triggers, as durably, in one transaction.
"""

from __future__ import annotations

import json
import resource
import sqlite3
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any, cast

from tests.benchmarks.figures import Figure
from tests.benchmarks.setting import Setting, apart
from vaetvient.desk.demo import DemoSize, make_demo
from vaetvient.desk.desk import open_desk
from vaetvient.paths import DATABASE_NAME

_CHUNK = 20_000


def measure(setting: Setting) -> Iterator[Figure]:
    """The demonstration office's own making; large ones are made once."""
    source = setting.office()
    runs = setting.runs({"small": 5, "office": 3, "metro": 1}[setting.size])
    rows = peak = 0
    ours, theirs = [], []
    made = setting.made
    for _run in range(runs):
        if not made:
            with tempfile.TemporaryDirectory(dir=setting.folder) as folder:
                made = apart(__name__, "make", setting.size, folder)
        with tempfile.TemporaryDirectory(dir=setting.folder) as folder:
            peer = apart(__name__, "copy", str(source / DATABASE_NAME), folder)
        ours.append(made["seconds"])
        theirs.append(peer["seconds"])
        rows, peak, made = peer["rows"], made["peak_kib"] // 1024, {}
    what = f"making the {setting.size} office ({rows:,} rows, {peak} MB)"
    aim = 6 if setting.size == "metro" else None  # interpreting 90 models weighs on a small one
    yield Figure(what, median(ours), "the same rows by executemany", median(theirs), aim)


def make(size: str, folder: str) -> dict[str, Any]:
    """Make the office of `size` in `folder`; how long it took and the memory it needed."""
    start = perf_counter()
    desk = open_desk(Path(folder), volunteer="Mesure")
    make_demo(desk, cast("DemoSize", size))
    desk.database.close()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return {"seconds": perf_counter() - start, "peak_kib": peak}


def copy(source_path: str, folder: str) -> dict[str, Any]:
    """Write the rows of one database into another; only the writing is timed."""
    source = sqlite3.connect(f"file:{source_path}?mode=ro", uri=True)
    target = sqlite3.connect(Path(folder) / DATABASE_NAME, isolation_level=None)
    for pragma in ("journal_mode=WAL", "synchronous=FULL"):
        target.execute(f"PRAGMA {pragma}")
    tables = _same_schema(source, target)
    rows = 0
    spent = _timed(target.execute, "BEGIN IMMEDIATE")
    for table in tables:
        reading = source.execute(f"SELECT * FROM {table}")
        marks = ", ".join("?" * len(reading.description))
        while chunk := reading.fetchmany(_CHUNK):
            spent += _timed(target.executemany, f"INSERT INTO {table} VALUES ({marks})", chunk)
            rows += len(chunk)
    spent += _timed(target.execute, "COMMIT")
    target.close()
    return {"seconds": spent, "rows": rows}


def _same_schema(source: sqlite3.Connection, target: sqlite3.Connection) -> list[str]:
    """Make the tables, indexes and triggers of `source`, but for the search index; the tables."""
    tables = []
    for kind in ("table", "index", "trigger"):
        for name, table, sql in source.execute(
            "SELECT name, tbl_name, sql FROM sqlite_master WHERE type = ? AND sql IS NOT NULL",
            (kind,),
        ):
            if not table.startswith(("search_", "sqlite_")):
                target.execute(sql)
                if kind == "table":
                    tables.append(name)
    return tables


def _timed(call: Any, *arguments: Any) -> float:
    start = perf_counter()
    call(*arguments)
    return perf_counter() - start


if __name__ == "__main__":
    print(json.dumps({"make": make, "copy": copy}[sys.argv[1]](*sys.argv[2:])))
