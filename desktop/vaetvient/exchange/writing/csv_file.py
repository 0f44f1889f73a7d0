"""CSV that a French spreadsheet opens right, and that an import reads back.

UTF-8 with its mark, semicolons, CRLF (RFC 4180 but for the semicolon, which is what a spreadsheet
in French expects). Cells that a spreadsheet would take for formulas are guarded.
"""

from __future__ import annotations

import contextlib
import csv
import io
from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any, BinaryIO, cast

from vaetvient.exchange.table import guarded
from vaetvient.exchange.writing.cells import Column, Sort, Value

_SUSPECT = frozenset("'=+-@\t\r")
"""What a cell begins with that must be guarded, or that would be read as guarded."""


class _Texts(dict[Any, str]):
    """The text of each value, worked out the first time it is met."""

    def __init__(self, told: Callable[[Any], str]) -> None:
        super().__init__({None: ""})
        self._told = told

    def __missing__(self, value: Any) -> str:
        text = self[value] = self._told(value)
        return text


class CsvWriter:
    """A table as CSV; see `TableWriter`."""

    def __init__(self, file: BinaryIO, _title: str, columns: Sequence[Column]) -> None:
        self._sorts = [column.sort for column in columns]
        self._days = _Texts(_day)
        self._amounts = _Texts(_amount)
        self._text = io.TextIOWrapper(file, "utf-8-sig", newline="", write_through=False)
        self._writer = csv.writer(self._text, delimiter=";", lineterminator="\r\n")
        self._writer.writerow([column.header for column in columns])

    def write(self, rows: Sequence[Sequence[Value]]) -> None:
        columns = zip(*rows, strict=True)
        told = [self._told(sort, values) for sort, values in zip(self._sorts, columns, strict=True)]
        self._writer.writerows(zip(*told, strict=True))

    def finish(self) -> None:
        self._text.detach()  # flushes; the file itself is closed by whoever opened it

    def abandon(self) -> None:
        with contextlib.suppress(OSError, ValueError):
            self._text.detach()

    def _told(self, sort: Sort, values: Sequence[Value]) -> Sequence[str | int | None]:
        match sort:
            case Sort.TEXT:
                texts = cast("Sequence[str | None]", values)
                return [guarded(text) if text and text[0] in _SUSPECT else text for text in texts]
            case Sort.DAY:
                return list(map(self._days.__getitem__, values))
            case Sort.AMOUNT:
                return list(map(self._amounts.__getitem__, values))
            case Sort.MOMENT:
                moments = set(cast("Sequence[datetime | None]", values)) - {None}
                shown: dict[Any, str] = {moment: _moment(moment) for moment in moments if moment}
                return list(map(shown.get, values))
            case Sort.COUNT:
                return cast("Sequence[int | None]", values)


def _day(day: date) -> str:
    return f"{day.day:02}/{day.month:02}/{day.year}"


def _moment(moment: datetime) -> str:
    return f"{moment.day:02}/{moment.month:02}/{moment.year} {moment.hour:02}:{moment.minute:02}"


def _amount(cents: int) -> str:
    sign = "-" if cents < 0 else ""
    return f"{sign}{abs(cents) // 100},{abs(cents) % 100:02}"
