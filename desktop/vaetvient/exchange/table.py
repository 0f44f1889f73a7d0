"""The rows of a CSV file, whatever separates its cells, each with its line in the file."""

from __future__ import annotations

import contextlib
import csv
import io
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from vaetvient.exchange.encoding import read_text
from vaetvient.exchange.errors import CellTooLongError, FileEmptyError, QuotesError

DELIMITERS = (";", ",", "\t")
LONGEST_CELL = 131_072
"""Longer than any note; what the csv module refuses unless told otherwise."""
_LOOKED_AT = 30
_SAID = re.compile(r"\s*\"?sep=(.)\"?[ \t]*(?:\r\n|\r|\n)", re.IGNORECASE)
"""What Excel writes as a first line to say its separator."""
_NOTHING = " \t\r\n;,"
_GUARDED = re.compile(r"'+[=+\-@\t\r]")


@dataclass(frozen=True, slots=True)
class Record:
    """One row: its first physical line in the file (from 1), and its cells."""

    line: int
    cells: tuple[str, ...]

    @property
    def is_empty(self) -> bool:
        return not any(cell.strip(_NOTHING) for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Table:
    """The header and what follows it, empty lines left out."""

    path: Path
    header: Record
    rows: list[Record]


def read_table(path: Path, *, known: Callable[[str], bool]) -> Table:
    """The table in the CSV file at `path`; `known` says whether a header is one we know.

    Raises what `read_text` raises, CellTooLongError, QuotesError.
    """
    text = read_text(path)
    said = _SAID.match(text)
    skipped = text.count("\n", 0, said.end()) if said else 0
    body = text[said.end() :] if said else text
    delimiter = said[1] if said else best_delimiter(body, known)
    records = (r for r in _records(path, body, delimiter, skipped) if not r.is_empty)
    header = next(records, None)
    if header is None:
        raise FileEmptyError(path=str(path))
    return Table(path, header, list(records))


def best_delimiter(text: str, known: Callable[[str], bool]) -> str:
    """The separator under which the header says the most, then the rows are the most alike."""

    def merit(delimiter: str) -> tuple[int, float, int]:
        rows: list[list[str]] = []
        with contextlib.suppress(csv.Error):  # what comes before the fault tells enough
            sample = islice(_rows(text, delimiter), _LOOKED_AT)
            rows.extend(row for row in sample if any(cell.strip() for cell in row))
        if not rows:
            return 0, 0.0, 0
        widths = Counter(len(row) for row in rows)
        width = len(rows[0])
        alike = widths[width] / len(rows) if width > 1 else 0.0
        return sum(1 for cell in rows[0] if known(cell)), alike, width

    return max(DELIMITERS, key=merit)


def _rows(text: str, delimiter: str) -> Iterator[list[str]]:
    return csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)


def _records(path: Path, text: str, delimiter: str, skipped: int) -> Iterator[Record]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    while True:
        line = reader.line_num + skipped + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            if "field larger" in str(error):
                raise CellTooLongError(path=str(path), line=line) from error
            raise QuotesError(path=str(path), line=line) from error
        yield Record(line, tuple(unguarded(cell) for cell in cells))


def guarded(cell: str) -> str:
    """`cell` so that no spreadsheet takes it for a formula: an apostrophe before = + - @.

    An apostrophe that would be read as ours gets one more, so that `unguarded` gives `cell` back.
    """
    bare = cell.lstrip("'")
    return f"'{cell}" if bare[:1] in ("=", "+", "-", "@", "\t", "\r") and bare else cell


def unguarded(cell: str) -> str:
    """What `guarded` was given; also what other programs guarded the same way."""
    return cell[1:] if cell[:1] == "'" and _GUARDED.match(cell) else cell
