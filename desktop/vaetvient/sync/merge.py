"""Taking segments into layer 1, each after those it knew of; one that cannot yet, waits."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from vaetvient.domain.errors import EnvironmentFaultError
from vaetvient.language import N_
from vaetvient.sync import facts, segment, state
from vaetvient.sync.projection import plain_registers
from vaetvient.sync.segment import DELETED, ERASED, WRITTEN, Segment
from vaetvient.sync.state import Stamp
from vaetvient.sync.store import RowKey, Store


class ForkedError(EnvironmentFaultError):
    """Two different segments under one name: a computer's data was copied to another."""

    code = "forked"
    text = N_("Deux postes écrivent sous le même nom : la base de l'un est une copie de l'autre.")
    way_out = N_(
        "Rien n'a été changé. Sur le poste copié, lancez le programme et échangez à nouveau."
    )


Touched = dict[tuple[str, bytes], "set[str] | None"]
"""Rows that changes concern, and the plain registers whose value they changed; None where more than
that may follow (a row that came, went, has rivals, or claims what others may claim)."""


@dataclass(slots=True)
class Taken:
    """What became of the segments that were taken in."""

    applied: int = 0
    changes: int = 0
    waiting: int = 0
    touched: Touched = field(default_factory=dict)


def apply(store: Store, one: Segment, touched: Touched) -> None:
    """Merge a segment whose needs are met; adds the rows concerned to `touched`.

    Order within it does not matter.
    """
    header = one.header
    channel = header.channel
    author = store.author(header.name.site, header.name.epoch)
    sequence = header.name.sequence
    knowledge = store.knowledge_in(one)
    changes = one.changes()
    store.load([(channel, change.table, change.row) for change in changes])
    for table, key, clock, kind, said in changes:
        row = store.row(channel, table, key)
        name = (table, key)
        store.touch(channel, table, key)
        stamp = Stamp(clock, author, sequence)
        plain = row.groups and not row.deletions and not row.contested
        if kind == WRITTEN and plain and said.keys() <= plain_registers(table):
            before = row.standing(store.order)
            changed = {
                register
                for register, value in said.items()
                if register not in before or not same(before[register], value)
            }
            state.write(row, stamp, knowledge, said)
            known = touched.get(name, _NOTHING)
            if known is not None:
                touched[name] = None if row.contested else known | changed
            continue
        touched[name] = None
        if kind == ERASED:
            state.erase(row)
        elif kind == DELETED:
            state.delete(row, stamp, knowledge)
        else:
            state.write(row, stamp, knowledge, said)
        if row.erased:
            store.erased.add(RowKey(channel, table, key))
    seen = facts.read(store.session, facts.CLOCK, 0)
    if header.newest > seen:
        facts.write(store.session, facts.CLOCK, header.newest)


_NOTHING: set[str] = set()


def same(one: Any, other: Any) -> bool:
    """Whether two values are alike to the letter: 1 is not True."""
    return type(one) is type(other) and bool(one == other)


def take_in(store: Store, segments: Iterable[Segment]) -> Taken:
    """Keep new segments and merge all that can be, those that waited included.

    Raises ForkedError.
    """
    taken = Taken()
    waiting: dict[tuple[bytes, segment.Name], Segment] = {}
    store.cursor.execute("SELECT body FROM sync_segment WHERE NOT applied")
    for (body,) in store.cursor.fetchall():
        parked = segment.read(body)
        waiting[parked.header.channel, parked.header.name] = parked
    for one in segments:
        if one.header.channel not in store.channels:
            continue
        here = store.head(one.header.channel, one.header.name)
        if here is not None:
            if here != one.head:
                raise ForkedError
            continue
        if _apply_if_ready(store, one, taken):
            continue
        store.keep(one, applied=False)
        waiting[one.header.channel, one.header.name] = one
    progress = bool(waiting) and (taken.applied > 0 or len(waiting) > 1)
    while progress:
        progress = False
        for name in sorted(waiting):
            if _apply_if_ready(store, waiting[name], taken):
                del waiting[name]
                progress = True
    taken.waiting = len(waiting)
    return taken


def _apply_if_ready(store: Store, one: Segment, taken: Taken) -> bool:
    header = one.header
    author = store.author(header.name.site, header.name.epoch)
    if store.knowledge[header.channel].get(author, 0) != header.name.sequence - 1:
        return False
    if not all(store.has(need) for need in header.needs):
        return False
    store.keep(one, applied=True)
    apply(store, one, taken.touched)
    taken.applied += 1
    taken.changes += len(one.leaves)
    return True


def missing_sites(store: Store) -> set[bytes]:
    """The sites whose changes the waiting segments lack."""
    store.cursor.execute("SELECT body FROM sync_segment WHERE NOT applied")
    out: set[bytes] = set()
    for (body,) in store.cursor.fetchall():
        header = segment.read(body).header
        author = store.author(header.name.site, header.name.epoch)
        if store.knowledge[header.channel].get(author, 0) < header.name.sequence - 1:
            out.add(header.name.site)
        out |= {need.site for need in header.needs if not store.has(need)}
    return out
