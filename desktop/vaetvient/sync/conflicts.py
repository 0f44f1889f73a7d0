"""What needs a person's choice: found in layer 1, told the same way at every site, settled once.

A conflict's id is made from the changes involved, so that three offices see one conflict. To
settle is to write the chosen value knowing of both sides: an ordinary change, which travels, and
which conflicts in its turn with a rival settlement.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from vaetvient.domain.exchange import ConflictKind, ConflictState
from vaetvient.sync import claims, crossing, returns, shortage, state
from vaetvient.sync.state import Row, Stamp
from vaetvient.sync.store import Store, Touched
from vaetvient.sync.view import is_withdrawn
from vaetvient.sync.wire import pack, unpack

GONE = "-"
KEPT = "+"


@dataclass(frozen=True, slots=True)
class Side:
    """One of the rivals: what it says, which row it is about, who said it and when."""

    values: tuple[Any, ...]
    row: bytes
    clock: int
    site: bytes
    epoch: int
    sequence: int


@dataclass(frozen=True, slots=True)
class Found:
    """A conflict as layer 1 shows it; the side that stands comes first."""

    id: bytes
    channel: bytes
    kind: ConflictKind
    table: str
    row: bytes
    register: str
    sides: tuple[Side, ...]


def note(store: Store, touched: Touched, contested: Collection[claims.Claim]) -> None:
    """Bring the list of conflicts up to date for rows and claims that changed."""
    store.cursor.execute(
        "SELECT DISTINCT change_table, change_row FROM sync_conflict WHERE state = 'open'"
    )
    noted = set(store.cursor.fetchall())
    for (table, row), registers in touched.items():
        if registers is not None and (table, row) not in noted:
            continue  # it has no rivals, and had none
        found = [
            conflict
            for channel in store.channels
            for conflict in _of_row(store, channel, table, row)
        ]
        if found or (table, row) in noted:
            _replace(store, found, _open(store, table, row))
    for stock in shortage.stocks_of(store, touched):
        found = _of_stock(store, stock)
        if found or ("equipment", stock) in noted:
            _replace(store, found, _open_of_thing(store, stock, ConflictKind.SHORTAGE))
    for thing, crossed in crossing.crossed(store, touched).items():
        found = [_of_crossing(store, thing, crossed)] if crossed else []
        _replace(store, found, _open_of_thing(store, thing, ConflictKind.LENT_AND_SENT))
    open_claims = _open_claims(store) if contested else {}
    for claim in contested:
        rule_name, key = claim
        found = _of_claim(store, claims.BY_NAME[rule_name], key)
        _replace(store, found, open_claims.get(claim, {}))


def _of_row(store: Store, channel: bytes, table: str, row: bytes) -> Iterable[Found]:
    part = store.row(channel, table, row)
    if not part.deletions and not part.contested:
        return
    for register, writes in part.registers.items():
        if (
            part.alive
            and state.disputed(writes)
            and not (register == "state" and _counted(store, table, row))
        ):
            ordered = sorted(writes, key=lambda w: store.order(w.stamp), reverse=True)
            sides = tuple(_side(store, w.values, row, w.stamp) for w in ordered)
            yield _found(channel, ConflictKind.FIELD, table, row, register, sides)
    if part.brought_back and not (
        channel == store.network and table == "member" and is_withdrawn(store, row)
    ):
        newest = _newest(store, part)
        sides = (
            _side(store, (KEPT,), row, newest),
            *(_side(store, (GONE,), row, gone.stamp) for gone in part.deletions),
        )
        yield _found(channel, ConflictKind.DELETED, table, row, "", sides)


def _counted(store: Store, table: str, row: bytes) -> bool:
    """Whether facts decide by themselves: two posts took back parts of one line, or of one loan."""
    if not returns.told_by_facts(store, table, row):
        return False
    return table == "loan" or not returns.too_many_back(store, row)


def _newest(store: Store, part: Row) -> Stamp:
    return max((stamp for stamp, _said in part.groups), key=store.order)


def _of_claim(store: Store, rule: claims.Rule, key: bytes) -> list[Found]:
    if rule.kind is None:
        return []
    rivals = claims.claimants(store, rule.name, key)
    keeper = rivals[0] if rivals else None
    out = []
    for loser in rivals[1:]:
        assert keeper is not None
        if rule.asked_by and claims.loses(store, rule.asked_by, loser.row):
            continue
        shared = store.row(store.network, rule.table, loser.row).alive
        sides = tuple(_side(store, (key,), one.row, one.stamp) for one in (keeper, loser))
        channel = store.network if shared else store.office
        out.append(_found(channel, rule.kind, rule.table, loser.row, rule.name, sides))
    return out


def _of_stock(store: Store, stock: bytes) -> list[Found]:
    """More of a stock lent than there is: who lent, and who took away, between them."""
    if not shortage.too_much_out(store, stock):
        return []
    sides = [
        _side(store, (amount,), row, standing.stamp)
        for table, row, register, amount in shortage.causes(store, stock)
        if (writes := store.row(store.network, table, row).writes(register))
        for standing in [state.standing(writes, store.order)]
    ]
    sides.sort(key=lambda s: (s.clock, s.site, s.epoch, s.sequence, s.row), reverse=True)
    if not sides:
        return []
    if len(sides) == 1:
        sides *= 2
    return [
        _found(store.network, ConflictKind.SHORTAGE, "equipment", stock, "quantity", tuple(sides))
    ]


def _of_crossing(store: Store, thing: bytes, one: crossing.Crossed) -> Found:
    """Lent by one post while another sent it away: whose loan, and who keeps it now."""
    sides = (
        _side(store, (one.keeper,), thing, one.sent),
        _side(store, (one.lender,), one.line, one.lent),
    )
    return _found(
        store.network, ConflictKind.LENT_AND_SENT, "equipment", thing, crossing.REGISTER, sides
    )


def _open_of_thing(store: Store, thing: bytes, kind: ConflictKind) -> dict[bytes, bytes]:
    store.cursor.execute(
        "SELECT id, sides FROM sync_conflict WHERE change_table = 'equipment' AND change_row = ? "
        "AND state = 'open' AND kind = ?",
        (thing, kind.value),
    )
    return dict(store.cursor.fetchall())


def _side(store: Store, values: tuple[Any, ...], row: bytes, stamp: Stamp) -> Side:
    return Side(values, row, stamp.clock, *store.name_of(stamp.author), stamp.sequence)


def _found(
    channel: bytes,
    kind: ConflictKind,
    table: str,
    row: bytes,
    register: str,
    sides: tuple[Side, ...],
) -> Found:
    names = sorted([s.row, s.site, s.epoch, s.sequence] for s in sides)
    name = pack([kind.value, channel, table, row, register, names])
    return Found(hashlib.sha256(name).digest()[:16], channel, kind, table, row, register, sides)


def _replace(store: Store, found: list[Found], before: dict[bytes, bytes]) -> None:
    """Write what is found; what was open and is no more was settled, or grew into another."""
    now = {conflict.id for conflict in found}
    grown = {(c.kind, c.channel, c.table, c.row, c.register) for c in found}
    for id in before.keys() - now:
        store.cursor.execute(
            "SELECT kind, channel, change_table, change_row, register FROM sync_conflict "
            "WHERE id = ?",
            (id,),
        )
        kind, *rest = store.cursor.fetchone()
        if (ConflictKind(kind), *rest) in grown:
            store.cursor.execute("DELETE FROM sync_conflict WHERE id = ?", (id,))
        else:
            store.cursor.execute(
                "UPDATE sync_conflict SET state = ? WHERE id = ?", (ConflictState.SETTLED.value, id)
            )
    for one in found:
        store.cursor.execute(
            "INSERT INTO sync_conflict (id, channel, kind, change_table, change_row, register, "
            "sides, state) VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET "
            "sides = excluded.sides, state = excluded.state",
            (
                one.id,
                one.channel,
                one.kind.value,
                one.table,
                one.row,
                one.register,
                _pack_sides(one.sides),
                ConflictState.OPEN.value,
            ),
        )


def _open(store: Store, table: str, row: bytes) -> dict[bytes, bytes]:
    store.cursor.execute(
        "SELECT id, sides FROM sync_conflict WHERE change_table = ? AND change_row = ? "
        "AND state = 'open' AND kind IN ('field', 'deleted')",
        (table, row),
    )
    return dict(store.cursor.fetchall())


def _open_claims(store: Store) -> dict[claims.Claim, dict[bytes, bytes]]:
    """By rule and key the conflicts that are open, with their sides."""
    store.cursor.execute(
        "SELECT id, register, sides FROM sync_conflict WHERE state = 'open' "
        "AND kind IN ('taken', 'double_loan')"
    )
    out: dict[claims.Claim, dict[bytes, bytes]] = {}
    for id, rule, sides in store.cursor:
        key = unpack_sides(sides)[0].values[0]
        out.setdefault((rule, key), {})[id] = sides
    return out


def _pack_sides(sides: Iterable[Side]) -> bytes:
    return pack([[list(s.values), s.row, s.clock, s.site, s.epoch, s.sequence] for s in sides])


def unpack_sides(data: bytes) -> tuple[Side, ...]:
    """The sides of a conflict as kept."""
    return tuple(Side(tuple(values), *rest) for values, *rest in unpack(bytes(data)))
