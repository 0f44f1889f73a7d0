"""Taking in what partners tell: verified to the last byte before anything is applied."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from vaetvient.domain.errors import VaEtVientError
from vaetvient.language import N_, show_date
from vaetvient.storage import backups
from vaetvient.storage.errors import clear_faults
from vaetvient.sync import bundle, compaction, knowing, roster, segment
from vaetvient.sync.bundle import BundleRefusedError
from vaetvient.sync.clock import moment_of, too_far_ahead
from vaetvient.sync.garbage import undisturbed
from vaetvient.sync.merge import missing_sites, waiting_headers
from vaetvient.sync.records import (
    BASE,
    FLOOR,
    FORMAT,
    KNOWLEDGE,
    MANIFEST,
    ORDER,
    SEGMENT,
    STATEMENT,
    Floor,
    Heard,
    need_of,
    needs_of,
)
from vaetvient.sync.roster import Member, Roster
from vaetvient.sync.segment import Need, Segment
from vaetvient.sync.site import Site
from vaetvient.sync.store import Store
from vaetvient.sync.wire import UnreadableError, count_of, expect, key_of

_SECTION_BEGINS = (ORDER.index(BASE), ORDER.index(FLOOR))
_BLOCK = 1 << 20
_LARGE = 50_000
"""Rows from which what is taken in is worth a copy of the database before."""
_KEPT_IN_MEMORY = 4 << 20
"""Bytes of segments up to which they are read once; of more, twice."""


Heed = Callable[[float], None]
"""Hears how much of a file is taken in, from 0 to 1: first it is verified, at 0. May raise to stop:
nothing of the file is taken in then."""


def unheeded(_part: float) -> None:
    """For who does not want to hear."""


class ForgedError(BundleRefusedError):
    code = "forged"
    text = N_("{file} contient des changements de {who} que {who} n'a pas signés.")
    way_out = N_("Le fichier vient de {by} : parlez-en. Rien n'a été changé ici.")


class ClockAheadError(BundleRefusedError):
    code = "clock_ahead"
    text = N_("{file} contient des changements datés du {at} : quelle horloge est fausse ?")
    way_out = N_("Vérifiez la date de cet ordinateur et celle de {who}, puis recommencez.")


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

    sender: Member
    at: int
    roster: Roster
    knowledge: tuple[Need, ...]
    others: tuple[Heard, ...]
    floors: tuple[Floor, ...]
    """Up to where the sender let history go."""
    rows: Mapping[tuple[bytes, segment.Name], int]
    """The segments within, by channel and name, and how many rows each is about."""

    @property
    def names(self) -> frozenset[tuple[bytes, segment.Name]]:
        """The segments within, by channel and name."""
        return frozenset(self.rows)

    @property
    def changes(self) -> int:
        """The rows that they are about."""
        return sum(self.rows.values())


def receive(site: Site, sources: Iterable[Path], heed: Heed = unheeded) -> Received:
    """Take in files, and the exchange files of folders. One transaction a file, whole or not.

    What another file explains (a partner just admitted) is tried again after it.
    """
    out = Received()
    brought: dict[str, frozenset[tuple[bytes, segment.Name]]] = {}
    queue = list(_files(sources))
    while queue:
        later: list[tuple[Path, bool]] = []
        unknown: list[tuple[str, VaEtVientError]] = []
        before = len(queue)
        for path, named in queue:
            try:
                site = _receive_one(site, path, out, brought, heed)
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
    if out.applied or out.already:
        compaction.compact(site)
    _report(site, out, brought)
    return out


def _files(sources: Iterable[Path]) -> Iterator[tuple[Path, bool]]:
    for source in sources:
        if source.is_dir():
            for path in in_order(source.rglob("*")):
                if path.suffix.lower() == bundle.SUFFIX and path.is_file():
                    yield path, False
        else:
            yield source, True


def in_order(files: Iterable[Path]) -> list[Path]:
    """The oldest of each sender first, and what follows a file after it."""
    return sorted(files, key=lambda path: (path.stem, path))


def _receive_one(
    site: Site,
    path: Path,
    out: Received,
    brought: dict[str, frozenset[tuple[bytes, segment.Name]]],
    heed: Heed,
) -> Site:
    with undisturbed(), _opened(site, path, heed) as found:
        if found is None:
            return site
        news, segments = found
        if _knows_more_of_us(site, news):
            site = site.renewed()
        if _lacking(site, news) >= _LARGE:
            backups.make_copy(site.database.path, backups.BEFORE_EXCHANGE)
        with site.working() as work:
            roster.save(work.store, news.roster)
            taken = site.take_in(work, _followed(segments, len(news.rows), heed), news.floors)
            sender = Heard(news.sender.site, news.at, news.knowledge)
            knowing.learn(work.store, sender, news.others)
            compaction.welcome_back(work.store, news.sender.site)
    out.applied += taken.changes
    out.already += taken.already
    if taken.waiting:
        brought[path.name] = news.names
    return site


def _followed(segments: Iterable[Segment], count: int, heed: Heed) -> Iterator[Segment]:
    for number, one in enumerate(segments):
        heed(number / count)
        yield one


def inspect(site: Site, path: Path, heed: Heed = unheeded) -> News | None:
    """Read and verify a bundle, applying nothing; None for one that this site wrote itself.

    Raises BundleRefusedError subclasses, UnreadableError.
    """
    with undisturbed(), _opened(site, path, heed) as found:
        return None if found is None else found[0]


@contextmanager
def _opened(site: Site, path: Path, heed: Heed) -> Iterator[tuple[News, Iterable[Segment]] | None]:
    """A bundle verified to the end, and its segments, to be read while it is open."""
    here = site.database.path
    with clear_faults(here), tempfile.TemporaryFile(dir=here.parent) as spool:
        with clear_faults(path), path.open("rb") as source:
            if bundle.read_envelope(source, path.name).sender == site.keys.public.id:
                yield None
                return
            source.seek(0)
            while block := source.read(_BLOCK):
                with clear_faults(here):
                    spool.write(block)
        spool.seek(0)
        envelope = bundle.read_envelope(spool, path.name)
        with site.database.reading() as session:
            members = roster.load(Store(session, site.network, site.office))
        sender = next((m for m in members.values() if m.keys.id == envelope.sender), None)
        if sender is None:
            raise bundle.UnknownSignerError(file=path.name)
        if not sender.active:
            raise bundle.RemovedSignerError(file=path.name, who=sender.office_name)
        bundle.check(spool, path.name, sender.keys, site.network)
        reading = _Reading(site, members, sender, path.name)
        for record in bundle.records(spool, envelope, site.keys, path.name):
            heed(0.0)
            reading.hear(record)
        again = bundle.records(spool, envelope, site.keys, path.name)
        kept = reading.kept
        yield reading.news(), _segments_of(again) if kept is None else kept


def _segments_of(records: Iterable[Any]) -> Iterator[Segment]:
    """The segments of a bundle that was verified a moment ago."""
    for record in records:
        if record[0] == SEGMENT:
            yield segment.read(record[1])


class _Reading:
    """One pass over a bundle's records, each checked as it comes; few are kept in memory."""

    def __init__(self, site: Site, members: Roster, sender: Member, name: str) -> None:
        self._site = site
        self._members = members
        self._sender = sender
        self._name = name
        self._stage = -1
        self._at = 0
        self._knowledge: tuple[Need, ...] = ()
        self._statements: list[tuple[bytes, bytes | None]] = []
        self._others: list[Heard] = []
        self._bases: dict[tuple[bytes, bytes, int], int] = {}
        self._floors: list[Need] = []
        self._rows: dict[tuple[bytes, segment.Name], int] = {}
        self._size = 0
        self.kept: list[Segment] | None = []
        """The segments, as long as they are few."""

    def news(self) -> News:
        """What the whole bundle says."""
        self._believe()
        return News(
            self._sender,
            self._at,
            self._members,
            self._knowledge,
            tuple(self._others),
            tuple(self._floor(need) for need in self._floors),
            self._rows,
        )

    def _floor(self, need: Need) -> Floor:
        """A floor that was said. The first versions did not say what their reader must have: of
        theirs only what lies in the file is sure to be there. Raises UnreadableError."""
        there = (need.channel, segment.Name(*need[1:])) in self._rows
        base = self._bases.get(need[:3], 0 if there else need.sequence)
        if base < need.sequence and not there:
            raise UnreadableError(what="floor")
        return Floor(need, base)

    def hear(self, record: Any) -> None:
        """Take one record. Raises UnreadableError, BundleRefusedError subclasses."""
        if type(record) is not list or not record or type(record[0]) is not str:
            raise UnreadableError(what="record")
        kind = record[0]
        if (kind == MANIFEST) != (self._stage < 0):
            raise UnreadableError(what="manifest")
        if kind in ORDER:
            self._enter(ORDER.index(kind))
        if kind == MANIFEST:
            self._manifest(record)
        elif kind == STATEMENT:
            _kind, admission, removal = expect(record, str, bytes, object)
            if removal is not None and type(removal) is not bytes:
                raise UnreadableError(what="removal")
            self._statements.append((admission, removal))
        elif kind == KNOWLEDGE:
            _kind, who, when, needs = expect(record, str, bytes, int, list)
            self._others.append(Heard(key_of(who), count_of(when), needs_of(needs)))
        elif kind == BASE:
            _kind, base = expect(record, str, list)
            self._bases[need_of(base)[:3]] = need_of(base).sequence
        elif kind == FLOOR:
            _kind, need = expect(record, str, list)
            self._floors.append(need_of(need))
        elif kind == SEGMENT:
            _kind, body = expect(record, str, bytes)
            self._segment(body)

    def _enter(self, stage: int) -> None:
        """Records stand in one order; another section begins again after what is of the network."""
        if stage < self._stage and stage not in _SECTION_BEGINS:
            raise UnreadableError(what="order")
        if stage > ORDER.index(STATEMENT):
            self._believe()
        self._stage = stage

    def _believe(self) -> None:
        """Follow what was said of sites, once all of it was heard."""
        if self._statements:
            self._members = roster.gather(self._site.network, self._members, self._statements)
            self._statements = []

    def _manifest(self, record: list[Any]) -> None:
        if len(record) > 1 and type(record[1]) is int and record[1] > FORMAT:
            raise bundle.TooNewError(file=self._name)
        _kind, _format, network, who, at, needs = expect(record, str, int, bytes, bytes, int, list)
        if network != self._site.network or who != self._sender.site:
            raise bundle.BadSignatureError(file=self._name)
        self._at, self._knowledge = count_of(at), needs_of(needs)

    def _segment(self, body: bytes) -> None:
        one = self._verified(body)
        self._rows[one.header.channel, one.header.name] = len(one.leaves)
        self._size += len(body)
        if self.kept is None or self._size > _KEPT_IN_MEMORY:
            self.kept = None
        else:
            self.kept.append(one)

    def _verified(self, body: bytes) -> Segment:
        """A segment that its author signed, for a channel that this site follows."""
        site, name = self._site, self._name
        one, message = segment.read_signed(body)
        header = one.header
        author = self._members.get(header.name.site)
        if author is None:
            raise bundle.UnknownSignerError(file=name)
        own_affairs = header.channel == site.office and author.office == site.office
        if header.network != site.network or not (header.channel == site.network or own_affairs):
            raise UnreadableError(what="channel")
        if not author.keys.signed(message, one.signature):
            raise ForgedError(file=name, who=author.office_name, by=self._sender.office_name)
        newest = header.newest
        if any(change.clock > newest for change in one.changes()):
            raise UnreadableError(what="clock")
        if too_far_ahead(newest, site.now_ms()):
            when = show_date(moment_of(newest).date())
            raise ClockAheadError(file=name, at=when, who=author.office_name)
        return one


def _knows_more_of_us(site: Site, news: News) -> bool:
    """Whether a partner has changes of ours that are not here: we were restored from a backup."""
    told = [*news.knowledge, *(need for heard in news.others for need in heard.needs)]
    with site.database.reading() as session:
        store = Store(session, site.network, site.office)
        return any(
            need.site == site.site
            and need.epoch == site.epoch
            and need.channel in store.channels
            and not store.has(need)
            for need in told
        )


def _lacking(site: Site, news: News) -> int:
    """How many rows of a file are about to come."""
    with site.database.reading() as session:
        store = Store(session, site.network, site.office)
        return sum(
            rows
            for (channel, name), rows in news.rows.items()
            if not store.has(Need(channel, *name))
        )


def _report(
    site: Site, out: Received, brought: dict[str, frozenset[tuple[bytes, segment.Name]]]
) -> None:
    with site.database.reading() as session:
        store = Store(session, site.network, site.office)
        store.cursor.execute("SELECT count(*) FROM sync_conflict WHERE state = 'open'")
        (out.conflicts,) = store.cursor.fetchone()
        if not brought:
            return
        members = roster.load(store)
        missing = [
            members[who].title if who in members else who.hex()
            for who in sorted(missing_sites(store))
        ]
        still = {(header.channel, header.name) for header in waiting_headers(store)}
    out.waiting += [(name, missing) for name, names in brought.items() if names & still]
