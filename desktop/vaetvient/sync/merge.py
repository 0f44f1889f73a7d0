"""Taking segments into layer 1, each after those it knew of; one that cannot yet, waits."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from vaetvient.domain.errors import EnvironmentFaultError
from vaetvient.language import N_
from vaetvient.sync import facts, knowing, segment, state
from vaetvient.sync.plain import plain_registers
from vaetvient.sync.records import Floor
from vaetvient.sync.segment import DELETED, ERASED, WRITTEN, Header, Name, Need, Segment
from vaetvient.sync.state import Said, Stamp
from vaetvient.sync.store import RowKey, Store, Touched
from vaetvient.sync.wire import UnreadableError


class ForkedError(EnvironmentFaultError):
    """Two different segments under one name: a computer's data was copied to another."""

    code = "forked"
    text = N_("Deux postes écrivent sous le même nom : la base de l'un est une copie de l'autre.")
    way_out = N_(
        "Rien n'a été changé. Sur le poste copié, lancez le programme et échangez à nouveau."
    )


@dataclass(slots=True)
class Taken:
    """What became of the segments that were taken in."""

    applied: int = 0
    """Segments merged."""
    changes: int = 0
    """Rows that they are about."""
    already: int = 0
    """Rows of segments that were known."""
    waiting: int = 0
    """Segments that wait for others, now."""


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
    store.load([(channel, table, key) for table, key, _clock, _kind, _said in changes])
    for table, key, clock, kind, said in changes:
        row = store.touch(channel, table, key)
        name = (table, key)
        stamp = Stamp(clock, author, sequence)
        plain = row.groups and not row.deletions and not row.contested
        if kind == WRITTEN and plain and said.keys() <= plain_registers(table):
            before = row.standing(store.order)
            changed = {
                register: value
                for register, value in said.items()
                if register not in before or not same(before[register], value)
            }
            rivalled = state.write(row, stamp, knowledge, said)
            known = touched.get(name, _NOTHING)
            if known is not None:
                touched[name] = None if rivalled else {**known, **changed}
            continue
        touched[name] = None
        if kind == ERASED:
            state.erase(row)
            _erase_what_is_ours(store, channel, table, key)
        elif kind == DELETED:
            state.delete(row, stamp, knowledge)
        else:
            state.write(row, stamp, knowledge, said)
        if row.erased:
            store.erased.add(RowKey(channel, table, key))
    seen = facts.read(store.session, facts.CLOCK, 0)
    if header.newest > seen:
        facts.write(store.session, facts.CLOCK, header.newest)


def _erase_what_is_ours(store: Store, channel: bytes, table: str, key: bytes) -> None:
    """What this office alone noted of somebody goes with what the network knew."""
    if channel == store.network and table == "member":
        state.erase(store.touch(store.office, table, key))
        store.erased.add(RowKey(store.office, table, key))


_NOTHING: Said = {}


def same(one: Any, other: Any) -> bool:
    """Whether two values are alike to the letter: 1 is not True."""
    return type(one) is type(other) and bool(one == other)


class Intake:
    """Segments coming in, in batches of one transaction; what cannot be merged yet, waits.

    `floors` says up to where the giver let history go: up to there segments are merged as they
    come, each after those it knew of, and once all are there the gaps between count as known.
    Where the giver thought that more was known here than is (this is a backup, or a copy of the
    computer that it heard), some of them are not with what it gave: then all wait as usual.
    """

    def __init__(self, store: Store, floors: Iterable[Floor] = ()) -> None:
        self.store = store
        self.taken = Taken()
        self._floors: dict[bytes, dict[int, int]] = {}
        """By channel and author those that reach further than what is known here."""
        fallen_short = set()
        for (channel, site, epoch, sequence), base in floors:
            if channel not in store.channels:
                continue
            author = store.known_author(site, epoch)
            known = 0 if author is None else store.knowledge[channel].get(author, 0)
            if known < base:
                fallen_short.add(channel)
            elif known < sequence:  # its segment is in the file: nobody makes up authors
                self._floors.setdefault(channel, {})[store.author(site, epoch)] = sequence
        for channel in fallen_short:
            self._floors.pop(channel, None)

    def take(self, segments: Iterable[Segment]) -> Touched:
        """Keep new segments and merge all that can be; the rows concerned."""
        touched: Touched = {}
        waiting = {}
        for one in segments:
            channel, name = one.header.channel, one.header.name
            if channel not in self.store.channels:
                continue
            here = self.store.head(channel, name)
            if here is not None and here != one.head:
                raise ForkedError
            author = self.store.author(name.site, name.epoch)
            if self.store.knowledge[channel].get(author, 0) >= name.sequence:
                self.taken.already += len(one.leaves)
                continue
            if channel in self._floors:
                if name.sequence <= self._floors[channel].get(author, 0):
                    self._merge(one, touched)
                    continue
                self._reach(channel)
            if here is None and not self._merge_if_ready(one, touched):
                self.store.keep(one, applied=False)
                waiting[channel, name] = one.header
        self._merge_what_waited(waiting, touched)
        return touched

    def end(self) -> Taken:
        """All is there. Raises UnreadableError where the giver's floor is not what it said."""
        for channel in list(self._floors):
            self._reach(channel)
        self.store.cursor.execute("SELECT count(*) FROM sync_segment WHERE NOT applied")
        (self.taken.waiting,) = self.store.cursor.fetchone()
        return self.taken

    def _reach(self, channel: bytes) -> None:
        """Count what lies below the giver's floor as known."""
        store = self.store
        raised = self._floors.pop(channel)
        for author, sequence in raised.items():
            if store.knowledge[channel].get(author, 0) < sequence:
                raise UnreadableError(what="floor")
            store.cursor.execute(  # what waited there and was not told says nothing any more
                "DELETE FROM sync_segment WHERE channel = ? AND author = ? AND sequence <= ? "
                "AND NOT applied",
                (channel, author, sequence),
            )
        knowing.raise_floors(
            store, [Need(channel, *store.name_of(a), last) for a, last in raised.items()]
        )

    def _merge_what_waited(
        self, fresh: dict[tuple[bytes, segment.Name], Header], touched: Touched
    ) -> None:
        """Merge all that no longer lacks anything."""
        if not self.taken.applied and len(fresh) < 2:
            return
        waiting = {(h.channel, h.name): h for h in waiting_headers(self.store)}
        progress = True
        while progress:
            progress = False
            for key in sorted(waiting):
                if not self._is_ready(waiting[key]):
                    continue
                one = segment.read(self.store.body(*key))
                self._merge(one, touched)
                del waiting[key]
                progress = True

    def _merge_if_ready(self, one: Segment, touched: Touched) -> bool:
        if not self._is_ready(one.header):
            return False
        self._merge(one, touched)
        return True

    def _is_ready(self, header: Header) -> bool:
        store = self.store
        author = store.author(header.name.site, header.name.epoch)
        if store.knowledge[header.channel].get(author, 0) != header.name.sequence - 1:
            return False
        return all(store.has(need) for need in header.needs)

    def _merge(self, one: Segment, touched: Touched) -> None:
        header = one.header
        site, epoch, sequence = header.name
        before = self.store.head(header.channel, Name(site, epoch, sequence - 1))
        if before is not None and before != header.previous:
            raise ForkedError
        self.store.keep(one, applied=True)
        apply(self.store, one, touched)
        self.taken.applied += 1
        self.taken.changes += len(one.leaves)


def waiting_headers(store: Store) -> Iterator[Header]:
    """What the segments that wait say of themselves."""
    cursor: Any = store.session.connection().connection.cursor()
    cursor.execute("SELECT body FROM sync_segment WHERE NOT applied")
    for (body,) in cursor:
        yield segment.read(body).header


def missing_sites(store: Store) -> set[bytes]:
    """The sites whose changes the waiting segments lack."""
    out: set[bytes] = set()
    for header in waiting_headers(store):
        author = store.author(header.name.site, header.name.epoch)
        if store.knowledge[header.channel].get(author, 0) < header.name.sequence - 1:
            out.add(header.name.site)
        out |= {need.site for need in header.needs if not store.has(need)}
    return out
