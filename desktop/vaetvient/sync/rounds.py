"""Carrying files: telling partners what they lack, taking in what they tell."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from vaetvient.domain.errors import RefusedError, VaEtVientError
from vaetvient.language import N_
from vaetvient.storage.errors import clear_faults
from vaetvient.sync import bundle, facts, roster, segment
from vaetvient.sync.bundle import BundleRefusedError, Section
from vaetvient.sync.clock import too_far_ahead
from vaetvient.sync.merge import missing_sites
from vaetvient.sync.roster import Roster
from vaetvient.sync.segment import Need, Segment
from vaetvient.sync.site import Site
from vaetvient.sync.store import Store
from vaetvient.sync.wire import UnreadableError, count_of, expect, key_of, pack, unpack

MANIFEST, STATEMENT, KNOWLEDGE, SEGMENT = "m", "r", "k", "s"
FORMAT = 1


class NobodyToTellError(RefusedError):
    code = "nobody_to_tell"
    text = N_("Aucun autre poste n'a encore été admis.")
    way_out = N_("Invitez-en un.")


class ForgedError(BundleRefusedError):
    code = "forged"
    text = N_("{file} contient des changements de {who} que {who} n'a pas signés.")
    way_out = N_("Le fichier vient de {by} : parlez-en. Rien n'a été changé ici.")


class ClockAheadError(BundleRefusedError):
    code = "clock_ahead"
    text = N_("{file} contient des changements datés du {at} : quelle horloge est fausse ?")
    way_out = N_("Vérifiez la date de cet ordinateur et celle de {who}, puis recommencez.")


@dataclass(frozen=True, slots=True)
class Given:
    """A bundle that was written."""

    file: Path
    changes: int
    to: tuple[str, ...]


@dataclass(slots=True)
class Received:
    """What became of the files that were brought."""

    applied: int = 0
    already: int = 0
    waiting: list[tuple[str, list[str]]] = field(default_factory=list)
    """Files that wait, and the sites whose changes they lack."""
    refused: list[tuple[str, VaEtVientError]] = field(default_factory=list)
    conflicts: int = 0
    """Conflicts that are open afterwards."""


@dataclass(frozen=True, slots=True)
class News:
    """A bundle's content, verified."""

    sender: roster.Member
    at: int
    roster: Roster
    knowledge: tuple[Need, ...]
    others: tuple[tuple[bytes, int, tuple[Need, ...]], ...]
    segments: tuple[Segment, ...]


# ---- giving ------------------------------------------------------------------------------------


def give(site: Site, target: Path, to: Sequence[str] = ()) -> Given:
    """Write what partners are not known to have; into a folder, under a fresh name.

    `to` names sites or offices; everyone by default. Raises NobodyToTellError.
    """
    with site.working():
        pass  # what is pending gets its name
    with site.database.reading() as session:
        store = Store(session, site.network, site.office)
        members = roster.load(store)
        partners = [m for m in members.values() if m.active and m.site != site.site]
        if to:
            wanted = {name.casefold() for name in to}
            partners = [m for m in partners if not wanted.isdisjoint(_called(m))]
        if not partners:
            raise NobodyToTellError
        at = site.now_ms()
        manifest = [
            [MANIFEST, FORMAT, site.network, site.site, at, _listed(store.needs(store.channels))],
            *([STATEMENT, m.admission, m.removal] for m in members.values()),
            *_known_of_others(store, site.site),
        ]
        sections = []
        changes = 0
        for channel in store.channels:
            readers = [m for m in partners if channel == store.network or m.office == site.office]
            if not readers:
                continue
            places = lacking(store, channel, readers)
            changes += sum(rows for _place, rows in places)
            opening = manifest if channel == store.network else []
            records = _records(store, opening, [place for place, _rows in places])
            sections.append(Section(tuple(m.keys for m in readers), records))
        if target.is_dir() or target.suffix != bundle.SUFFIX:
            name = f"vaetvient-{site.keys.public.id.hex()[:8]}-{at:012x}{bundle.SUFFIX}"
            target = target / name
        bundle.write(target, site.network, site.keys, sections)
    return Given(target, changes, tuple(m.site_name for m in partners))


def refresh(site: Site, folder: Path) -> Given | None:
    """Keep a shared folder's news current: one file of ours, as long as someone lacks something.

    Nothing is written while the newest of our files there still says all there is to say. Our
    older files are removed once the new one, which holds all that they held, is there.
    """
    mark = site.keys.public.id.hex()[:8]
    ours = sorted(folder.glob(f"vaetvient-{mark}-*{bundle.SUFFIX}"))
    with site.working() as work:
        known = pack(_listed(work.store.needs(work.store.channels)))
        told = facts.read(work.session, _TOLD.format(folder=folder.resolve()))
    if ours and told == known:
        return None
    given = give(site, folder)
    with site.working() as work:
        facts.write(work.session, _TOLD.format(folder=folder.resolve()), known)
    for old in ours:
        old.unlink(missing_ok=True)
    return given


_TOLD = "told:{folder}"


def _called(member: roster.Member) -> set[str]:
    return {
        member.site.hex(),
        member.site_name.casefold(),
        member.office_name.casefold(),
        f"{member.office_name} {member.site_name}".casefold(),
    }


def _listed(needs: Iterable[Need]) -> list[list[Any]]:
    return [list(need) for need in needs]


def _known_of_others(store: Store, own: bytes) -> list[list[Any]]:
    store.cursor.execute("SELECT site, knowledge FROM sync_partner WHERE knowledge IS NOT NULL")
    out: list[list[Any]] = []
    for who, data in store.cursor.fetchall():
        at, needs = expect(unpack(data), int, list)
        if who != own:
            out.append([KNOWLEDGE, who, at, needs])
    return out


def lacking(
    store: Store, channel: bytes, readers: Iterable[roster.Member]
) -> list[tuple[int, int]]:
    """Where the segments are that some reader is not known to have, and how many rows each has."""
    floors: list[dict[tuple[bytes, int], int]] = []
    for reader in readers:
        needs = _knowledge_of(store, reader.site)
        floors.append({(n.site, n.epoch): n.sequence for n in needs if n.channel == channel})
    out: list[tuple[int, int]] = []
    for author in store.knowledge[channel]:
        known = min(floor.get(store.name_of(author), 0) for floor in floors)
        store.cursor.execute(
            "SELECT rowid, rows FROM sync_segment WHERE channel = ? AND author = ? "
            "AND sequence > ? AND applied",
            (channel, author, known),
        )
        out += store.cursor.fetchall()
    return sorted(out)


def _knowledge_of(store: Store, site: bytes) -> tuple[Need, ...]:
    store.cursor.execute("SELECT knowledge FROM sync_partner WHERE site = ?", (site,))
    found = store.cursor.fetchone()
    if found is None or found[0] is None:
        return ()
    _at, needs = expect(unpack(found[0]), int, list)
    return _needs(needs)


def _needs(listed: list[Any]) -> tuple[Need, ...]:
    out = []
    for need in listed:
        channel, site, epoch, sequence = expect(need, bytes, bytes, int, int)
        out.append(Need(key_of(channel), key_of(site), count_of(epoch), count_of(sequence)))
    return tuple(out)


def _records(store: Store, opening: list[Any], places: Iterable[int]) -> Iterator[Any]:
    yield from opening
    cursor: Any = store.session.connection().connection.cursor()
    for place in places:
        cursor.execute("SELECT body FROM sync_segment WHERE rowid = ?", (place,))
        (body,) = cursor.fetchone()
        yield [SEGMENT, body]


# ---- receiving ---------------------------------------------------------------------------------


def receive(site: Site, sources: Iterable[Path]) -> Received:
    """Take in files, and the exchange files of folders. One transaction a file, whole or not.

    What another file explains (a partner just admitted) is tried again after it.
    """
    out = Received()
    brought: dict[str, set[tuple[bytes, segment.Name]]] = {}
    queue = list(_files(sources))
    while queue:
        later: list[tuple[Path, bool]] = []
        unknown: list[tuple[str, VaEtVientError]] = []
        before = len(queue)
        for path, named in queue:
            try:
                site = _receive_one(site, path, out, brought)
            except bundle.UnknownSignerError as error:
                later.append((path, named))
                unknown.append((path.name, error))
            except bundle.NotForUsError as error:
                if named:
                    out.refused.append((path.name, error))
            except VaEtVientError as error:
                out.refused.append((path.name, error))
        if len(later) == before:
            out.refused += unknown
            break
        queue = later
    _report(site, out, brought)
    return out


def _files(sources: Iterable[Path]) -> Iterator[tuple[Path, bool]]:
    for source in sources:
        if source.is_dir():
            for path in sorted(source.rglob("*")):
                if path.suffix.lower() == bundle.SUFFIX and path.is_file():
                    yield path, False
        else:
            yield source, True


def _receive_one(
    site: Site,
    path: Path,
    out: Received,
    brought: dict[str, set[tuple[bytes, segment.Name]]],
) -> Site:
    news = inspect(site, path)
    if news is None:
        return site
    if _knows_more_of_us(site, news):
        site = site.renewed()
    with site.working() as work:
        before = {
            (one.header.channel, one.header.name)
            for one in news.segments
            if work.store.head(one.header.channel, one.header.name) is not None
        }
        roster.save(work.store, news.roster)
        taken = site.take_in(work, news.segments)
        _learn(work.store, news)
    out.applied += taken.changes
    out.already += sum(
        len(one.leaves) for one in news.segments if (one.header.channel, one.header.name) in before
    )
    if taken.waiting:
        brought[path.name] = {(s.header.channel, s.header.name) for s in news.segments}
    return site


def inspect(site: Site, path: Path) -> News | None:
    """Read and verify a bundle, applying nothing; None for one that this site wrote itself.

    Raises BundleRefusedError subclasses, UnreadableError.
    """
    with tempfile.TemporaryFile(dir=site.database.path.parent) as spool:
        with clear_faults(path), path.open("rb") as source:
            shutil.copyfileobj(source, spool)
        spool.seek(0)
        envelope = bundle.read_envelope(spool, path.name)
        if envelope.sender == site.keys.public.id:
            return None
        with site.database.reading() as session:
            members = roster.load(Store(session, site.network, site.office))
        sender = next((m for m in members.values() if m.keys.id == envelope.sender), None)
        if sender is None:
            raise bundle.UnknownSignerError(file=path.name)
        if not sender.active:
            raise bundle.RemovedSignerError(file=path.name, who=sender.office_name)
        bundle.check(spool, path.name, sender.keys, site.network)
        return _read(site, spool, envelope, members, sender, path.name)


def _read(
    site: Site,
    spool: IO[bytes],
    envelope: bundle.Envelope,
    members: Roster,
    sender: roster.Member,
    name: str,
) -> News:
    at = 0
    knowledge: tuple[Need, ...] = ()
    statements: list[tuple[bytes, bytes | None]] = []
    others: list[tuple[bytes, int, tuple[Need, ...]]] = []
    bodies: list[bytes] = []
    for place, record in enumerate(bundle.records(spool, envelope, site.keys, name)):
        if type(record) is not list or not record:
            raise UnreadableError(what="record")
        kind = record[0]
        if (kind == MANIFEST) != (place == 0):
            raise UnreadableError(what="manifest")
        if kind == MANIFEST:
            at, knowledge = _manifest(site, record, sender, name)
        elif kind == STATEMENT:
            _kind, admission, removal = expect(record, str, bytes, object)
            if removal is not None and type(removal) is not bytes:
                raise UnreadableError(what="removal")
            statements.append((admission, removal))
        elif kind == KNOWLEDGE:
            _kind, who, when, needs = expect(record, str, bytes, int, list)
            others.append((key_of(who), count_of(when), _needs(needs)))
        elif kind == SEGMENT:
            _kind, body = expect(record, str, bytes)
            bodies.append(body)
    members = roster.gather(site.network, members, statements)
    segments = tuple(_verified(site, members, sender, body, name) for body in bodies)
    return News(sender, at, members, knowledge, tuple(others), segments)


def _manifest(
    site: Site, record: list[Any], sender: roster.Member, name: str
) -> tuple[int, tuple[Need, ...]]:
    if len(record) > 1 and type(record[1]) is int and record[1] > FORMAT:
        raise bundle.TooNewError(file=name)
    _kind, _format, network, who, at, needs = expect(record, str, int, bytes, bytes, int, list)
    if network != site.network or who != sender.site:
        raise bundle.BadSignatureError(file=name)
    return count_of(at), _needs(needs)


def _verified(
    site: Site, members: Roster, sender: roster.Member, body: bytes, name: str
) -> Segment:
    """A segment that its author signed, for a channel that this site follows."""
    one, message = segment.read_signed(body)
    header = one.header
    author = members.get(header.name.site)
    if author is None:
        raise bundle.UnknownSignerError(file=name)
    own_affairs = header.channel == site.office and author.office == site.office
    if header.network != site.network or not (header.channel == site.network or own_affairs):
        raise UnreadableError(what="channel")
    if not author.keys.signed(message, one.signature):
        raise ForgedError(file=name, who=author.office_name, by=sender.office_name)
    newest = header.newest
    for change in one.changes():
        if change.clock > newest:
            raise UnreadableError(what="clock")
    if too_far_ahead(newest, site.now_ms()):
        from vaetvient.language import show_date
        from vaetvient.sync.clock import moment_of

        when = show_date(moment_of(newest).date())
        raise ClockAheadError(file=name, at=when, who=author.office_name)
    return one


def _knows_more_of_us(site: Site, news: News) -> bool:
    """Whether a partner has changes of ours that are not here: we were restored from a backup."""
    told = [*news.knowledge, *(need for _who, _at, needs in news.others for need in needs)]
    with site.database.reading() as session:
        store = Store(session, site.network, site.office)
        return any(
            need.site == site.site
            and need.epoch == site.epoch
            and need.channel in store.channels
            and not store.has(need)
            for need in told
        )


def _learn(store: Store, news: News) -> None:
    """Remember what partners are known to have; only what is newer than what is known."""
    told = [(news.sender.site, news.at, news.knowledge), *news.others]
    for site, at, needs in told:
        store.cursor.execute(
            "SELECT last_heard, knowledge FROM sync_partner WHERE site = ?", (site,)
        )
        found = store.cursor.fetchone()
        if found is None or (found[1] is not None and unpack(found[1])[0] >= at):
            continue
        store.cursor.execute(
            "UPDATE sync_partner SET knowledge = ? WHERE site = ?",
            (pack([at, _listed(needs)]), site),
        )
    store.cursor.execute(
        "UPDATE sync_partner SET last_heard = max(COALESCE(last_heard, 0), ?) WHERE site = ?",
        (news.at, news.sender.site),
    )


def _report(site: Site, out: Received, brought: dict[str, set[tuple[bytes, segment.Name]]]) -> None:
    with site.database.reading() as session:
        store = Store(session, site.network, site.office)
        store.cursor.execute("SELECT count(*) FROM sync_conflict WHERE state = 'open'")
        (out.conflicts,) = store.cursor.fetchone()
        if not brought:
            return
        members = roster.load(store)
        missing = [
            members[who].site_name if who in members else who.hex()
            for who in sorted(missing_sites(store))
        ]
        store.cursor.execute("SELECT body FROM sync_segment WHERE NOT applied")
        still = {
            (one.header.channel, one.header.name)
            for one in (segment.read(body) for (body,) in store.cursor.fetchall())
        }
    out.waiting += [(name, missing) for name, names in brought.items() if names & still]
