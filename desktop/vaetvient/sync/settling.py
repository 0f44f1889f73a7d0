"""Conflicts as a person sees them, side by side, and what settling one writes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from vaetvient.domain.errors import InvalidValueError, NotFoundError, RefusedError
from vaetvient.domain.exchange import ConflictKind
from vaetvient.language import N_, _, show_moment
from vaetvient.sync import claims, roster, seal
from vaetvient.sync.clock import moment_of
from vaetvient.sync.conflicts import GONE, Side, unpack_sides
from vaetvient.sync.registers import shapes
from vaetvient.sync.roster import Roster
from vaetvient.sync.site import Site
from vaetvient.sync.store import Store
from vaetvient.sync.view import view

OURS, THEIRS = "ours", "theirs"


class SettledAlreadyError(RefusedError):
    code = "settled_already"
    text = N_("Cette divergence est déjà réglée.")


class StillUsedError(RefusedError):
    code = "still_used"
    text = N_("Cette fiche sert encore ailleurs : elle ne peut pas être supprimée.")


class CannotTakeError(InvalidValueError):
    code = "cannot_take"
    text = N_("« {value} » ne peut pas régler cette divergence.")


class ShortageError(RefusedError):
    code = "shortage"
    text = N_("Il en est sorti plus qu'il n'y en a : aucun des deux prêts n'a tort.")
    way_out = N_("Notez un retour, ou comptez le lot : la divergence se règle alors d'elle-même.")


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
    ours: Any
    theirs: Any
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
    by: str


@dataclass(frozen=True, slots=True)
class _Kept:
    id: bytes
    kind: ConflictKind
    table: str
    row: bytes
    register: str
    state: str
    sides: tuple[Side, ...]

    def pair(self, site: Site, members: Roster) -> tuple[int, int]:
        """The places of our side, or else our office's, and of the one that stands against it."""
        who = [members.get(side.site) for side in self.sides]
        own = [place for place, side in enumerate(self.sides) if side.site == site.site]
        near = [place for place, one in enumerate(who) if one and one.office == site.office]
        ours = next(iter([*own, *near]), 0)
        return ours, 1 if ours == 0 else 0


def listing(site: Site, *, settled: bool = False) -> list[Shown]:
    """The conflicts that wait for a person; with `settled`, those of the past too."""
    with site.working():
        pass
    with site.database.reading() as session:
        store = Store(session, site.network, site.office)
        members = roster.load(store)
        where = "" if settled else "WHERE state = 'open'"
        store.cursor.execute(f"{_SELECT} {where} ORDER BY id")
        return [_shown(site, store, members, _kept(row)) for row in store.cursor.fetchall()]


def show(site: Site, id: str) -> Shown:
    """One conflict, by its id or the beginning of it. Raises NotFoundError."""
    with site.database.reading() as session:
        store = Store(session, site.network, site.office)
        return _shown(site, store, roster.load(store), _find(store, id))


def settle(
    site: Site, id: str, take: str, *, who: str, again: bool = False, side: int | None = None
) -> None:
    """Let one side stand everywhere: « ours », « theirs », or another value for the field.

    `side` names one of `Shown.others` instead. With `again`, also where it is settled: a choice
    between values may be made anew.
    Raises NotFoundError, SettledAlreadyError, CannotTakeError, StillUsedError.
    """
    with site.working():
        pass
    with site.database.reading() as session:
        store = Store(session, site.network, site.office)
        found = _find(store, id)
        ours, theirs = found.pair(site, roster.load(store))
    anew = again and found.kind is ConflictKind.FIELD
    if found.state != "open" and not anew:
        raise SettledAlreadyError
    chosen = {OURS: ours, THEIRS: theirs}.get(take)
    if side is not None and 0 <= side < len(found.sides):
        chosen = side
    try:
        with site.database.gesture(
            "settle_conflict", who=who, site_id=UUID(bytes=site.site), at=site.clock()
        ) as gesture:
            session = gesture.session
            store = Store(session, site.network, site.office)
            noted = _WAYS[found.kind](session, store, found, chosen, take)
            gesture.say(what=_field(found), id=str(UUID(bytes=found.row)))
    except IntegrityError as error:
        gone = chosen is not None and found.sides[chosen].values == (GONE,)
        raise (StillUsedError if gone else CannotTakeError)(value=take) from error
    with site.database.writing() as session:  # a choice is a change, even of nothing
        store = Store(session, site.network, site.office)
        seal.note_rows(store, noted, site.now_ms())
    with site.working():
        pass


_Noted = list[tuple[str, bytes, str]]


def _settle_field(
    session: Session, _store: Store, found: _Kept, chosen: int | None, typed: str
) -> _Noted:
    columns = shapes()[found.table].registers[found.register].columns
    if chosen is not None:
        values = found.sides[chosen].values
    elif len(columns) == 1:
        values = (_read(found.table, columns[0], typed),)
    else:
        raise CannotTakeError(value=typed)
    _write(session, found.table, found.row, dict(zip(columns, values, strict=True)))
    return [(found.table, found.row, " ".join(columns))]


def _settle_deleted(
    session: Session, _store: Store, found: _Kept, chosen: int | None, typed: str
) -> _Noted:
    if chosen is None:
        raise CannotTakeError(value=typed)
    if found.sides[chosen].values == (GONE,):
        session.execute(text(f"DELETE FROM {found.table} WHERE id = :id"), {"id": found.row})
        return []
    register = next(iter(shapes()[found.table].registers.values()))
    return [(found.table, found.row, " ".join(register.columns))]


def _settle_taken(
    session: Session, store: Store, found: _Kept, chosen: int | None, typed: str
) -> _Noted:
    rule = claims.BY_NAME[found.register]
    keeper, loser = found.sides[0].row, found.sides[1].row
    columns = shapes()[found.table].registers[rule.register].columns
    if found.table == "deposit":
        if chosen is None:
            raise CannotTakeError(value=typed)
        gone = loser if chosen == 0 else keeper
        session.execute(text("DELETE FROM deposit WHERE id = :id"), {"id": gone})
        return [(found.table, gone, "*")]
    if chosen is None:
        if len(columns) > 1:
            raise CannotTakeError(value=typed)
        _write(session, found.table, loser, {columns[0]: _read(found.table, columns[0], typed)})
    elif chosen == 1:
        kept = dict(view(store, found.table, keeper).values)
        rule.yield_(kept, keeper)
        _write(session, found.table, keeper, {c: kept[c] for c in columns})
        original = view(store, found.table, loser).values
        _write(session, found.table, loser, {c: original[c] for c in columns})
    named = " ".join(columns)
    return [(found.table, keeper, named), (found.table, loser, named)]


def _settle_double(
    session: Session, _store: Store, found: _Kept, chosen: int | None, typed: str
) -> _Noted:
    if chosen is None:
        raise CannotTakeError(value=typed)
    other = found.sides[1 - chosen].row
    _write(session, found.table, other, {"state": "cancelled", "disputed": 0})
    return []


def _settle_shortage(
    _session: Session, _store: Store, _found: _Kept, _chosen: int | None, _typed: str
) -> _Noted:
    raise ShortageError


_WAYS = {
    ConflictKind.FIELD: _settle_field,
    ConflictKind.DELETED: _settle_deleted,
    ConflictKind.TAKEN: _settle_taken,
    ConflictKind.DOUBLE_LOAN: _settle_double,
    ConflictKind.SHORTAGE: _settle_shortage,
}


def _write(session: Session, table: str, row: bytes, values: dict[str, Any]) -> None:
    assignments = ", ".join(f"{column} = :{column}" for column in values)
    session.execute(
        text(f"UPDATE {table} SET {assignments}, revision = revision + 1 WHERE id = :id"),
        {**values, "id": row},
    )


def _read(table: str, column: str, typed: str) -> Any:
    check = shapes()[table].checks[column]
    for value in (typed, int(typed) if typed.lstrip("-").isdecimal() else typed, typed or None):
        if check(value):
            return value
    raise CannotTakeError(value=typed)


# ---- words -------------------------------------------------------------------------------------

_SELECT = "SELECT id, kind, change_table, change_row, register, state, sides FROM sync_conflict"


def _kept(row: tuple[Any, ...]) -> _Kept:
    id, kind, table, key, register, state, sides = row
    return _Kept(id, ConflictKind(kind), table, key, register, state, unpack_sides(sides))


def _find(store: Store, id: str) -> _Kept:
    wanted = id.strip().lower().replace("-", "")
    if not wanted or not all(c in "0123456789abcdef" for c in wanted):
        raise NotFoundError(what=id)
    store.cursor.execute(f"{_SELECT} WHERE lower(hex(id)) LIKE ? LIMIT 2", (f"{wanted}%",))
    rows = store.cursor.fetchall()
    if len(rows) != 1:
        raise NotFoundError(what=id)
    return _kept(rows[0])


def _shown(site: Site, store: Store, members: Roster, found: _Kept) -> Shown:
    ours, theirs = found.pair(site, members)
    left, right = found.sides[ours], found.sides[theirs]
    return Shown(
        id=found.id.hex(),
        kind=found.kind,
        state=found.state,
        table=found.table,
        row=str(UUID(bytes=found.row)),
        record=_record(store, found.table, found.row),
        field=_field(found),
        ours=_value(store, found, left),
        theirs=_value(store, found, right),
        ours_by=_by(members, left),
        theirs_by=_by(members, right),
        others=tuple(
            Other(place, _value(store, found, side), _by(members, side))
            for place, side in enumerate(found.sides)
            if place not in (ours, theirs)
        ),
    )


def _field(found: _Kept) -> str:
    rule = claims.BY_NAME.get(found.register)
    return rule.register if rule else found.register


def _value(store: Store, found: _Kept, side: Side) -> Any:
    if found.kind in (ConflictKind.TAKEN, ConflictKind.DOUBLE_LOAN):
        return _record(store, found.table, side.row)
    if found.kind is ConflictKind.DELETED:
        return _("supprimé") if side.values == (GONE,) else _("conservé")
    values = [v.hex() if isinstance(v, bytes) else v for v in side.values]
    return values[0] if len(values) == 1 else " · ".join(str(v) for v in values if v)


def _by(members: Roster, side: Side) -> str:
    who = members.get(side.site)
    name = who.title if who else "?"
    return f"{name}, {show_moment(moment_of(side.clock))}"


_RECORD_SQL = {
    "member": "SELECT label || ' (' || number || ')' FROM member WHERE id = ?",
    "equipment": (
        "SELECT m.name || ' (' || e.tag || ')' FROM equipment e "
        "JOIN model m ON m.id = e.model_id WHERE e.id = ?"
    ),
    "loan": "SELECT COALESCE(number, '') || ' ' || borrower_name FROM loan WHERE id = ?",
    "loan_line": (
        "SELECT l.label || ' (' || l.tag || ') – ' || COALESCE(n.number, '') || ' ' || "
        "n.borrower_name FROM loan_line l JOIN loan n ON n.id = l.loan_id WHERE l.id = ?"
    ),
    "category": "SELECT name FROM category WHERE id = ?",
    "model": "SELECT name FROM model WHERE id = ?",
    "office": "SELECT name FROM office WHERE id = ?",
    "site": "SELECT name FROM site WHERE id = ?",
}


def _record(store: Store, table: str, row: bytes) -> str:
    if table in _RECORD_SQL:
        store.cursor.execute(_RECORD_SQL[table], (row,))
        found = store.cursor.fetchone()
        if found is not None:
            return str(found[0]).strip()
    return f"{table} {UUID(bytes=row)}"
