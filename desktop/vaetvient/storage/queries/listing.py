"""Long lists read a screenful at a time, in any order, whatever their length.

A list is never read whole: its length, a window of it, and the place of one record in it are
asked for apart. A window is found by walking the keys alone, from whichever end is nearer;
only then are its rows read.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar
from typing import cast as cast_type
from uuid import UUID

from sqlalchemy import (
    Column,
    ColumnElement,
    LargeBinary,
    Select,
    String,
    and_,
    cast,
    column,
    false,
    func,
    inspect,
    or_,
    select,
    table,
)
from sqlalchemy.orm import Session

from vaetvient.domain.gesture import Gesture
from vaetvient.domain.records import Key, Replicated

Asked = TypeVar("Asked")
Row = TypeVar("Row")

MOST_MATCHES = 1000
"""A list filtered by typed text shows at most so many."""

search_entry = table(
    "search_entry", column("ref", Key()), column("kind", String()), column("sort", String())
)
"""Where the names that lists are sorted by are kept, folded and indexed."""


@dataclass(frozen=True, slots=True)
class Order:
    """Sorted by which of the list's columns, and which way."""

    column: str
    descending: bool = False


@dataclass(frozen=True, slots=True)
class Sorting:
    """The columns that one order compares, and what must be joined to have them."""

    columns: tuple[ColumnElement[Any], ...]
    join: Callable[[Select[Any]], Select[Any]] = lambda statement: statement
    of_few: Sorting | None = None
    """The same order, written so that no index is walked for it: quicker when few records of
    many answer."""


@dataclass(frozen=True)
class LongList(Generic[Asked, Row]):
    """One kind of list: what is in it, in which orders, and how its rows are read."""

    key: Column[UUID]
    restrict: Callable[[Session, Asked], Select[Any]]
    """The keys that answer to what was asked, joined and filtered, in no order."""
    sortings: Mapping[str, Sorting]
    read: Callable[[Session, Asked, Sequence[UUID]], Mapping[UUID, Row]]
    few: Callable[[Asked], bool] = lambda asked: False
    """Whether few records answer, of all there are."""

    def count(self, session: Session, asked: Asked) -> int:
        """How many records answer."""
        return (
            session.scalar(
                self._keys(session, asked).with_only_columns(
                    func.count(), maintain_column_froms=True
                )
            )
            or 0
        )

    def window(
        self,
        session: Session,
        asked: Asked,
        order: Order,
        first: int,
        size: int,
        *,
        total: int | None = None,
    ) -> tuple[Row, ...]:
        """The rows from place `first` on, at most `size`.

        With the list's length known, the far half is walked from its end.
        """
        backwards = total is not None and 2 * first + size > total
        if backwards:
            assert total is not None
            size = max(0, min(size, total - first))
            first = total - first - size
        statement = self._ordered(session, asked, order, backwards=backwards)
        keys = list(session.scalars(statement.offset(first).limit(size)))
        if backwards:
            keys.reverse()
        rows = self.read(session, asked, keys)
        return tuple(rows[key] for key in keys if key in rows)

    def place(self, session: Session, asked: Asked, order: Order, key: UUID) -> int | None:
        """How many records stand before this one; None when it is not in the list."""
        sorting = self._sorting(asked, order)
        columns = (*sorting.columns, self.key)
        keys = sorting.join(self._keys(session, asked))
        own = session.execute(keys.with_only_columns(*columns).where(self.key == key)).first()
        if own is None:
            return None
        earlier = _before(columns, tuple(own), descending=order.descending)
        return (
            session.scalar(
                keys.with_only_columns(func.count(), maintain_column_froms=True).where(earlier)
            )
            or 0
        )

    def keys(
        self,
        session: Session,
        asked: Asked,
        order: Order,
        first: int,
        size: int,
    ) -> list[UUID]:
        """The keys alone from place `first` on, at most `size`."""
        statement = self._ordered(session, asked, order, backwards=False)
        return list(session.scalars(statement.offset(first).limit(size)))

    def places(
        self, session: Session, asked: Asked, order: Order, wanted: Collection[UUID]
    ) -> list[int]:
        """Where the records `wanted` stand, those that are in the list; it is walked once."""
        statement = self._ordered(session, asked, order, backwards=False)
        left, out = set(wanted), []
        for place, key in enumerate(session.scalars(statement.execution_options(yield_per=5000))):
            if key in left:
                out.append(place)
                left.discard(key)
                if not left:
                    break
        return out

    def all_rows(self, session: Session, asked: Asked, order: Order, *, most: int) -> Iterator[Row]:
        """Every row in order, at most `most`, read a thousand at a time: for a file or a paper."""
        for some in chunks(self.keys(session, asked, order, 0, most), 1000):
            rows = self.read(session, asked, some)
            yield from (rows[key] for key in some if key in rows)

    def _keys(self, session: Session, asked: Asked) -> Select[Any]:
        return self.restrict(session, asked)

    def _ordered(
        self, session: Session, asked: Asked, order: Order, *, backwards: bool
    ) -> Select[Any]:
        sorting = self._sorting(asked, order)
        descending = order.descending is not backwards
        return sorting.join(self._keys(session, asked)).order_by(
            *(c.desc() if descending else c.asc() for c in (*sorting.columns, self.key))
        )

    def _sorting(self, asked: Asked, order: Order) -> Sorting:
        sorting = self.sortings[order.column]
        return sorting.of_few if sorting.of_few is not None and self.few(asked) else sorting


def _counted(keys: Select[Any]) -> Select[Any]:
    """How many, of the same tables though no column of theirs is asked for any more."""
    return keys.with_only_columns(func.count(), maintain_column_froms=True)


def _before(
    columns: Sequence[ColumnElement[Any]], values: Sequence[Any], *, descending: bool
) -> ColumnElement[bool]:
    """Whether a row stands before the one with these values; NULL is the smallest of all."""
    head, value = columns[0], values[0]
    nearer: ColumnElement[bool]
    if descending:
        nearer = head.is_not(None) if value is None else head > value
    elif value is None:
        nearer = false()
    else:
        nearer = or_(head.is_(None), head < value)
    if len(columns) == 1:
        return nearer
    rest = _before(columns[1:], values[1:], descending=descending)
    return or_(nearer, and_(head.is_not_distinct_from(value), rest))


def by_name(key: Column[UUID], kind: str) -> Sorting:
    """Sorted by the name lists show, in the order a French reader expects."""

    entry = search_entry.c

    def along_the_index(statement: Select[Any]) -> Select[Any]:
        return statement.join(search_entry, and_(entry.ref == key, entry.kind == kind))

    # A key column has a number's affinity and `ref` has none: uncast, its index is not used.
    own = select(entry.sort).where(entry.ref == cast(key, LargeBinary)).correlate(key.table)
    return Sorting((entry.sort,), along_the_index, of_few=Sorting((own.scalar_subquery(),)))


def key_of(entity: type[Replicated | Gesture]) -> Column[UUID]:
    """The key column of an entity's table."""
    return cast_type("Column[UUID]", inspect(entity).local_table.c.id)


def chunks(keys: Sequence[UUID], size: int = 500) -> list[Sequence[UUID]]:
    """`keys` in pieces that one statement can name."""
    return [keys[i : i + size] for i in range(0, len(keys), size)]
