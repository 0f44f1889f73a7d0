"""Two ways to import changes that are no dependencies of ours: Morango and cr-sqlite.

They are measured where they were installed, each in a process of its own (`morango_peer.py`,
`crsqlite_peer.mjs`); CONTRIBUTING.md says how. Where one is missing, a remark says so and the other
figures stand.
"""

from __future__ import annotations

import json
import shutil
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from tests.benchmarks.figures import Figure
from tests.benchmarks.setting import ROOT, apart, printed

VARIABLE = "VAETVIENT_PEERS"
"""The environment variable that names the folder the peers were installed into."""

_INSTALL = f"name a folder in {VARIABLE}, then"
_MORANGO = 'pip install --target "$VAETVIENT_PEERS/python" morango==0.8.15'
_CR_SQLITE = 'npm install --prefix "$VAETVIENT_PEERS" @vlcn.io/crsqlite-wasm@0.16.0'


def measure(
    peers: Path | None, folder: Path, runs: int, what: str, found: dict[str, float]
) -> Iterator[Figure]:
    """`found`, our own import of the rows in `folder`, against those peers that there are.

    `found["ours"]` and `found["raw"]` are seconds; `folder` has before.sqlite3 and after.sqlite3.
    """
    rows = folder / "rows.json"
    _write_rows(folder, rows)
    try:
        theirs = _morango(peers, rows, runs)
        yield Figure(what, found["ours"], "Morango, store to tables", theirs["deserialize"], 0.1)
    except RuntimeError as reason:
        _remark("Morango", reason)
    try:
        theirs = _cr_sqlite(peers, rows, runs)
        yield Figure(
            "importing, in times an upsert of the rows",
            found["ours"] / found["raw"],
            "cr-sqlite in WASM, likewise",
            theirs["merge"] / theirs["plain"],
            0.5,
            "×",
        )
    except RuntimeError as reason:
        _remark("cr-sqlite", reason)


def _morango(peers: Path | None, rows: Path, runs: int) -> Any:
    place = peers and peers / "python"
    if place is None or not (place / "morango").is_dir():
        raise RuntimeError(f"{_INSTALL} « {_MORANGO} »")
    return apart("tests.benchmarks.morango_peer", str(place), str(rows), str(runs))


def _cr_sqlite(peers: Path | None, rows: Path, runs: int) -> Any:
    place = peers and peers / "node_modules" / "@vlcn.io" / "crsqlite-wasm" / "dist"
    if place is None or not place.is_dir():
        raise RuntimeError(f"{_INSTALL} « {_CR_SQLITE} »")
    node = shutil.which("node")
    if node is None:
        raise RuntimeError("it runs in Node.js, and there is no « node »")
    script = ROOT / "tests" / "benchmarks" / "crsqlite_peer.mjs"
    return printed([node, str(script), str(place), str(rows), str(runs)])


def _remark(name: str, reason: RuntimeError) -> None:
    print(f"{name} could not be measured: {reason}", file=sys.stderr, flush=True)


def _write_rows(folder: Path, target: Path) -> None:
    """The table before and after, as JSON that both peers read: binary keys in hexadecimal, and
    without the count of revisions, which is no one's to exchange."""
    with closing(sqlite3.connect(folder / "after.sqlite3")) as after:
        after.execute("ATTACH ? AS old", (str(folder / "before.sqlite3"),))
        columns = [
            (name, "INTEGER" if kind in ("INTEGER", "BOOLEAN") else "TEXT")
            for _place, name, kind, *_rest in after.execute("PRAGMA table_info(equipment)")
            if name != "revision"
        ]
        wanted = ", ".join(f'"{name}"' for name, _kind in columns)
        table = {
            "columns": columns,
            "indexed": _indexed(after),
            "before": _plain(after, f"SELECT {wanted} FROM old.equipment ORDER BY id"),
            "after": _plain(after, f"SELECT {wanted} FROM main.equipment ORDER BY id"),
        }
    target.write_text(json.dumps(table), "utf-8")


def _indexed(connection: sqlite3.Connection) -> list[str]:
    indexes = connection.execute("SELECT name, origin FROM pragma_index_list('equipment')")
    return [
        column
        for name, origin in indexes.fetchall()
        if origin == "c"
        for (column,) in connection.execute("SELECT name FROM pragma_index_info(?)", (name,))
    ]


def _plain(connection: sqlite3.Connection, query: str) -> list[list[Any]]:
    return [
        [value.hex() if isinstance(value, bytes) else value for value in row]
        for row in connection.execute(query)
    ]
