"""Giving names to what was written here since the last exchange: pending rows become segments.

Nothing is taken in between two sealings, so all that is pending was written by people who knew
exactly what this site knows: one segment's knowledge is exact. Several writes of one field in
between travel as the last of them.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from vaetvient.sync import facts, segment
from vaetvient.sync.clock import LONGEST_LEAD_MS, tick
from vaetvient.sync.merge import apply
from vaetvient.sync.plain import can_stand, stands_alone
from vaetvient.sync.registers import Place, TableShape, parents_first, shapes
from vaetvient.sync.segment import (
    DELETED,
    MOST_BYTES,
    MOST_ROWS,
    WRITTEN,
    Change,
    Header,
    Name,
    Segment,
    Sign,
)
from vaetvient.sync.state import Said, flat
from vaetvient.sync.store import Store, Touched
from vaetvient.sync.view import View, edited_since, view

_CHUNK = 400
_AT_ONCE = 20_000
"""Rows that are named, merged and brought in line together."""
_HEAVY = 200
"""What a row with pictures weighs, in rows without."""
_NEXT_PENDING = """
    SELECT p.id, p.change_table, p.change_row, p.columns,
        CAST(COALESCE((julianday(g.at) - 2440587.5) * 86400000, p.at) AS INTEGER)
    FROM sync_pending p LEFT JOIN gesture g ON g.id = p.gesture_id
    WHERE p.id <= ? ORDER BY p.id LIMIT ?
"""


@dataclass(frozen=True, slots=True)
class Pen:
    """Who writes: this site under its present identity, and its signature."""

    site: bytes
    epoch: int
    sign: Sign


@dataclass(slots=True)
class _Pending:
    columns: set[str] = field(default_factory=set)
    whole: bool = False
    at: int = 0


def note_everything(store: Store, now_ms: int) -> None:
    """Note every row there is as pending: a site that joins a network brings what it has."""
    for table in parents_first():
        store.cursor.execute(
            "INSERT INTO sync_pending (change_table, change_row, columns, at) "
            f"SELECT ?, id, '*', ? FROM {table} WHERE id NOT IN "
            "(SELECT change_row FROM sync_ghost WHERE change_table = ?)",
            (table, now_ms, table),
        )


def note_rows(store: Store, rows: Iterable[tuple[str, bytes, str]], now_ms: int) -> None:
    """Note (table, row, columns) as written, even where no value changes: a choice was made."""
    store.cursor.executemany(
        "INSERT INTO sync_pending (change_table, change_row, columns, at) VALUES (?, ?, ?, ?)",
        [(*row, now_ms) for row in rows],
    )


def seal_pending(store: Store, pen: Pen, now_ms: int) -> Iterator[Touched]:
    """Turn what is pending into signed segments and layer 1; the rows concerned, some at a time.

    They are to be brought in line before the next are asked for.
    """
    for pending in _pending_portions(store):
        seen = facts.read(store.session, facts.CLOCK, 0)
        changes: dict[bytes, list[Change]] = {channel: [] for channel in store.channels}
        settled: list[tuple[str, bytes]] = []
        let_go: set[tuple[str, bytes]] = set()
        for table, rows in _by_table(pending).items():
            shape = shapes()[table]
            store.load((c, table, row) for row in rows for c in store.channels)
            current = _current_rows(store, shape, rows)
            alone = stands_alone(table) and not _has_ghosts(store, table)
            for row in rows:
                note, values = pending[table, row], current.get(row)
                clock = tick(seen, min(note.at, now_ms + LONGEST_LEAD_MS // 2))
                if values is None or not all(
                    store.row(c, table, row).unheard_of for c in store.channels
                ):
                    told = _changes(store, table, row, note, values, clock)
                    let_go |= _let_go(store, shape, row, values or {})
                else:
                    told = _new_row(store, shape, row, values, clock)
                    if alone and can_stand(table, values):
                        settled.append((table, row))
                for channel, change in told:
                    changes[channel].append(change)
        touched = seal_changes(store, pen, changes)
        touched.update({key: {} for key in settled})
        touched.update({key: None for key in let_go if key not in touched})
        yield touched


def seal_changes(store: Store, pen: Pen, changes: dict[bytes, list[Change]]) -> Touched:
    """Sign changes, by channel, as this site's next segments; the rows concerned."""
    touched: Touched = {}
    for channel in store.channels:
        for part in _portions(changes[channel]):
            apply(store, _seal(store, pen, channel, part), touched)
    return touched


def _portions(changes: list[Change]) -> Iterator[list[Change]]:
    part: list[Change] = []
    size = 0
    for change in changes:
        weight = sum(len(v) for v in change.said.values() if isinstance(v, str | bytes))
        if part and (len(part) == MOST_ROWS or size + weight > MOST_BYTES):
            yield part
            part, size = [], 0
        part.append(change)
        size += weight
    if part:
        yield part


def _pending_portions(store: Store) -> Iterator[dict[tuple[str, bytes], _Pending]]:
    """What is pending, in the order in which it was noted, so much at a time as fits into memory.

    What was handed out is pending no more once the next is asked for.
    """
    store.cursor.execute("SELECT COALESCE(max(id), 0) FROM sync_pending")
    (newest,) = store.cursor.fetchone()
    while True:
        store.cursor.execute(_NEXT_PENDING, (newest, _AT_ONCE))
        noted = store.cursor.fetchall()
        if not noted:
            return
        out: dict[tuple[str, bytes], _Pending] = {}
        last = weight = 0
        for key, table, row, columns, at in noted:
            last = key
            if table not in shapes():
                continue
            if (table, row) not in out:
                weight += _HEAVY if shapes()[table].heavy else 1
            note = out.setdefault((table, row), _Pending())
            note.whole = note.whole or columns == "*"
            note.columns.update(columns.split())
            note.at = max(note.at, at)
            if weight >= _AT_ONCE:
                break
        if out:
            yield out
        store.cursor.execute("DELETE FROM sync_pending WHERE id <= ?", (last,))


def _by_table(pending: Iterable[tuple[str, bytes]]) -> dict[str, list[bytes]]:
    out: dict[str, list[bytes]] = {}
    for table, row in pending:
        out.setdefault(table, []).append(row)
    return out


def _current_rows(
    store: Store, shape: TableShape, rows: list[bytes]
) -> dict[bytes, dict[str, Any]]:
    columns = tuple(shape.defaults)
    out: dict[bytes, dict[str, Any]] = {}
    for start in range(0, len(rows), _CHUNK):
        chunk = rows[start : start + _CHUNK]
        store.cursor.execute(
            f"SELECT id, {', '.join(columns)} FROM {shape.name} "
            f"WHERE id IN ({','.join('?' * len(chunk))})",
            chunk,
        )
        for row, *values in store.cursor:
            out[row] = dict(zip(columns, values, strict=True))
    return out


def _has_ghosts(store: Store, table: str) -> bool:
    store.cursor.execute("SELECT 1 FROM sync_ghost WHERE change_table = ? LIMIT 1", (table,))
    return store.cursor.fetchone() is not None


def _new_row(
    store: Store, shape: TableShape, row: bytes, current: dict[str, Any], clock: int
) -> Iterator[tuple[bytes, Change]]:
    """What each channel is told of a row that nobody said anything of yet: all of it."""
    home = _homes(store, current)
    told: dict[bytes, Said] = {}
    for place, registers in _places(shape.name).items():
        said = told.setdefault(home[place], {})
        for name, columns in registers:
            said[name] = current[name] if len(columns) == 1 else [current[c] for c in columns]
    for channel, said in told.items():
        yield channel, Change(shape.name, row, clock, WRITTEN, said)


@cache
def _places(table: str) -> dict[Place, list[tuple[str, tuple[str, ...]]]]:
    """The registers of each place, and their columns."""
    out: dict[Place, list[tuple[str, tuple[str, ...]]]] = {}
    for register in shapes()[table].registers.values():
        out.setdefault(register.place, []).append((register.name, register.columns))
    return out


def _homes(store: Store, current: dict[str, Any]) -> dict[Place, bytes]:
    """The channel that each place is, for a row as it is."""
    return {
        Place.NETWORK: store.network,
        Place.OFFICE: store.office,
        Place.SHARED: store.network if current.get("shared") else store.office,
    }


def _changes(
    store: Store,
    table: str,
    row: bytes,
    note: _Pending,
    current: dict[str, Any] | None,
    clock: int,
) -> Iterable[tuple[bytes, Change]]:
    """What each channel is told of one row."""
    alive = {c: store.row(c, table, row).alive for c in store.channels}
    if current is None:
        for channel in store.channels:
            if alive[channel]:
                yield channel, Change(table, row, clock, DELETED, {})
        return
    shape = shapes()[table]
    found = view(store, table, row)
    written = _written(shape, note, current, found)
    shared = bool(current.get("shared"))
    home = _homes(store, current)
    told: dict[bytes, Said] = {}
    late = edited_since(store, row) if table == "member" and not shared else ()
    for register in shape.registers.values():
        channel = home[register.place]
        part = store.row(channel, table, row)
        moves = register.place is Place.SHARED and (not part.alive or not part.has("shared"))
        if register.name in written:
            values = tuple(current[c] for c in register.columns)
        elif (moves or register.name in late) and all(c in found.values for c in register.columns):
            values = tuple(found.values[c] for c in register.columns)
        else:
            continue
        told.setdefault(channel, {})[register.name] = flat(values)
    for channel, said in told.items():
        yield channel, Change(table, row, clock, WRITTEN, said)
    if table == "member" and not shared and alive[store.network]:
        yield store.network, Change(table, row, clock, DELETED, {})


def _let_go(
    store: Store, shape: TableShape, row: bytes, current: dict[str, Any]
) -> set[tuple[str, bytes]]:
    """What a row referred to and does no more, of what stands only for rows that refer to it."""
    if not shape.parents:
        return set()
    before = view(store, shape.name, row).values
    left = {
        (parent, before[column])
        for column, parent in shape.parents.items()
        if before.get(column) is not None and before[column] != current.get(column)
    }
    return {name for name in left if store.is_ghost(*name)}


def _written(shape: TableShape, note: _Pending, current: dict[str, Any], found: View) -> set[str]:
    """The registers that were written since the last exchange."""
    if not found.alive:
        return set(shape.registers)
    out = {shape.register_of[c] for c in note.columns if c in shape.register_of}
    if note.whole:  # went and came back: what differs from what was known
        out |= {
            shape.register_of[column]
            for column, value in current.items()
            if found.values.get(column, shape.defaults[column]) != value
        }
    return out


def _seal(store: Store, pen: Pen, channel: bytes, changes: list[Change]) -> Segment:
    author = store.author(pen.site, pen.epoch)
    last = store.knowledge[channel].get(author, 0)
    name = Name(pen.site, pen.epoch, last + 1)
    previous = store.head(channel, Name(pen.site, pen.epoch, last)) if last else None
    asked = (channel,) if channel == store.network else store.channels
    header = Header(
        network=store.network,
        channel=channel,
        name=name,
        previous=previous or bytes(32),
        needs=store.needs(asked),
        newest=max(change.clock for change in changes),
    )
    sealed = segment.seal(header, changes, pen.sign, secrets.token_bytes(32))
    store.keep(sealed, applied=True)
    return sealed
