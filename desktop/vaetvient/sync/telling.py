"""Conflicts in words, side by side: whose value is which, who said it and when."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select

from vaetvient.domain.entities import Office
from vaetvient.domain.errors import NotFoundError
from vaetvient.domain.exchange import ConflictKind
from vaetvient.language import _, show_moment
from vaetvient.storage.queries.changes import COLUMN_WORDS, TABLE_WORDS, Teller
from vaetvient.sync import claims, roster
from vaetvient.sync.clock import moment_of
from vaetvient.sync.conflicts import GONE, Side, unpack_sides
from vaetvient.sync.registers import shapes
from vaetvient.sync.roster import Roster
from vaetvient.sync.site import Site
from vaetvient.sync.store import Store


@dataclass(frozen=True, slots=True)
class Shown:
    """One conflict, side by side. `ours` is what this site, or else its office, says."""

    id: str
    kind: ConflictKind
    state: str
    table: str
    row: str
    record: str
    """The thing in words."""
    field: str
    field_said: str
    """The field in words; empty where the conflict is about the whole record."""
    ours: Any
    """As stored; a record that is referred to by its name."""
    theirs: Any
    ours_said: str
    """As a reader sees it."""
    theirs_said: str
    ours_by: str
    theirs_by: str
    others: tuple[Other, ...] = ()
    """What still others said, where more than two sites changed the same thing."""


@dataclass(frozen=True, slots=True)
class Other:
    """One more side of a conflict."""

    side: int
    """Its place, for `settle`."""
    value: Any
    said: str
    by: str


@dataclass(frozen=True, slots=True)
class Kept:
    """A conflict as this site keeps it."""

    id: bytes
    kind: ConflictKind
    table: str
    row: bytes
    register: str
    state: str
    sides: tuple[Side, ...]

    @property
    def field(self) -> str:
        """What it is about: a register of the table."""
        rule = claims.BY_NAME.get(self.register)
        return rule.register if rule else self.register

    def pair(self, site: Site, members: Roster) -> tuple[int, int]:
        """The places of our side, or else our office's, and of the one that stands against it."""
        who = [members.get(side.site) for side in self.sides]
        own = [place for place, side in enumerate(self.sides) if side.site == site.site]
        near = [place for place, one in enumerate(who) if one and one.office == site.office]
        ours = next(iter([*own, *near]), 0)
        return ours, 1 if ours == 0 else 0


_SELECT = "SELECT id, kind, change_table, change_row, register, state, sides FROM sync_conflict"


def every(store: Store, *, settled: bool = False) -> list[Kept]:
    """The conflicts that are open; with `settled`, those of the past too."""
    where = "" if settled else "WHERE state = 'open'"
    store.cursor.execute(f"{_SELECT} {where} ORDER BY id")
    return [_kept(row) for row in store.cursor.fetchall()]


def find(store: Store, id: str) -> Kept:
    """The conflict with this id, or the only one that begins so. Raises NotFoundError."""
    wanted = id.strip().lower().replace("-", "")
    if not wanted or not all(c in "0123456789abcdef" for c in wanted):
        raise NotFoundError(what=id)
    store.cursor.execute(f"{_SELECT} WHERE lower(hex(id)) LIKE ? LIMIT 2", (f"{wanted}%",))
    rows = store.cursor.fetchall()
    if len(rows) != 1:
        raise NotFoundError(what=id)
    return _kept(rows[0])


def _kept(row: tuple[Any, ...]) -> Kept:
    id, kind, table, key, register, state, sides = row
    return Kept(id, ConflictKind(kind), table, key, register, state, unpack_sides(sides))


_IN_FULL = {
    "member": "SELECT label || ' (' || number || ')' FROM member WHERE id = ?",
    "equipment": (
        "SELECT m.name || ' (' || e.tag || ')' FROM equipment e "
        "JOIN model m ON m.id = e.model_id WHERE e.id = ?"
    ),
    "loan": "SELECT COALESCE(number, '') || ' ' || borrower_name FROM loan WHERE id = ?",
    "reservation": "SELECT number || ' ' || borrower_name FROM reservation WHERE id = ?",
    "loan_line": (
        "SELECT l.label || ' (' || l.tag || ') – ' || COALESCE(n.number, '') || ' ' || "
        "n.borrower_name FROM loan_line l JOIN loan n ON n.id = l.loan_id WHERE l.id = ?"
    ),
}
"""Records that are told apart by more than their name."""


class Telling:
    """Puts the conflicts of one site into words."""

    def __init__(self, site: Site, store: Store) -> None:
        self._site = site
        self._store = store
        self._members = roster.load(store)
        own = UUID(bytes=site.office)
        zone = store.session.scalar(select(Office.timezone).where(Office.id == own))
        self._zone = zone or "Europe/Paris"
        self._teller = Teller(store.session, ZoneInfo(self._zone))

    def shown(self, found: Kept) -> Shown:
        """A conflict, this site's side first."""
        ours, theirs = found.pair(self._site, self._members)
        left, right = found.sides[ours], found.sides[theirs]
        return Shown(
            id=found.id.hex(),
            kind=found.kind,
            state=found.state,
            table=found.table,
            row=str(UUID(bytes=found.row)),
            record=self.record(found.table, found.row),
            field=found.field,
            field_said=field_words(found.field),
            ours=self._value(found, left),
            theirs=self._value(found, right),
            ours_said=self._said(found, left),
            theirs_said=self._said(found, right),
            ours_by=self._by(left),
            theirs_by=self._by(right),
            others=tuple(
                Other(place, self._value(found, side), self._said(found, side), self._by(side))
                for place, side in enumerate(found.sides)
                if place not in (ours, theirs)
            ),
        )

    def record(self, table: str, row: bytes) -> str:
        """What a record is called, and of what kind it is where it has no name."""
        key = UUID(bytes=row)
        if table in _IN_FULL:
            self._store.cursor.execute(_IN_FULL[table], (row,))
            if found := self._store.cursor.fetchone():
                return str(found[0]).strip()
        kind = _(TABLE_WORDS[table]) if table in TABLE_WORDS else table
        return self._teller.name(table, key) or f"{kind} {key.hex[-6:].upper()}"

    def _value(self, found: Kept, side: Side) -> Any:
        """A side as stored; in words where it is no stored value, or one that nobody can read."""
        if found.kind not in (ConflictKind.FIELD, ConflictKind.SHORTAGE) or any(
            isinstance(value, bytes) for value in side.values
        ):
            return self._said(found, side)
        if len(side.values) == 1:
            return side.values[0]
        return " · ".join(str(value) for value in side.values if value)

    def _said(self, found: Kept, side: Side) -> str:
        if found.kind in (ConflictKind.TAKEN, ConflictKind.DOUBLE_LOAN):
            return self.record(found.table, side.row)
        if found.kind is ConflictKind.LENT_AND_SENT:
            if side.row == found.row:
                return _("envoyé à {office}").format(office=self.record("office", side.values[0]))
            return _("prêté : {loan}").format(loan=self.record("loan_line", side.row))
        if found.kind is ConflictKind.DELETED:
            return _("supprimé") if side.values == (GONE,) else _("conservé")
        if found.kind is ConflictKind.SHORTAGE:
            return str(side.values[0])
        columns = shapes()[found.table].registers[found.register].columns
        told = [
            self._teller.value(found.table, column, value)
            for column, value in zip(columns, side.values, strict=True)
            if len(columns) == 1 or column in COLUMN_WORDS
        ]
        return " · ".join(part for part in told if part) or _("(vide)")

    def _by(self, side: Side) -> str:
        who = self._members.get(side.site)
        name = who.title if who else "?"
        return f"{name}, {show_moment(moment_of(side.clock), self._zone)}"


def field_words(field: str) -> str:
    """« E-mail »; the field's own name where it has no other."""
    said = _(COLUMN_WORDS[field]) if field in COLUMN_WORDS else field
    return said[:1].upper() + said[1:]
