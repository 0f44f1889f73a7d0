"""Statements made ready once: written in SQLAlchemy's terms, run at the driver's speed.

Interpreting a statement anew costs SQLAlchemy ten times what the engine needs to answer it. What a
gesture asks with someone waiting is therefore compiled at its first use and handed to the driver
as it is, in the session's own transaction; values are converted by the columns' own types. What a
session has not written yet is written first, as for any other question.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from itertools import groupby, starmap
from operator import itemgetter
from typing import Any, Generic, NamedTuple, TypeVar, cast

from sqlalchemy import (
    ClauseElement,
    Column,
    Dialect,
    Select,
    Table,
    insert,
    inspect,
)
from sqlalchemy.orm import Session
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.types import TypeEngine

from vaetvient.domain.records import Record

R = TypeVar("R")
Convert = Callable[[Any], Any] | None
_MANY = re.compile(r"__\[POSTCOMPILE_(\w+)\]")
"""Where SQLAlchemy leaves room for as many keys as there will be."""


def row(*columns: Any) -> Any:
    """A row as it is, for `Question`: a tuple."""
    return columns


def alone(column: Any) -> Any:
    """The one column of a row, for `Question`."""
    return column


class _Mark(NamedTuple):
    """One value that a statement waits for."""

    name: str
    convert: Convert
    is_many: bool
    is_asked: bool
    """Whether it is given each time; otherwise it is always `constant`."""
    constant: Any


class _Ready:
    """A statement compiled for one dialect."""

    def __init__(self, statement: ClauseElement, dialect: Dialect) -> None:
        compiled = cast("SQLCompiler", statement.compile(dialect=dialect))
        self._sql = str(compiled)
        many = set(_MANY.findall(self._sql))
        self._marks = [
            _Mark(
                name,
                compiled.binds[name].type.dialect_impl(dialect).bind_processor(dialect),
                name in many,
                compiled.binds[name].required,
                compiled.params.get(name),
            )
            for name in compiled.positiontup or ()
        ]
        columns = statement.selected_columns if isinstance(statement, Select) else ()
        self._results = [
            column.type.dialect_impl(dialect).result_processor(dialect, None) for column in columns
        ]

    def bound(self, facts: Mapping[str, Any]) -> tuple[str, list[Any]]:
        """The text and the values to run it with."""
        values: list[Any] = []
        counts: dict[str, int] = {}
        for name, convert, is_many, is_asked, constant in self._marks:
            value = facts[name] if is_asked else constant
            if is_many:
                counts[name] = len(value)
                values += value if convert is None else map(convert, value)
            else:
                values.append(value if convert is None else convert(value))
        if not counts:
            return self._sql, values
        return _MANY.sub(lambda place: ", ".join("?" * counts[place[1]]), self._sql), values

    def rows(self, found: Sequence[Any]) -> Iterable[tuple[Any, ...]]:
        """What the driver gave, as the columns' types."""
        if not found or not any(self._results):
            return found
        return zip(
            *(
                column if convert is None else _converted(convert, column)
                for convert, column in zip(self._results, zip(*found, strict=True), strict=True)
            ),
            strict=True,
        )


_FEW = 8


def _converted(convert: Callable[[Any], Any], column: Sequence[Any]) -> Iterable[Any]:
    """A column's values as its type has them; each value once, for most come again and again."""
    if len(column) <= _FEW:
        return map(convert, column)
    known = {value: convert(value) for value in set(column)}
    return map(known.__getitem__, column)


class _Prepared:
    """A statement, compiled when it is first run."""

    def __init__(self, statement: ClauseElement) -> None:
        self._statement = statement
        self._ready: dict[str, _Ready] = {}

    def _made(self, dialect: Dialect) -> _Ready:
        ready = self._ready.get(dialect.name)
        if ready is None:
            ready = self._ready[dialect.name] = _Ready(self._statement, dialect)
        return ready


class Question(_Prepared, Generic[R]):
    """A statement whose rows become `into(*columns)`; its bind parameters are given when asked.

    A parameter of `in_` takes any number of keys. A statement in plain SQL gives values as the
    engine keeps them.
    """

    def __init__(self, statement: ClauseElement, into: Callable[..., R]) -> None:
        super().__init__(statement)
        self._into = into

    def all(self, session: Session, **facts: Any) -> list[R]:
        """Every row."""
        driver = driver_of(session)
        ready = self._made(driver.dialect)
        cursor = driver.cursor()
        cursor.execute(*ready.bound(facts))
        found = cursor.fetchall()
        cursor.close()
        return list(starmap(self._into, ready.rows(found)))

    def first(self, session: Session, **facts: Any) -> R | None:
        """The first row, None where there is none."""
        rows = self.all(session, **facts)
        return rows[0] if rows else None


class Order(_Prepared):
    """A write to rows that the session has not loaded."""

    def run(self, session: Session, **facts: Any) -> None:
        """Do it once."""
        self.each(session, (facts,))

    def each(self, session: Session, some: Iterable[Mapping[str, Any]]) -> None:
        """Do it with each of `some`, in turn."""
        driver = driver_of(session)
        ready = self._made(driver.dialect)
        cursor = driver.cursor()
        for sql, calls in groupby(map(ready.bound, some), key=itemgetter(0)):
            cursor.executemany(sql, [values for _sql, values in calls])
        cursor.close()


class NewRows:
    """Rows of one table, written without being entities first; columns not named take their
    entity's default."""

    def __init__(self, entity: type[Record]) -> None:
        table = inspect(entity).local_table
        assert isinstance(table, Table)
        self._table = table
        self._names = frozenset(table.c.keys())
        self._ready: dict[str, tuple[str, list[tuple[str, Convert, Column[Any]]]]] = {}

    def write(self, session: Session, rows: Collection[Mapping[str, Any]]) -> None:
        """Insert `rows`, each by the names of its columns. Raises KeyError for one it has not."""
        driver = driver_of(session)
        sql, columns = self._made(driver.dialect)
        for row in rows:
            if not row.keys() <= self._names:
                raise KeyError(sorted(row.keys() - self._names))
        values = [
            [
                fact if convert is None else convert(fact)
                for name, convert, column in columns
                for fact in (row[name] if name in row else _default(column),)
            ]
            for row in rows
        ]
        if values:
            cursor = driver.cursor()
            cursor.executemany(sql, values)
            cursor.close()

    def _made(self, dialect: Dialect) -> tuple[str, list[tuple[str, Convert, Column[Any]]]]:
        if dialect.name not in self._ready:
            compiled = insert(self._table).compile(dialect=dialect)
            named: Sequence[str] = compiled.positiontup or ()
            columns = [
                (name, _writing(self._table.c[name].type, dialect), self._table.c[name])
                for name in named
            ]
            self._ready[dialect.name] = (str(compiled), columns)
        return self._ready[dialect.name]


def _writing(kind: TypeEngine[Any], dialect: Dialect) -> Convert:
    return kind.dialect_impl(dialect).bind_processor(dialect)


def _default(column: Column[Any]) -> Any:
    default = column.default
    if default is None:
        return None
    made = default.arg  # type: ignore[attr-defined]
    return made(None) if callable(made) else made


class _Driver(NamedTuple):
    """What a session's transaction runs on."""

    cursor: Callable[[], Any]
    dialect: Dialect


_HELD = "driver"


def hold_driver(session: Session) -> None:
    """Look up once what all statements of `session` run on: it has one transaction, then ends."""
    session.info[_HELD] = _driver(session)


def driver_of(session: Session) -> _Driver:
    """What the session runs on, once nothing of it waits to be written."""
    session.flush()
    held: _Driver | None = session.info.get(_HELD)
    return held or _driver(session)


def _driver(session: Session) -> _Driver:
    connection = session.connection()
    return _Driver(connection.connection.cursor, connection.dialect)
