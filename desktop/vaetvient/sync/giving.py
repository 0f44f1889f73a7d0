"""Telling partners what they are not known to have."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple

from vaetvient.domain.errors import RefusedError
from vaetvient.language import N_
from vaetvient.sync import bundle, knowing, roster, sent
from vaetvient.sync.bundle import Section
from vaetvient.sync.records import (
    BASE,
    FLOOR,
    FORMAT,
    KNOWLEDGE,
    MANIFEST,
    SEGMENT,
    STATEMENT,
    listed,
)
from vaetvient.sync.roster import Member
from vaetvient.sync.segment import Need
from vaetvient.sync.site import Site
from vaetvient.sync.store import Store

LARGEST_FILE = 1 << 30
"""What is more goes into further files: sticks are FAT32, mail boxes are small."""


class NobodyToTellError(RefusedError):
    code = "nobody_to_tell"
    text = N_("Aucun autre poste n'a encore été admis.")
    way_out = N_("Invitez-en un.")


@dataclass(frozen=True, slots=True)
class Given:
    """A bundle that was written."""

    file: Path
    changes: int
    to: tuple[str, ...]
    further: tuple[Path, ...] = ()
    """The files that follow it where all is too much for one."""
    since: tuple[Need, ...] = ()
    """What its readers were known to have, all of them: it has what comes after."""


class Place(NamedTuple):
    """A segment that is to go out: where it is, how many rows it has, how many bytes; whose."""

    rowid: int
    rows: int
    size: int
    author: int
    sequence: int


def give(site: Site, target: Path, to: Sequence[str] = ()) -> Given:
    """Write what partners are not known to have; into a folder, under a fresh name.

    `to` names sites or offices; everyone by default. Raises NobodyToTellError.
    """
    with site.working():
        pass  # what is pending gets its name
    with site.database.reading() as session:
        store = Store(session, site.network, site.office)
        readers = _readers(site, store, to)
        members, partners = roster.load(store), readers[store.network]
        at = site.now_ms()
        while _fresh(target) and _named(target, site, at, 0).exists():
            at += 1  # a clock that stands still, or was set back: no file is written over
        opening = [
            [MANIFEST, FORMAT, site.network, site.site, at, listed(site.knowledge(store))],
            *([STATEMENT, m.admission, m.removal] for m in members.values()),
            *(
                [KNOWLEDGE, heard.site, heard.at, listed(heard.needs)]
                for heard in knowing.heard(store)
                if heard.site != site.site
            ),
        ]
        known = _known(store, readers)
        places = {channel: lacking(store, channel, those) for channel, those in known.items()}
        horizons = {channel: _Horizon(store, channel, those) for channel, those in known.items()}
        files = []
        for number, part in enumerate(_parts(places)):
            path = _named(target, site, at, number)
            sections = [
                Section(
                    tuple(m.keys for m in readers[channel]),
                    chain(
                        opening if channel == store.network else (),
                        horizons[channel].records(those),
                        _segments(store, those),
                    ),
                )
                for channel, those in part.items()
            ]
            note = sent.Sent(path.name, at, tuple(m.site for m in partners))
            with sent.noting(site, note, [place for those in part.values() for place in those]):
                bundle.write(path, site.network, site.keys, sections)
            files.append(path)
        since = _needs(store, known)
    changes = sum(place.rows for listed_ in places.values() for place in listed_)
    return Given(files[0], changes, tuple(m.title for m in partners), tuple(files[1:]), since)


def is_enough(site: Site, store: Store, since: Iterable[Need], to: Sequence[str] = ()) -> bool:
    """Whether what was given since then is still all that its readers lack: one that was put back
    from a backup may have less by now. Raises NobodyToTellError."""
    now = _needs(store, _known(store, _readers(site, store, to)))
    reached = {need[:3]: need.sequence for need in now}
    return all(reached.get(need[:3], 0) >= need.sequence for need in since)


def _readers(site: Site, store: Store, to: Sequence[str]) -> dict[bytes, list[Member]]:
    """By channel who is told, the network's first. Raises NobodyToTellError."""
    partners = [m for m in roster.load(store).values() if m.active and m.site != site.site]
    if to:
        wanted = {name.casefold() for name in to}
        partners = [m for m in partners if not wanted.isdisjoint(_called(m))]
    if not partners:
        raise NobodyToTellError
    colleagues = [m for m in partners if m.office == site.office]
    readers = {store.network: partners}
    return {**readers, store.office: colleagues} if colleagues else readers


def _known(store: Store, readers: Mapping[bytes, Iterable[Member]]) -> dict[bytes, dict[int, int]]:
    """By channel and author how far all who are told are known to be."""
    return {
        channel: knowing.least(store, channel, (reader.site for reader in those))
        for channel, those in readers.items()
    }


def _needs(store: Store, known: Mapping[bytes, Mapping[int, int]]) -> tuple[Need, ...]:
    return tuple(
        Need(channel, *store.name_of(author), sequence)
        for channel, authors in known.items()
        for author, sequence in authors.items()
        if sequence
    )


def _named(target: Path, site: Site, at: int, number: int) -> Path:
    """A fresh plain name in a folder; the name that was asked for where it is a file's."""
    more = f"-{number + 1:02}" if number else ""
    if _fresh(target):
        mark = site.keys.public.id.hex()[:8]
        return target / f"vaetvient-{mark}-{at:012x}{more}{bundle.SUFFIX}"
    return target.with_name(f"{target.stem}{more}{bundle.SUFFIX}")


def _fresh(target: Path) -> bool:
    """Whether a folder was asked for, in which the name is ours to choose."""
    return target.is_dir() or target.suffix != bundle.SUFFIX


def _parts(places: Mapping[bytes, Sequence[Place]]) -> Iterator[dict[bytes, list[Place]]]:
    """What goes into each file; every channel is in every one, so that all readers can open it."""
    part: dict[bytes, list[Place]] = {channel: [] for channel in places}
    size = 0
    for channel, those in places.items():
        for place in those:
            if size and size + place.size > LARGEST_FILE:
                yield part
                part = {c: [] for c in places}
                size = 0
            part[channel].append(place)
            size += place.size
    yield part


def _called(member: Member) -> set[str]:
    return {
        member.site.hex(),
        member.site_name.casefold(),
        member.office_name.casefold(),
        f"{member.office_name} {member.site_name}".casefold(),
        member.title.casefold(),
    }


def lacking(store: Store, channel: bytes, known: Mapping[int, int]) -> list[Place]:
    """The segments beyond what readers are known to have, each after those it knew of."""
    floors = knowing.floors(store, channel)
    out: list[tuple[bool, Place]] = []
    for author in store.knowledge[channel]:
        store.cursor.execute(
            "SELECT rowid, rows, length(body), author, sequence FROM sync_segment "
            "WHERE channel = ? AND author = ? AND sequence > ? AND applied",
            (channel, author, known.get(author, 0)),
        )
        floor = floors.get(author, 0)
        out += [(place.sequence > floor, place) for place in map(Place._make, store.cursor)]
    return [place for _later, place in sorted(out)]


class _Horizon:
    """How far history was let go in a channel, for readers who take file after file."""

    def __init__(self, store: Store, channel: bytes, known: Mapping[int, int]) -> None:
        self._floors = knowing.floors(store, channel)
        self._names = {a: (channel, *store.name_of(a)) for a in self._floors}
        self._reached = dict(known)

    def records(self, places: Iterable[Place]) -> list[Any]:
        """What the next file says of it: what its reader must have, and how far it then reaches."""
        bases = {author: self._reached.get(author, 0) for author in self._floors}
        for place in places:
            before = self._reached.get(place.author, 0)
            self._reached[place.author] = max(before, place.sequence)
        tops = {a: min(floor, self._reached.get(a, 0)) for a, floor in self._floors.items()}
        return [
            [kind, [*self._names[author], sequence]]
            for kind, said in ((BASE, bases), (FLOOR, tops))
            for author, sequence in said.items()
        ]


def _segments(store: Store, places: Iterable[Place]) -> Iterator[Any]:
    cursor: Any = store.session.connection().connection.cursor()
    for place in places:
        cursor.execute("SELECT body FROM sync_segment WHERE rowid = ?", (place.rowid,))
        (body,) = cursor.fetchone()
        yield [SEGMENT, body]
