"""A list a few hundred lines at a time, each field as a column: lists have a hundred thousand."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import overload

from vaetvient.domain.known import Known
from vaetvient.exchange.dates import told_date
from vaetvient.exchange.sheet import Notes, RowReader, SheetRow
from vaetvient.exchange.source import Batch

_PLAIN_PHONES = re.compile(r"(?:(?:0[\d ]*)?\n)*", re.ASCII)
_EMAIL_SIGNS = " <,;/|"
"""What stands in a cell of e-mail addresses that is more than one address."""


@dataclass(slots=True)
class Portion(Sequence[SheetRow]):
    """Some lines of a list, as rows or as columns."""

    lines: Sequence[int]
    columns: Mapping[str, Sequence[str]]
    """By field, what each line says; empty where it says nothing."""
    notes: Sequence[Notes]
    faults: Mapping[int, str] = field(default_factory=dict)
    """By place, why a line cannot be read at all."""

    def __len__(self) -> int:
        return len(self.lines)

    @overload
    def __getitem__(self, place: int) -> SheetRow: ...
    @overload
    def __getitem__(self, place: slice) -> list[SheetRow]: ...
    def __getitem__(self, place: int | slice) -> SheetRow | list[SheetRow]:
        if isinstance(place, slice):
            return [self[n] for n in range(*place.indices(len(self)))]
        cells = {name: said[place] for name, said in self.columns.items() if said[place]}
        return SheetRow(self.lines[place], cells, self.notes[place], self.faults.get(place, ""))


class PortionReader:
    """Makes portions of records; the same as `reader` makes of each of them."""

    def __init__(self, reader: RowReader) -> None:
        self._reader = reader
        self._days = {
            name: Known(partial(told_date, month_first=name in reader.american))
            for name in reader.date_fields
        }

    def portions(self, batches: Iterator[Batch]) -> Iterator[Portion]:
        """Each of `batches` as one."""
        for batch in batches:
            portion = self._as_columns(batch)
            if portion is None:
                portion = self._row_by_row(batch)
            if portion.lines:
                yield portion

    def _row_by_row(self, batch: Batch) -> Portion:
        rows = [row for record in batch.records() if (row := self._reader.row(record)) is not None]
        names = dict.fromkeys(name for row in rows for name in row.cells)
        return Portion(
            [row.line for row in rows],
            {name: [row.cells.get(name, "") for row in rows] for name in names},
            [row.notes for row in rows],
            {place: row.fault for place, row in enumerate(rows) if row.fault},
        )

    def _as_columns(self, batch: Batch) -> Portion | None:
        """None where some line asks for more than being cut into cells."""
        reader = self._reader
        if not reader.is_plain:
            return None
        lines, cells, faults = batch
        if any(faults) or set(map(len, cells)) != {reader.width}:
            return None
        found = list(zip(*cells, strict=True))
        columns: dict[str, Sequence[str]] = {
            name: list(map(str.strip, found[place])) for name, place in reader.single
        }
        for name, days in self._days.items():
            columns[name] = days.of_all(columns[name])
        if not all(_are_phones(columns[name]) for name in reader.phone_fields):
            return None
        if "email" in columns and not _are_emails(columns["email"]):
            return None
        notes: list[Notes] = [()] * len(lines)
        if reader.others:
            names = [reader.names[place] for place in reader.others]
            told = zip(*(map(str.strip, found[place]) for place in reader.others), strict=True)
            notes = [tuple((n, t) for n, t in zip(names, row, strict=True) if t) for row in told]
        return Portion(lines, columns, notes)


def _are_phones(column: Sequence[str]) -> bool:
    """Whether no cell says more than one French number, if any."""
    return _PLAIN_PHONES.fullmatch("\n".join((*column, ""))) is not None


def _are_emails(column: Sequence[str]) -> bool:
    """Whether no cell says more than one address, if any."""
    joined = "".join(column)
    return joined.isprintable() and not any(sign in joined for sign in _EMAIL_SIGNS)
