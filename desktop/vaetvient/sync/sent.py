"""Which files went out, and which of them told of a person: old sticks cannot be called back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from vaetvient.storage import forgetting
from vaetvient.sync import roster
from vaetvient.sync.clock import moment_of, stamp_at
from vaetvient.sync.store import Store

if TYPE_CHECKING:
    from vaetvient.sync.giving import Place
    from vaetvient.sync.site import Site


@dataclass(frozen=True, slots=True)
class Sent:
    """A file that was written for others."""

    file: str
    at: int
    """Milliseconds since 1970, by this computer's clock."""
    to: tuple[bytes, ...]
    """The sites that can read it."""


@dataclass(frozen=True, slots=True)
class Gone:
    """A file that went out with somebody who was erased since."""

    file: str
    at: datetime
    to: tuple[str, ...]
    """The offices that can read it."""


@contextmanager
def noting(site: Site, one: Sent, places: Iterable[Place]) -> Iterator[None]:
    """Note a file before it is written, and what it tells; a file that failed is struck out."""
    places = list(places)
    if not places:
        yield
        return
    with site.database.writing() as session:
        cursor: Any = session.connection().connection.cursor()
        cursor.execute(
            "INSERT INTO sync_sent (file, at, readers) VALUES (?, ?, ?)",
            (one.file, one.at, b"".join(one.to)),
        )
        number = cursor.lastrowid
        cursor.executemany(
            "INSERT INTO sync_sent_part (sent, channel, author, first, last) "
            "SELECT ?, channel, author, sequence, sequence FROM sync_segment WHERE rowid = ? "
            "ON CONFLICT DO UPDATE SET first = min(first, excluded.first), "
            "last = max(last, excluded.last)",  # what goes out of an author has no gaps
            [(number, place.rowid) for place in places],
        )
    try:
        yield
    except BaseException:
        with site.database.writing() as session:
            cursor = session.connection().connection.cursor()
            for statement in (
                "DELETE FROM sync_sent_part WHERE sent = ?",
                "DELETE FROM sync_sent WHERE id = ?",
            ):
                cursor.execute(statement, (number,))
        raise


def note_members(
    store: Store, channel: bytes, name: tuple[int, int], members: Iterable[bytes]
) -> None:
    """Before what a segment says of members is let go: note which files told it."""
    members = list(members)
    if not members:
        return
    for number in _with_segment(store, channel, *name):
        store.cursor.executemany(
            "INSERT OR IGNORE INTO sync_sent_member (sent, member) VALUES (?, ?)",
            [(number, member) for member in members],
        )


def _with_segment(store: Store, channel: bytes, author: int, sequence: int) -> list[int]:
    store.cursor.execute(
        "SELECT sent FROM sync_sent_part WHERE channel = ? AND author = ? "
        "AND first <= ? AND last >= ?",
        (channel, author, sequence, sequence),
    )
    return [number for (number,) in store.cursor.fetchall()]


def telling(store: Store, rows: Iterable[bytes]) -> set[int]:
    """The files that told of any of `rows`, as segments and notes still show."""
    out: set[int] = set()
    for row in rows:
        store.cursor.execute("SELECT sent FROM sync_sent_member WHERE member = ?", (row,))
        out |= {number for (number,) in store.cursor.fetchall()}
        store.cursor.execute(
            "SELECT channel, author, sequence FROM sync_segment WHERE instr(body, ?) > 0", (row,)
        )
        for channel, author, sequence in store.cursor.fetchall():
            out |= set(_with_segment(store, channel, author, sequence))
    return out


def mark(store: Store, rows: Iterable[bytes], now_ms: int) -> None:
    """Remember that files which told of `rows` went out with somebody who is erased now."""
    store.cursor.executemany(
        "UPDATE sync_sent SET erased_at = ? WHERE id = ?",
        [(now_ms, number) for number in telling(store, rows)],
    )


def gone(store: Store, since_ms: int = 0) -> list[Gone]:
    """The files that went out with somebody erased since then, the oldest first."""
    store.cursor.execute(
        "SELECT file, at, readers FROM sync_sent WHERE erased_at >= ? ORDER BY id", (since_ms,)
    )
    return _said(store)


def told_of(site: Site, member: UUID) -> list[Gone]:
    """The files that went out with a member's data, the oldest first."""
    with site.database.reading() as session:
        store = Store(session, site.network, site.office)
        cursor = store.cursor
        entries = forgetting.entries_of(cursor, member.bytes)
        rows = {*entries}
        for entry in entries:
            rows |= forgetting.all_rows(forgetting.rows_about(cursor, entry))
        numbers = sorted(telling(store, rows))
        cursor.execute(
            "SELECT file, at, readers FROM sync_sent "
            f"WHERE id IN ({','.join('?' * len(numbers))}) ORDER BY id",
            numbers,
        )
        return _said(store)


def _said(store: Store) -> list[Gone]:
    """What the cursor found of files, in words."""
    found = store.cursor.fetchall()
    members = roster.load(store)
    out = []
    for file, at, readers in found:
        sites = [readers[start : start + 16] for start in range(0, len(readers), 16)]
        offices = {members[site].office_name for site in sites if site in members}
        out.append(Gone(file, moment_of(stamp_at(at)), tuple(sorted(offices))))
    return out
