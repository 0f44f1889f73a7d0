"""Which column of a file is which field: guessed by name, program, habit and content, or said.

The surest speaks first: what a person said, what was said of the same header last time, the
program's profile, the header's name, and at last what stands in the column.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import islice

from vaetvient.domain import registration
from vaetvient.domain.errors import InvalidValueError
from vaetvient.domain.text import fold, one_line
from vaetvient.domain.wording import read_member_kind
from vaetvient.exchange.columns import LAYOUTS, Layout, header_key
from vaetvient.exchange.dates import told_date
from vaetvient.exchange.profile import LEFT_OUT, NOTE, Profile
from vaetvient.exchange.source import Record, Source
from vaetvient.exchange.table import header_place
from vaetvient.storage.communes import recognise

_LOOKED_AT = 30
_SAMPLE = 200
_MOST_SAID = 0.8
"""So much of a column has to look like a field for its content to say so."""
_NAMESAKES = 3
"""So many values, and none of them fit, before a column is not what it is called."""
_ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}|\d{2}/\d{2}/\d{2}")


class How(StrEnum):
    """Who said which field a column is."""

    HAND = "hand"
    LAST = "last"
    PROFILE = "profile"
    NAME = "name"
    CONTENT = "content"
    NOBODY = ""


@dataclass(frozen=True, slots=True)
class ColumnPlan:
    """One column of the file and what becomes of it."""

    place: int
    header: str
    field: str
    """A field of the layout, NOTE, or LEFT_OUT."""
    how: How = How.NOBODY
    rank: int = 0
    """Among the columns of one field: the lowest is trusted first."""


@dataclass(frozen=True)
class Plan:
    """How one sheet is read."""

    kind: str
    sheet: str
    header_line: int
    """The line of the header in the file; 0 where it has none."""
    columns: tuple[ColumnPlan, ...]
    profile: Profile | None = None

    @property
    def layout(self) -> Layout:
        return LAYOUTS[self.kind]

    @property
    def fields(self) -> set[str]:
        """The fields that some column, or the profile, says."""
        said = {column.field for column in self.columns}
        if self.profile:
            said |= {*self.profile.joined, *self.profile.constants}
        return said - {NOTE, LEFT_OUT}

    @property
    def is_enough(self) -> bool:
        """Whether something tells who or what each row speaks of."""
        layout = self.layout
        return bool(self.fields & {*layout.needed}) or any(
            column.field in layout.known_by and column.how is not How.CONTENT
            for column in self.columns
        )

    @property
    def names(self) -> bool:
        """Whether something says what each row's subject is called: without, nobody new can be
        taken."""
        called = {"last_name", "first_name", "name", "full_name", "model"}
        return bool(self.fields & called)

    @property
    def signature(self) -> str:
        """What the same program's next file will have too: its headers."""
        return signature(self.kind, [column.header for column in self.columns])

    def said(self, place: int, field: str) -> Plan:
        """The same plan, with one column settled by hand; a field that it takes from a column
        that was only guessed leaves that one to the notes."""
        columns = []
        for column in self.columns:
            if column.place == place:
                columns.append(replace(column, field=field, how=How.HAND, rank=-1))
            elif column.field == field and column.how is How.CONTENT:
                columns.append(replace(column, field=NOTE, how=How.NOBODY))
            else:
                columns.append(column)
        return replace(self, columns=tuple(columns))


def signature(kind: str, headers: Sequence[str]) -> str:
    """A short name for one set of headers."""
    told = "\n".join([kind, *(header_key(header) for header in headers)])
    return hashlib.sha256(told.encode()).hexdigest()[:24]


Remembered = Callable[[str], Mapping[str, str] | None]
"""Given a signature, the field of each header key as a person settled it last time."""


def make_plan(
    source: Source,
    kind: str,
    *,
    sheet: str = "",
    header_line: int | None = None,
    profiles: Sequence[Profile] = (),
    profile: Profile | None = None,
    remembered: Remembered | None = None,
) -> Plan:
    """The likeliest plan for `source`; a sheet, a header's line (0: none) or a profile may be said.

    Without one, the first of `profiles` that fits best is taken. Raises what reading raises.
    """
    layout = LAYOUTS[kind]
    name = sheet or _likeliest_sheet(source, layout)
    rows = list(islice(source.records(name), _LOOKED_AT + _SAMPLE))
    place, line, headers = _header(source, rows, layout, header_line)
    if profile is None:
        fitting = [(p.fits(headers), p) for p in profiles if p.kind == kind]
        best = max((score for score, _p in fitting), default=0)
        profile = next((p for score, p in fitting if best and score == best), None)
    habit = remembered(signature(kind, headers)) if remembered else None
    columns = _by_name(headers, layout, profile, habit or {})
    plan = Plan(kind, name, line, columns, profile)
    return _by_content(_without_namesakes(plan, rows[place:]), rows[place:])


def likeliest_kind(source: Source, profiles: Sequence[Profile]) -> str:
    """« members » or « equipment »: the one that more headers of the file speak of."""
    found = {kind: make_plan(source, kind, profiles=profiles) for kind in LAYOUTS}

    def merit(kind: str) -> tuple[int, int]:
        plan = found[kind]
        fitting = plan.profile.fits([c.header for c in plan.columns]) if plan.profile else 0
        sure = sum(c.how in (How.NAME, How.PROFILE) and c.field != NOTE for c in plan.columns)
        return (fitting, sure if plan.is_enough else 0)

    return max(found, key=merit)


def _likeliest_sheet(source: Source, layout: Layout) -> str:
    """The sheet whose header names the most fields; the first where none names any."""
    if len(source.sheets) == 1:
        return source.sheets[0]

    def merit(name: str) -> int:
        rows = islice(source.records(name), _LOOKED_AT)
        return max((sum(layout.knows(cell) for cell in row.cells) for row in rows), default=0)

    return max(source.sheets[:20], key=merit)


def _header(
    source: Source, rows: Sequence[Record], layout: Layout, said: int | None
) -> tuple[int, int, list[str]]:
    """Where the rows below the header begin, the header's line, and the headers."""
    place: int | None = 0
    if said is not None:
        place = next((n for n, row in enumerate(rows) if row.line == said), None)
    elif not source.first_is_header:
        place = header_place(rows[:_LOOKED_AT], layout.knows)
        if place is None and rows and not _is_data(rows[0]):
            place = 0
    if place is None or not rows:
        width = max((len(row.cells) for row in rows), default=0)
        return 0, 0, [f"colonne {n}" for n in range(1, width + 1)]
    headers = [one_line(cell) for cell in rows[place].cells]
    while headers and not headers[-1]:  # a separator at the end of the line names no column
        headers.pop()
    return place + 1, rows[place].line, headers


def _is_data(row: Record) -> bool:
    """Whether a first row already speaks of someone: it has an address or a number in it."""
    return any("@" in cell or re.search(r"\d{4}", cell) for cell in row.cells)


def _by_name(
    headers: Sequence[str], layout: Layout, profile: Profile | None, habit: Mapping[str, str]
) -> tuple[ColumnPlan, ...]:
    told = profile.by_key if profile else {}
    joined = {
        header_key(h) for parts in (profile.joined.values() if profile else ()) for h in parts
    }
    order = list(told)
    columns = []
    for place, header in enumerate(headers):
        key = header_key(header)
        known = layout.by_key.get(key)
        if key in habit:
            columns.append(ColumnPlan(place, header, habit[key], How.LAST, -1))
        elif key in told:
            columns.append(ColumnPlan(place, header, told[key], How.PROFILE, order.index(key)))
        elif key in joined:
            columns.append(ColumnPlan(place, header, LEFT_OUT, How.PROFILE))
        elif known is not None and not (profile and known[0] in profile.joined):
            rank = known[1] + (1000 if profile else 0)
            columns.append(ColumnPlan(place, header, known[0], How.NAME, rank))
        elif key in _OURS or key in _SECRETS:
            columns.append(ColumnPlan(place, header, LEFT_OUT, How.NAME))
        else:
            columns.append(ColumnPlan(place, header, NOTE if header else LEFT_OUT))
    return tuple(columns)


_OURS = {header_key("à corriger")}
"""What `exchange.refused` adds to the lines it gives back."""
_SECRETS = {
    header_key(header)
    for header in ("mot de passe", "mdp", "mdp_adh", "mdp_adh2", "password", "passwd", "pwd")
}
"""Never taken, not even into the notes; nor shown."""


def is_secret(header: str) -> bool:
    """Whether a column holds passwords."""
    return header_key(header) in _SECRETS


def _without_namesakes(plan: Plan, rows: Sequence[Record]) -> Plan:
    """The plan, less columns that are called « type » and say of what sort something else is."""
    columns = list(plan.columns)
    for n, column in enumerate(columns):
        if plan.kind == "members" and column.field == "type" and column.how is How.NAME:
            values = _values(rows, column.place)
            if len(values) >= _NAMESAKES and not any(map(_IS_KIND, values)):
                columns[n] = replace(column, field=NOTE, how=How.NOBODY)
    return replace(plan, columns=tuple(columns))


def _values(rows: Sequence[Record], place: int) -> list[str]:
    """What stands in a column, empty cells left out."""
    return [text for row in rows if place < len(row.cells) and (text := one_line(row.cells[place]))]


def _by_content(plan: Plan, rows: Sequence[Record]) -> Plan:
    """Columns that nothing named, by what stands in them."""
    taken = plan.fields
    columns = list(plan.columns)
    for n, column in enumerate(columns):
        if column.how is not How.NOBODY or column.field != NOTE:
            continue
        field = _looks_like(_values(rows, column.place), plan.kind, taken)
        if field:
            taken = taken | {field}
            columns[n] = replace(column, field=field, how=How.CONTENT)
    return replace(plan, columns=tuple(columns))


def _looks_like(values: Sequence[str], kind: str, taken: set[str]) -> str:
    """The field that nearly all of `values` could be; empty where there is none to be had."""
    if not values:
        return ""
    for field, says in _CONTENT[kind].items():
        if field in taken:
            continue
        answers = sum(1 for value in values if says(value))
        if answers >= _MOST_SAID * len(values):
            return field
    return ""


def _read(reader: Callable[[str, str], object]) -> Callable[[str], bool]:
    def says(value: str) -> bool:
        try:
            return bool(reader(value, ""))
        except InvalidValueError:
            return False

    return says


def _is_phone(value: str) -> bool:
    digits = re.sub(r"[\s.\-()]", "", value)
    return bool(re.fullmatch(r"(?:\+33|0033|0)[1-9]\d{8}", digits))


def _is_mobile(value: str) -> bool:
    digits = re.sub(r"[\s.\-()]", "", value)
    return bool(re.fullmatch(r"(?:\+33|0033|0)[67]\d{8}", digits))


def _is_commune(value: str) -> bool:
    return not value.isdigit() and recognise(value) is not None


def _is_postal_code(value: str) -> bool:
    return bool(re.fullmatch(r"\d{2} ?\d{3}", value))


def _is_day(value: str) -> bool:
    return not value.isdigit() and bool(_ISO_DAY.fullmatch(told_date(value)))


_IS_KIND = _read(read_member_kind)
_CONTENT: dict[str, dict[str, Callable[[str], bool]]] = {
    "members": {
        "email": lambda value: "@" in value and _read(registration.read_email)(value),
        "rna": _read(registration.read_rna),
        "siret": lambda value: (
            len(re.sub(r"\s", "", value)) == 14 and _read(registration.read_siret)(value)
        ),
        "mobile": _is_mobile,
        "phone": _is_phone,
        "birth_date": _is_day,
        "postal_code": _is_postal_code,
        "commune": _is_commune,
        "type": lambda value: fold(value) in ("personne", "association", "person"),
    },
    "equipment": {
        "purchased_on": _is_day,
    },
}
