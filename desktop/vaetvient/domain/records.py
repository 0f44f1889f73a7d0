"""What every stored thing has in common: its key, its revision, its column types.

Tables are shaped for column-level change capture: one opaque key each, no table-wide counters,
no meaning in rowids, associations as rows of their own.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from enum import Enum as PyEnum
from typing import Any, ClassVar
from uuid import UUID, SafeUUID, uuid5

from sqlalchemy import BINARY, DateTime, Dialect, Enum, MetaData, Uuid
from sqlalchemy.orm import DeclarativeBase, Mapped, declared_attr, mapped_column
from sqlalchemy.types import TypeDecorator


def new_id() -> UUID:
    """A fresh UUIDv7 (RFC 9562): unique everywhere, ordered by time of creation."""
    from uuid_utils import uuid7

    return UUID(bytes=uuid7().bytes)


def key_within(owner: UUID, what: str) -> UUID:
    """The key of a part of a record: the same at every post that writes this part, so that two
    which do so at once write one row (RFC 9562, UUIDv5)."""
    return uuid5(owner, what)


def new_key() -> bytes:
    """The same as the database keeps it, for rows that are written without being entities."""
    from uuid_utils import uuid7

    return uuid7().bytes


def new_keys(count: int) -> list[bytes]:
    """As many of them, in their order."""
    from uuid_utils import uuid7

    return [uuid7().bytes for _ in range(count)]


def key_from(value: bytes | None) -> UUID | None:
    """The key that the database keeps as 16 bytes; what `UUID(bytes=value)` is, in a third of the
    time: a list has thousands of them."""
    if value is None:
        return None
    key = _bare(UUID)
    _set(key, "int", _number(value))
    _set(key, "is_safe", _UNKNOWN)
    return key


_bare, _set, _number = object.__new__, object.__setattr__, int.from_bytes
_UNKNOWN = SafeUUID.unknown


def _bytes_of(key: UUID | None) -> bytes | None:
    return None if key is None else key.int.to_bytes(16)


def id_following(last: UUID) -> UUID:
    """A fresh UUIDv7 that sorts after `last`, a millisecond later, whatever the clock says."""
    stamp = int.from_bytes(last.bytes[:6], "big") + 1
    return UUID(bytes=stamp.to_bytes(6, "big") + new_id().bytes[6:])


class Key(TypeDecorator[UUID]):
    """A UUID kept as 16 bytes on SQLite and as the native type elsewhere."""

    impl = BINARY(16)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> Any:
        if dialect.name == "sqlite":
            return dialect.type_descriptor(BINARY(16))
        return dialect.type_descriptor(Uuid())

    def process_bind_param(self, value: UUID | None, dialect: Dialect) -> Any:
        if value is None or dialect.name != "sqlite":
            return value
        return value.bytes

    def process_result_value(self, value: Any, dialect: Dialect) -> UUID | None:
        if value is None or isinstance(value, UUID):
            return value
        return key_from(value)

    def bind_processor(self, dialect: Dialect) -> Callable[[Any], Any] | None:
        """As above, in one step."""
        return _bytes_of if dialect.name == "sqlite" else super().bind_processor(dialect)

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], Any] | None:
        """As above, in one step."""
        if dialect.name == "sqlite":
            return key_from
        return super().result_processor(dialect, coltype)


class Moment(TypeDecorator[datetime]):
    """A point in time: aware in Python, stored in UTC (invariant 4)."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a stored moment needs a time zone")
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return None if value is None else value.replace(tzinfo=UTC)

    def bind_processor(self, dialect: Dialect) -> Callable[[Any], Any] | None:
        """As above, in one step."""
        return _written if dialect.name == "sqlite" else super().bind_processor(dialect)

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], Any] | None:
        """As above, in one step."""
        return _read if dialect.name == "sqlite" else super().result_processor(dialect, coltype)


def _written(moment: datetime | None) -> str | None:
    """As SQLAlchemy writes it for SQLite: « 2026-11-28 08:30:00.000000 »."""
    if moment is None:
        return None
    if moment.tzinfo is None:
        raise ValueError("a stored moment needs a time zone")
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(" ", "microseconds")


def _read(stored: str | None) -> datetime | None:
    return None if stored is None else datetime.fromisoformat(stored).replace(tzinfo=UTC)


def _values(choices: type[PyEnum]) -> list[str]:
    return [str(choice.value) for choice in choices]


class Record(DeclarativeBase):
    """The base of every mapped entity."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        UUID: Key(),
        datetime: Moment(),
        PyEnum: Enum(
            PyEnum, native_enum=False, create_constraint=False, values_callable=_values, length=16
        ),
    }


class Replicated:
    """A record that travels between sites: an opaque key, and a revision that forms check.

    `revision` grows by one at each change of the row; a form that was opened on an older
    revision is told so when it saves.
    """

    told_apart_by: ClassVar[str] = ""
    """The column that tells the kinds of one table apart; empty for a table of one kind."""

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id, sort_order=-2)
    revision: Mapped[int] = mapped_column(default=1, sort_order=-1)

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:  # noqa: N805  (SQLAlchemy's own idiom)
        arguments: dict[str, Any] = {"version_id_col": cls.revision}
        if cls.told_apart_by:
            arguments["polymorphic_on"] = cls.told_apart_by
            arguments["with_polymorphic"] = "*"  # one table: every column in one question
        return arguments


__all__ = [
    "Key",
    "Moment",
    "Record",
    "Replicated",
    "date",
    "datetime",
    "id_following",
    "key_from",
    "new_id",
    "new_key",
    "new_keys",
]
