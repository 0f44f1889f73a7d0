"""The whole office, row by row, in forms that need no program of ours: for an archive.

Everything is told but what belongs to one installation's exchange with others (its keys, its
knowledge of them) and what is worked out from the rest (the search index).
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import Column, Connection, Table
from sqlalchemy.orm import Session
from sqlalchemy.types import BINARY, Boolean, Date, LargeBinary

import vaetvient.domain.entities  # noqa: F401  (maps every table)
from vaetvient.domain.records import Key, Moment, Record, new_id
from vaetvient.storage import schema, search_index, settings
from vaetvient.storage.sqlite import journalled_tables

_LEFT_OUT = ("sync_", "search_", "current_gesture")
_CHUNK = 2000
_FEW = 20
"""Pictures are read so many at a time."""
Json = Any
"""A value that JSON can hold."""


@dataclass(frozen=True, slots=True)
class ColumnTold:
    """A column as an archive describes it."""

    name: str
    sort: str
    """« key », « moment », « day », « flag », « file »; « value » for what JSON holds as it is."""
    refers_to: str = ""
    """The table whose key it holds."""


@dataclass(frozen=True, slots=True)
class TableTold:
    """A table as an archive describes it, its key first."""

    name: str
    columns: tuple[ColumnTold, ...]


class RowUnreadableError(ValueError):
    """A row of an archive that fits no table: unknown columns, a value of another sort."""


def tables() -> list[TableTold]:
    """What is told, each table after those it refers to."""
    return [_told(table) for table in Record.metadata.sorted_tables if _is_told(table)]


def count(session: Session, table: TableTold) -> int:
    """How many rows of `table` there are."""
    counted = session.connection().exec_driver_sql(f"SELECT count(*) FROM {table.name}")
    return int(counted.scalar_one())


def rows(session: Session, table: TableTold) -> Iterator[dict[str, Json]]:
    """Every row of `table` by column, in the order of its key; of a file, its name (`pieces`)."""
    names = [column.name for column in table.columns]
    asked = [f"{c.name} IS NOT NULL" if c.sort == "file" else c.name for c in table.columns]
    tell = [_TELL.get(column.sort, _tell_value) for column in table.columns]
    files = {column.name for column in table.columns if column.sort == "file"}
    found = session.connection().exec_driver_sql(
        f"SELECT {', '.join(asked)} FROM {table.name} ORDER BY 1"
    )
    for chunk in found.partitions(_CHUNK):
        for row in chunk:
            values = {n: told(v) for n, told, v in zip(names, tell, row, strict=True)}
            for name in files:
                values[name] = piece_name(table, values[names[0]], name) if values[name] else None
            yield values


def tell(table: str, row: Mapping[str, Any]) -> dict[str, Json]:
    """A row of `table` as the driver gives it, in the forms of an archive; of a file, nothing."""
    sorts = {one.name: one.sort for one in _told(Record.metadata.tables[table]).columns}
    return {
        column: None if sorts[column] == "file" else _TELL.get(sorts[column], _tell_value)(value)
        for column, value in row.items()
    }


def pieces(session: Session, table: TableTold) -> Iterator[tuple[str, bytes]]:
    """Every file that a row of `table` has, by the name that `rows` gives it."""
    key = table.columns[0].name
    for column in table.columns:
        if column.sort != "file":
            continue
        found = session.connection().exec_driver_sql(
            f"SELECT {key}, {column.name} FROM {table.name} "
            f"WHERE {column.name} IS NOT NULL ORDER BY 1"
        )
        for chunk in found.partitions(_FEW):
            for row_key, data in chunk:
                yield piece_name(table, _tell_key(row_key), column.name), bytes(data)


def piece_name(table: TableTold, key: Any, column: str) -> str:
    """What the file in one column of one row is called."""
    return f"{table.name}/{key}-{column}"


def restore(
    path: Path,
    revision: str,
    told: Sequence[TableTold],
    read: Callable[[TableTold], Iterable[tuple[str, Mapping[str, Json]]]],
    fetch: Callable[[str], bytes],
    post_name: str,
    now: datetime,
) -> None:
    """Make the database at `path`, which must not exist, of rows that an archive keeps.

    `read` gives the rows of a table, each with where it stands in words; `fetch` the file of a
    name. The installation gets a site of its own, `post_name`: the one that made the archive may
    still be at work. All or nothing. Raises RowUnreadableError, DatabaseTooNewError,
    DatabaseDamagedError and what the machine can do to a database.
    """
    with schema.building(path, revision) as connection:
        for table in told:
            _load(connection, table, read(table), fetch)
    from vaetvient.storage.database import Database

    try:
        database = Database(path)
        try:
            with database.writing() as session:
                search_index.rebuild(session)
                _sit_down_elsewhere(session, post_name, now)
        finally:
            database.close()
    except BaseException:
        schema.take_away(path)
        raise


def _load(
    connection: Connection,
    table: TableTold,
    rows: Iterable[tuple[str, Mapping[str, Json]]],
    fetch: Callable[[str], bytes],
) -> None:
    """Write rows to a table of the revision that the database is at."""
    if not table.name.isidentifier() or table.name.startswith(_LEFT_OUT):
        raise RowUnreadableError(table.name)
    information = connection.exec_driver_sql(f"PRAGMA table_info({table.name})")
    there = {str(row.name) for row in information}
    names = [column.name for column in table.columns]
    if not names or not there.issuperset(names):
        raise RowUnreadableError(table.name)
    statement = (
        f"INSERT INTO {table.name} ({', '.join(names)}) VALUES ({', '.join('?' * len(names))})"
    )
    stored = (_stored(table, row, where, fetch) for where, row in rows)
    while chunk := list(islice(stored, _CHUNK)):
        try:
            connection.exec_driver_sql(statement, chunk)
        except (OverflowError, UnicodeEncodeError) as error:  # what SQLite has no room for
            raise RowUnreadableError(table.name) from error


def _stored(
    table: TableTold, row: Mapping[str, Json], where: str, fetch: Callable[[str], bytes]
) -> tuple[Any, ...]:
    """The values of a row as the database keeps them."""
    if row.keys() != {column.name for column in table.columns}:
        raise RowUnreadableError(where)
    key = row[table.columns[0].name]
    out: list[Any] = []
    for column in table.columns:
        value = row[column.name]
        try:
            if column.sort != "file":
                out.append(_READ.get(column.sort, _read_value)(value))
            elif value is None:
                out.append(None)
            elif value == piece_name(table, key, column.name):
                out.append(fetch(value))
            else:
                raise RowUnreadableError(where)
        except (LookupError, ValueError, TypeError, AttributeError, OverflowError) as error:
            raise RowUnreadableError(where) from error
    return tuple(out)


def _sit_down_elsewhere(session: Session, name: str, now: datetime) -> None:
    from vaetvient.domain.entities import Site

    office = settings.own_office(session)
    if office is None:
        raise RowUnreadableError("setting")
    site = Site(id=new_id(), office_id=office, name=name, installed_at=now)
    session.add(site)
    session.flush()
    settings.write(session, settings.SITE, str(site.id))


def _is_told(table: Table) -> bool:
    return not table.name.startswith(_LEFT_OUT)


def _told(table: Table) -> TableTold:
    keys = [column for column in table.columns if column.primary_key]
    others = [column for column in table.columns if not column.primary_key]
    return TableTold(
        table.name,
        tuple(
            ColumnTold(
                column.name,
                _sort_of(column),
                next((foreign.column.table.name for foreign in column.foreign_keys), ""),
            )
            for column in [*keys, *others]
        ),
    )


def _sort_of(column: Column[Any]) -> str:
    kind = column.type
    if isinstance(kind, Key | BINARY):
        return "key"
    if isinstance(kind, Moment):
        return "moment"
    if isinstance(kind, Date):
        return "day"
    if isinstance(kind, Boolean):
        return "flag"
    is_file = isinstance(kind, LargeBinary) and column.table in journalled_tables()
    return "file" if is_file else "value"  # elsewhere: a value of any sort that a gesture changed


# From what SQLite keeps to JSON, and back


def _tell_value(value: Any) -> Json:
    return {"hex": value.hex()} if isinstance(value, bytes) else value


def _read_value(value: Json) -> Any:
    if isinstance(value, dict):
        return bytes.fromhex(value["hex"])
    if isinstance(value, list):
        raise TypeError("a list")
    return value


def _tell_key(value: bytes | None) -> str | None:
    return None if value is None else str(uuid.UUID(bytes=value))


def _read_key(value: str | None) -> bytes | None:
    return None if value is None else uuid.UUID(value).bytes


def _tell_moment(value: str | None) -> str | None:
    return None if value is None else f"{value.replace(' ', 'T')}Z"


def _read_moment(value: str | None) -> str | None:
    if value is None:
        return None
    moment = datetime.fromisoformat(value)
    return moment.replace(tzinfo=None).isoformat(" ", "microseconds")


def _tell_flag(value: int | None) -> bool | None:
    return None if value is None else bool(value)


def _read_flag(value: bool | None) -> int | None:
    return None if value is None else int(value)


_TELL: Mapping[str, Callable[[Any], Json]] = {
    "key": _tell_key,
    "moment": _tell_moment,
    "flag": _tell_flag,
}
_READ: Mapping[str, Callable[[Any], Any]] = {
    "key": _read_key,
    "moment": _read_moment,
    "flag": _read_flag,
}
