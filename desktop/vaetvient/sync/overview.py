"""Who has what: each site of the network, when it was last heard, what it is still to be told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from vaetvient.sync import compaction, roster, sent
from vaetvient.sync.clock import moment_of, stamp_at
from vaetvient.sync.giving import lacking
from vaetvient.sync.knowing import least
from vaetvient.sync.merge import missing_sites
from vaetvient.sync.roster import Member
from vaetvient.sync.site import Site
from vaetvient.sync.store import Store


@dataclass(frozen=True, slots=True)
class Partner:
    """A site of the network as it is known here."""

    id: str
    name: str
    office: str
    fingerprint: str
    ourselves: bool
    active: bool
    retired: bool
    """Whether it is silent, and not waited for until it comes back."""
    last_heard: datetime | None
    """When its newest news was written, by its own clock."""
    known_to: int
    """How many changes it is known to have."""
    to_tell: int
    """How many it is not known to have."""


@dataclass(frozen=True, slots=True)
class Overview:
    """The state of the exchange at this site."""

    partners: tuple[Partner, ...]
    network_digest: str
    office_digest: str
    waiting_for: tuple[str, ...]
    """The sites whose missing changes hold others up."""
    conflicts: int
    erased_in: tuple[sent.Gone, ...]
    """The files that went out with somebody who was erased since."""


def overview(site: Site) -> Overview:
    """The state of the exchange; what was written here is named first, so that digests tell all."""
    with site.working():
        pass
    with site.database.reading() as session:
        store = Store(session, site.network, site.office)
        members = roster.load(store)
        store.cursor.execute("SELECT site, last_heard FROM sync_partner")
        heard = dict(store.cursor.fetchall())
        partners = []
        rows = {channel: _rows(store, channel) for channel in store.channels}
        waited_for = {member.site for member in compaction.waited_for(site, store)}
        for one in members.values():
            channels = store.channels if one.office == site.office else (store.network,)
            own = one.site == site.site
            untold = 0 if own else sum(_untold(store, channel, one) for channel in channels)
            total = sum(rows[c] for c in channels)
            partners.append(
                Partner(
                    id=one.site.hex(),
                    name=one.site_name,
                    office=one.office_name,
                    fingerprint=one.keys.fingerprint,
                    ourselves=own,
                    active=one.active,
                    retired=one.active and not own and one.site not in waited_for,
                    last_heard=_moment(heard.get(one.site)),
                    known_to=total - untold,
                    to_tell=untold,
                )
            )
        store.cursor.execute("SELECT count(*) FROM sync_conflict WHERE state = 'open'")
        (conflicts,) = store.cursor.fetchone()
        return Overview(
            partners=tuple(sorted(partners, key=lambda p: (p.office, p.name, p.id))),
            network_digest=store.digest(store.network).hex(),
            office_digest=store.digest(store.office).hex(),
            waiting_for=tuple(
                members[who].title if who in members else who.hex()
                for who in sorted(missing_sites(store))
            ),
            conflicts=conflicts,
            erased_in=tuple(sent.gone(store)),
        )


def _rows(store: Store, channel: bytes) -> int:
    store.cursor.execute(
        "SELECT COALESCE(sum(rows), 0) FROM sync_segment WHERE channel = ? AND applied", (channel,)
    )
    return int(store.cursor.fetchone()[0])


def _untold(store: Store, channel: bytes, one: Member) -> int:
    known = least(store, channel, [one.site])
    return sum(place.rows for place in lacking(store, channel, known))


def _moment(ms: int | None) -> datetime | None:
    return None if ms is None else moment_of(stamp_at(ms))
