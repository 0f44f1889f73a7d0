"""Uses that collide, read from what is promised, lent, stopped, busy and kept.

Promises are looked at in the order in which they were asked for, beside what holds the things
already. One that no longer fits is a clash, with what it meets as the other parties. Time to get
ready or to clean is not counted: a rule that was changed since makes no quarrel.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import bindparam, select, text
from sqlalchemy.orm import Session

from vaetvient.domain import seating
from vaetvient.domain.availability import FOREVER, Claim, ClaimKind, Period, Pool, clipped
from vaetvient.domain.clash import UseAgreement, against
from vaetvient.domain.days import last_day
from vaetvient.domain.equipment import Equipment
from vaetvient.domain.office import Office
from vaetvient.domain.reservation import Reservation, ReservationLine
from vaetvient.domain.seating import Busy
from vaetvient.language import N_, _, show_date
from vaetvient.storage.prepared import Question, row
from vaetvient.storage.queries.availability import Viewpoint, pools
from vaetvient.storage.queries.listing import chunks

LATE_MATTERS = timedelta(days=7)
"""How long before a promise begins something that is late is worth a word."""


@dataclass(frozen=True, slots=True)
class Party:
    """One use among those that collide."""

    kind: ClaimKind
    ref: UUID
    """The reservation, the loan, the maintenance, the busy time; for ELSEWHERE the transfer, or
    the thing that is kept there."""
    number: str
    who: str
    """The borrower, why it is stopped, the office that keeps it."""
    start: datetime
    end: datetime | None
    office_id: UUID | None = None
    office: str = ""
    """Whose promise it is; empty for what is no promise."""


@dataclass(frozen=True, slots=True)
class Word:
    """What someone wrote about a clash."""

    at: datetime
    who: str
    office: str
    words: str
    settled: bool


@dataclass(frozen=True, slots=True)
class Clash:
    """A promise that cannot be kept as it stands, and what it meets."""

    line_id: UUID
    model_id: UUID
    equipment_id: UUID | None
    label: str
    tag: str
    quantity: int
    promise: Party
    others: tuple[Party, ...]
    """Empty where there simply are not as many any more."""
    words: tuple[Word, ...] = ()
    """The oldest first."""
    settled: bool = False
    """Whether someone wrote that both live with it, as it stands now."""

    @property
    def reservation_id(self) -> UUID:
        return self.promise.ref

    @property
    def key(self) -> str:
        """What it is against: the same word at every office."""
        return against(other.ref for other in self.others)

    def concerns(self, office_id: UUID) -> bool:
        """Whether one of the promises is this office's, or it keeps the thing."""
        return any(
            office_id in (party.office_id, party.ref) for party in (self.promise, *self.others)
        )


@dataclass(frozen=True, slots=True)
class _Promised:
    """A line that holds something, from now on."""

    line_id: UUID
    model_id: UUID
    equipment_id: UUID | None
    quantity: int
    label: str
    tag: str
    reservation_id: UUID
    number: str
    who: str
    starts_at: datetime
    ends_at: datetime
    asked_at: datetime
    office_id: UUID
    office: str

    @property
    def order(self) -> tuple[datetime, bytes, bytes]:
        return self.asked_at, self.reservation_id.bytes, self.line_id.bytes

    @property
    def busy(self) -> Busy:
        return Busy(self.starts_at, self.ends_at, self.quantity)

    @property
    def party(self) -> Party:
        return Party(
            ClaimKind.RESERVATION,
            self.reservation_id,
            self.number,
            self.who or _("adhérent du bureau {office}").format(office=self.office),
            self.starts_at,
            self.ends_at,
            self.office_id,
            self.office,
        )


PARTY_WORDS = {
    ClaimKind.RESERVATION: N_("réservé par {who} ({number}, {office}), {period}"),
    ClaimKind.LOAN: N_("en prêt à {who} ({number}), {period}"),
    ClaimKind.LATE: N_("pas encore rendu par {who} ({number})"),
    ClaimKind.MAINTENANCE: N_("hors service ({who}), {period}"),
    ClaimKind.BUSY: N_("pris selon un agenda ({who}), {period}"),
    ClaimKind.ELSEWHERE: N_("gardé maintenant par {who}"),
}


def party_words(party: Party, zone: ZoneInfo) -> str:
    """« réservé par Les Jardins (R-GRE-2026-0003, Grenoble), du 24/11/2026 au 25/11/2026 »."""
    first = show_date(party.start.astimezone(zone).date(), "short")
    if party.end is None:
        period = _("depuis le {day}").format(day=first)
    else:
        last = show_date(last_day(party.end, zone), "short")
        period = (
            _("le {day}").format(day=first)
            if last == first
            else _("du {first} au {last}").format(first=first, last=last)
        )
    who = party.who or _("sans autre précision")
    return _(PARTY_WORDS[party.kind]).format(
        who=who, number=party.number or "–", office=party.office, period=period
    )


def clashes(session: Session, view: Viewpoint, *, everywhere: bool = False) -> list[Clash]:
    """The clashes that concern an office, the next one first; of the network with `everywhere`."""
    found = [clash for clash in _read(session, view) if everywhere or _concerns(clash, view)]
    return sorted(found, key=lambda c: (c.promise.start, c.promise.number, c.label, c.line_id))


@dataclass(frozen=True, slots=True)
class Clashing:
    """The reservations in clashes that nobody settled."""

    promises: frozenset[UUID] = frozenset()
    """Those that cannot be kept as they stand."""
    parties: frozenset[UUID] = frozenset()
    """Those, and the ones they meet; of another office too."""


def clashing(session: Session, view: Viewpoint) -> Clashing:
    """Which reservations collide, as long as nobody settled it."""
    open_ones = [clash for clash in clashes(session, view) if not clash.settled]
    return Clashing(
        frozenset(clash.promise.ref for clash in open_ones),
        frozenset(
            party.ref
            for clash in open_ones
            for party in (clash.promise, *clash.others)
            if party.kind is ClaimKind.RESERVATION
        ),
    )


def clashes_of(session: Session, view: Viewpoint, reservation_id: UUID) -> list[Clash]:
    """Those in which a reservation is one of the parties."""
    return [
        clash
        for clash in clashes(session, view, everywhere=True)
        if reservation_id in {party.ref for party in (clash.promise, *clash.others)}
    ]


def _concerns(clash: Clash, view: Viewpoint) -> bool:
    return clash.concerns(view.office_id)


def _read(session: Session, view: Viewpoint) -> list[Clash]:
    promised = _LINES.all(session, now=view.now)
    if not promised:
        return []
    until = max(line.ends_at for line in promised)
    period = Period(view.now, until)
    by_office: dict[UUID, list[_Promised]] = defaultdict(list)
    named: dict[UUID, list[_Promised]] = defaultdict(list)
    for line in sorted(promised, key=lambda line: line.order):
        if line.equipment_id is None:
            by_office[line.office_id].append(line)
        else:
            named[line.equipment_id].append(line)
    out: list[Clash] = []
    held = _held(session, named, view)
    keepers = _keepers(session, named)
    for key, lines in named.items():
        out += _of_thing(key, lines, held.get(key), keepers.get(key), view)
    for office_id, lines in by_office.items():
        there = replace(view, office_id=office_id)
        models = {line.model_id for line in lines}
        for some in chunks(sorted(models, key=lambda k: k.bytes)):
            for model, pool in pools(session, some, period, there, named=()).items():
                out += _of_model([e for e in lines if e.model_id == model], pool, view)
    return _with_words(session, out)


_Held = tuple[int, tuple[Claim, ...]]
"""How many of a thing there are, and what holds it besides promises."""


def _held(
    session: Session, named: Mapping[UUID, Sequence[_Promised]], view: Viewpoint
) -> dict[UUID, _Held]:
    """Of each thing that is promised by name, at whichever office it is."""
    out: dict[UUID, _Held] = {}
    soon = Period(view.now, view.now + timedelta(days=1))
    models = {line.model_id for lines in named.values() for line in lines}
    for some in chunks(sorted(models, key=lambda k: k.bytes)):
        for pool in pools(session, some, soon, view, anywhere=True, named=named).values():
            for supply in pool.supplies:
                if supply.key in named:
                    out[supply.key] = supply.capacity, _besides_promises(supply.claims)
    return out


def _besides_promises(claims: Iterable[Claim]) -> tuple[Claim, ...]:
    return tuple(claim for claim in claims if claim.kind is not ClaimKind.RESERVATION)


def _bothers(claim: Claim, line: _Promised, view: Viewpoint) -> bool:
    """Whether what holds a thing is in the way of a promise, and near enough to speak of."""
    if claim.kind in (ClaimKind.LATE, ClaimKind.ELSEWHERE):
        return line.starts_at < view.now + LATE_MATTERS
    return claim.start < line.ends_at and (claim.end is None or line.starts_at < claim.end)


def _busy(claim: Claim) -> Busy:
    return Busy(claim.start, FOREVER if claim.end is None else claim.end, claim.quantity)


def _of_thing(
    key: UUID,
    lines: Sequence[_Promised],
    held: _Held | None,
    keeper: tuple[UUID, str] | None,
    view: Viewpoint,
) -> list[Clash]:
    """The promises of one named thing that do not fit beside what came before them."""
    out: list[Clash] = []
    capacity, claims = held if held is not None else (0, ())
    kept: list[_Promised] = []
    for line in lines:
        met = [claim for claim in claims if _bothers(claim, line, view)]
        rivals = [other for other in kept if other.busy.meets(line.starts_at, line.ends_at)]
        taken = [_busy(claim) for claim in met] + [other.busy for other in rivals]
        taken = clipped(taken, max(capacity, 0))
        room = capacity - seating.peak(taken, line.starts_at, line.ends_at)
        parties = [_party(claim, key) for claim in met] + [other.party for other in rivals]
        if keeper is not None and keeper[0] != line.office_id:
            office_id, name = keeper
            start = line.starts_at
            away = Party(ClaimKind.ELSEWHERE, office_id, "", name, start, None, office_id, name)
            out.append(_clash(line, [*parties, away]))
        elif room < line.quantity:
            out.append(_clash(line, parties))
        kept.append(line)
    return out


def _of_model(lines: Sequence[_Promised], pool: Pool, view: Viewpoint) -> list[Clash]:
    """The promises of a model that find no unit beside those that came before them."""
    if seating.fits(_rows(pool, lines, view), [line.busy for line in lines]):
        return []
    out: list[Clash] = []
    kept: list[_Promised] = []
    for line in lines:
        taken = [other.busy for other in kept]
        if seating.fits(_rows(pool, [line], view), [*taken, line.busy]):
            kept.append(line)
            continue
        parties = [
            _party(claim, supply.key)
            for supply in pool.supplies
            for claim in supply.claims
            if _bothers(claim, line, view)
        ]
        rivals = [e.party for e in kept if e.busy.meets(line.starts_at, line.ends_at)]
        out.append(_clash(line, [*parties, *rivals]))
    return out


def _rows(pool: Pool, lines: Sequence[_Promised], view: Viewpoint) -> list[seating.Row]:
    """The units, with what of that which holds them is in the way of one of `lines`."""
    out = []
    for supply in pool.supplies:
        met = [c for c in supply.claims if any(_bothers(c, line, view) for line in lines)]
        out.append(seating.Row(supply.capacity, clipped(map(_busy, met), supply.capacity)))
    return out


def _party(claim: Claim, thing: UUID) -> Party:
    return Party(claim.kind, claim.ref or thing, claim.number, claim.who, claim.start, claim.end)


def _clash(line: _Promised, parties: Iterable[Party]) -> Clash:
    others = {other.ref: other for other in parties if other.ref != line.reservation_id}
    return Clash(
        line.line_id,
        line.model_id,
        line.equipment_id,
        line.label,
        line.tag,
        line.quantity,
        line.party,
        tuple(sorted(others.values(), key=lambda p: (p.start, p.number, p.ref.bytes))),
    )


def _keepers(session: Session, things: Collection[UUID]) -> dict[UUID, tuple[UUID, str]]:
    """Of each thing, the office that keeps it."""
    out: dict[UUID, tuple[UUID, str]] = {}
    for some in chunks(sorted(things, key=lambda k: k.bytes)):
        for thing, office_id, office in _KEEPERS.all(session, keys=some):
            out[thing] = office_id, office
    return out


def _with_words(session: Session, found: Sequence[Clash]) -> list[Clash]:
    """The same, with what was written about each."""
    said: dict[UUID, list[tuple[Any, Word]]] = defaultdict(list)
    keys = sorted({clash.reservation_id for clash in found}, key=lambda k: k.bytes)
    for some in chunks(keys):
        for key, at, who, office, words, settled, start, end, about in _WORDS.all(
            session, keys=some
        ):
            said[key].append(((start, end, about), Word(at, who, office, words, settled)))
    out = []
    for clash in found:
        about_now = (clash.promise.start, clash.promise.end, clash.key)
        entries = said.get(clash.reservation_id, [])
        # the last word about it as it stands now says whether it is settled
        last = [word.settled for about, word in entries if about == about_now][-1:]
        words = tuple(word for _then, word in entries)
        out.append(replace(clash, words=words, settled=last == [True]))
    return out


_KEYS: Any = bindparam("keys", expanding=True)
_LINES: Question[_Promised] = Question(
    select(
        ReservationLine.id,
        ReservationLine.model_id,
        ReservationLine.equipment_id,
        ReservationLine.quantity - ReservationLine.picked_quantity,
        ReservationLine.label,
        ReservationLine.tag,
        Reservation.id,
        Reservation.number,
        Reservation.borrower_name,
        Reservation.starts_at,
        Reservation.ends_at,
        Reservation.asked_at,
        Reservation.office_id,
        Office.name,
    )
    .join(Reservation, Reservation.id == ReservationLine.reservation_id)
    .join(Office, Office.id == Reservation.office_id)
    .where(text("reservation_line.holds = 1"), Reservation.ends_at > bindparam("now")),
    _Promised,
)
_thing = Equipment.__table__.c
_KEEPERS: Question[tuple[UUID, UUID, str]] = Question(
    select(_thing.id, Office.id, Office.name)
    .select_from(Equipment.__table__.join(Office.__table__, Office.id == _thing.custody_office_id))
    .where(_thing.id.in_(_KEYS)),
    row,
)
_WORDS: Question[Any] = Question(
    select(
        UseAgreement.reservation_id,
        UseAgreement.written_at,
        UseAgreement.written_by,
        Office.name,
        UseAgreement.words,
        UseAgreement.settled,
        UseAgreement.starts_at,
        UseAgreement.ends_at,
        UseAgreement.against,
    )
    .join(Office, Office.id == UseAgreement.office_id)
    .where(UseAgreement.reservation_id.in_(_KEYS))
    .order_by(UseAgreement.written_at, UseAgreement.id),
    row,
)
