"""Gestures and the changes they made: the base of history and undo."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any, cast
from uuid import UUID

from sqlalchemy import BindParameter, CursorResult, bindparam, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from vaetvient.domain.gesture import Gesture
from vaetvient.domain.records import Record, id_following, new_id
from vaetvient.storage.prepared import NewRows, Order, Question, alone
from vaetvient.storage.sqlite import journalled_tables


@dataclass(frozen=True, slots=True)
class RowChange:
    """One row as a gesture changed it: its operation and, by column, the old and new values."""

    table: str
    key: UUID
    operation: str
    """« + » appeared, « ~ » changed, « - » vanished."""
    columns: Mapping[str, tuple[Any, Any]]
    """Of a row that appeared, only the columns that changed since, with their first value."""


def begin_gesture(
    session: Session, kind: str, *, who: str, site_id: UUID | None, at: datetime
) -> Gesture:
    """Start recording: every write of the open transaction now belongs to this gesture.

    Its key sorts after those of all gestures before it, so that their order is the order in
    which they were made even when the clock steps back. The gesture itself is written by
    `end_gesture`, once what to say of it is known.
    """
    gesture = Gesture(id=new_id(), kind=kind, who=who, site_id=site_id, at=at)
    (last,) = _BEGIN.all(session, g=gesture.id.bytes)
    if last is not None and last >= gesture.id.bytes:
        gesture.id = id_following(UUID(bytes=last))
        set_current(session, gesture.id)
    return gesture


def set_current(session: Session, gesture_id: UUID | None) -> None:
    """Name the gesture that the triggers record under; None silences them."""
    _SET.run(session, g=None if gesture_id is None else gesture_id.bytes)


_SET = Order(text("UPDATE current_gesture SET gesture_id = :g WHERE id = 1"))
_BEGIN: Question[bytes | None] = Question(
    text(
        "UPDATE current_gesture SET gesture_id = :g WHERE id = 1 "
        "RETURNING (SELECT max(id) FROM gesture)"
    ),
    alone,
)


def end_gesture(
    session: Session, gesture: Gesture, words: Mapping[str, Any]
) -> list[tuple[str, bytes]] | None:
    """Write the gesture down and stop recording; the (table, key) pairs that it changed, keys as
    the database keeps them. None where they are too many to be listed."""
    gesture.words = json.dumps(dict(words), ensure_ascii=False, default=str)
    if gesture in session:
        session.flush()
    else:
        _GESTURES.write(session, [{c.key: getattr(gesture, c.key) for c in Gesture.__table__.c}])
    set_current(session, None)
    recorded = _RECORDED.all(session, g=gesture.id.bytes, most=MOST_LISTED + 1)[0]
    return None if recorded > MOST_LISTED else _CHANGED.all(session, g=gesture.id.bytes)


MOST_LISTED = 5_000
"""Changes from which a gesture is no longer told row by row."""
_GESTURES = NewRows(Gesture)
_RECORDED: Question[int] = Question(
    text("SELECT count(*) FROM (SELECT 1 FROM recorded_change WHERE gesture_id = :g LIMIT :most)"),
    alone,
)
_CHANGED: Question[tuple[str, bytes]] = Question(
    text("SELECT DISTINCT change_table, change_row FROM recorded_change WHERE gesture_id = :g"),
    lambda table, row: (table, row),
)


def changes_of(session: Session, gesture_id: UUID) -> list[RowChange]:
    """What a gesture did, row by row, in the order in which it did it."""
    rows = session.execute(
        text(
            "SELECT change_table, change_row, operation, change_column, old_value, new_value "
            "FROM recorded_change WHERE gesture_id = :g ORDER BY id"
        ),
        {"g": gesture_id.bytes},
    )
    gathered: dict[tuple[str, bytes, str], dict[str, tuple[Any, Any]]] = {}
    for table, row, operation, column, old, new in rows:
        columns = gathered.setdefault((table, row, operation), {})
        if column:
            first_old = columns[column][0] if column in columns else old
            columns[column] = (first_old, new)
    if any(operation == "+" for _table, _row, operation in gathered):
        for table, row, column, first in session.execute(_FIRST_VALUES, {"g": gesture_id.bytes}):
            gathered[table, row, "+"][column] = (None, first)
    return [
        RowChange(table, UUID(bytes=row), operation, columns)
        for (table, row, operation), columns in gathered.items()
    ]


def size_of(session: Session, gesture_id: UUID) -> int:
    """How many values a gesture recorded."""
    counted = session.execute(
        text("SELECT count(*) FROM recorded_change WHERE gesture_id = :g"), {"g": gesture_id.bytes}
    )
    return int(counted.scalar_one())


_FIRST_VALUES = text(
    "SELECT c.change_table, c.change_row, c.change_column, c.old_value "
    "FROM recorded_change a JOIN recorded_change c "
    "ON c.change_row = a.change_row AND c.change_table = a.change_table "
    "WHERE a.gesture_id = :g AND a.operation = '+' AND c.operation = '~' AND c.id > a.id "
    "ORDER BY c.id DESC"
)
"""What the columns that changed since their row appeared held before: the oldest comes last."""


def note_from_outside(cursor: Any, table: str, rows: Collection[bytes]) -> None:
    """Note that another post changed `rows`, written outside any gesture: what appeared here is
    no more as it came, and is not undone away."""
    cursor.execute("SELECT 1 FROM current_gesture WHERE gesture_id IS NULL")
    if cursor.fetchone() is None:
        return
    waiting = iter(rows)
    while some := list(islice(waiting, 500)):
        marks = ",".join("?" * len(some))
        cursor.execute(_FROM_OUTSIDE.format(marks=marks), (UUID(int=0).bytes, table, *some))


_FROM_OUTSIDE = (
    "INSERT INTO recorded_change (gesture_id, change_table, change_row, operation, change_column) "
    "SELECT ?, change_table, change_row, '!', '' FROM ("
    "SELECT change_table, change_row, operation, max(id) FROM recorded_change "
    "WHERE change_table = ? AND change_row IN ({marks}) AND operation IN ('+', '!') "
    "GROUP BY change_row) WHERE operation = '+'"
)
"""Of each group the operation is that of its greatest id, as SQLite says of a lone max()."""
_OTHERS_CHANGED = text(
    "SELECT operation FROM recorded_change WHERE change_table = :table AND change_row = :key "
    "AND operation IN ('+', '!') ORDER BY id DESC LIMIT 1"
)


def changed_from_outside(session: Session, change: RowChange) -> bool:
    """Whether another post changed a row since it appeared here."""
    asked = {"table": change.table, "key": change.key.bytes}
    return session.execute(_OTHERS_CHANGED, asked).scalar() == "!"


def hold_foreign_keys(session: Session) -> None:
    """Let rows go and come in any order; the commit fails if one then refers to nothing."""
    session.execute(text("PRAGMA defer_foreign_keys = ON"))


def restore(session: Session, change: RowChange) -> bool:
    """Put one row back to what it was before `change`; False where it is not what it left.

    A row that appeared goes only while it is as it came. Raises IntegrityError where another row
    stands in the way.
    """
    table = Record.metadata.tables[change.table].name
    key = change.key.bytes
    if change.operation == "-":
        values = {column: old for column, (old, _new) in change.columns.items()}
        columns = ", ".join(["id", "revision", *values])
        marks = ", ".join([":id", ":revision", *(f":{column}" for column in values)])
        statement = f"INSERT INTO {table} ({columns}) VALUES ({marks})"
        session.execute(text(statement), {"id": key, "revision": 1, **values})
        return True
    facts: dict[str, Any] = {"id": key}
    for column, (old, new) in change.columns.items():
        facts[f"old_{column}"], facts[f"new_{column}"] = old, new
    same = " AND ".join(["id = :id", *(f"{column} IS :new_{column}" for column in change.columns)])
    if change.operation == "+":
        statement = f"DELETE FROM {table} WHERE {same}"
        facts = {name: fact for name, fact in facts.items() if not name.startswith("old_")}
    else:
        assignments = ", ".join(f"{column} = :old_{column}" for column in change.columns)
        statement = f"UPDATE {table} SET {assignments}, revision = revision + 1 WHERE {same}"
    done = cast("CursorResult[Any]", session.execute(text(statement), facts))
    return done.rowcount > 0


def rivals(session: Session, change: RowChange, error: IntegrityError) -> set[UUID]:
    """The rows that hold what `change` would have had to put back, as `error` says."""
    table = Record.metadata.tables[change.table]
    columns = [name for name in re.findall(r"\w+\.(\w+)", str(error.orig)) if name in table.c]
    own = session.execute(
        text(f"SELECT * FROM {table.name} WHERE id = :id"), {"id": change.key.bytes}
    ).mappings()
    row = {**(own.first() or {}), **{name: old for name, (old, _new) in change.columns.items()}}
    if not columns or not all(name in row for name in columns):
        return set()
    same = " AND ".join(f"{name} IS :{name}" for name in columns)
    found = session.execute(
        text(f"SELECT id FROM {table.name} WHERE {same} AND id IS NOT :own"),
        {"own": change.key.bytes, **{name: row[name] for name in columns}},
    )
    return {UUID(bytes=key) for key in found.scalars()}


def referring(session: Session, keys: Collection[UUID]) -> set[UUID]:
    """`keys`, and the keys of all rows that refer to one of them."""
    out = set(keys)
    for table in journalled_tables():
        for column in {foreign.parent.name for foreign in table.foreign_keys}:
            statement = text(f"SELECT id FROM {table.name} WHERE {column} IN :keys")
            for some in _batches(keys):
                rows = session.execute(statement.bindparams(_KEYS), {"keys": some})
                out.update(UUID(bytes=key) for key in rows.scalars())
    return out


_KEYS: BindParameter[bytes] = bindparam("keys", expanding=True)
_LATER = text(
    "SELECT g.undone_by_id IS NULL, g.id, g.kind, g.words FROM gesture g WHERE g.id > :gesture "
    "AND g.kind NOT IN ('undo', 'redo') AND g.id IN "
    "(SELECT gesture_id FROM recorded_change WHERE change_row IN :keys) ORDER BY 1 DESC, 2 DESC"
).bindparams(_KEYS)


def last_after(
    session: Session, gesture_id: UUID, keys: Collection[UUID]
) -> tuple[str, str] | None:
    """Kind and words of the newest gesture after this one that touched one of the rows `keys`.

    One that stands is preferred to one that was itself undone.
    """
    later = (
        session.execute(_LATER, {"gesture": gesture_id.bytes, "keys": some}).first()
        for some in _batches(keys)
    )
    found = max((row for row in later if row is not None), key=lambda row: row[:2], default=None)
    return None if found is None else (str(found.kind), str(found.words))


def _batches(keys: Collection[UUID]) -> Iterator[list[bytes]]:
    """`keys` as SQL takes them, a few hundred at a time."""
    waiting = iter(keys)
    while some := [key.bytes for key in islice(waiting, 500)]:
        yield some


def last_hand(session: Session, key: UUID) -> str:
    """Who changed a record last; « ? » when nobody is recorded."""
    row = session.execute(
        text(
            "SELECT g.who FROM recorded_change c JOIN gesture g ON g.id = c.gesture_id "
            "WHERE c.change_row = :key ORDER BY c.id DESC LIMIT 1"
        ),
        {"key": key.bytes},
    ).first()
    return str(row[0]) if row else "?"
