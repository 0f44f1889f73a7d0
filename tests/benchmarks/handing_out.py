"""Handing out three things, against writing the same rows by hand, and against doing it unnoticed.

The peer knows every value beforehand: it writes what the use case wrote (loan, lines, parts,
deposit, gesture, journal, search entry) into a copy of the same database through sqlite3, in one
transaction as durable. What the exchange between offices costs a loan is the same gesture on two
copies, one of which notes what was written.
"""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from statistics import median
from time import perf_counter
from uuid import UUID

from tests.benchmarks.figures import Figure
from tests.benchmarks.setting import Setting
from tests.benchmarks.timing import lasting
from vaetvient.desk.baskets import LineWanted
from vaetvient.desk.desk import Desk, open_desk
from vaetvient.desk.lending import HandOut, hand_out
from vaetvient.paths import DATABASE_NAME
from vaetvient.storage import capture

_BORROWERS = """
    SELECT DISTINCT m.id FROM member m JOIN membership s ON s.member_id = m.id
    JOIN representative r ON r.association_id = m.id AND r.valid_to IS NULL
    WHERE m.kind = 'association' AND m.archived_at IS NULL
    AND s.valid_from <= :today AND s.valid_to >= :today ORDER BY m.number LIMIT :most"""
_FREE_ITEMS = """
    SELECT id FROM equipment WHERE kind = 'item' AND archived_at IS NULL AND condition <> 'broken'
    AND id NOT IN (SELECT equipment_id FROM loan_line WHERE state = 'out')
    AND id NOT IN (SELECT item_id FROM maintenance WHERE last_day IS NULL OR last_day >= :today)
    AND model_id NOT IN (SELECT m.id FROM model m JOIN category c ON c.id = m.category_id
                         WHERE c.kind = 'vehicle')
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
    """Loan after loan on two copies of one database."""
    yield _by_hand(setting)
    yield _noted(setting)


def _by_hand(setting: Setting) -> Figure:
    ours_at, theirs_at = setting.copy("handing-out"), setting.copy("by-hand")
    desk = open_desk(ours_at, volunteer="Mesure")
    watching = sqlite3.connect(ours_at / DATABASE_NAME)
    by_hand = _plain(theirs_at)
    ours, theirs = [], []
    for command in _loans(watching, desk, setting.runs(100) + 2):
        ((last_word,),) = watching.execute("SELECT coalesce(max(place), 0) FROM search_word")
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
    return Figure(what, median(ours[2:]), "the same rows by hand", median(theirs[2:]), 2)


def _noted(setting: Setting) -> Figure:
    """With what notes changes for other offices, and without."""
    folders = [setting.copy(name) for name in ("noted", "unnoted")]
    noted, unnoted = desks = [open_desk(folder, volunteer="Mesure") for folder in folders]
    with noted.database.writing() as session:
        capture.install_capture(session.connection())
    with sqlite3.connect(folders[0] / DATABASE_NAME) as watching:
        commands = _loans(watching, noted, setting.runs(60) + 2)
    took: list[tuple[float, float]] = []
    for place, command in enumerate(commands):
        first, second = (noted, unnoted) if place % 2 else (unnoted, noted)  # neither always last
        pair = {one: lasting(partial(hand_out, one, command)) for one in (first, second)}
        took.append((pair[noted], pair[unnoted]))
    for desk, folder in zip(desks, folders, strict=True):
        desk.database.close()
        shutil.rmtree(folder)
    return Figure(
        f"handing out, noted for other offices, {setting.size} office",
        median(ours for ours, _theirs in took[2:]),
        "the same, nothing noted",
        median(theirs for _ours, theirs in took[2:]),
        1.3,
    )


def _loans(watching: sqlite3.Connection, desk: Desk, most: int) -> list[HandOut]:
    """As many loans of three free things as there are things for, up to `most`."""
    today = desk.today().isoformat()
    facts = {"today": today, "most": most}
    borrowers = [UUID(bytes=key) for (key,) in watching.execute(_BORROWERS, facts)]
    free = watching.execute(_FREE_ITEMS, {"today": today, "most": 3 * most})
    items = [LineWanted(UUID(bytes=key)) for (key,) in free]
    return [
        HandOut(
            borrowers[place % len(borrowers)],
            tuple(items[3 * place : 3 * place + 3]),
            purpose="Fête de quartier",
        )
        for place in range(min(most, len(items) // 3))
    ]


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
