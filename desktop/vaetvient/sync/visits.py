"""One visit to a stick or a shared folder: what others left is taken in, ours is left for them.

Files that were taken in are not read again while this process lasts. A file that still grows is
left for the next look. What goes wrong while writing is told beside what was taken in: a stick
that is full, protected or pulled out costs nothing that came.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from vaetvient.domain.errors import EnvironmentFaultError, VaEtVientError
from vaetvient.storage.errors import clear_faults
from vaetvient.storage.queries.custody import LastExchange, note_exchange
from vaetvient.sync import bundle, roster, rounds
from vaetvient.sync.site import Site
from vaetvient.sync.store import Store

OWN_FOLDER = "Va-et-vient"
"""Where files lie on a stick, so that nothing else there is looked at."""
_TAIL = 64
"""A file ends with its signature: what tells it from any other."""
_SETTLING = 0.3
"""Seconds between two looks at a file's size."""

_PASSING = (bundle.UnknownSignerError, EnvironmentFaultError)
"""What may be otherwise at the next look: the file is read again then."""

Report = Callable[[int, int, str], None]
"""Hears how much is done, of how much, and of which file. May raise to stop: what was taken in by
then stays, and nothing of the file that is being read."""

PARTS = 1000
"""How many a file counts for, large or small."""


def unreported(_done: int, _total: int, _what: str) -> None:
    """For who does not want to hear."""


@dataclass(frozen=True, slots=True)
class Fresh:
    """So many news of one office, or of another post of ours."""

    who: str
    changes: int


@dataclass(slots=True)
class Visit:
    """What became of one visit."""

    place: str
    fresh: tuple[Fresh, ...] = ()
    applied: int = 0
    already: int = 0
    waiting: list[tuple[str, list[str]]] = field(default_factory=list)
    refused: list[tuple[str, VaEtVientError]] = field(default_factory=list)
    conflicts: int = 0
    growing: int = 0
    """Files that were not whole yet."""
    written: Path | None = None
    """Our news; None where the others lack nothing, or the file of last time still says it."""
    told: int = 0
    """How many changes are in it."""
    fault: VaEtVientError | None = None
    """Why nothing could be written, or why the place could not be read."""

    @property
    def did_something(self) -> bool:
        return bool(self.applied or self.written or self.refused or self.waiting or self.fault)


@dataclass(slots=True)
class Seen:
    """What this process has taken in, by place, size and signature."""

    files: set[tuple[str, int, bytes]] = field(default_factory=set)
    sizes: dict[str, int] = field(default_factory=dict)

    def forget(self) -> None:
        """Read everything again: the roster changed, and with it who is heard."""
        self.files.clear()


def has_files(folder: Path) -> bool:
    """Whether somebody left exchange files here, or a place for them."""
    try:
        return (folder / OWN_FOLDER).is_dir() or bool(files_in(folder))
    except OSError:
        return False


def files_in(folder: Path) -> list[Path]:
    """The exchange files of a place: at its top and in the folder of that name, and no deeper."""
    out = []
    for place in (folder, folder / OWN_FOLDER):
        if place.is_dir():
            out += [
                path
                for path in place.iterdir()
                if path.suffix.lower() == bundle.SUFFIX and path.is_file()
            ]
    return sorted(out)


def visit(
    site: Site,
    folder: Path,
    *,
    to: tuple[str, ...] = (),
    stick: bool = False,
    seen: Seen | None = None,
    report: Report = unreported,
) -> Visit:
    """Take in what is new in a place, then leave what others lack.

    `stick`: ours go into a folder of their own. Nothing of the place itself is raised: see
    `Visit.fault`.
    """
    seen = seen if seen is not None else Seen()
    out = Visit(place=folder.name or str(folder))
    try:
        with clear_faults(folder):
            ready, out.growing = _ready(folder, seen)
    except VaEtVientError as error:
        out.fault = error
        return out
    _take_in(site, ready, seen, out, report)
    report(len(ready) * PARTS, len(ready) * PARTS + 1, out.place)
    _leave_news(site, folder, to, stick, out)
    return out


def take_in(site: Site, sources: Iterable[Path], report: Report = unreported) -> Visit:
    """Take in files that somebody chose, and those of folders; nothing is written in return."""
    paths = list(sources)
    out = Visit(place=", ".join(path.name for path in paths[:3]))
    files = [file for path in paths for file in (files_in(path) if path.is_dir() else [path])]
    _take_in(site, files, Seen(), out, report)
    return out


def _ready(folder: Path, seen: Seen) -> tuple[list[Path], int]:
    """The files that are new and whole as far as two looks at their size can tell."""
    found = {path: path.stat().st_size for path in files_in(folder)}
    fresh = {
        path: size
        for path, size in found.items()
        if (str(path), size, _tail(path, size)) not in seen.files
    }
    if any(seen.sizes.get(str(path)) != size for path, size in fresh.items()):
        time.sleep(_SETTLING)
    ready = []
    for path, size in fresh.items():
        now = path.stat().st_size
        seen.sizes[str(path)] = now
        if now == size:
            ready.append(path)
    return ready, len(fresh) - len(ready)


def _tail(path: Path, size: int) -> bytes:
    with path.open("rb") as file:
        file.seek(max(0, size - _TAIL), os.SEEK_SET)
        return file.read(_TAIL)


def _take_in(site: Site, files: list[Path], seen: Seen, out: Visit, report: Report) -> None:
    before = _last_segment(site)
    names: dict[str, tuple[str, int, bytes]] = {}
    for path in files:
        try:
            size = path.stat().st_size
            names[path.name] = (str(path), size, _tail(path, size))
        except OSError:  # gone again: reading it says so
            continue
    for number, path in enumerate(rounds.in_order(files)):
        heed = _within(number, len(files), path.name, report)
        received = rounds.receive(site, [path], heed)
        out.applied += received.applied
        out.already += received.already
        out.conflicts = received.conflicts
        out.waiting += received.waiting
        again = False
        for name, error in received.refused:
            if isinstance(error, bundle.NotForUsError):
                continue
            again = again or isinstance(error, _PASSING)
            out.refused.append((name, error))
        if path.name in names and not again:
            seen.files.add(names[path.name])
    if any(isinstance(error, bundle.UnknownSignerError) for _name, error in out.refused):
        _try_again(site, files, out)
    out.fresh = _by_office(site, before)
    if out.fresh:
        came = LastExchange(site.clock(), tuple((one.who, one.changes) for one in out.fresh))
        with site.database.writing() as session:
            note_exchange(session, came)
    still = _waiting_now(site)
    out.waiting = [(name, who) for name, who in out.waiting if still]


def _within(number: int, files: int, name: str, report: Report) -> rounds.Heed:
    """Tells how far one of many files is; at once that it is begun."""

    def heed(part: float) -> None:
        report(number * PARTS + int(part * (PARTS - 1)), files * PARTS + 1, name)

    heed(0.0)
    return heed


def _try_again(site: Site, files: list[Path], out: Visit) -> None:
    """A file that nobody vouched for may have come before the one that does."""
    names = {n for n, error in out.refused if isinstance(error, bundle.UnknownSignerError)}
    again = rounds.receive(site, [path for path in files if path.name in names])
    out.applied += again.applied
    out.already += again.already
    out.conflicts = again.conflicts
    out.waiting += again.waiting
    kept = [pair for pair in out.refused if pair[0] not in names]
    out.refused = kept + [
        pair for pair in again.refused if not isinstance(pair[1], bundle.NotForUsError)
    ]


def _leave_news(site: Site, folder: Path, to: tuple[str, ...], stick: bool, out: Visit) -> None:
    target = folder / OWN_FOLDER if stick else folder
    try:
        with clear_faults(target):
            target.mkdir(exist_ok=True)
            given = rounds.refresh(site, target, to)
    except rounds.NobodyToTellError:
        return
    except VaEtVientError as error:
        out.fault = error
        return
    if given is not None:
        out.written, out.told = given.file, given.changes


# ---- whose news they were ----------------------------------------------------------------------


def _last_segment(site: Site) -> int:
    with site.database.reading() as session:
        store = Store(session, site.network, site.office)
        store.cursor.execute("SELECT COALESCE(max(rowid), 0) FROM sync_segment")
        return int(store.cursor.fetchone()[0])


def _by_office(site: Site, before: int) -> tuple[Fresh, ...]:
    """The changes that came since, by the office of their author; the most first."""
    with site.database.reading() as session:
        store = Store(session, site.network, site.office)
        members = roster.load(store)
        store.cursor.execute(
            "SELECT author, rows FROM sync_segment WHERE rowid > ? AND applied", (before,)
        )
        counts: dict[str, int] = {}
        for author, rows in store.cursor.fetchall():
            who, _epoch = store.name_of(author)
            if who == site.site:
                continue
            member = members.get(who)
            name = "?"
            if member is not None:
                ours = member.office == site.office
                name = member.site_name if ours else member.office_name
            counts[name] = counts.get(name, 0) + rows
    ordered = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    return tuple(Fresh(who, changes) for who, changes in ordered if changes)


def _waiting_now(site: Site) -> bool:
    with site.database.reading() as session:
        store = Store(session, site.network, site.office)
        store.cursor.execute("SELECT 1 FROM sync_segment WHERE NOT applied LIMIT 1")
        return store.cursor.fetchone() is not None


# ---- before taking in --------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Announced:
    """What a file would bring, checked without taking anything in."""

    file: str
    who: str = ""
    """The office that wrote the file."""
    fresh: tuple[Fresh, ...] = ()
    already: bool = False
    """Whether everything in it is here."""
    ours: bool = False
    error: VaEtVientError | None = None


def announce(site: Site, sources: Iterable[Path], report: Report = unreported) -> list[Announced]:
    """Preview files and the files of folders; verified to the last byte, nothing applied."""
    files = [file for path in sources for file in (files_in(path) if path.is_dir() else [path])]
    out = []
    for number, path in enumerate(files):
        out.append(_announced(site, path, _within(number, len(files), path.name, report)))
    return out


def _announced(site: Site, path: Path, heed: rounds.Heed) -> Announced:
    try:
        news = rounds.inspect(site, path, heed)
    except VaEtVientError as error:
        return Announced(path.name, error=error)
    if news is None:
        return Announced(path.name, ours=True, already=True)
    counts: dict[str, int] = {}
    with site.database.reading() as session:
        store = Store(session, site.network, site.office)
        for (channel, name), rows in news.rows.items():
            if store.head(channel, name) is None:
                author = news.roster.get(name.site)
                who = author.office_name if author else "?"
                counts[who] = counts.get(who, 0) + rows
    fresh = tuple(Fresh(who, n) for who, n in sorted(counts.items(), key=lambda p: (-p[1], p[0])))
    return Announced(path.name, news.sender.office_name, fresh, already=not fresh)
