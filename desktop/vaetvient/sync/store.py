"""Layer 1 as it is kept in one database: rows, authors, knowledge, digests and single facts.

Works on the cursor of an open transaction, so that everything stands or falls with it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from operator import itemgetter
from typing import Any, NamedTuple

from sqlalchemy.orm import Session

from vaetvient.sync import state
from vaetvient.sync.register_sets import RegisterSets
from vaetvient.sync.segment import Name, Need, Segment
from vaetvient.sync.state import Row, Said, Stamp

_MODULUS = 1 << 256
_CHUNK = 400


class RowKey(NamedTuple):
    """One row of one channel."""

    channel: bytes
    table: str
    row: bytes


Key = tuple[bytes, str, bytes]
"""The same, as it is made and looked up by the ten thousand."""

Touched = dict[tuple[str, bytes], Said | None]
"""Rows that changes concern, and what plain registers now say that said something else; None where
more than that may follow (a row that came, went, has rivals, or claims what others may claim)."""


class Store:
    """Layer 1 within one transaction. `network` and `office` are the channels followed here."""

    def __init__(self, session: Session, network: bytes, office: bytes) -> None:
        self.session = session
        self.cursor: Any = session.connection().connection.cursor()
        self.network = network
        self.office = office
        self._authors: dict[tuple[bytes, int], int] = {}
        self._names: dict[int, tuple[bytes, int]] = {}
        for number, site, epoch in self.cursor.execute("SELECT id, site, epoch FROM sync_author"):
            self._learn_author(number, site, epoch)
        self.knowledge: dict[bytes, dict[int, int]] = {c: {} for c in self.channels}
        for channel in self.channels:
            for author in self._names:
                self.cursor.execute(
                    "SELECT sequence FROM sync_segment WHERE channel = ? AND author = ? "
                    "AND applied ORDER BY sequence DESC LIMIT 1",
                    (channel, author),
                )
                if found := self.cursor.fetchone():
                    self.knowledge[channel][author] = found[0]
        self.erased: set[RowKey] = set()
        """Rows that were erased, or written after they were, in this transaction."""
        self._rows: dict[Key, Row] = {}
        self._kept: dict[Key, tuple[int | None, bytes | None]] = {}
        """Where a row is in its table, and its digest there."""
        self._changed: dict[Key, Row] = {}
        self._silences: dict[tuple[bytes, str], bool] = {}
        self._sets = RegisterSets(session.connection().connection.cursor())

    @property
    def channels(self) -> tuple[bytes, bytes]:
        """The channels that this site follows: its network's, and its office's own."""
        return (self.network, self.office)

    # ---- authors and knowledge -----------------------------------------------------------------

    def _learn_author(self, number: int, site: bytes, epoch: int) -> None:
        self._authors[site, epoch] = number
        self._names[number] = (site, epoch)

    def author(self, site: bytes, epoch: int) -> int:
        """This database's number for a site under one of its identities."""
        if (site, epoch) not in self._authors:
            self.cursor.execute(
                "INSERT INTO sync_author (site, epoch) VALUES (?, ?)", (site, epoch)
            )
            self._learn_author(self.cursor.lastrowid, site, epoch)
        return self._authors[site, epoch]

    def known_author(self, site: bytes, epoch: int) -> int | None:
        """That number where there is one already."""
        return self._authors.get((site, epoch))

    def name_of(self, author: int) -> tuple[bytes, int]:
        """The site and epoch that a number stands for."""
        return self._names[author]

    def order(self, stamp: Stamp) -> tuple[int, bytes, int, int]:
        """What compares stamps alike at every site: (clock, site) first."""
        return (stamp.clock, *self._names[stamp.author], stamp.sequence)

    def needs(self, channels: Iterable[bytes]) -> tuple[Need, ...]:
        """Everything known of these channels, in one order everywhere."""
        return tuple(
            sorted(
                Need(channel, *self._names[author], sequence)
                for channel in channels
                for author, sequence in self.knowledge[channel].items()
            )
        )

    def has(self, need: Need) -> bool:
        """Whether what a change depends on is here; another office's own affairs are not asked."""
        if need.channel not in self.channels or not need.sequence:
            return True
        author = self.known_author(need.site, need.epoch)
        return author is not None and self.knowledge[need.channel].get(author, 0) >= need.sequence

    def knowledge_in(self, segment: Segment) -> dict[int, int]:
        """What the author of a segment knew of its channel, by this database's numbers."""
        header = segment.header
        known = {
            self.author(need.site, need.epoch): need.sequence
            for need in header.needs
            if need.channel == header.channel and need.sequence
        }
        own = self.author(header.name.site, header.name.epoch)
        known[own] = max(known.get(own, 0), header.name.sequence - 1)
        return known

    # ---- segments ------------------------------------------------------------------------------

    def head(self, channel: bytes, name: Name) -> bytes | None:
        """The head of a segment that is here, applied or waiting."""
        self.cursor.execute(
            "SELECT head FROM sync_segment WHERE channel = ? AND author = ? AND sequence = ?",
            (channel, self.known_author(name.site, name.epoch), name.sequence),
        )
        found = self.cursor.fetchone()
        return None if found is None else found[0]

    def body(self, channel: bytes, name: Name) -> bytes:
        """A segment that is here, byte for byte."""
        self.cursor.execute(
            "SELECT body FROM sync_segment WHERE channel = ? AND author = ? AND sequence = ?",
            (channel, self.known_author(name.site, name.epoch), name.sequence),
        )
        return bytes(self.cursor.fetchone()[0])

    def keep(self, segment: Segment, *, applied: bool) -> None:
        """Keep a segment, byte for byte; applied ones stand in the order in which they were."""
        header = segment.header
        author = self.author(header.name.site, header.name.epoch)
        self.cursor.execute(
            "REPLACE INTO sync_segment (channel, author, sequence, applied, rows, head, body) "
            "VALUES (?, ?, ?, ?, ?, ?, ?)",
            (
                header.channel,
                author,
                header.name.sequence,
                applied,
                len(segment.leaves),
                segment.head,
                segment.body,
            ),
        )
        if applied:
            known = self.knowledge[header.channel]
            known[author] = max(header.name.sequence, known.get(author, 0))

    # ---- rows ----------------------------------------------------------------------------------

    def load(self, keys: Iterable[Key]) -> None:
        """Read many rows at once."""
        by_table: dict[tuple[bytes, str], list[bytes]] = {}
        for key in keys:
            if key not in self._rows:
                by_table.setdefault(key[:2], []).append(key[2])
                self._rows[key] = Row()
        for (channel, table), rows in by_table.items():
            if self.silent(channel, table):
                continue
            rows.sort()
            for start in range(0, len(rows), _CHUNK):
                chunk = rows[start : start + _CHUNK]
                marks = ",".join("?" * len(chunk))
                self.cursor.execute(
                    "SELECT change_row, rowid, state, digest FROM sync_row "
                    "WHERE channel = ? AND change_table = ? "
                    f"AND change_row IN ({marks})",
                    (channel, table, *chunk),
                )
                found = self.cursor.fetchall()
                read = state.decode((data for _row, _place, data, _digest in found), self._sets)
                for (row, place, _data, digest), one in zip(found, read, strict=True):
                    key = (channel, table, row)
                    self._rows[key] = one
                    self._kept[key] = (place, digest)

    def row(self, channel: bytes, table: str, row: bytes) -> Row:
        """Layer 1 of a row; an empty one where nobody wrote it."""
        key = (channel, table, row)
        found = self._rows.get(key)
        if found is None:
            self.load([key])
            found = self._rows[key]
        return found

    def parts(self, table: str, row: bytes) -> list[Row]:
        """What each channel says of a row, where one says anything."""
        out = []
        for channel in self.channels:
            found = self._rows.get((channel, table, row))
            if found is None and not self.silent(channel, table):
                found = self.row(channel, table, row)
            if found is not None and found.groups:
                out.append(found)
        return out

    def is_ghost(self, table: str, row: bytes) -> bool:
        """Whether a row of the tables stands only because others refer to it."""
        self.cursor.execute(
            "SELECT 1 FROM sync_ghost WHERE change_table = ? AND change_row = ?", (table, row)
        )
        return self.cursor.fetchone() is not None

    def silent(self, channel: bytes, table: str) -> bool:
        """Whether a channel's layer 1 has no row of a table."""
        if (channel, table) not in self._silences:
            self.cursor.execute(
                "SELECT 1 FROM sync_row WHERE channel = ? AND change_table = ? LIMIT 1",
                (channel, table),
            )
            self._silences[channel, table] = self.cursor.fetchone() is None
        return self._silences[channel, table]

    def touch(self, channel: bytes, table: str, row: bytes) -> Row:
        """A row that is to be changed and saved."""
        key = (channel, table, row)
        found = self._rows.get(key)
        if found is None:
            found = self.row(channel, table, row)
        self._changed[key] = found
        return found

    def save(self) -> None:
        """Write what was touched, and bring the digests up to date."""
        sums: dict[bytes, int] = dict.fromkeys(self.channels, 0)
        again, fresh = [], []
        rows = self._changed.values()
        for key, kept, new in zip(
            self._changed, state.encode(rows, self._sets), self._digests(self._changed), strict=True
        ):
            place, old = self._kept.get(key, _NOWHERE)
            if old != new:
                sums[key[0]] += _number(new) - _number(old)
            if place is None:
                fresh.append((*key, kept, new))
            else:
                again.append((kept, new, place))
            self._kept[key] = (place, new)
        self.cursor.executemany(
            "UPDATE sync_row SET state = ?, digest = ? WHERE rowid = ?",
            sorted(again, key=itemgetter(-1)),
        )
        self.cursor.executemany(
            "INSERT INTO sync_row (channel, change_table, change_row, state, digest) "
            "VALUES (?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET state = excluded.state, "
            "digest = excluded.digest",
            sorted(fresh, key=itemgetter(0, 1, 2)),
        )
        self._silences.clear()
        for channel, change in sums.items():
            if change:
                total = (_number(self.digest(channel)) + change) % _MODULUS
                self.cursor.execute(
                    "INSERT INTO sync_digest (channel, total) VALUES (?, ?) "
                    "ON CONFLICT DO UPDATE SET total = excluded.total",
                    (channel, total.to_bytes(32, "big")),
                )
        self._changed.clear()

    def erased_rows(self, table: str) -> set[bytes]:
        """The rows of a table that were erased, in some channel."""
        out: set[bytes] = set()
        for channel in self.channels:  # else SQLite looks through all rows of all tables
            self.cursor.execute(
                "SELECT change_row FROM sync_row WHERE channel = ? AND change_table = ? "
                "AND state = ?",
                (channel, table, state.ERASED),
            )
            out |= {row for (row,) in self.cursor}
        return out

    def rows_of(self, table: str) -> Iterator[list[bytes]]:
        """The rows of a table of which anything was ever said, by the hundred."""
        named: set[bytes] = set()
        for channel in self.channels:
            self.cursor.execute(
                "SELECT change_row FROM sync_row WHERE channel = ? AND change_table = ?",
                (channel, table),
            )
            named |= {row for (row,) in self.cursor}
        rows = sorted(named)
        for start in range(0, len(rows), _CHUNK):
            yield rows[start : start + _CHUNK]

    def rest(self) -> None:
        """End the last question: one that was half read keeps tables from being rebuilt."""
        self.cursor.execute("SELECT 1").fetchall()

    def let_go(self) -> None:
        """Keep no rows in memory; all that was touched must have been saved."""
        self._rows.clear()
        self._kept.clear()

    def _digests(self, rows: Mapping[Key, Row]) -> Iterator[bytes | None]:
        """The digest of what stands: table, key, and each register with its value."""
        from cbor2 import dumps

        order = self.order
        for (_channel, table, key), row in rows.items():
            if row.alive:
                standing = sorted(row.standing(order).items())  # no two of one register
                told = [table, key, *chain.from_iterable(standing)]
                yield hashlib.sha256(dumps(told, canonical=True)).digest()
            else:
                yield None

    def digest(self, channel: bytes) -> bytes:
        """A channel's digest: equal at two sites exactly when their standing data are."""
        self.cursor.execute("SELECT total FROM sync_digest WHERE channel = ?", (channel,))
        found = self.cursor.fetchone()
        return found[0] if found else bytes(32)


_NOWHERE = (None, None)


def _number(digest: bytes | None) -> int:
    return int.from_bytes(digest, "big") if digest else 0
