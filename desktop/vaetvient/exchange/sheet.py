"""A list taken from a file: rows of named fields, and what else each line said."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, overload

from vaetvient.domain.text import fold
from vaetvient.exchange.columns import Layout, header_key
from vaetvient.exchange.dates import MonthsFirst, told_date
from vaetvient.exchange.errors import FileEmptyError, MissingColumnsError, OnlyHeaderError
from vaetvient.exchange.names import parted
from vaetvient.exchange.once import Once, once_of
from vaetvient.exchange.opening import open_source
from vaetvient.exchange.plan import Plan, make_plan
from vaetvient.exchange.profile import LEFT_OUT, NOTE
from vaetvient.exchange.source import Batch, Record, Source
from vaetvient.language import _, ngettext, show_number

if TYPE_CHECKING:
    from vaetvient.exchange.portions import Portion

_AMERICAN_PHONE = re.compile(r"\(?\d{3}\)?[ .-]\d{3}[.-]\d{4}")
_SEVERAL = re.compile(r"\s*[;/|\n]\s*|\s+(?:ou|et|or)\s+| ::: ")
_PLAIN_EMAIL = re.compile(r"[\w.+\-@]+")
_BARE_EMAIL = re.compile(r"[^<>]*<([^<>]+)>")
_LOST_ZERO = re.compile(r"[1-9]\d{8}")
_WORDS_KEPT = 1_000
_AT_ONCE = 1_000
Notes = Sequence[tuple[str, str]]
"""Header and value of what belongs to no field."""


@dataclass(slots=True)
class SheetRow:
    """One line of a list: what it says of each field, as typed, empty ones left out."""

    line: int
    """Its first physical line in the file; the header's is 1."""
    cells: Mapping[str, str]
    notes: Notes = ()
    fault: str = ""
    """Why the line cannot be read at all; empty when it can."""


class Rows(Sequence[SheetRow]):
    """The rows of a sheet, read again from its source each time they are gone through."""

    def __init__(self, count: int, again: Callable[[], Iterator[SheetRow]]) -> None:
        self._count, self._again = count, again

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[SheetRow]:
        return self._again()

    @overload
    def __getitem__(self, place: int) -> SheetRow: ...
    @overload
    def __getitem__(self, place: slice) -> list[SheetRow]: ...
    def __getitem__(self, place: int | slice) -> SheetRow | list[SheetRow]:
        if isinstance(place, slice):
            return list(islice(self._again(), *place.indices(self._count)))
        wanted = place + self._count if place < 0 else place
        for row in islice(self._again(), wanted, wanted + 1):
            return row
        raise IndexError(place)


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
    plan: Plan
    source: Source
    portions: Callable[[int], Iterator[Portion]]
    """The same rows so many at a time, each field as a column; read again each time."""


def read_sheet(path: Path, layout: Layout) -> Sheet:
    """The list in the file at `path`, its columns known by their names alone.

    Raises what `open_source` and `sheet_of` raise.
    """
    source = open_source(path, layout.knows)
    return sheet_of(source, path, make_plan(source, layout.kind))


def sheet_of(source: Source, path: Path, plan: Plan) -> Sheet:
    """The list that `source` holds, read as `plan` says; it is gone through once, so that nothing
    is found to be unreadable in the middle of taking it in.

    Raises MissingColumnsError, FileEmptyError, OnlyHeaderError, and what reading raises.
    """
    if not plan.columns:
        raise FileEmptyError(path=str(path))
    if not plan.is_enough:
        raise MissingColumnsError(
            path=str(path),
            found=", ".join(f"« {column.header} »" for column in plan.columns[:8]),
            needed=plan.layout.needed_words(),
        )
    reader = RowReader(plan)
    count = sum(reader.look_at(batch) for batch in _batches(source, plan, _AT_ONCE))
    if not count:
        raise OnlyHeaderError(path=str(path))
    reader.settle()
    _remark_on(source, reader.passed_over)

    def rows() -> Iterator[SheetRow]:
        return (row for record in _below(source, plan) if (row := reader.row(record)) is not None)

    def portions(size: int) -> Iterator[Portion]:
        from vaetvient.exchange.portions import PortionReader

        return PortionReader(reader).portions(_batches(source, plan, size))

    return Sheet(
        name=path.name,
        headers=reader.headers,
        rows=Rows(count, rows),
        kept_as_notes=reader.kept_as_notes,
        plan=plan,
        source=source,
        portions=portions,
    )


def _remark_on(source: Source, passed_over: int) -> None:
    """Say once of the file that several of its rows speak of one and the same."""
    words = ngettext(
        "{n} ligne parle de quelqu’un dont une autre ligne est prise : la plus récente.",
        "{n} lignes parlent de quelqu’un dont une autre ligne est prise : la plus récente.",
        passed_over,
    ).format(n=show_number(passed_over))
    if passed_over and words not in source.remarks:
        source.remarks.append(words)


def _below(source: Source, plan: Plan) -> Iterator[Record]:
    return (r for r in source.records(plan.sheet) if r.line > plan.header_line)


def _batches(source: Source, plan: Plan, size: int) -> Iterator[Batch]:
    """The same, about `size` at a time."""
    found = (batch.below(plan.header_line) for batch in source.batches(plan.sheet, size))
    return (batch for batch in found if batch.lines)


def _least_width(plan: Plan) -> int:
    """How many cells a line has at least: programs leave out the empty ones at its end, but a line
    that was cut lacks some that matter too."""
    joined = plan.profile.joined.values() if plan.profile else ()
    keys = {header_key(part) for parts in joined for part in parts}
    return 1 + max(
        (
            column.place
            for column in plan.columns
            if column.field not in (NOTE, LEFT_OUT, "notes") or header_key(column.header) in keys
        ),
        default=len(plan.columns),
    )


class _OneOf:
    """Whether a text is one of a few words, whatever its case and accents."""

    def __init__(self, words: Sequence[str]) -> None:
        self._folded = frozenset(map(fold, words))
        self._known: dict[str, bool] = {}

    def __contains__(self, text: str) -> bool:
        found = self._known.get(text)
        if found is None:
            found = fold(text) in self._folded
            if len(self._known) < _WORDS_KEPT:
                self._known[text] = found
        return found


class RowReader:
    """Makes rows of named fields of records; `look_at` all of them first, then `settle`."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        layout, profile = plan.layout, plan.profile
        columns = plan.columns
        self.width = len(columns)
        self._least = _least_width(plan)
        places: dict[str, list[int]] = {}
        for column in sorted(columns, key=lambda c: (c.rank, c.place)):
            if column.field not in (NOTE, LEFT_OUT):
                places.setdefault(column.field, []).append(column.place)
        self.single = [(field, found[0]) for field, found in places.items() if len(found) == 1]
        self._several = {field: found for field, found in places.items() if len(found) > 1}
        self.others = [c.place for c in columns if c.field == NOTE]
        self.names = [column.header for column in columns]
        by_name = {header_key(column.header): column.place for column in columns}
        self._joined: dict[str, list[int]] = {}
        self._skipped: list[tuple[int, _OneOf]] = []
        self._once: Once | None = None
        self._only: list[tuple[str, list[tuple[int | None, _OneOf]]]] = []
        if profile:
            for field, parts in profile.joined.items():
                found = [by_name[key] for part in parts if (key := header_key(part)) in by_name]
                if found:
                    self._joined[field] = found
            for header, values in profile.left_out.items():
                if header_key(header) in by_name:
                    self._skipped.append((by_name[header_key(header)], _OneOf(values)))
            for field, where in profile.only_where.items():
                asked = [(by_name.get(header_key(h)), _OneOf(vs)) for h, vs in where.items()]
                self._only.append((field, asked))
            if profile.one_row:
                self._once = once_of(
                    profile.one_row,
                    lambda header: by_name.get(header_key(header)),
                    self._says_what_counts,
                )
        self._profile = profile
        self.date_fields = [f for f in layout.dates if f in plan.fields]
        self.phone_fields = [f for f in layout.phones if f in plan.fields]
        self._months_first = {field: MonthsFirst() for field in self.date_fields}
        self._places = places
        self.american: frozenset[str] = frozenset()
        self._noted: dict[str, None] = {}
        self.headers = self._headers(places)

    def _headers(self, places: Mapping[str, Sequence[int]]) -> dict[str, str]:
        """The file's own header for each field that some row may say."""
        headers = {field: self.names[found[0]] for field, found in places.items()}
        for field, found in self._joined.items():
            headers.setdefault(field, self.names[found[0]])
        for field in self.phone_fields:  # a second number in a cell may go to the other field
            for other in self.plan.layout.phones:
                headers.setdefault(other, headers[field])
        whole = headers.get("full_name")
        if whole:
            for field in ("last_name", "first_name"):
                headers.setdefault(field, whole)
        return headers

    @property
    def kept_as_notes(self) -> tuple[str, ...]:
        """Headers whose values belong to no field, those of this sheet that say anything first."""
        order = [self.names[p] for p in self.others] + list(self._noted)
        return tuple(dict.fromkeys(header for header in order if header))

    @property
    def is_plain(self) -> bool:
        """Whether each cell of a whole line is what it says, its spelling apart: no field stands
        in several columns, and nothing is added, joined, translated or taken apart."""
        fields = {name for name, _place in self.single}
        return not (
            self._several
            or self._skipped
            or self._joined
            or self._once
            or (self._profile and (self._profile.constants or self._profile.values or self._only))
            or fields & {"full_name", "tag"}
        )

    def look_at(self, rows: Batch) -> int:
        """Learn from some rows before any is read; how many of them are taken."""
        taken = rows.cells
        if self._skipped:
            taken = [cells for cells in taken if not self._is_skipped(cells)]
        if self._once is not None:
            taken = [record.cells for record in rows.records() if self._is_first(record)]
        whole = [cells for cells in taken if len(cells) >= self.width]
        for field, first in self._months_first.items():
            for place in self._places.get(field, ()):
                first.look({cells[place] for cells in whole})
        for found in self._several.values():
            for cells in whole:
                said = [(place, text) for place in found if (text := cells[place].strip())]
                for place, text in said[1:]:
                    if text != said[0][1]:
                        self._noted[self.names[place]] = None
        return len(taken)

    def _is_first(self, record: Record) -> bool:
        """Whether a row is taken, and the first of those that speak of one."""
        if self._once is None or (self._skipped and self._is_skipped(record.cells)):
            return False
        return self._once.look_at(record)

    def settle(self) -> None:
        """All records were looked at."""
        american = {field for field, first in self._months_first.items() if first}
        if self._profile and self._profile.month_first:
            american |= set(self.date_fields)
        self.american = frozenset(american)

    def row(self, record: Record) -> SheetRow | None:
        """What `record` says; None where it is not taken."""
        cells, width = record.cells, self.width
        if self._skipped and self._is_skipped(cells):
            return None
        if self._once is not None and not self._once.keeps(record):
            return None
        if record.fault:
            return SheetRow(record.line, {}, fault=record.fault)
        if self._least <= len(cells) < width:
            cells += ("",) * (width - len(cells))
        if len(cells) != width and (
            len(cells) < width or any(cell.strip() for cell in cells[width:])
        ):
            fault = _("Il y a {expected} cases dans l'en-tête et {found} sur cette ligne.")
            return SheetRow(record.line, {}, fault=fault.format(found=len(cells), expected=width))
        said = {f: text for f, place in self.single if (text := cells[place].strip())}
        notes: list[tuple[str, str]] = []
        if self._several:
            self._choose(cells, said, notes)
        for place in self.others:
            text = cells[place].strip()
            if text:
                notes.append((self.names[place], text))
        if self._profile:
            self._as_the_profile_says(cells, said)
        self._tidy(said, notes)
        return SheetRow(record.line, said, tuple(notes))

    def _is_skipped(self, cells: Sequence[str]) -> bool:
        return any(
            place < len(cells) and cells[place].strip() in values for place, values in self._skipped
        )

    @property
    def passed_over(self) -> int:
        """Rows that speak of someone of whom another row is taken."""
        return self._once.passed_over if self._once is not None else 0

    def _says_what_counts(self, cells: Sequence[str]) -> bool:
        return len(cells) == self.width and any(
            self._is_said(cells, where) for _field, where in self._only
        )

    def _is_said(self, cells: Sequence[str], where: Sequence[tuple[int | None, _OneOf]]) -> bool:
        return all(place is not None and cells[place].strip() in oneof for place, oneof in where)

    def _choose(
        self, cells: Sequence[str], said: dict[str, str], notes: list[tuple[str, str]]
    ) -> None:
        for field, found in self._several.items():
            for place in found:
                text = cells[place].strip()
                if not text:
                    continue
                if field not in said:
                    said[field] = text
                elif text != said[field]:
                    notes.append((self.names[place], text))

    def _as_the_profile_says(self, cells: Sequence[str], said: dict[str, str]) -> None:
        assert self._profile is not None
        for field, places in self._joined.items():
            text = " ".join(part for place in places if (part := cells[place].strip()))
            if text:
                said.setdefault(field, text)
        for field, value in self._profile.constants.items():
            said.setdefault(field, value)
        for field, where in self._only:
            if field in said and not self._is_said(cells, where):
                del said[field]
        for field in self._profile.values:
            if field in said:
                said[field] = self._profile.translated(field, said[field])
                if not said[field]:
                    del said[field]

    def _tidy(self, said: dict[str, str], notes: list[tuple[str, str]]) -> None:
        for field in self.date_fields:
            if field in said:
                said[field] = told_date(said[field], month_first=field in self.american)
        for field in self.phone_fields:
            if field in said:
                self._telephone(field, said, notes)
        email = said.get("email")
        if (
            email
            and not _PLAIN_EMAIL.fullmatch(email)
            and ("<" in email or _SEVERAL.search(email) or "," in email)
        ):
            self._email(email, said, notes)
        if "full_name" in said:
            self._take_apart(said)
        tag = said.get("tag", "")
        if "," in tag and self.headers["tag"].lower().startswith("barcode"):
            # some programs write all the barcodes of a thing in one cell: the first is its tag
            said["tag"] = tag.split(",")[0].strip()
            notes.append((self.headers["tag"], tag))

    def _telephone(self, field: str, said: dict[str, str], notes: list[tuple[str, str]]) -> None:
        text = said[field]
        if text[:1] == "0" and text.replace(" ", "").isdigit():  # nearly all of them
            return
        parts = [p for p in _SEVERAL.split(text) if p]
        if not parts:
            return
        said[field] = parts[0]
        for other in parts[1:]:
            free = next((f for f in self.plan.layout.phones if f not in said), None)
            if free is None:
                notes.append((self.headers[field], other))
            else:
                said[free] = other
        text = said[field]
        if _AMERICAN_PHONE.fullmatch(text):  # how only North America writes a telephone number
            said[field] = f"+1 {text}"
        elif _LOST_ZERO.fullmatch(text):  # a spreadsheet took it for a number
            said[field] = f"0{text}"

    def _email(self, text: str, said: dict[str, str], notes: list[tuple[str, str]]) -> None:
        parts = [part for part in re.split(r"\s*[;,|\n]\s*| ::: |\s+ou\s+", text) if "@" in part]
        bare = [(m[1] if (m := _BARE_EMAIL.fullmatch(p)) else p).strip() for p in parts]
        if bare:
            said["email"] = bare[0]
            notes.extend((self.headers["email"], other) for other in bare[1:])

    def _take_apart(self, said: dict[str, str]) -> None:
        whole = said.pop("full_name")
        if "last_name" in said or "first_name" in said or "name" in said:
            return
        header = self.headers["full_name"].lower()
        last_first = not header.startswith(("pr", "full", "display", "contact"))
        if self._profile and not self._profile.last_name_first:
            last_first = False
        said["last_name"], said["first_name"] = parted(whole, last_first=last_first)
        if not said["first_name"]:
            del said["first_name"]
