"""Who belongs to a network: signed statements, each resting on the one before, down to the founder.

The network's id is made from its founder's keys, so that a founder cannot be replaced. A site is
admitted by a statement that a member signed after a person compared fingerprints; it is removed
by another. Statements travel with every bundle.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import count

from vaetvient.domain.text import one_line
from vaetvient.sync.keys import PublicKeys, SiteKeys
from vaetvient.sync.store import Store
from vaetvient.sync.wire import UnreadableError, count_of, expect, key_of, pack, unpack

_ADMISSION = b"vaetvient admission 1\0"
_REMOVAL = b"vaetvient removal 1\0"
_FOUNDING = b"vaetvient network 1\0"
LONGEST_NAME = 200


@dataclass(frozen=True, slots=True)
class Member:
    """A site of the network as its admission describes it."""

    site: bytes
    office: bytes
    site_name: str
    office_name: str
    keys: PublicKeys
    admitted_by: bytes
    at: int
    seed: bytes
    """Random bytes of the founder, empty for others."""
    admission: bytes
    removal: bytes | None = None

    @property
    def title(self) -> str:
        """How it is named among others: « Échirolles · Accueil »."""
        return f"{self.office_name} · {self.site_name}"

    @property
    def active(self) -> bool:
        """Whether it is still heard."""
        return self.removal is None


Roster = dict[bytes, Member]


def network_id(keys: PublicKeys, seed: bytes) -> bytes:
    """The id of the network that somebody with these keys founds."""
    material = _FOUNDING + keys.signing + keys.recipient.encode() + seed
    return hashlib.sha256(material).digest()[:16]


def admit(
    network: bytes,
    *,
    site: bytes,
    office: bytes,
    site_name: str,
    office_name: str,
    keys: PublicKeys,
    by: bytes,
    signer: SiteKeys,
    at: int,
    seed: bytes = b"",
) -> bytes:
    """A signed statement that a site belongs to the network."""
    payload = pack(
        [
            1,
            network,
            site,
            office,
            site_name[:LONGEST_NAME],
            office_name[:LONGEST_NAME],
            keys.signing,
            keys.recipient,
            by,
            at,
            seed,
        ]
    )
    return pack([payload, signer.sign(_ADMISSION + payload)])


def remove(network: bytes, site: bytes, *, by: bytes, signer: SiteKeys, at: int) -> bytes:
    """A signed statement that a site is not heard any more."""
    payload = pack([1, network, site, by, at])
    return pack([payload, signer.sign(_REMOVAL + payload)])


def read_admission(data: bytes, network: bytes) -> tuple[Member, bytes, bytes]:
    """What an admission says, its payload and its signature, still to be checked."""
    payload, signature = expect(unpack(data), bytes, bytes)
    said = expect(
        unpack(payload), int, bytes, bytes, bytes, str, str, bytes, str, bytes, int, bytes
    )
    _version, where, site, office, site_name, office_name, signing, recipient, by, at, seed = said
    if where != network:
        raise UnreadableError(what="network")
    keys = PublicKeys(signing, recipient)
    if not keys.usable() or max(len(site_name), len(office_name)) > LONGEST_NAME:
        raise UnreadableError(what="admission")
    member = Member(
        site=key_of(site),
        office=key_of(office),
        site_name=site_name,
        office_name=office_name,
        keys=keys,
        admitted_by=key_of(by),
        at=count_of(at),
        seed=seed,
        admission=data,
    )
    return member, payload, signature


def gather(
    network: bytes, known: Roster, statements: Iterable[tuple[bytes, bytes | None]]
) -> Roster:
    """The roster that follows from what is known and from (admission, removal) statements.

    What does not rest on a member is left out. Raises UnreadableError.
    """
    out = dict(known)
    loose = [(read_admission(admission, network), removal) for admission, removal in statements]
    progress = True
    while progress:
        progress = False
        for (member, payload, signature), _removal in loose:
            if member.site in out:
                continue
            if member.admitted_by == member.site:
                voucher = member.keys if network_id(member.keys, member.seed) == network else None
            else:
                voucher = out[member.admitted_by].keys if member.admitted_by in out else None
            if voucher is not None and voucher.signed(_ADMISSION + payload, signature):
                out[member.site] = member
                progress = True
    for (member, _payload, _signature), removal in loose:
        found = out.get(member.site)
        if removal is None or found is None or not found.active:
            continue
        if _removal_holds(network, out, found.site, removal):
            out[found.site] = replace(found, removal=removal)
    return out


def _removal_holds(network: bytes, roster: Roster, site: bytes, removal: bytes) -> bool:
    payload, signature = expect(unpack(removal), bytes, bytes)
    _version, where, who, by, _at = expect(unpack(payload), int, bytes, bytes, bytes, int)
    if where != network or who != site or by not in roster:
        return False
    return roster[by].keys.signed(_REMOVAL + payload, signature)


def free_name(roster: Roster, office: bytes, wanted: str) -> str:
    """What another post of an office is called, to be told from those that are there: « Poste 2 »
    after « Poste 1 »."""
    taken = {m.site_name.casefold() for m in roster.values() if m.active and m.office == office}
    if wanted.casefold() not in taken:
        return wanted
    stem = wanted.rstrip("0123456789 ")
    names = (f"{stem} {number}".strip() for number in count(2))
    return next(name for name in names if name.casefold() not in taken)


def called(roster: Roster, who: str, *, but: bytes) -> Member | None:
    """The active site that goes by its name, its office's, its id or its fingerprint; None where
    there is none or several. Never the site `but`."""
    wanted = one_line(who).casefold()
    digits = "".join(c for c in who if c.isdigit())
    matching = [
        m
        for m in roster.values()
        if m.active
        and m.site != but
        and (
            wanted in (m.site.hex(), m.site_name.casefold(), m.office_name.casefold())
            or (digits and digits == m.keys.fingerprint.replace(" ", ""))
        )
    ]
    return matching[0] if len(matching) == 1 else None


def load(store: Store) -> Roster:
    """The roster as this site knows it; what is kept was checked when it came."""
    out: Roster = {}
    store.cursor.execute("SELECT admission, removal FROM sync_partner")
    for admission, removal in store.cursor.fetchall():
        member, _payload, _signature = read_admission(admission, store.network)
        out[member.site] = replace(member, removal=removal)
    return out


def save(store: Store, roster: Roster) -> None:
    """Keep a roster; nothing that is known is ever forgotten."""
    store.cursor.executemany(
        "INSERT INTO sync_partner (site, admission, removal) VALUES (?, ?, ?) "
        "ON CONFLICT (site) DO UPDATE SET removal = COALESCE(removal, excluded.removal)",
        [(m.site, m.admission, m.removal) for m in roster.values()],
    )
