"""Lists taken in from a file: all of it or none of it, in one gesture, each refusal with its line.

How a row is recognised and written is the business of `member_intake` and `equipment_intake`;
here is what they share. A row may be given by whoever read the file: it need only have the
shape of `RowGiven`.
"""

from __future__ import annotations

import gc
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import IntEnum, auto
from itertools import islice
from typing import Any, ClassVar, Protocol, TypedDict, TypeVar
from uuid import UUID

from sqlalchemy.orm import Session

from vaetvient.desk.desk import Desk
from vaetvient.desk.manner import Manner
from vaetvient.domain.errors import InvalidValueError, RefusedError, VaEtVientError
from vaetvient.domain.registration import read_email
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


class PortionGiven(Protocol):
    """Some lines of a list, as rows or as columns."""

    @property
    def lines(self) -> Sequence[int]: ...
    @property
    def columns(self) -> Mapping[str, Sequence[str]]:
        """By field, what each line says; empty where it says nothing."""
        ...

    @property
    def notes(self) -> Sequence[Sequence[tuple[str, str]]]: ...
    @property
    def faults(self) -> Mapping[int, str]:
        """By place, why a line cannot be read at all."""
        ...

    def __len__(self) -> int: ...
    def __getitem__(self, place: int, /) -> RowGiven: ...


class SheetGiven(Protocol):
    """A whole list, and how its file called each field."""

    @property
    def name(self) -> str: ...
    @property
    def headers(self) -> Mapping[str, str]: ...
    @property
    def rows(self) -> Sequence[RowGiven]: ...
    @property
    def portions(self) -> Callable[[int], Iterator[PortionGiven]]:
        """The same rows, so many at a time."""
        ...


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
    suggestion: str = ""
    """What was perhaps meant."""


@dataclass(frozen=True, slots=True)
class FieldChange:
    """What a row changes in a record: the column, and its values as the database keeps them."""

    column: str
    now: Any
    said: Any


@dataclass(frozen=True, slots=True)
class ChangedRow:
    """A record that a line changes, and in what."""

    line: int
    key: UUID
    label: str
    changes: tuple[FieldChange, ...]


@dataclass(frozen=True, slots=True)
class Candidate:
    """Someone who is there and may be the one a row speaks of."""

    key: UUID
    label: str
    score: int
    """Out of 100."""
    now: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Doubt:
    """A row that is perhaps someone who is there."""

    line: int
    identity: str
    label: str
    said: Mapping[str, Any]
    candidates: tuple[Candidate, ...]


class Outcome(IntEnum):
    ADDED = auto()
    CHANGED = auto()
    UNCHANGED = auto()
    WAITING = auto()
    LEFT_OUT = auto()


@dataclass(slots=True)
class Taken:
    """What became of one row."""

    outcome: Outcome
    key: bytes = b""
    label: str = ""
    changes: Sequence[FieldChange] = ()
    doubt: Doubt | None = None


ADDED, UNCHANGED, LEFT_OUT = (
    Taken(Outcome.ADDED),
    Taken(Outcome.UNCHANGED),
    Taken(Outcome.LEFT_OUT),
)


@dataclass(frozen=True, slots=True)
class IntakeReport:
    """How many rows were added, changed or known already, and those that were refused."""

    added: int
    changed: int
    unchanged: int
    refused: tuple[RefusedRow, ...] = ()
    changes: tuple[ChangedRow, ...] = ()
    """What was changed, row by row; of very long lists the first MOST_TOLD."""
    doubts: tuple[Doubt, ...] = ()
    waiting: int = 0
    """Rows that wait for a decision, and were not taken."""
    left_out: int = 0
    gesture_id: UUID | None = field(default=None, compare=False)
    """None where nothing was kept."""


MOST_TOLD = 5_000


class RowRefusedError(Exception):
    """What is wrong with one row: one error or more, each naming its field."""

    def __init__(self, *errors: VaEtVientError) -> None:
        self.errors = errors
        super().__init__(errors)


class Batch(Protocol):
    """Some rows."""

    def __len__(self) -> int: ...
    def __getitem__(self, place: int, /) -> RowGiven: ...


B = TypeVar("B", bound=Batch)


class Taker(Protocol[B]):
    """Takes rows in, a batch at a time, within an open gesture."""

    def batches(self, size: int, /) -> Iterator[B]:
        """All rows of the list, `size` at a time."""
        ...

    def take(self, rows: B, /) -> Iterable[Taken | RowRefusedError]:
        """What becomes of each of `rows`, in their order; all is written when it is exhausted."""
        ...

    def settle(self) -> None:
        """All rows were taken: leave the database as any gesture does."""
        ...


class How(TypedDict, total=False):
    """What may be said of how a list is taken in; see `take_in`."""

    dry_run: bool
    keep_going: bool
    progress: Progress | None
    manner: Manner | None
    kind: str
    after: Callable[[Session, IntakeReport], None] | None


class _NothingKeptError(Exception):
    """Leaves the gesture so that nothing of it stays."""


def take_in(
    desk: Desk,
    sheet: SheetGiven,
    taker_for: Callable[[Session, Desk, SheetGiven, Manner], Taker[B]],
    *,
    dry_run: bool = False,
    keep_going: bool = False,
    progress: Progress | None = None,
    manner: Manner | None = None,
    kind: str = "import_file",
    after: Callable[[Session, IntakeReport], None] | None = None,
) -> IntakeReport:
    """Take `sheet` in as one gesture; what came of it.

    Where a row is refused nothing is kept, unless `keep_going` leaves that row out. `dry_run`
    keeps nothing either way, and reports the same. `after` writes what goes with it, in the same
    transaction.
    """
    tally = _Tally(sheet.headers)
    gesture_id: UUID | None = None
    try:
        with _growing(), desk.gesture(kind) as gesture:
            gesture.say(file=sheet.name)
            session = gesture.session
            with session.no_autoflush:
                taker = taker_for(session, desk, sheet, manner or Manner())
                _take_all(session, len(sheet.rows), taker, tally, progress)
                if dry_run or (tally.refused and not keep_going):
                    raise _NothingKeptError
                taker.settle()
                del taker  # what it holds in memory is not needed while the search index is mended
            if after is not None:
                after(session, tally.report(None))
            if tally.counts[Outcome.ADDED] or tally.counts[Outcome.CHANGED]:
                gesture_id = gesture.record.id
    except _NothingKeptError:
        if tally.refused and not keep_going:
            tally.nothing_kept()
    return tally.report(gesture_id)


def _take_all(
    session: Session, total: int, taker: Taker[B], tally: _Tally, progress: Progress | None
) -> None:
    done = 0
    for batch in taker.batches(_BATCH):
        tally.count_all(batch, taker.take(batch))
        session.flush()
        gc.freeze()
        done += len(batch)
        if progress is not None:
            progress(done, total)


@contextmanager
def _growing() -> Iterator[None]:
    """While a list is held in memory, which only grows: what `gc.freeze` puts aside is not gone
    through again and again for the little that may be thrown away."""
    try:
        yield
    finally:
        gc.unfreeze()


class _Tally:
    """What became of the rows so far."""

    def __init__(self, headers: Mapping[str, str]) -> None:
        self._headers = headers
        self.counts = dict.fromkeys(Outcome, 0)
        self.refused: list[RefusedRow] = []
        self._changes: list[ChangedRow] = []
        self._doubts: list[Doubt] = []

    def count_all(self, batch: Batch, outcomes: Iterable[Taken | RowRefusedError]) -> None:
        """Note what became of each row of `batch`."""
        for place, taken in enumerate(outcomes):
            if isinstance(taken, RowRefusedError):
                self.refused += _told(batch[place], taken, self._headers)
                continue
            self.counts[taken.outcome] += 1
            if taken.changes and len(self._changes) < MOST_TOLD:
                key, line = UUID(bytes=taken.key), batch[place].line
                self._changes.append(ChangedRow(line, key, taken.label, tuple(taken.changes)))
            if taken.doubt is not None and len(self._doubts) < MOST_TOLD:
                self._doubts.append(taken.doubt)

    def nothing_kept(self) -> None:
        self.counts[Outcome.ADDED] = self.counts[Outcome.CHANGED] = 0

    def report(self, gesture_id: UUID | None) -> IntakeReport:
        counts = self.counts
        return IntakeReport(
            added=counts[Outcome.ADDED],
            changed=counts[Outcome.CHANGED],
            unchanged=counts[Outcome.UNCHANGED],
            refused=tuple(self.refused),
            changes=tuple(self._changes),
            doubts=tuple(self._doubts),
            waiting=counts[Outcome.WAITING],
            left_out=counts[Outcome.LEFT_OUT],
            gesture_id=gesture_id,
        )


def rows_in_batches(rows: Iterable[RowGiven], size: int) -> Iterator[list[RowGiven]]:
    """`rows`, `size` at a time."""
    waiting = iter(rows)
    while batch := list(islice(waiting, size)):
        yield batch


def _told(row: RowGiven, refusal: RowRefusedError, headers: Mapping[str, str]) -> list[RefusedRow]:
    return [
        RefusedRow(
            line=row.line,
            column=headers.get(error.field, ""),
            value=one_line(row.cells.get(error.field, ""))[:_LONGEST_SHOWN],
            reason=error.message,
            suggestion=suggestion(error.field, row.cells.get(error.field, "")),
        )
        for error in refusal.errors
    ]


_SLIPS = (
    (re.compile(r"\s*(?:\(at\)|\[at\]| chez | at )\s*", re.IGNORECASE), "@"),
    (re.compile(r"[,;]+"), "."),
    (re.compile(r"\s+"), ""),
    (re.compile(r"\.{2,}"), "."),
    (re.compile(r"@{2,}"), "@"),
    (re.compile(r"(?<=@)(?:gmail|hotmail|orange|free|wanadoo|laposte)$"), r"\g<0>.fr"),
    (re.compile(r"(?<=@)gmail\.fr$"), "gmail.com"),
)
"""Usual slips in an e-mail address, and their mends, one after the other."""


def suggestion(field: str, typed: str) -> str:
    """What was perhaps meant by `typed`, where a usual slip explains it; else empty."""
    if field != "email" or not typed:
        return ""
    text = one_line(typed).strip(".,;:<>")
    for slip, mend in _SLIPS:
        text = slip.sub(mend, text)
    try:
        return read_email(text) or ""
    except InvalidValueError:
        return ""


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
