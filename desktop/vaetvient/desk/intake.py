"""Lists taken in from a file: all of it or none of it, in one gesture, each refusal with its line.

How a row is recognised and written is the business of `member_intake` and `equipment_intake`;
here is what they share. A row may be given by whoever read the file: it need only have the
shape of `RowGiven`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from itertools import islice
from typing import ClassVar, Protocol, TypeVar

from sqlalchemy.orm import Session

from vaetvient.desk.desk import Desk
from vaetvient.domain.errors import InvalidValueError, RefusedError, VaEtVientError
from vaetvient.domain.text import many_lines, one_line
from vaetvient.language import N_

_BATCH = 500
_LONGEST_SHOWN = 200
Read = TypeVar("Read")

Progress = Callable[[int, int], None]
"""Called with how many rows are done and how many there are; may raise to stop, undoing all."""


class RowGiven(Protocol):
    """One line of a list: its line in the file, what it says of each field, and what else."""

    @property
    def line(self) -> int: ...
    @property
    def cells(self) -> Mapping[str, str]: ...
    @property
    def notes(self) -> Sequence[tuple[str, str]]: ...
    @property
    def fault(self) -> str: ...


class SheetGiven(Protocol):
    """A whole list, and how its file called each field."""

    @property
    def name(self) -> str: ...
    @property
    def headers(self) -> Mapping[str, str]: ...
    @property
    def rows(self) -> Sequence[RowGiven]: ...


class DuplicateRowError(RefusedError):
    code: ClassVar[str] = "duplicate_row"
    text: ClassVar[str] = N_("C'est déjà la ligne {line} de ce fichier.")


class TooLongError(InvalidValueError):
    code: ClassVar[str] = "too_long"
    text: ClassVar[str] = N_("« {value}… » est trop long : {length} caractères, {most} au plus.")


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """Why a line was not taken, at which of its cells."""

    line: int
    column: str
    """The file's own header; empty when the whole line is at fault."""
    value: str
    reason: str


@dataclass(frozen=True, slots=True)
class IntakeReport:
    """How many rows were added, changed or known already, and those that were refused."""

    added: int
    changed: int
    unchanged: int
    refused: tuple[RefusedRow, ...] = ()


class Outcome(Enum):
    ADDED = auto()
    CHANGED = auto()
    UNCHANGED = auto()


class RowRefusedError(Exception):
    """What is wrong with one row: one error or more, each naming its field."""

    def __init__(self, *errors: VaEtVientError) -> None:
        self.errors = errors
        super().__init__(errors)


class Taker(Protocol):
    """Takes rows in, a batch at a time, within an open gesture."""

    def take(self, rows: Sequence[RowGiven]) -> Iterator[Outcome | RowRefusedError]:
        """What becomes of each of `rows`, in their order."""
        ...


class _NothingKeptError(Exception):
    """Leaves the gesture so that nothing of it stays."""


def take_in(
    desk: Desk,
    sheet: SheetGiven,
    taker_for: Callable[[Session, Desk, SheetGiven], Taker],
    *,
    dry_run: bool,
    keep_going: bool,
    progress: Progress | None,
) -> IntakeReport:
    """Take `sheet` in as one gesture; what came of it.

    Where a row is refused nothing is kept, unless `keep_going` leaves that row out. `dry_run`
    keeps nothing either way, and reports the same.
    """
    counts = dict.fromkeys(Outcome, 0)
    refused: list[RefusedRow] = []
    try:
        with desk.gesture("import_file") as gesture:
            gesture.say(file=sheet.name)
            session = gesture.session
            with session.no_autoflush:
                taker = taker_for(session, desk, sheet)
                done = 0
                for batch in _batches(sheet.rows):
                    for row, outcome in zip(batch, taker.take(batch), strict=True):
                        if isinstance(outcome, RowRefusedError):
                            refused += _told(row, outcome, sheet.headers)
                        else:
                            counts[outcome] += 1
                    session.flush()
                    done += len(batch)
                    if progress is not None:
                        progress(done, len(sheet.rows))
            if dry_run or (refused and not keep_going):
                raise _NothingKeptError
    except _NothingKeptError:
        if refused and not keep_going:
            counts[Outcome.ADDED] = counts[Outcome.CHANGED] = 0
    return IntakeReport(
        counts[Outcome.ADDED], counts[Outcome.CHANGED], counts[Outcome.UNCHANGED], tuple(refused)
    )


def _batches(rows: Iterable[RowGiven]) -> Iterator[list[RowGiven]]:
    waiting = iter(rows)
    while batch := list(islice(waiting, _BATCH)):
        yield batch


def _told(row: RowGiven, refusal: RowRefusedError, headers: Mapping[str, str]) -> list[RefusedRow]:
    return [
        RefusedRow(
            line=row.line,
            column=headers.get(error.field, ""),
            value=one_line(row.cells.get(error.field, ""))[:_LONGEST_SHOWN],
            reason=error.message,
        )
        for error in refusal.errors
    ]


class CellReader:
    """Reads the cells of one row; what cannot be read is gathered and refused together."""

    def __init__(self, row: RowGiven) -> None:
        self.cells = row.cells
        self.errors: list[VaEtVientError] = []
        if row.fault:
            self.errors.append(LineFaultError(why=row.fault))

    def text(self, field: str, most: int) -> str:
        """The cell of `field` on one line, at most `most` characters."""
        found = one_line(self.cells.get(field))
        if len(found) > most:
            self.errors.append(
                TooLongError(value=found[:40], length=len(found), most=most, field=field)
            )
            return ""
        return found

    def lines(self, field: str) -> str:
        """The cell of `field`, its lines kept."""
        return many_lines(self.cells.get(field))

    def read(self, field: str, reader: Callable[[str, str], Read]) -> Read | None:
        """What `reader` makes of the cell; None where it is empty or refused."""
        typed = self.cells.get(field)
        if not typed:
            return None
        try:
            return reader(typed, field)
        except InvalidValueError as error:
            self.errors.append(error)
            return None

    def check(self) -> None:
        """Refuse the row if anything in it could not be read. Raises RowRefusedError."""
        if self.errors:
            raise RowRefusedError(*self.errors)


class LineFaultError(InvalidValueError):
    """The line as a whole cannot be read."""

    code: ClassVar[str] = "line_fault"
    text: ClassVar[str] = "{why}"


def with_notes(known: str, cell: str, others: Iterable[tuple[str, str]]) -> str:
    """The notes `known`, with what the file says besides: its own notes, and « Header : value »
    for what belongs to no field. What stands there already is not written twice, a value that
    changed takes the place of the old one, and nothing a person wrote is lost."""
    said = many_lines(cell).splitlines()
    if known:
        lines = known.splitlines()
        lines += [line for line in said if line not in lines]
    else:
        lines = said
    fresh = {f"{header} : {one_line(value)}": header for header, value in others}
    for line, header in fresh.items():
        if line in lines:
            continue
        beginning = f"{header} : "
        stale = (
            place
            for place, known_line in enumerate(lines)
            if known_line.startswith(beginning) and known_line not in fresh
        )
        place = next(stale, None)
        if place is None:
            lines.append(line)
        else:
            lines[place] = line
    return "\n".join(lines)
