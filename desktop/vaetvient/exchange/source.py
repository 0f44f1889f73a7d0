"""What every file is to those who read it: sheets of rows of text, each row with its line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import NamedTuple, Protocol

_NOTHING = " \t\r\n;,"


class Record(NamedTuple):
    """One row: its first physical line in the file (from 1), and its cells."""

    line: int
    cells: tuple[str, ...]
    fault: str = ""
    """Why the row cannot be read at all; empty when it can."""

    @property
    def is_empty(self) -> bool:
        return is_empty(self.cells)


def is_empty(cells: Sequence[str]) -> bool:
    """Whether a row says nothing."""
    return not any(cell.strip(_NOTHING) for cell in cells)


class Batch(NamedTuple):
    """Some rows: the line of each, its cells, and why it cannot be read, if it cannot."""

    lines: Sequence[int]
    cells: Sequence[Sequence[str]]
    faults: Sequence[str]

    @classmethod
    def of(cls, records: Sequence[Record]) -> Batch:
        """`records` as one."""
        return cls(*zip(*records, strict=True))

    def records(self) -> list[Record]:
        """The same one by one."""
        told = zip(self.lines, self.cells, self.faults, strict=True)
        return [Record(line, tuple(cells), fault) for line, cells, fault in told]

    def below(self, line: int) -> Batch:
        """What stands below `line`."""
        if self.lines[0] > line:
            return self
        first = next((n for n, at in enumerate(self.lines) if at > line), len(self.lines))
        return Batch(self.lines[first:], self.cells[first:], self.faults[first:])


class Source(Protocol):
    """One file, whatever its format; opened by `exchange.opening`."""

    form: str
    """« csv », « workbook », « vcard », « json »."""
    remarks: list[str]
    """What should be said of the file as a whole: merged cells, macros."""

    @property
    def sheets(self) -> tuple[str, ...]:
        """The names of its sheets; one without a name where the format knows no sheets."""
        ...

    def records(self, sheet: str) -> Iterator[Record]:
        """The rows of one sheet, from the first; again as often as one asks.

        Raises FileRefusedError subclasses where a row cannot be read.
        """
        ...

    def batches(self, sheet: str, size: int) -> Iterator[Batch]:
        """The same, about `size` at a time; none of them is empty."""
        return batches_of(self.records(sheet), size)

    @property
    def first_is_header(self) -> bool:
        """Whether the first row is a header beyond doubt, made by the format itself: line 0."""
        ...

    def close(self) -> None:
        """Let go of the file."""
        ...


def batches_of(records: Iterator[Record], size: int) -> Iterator[Batch]:
    """`records`, `size` at a time."""
    while some := list(islice(records, size)):
        yield Batch.of(some)
