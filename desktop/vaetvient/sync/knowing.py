"""What each site of the network is known to have: its acknowledgements, as it signed them."""

from __future__ import annotations

from collections.abc import Iterable

from vaetvient.sync import facts
from vaetvient.sync.records import Heard, listed, needs_of
from vaetvient.sync.segment import Need
from vaetvient.sync.store import Store
from vaetvient.sync.wire import expect, pack, unpack


def heard(store: Store) -> list[Heard]:
    """What every site that was heard of was last known to have."""
    store.cursor.execute("SELECT site, knowledge FROM sync_partner WHERE knowledge IS NOT NULL")
    out = []
    for site, data in store.cursor.fetchall():
        at, needs, _spoken = _read(data)
        out.append(Heard(site, at, needs))
    return out


def _read(data: bytes) -> tuple[int, tuple[Need, ...], dict[int, int]]:
    """When a site said so, what, and by epoch the last time it spoke."""
    said = unpack(data)
    if len(said) == 2:  # as the first versions kept it
        said = [*said, []]
    at, needs, spoken = expect(said, int, list, list)
    return at, needs_of(needs), dict(spoken)


def learn(store: Store, sender: Heard, others: Iterable[Heard]) -> None:
    """Remember what sites are known to have; only what is newer than what is known.

    Newer by the site's own clock, under each of its identities: after a backup was put back it has
    less, and its clock may have been set back too.
    """
    store.cursor.execute("SELECT site, knowledge FROM sync_partner WHERE knowledge IS NOT NULL")
    before = {}
    for site, data in store.cursor.fetchall():
        at, needs, spoken = _read(data)
        before[site] = {_epoch(site, needs): at, **spoken}
    for one in (sender, *others):
        spoken = before.setdefault(one.site, {})
        epoch = _epoch(one.site, one.needs)
        if spoken.get(epoch, -1) >= one.at:
            continue
        spoken[epoch] = one.at
        kept = [one.at, listed(one.needs), [list(pair) for pair in sorted(spoken.items())]]
        store.cursor.execute(
            "UPDATE sync_partner SET knowledge = ? WHERE site = ?", (pack(kept), one.site)
        )
    store.cursor.execute(
        "UPDATE sync_partner SET last_heard = max(COALESCE(last_heard, 0), ?) WHERE site = ?",
        (sender.at, sender.site),
    )


def _epoch(site: bytes, needs: Iterable[Need]) -> int:
    """Under which identity a site spoke."""
    return max((need.epoch for need in needs if need.site == site), default=0)


def least(store: Store, channel: bytes, sites: Iterable[bytes]) -> dict[int, int]:
    """By author how far all of `sites` are known to have a channel."""
    said = {one.site: one.needs for one in heard(store)}
    reached = [_of_channel(said.get(site, ()), channel) for site in sites]
    if not reached:
        return {}
    return {
        author: min(one.get(store.name_of(author), 0) for one in reached)
        for author in store.knowledge[channel]
    }


def _of_channel(needs: Iterable[Need], channel: bytes) -> dict[tuple[bytes, int], int]:
    return {(n.site, n.epoch): n.sequence for n in needs if n.channel == channel}


# ---- how far history was let go ----------------------------------------------------------------


def floors(store: Store, channel: bytes) -> dict[int, int]:
    """By author the sequence number up to which a channel's segments may be missing here."""
    return {
        store.author(need.site, need.epoch): need.sequence
        for need in _floors(store)
        if need.channel == channel
    }


def raise_floors(store: Store, needs: Iterable[Need]) -> None:
    """Remember that segments up to `needs` may be missing here."""
    highest = {need[:3]: need.sequence for need in _floors(store)}
    for need in needs:
        highest[need[:3]] = max(need.sequence, highest.get(need[:3], 0))
    raised = sorted(Need(*name, sequence) for name, sequence in highest.items())
    facts.write(store.session, facts.FLOORS, listed(raised))


def _floors(store: Store) -> tuple[Need, ...]:
    return needs_of(facts.read(store.session, facts.FLOORS, []))
