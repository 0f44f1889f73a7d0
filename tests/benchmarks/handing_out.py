"""Handing out three things, against writing the same rows by hand.

The peer knows every value beforehand: it writes what the use case wrote (loan, lines, parts,
deposit, gesture, journal, search entry) into a copy of the same database through sqlite3, in one
transaction as durable.
"""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from time import perf_counter
from uuid import UUID

from tests.benchmarks.figures import Figure
from tests.benchmarks.setting import Setting
from vaetvient.desk.baskets import LineWanted
from vaetvient.desk.desk import open_desk
from vaetvient.desk.lending import HandOut, hand_out
from vaetvient.paths import DATABASE_NAME

_BORROWERS = """
    SELECT DISTINCT m.id FROM member m JOIN membership s ON s.member_id = m.id
    JOIN representative r ON r.association_id = m.id AND r.valid_to IS NULL
    WHERE m.kind = 'association' AND m.archived_at IS NULL
    AND s.valid_from <= :today AND s.valid_to >= :today ORDER BY m.number LIMIT :most"""
_FREE_ITEMS = """
    SELECT id FROM equipment WHERE kind = 'item' AND archived_at IS NULL AND condition <> 'broken'
    AND id NOT IN (SELECT equipment_id FROM loan_line WHERE state = 'out')
    AND id NOT IN (SELECT item_id FROM maintenance WHERE last_day IS NULL OR last_day >= :today)
    ORDER BY serial, tag LIMIT :most"""
_WRITTEN = (
    ("gesture", "id = :gesture"),
    ("loan", "id = :loan"),
    ("loan_line", "loan_id = :loan"),
    ("line_part", "line_id IN (SELECT id FROM loan_line WHERE loan_id = :loan)"),
    ("deposit", "loan_id = :loan"),
    ("recorded_change", "gesture_id = :gesture"),
    ("search_entry", "ref = :loan"),
    ("search_word", "place > :words"),
)
Rows = list[tuple[str, list[tuple[object, ...]]]]


def measure(setting: Setting) -> Iterator[Figure]:
    """Loan after loan on two copies of one database, ours then the peer's."""
    ours_at, theirs_at = setting.copy("handing-out"), setting.copy("by-hand")
    desk = open_desk(ours_at, volunteer="Mesure")
    watching = sqlite3.connect(ours_at / DATABASE_NAME)
    by_hand = _plain(theirs_at)
    today = desk.today().isoformat()
    loans = setting.runs(100) + 2
    facts = {"today": today, "most": loans}
    borrowers = [UUID(bytes=key) for (key,) in watching.execute(_BORROWERS, facts)]
    free = watching.execute(_FREE_ITEMS, {"today": today, "most": 3 * loans})
    items = [UUID(bytes=key) for (key,) in free]
    ours, theirs = [], []
    for place in range(min(loans, len(items) // 3)):
        ((last_word,),) = watching.execute("SELECT coalesce(max(place), 0) FROM search_word")
        taken = items[3 * place : 3 * place + 3]
        command = HandOut(
            borrowers[place % len(borrowers)],
            tuple(LineWanted(item) for item in taken),
            purpose="Fête de quartier",
        )
        start = perf_counter()
        done = hand_out(desk, command)
        ours.append(perf_counter() - start)
        keys = {"gesture": done.gesture_id.bytes, "loan": done.loan_id.bytes, "words": last_word}
        rows = _rows_written(watching, keys)
        start = perf_counter()
        _write(by_hand, rows)
        theirs.append(perf_counter() - start)
    for connection in (watching, by_hand):
        connection.close()
    desk.database.close()
    for folder in (ours_at, theirs_at):
        shutil.rmtree(folder)
    what = f"handing out three things, {setting.size} office"
    yield Figure(what, median(ours[2:]), "the same rows by hand", median(theirs[2:]), 2)


def _plain(folder: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(folder / DATABASE_NAME, isolation_level=None)
    for pragma in ("foreign_keys=ON", "journal_mode=WAL", "synchronous=FULL"):
        connection.execute(f"PRAGMA {pragma}")
    return connection


def _rows_written(watching: sqlite3.Connection, keys: dict[str, object]) -> Rows:
    return [
        (table, watching.execute(f"SELECT * FROM {table} WHERE {condition}", keys).fetchall())
        for table, condition in _WRITTEN
    ]


def _write(connection: sqlite3.Connection, rows: Rows) -> None:
    connection.execute("BEGIN IMMEDIATE")
    for table, written in rows:
        if written:
            marks = ", ".join("?" * len(written[0]))
            connection.executemany(f"INSERT INTO {table} VALUES ({marks})", written)
    connection.execute("COMMIT")
