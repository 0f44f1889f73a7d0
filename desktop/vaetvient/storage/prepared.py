"""Statements made ready once: written in SQLAlchemy's terms, run at the driver's speed.

Interpreting a statement anew costs SQLAlchemy ten times what the engine needs to answer it. What a
gesture asks with someone waiting is therefore compiled at its first use and handed to the driver
as it is, in the session's own transaction; values are converted by the columns' own types. What a
session has not written yet is written first, as for any other question.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
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


class _Ready:
    """A statement compiled for one dialect."""

    def __init__(self, statement: ClauseElement, dialect: Dialect) -> None:
        compiled = cast("SQLCompiler", statement.compile(dialect=dialect))
        self._sql = str(compiled)
        many = set(_MANY.findall(self._sql))
        self._marks: list[_Mark] = []
        self._constants: dict[str, Any] = {}
        """The values that are always the same, as they were written into the statement."""
        for name in compiled.positiontup or ():
            bind = compiled.binds[name]
            self._marks.append(_Mark(name, _writing(bind.type, dialect), name in many))
            if not bind.required:
                self._constants[name] = compiled.params.get(name)
        self._has_many = bool(many)
        self._texts: dict[tuple[int, ...], str] = {}
        """By how many keys there are, the text with room for them."""
        columns = statement.selected_columns if isinstance(statement, Select) else ()
        self._results = [
            column.type.dialect_impl(dialect).result_processor(dialect, None) for column in columns
        ]
        self._converted = [
            (place, convert) for place, convert in enumerate(self._results) if convert is not None
        ]

    def bound(self, facts: Mapping[str, Any]) -> tuple[str, list[Any]]:
        """The text and the values to run it with."""
        if self._constants:
            facts = {**facts, **self._constants}
        if not self._has_many:
            return self._sql, [
                facts[name] if convert is None else convert(facts[name])
                for name, convert, _is_many in self._marks
            ]
        values: list[Any] = []
        counts: list[int] = []
        for name, convert, is_many in self._marks:
            value = facts[name]
            if is_many:
                counts.append(len(value))
                values += value if convert is None else map(convert, value)
            else:
                values.append(value if convert is None else convert(value))
        return self._text(tuple(counts)), values

    def _text(self, counts: tuple[int, ...]) -> str:
        known = self._texts.get(counts)
        if known is None:
            left = iter(counts)
            known = _MANY.sub(lambda _place: ", ".join("?" * next(left)), self._sql)
            if sum(counts) <= _FEW:
                self._texts[counts] = known
        return known

    def rows(self, found: Sequence[Any]) -> Iterable[Sequence[Any]]:
        """What the driver gave, as the columns' types."""
        if not found or not self._converted:
            return found
        if len(found) <= _FEW:
            rows = [list(row) for row in found]
            for row in rows:
                for place, convert in self._converted:
                    row[place] = convert(row[place])
            return rows
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

    def portions(self, session: Session, size: int, **facts: Any) -> Iterator[Sequence[Any]]:
        """The rows as they are, `size` at a time, read as they are needed."""
        driver = driver_of(session)
        ready = self._made(driver.dialect)
        cursor = driver.cursor()
        cursor.execute(*ready.bound(facts))
        while found := cursor.fetchmany(size):
            yield list(ready.rows(found))
        cursor.close()

    def all(self, session: Session, **facts: Any) -> list[R]:
        """Every row."""
        driver = driver_of(session)
        ready = self._made(driver.dialect)
        cursor = driver.cursor()
        cursor.execute(*ready.bound(facts))
        found = ready.rows(cursor.fetchall())
        cursor.close()
        if self._into is row:
            return cast("list[R]", [each if type(each) is tuple else tuple(each) for each in found])
        if self._into is alone:
            return [value for (value,) in found]
        return list(starmap(self._into, found))

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


class _Cell(NamedTuple):
    """One column of the rows of a table."""

    name: str
    convert: Convert
    made: Callable[[], Any]
    """What it is where nothing is said, as the engine keeps it."""


class NewRows:
    """Rows of one table, written without being entities first; columns not named take their
    entity's default."""

    def __init__(self, entity: type[Record]) -> None:
        table = inspect(entity).local_table
        assert isinstance(table, Table)
        self._table = table
        self._names = frozenset(table.c.keys())
        self._ready: dict[str, tuple[str, list[_Cell]]] = {}

    def write(self, session: Session, rows: Collection[Mapping[str, Any]]) -> None:
        """Insert `rows`, each by the names of its columns. Raises KeyError for one it has not."""
        driver = driver_of(session)
        sql, cells = self._made(driver.dialect)
        for row in rows:
            if not row.keys() <= self._names:
                raise KeyError(sorted(row.keys() - self._names))
        values = [
            [
                made() if name not in row else row[name] if convert is None else convert(row[name])
                for name, convert, made in cells
            ]
            for row in rows
        ]
        if values:
            cursor = driver.cursor()
            cursor.executemany(sql, values)
            cursor.close()

    def _made(self, dialect: Dialect) -> tuple[str, list[_Cell]]:
        if dialect.name not in self._ready:
            compiled = insert(self._table).compile(dialect=dialect)
            named: Sequence[str] = compiled.positiontup or ()
            cells = []
            for name in named:
                column = self._table.c[name]
                convert = _writing(column.type, dialect)
                cells.append(_Cell(name, convert, _default(column, convert)))
            self._ready[dialect.name] = (str(compiled), cells)
        return self._ready[dialect.name]


def _writing(kind: TypeEngine[Any], dialect: Dialect) -> Convert:
    return kind.dialect_impl(dialect).bind_processor(dialect)


def _default(column: Column[Any], convert: Convert) -> Callable[[], Any]:
    """What makes a column's default, as the engine keeps it."""
    default = column.default
    made = None if default is None else default.arg  # type: ignore[attr-defined]
    if callable(made):
        return (lambda: made(None)) if convert is None else (lambda: convert(made(None)))
    kept = made if convert is None else convert(made)
    return lambda: kept


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
