"""What a column of a list is called and holds, whatever the file that it is written to."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum, auto
from typing import Any, Protocol
from zoneinfo import ZoneInfo

Value = str | int | date | datetime | None
"""What a cell holds: cents for an AMOUNT, an aware datetime by the office's clock for a MOMENT."""


class Sort(Enum):
    """What the values of a column are, and so how a file writes them."""

    TEXT = auto()
    DAY = auto()
    MOMENT = auto()
    AMOUNT = auto()
    """Integer cents (invariant 4)."""
    COUNT = auto()


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its header, the cell of the extract it is read from, and what that becomes."""

    header: str
    key: str
    sort: Sort = Sort.TEXT
    told: Callable[[Any], Value] | None = None
    """From a stored value, never None, to a cell's; None where they are the same."""
    words: Mapping[Any, str] | None = None
    """The word of each stored value, where it is one of a few."""


class TableWriter(Protocol):
    """One table on its way into one file."""

    def write(self, rows: Sequence[Sequence[Value]]) -> None:
        """Add rows, each with a cell per column. Raises OSError, TooManyRowsError."""

    def finish(self) -> None:
        """Nothing follows: what the file ends with."""

    def abandon(self) -> None:
        """It cannot be finished: let go of what is open. Raises nothing."""


class Cells:
    """Turns the rows of an extract into cells, a column at a time.

    A column at a time is several times faster than a cell at a time, and a list has millions.
    """

    def __init__(self, columns: Sequence[Column], keys: Sequence[str], zone: ZoneInfo) -> None:
        self._places = [keys.index(column.key) for column in columns]
        self._columns = columns
        self._zone = zone

    def of(self, rows: Sequence[Sequence[Any]]) -> Sequence[Sequence[Value]]:
        """The cells of `rows`, in the order of the columns."""
        if not rows:
            return []
        stored = list(zip(*rows, strict=True))
        told = [
            self._told(column, stored[place])
            for column, place in zip(self._columns, self._places, strict=True)
        ]
        return list(zip(*told, strict=True))

    def _told(self, column: Column, values: Sequence[Any]) -> Sequence[Value]:
        if column.words is not None:
            return list(map({None: None, **column.words}.__getitem__, values))
        if column.sort is Sort.MOMENT:
            shown = {value: value.astimezone(self._zone) for value in set(values) - {None}}
            return list(map(shown.get, values))
        told = column.told
        if told is None:
            return values
        return [None if value is None else told(value) for value in values]
