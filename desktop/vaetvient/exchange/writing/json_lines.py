"""JSON lines: an object a row, the headers as its names (jsonlines.org; RFC 8259, UTF-8).

Days are « 2026-11-23 », moments « 2026-11-23T10:00:00+01:00 » (RFC 3339), amounts numbers in
euros; what was never given, or is empty, is null.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, datetime
from typing import BinaryIO

from vaetvient.exchange.writing.cells import Column, Sort, Value


class JsonLinesWriter:
    """A table as JSON lines; see `TableWriter`."""

    def __init__(self, file: BinaryIO, _title: str, columns: Sequence[Column]) -> None:
        self._file = file
        self._names = [column.header for column in columns]
        self._amounts = [n for n, column in enumerate(columns) if column.sort is Sort.AMOUNT]
        self._encode = json.JSONEncoder(
            ensure_ascii=False, separators=(",", ":"), default=_iso, allow_nan=False
        ).encode

    def write(self, rows: Sequence[Sequence[Value]]) -> None:
        encode, names = self._encode, self._names
        lines = [encode(dict(zip(names, self._told(row), strict=True))) for row in rows]
        text = "\n".join([*lines, ""])
        self._file.write(text.encode("utf-8", "replace"))

    def finish(self) -> None:
        """Each line is whole: nothing is left to say."""

    def abandon(self) -> None:
        """Nothing is open but the file."""

    def _told(self, row: Sequence[Value]) -> Sequence[object]:
        cells: list[object] = [None if cell == "" else cell for cell in row]
        for place in self._amounts:
            cents = row[place]
            if isinstance(cents, int):
                cells[place] = cents // 100 if cents % 100 == 0 else cents / 100
        return cells


def _iso(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds")
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"no JSON for {type(value).__name__}")
