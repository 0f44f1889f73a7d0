"""Gestures and the changes they made: the base of history and undo."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from sqlalchemy import CursorResult, text
from sqlalchemy.orm import Session

from vaetvient.domain.gesture import Gesture
from vaetvient.domain.records import Record, id_following, new_id


@dataclass(frozen=True, slots=True)
class RowChange:
    """One row as a gesture changed it: its operation and, by column, the old and new values."""

    table: str
    key: UUID
    operation: str
    """« + » appeared, « ~ » changed, « - » vanished."""
    columns: Mapping[str, tuple[Any, Any]]


def begin_gesture(
    session: Session, kind: str, *, who: str, site_id: UUID | None, at: datetime
) -> Gesture:
    """Start recording: every write of the open transaction now belongs to this gesture.

    Its key sorts after those of all gestures before it, so that their order is the order in
    which they were made even when the clock steps back. The gesture itself is written by
    `end_gesture`, once what to say of it is known.
    """
    gesture = Gesture(id=new_id(), kind=kind, who=who, site_id=site_id, at=at)
    last = session.execute(
        text(
            "UPDATE current_gesture SET gesture_id = :g WHERE id = 1 "
            "RETURNING (SELECT max(id) FROM gesture)"
        ),
        {"g": gesture.id.bytes},
    ).scalar_one()
    if last is not None and last >= gesture.id.bytes:
        gesture.id = id_following(UUID(bytes=last))
        set_current(session, gesture.id)
    return gesture


def set_current(session: Session, gesture_id: UUID | None) -> None:
    """Name the gesture that the triggers record under; None silences them."""
    session.execute(
        text("UPDATE current_gesture SET gesture_id = :g WHERE id = 1"),
        {"g": None if gesture_id is None else gesture_id.bytes},
    )


def end_gesture(
    session: Session, gesture: Gesture, words: Mapping[str, Any]
) -> list[tuple[str, UUID]]:
    """Write the gesture down and stop recording; the (table, key) pairs that it changed."""
    gesture.words = json.dumps(dict(words), ensure_ascii=False, default=str)
    session.add(gesture)
    session.flush()
    set_current(session, None)
    rows = session.execute(
        text("SELECT DISTINCT change_table, change_row FROM recorded_change WHERE gesture_id = :g"),
        {"g": gesture.id.bytes},
    )
    return [(table, UUID(bytes=row)) for table, row in rows]


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
    return [
        RowChange(table, UUID(bytes=row), operation, columns)
        for (table, row, operation), columns in gathered.items()
    ]


def hold_foreign_keys(session: Session) -> None:
    """Let rows go and come in any order until the transaction ends; see `orphans`."""
    session.execute(text("PRAGMA defer_foreign_keys = ON"))


def orphans(session: Session) -> bool:
    """Whether a row refers to one that is not there."""
    return session.execute(text("PRAGMA foreign_key_check")).first() is not None


def restore(session: Session, change: RowChange) -> bool:
    """Put one row back to what it was before `change`; False where it is not what it left.

    Raises IntegrityError where another row stands in the way.
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
    if change.operation == "+":
        statement = f"DELETE FROM {table} WHERE id = :id"
    else:
        for column, (old, new) in change.columns.items():
            facts[f"old_{column}"], facts[f"new_{column}"] = old, new
        assignments = ", ".join(f"{column} = :old_{column}" for column in change.columns)
        same = " AND ".join(f"{column} IS :new_{column}" for column in change.columns)
        statement = (
            f"UPDATE {table} SET {assignments}, revision = revision + 1 WHERE id = :id AND {same}"
        )
    done = cast("CursorResult[Any]", session.execute(text(statement), facts))
    return done.rowcount > 0


def last_after(session: Session, gesture_id: UUID, key: UUID | None) -> tuple[str, str] | None:
    """Kind and words of the newest gesture after this one that touched `key`.

    With no key: any of the rows that this one touched.
    """
    rows = "SELECT change_row FROM recorded_change WHERE gesture_id = :gesture"
    touched = ":key" if key else rows
    found = session.execute(
        text(
            "SELECT g.kind, g.words FROM recorded_change c JOIN gesture g ON g.id = c.gesture_id "
            f"WHERE c.change_row IN ({touched}) AND g.id > :gesture "
            "AND g.kind NOT IN ('undo', 'redo') ORDER BY g.id DESC LIMIT 1"
        ),
        {"gesture": gesture_id.bytes, **({"key": key.bytes} if key else {})},
    ).first()
    return None if found is None else (str(found[0]), str(found[1]))


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
