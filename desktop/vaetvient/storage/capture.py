"""Noting which rows were written since the last exchange, wherever the write came from.

Triggers generated from the mapped tables add one line to `sync_pending` for each row that comes,
goes or changes, in the transaction that writes it: bulk SQL, cascades and migrations included.
A site that belongs to no network has none of them and pays nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from sqlalchemy import Connection

from vaetvient.storage.sqlite import journalled_tables

UNCAPTURED = {
    "loan_line": frozenset({"disputed"}),
    "member": frozenset({"label"}),
}
"""Columns that the exchange works out by itself."""

_NOW = "CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER)"
_INTO = "INSERT INTO sync_pending (change_table, change_row, columns, gesture_id, at) VALUES "
_GESTURE = "(SELECT gesture_id FROM current_gesture)"


def captured_columns(table: str) -> tuple[str, ...]:
    """The columns of a replicated table that travel between sites, in the table's order."""
    return _columns()[table]


def _columns() -> dict[str, tuple[str, ...]]:
    left_out = {"id", "revision"}
    return {
        table.name: tuple(
            c.name
            for c in table.columns
            if c.name not in left_out and c.name not in UNCAPTURED.get(table.name, ())
        )
        for table in journalled_tables()
    }


def capture_triggers() -> dict[str, str]:
    """Name and text of every capture trigger, generated from the mapped tables."""
    out: dict[str, str] = {}
    for table, columns in _columns().items():
        names = " || ".join(
            f"CASE WHEN OLD.{c} IS NOT NEW.{c} THEN '{c} ' ELSE '' END" for c in columns
        )
        changed = " OR ".join(f"OLD.{c} IS NOT NEW.{c}" for c in columns)
        out[f"capture_{table}_in"] = (
            f"CREATE TRIGGER capture_{table}_in AFTER INSERT ON {table} BEGIN "
            f"{_INTO} ('{table}', NEW.id, '*', {_GESTURE}, {_NOW}); END"
        )
        out[f"capture_{table}_over"] = (
            f"CREATE TRIGGER capture_{table}_over AFTER UPDATE ON {table} WHEN {changed} BEGIN "
            f"{_INTO} ('{table}', NEW.id, {names}, {_GESTURE}, {_NOW}); END"
        )
        out[f"capture_{table}_out"] = (
            f"CREATE TRIGGER capture_{table}_out AFTER DELETE ON {table} BEGIN "
            f"{_INTO} ('{table}', OLD.id, '*', {_GESTURE}, {_NOW}); END"
        )
    return out


def capture_new_rows(table: str) -> str:
    """What notes the new rows of `table` as its trigger would have: all those after a rowid."""
    return (
        "INSERT INTO sync_pending (change_table, change_row, columns, gesture_id, at) "
        f"SELECT '{table}', id, '*', {_GESTURE}, {_NOW} FROM {table} WHERE rowid > ? ORDER BY rowid"
    )


def installed_capture(connection: Connection) -> dict[str, str]:
    """Name and text of the capture triggers that the database has."""
    rows = connection.exec_driver_sql(
        "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'capture\\_%' "
        "ESCAPE '\\'"
    )
    return {str(row.name): str(row.sql) for row in rows}


def install_capture(connection: Connection) -> None:
    """Make the database's capture triggers the ones this program generates."""
    for name in installed_capture(connection):
        connection.exec_driver_sql(f"DROP TRIGGER {name}")
    for statement in capture_triggers().values():
        connection.exec_driver_sql(statement)


@contextmanager
def silenced(connection: Connection, tables: Iterable[str]) -> Iterator[None]:
    """Let rows of `tables` be written within without any trigger; in the open transaction.

    For many rows at once. An exception leaves the triggers to the rollback.
    """
    taken: list[str] = []
    for table in tables:
        rows = connection.exec_driver_sql(
            "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = ? "
            "AND (name LIKE 'capture\\_%' ESCAPE '\\' OR name LIKE 'journal\\_%' ESCAPE '\\')",
            (table,),
        ).fetchall()
        for name, statement in rows:
            connection.exec_driver_sql(f"DROP TRIGGER {name}")
            taken.append(statement)
    yield
    for statement in taken:
        connection.exec_driver_sql(statement)


def remove_capture(connection: Connection) -> None:
    """Note nothing any more: the site left its network."""
    for name in installed_capture(connection):
        connection.exec_driver_sql(f"DROP TRIGGER {name}")


def renew_capture(connection: Connection) -> None:
    """After a migration: rebuilt tables lost their triggers; install them where there were any."""
    founded = connection.exec_driver_sql("SELECT 1 FROM sync_fact WHERE name = 'network'").first()
    if founded is not None:
        install_capture(connection)
