"""Layer 1 as it is kept in one database: rows, authors, knowledge, digests and single facts.

Works on the cursor of an open transaction, so that everything stands or falls with it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Any, NamedTuple

from sqlalchemy.orm import Session

from vaetvient.sync import state
from vaetvient.sync.segment import Name, Need, Segment
from vaetvient.sync.state import Row, Stamp
from vaetvient.sync.wire import pack

_MODULUS = 1 << 256
_CHUNK = 400


class RowKey(NamedTuple):
    """One row of one channel."""

    channel: bytes
    table: str
    row: bytes


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
        for channel, author, sequence in self.cursor.execute(
            "SELECT channel, author, max(sequence) FROM sync_segment WHERE applied "
            "GROUP BY channel, author"
        ):
            self.knowledge.setdefault(channel, {})[author] = sequence
        self.erased: set[RowKey] = set()
        """Rows that were erased, or written after they were, in this transaction."""
        self._rows: dict[RowKey, Row] = {}
        self._digests: dict[RowKey, bytes | None] = {}
        self._changed: set[RowKey] = set()

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
        if need.channel not in self.channels:
            return True
        author = self.known_author(need.site, need.epoch)
        return author is not None and self.knowledge[need.channel].get(author, 0) >= need.sequence

    def knowledge_in(self, segment: Segment) -> dict[int, int]:
        """What the author of a segment knew of its channel, by this database's numbers."""
        header = segment.header
        known = {
            self.author(need.site, need.epoch): need.sequence
            for need in header.needs
            if need.channel == header.channel
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

    def keep(self, segment: Segment, *, applied: bool) -> None:
        """Keep a segment, byte for byte."""
        header = segment.header
        author = self.author(header.name.site, header.name.epoch)
        self.cursor.execute(
            "INSERT INTO sync_segment (channel, author, sequence, applied, rows, head, body) "
            "VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (channel, author, sequence) "
            "DO UPDATE SET applied = excluded.applied",
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
            self.knowledge[header.channel][author] = header.name.sequence

    # ---- rows ----------------------------------------------------------------------------------

    def load(self, keys: Iterable[RowKey]) -> None:
        """Read many rows at once."""
        by_table: dict[tuple[bytes, str], list[bytes]] = {}
        for key in keys:
            if key not in self._rows:
                by_table.setdefault((key.channel, key.table), []).append(key.row)
                self._rows[key] = Row()
        for (channel, table), rows in by_table.items():
            for start in range(0, len(rows), _CHUNK):
                chunk = rows[start : start + _CHUNK]
                marks = ",".join("?" * len(chunk))
                self.cursor.execute(
                    "SELECT change_row, state, digest FROM sync_row "
                    "WHERE channel = ? AND change_table = ? "
                    f"AND change_row IN ({marks})",
                    (channel, table, *chunk),
                )
                for row, data, digest in self.cursor.fetchall():
                    key = RowKey(channel, table, row)
                    self._rows[key] = state.decode(data)
                    self._digests[key] = digest

    def row(self, channel: bytes, table: str, row: bytes) -> Row:
        """Layer 1 of a row; an empty one where nobody wrote it."""
        key = RowKey(channel, table, row)
        if key not in self._rows:
            self.load([key])
        return self._rows[key]

    def touch(self, channel: bytes, table: str, row: bytes) -> None:
        """Note that a row is to be saved."""
        self._changed.add(RowKey(channel, table, row))

    def save(self) -> None:
        """Write what was touched, and bring the digests up to date."""
        sums: dict[bytes, int] = {}
        written = []
        for key in self._changed:
            row, old = self._rows[key], self._digests.get(key)
            new = self._digest(key, row)
            if old != new:
                change = _number(new) - _number(old)
                sums[key.channel] = sums.get(key.channel, 0) + change
                self._digests[key] = new
            written.append((*key, state.encode(row), new))
        self.cursor.executemany(
            "INSERT INTO sync_row (channel, change_table, change_row, state, digest) "
            "VALUES (?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET state = excluded.state, "
            "digest = excluded.digest",
            written,
        )
        for channel, change in sums.items():
            total = (_number(self.digest(channel)) + change) % _MODULUS
            self.cursor.execute(
                "INSERT INTO sync_digest (channel, total) VALUES (?, ?) "
                "ON CONFLICT DO UPDATE SET total = excluded.total",
                (channel, total.to_bytes(32, "big")),
            )
        self._changed.clear()

    def _digest(self, key: RowKey, row: Row) -> bytes | None:
        """The digest of what stands: table, key, and each register's value."""
        if not row.alive:
            return None
        values = [
            [register, list(state.standing(writes, self.order).values)]
            for register, writes in sorted(row.registers.items())
        ]
        return hashlib.sha256(pack([key.table, key.row, values])).digest()

    def digest(self, channel: bytes) -> bytes:
        """A channel's digest: equal at two sites exactly when their standing data are."""
        self.cursor.execute("SELECT total FROM sync_digest WHERE channel = ?", (channel,))
        found = self.cursor.fetchone()
        return found[0] if found else bytes(32)


def _number(digest: bytes | None) -> int:
    return int.from_bytes(digest, "big") if digest else 0
