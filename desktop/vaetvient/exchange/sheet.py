"""A list taken from a CSV file: rows of named fields, and what else each line said."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from vaetvient.domain.text import one_line
from vaetvient.exchange.columns import Layout
from vaetvient.exchange.errors import MissingColumnsError, OnlyHeaderError
from vaetvient.exchange.table import Record, read_table
from vaetvient.language import _

_SLASHED = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{2}|\d{4})")
_AMERICAN_PHONE = re.compile(r"\(?\d{3}\)?[ .-]\d{3}[.-]\d{4}")
_MOMENT = re.compile(r"(\d{4}-\d{2}-\d{2})[T ]\d{2}:\d{2}.*")


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One line of a list: what it says of each field, as typed, empty ones left out."""

    line: int
    """Its first physical line in the file; the header's is 1."""
    cells: Mapping[str, str]
    notes: tuple[tuple[str, str], ...] = ()
    """Header and value of what belongs to no field."""
    fault: str = ""
    """Why the line cannot be read at all; empty when it can."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A whole list, and how its file called its columns."""

    name: str
    """The file's name."""
    headers: Mapping[str, str]
    """The file's own header for each field."""
    rows: Sequence[SheetRow]
    kept_as_notes: tuple[str, ...]
    """Headers whose values belong to no field."""


def read_sheet(path: Path, layout: Layout) -> Sheet:
    """The list in the CSV file at `path`.

    Raises the refusals of `read_table`, MissingColumnsError, OnlyHeaderError.
    """
    table = read_table(path, known=layout.knows)
    headers = [one_line(cell) for cell in table.header.cells]
    while headers and not headers[-1]:  # a separator at the end of the line names no column
        headers.pop()
    places = layout.places(headers)
    if not any(field in places for field in layout.needed):
        raise MissingColumnsError(
            path=str(path),
            found=", ".join(f"« {header} »" for header in headers[:8]),
            needed=layout.needed_words(),
        )
    if not table.rows:
        raise OnlyHeaderError(path=str(path))
    known = {place for found in places.values() for place in found}
    others = [p for p, header in enumerate(headers) if p not in known and header]
    rows = [_row(record, headers, places, others) for record in table.rows]
    rows = _dates_told(rows, layout.dates)
    rows = [_phones_told(row, layout.phones) for row in rows]
    kept = dict.fromkeys(header for row in rows for header, _value in row.notes)
    order = [headers[p] for p in others] + list(kept)
    return Sheet(
        name=path.name,
        headers={field: headers[found[0]] for field, found in places.items()},
        rows=rows,
        kept_as_notes=tuple(dict.fromkeys(order)),
    )


def _row(
    record: Record, headers: Sequence[str], places: Mapping[str, Sequence[int]], others: list[int]
) -> SheetRow:
    cells, width = record.cells, len(headers)
    if len(cells) < width or any(cell.strip() for cell in cells[width:]):
        fault = _("Il y a {expected} cases dans l'en-tête et {found} sur cette ligne.")
        return SheetRow(record.line, {}, fault=fault.format(found=len(cells), expected=width))
    said: dict[str, str] = {}
    notes: list[tuple[str, str]] = []
    for field, columns in places.items():
        for place in columns:
            value = cells[place].strip()
            if not value:
                continue
            if field not in said:
                said[field] = value
            elif value != said[field]:
                notes.append((headers[place], value))
    notes += [(headers[p], cells[p].strip()) for p in others if cells[p].strip()]
    _first_of_several_barcodes(said, notes, headers, places)
    return SheetRow(record.line, said, tuple(notes))


def _first_of_several_barcodes(
    said: dict[str, str],
    notes: list[tuple[str, str]],
    headers: Sequence[str],
    places: Mapping[str, Sequence[int]],
) -> None:
    """Some programs write all the barcodes of a thing in one cell: the first is its tag."""
    tag = said.get("tag", "")
    if "," in tag and any(headers[p].lower().startswith("barcode") for p in places["tag"]):
        said["tag"] = tag.split(",")[0].strip()
        notes.append((headers[places["tag"][0]], tag))


def _dates_told(rows: list[SheetRow], fields: Iterable[str]) -> list[SheetRow]:
    """Dates as we read them: without their hour, and the day first where a column has months
    first (a 13th month somewhere in it gives it away)."""
    for field in fields:
        written = [row.cells[field] for row in rows if field in row.cells]
        slashed = [found for text in written if (found := _SLASHED.fullmatch(text))]
        american = any(int(d[2]) > 12 for d in slashed) and all(int(d[1]) <= 12 for d in slashed)
        rows = [_with_date(row, field, american) for row in rows]
    return rows


def _with_date(row: SheetRow, field: str, american: bool) -> SheetRow:
    text = row.cells.get(field, "")
    timed = _MOMENT.fullmatch(text)
    if timed:
        return _with(row, field, timed[1])
    slashed = _SLASHED.fullmatch(text) if american else None
    if slashed:
        return _with(row, field, f"{slashed[2]}/{slashed[1]}/{slashed[3]}")
    return row


def _phones_told(row: SheetRow, fields: Iterable[str]) -> SheetRow:
    """« 895-137-2034 » is how only North America writes a telephone number."""
    for field in fields:
        if _AMERICAN_PHONE.fullmatch(row.cells.get(field, "")):
            row = _with(row, field, f"+1 {row.cells[field]}")
    return row


def _with(row: SheetRow, field: str, text: str) -> SheetRow:
    return replace(row, cells={**row.cells, field: text})
