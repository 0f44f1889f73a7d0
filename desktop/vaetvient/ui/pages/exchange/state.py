"""All that the page of exchanges shows, asked at once on the worker."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import select

from vaetvient.desk.desk import Desk
from vaetvient.domain.entities import Office, Site
from vaetvient.storage.queries import custody
from vaetvient.storage.queries.custody import Neighbour, RequestRow, TransferRow

if TYPE_CHECKING:
    from vaetvient.sync.places import Places
    from vaetvient.sync.telling import Shown


@dataclass(frozen=True, slots=True)
class PartnerRow:
    """One computer of the network."""

    id: str
    name: str
    office: str
    fingerprint: str
    ourselves: bool
    our_office: bool
    active: bool
    heard_at: datetime | None
    to_tell: int
    """How many changes it is not known to have."""
    behind: bool = False
    """Whether something that came waits for a file of its."""


@dataclass(frozen=True, slots=True)
class ExchangeState:
    """Where the exchange stands. Without a network the rest is empty."""

    network: str = ""
    joining: str = ""
    """The network that was asked to let us in, and has not answered yet."""
    fingerprint: str = ""
    """Of this post."""
    partners: tuple[PartnerRow, ...] = ()
    conflicts: tuple[Shown, ...] = ()
    requests: tuple[RequestRow, ...] = ()
    transfers: tuple[TransferRow, ...] = ()
    neighbours: tuple[Neighbour, ...] = ()
    places: Places | None = None

    @property
    def open_conflicts(self) -> int:
        return sum(conflict.state == "open" for conflict in self.conflicts)

    @property
    def others(self) -> tuple[PartnerRow, ...]:
        """The computers that are still heard, this one apart."""
        return tuple(one for one in self.partners if one.active and not one.ourselves)


def look(desk: Desk) -> ExchangeState:
    """What the page shows now. Raises KeysMissingError."""
    from vaetvient.sync import facts, keys, places, settling
    from vaetvient.sync.overview import overview
    from vaetvient.sync.site import NoNetworkError, network_of, open_site, own_ids

    with desk.database.reading() as session:
        try:
            _network, name = network_of(session)
        except NoNetworkError:
            asked = facts.read(session, facts.JOINING)
            _office, own = own_ids(session)
            if asked is None:
                return ExchangeState()
            kept = keys.load(desk.database.path.parent, own)
            return ExchangeState(joining=asked[1], fingerprint=kept.public.fingerprint)
    site = open_site(desk.database, desk.clock)
    seen = overview(site)
    conflicts = tuple(settling.listing(site, settled=True))
    with desk.database.reading() as session:
        posts = {
            key.hex: (post, office, office_id)
            for key, post, office, office_id in session.execute(
                select(Site.id, Site.name, Office.name, Office.id).join(
                    Office, Office.id == Site.office_id
                )
            )
        }
        partners = []
        for one in seen.partners:
            post, office, office_id = posts.get(one.id, (one.name, one.office, None))
            partners.append(
                PartnerRow(
                    id=one.id,
                    name=post or one.name,
                    office=office or one.office,
                    fingerprint=one.fingerprint,
                    ourselves=one.ourselves,
                    our_office=one.ourselves or office_id == desk.office_id,
                    active=one.active,
                    heard_at=one.last_heard,
                    to_tell=one.to_tell,
                    behind=f"{one.office} · {one.name}" in seen.waiting_for,
                )
            )
        return ExchangeState(
            network=name,
            fingerprint=site.keys.public.fingerprint,
            partners=tuple(partners),
            conflicts=conflicts,
            requests=tuple(custody.requests(session, desk.office_id, closed=True)),
            transfers=tuple(custody.transfers(session, desk.office_id, closed=True)),
            neighbours=tuple(custody.neighbours(session, desk.office_id)),
            places=places.read(session),
        )
