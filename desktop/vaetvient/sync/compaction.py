"""Keeping the state, not all of history: what everyone has and nothing rests on is let go.

A change whose every value was overwritten says nothing to anybody any more. Once all sites that
are waited for have it and what overwrote it, its place in its segment is taken by its commitment,
so that the author's signature still holds; a segment of which nothing is left goes. How far that
went is the floor. Whoever comes later (a new site, an office that was silent for long) is told the
floor: below it segments may be missing, and what is there is all that counts. What such an office
wrote meanwhile is merged like any other change, since layer 1 kept whose change each value is.
"""

from __future__ import annotations

from vaetvient.domain.errors import NotFoundError
from vaetvient.sync import facts, knowing, roster, segment, sent
from vaetvient.sync.records import listed
from vaetvient.sync.roster import Member
from vaetvient.sync.segment import ERASED, Need
from vaetvient.sync.site import Site
from vaetvient.sync.state import Knowledge, Row, known
from vaetvient.sync.store import Store
from vaetvient.sync.wire import pack

SILENT_AFTER_MS = 180 * 24 * 3600 * 1000
"""A site not heard of for so long is not waited for."""
_GROWN = 3.0
"""How many rows of history for one of state make it worth while."""

# ---- who is waited for -------------------------------------------------------------------------


def retired(store: Store) -> set[bytes]:
    """The sites that somebody here said not to wait for."""
    return set(facts.read(store.session, facts.RETIRED, []))


def retire(site: Site, who: str) -> Member:
    """Wait no more for a site that is silent; it stays admitted, and may come back at any time.

    Raises NotFoundError, also when the name is that of several.
    """
    with site.working() as work:
        found = roster.called(roster.load(work.store), who, but=site.site)
        if found is None:
            raise NotFoundError(what=who)
        facts.write(work.session, facts.RETIRED, sorted(retired(work.store) | {found.site}))
    compact(site)
    return found


def welcome_back(store: Store, who: bytes) -> None:
    """A site that was heard again is waited for again."""
    left = retired(store)
    if who in left:
        facts.write(store.session, facts.RETIRED, sorted(left - {who}))


def waited_for(site: Site, store: Store) -> list[Member]:
    """The other sites that may still need what everyone else has."""
    last = {one.site: one.at for one in knowing.heard(store)}
    gone = retired(store)
    earliest = site.now_ms() - SILENT_AFTER_MS
    return [
        member
        for member in roster.load(store).values()
        if member.active
        and member.site not in gone
        and member.site != site.site
        and max(member.at, last.get(member.site, 0)) >= earliest
    ]


# ---- letting go --------------------------------------------------------------------------------


def compact(site: Site, *, always: bool = False) -> int:
    """Let go of what everyone has and nothing rests on, where it is worth while; how many rows."""
    with site.working() as work:
        store = work.store
        marks = pack(listed(_acknowledged(site, store)))
        if not always and (
            marks == facts.read(work.session, facts.COMPACTED) or not _has_grown(store)
        ):
            return 0
        gone = sum(_compact(site, store, channel) for channel in store.channels)
        facts.write(work.session, facts.COMPACTED, marks)
    return gone


def _acknowledged(site: Site, store: Store) -> list[Need]:
    """Up to where every site that is waited for is known to have each channel."""
    return [
        Need(channel, *store.name_of(author), sequence)
        for channel in store.channels
        for author, sequence in _common(site, store, channel).items()
    ]


def _common(site: Site, store: Store, channel: bytes) -> dict[int, int]:
    those = [
        member.site
        for member in waited_for(site, store)
        if channel == store.network or member.office == site.office
    ]
    if not those:
        return dict(store.knowledge[channel])
    least = knowing.least(store, channel, those)
    return {
        author: min(sequence, store.knowledge[channel].get(author, 0))
        for author, sequence in least.items()
        if sequence
    }


def _has_grown(store: Store) -> bool:
    store.cursor.execute("SELECT COALESCE(sum(rows), 0) FROM sync_segment WHERE applied")
    (history,) = store.cursor.fetchone()
    store.cursor.execute("SELECT count(*) FROM sync_row")
    (rows,) = store.cursor.fetchone()
    return bool(history > _GROWN * rows)


def _compact(site: Site, store: Store, channel: bytes) -> int:
    common = _common(site, store, channel)
    gone = 0
    for author, last in common.items():
        store.cursor.execute(
            "SELECT rowid, sequence FROM sync_segment WHERE channel = ? AND author = ? "
            "AND sequence <= ? AND applied ORDER BY sequence",
            (channel, author, last),
        )
        for place, sequence in store.cursor.fetchall():
            stays = sequence == last
            gone += _thin_out(store, channel, place, (author, sequence), common, stays=stays)
    if gone:  # what rests on what went: the whole of what everyone has
        knowing.raise_floors(
            store, [Need(channel, *store.name_of(a), last) for a, last in common.items()]
        )
    return gone


def _thin_out(
    store: Store,
    channel: bytes,
    place: int,
    name: tuple[int, int],
    common: Knowledge,
    *,
    stays: bool,
) -> int:
    """Let go of the changes of one segment that say nothing any more; how many, 0 for none."""
    store.cursor.execute("SELECT body FROM sync_segment WHERE rowid = ?", (place,))
    (body,) = store.cursor.fetchone()
    one = segment.read(body)
    changes = one.changes()
    store.load((channel, change.table, change.row) for change in changes)
    dead = {
        (change.table, change.row)
        for change in changes
        if change.kind != ERASED
        and _is_dead(store.row(channel, change.table, change.row), name, common)
    }
    store.let_go()
    left = len(changes) - len(dead)
    if not dead and (left or stays):
        return 0
    sent.note_members(store, channel, name, [row for table, row in dead if table == "member"])
    if not left and not stays:
        store.cursor.execute("DELETE FROM sync_segment WHERE rowid = ?", (place,))
        return max(len(dead), 1)  # also one of which an erasure left nothing
    thinner = segment.redact(body, lambda c: c.kind != ERASED and (c.table, c.row) in dead)
    if len(thinner) > 0.8 * len(body) and not stays:
        return 0
    store.cursor.execute(
        "UPDATE sync_segment SET body = ?, rows = ? WHERE rowid = ?", (thinner, left, place)
    )
    return len(dead)


def _is_dead(row: Row, name: tuple[int, int], common: Knowledge) -> bool:
    """Whether nothing of what a change said of a row counts, and everyone has what does."""
    stamps = [stamp for stamp, _said in row.groups] + [gone.stamp for gone in row.deletions]
    return all(stamp[1:] != name and known(stamp, common) for stamp in stamps)
