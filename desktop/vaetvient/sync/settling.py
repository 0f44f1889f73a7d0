"""What settling a conflict writes: one side, or another value, to stand everywhere."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from vaetvient.domain.errors import InvalidValueError, RefusedError
from vaetvient.domain.exchange import ConflictKind
from vaetvient.domain.transfer import TransferState
from vaetvient.language import N_
from vaetvient.sync import claims, consequences, crossing, roster, seal
from vaetvient.sync.conflicts import GONE
from vaetvient.sync.registers import shapes
from vaetvient.sync.site import Site
from vaetvient.sync.store import Store
from vaetvient.sync.telling import Kept, Shown, Telling, every, field_words, find
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


def listing(site: Site, *, settled: bool = False) -> list[Shown]:
    """The conflicts that wait for a person; with `settled`, those of the past too."""
    with site.working():
        pass
    with site.database.reading() as session:
        store = Store(session, site.network, site.office)
        telling = Telling(site, store)
        return [telling.shown(found) for found in every(store, settled=settled)]


def show(site: Site, id: str) -> Shown:
    """One conflict, by its id or the beginning of it. Raises NotFoundError."""
    with site.database.reading() as session:
        store = Store(session, site.network, site.office)
        return Telling(site, store).shown(find(store, id))


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
        found = find(store, id)
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
            gesture.say(what=field_words(found.field), id=str(UUID(bytes=found.row)))
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
    session: Session, _store: Store, found: Kept, chosen: int | None, typed: str
) -> _Noted:
    columns = shapes()[found.table].registers[found.register].columns
    if chosen is not None:
        values = found.sides[chosen].values
    elif len(columns) == 1:
        values = (_read(found.table, columns[0], typed),)
    else:
        raise CannotTakeError(value=typed)
    _write(session, found.table, found.row, dict(zip(columns, values, strict=True)))
    follow = consequences.OF.get((found.table, found.register))
    if follow is not None:
        follow(session, found.row, [side.values for side in found.sides])
    return [(found.table, found.row, " ".join(columns))]


def _settle_deleted(
    session: Session, _store: Store, found: Kept, chosen: int | None, typed: str
) -> _Noted:
    if chosen is None:
        raise CannotTakeError(value=typed)
    if found.sides[chosen].values == (GONE,):
        session.execute(text(f"DELETE FROM {found.table} WHERE id = :id"), {"id": found.row})
        return []
    one_of_each = {one.place: one for one in shapes()[found.table].registers.values()}
    columns = [column for register in one_of_each.values() for column in register.columns]
    return [(found.table, found.row, " ".join(columns))]  # said again where each channel has it


def _settle_taken(
    session: Session, store: Store, found: Kept, chosen: int | None, typed: str
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
    session: Session, _store: Store, found: Kept, chosen: int | None, typed: str
) -> _Noted:
    if chosen is None:
        raise CannotTakeError(value=typed)
    consequences.cancel_line(session, found.sides[1 - chosen].row)
    return []


def _settle_shortage(
    _session: Session, _store: Store, _found: Kept, _chosen: int | None, _typed: str
) -> _Noted:
    raise ShortageError


def _settle_crossing(
    session: Session, _store: Store, found: Kept, chosen: int | None, typed: str
) -> _Noted:
    """Either it was sent, and the loan is none; or it was lent, and its office keeps it."""
    if chosen is None:
        raise CannotTakeError(value=typed)
    side, other = found.sides[chosen], found.sides[1 - chosen]
    if side.row == found.row:
        consequences.cancel_line(session, other.row)
        return []
    _write(session, "equipment", found.row, {crossing.REGISTER: side.values[0]})
    keys = {"thing": found.row, "receiver": other.values[0]}
    for transfer, line, others in session.execute(_ON_THE_WAY, keys).all():
        if others:  # the rest goes on
            session.execute(text("DELETE FROM transfer_line WHERE id = :id"), {"id": line})
        else:
            _write(session, "transfer", transfer, {"state": TransferState.REFUSED.value})
    return []


_ON_THE_WAY = text("""
    SELECT t.id, l.id, (SELECT count(*) FROM transfer_line o WHERE o.transfer_id = t.id) - 1
    FROM transfer_line l JOIN transfer t ON t.id = l.transfer_id
    WHERE l.equipment_id = :thing AND t.state = 'on_the_way' AND t.receiver_office_id = :receiver
""")


_WAYS = {
    ConflictKind.FIELD: _settle_field,
    ConflictKind.DELETED: _settle_deleted,
    ConflictKind.TAKEN: _settle_taken,
    ConflictKind.DOUBLE_LOAN: _settle_double,
    ConflictKind.SHORTAGE: _settle_shortage,
    ConflictKind.LENT_AND_SENT: _settle_crossing,
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
