"""Founding a network, inviting, joining, admitting, removing.

Three files go to and fro between the one who invites and the one who joins: an invitation, a
request and a welcome. What makes them trustworthy is that two people compare a fingerprint.
"""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from vaetvient.domain.entities import Office
from vaetvient.domain.entities import Site as SiteRecord
from vaetvient.domain.errors import EnvironmentFaultError, NotFoundError, RefusedError
from vaetvient.domain.text import fold, one_line
from vaetvient.language import N_
from vaetvient.storage.database import Database
from vaetvient.storage.errors import clear_faults
from vaetvient.sync import belonging, facts, keys, roster
from vaetvient.sync.clock import Clock, milliseconds
from vaetvient.sync.keys import PublicKeys, SiteKeys
from vaetvient.sync.roster import Member
from vaetvient.sync.site import Site, network_of, own_ids
from vaetvient.sync.store import Store
from vaetvient.sync.wire import UnreadableError, expect, key_of, pack, unpack

_MAGIC = b"VAVN\x01"
_INVITATION, _REQUEST, _WELCOME = "invitation", "request", "welcome"
_LARGEST = 8 << 20
_UNNAMED_CODE = "BUR"


class AlreadyInNetworkError(RefusedError):
    code = "already_in_network"
    text = N_("Ce poste appartient déjà au réseau « {network} ».")


class WrongFingerprintError(RefusedError):
    code = "wrong_fingerprint"
    text = N_("L'empreinte diffère : ce poste n'est pas celui que vous avez au téléphone.")
    way_out = N_("Relisez-la ensemble. N'admettez personne tant qu'elle diffère.")


class NotThatFileError(EnvironmentFaultError):
    code = "not_that_file"
    text = N_("{file} n'est pas le fichier attendu ici ({kind}), ou il est abîmé.")
    way_out = N_("Demandez-le à nouveau.")


@dataclass(frozen=True, slots=True)
class Founded:
    """A network just founded, and this site in it."""

    network: bytes
    site: bytes
    office: bytes
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Request:
    """What somebody who wants to join says of himself."""

    network: bytes
    site: bytes
    office: bytes
    site_name: str
    office_name: str
    keys: PublicKeys


def found(database: Database, name: str, clock: Clock) -> Founded:
    """Found a network of which this site is the first. Raises AlreadyInNetworkError."""
    own = keys.make()
    seed = secrets.token_bytes(16)
    network = roster.network_id(own.public, seed)
    at = milliseconds(clock())
    with database.writing() as session:
        _refuse_second(session)
        office, site = own_ids(session)
        admission = roster.admit(
            network,
            site=site,
            office=office,
            **_names(session),
            keys=own.public,
            by=site,
            signer=own,
            at=at,
            seed=seed,
        )
        belonging.enter(session, network, one_line(name), office, at)
        roster.save(
            Store(session, network, office), roster.gather(network, {}, [(admission, None)])
        )
        keys.keep(own, database.path.parent, site)
    return Founded(network, site, office, own.public.fingerprint)


def invite(site: Site, target: Path) -> str:
    """Write an invitation; this site's fingerprint, for the other to compare."""
    with site.database.reading() as session:
        _network, name = network_of(session)
    public = site.keys.public
    content = [site.network, name, site.site, public.signing, public.recipient]
    _write(target, _INVITATION, content, site.keys)
    return public.fingerprint


def ask_to_join(database: Database, invitation: Path, target: Path, clock: Clock) -> str:
    """Answer an invitation with a request; this site's fingerprint, to be read aloud.

    Raises AlreadyInNetworkError, NotThatFileError.
    """
    content, message, signature = _read(invitation, _INVITATION)
    network, name, inviter, signing, recipient = _shape(
        invitation, _INVITATION, content, bytes, str, bytes, bytes, str
    )
    host = PublicKeys(signing, recipient)
    if not host.signed(message, signature) or not host.usable():
        raise NotThatFileError(file=invitation.name, kind=_INVITATION)
    with database.writing() as session:
        _refuse_second(session)
        office, site = own_ids(session)
        own = _kept_keys(database, session, site)
        facts.write(session, facts.JOINING, [network, name, inviter, signing, recipient])
        names = _names(session)
    public = own.public
    asked = [
        network,
        site,
        office,
        names["site_name"],
        names["office_name"],
        public.signing,
        public.recipient,
    ]
    _write(target, _REQUEST, asked, own)
    return public.fingerprint


def read_request(site: Site, request: Path) -> Request:
    """What a request says; its fingerprint is still to be compared. Raises NotThatFileError."""
    content, message, signature = _read(request, _REQUEST)
    network, who, office, site_name, office_name, signing, recipient = _shape(
        request, _REQUEST, content, bytes, bytes, bytes, str, str, bytes, str
    )
    public = PublicKeys(signing, recipient)
    if network != site.network or not public.usable() or not public.signed(message, signature):
        raise NotThatFileError(file=request.name, kind=_REQUEST)
    return Request(network, key_of(who), key_of(office), site_name, office_name, public)


def admit(
    site: Site,
    request: Path,
    target: Path,
    *,
    fingerprint: str,
    office_name: str = "",
    same_office: bool = False,
) -> Member:
    """Admit the one who asks, the fingerprint having been read aloud; write the welcome.

    Raises NotThatFileError, WrongFingerprintError.
    """
    asked = read_request(site, request)
    if not keys.same_fingerprint(fingerprint, asked.keys.fingerprint):
        raise WrongFingerprintError(field="fingerprint")
    with site.working() as work:
        members = roster.load(work.store)
        own_office = members[site.site].office_name
        office = site.office if same_office else asked.office
        admission = roster.admit(
            site.network,
            site=asked.site,
            office=office,
            site_name=roster.free_name(members, office, asked.site_name),
            office_name=own_office if same_office else office_name or asked.office_name,
            keys=asked.keys,
            by=site.site,
            signer=site.keys,
            at=site.now_ms(),
        )
        members = roster.gather(site.network, members, [(admission, None)])
        roster.save(work.store, members)
        statements = [[m.admission, m.removal] for m in members.values()]
    sealed = _encrypt(pack([site.network, asked.site, office_name, statements]), asked.keys)
    _write(target, _WELCOME, [sealed], site.keys)
    return members[asked.site]


def join(database: Database, welcome: Path, clock: Clock) -> Member:
    """End joining with the welcome that came back; what is here goes out with the first exchange.

    Raises AlreadyInNetworkError, NotThatFileError.
    """
    content, message, signature = _read(welcome, _WELCOME)
    with database.writing() as session:
        _refuse_second(session)
        waited = facts.read(session, facts.JOINING)
        if waited is None:
            raise NotThatFileError(file=welcome.name, kind=_WELCOME)
        network, name, _inviter, signing, recipient = waited
        if not PublicKeys(signing, recipient).signed(message, signature):
            raise NotThatFileError(file=welcome.name, kind=_WELCOME)
        _office, site = own_ids(session)
        own = keys.load(database.path.parent, site)
        (sealed,) = _shape(welcome, _WELCOME, content, bytes)
        where, who, office_name, statements = _shape(
            welcome, _WELCOME, _decrypt(welcome, sealed, own), bytes, bytes, str, list
        )
        members = roster.gather(network, {}, [(a, r) for a, r in statements])
        if where != network or who != site or site not in members:
            raise NotThatFileError(file=welcome.name, kind=_WELCOME)
        member = members[site]
        if office_name and member.office == _office:
            _name_office(session, office_name)
        session.get_one(SiteRecord, _uuid(site)).name = member.site_name
        session.flush()
        belonging.enter(session, network, name, member.office, milliseconds(clock()))
        roster.save(Store(session, network, member.office), members)
        facts.forget(session, facts.JOINING)
    return member


def remove(site: Site, who: str) -> Member:
    """Hear a site no more: named by itself, its office, its id or its fingerprint.

    Raises NotFoundError, also when the name is that of several.
    """
    with site.working() as work:
        members = roster.load(work.store)
        gone = roster.called(members, who, but=site.site)
        if gone is None:
            raise NotFoundError(what=who)
        removal = roster.remove(
            site.network, gone.site, by=site.site, signer=site.keys, at=site.now_ms()
        )
        members = roster.gather(site.network, members, [(gone.admission, removal)])
        roster.save(work.store, members)
    return members[gone.site]


def _refuse_second(session: Session) -> None:
    known = facts.read(session, facts.NETWORK)
    if known is not None:
        raise AlreadyInNetworkError(network=known[1])


def _kept_keys(database: Database, session: Session, site: bytes) -> SiteKeys:
    """The keys made when an invitation was first answered, or fresh ones."""
    if facts.read(session, facts.JOINING) is not None:
        try:
            return keys.load(database.path.parent, site)
        except keys.KeysMissingError:
            pass
    own = keys.make()
    keys.keep(own, database.path.parent, site)
    return own


def _names(session: Session) -> dict[str, str]:
    office, site = own_ids(session)
    office_name = session.scalar(select(Office.name).where(Office.id == _uuid(office)))
    site_name = session.scalar(select(SiteRecord.name).where(SiteRecord.id == _uuid(site)))
    return {"site_name": site_name or "", "office_name": office_name or ""}


def _uuid(key: bytes) -> Any:
    from uuid import UUID

    return UUID(bytes=key)


def _name_office(session: Session, name: str) -> None:
    """Give the office the name it was admitted under, and numbers that begin like it."""
    office, _site = own_ids(session)
    record = session.get(Office, _uuid(office))
    assert record is not None
    record.name = one_line(name)
    if record.code == _UNNAMED_CODE:
        letters = "".join(c for c in fold(name).upper() if c.isascii() and c.isalpha())
        record.code = letters[:3] or _UNNAMED_CODE
    session.flush()


# ---- the three files ---------------------------------------------------------------------------


def _write(target: Path, kind: str, content: list[Any], signer: SiteKeys) -> None:
    payload = pack([kind, content])
    data = _MAGIC + pack([payload, signer.sign(_MAGIC + payload)])
    building = target.with_name(f"{target.name}.part")
    with clear_faults(target.parent):
        try:
            with building.open("wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            building.replace(target)
        finally:
            building.unlink(missing_ok=True)


def kind_of(path: Path) -> str:
    """« invitation », « request », « welcome »; empty for any other file, or none."""
    try:
        with path.open("rb") as file:
            data = file.read(_LARGEST)
        if not data.startswith(_MAGIC):
            return ""
        payload, _signature = expect(unpack(data[len(_MAGIC) :]), bytes, bytes)
        kind, _content = expect(unpack(payload), str, list)
    except (OSError, UnreadableError):
        return ""
    return kind if kind in (_INVITATION, _REQUEST, _WELCOME) else ""


def _read(path: Path, kind: str) -> tuple[Any, bytes, bytes]:
    with clear_faults(path), path.open("rb") as file:
        data = file.read(_LARGEST)
    try:
        if not data.startswith(_MAGIC):
            raise UnreadableError(what="magic")
        payload, signature = expect(unpack(data[len(_MAGIC) :]), bytes, bytes)
        found, content = expect(unpack(payload), str, list)
        if found != kind:
            raise UnreadableError(what="kind")
    except UnreadableError as error:
        raise NotThatFileError(file=path.name, kind=kind) from error
    return content, _MAGIC + payload, signature


def _shape(path: Path, kind: str, content: Any, *kinds: type) -> list[Any]:
    try:
        return list(expect(content, *kinds))
    except UnreadableError as error:
        raise NotThatFileError(file=path.name, kind=kind) from error


def _encrypt(data: bytes, reader: PublicKeys) -> bytes:
    import pyrage

    return bytes(pyrage.encrypt(data, [pyrage.x25519.Recipient.from_str(reader.recipient)]))


def _decrypt(path: Path, data: bytes, own: SiteKeys) -> Any:
    import pyrage

    try:
        return unpack(bytes(pyrage.decrypt(data, [own.age_identity()])))
    except (pyrage.DecryptError, UnreadableError) as error:
        raise NotThatFileError(file=path.name, kind=_WELCOME) from error
