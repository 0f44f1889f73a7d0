"""One file on its way in: what is known of it, and the work done off the window's thread."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any
from uuid import UUID

from vaetvient.desk.desk import Desk
from vaetvient.desk.equipment_intake import take_in_equipment
from vaetvient.desk.feeding import decisions, keep_decision
from vaetvient.desk.habits import remember_columns, remembered_columns
from vaetvient.desk.intake import IntakeReport, Progress, RowRefusedError
from vaetvient.desk.manner import Asking, Decided
from vaetvient.desk.member_intake import take_in_members
from vaetvient.desk.member_row import MemberRead, place_of, readers
from vaetvient.desk.thing_row import read_thing
from vaetvient.domain.text import one_line
from vaetvient.exchange.columns import LAYOUTS, header_key
from vaetvient.exchange.opening import open_source
from vaetvient.exchange.plan import ColumnPlan, How, Plan, is_secret, likeliest_kind, make_plan
from vaetvient.exchange.profile import LEFT_OUT, NOTE, Profile, every_profile
from vaetvient.exchange.reading import knows_any
from vaetvient.exchange.refused import save_refused
from vaetvient.exchange.sheet import RowReader, Sheet, sheet_of
from vaetvient.exchange.source import Batch, Record, Source
from vaetvient.language import _
from vaetvient.ui.pages.files.words import COLUMNS, field_word, value_word

_SHOWN = 5
_LOOKED_AT = 40
"""Rows of which a value of each column is shown, as it is and as it becomes."""


@dataclass(frozen=True)
class Opened:
    """A file that was looked into, and how it would be read."""

    path: Path
    source: Source
    plan: Plan
    profiles: tuple[Profile, ...]
    first: tuple[Record, ...]
    """Its first rows, titles and header included."""
    samples: Mapping[int, tuple[str, str, str]]
    """By column: a value, what it becomes, and what is wrong with it."""

    @property
    def is_ready(self) -> bool:
        """Whether it can be tried."""
        return self.plan.is_enough


@dataclass(frozen=True)
class Tried:
    """What a file would do."""

    opened: Opened
    sheet: Sheet
    report: IntakeReport
    decided: Mapping[str, Decided] = field(default_factory=dict)
    kept: Mapping[UUID, Collection[str]] = field(default_factory=dict)
    fills_only: bool = False
    first: tuple[tuple[str, str], ...] = ()
    """Its first rows as they would be taken: what each is called, and what it says."""


def open_file(desk: Desk, folder: Path, path: Path, kind: str = "") -> Opened:
    """Look into the file at `path`. Raises the refusals of files."""
    source = open_source(path, knows_any)
    profiles = every_profile(folder)
    wanted = kind or likeliest_kind(source, profiles)
    return _looked(desk, path, source, profiles, {"kind": wanted})


def read_otherwise(
    desk: Desk,
    opened: Opened,
    *,
    kind: str | None = None,
    sheet: str | None = None,
    header_line: int | None = None,
    profile: Profile | None = None,
) -> Opened:
    """The same file, something about it said by hand."""
    plan = opened.plan
    how: dict[str, Any] = {
        "kind": kind or plan.kind,
        "sheet": plan.sheet if sheet is None else sheet,
    }
    if header_line is not None:
        how["header_line"] = header_line
    if profile is not None:
        how["profile"] = profile
        how["kind"] = profile.kind
    return _looked(desk, opened.path, opened.source, opened.profiles, how)


def with_column(opened: Opened, place: int, said: str) -> Opened:
    """The same file, one column settled by hand."""
    plan = opened.plan.said(place, said)
    return replace(opened, plan=plan, samples=_samples(opened.first, plan))


def _looked(
    desk: Desk, path: Path, source: Source, profiles: tuple[Profile, ...], how: dict[str, Any]
) -> Opened:
    kind = how.pop("kind")
    plan = make_plan(
        source,
        kind,
        profiles=profiles,
        remembered=lambda signature: remembered_columns(desk, signature),
        **how,
    )
    first = tuple(islice(source.records(plan.sheet), _LOOKED_AT))
    return Opened(path, source, plan, profiles, first, _samples(first, plan))


def _samples(first: tuple[Record, ...], plan: Plan) -> dict[int, tuple[str, str, str]]:
    """A value of each column, and what becomes of it; of secrets, that they are hidden."""
    rows = [record for record in first if record.line > plan.header_line]
    reader = RowReader(plan)
    if rows:
        reader.look_at(Batch.of(rows))
    reader.settle()
    out: dict[int, tuple[str, str, str]] = {}
    for record in rows:
        row = reader.row(record)
        if row is None or row.fault:
            continue
        becomes, wrong = _becomes(plan.kind, row, reader.headers)
        for column in plan.columns:
            raw = record.cells[column.place].strip() if column.place < len(record.cells) else ""
            if not raw or column.place in out:
                continue
            if is_secret(column.header):
                out[column.place] = (_("caché"), "", "")
                continue
            said = becomes.get(column.field, "")
            before = _before(plan, column, record)
            if before:
                said = _("dans les notes : « {column} » passe avant").format(column=before)
            elif column.field == "full_name":
                names = (becomes.get("first_name", ""), becomes.get("last_name", ""))
                said = " · ".join(filter(None, names))
            out[column.place] = (raw, said, wrong.get(column.field, ""))
    return out


def _before(plan: Plan, column: ColumnPlan, record: Record) -> str:
    """The header of the column that speaks for the field of `column` in its place, where it says
    something else; empty where there is none."""
    if column.field in (NOTE, LEFT_OUT):
        return ""
    for other in sorted(plan.columns, key=lambda c: (c.rank, c.place)):
        if other.field != column.field:
            continue
        if other.place == column.place:
            return ""
        text = record.cells[other.place].strip() if other.place < len(record.cells) else ""
        if text:
            mine = record.cells[column.place].strip()
            return "" if text == mine else other.header
    return ""


def _first_rows(sheet: Sheet) -> tuple[tuple[str, str], ...]:
    """The first rows that can be read: who or what each speaks of, and all that it says."""
    kind = sheet.plan.kind
    out: list[tuple[str, str]] = []
    for row in islice(sheet.rows, _LOOKED_AT):
        becomes, _wrong = _becomes(kind, row, sheet.headers)
        sort = becomes.pop("type", "") or becomes.pop("kind", "")
        names = next((ns for ns in _CALLED[kind] if any(name in becomes for name in ns)), ())
        if sort == value_word("type", "association") and "name" in becomes:
            names = ("name",)
        called = [said for field in names if (said := becomes.pop(field, ""))]
        if called:
            order = sorted(becomes, key=list(LAYOUTS[kind].names).index)
            told = [f"{field_word(field)} : {becomes[field]}" for field in order]
            words = (one_line(words) for words in (sort, *told) if words)
            out.append((" ".join(called), " · ".join(words)))
        if len(out) == _SHOWN:
            break
    return tuple(out)


_CALLED: dict[str, tuple[tuple[str, ...], ...]] = {
    "members": (("last_name", "first_name"), ("name",), ("number",), ("email",)),
    "equipment": (("model",), ("tag",)),
}
"""By kind of list, the fields that say who or what a row speaks of, the best first."""


def _becomes(
    kind: str, row: Any, headers: Mapping[str, str]
) -> tuple[dict[str, str], dict[str, str]]:
    """What each field of a row becomes, in words; or what is wrong with some of them."""
    try:
        if kind == "members":
            read = MemberRead(row, readers(datetime.now(UTC).date()))
            said: dict[str, Any] = {**read.said, "type": read.kind, "notes": read.notes}
            if "commune" in said:
                place = place_of(said["commune"], said.get("postal_code", ""))
                said["postal_code"], said["commune"], _insee = place
        else:
            thing = read_thing(row, headers)
            said = {**thing.texts, **thing.values, "notes": thing.notes}
            if thing.said_kind is not None:
                said["kind"] = thing.said_kind.value
    except RowRefusedError as refused:
        return {}, {error.field: error.message for error in refused.errors}
    return {f: value_word(f, value) for f, value in said.items() if value not in (None, "")}, {}


def try_file(desk: Desk, tried: Tried | Opened, progress: Progress | None = None) -> Tried:
    """What taking the file in would do, with what was decided so far."""
    if isinstance(tried, Opened):
        sheet = sheet_of(tried.source, tried.path, tried.plan)
        with desk.database.reading() as session:
            known = decisions(session)
        tried = Tried(tried, sheet, IntakeReport(0, 0, 0), decided=known, first=_first_rows(sheet))
    return replace(tried, report=_take(desk, tried, progress, dry_run=True))


def take_file(desk: Desk, tried: Tried, progress: Progress | None = None) -> IntakeReport:
    """Take the file in: one gesture; refused lines and undecided ones are left."""
    report = _take(desk, tried, progress, dry_run=False)
    settled = {
        header_key(column.header): column.field
        for column in tried.opened.plan.columns
        if column.how in (How.HAND, How.LAST)
    }
    remember_columns(desk, tried.opened.plan.signature, settled)
    with desk.database.writing() as session:
        for identity, decided in tried.decided.items():
            keep_decision(session, desk, identity, decided)
    return report


def _take(desk: Desk, tried: Tried, progress: Progress | None, *, dry_run: bool) -> IntakeReport:
    plan = tried.opened.plan
    take_in = take_in_members if plan.kind == "members" else take_in_equipment
    every = frozenset(COLUMNS.get(name, name) for name in plan.layout.names)
    manner = Asking(
        decisions=tried.decided, kept=tried.kept, fills_only=every if tried.fills_only else ()
    )
    return take_in(
        desk, tried.sheet, dry_run=dry_run, keep_going=True, progress=progress, manner=manner
    )


def give_back_refused(tried: Tried, report: IntakeReport, target: Path) -> int:
    """Write the refused lines to `target`; how many."""
    reasons: dict[int, str] = {}
    for row in report.refused:
        reasons[row.line] = " ".join(filter(None, (reasons.get(row.line), row.reason)))
    return save_refused(target, tried.sheet.source, tried.sheet.plan, reasons)


def profile_of(opened: Opened, name: str, key: str) -> Profile:
    """How this file is read, as a profile to keep and hand on."""
    plan, base = opened.plan, opened.plan.profile
    columns = {c.header: c.field for c in plan.columns if c.header}
    told = base or Profile(key, name, plan.kind)
    return replace(
        told,
        key=key,
        name=name,
        kind=plan.kind,
        about="",
        recognised_by=tuple(c.header for c in plan.columns if c.header and c.field != LEFT_OUT),
        columns=columns,
        own=True,
    )
