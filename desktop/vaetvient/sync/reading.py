"""What the records of an exchange file say, each checked as it comes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from vaetvient.language import N_, show_date
from vaetvient.sync import bundle, roster, segment
from vaetvient.sync.bundle import BundleRefusedError
from vaetvient.sync.clock import moment_of, too_far_ahead
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
from vaetvient.sync.wire import UnreadableError, count_of, expect, key_of

_SECTION_BEGINS = (ORDER.index(BASE), ORDER.index(FLOOR))
_KEPT_IN_MEMORY = 4 << 20
"""Bytes of segments up to which they are read once; of more, twice."""


class ForgedError(BundleRefusedError):
    code = "forged"
    text = N_("{file} contient des changements de {who} que {who} n'a pas signés.")
    way_out = N_("Le fichier vient de {by} : parlez-en. Rien n'a été changé ici.")


class ClockAheadError(BundleRefusedError):
    code = "clock_ahead"
    text = N_("{file} contient des changements datés du {at} : quelle horloge est fausse ?")
    way_out = N_("Vérifiez la date de cet ordinateur et celle de {who}, puis recommencez.")


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


def segments_of(records: Iterable[Any]) -> Iterator[Segment]:
    """The segments of a bundle that was verified a moment ago."""
    for record in records:
        if record[0] == SEGMENT:
            yield segment.read(record[1])


class Reading:
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
