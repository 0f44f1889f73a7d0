"""Rows by the hundred thousand, straight through the driver, inside the open transaction.

For loads that no one typed: demonstration data, a restored archive. Outside a gesture nothing is
journalled or indexed for search; whoever loads rebuilds the search index and says that everything
changed. Within one the triggers record each row as any other.

Values are given as the database keeps them: keys as 16 bytes, days as « 2026-11-23 », moments in
UTC as « 2026-11-23 14:05:00.000000 », choices by their stored word. Converting each of ten million
values from its Python type would take longer than writing it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from typing import Any

from sqlalchemy import Table, inspect
from sqlalchemy.orm import Session

from vaetvient.domain.records import Record
from vaetvient.storage import sqlite
from vaetvient.storage.capture import capture_new_rows
from vaetvient.storage.search_index import index_new_rows

_CHUNK = 5_000
_FEW = 1_000
Row = tuple[Any, ...]


class BulkLoader:
    """Writes rows of mapped entities; made by `bulk_loading`."""

    def __init__(self, session: Session) -> None:
        self._connection = session.connection()
        self._cursor = self._connection.connection.cursor()

    def rows(self, entity: type[Record], columns: Sequence[str], rows: Iterable[Row]) -> int:
        """Insert `rows`, tuples in the order of `columns`, read as they are needed; how many."""
        marks = ", ".join("?" * len(columns))
        statement = f"INSERT INTO {_table(entity).name} ({', '.join(columns)}) VALUES ({marks})"
        return self._run(statement, rows)

    def update(self, entity: type[Record], columns: Sequence[str], rows: Iterable[Row]) -> int:
        """Set `columns` of rows known by their key, which stands last in each tuple; how many."""
        values = ", ".join(f"{column} = ?" for column in columns)
        return self._run(f"UPDATE {_table(entity).name} SET {values} WHERE id = ?", rows)

    def amend(self, entity: type[Record], columns: Sequence[str], rows: Iterable[Row]) -> int:
        """The same as `update`, for what a person does: forms that are open will notice."""
        values = ", ".join(f"{column} = ?" for column in columns)
        table = _table(entity).name
        return self._run(f"UPDATE {table} SET {values}, revision = revision + 1 WHERE id = ?", rows)

    def _run(self, statement: str, rows: Iterable[Row]) -> int:
        written = 0
        if isinstance(rows, list):
            self._cursor.executemany(statement, rows)
            return len(rows)
        waiting = iter(rows)
        while chunk := list(islice(waiting, _CHUNK)):
            self._cursor.executemany(statement, chunk)
            written += len(chunk)
        return written


@contextmanager
def bulk_loading(session: Session, entities: Iterable[type[Record]]) -> Iterator[BulkLoader]:
    """A loader for `entities`, whose secondary indexes are dropped within and made again after.

    Unique ones stay: a row that breaks one is refused as it is written. An exception leaves the
    indexes to the rollback of the transaction.
    """
    connection = session.connection()
    tables = list(dict.fromkeys(_table(entity).name for entity in entities))
    indexes = sqlite.drop_indexes(connection, tables)
    yield BulkLoader(session)
    for statement in indexes:
        connection.exec_driver_sql(statement)


class Influx:
    """New rows of one entity that come by the thousand within a gesture.

    Once many have come, those that follow are written without the secondary indexes of their
    table and of the journal, where more is to come than is there, and without the triggers for
    new rows; `settle` makes the indexes again, then journals, notes and indexes all of these rows
    at once, as the triggers and the gesture's end would have. Until then nothing may change or
    remove one of them. An exception leaves everything to the rollback.
    """

    def __init__(self, session: Session, entity: type[Record], expected: int) -> None:
        """`expected`: how many rows may come at most."""
        self._session, self._entity, self._expected = session, entity, expected
        self._table = _table(entity).name
        self._written = 0
        self._last: int | None = None
        """The rowid after which nothing is journalled yet; None while the triggers do it."""
        self._triggers: dict[str, str] = {}
        self._indexes: list[str] = []

    def write(self, columns: Sequence[str], rows: list[Row]) -> None:
        """Insert `rows`, tuples in the order of `columns`."""
        if self._last is None and self._written >= _FEW:
            self._open()
        self._written += BulkLoader(self._session).rows(self._entity, columns, rows)

    def settle(self) -> None:
        """All rows have come: leave the database as the triggers would have."""
        if self._last is None:
            return
        connection = self._session.connection()
        before = self._last_journalled()
        for name, statement in self._triggers.items():
            new_rows = _AT_ONCE[name.partition("_")[0]](self._table)
            connection.exec_driver_sql(new_rows, (self._last,))
            connection.exec_driver_sql(statement)
        for statement in self._indexes:
            connection.exec_driver_sql(statement)
        journalled = (before + 1, self._last_journalled())
        index_new_rows(self._session, self._table, self._last, journalled)
        self._last = None

    def _last_journalled(self) -> int:
        found = self._session.connection().exec_driver_sql("SELECT max(id) FROM recorded_change")
        return found.scalar() or 0

    def _open(self) -> None:
        connection = self._session.connection()
        sqlite.be_lean(connection)
        self._last = connection.exec_driver_sql(f"SELECT max(rowid) FROM {self._table}").scalar()
        for name in (f"{work}_{self._table}_in" for work in _AT_ONCE):
            row = connection.exec_driver_sql(
                "SELECT sql FROM sqlite_master WHERE type = 'trigger' AND name = ?", (name,)
            ).first()
            if row is not None:
                connection.exec_driver_sql(f"DROP TRIGGER {name}")
                self._triggers[name] = row[0]
        for table in (self._table, "recorded_change"):
            there = connection.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar_one()
            if there <= self._expected:
                self._indexes += sqlite.drop_indexes(connection, [table])


_AT_ONCE = {"journal": sqlite.journal_new_rows, "capture": capture_new_rows}


def _table(entity: type[Record]) -> Table:
    table = inspect(entity).local_table
    assert isinstance(table, Table)
    return table
