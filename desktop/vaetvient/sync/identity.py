"""Noticing that a database was restored from a backup, or copied to another computer.

A small witness file lies beside the database and is written after each commit that named
changes: which machine, which file, under which epoch, up to which change. A database that lags
behind its witness was restored; one whose witness is missing or foreign was copied. Either way
the site takes a new epoch before it names anything, so that no two changes ever bear one name.
A database ahead of its witness merely crashed between the commit and the witness.

A folder that is deleted and put back from a copy of the whole, witness included, may well be given
the file numbers that it had. Therefore an anchor lies there too, a file that nobody writes to: when
the system last changed its entry cannot be copied. A false alarm costs one more epoch, no more.
"""

from __future__ import annotations

import contextlib
import os
import platform
import secrets
from pathlib import Path

from vaetvient.domain.errors import EnvironmentFaultError
from vaetvient.storage.errors import clear_faults
from vaetvient.sync.segment import Name
from vaetvient.sync.store import Store
from vaetvient.sync.wire import expect, pack, unpack

FILE = "temoin-echange"
ANCHOR = "temoin-lieu"
_VERSION = 2
_SPREAD_MS = 1 << 20
"""About a quarter of an hour: what an epoch may lie ahead of the last one by chance."""
_MACHINE_ID = Path("/etc/machine-id")


def suspicion(store: Store, database: Path, site: bytes, epoch: int) -> str:
    """« restored », « copied », « new » where nobody bore witness yet (which cannot be told from
    a copy of that moment), or nothing when the database is what it was."""
    witness = _read(database)
    if witness is None:
        return "copied" if _heads(store, site, epoch) else "new"
    machine, place, who, era, seen = witness
    if who != site or machine != _machine() or not _is_here(place, database):
        return "copied"
    if era != epoch:
        return "restored" if era > epoch else ""
    for channel, sequence, head in seen:
        if store.head(channel, Name(site, epoch, sequence)) != head:
            return "restored"
    return ""


def next_epoch(database: Path, epoch: int, now_ms: int) -> int:
    """A number that no copy of this database takes, nor took when it was last restored: the time,
    in milliseconds since 1970. Where the clock was set back it says nothing, at a copy no more than
    here: then chance keeps the two apart."""
    witness = _read(database)
    latest = max(epoch, witness[3]) if witness else epoch
    return now_ms if now_ms > latest else latest + 1 + chance(_SPREAD_MS)


def chance(below: int) -> int:
    """A number from 0 that nobody can foresee."""
    return secrets.randbelow(below)


def bear_witness(store: Store, database: Path, site: bytes, epoch: int) -> None:
    """Write down how far this site's own changes go; after the commit that named them."""
    heads = [list(head) for head in _heads(store, site, epoch)]
    path = database.with_name(FILE)
    building = path.with_name(f"{FILE}.part")
    with clear_faults(database), contextlib.suppress(FileNotFoundError):
        _drop_anchor(database)
        data = pack([_VERSION, _machine(), _place(database), site, epoch, heads])
        with building.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        building.replace(path)


def _heads(store: Store, site: bytes, epoch: int) -> list[tuple[bytes, int, bytes]]:
    author = store.known_author(site, epoch)
    out: list[tuple[bytes, int, bytes]] = []
    if author is None:
        return out
    for channel in store.channels:
        sequence = store.knowledge[channel].get(author, 0)
        head = store.head(channel, Name(site, epoch, sequence)) if sequence else None
        if head is not None:
            out.append((channel, sequence, head))
    return out


_Witness = tuple[str, list[int], bytes, int, list[tuple[bytes, int, bytes]]]


def _read(database: Path) -> _Witness | None:
    try:
        found = unpack(database.with_name(FILE).read_bytes())
        version, machine, place, site, epoch, heads = expect(
            found, int, str, object, bytes, int, list
        )
        if version == 1:  # as the first versions kept it
            place = [place]
        numbers = expect(place, *[int] * (1 if version == 1 else 3))
        seen = [tuple(expect(head, bytes, int, bytes)) for head in heads]
    except (OSError, EnvironmentFaultError):
        return None
    return (machine, numbers, site, epoch, seen) if version <= _VERSION else None


def _machine() -> str:
    with contextlib.suppress(OSError):
        return _MACHINE_ID.read_text().strip()
    return platform.node()


def _drop_anchor(database: Path) -> None:
    with contextlib.suppress(FileExistsError):
        database.with_name(ANCHOR).touch(exist_ok=False)


def _place(database: Path) -> list[int]:
    """What tells a file from its copy on one computer, be it in the same place."""
    anchor = database.with_name(ANCHOR).stat()
    return [database.stat().st_ino, anchor.st_ino, anchor.st_ctime_ns]


def _is_here(place: list[int], database: Path) -> bool:
    with contextlib.suppress(FileNotFoundError):
        here = _place(database) if len(place) > 1 else [database.stat().st_ino]
        return place == here
    return False
