"""The rows of a CSV file, whatever separates its cells, each with its line in the file."""

from __future__ import annotations

import contextlib
import csv
import io
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import accumulate, compress, islice
from pathlib import Path

from vaetvient.exchange.encoding import Text, decoded
from vaetvient.exchange.errors import CellTooLongError, FileEmptyError, QuotesError
from vaetvient.exchange.source import Batch, Record, is_empty

DELIMITERS = (";", ",", "\t", "|")
LONGEST_CELL = 131_072
"""Longer than any note; what the csv module refuses unless told otherwise."""
_LOOKED_AT = 30
_SAID = re.compile(r"\s*\"?sep=(.)\"?[ \t]*(?:\r\n|\r|\n)", re.IGNORECASE)
"""What Excel writes as a first line to say its separator."""
_GUARDED = re.compile(r"'+[=+\-@\t\r]")
_MAYBE_GUARDED = re.compile(r"'[=+\-@\t\r']")
_LINE_END = re.compile(r"\r\n|\r|\n")
_PART = 1 << 20
"""Characters gone through at a time."""


class CsvSource:
    """A file of lines; see `Source`."""

    form = "csv"
    sheets = ("",)
    first_is_header = False

    def __init__(self, path: Path, known: Callable[[str], bool]) -> None:
        """`known` says whether a header is one we know. Raises what `decoded` raises."""
        self.path = path
        self.remarks: list[str] = []
        self._text: Text = decoded(path)
        sample = self._text.begins()
        said = _SAID.match(sample)
        self._skipped = said.end() if said else 0
        self._skipped_lines = sample.count("\n", 0, said.end()) if said else 0
        self.delimiter = said[1] if said else best_delimiter(sample, known)
        self._has_guards = _may_be_guarded(self._text)

    def records(self, _sheet: str = "") -> Iterator[Record]:
        """Every row that is not empty. Raises CellTooLongError, QuotesError."""
        file = self._text.open()
        file.read(self._skipped)
        reader = csv.reader(file, delimiter=self.delimiter, strict=True)
        skipped = self._skipped_lines + 1
        line = skipped
        plain: Callable[[list[str]], tuple[str, ...]] = _plain if self._has_guards else tuple
        record = partial(tuple.__new__, Record)  # what its own would do, faster
        try:
            for cells in reader:
                if cells and (cells[0].isalnum() or not is_empty(cells)):
                    yield record((line, plain(cells), ""))
                line = reader.line_num + skipped
        except csv.Error as error:
            if "field larger" in str(error):
                raise CellTooLongError(path=str(self.path), line=line) from error
            raise QuotesError(path=str(self.path), line=line) from error

    def batches(self, _sheet: str, size: int) -> Iterator[Batch]:
        """The same rows, without a step of ours for each: see `Source`."""
        file = self._text.open()
        file.read(self._skipped)
        reader = csv.reader(file, delimiter=self.delimiter, strict=True)
        line = self._skipped_lines + 1
        while True:
            try:
                rows = list(islice(reader, size))
            except csv.Error:
                for _record in self.records():  # says which line it is, and raises
                    pass
                raise
            if not rows:
                return
            lines: Sequence[int] = range(line, line + len(rows))
            line = reader.line_num + self._skipped_lines + 1
            if line != lines[-1] + 1:  # some cell holds several lines
                lines = list(accumulate(map(_height, rows[:-1]), initial=lines[0]))
            cells: list[Sequence[str]] = list(map(_plain, rows)) if self._has_guards else [*rows]
            said = [bool(c) and (c[0].isalnum() or not is_empty(c)) for c in rows]
            if not all(said):
                lines, cells = list(compress(lines, said)), list(compress(cells, said))
            if cells:
                yield Batch(lines, cells, ("",) * len(cells))

    def close(self) -> None:
        self._text.close()


def best_delimiter(text: str, known: Callable[[str], bool]) -> str:
    """The separator under which a header says the most, then the rows are the most alike."""

    def merit(delimiter: str) -> tuple[int, float, int]:
        rows: list[list[str]] = []
        with contextlib.suppress(csv.Error):  # what comes before the fault tells enough
            sample = islice(_rows(text, delimiter), _LOOKED_AT)
            rows.extend(row for row in sample if any(cell.strip() for cell in row))
        if not rows:
            return 0, 0.0, 0
        widths = Counter(len(row) for row in rows)
        named = [sum(1 for cell in row if known(cell)) for row in rows]
        width = len(rows[named.index(max(named))])
        alike = widths[width] / len(rows) if width > 1 else 0.0
        return max(named), alike, width

    return max(DELIMITERS, key=merit)


def header_place(
    rows: Sequence[Record], known: Callable[[str], bool], needed: int = 2
) -> int | None:
    """Which of the first `rows` of a sheet is its header: the one that names the most fields.

    Titles may stand above it. A row below the first has to name `needed` of them; None where no
    row names any.
    """
    named = [sum(1 for cell in row.cells if known(cell)) for row in rows]
    best = max(named, default=0)
    if not best:
        return None
    place = named.index(best)
    filled = sum(1 for cell in rows[place].cells if cell.strip())
    if place and best < needed and filled > 1:
        return named.index(next(n for n in named if n)) if named[0] else None
    return place


def _rows(text: str, delimiter: str) -> Iterator[list[str]]:
    return csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)


def _may_be_guarded(text: Text) -> bool:
    """Whether any cell can begin with an apostrophe that guards it: most files have none."""
    file = text.open()
    before = ""
    while part := file.read(_PART):
        if _MAYBE_GUARDED.search(before + part):
            return True
        before = part[-1]
    return before == "'"


def _height(cells: Sequence[str]) -> int:
    """How many lines of its file a row takes."""
    return 1 + sum(len(_LINE_END.findall(c)) for c in cells if "\n" in c or "\r" in c)


def _plain(cells: list[str]) -> tuple[str, ...]:
    if "\0'" not in "\0".join(("", *cells)):  # no cell begins with one
        return tuple(cells)
    return tuple(unguarded(cell) for cell in cells)


class Table:
    """The header of a CSV file and what follows it, empty lines left out."""

    def __init__(self, header: Record, rows: list[Record]) -> None:
        self.header = header
        self.rows = rows


def read_table(path: Path, *, known: Callable[[str], bool]) -> Table:
    """The table in the CSV file at `path`, all of it; `known` as for `CsvSource`.

    Raises what `CsvSource` raises, FileEmptyError.
    """
    source = CsvSource(path, known)
    try:
        records = list(source.records())
    finally:
        source.close()
    if not records:
        raise FileEmptyError(path=str(path))
    place = header_place(records[:_LOOKED_AT], known) or 0
    return Table(records[place], records[place + 1 :])


def guarded(cell: str) -> str:
    """`cell` so that no spreadsheet takes it for a formula: an apostrophe before = + - @.

    An apostrophe that would be read as ours gets one more, so that `unguarded` gives `cell` back.
    """
    bare = cell.lstrip("'")
    return f"'{cell}" if bare[:1] in ("=", "+", "-", "@", "\t", "\r") and bare else cell


def unguarded(cell: str) -> str:
    """What `guarded` was given; also what other programs guarded the same way."""
    return cell[1:] if cell[:1] == "'" and _GUARDED.match(cell) else cell
