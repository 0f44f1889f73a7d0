"""Taking in what partners tell: verified to the last byte before anything is applied."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from vaetvient.domain.errors import VaEtVientError
from vaetvient.storage import backups
from vaetvient.storage.errors import clear_faults
from vaetvient.sync import bundle, compaction, facts, knowing, roster, segment
from vaetvient.sync.garbage import undisturbed
from vaetvient.sync.merge import missing_sites, waiting_headers
from vaetvient.sync.reading import News, Reading, segments_of
from vaetvient.sync.records import Heard
from vaetvient.sync.segment import Need, Segment
from vaetvient.sync.site import Site
from vaetvient.sync.store import Store

_BLOCK = 1 << 20
_LARGE = 50_000
"""Rows from which what is taken in is worth a copy of the database before."""

Heed = Callable[[float], None]
"""Hears how much of a file is taken in, from 0 to 1: first it is verified, at 0. May raise to stop:
nothing of the file is taken in then."""


def unheeded(_part: float) -> None:
    """For who does not want to hear."""


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
                _receive_one(site, path, out, brought, heed)
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
) -> None:
    with undisturbed(), _opened(site, path, heed) as found:
        if found is None:
            return
        news, segments = found
        if _knows_more_of_us(site, news):
            site.renew()
        if _lacking(site, news) >= _LARGE:
            backups.make_copy(site.database.path, backups.BEFORE_EXCHANGE)
        with site.working() as work:
            roster.save(work.store, news.roster)
            taken = site.take_in(work, _followed(segments, len(news.rows), heed), news.floors)
            sender = Heard(news.sender.site, news.at, news.knowledge)
            knowing.learn(work.store, sender, news.others)
            compaction.welcome_back(work.store, news.sender.site)
            heed(1.0)
    out.applied += taken.changes
    out.already += taken.already
    if taken.waiting:
        brought[path.name] = news.names


def _followed(segments: Iterable[Segment], count: int, heed: Heed) -> Iterator[Segment]:
    for number, one in enumerate(segments):
        heed(min(1.0, number / count))
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
        reading = Reading(site, members, sender, path.name)
        for record in bundle.records(spool, envelope, site.keys, path.name):
            heed(0.0)
            reading.hear(record)
        again = bundle.records(spool, envelope, site.keys, path.name)
        kept = reading.kept
        yield reading.news(), segments_of(again) if kept is None else kept


def _knows_more_of_us(site: Site, news: News) -> bool:
    """Whether a partner has changes of ours that are not here: we were restored from a backup."""
    told = [*news.knowledge, *(need for heard in news.others for need in heard.needs)]
    with site.database.reading() as session:
        store = Store(session, site.network, site.office)
        ours = (site.site, facts.epoch(session))
        return any(
            (need.site, need.epoch) == ours
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
