"""What is free, when, and why not: pure functions over moments in UTC.

A pool is everything that can answer for one model: items (a supply of one) and stocks (a supply
of many), what already holds each of them, and what was promised of the model without saying
which. Local days become moments before they come here, so that a day of 23 or 25 hours is
nothing special.

Two things are told apart, because a volunteer is asked both:

- how many are on the shelf at one instant: a count, drawn by `steps`;
- how many can be promised over a whole period: the same unit from the first minute to the last,
  every earlier promise keeping one too. One projector away on Monday and the other on Tuesday
  leave one on the shelf each day and none for someone who needs it both days.

A use (a loan, a reservation, the period asked for) takes the pool's buffers with it: time to get
ready before, time to clean after. An overdue thing holds its unit until it is back.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from functools import cached_property
from typing import NamedTuple
from uuid import UUID

from vaetvient.domain import seating
from vaetvient.domain.seating import Busy

FOREVER = datetime.max.replace(tzinfo=UTC)
"""When something is back that nobody knows the return of."""


class ClaimKind(StrEnum):
    """Why a unit is not there to be promised."""

    LOAN = "loan"
    LATE = "late"
    RESERVATION = "reservation"
    MAINTENANCE = "maintenance"
    BUSY = "busy"
    ELSEWHERE = "elsewhere"


_USES = frozenset({ClaimKind.LOAN, ClaimKind.LATE, ClaimKind.RESERVATION})


class Claim(NamedTuple):
    """So many units held over [start, end), by whom and under which number."""

    start: datetime
    end: datetime | None
    """None: until further notice."""
    quantity: int = 1
    kind: ClaimKind = ClaimKind.RESERVATION
    who: str = ""
    number: str = ""
    ref: UUID | None = None
    """The loan, the reservation or the maintenance."""


@dataclass(frozen=True, slots=True)
class Period:
    """A period asked for, [start, end)."""

    start: datetime
    end: datetime

    def __post_init__(self) -> None:
        if self.end <= self.start:
            raise ValueError("a period ends after it starts")


@dataclass(frozen=True, slots=True)
class Buffers:
    """What a use needs around it: getting ready before, cleaning after."""

    before: timedelta = timedelta()
    after: timedelta = timedelta()


@dataclass(frozen=True)
class Supply:
    """One item, or a stock of so many, and what holds it."""

    key: UUID
    label: str = ""
    capacity: int = 1
    claims: tuple[Claim, ...] = ()


@dataclass(frozen=True)
class Pool:
    """Everything that answers for one model."""

    supplies: tuple[Supply, ...]
    promised: tuple[Claim, ...] = ()
    """Promises of the model that name no unit."""
    buffers: Buffers = field(default_factory=Buffers)

    @property
    def capacity(self) -> int:
        """How many there are."""
        return sum(supply.capacity for supply in self.supplies)

    def around(self, period: Period) -> Busy:
        """What one unit is taken for when it serves `period`, buffers included."""
        return Busy(period.start - self.buffers.before, period.end + self.buffers.after, 1)

    def held(self, claim: Claim) -> Busy:
        """What `claim` takes, buffers included."""
        start, end = claim.start, FOREVER if claim.end is None else claim.end
        if self._has_buffers and claim.kind in _USES:
            start -= self.buffers.before
            if end < FOREVER - self.buffers.after:
                end += self.buffers.after
        return Busy(start, end, claim.quantity)

    @cached_property
    def _has_buffers(self) -> bool:
        return bool(self.buffers.before or self.buffers.after)

    @cached_property
    def rows(self) -> tuple[seating.Row, ...]:
        """Each supply as the sweep sees it: never more held than there is."""
        return tuple(
            seating.Row(s.capacity, clipped(map(self.held, s.claims), s.capacity))
            for s in self.supplies
        )

    @cached_property
    def floating(self) -> tuple[Busy, ...]:
        """The promises that name no unit, the earliest first."""
        return tuple(sorted(self.held(claim) for claim in self.promised))

    def capacity_of(self, key: UUID | None) -> int:
        """So many units there are, or of one supply; none of a supply that is not of this pool."""
        if key is None:
            return self.capacity
        return sum(supply.capacity for supply in self.supplies if supply.key == key)

    def row_of(self, key: UUID) -> int:
        """The place of a supply. Raises KeyError for one that is not of this pool."""
        for place, supply in enumerate(self.supplies):
            if supply.key == key:
                return place
        raise KeyError(key)


@dataclass(frozen=True, slots=True)
class Step:
    """How many are on the shelf from `start` on, until the next step."""

    start: datetime
    free: int


def clipped(busy: Iterable[Busy], most: int) -> list[Busy]:
    """`busy` as disjoint stretches in order, at most `most` at any instant. O(n log n)."""
    busy = list(busy)
    if len(busy) == 1:  # what most things meet
        start, end, quantity = alone = busy[0]
        if start >= end or most <= 0 or quantity <= 0:
            return []
        return busy if quantity <= most else [alone.times(most)]
    events = [e for b in busy for e in ((b.start, b.quantity), (b.end, -b.quantity))]
    events.sort()
    out: list[Busy] = []
    held, since = 0, FOREVER
    for moment, change in events:
        level = min(held, most)
        if level > 0 and since < moment:
            if out and out[-1].end == since and out[-1].quantity == level:
                out[-1] = Busy(out[-1].start, moment, level)
            else:
                out.append(Busy(since, moment, level))
        held, since = held + change, moment
    return out


def steps(pool: Pool, start: datetime, end: datetime) -> list[Step]:
    """How many are on the shelf at each instant of [start, end), as few steps as say it.

    Buffers count as time away. Never below zero, even where too much was promised.
    """
    everything = [b for row in pool.rows for b in row.busy] + list(pool.floating)
    free = pool.capacity
    out = [Step(start, max(0, free))]
    for stretch in clipped(everything, max(free, 0)):
        if stretch.end <= start or stretch.start >= end:
            continue
        _step(out, max(stretch.start, start), free - stretch.quantity)
        if stretch.end < end:
            _step(out, stretch.end, free)
    return out


def _step(out: list[Step], start: datetime, free: int) -> None:
    if out[-1].start == start:
        out.pop()
    if not out or out[-1].free != free:
        out.append(Step(start, free))


def free_units(pool: Pool, period: Period) -> int:
    """How many units of the model can be promised over the whole of `period`."""
    return free_among(pool.rows, pool.floating, pool.around(period))


def free_among(rows: Sequence[seating.Row], promised: Sequence[Busy], asked: Busy) -> int:
    """How many units can be promised over `asked`, beside what holds the rows and what was
    promised without naming one; buffers are in them already."""
    rooms = sum(row.room(asked.start, asked.end) for row in rows)
    floating = seating.linked(promised, asked)
    if not floating:
        return rooms
    if len(rows) == 1:
        (row,) = rows
        level = seating.peak([*row.busy, *floating], asked.start, asked.end)
        return max(0, row.capacity - level)
    everything = [b for row in rows for b in row.busy] + floating
    capacity = sum(row.capacity for row in rows)
    most = min(rooms, capacity - seating.peak(everything, asked.start, asked.end))
    kept = seating.seatable(rows, floating)
    return _largest(most, lambda n: seating.fits(rows, [*kept, asked.times(n)] if n else kept))


def free_of(pool: Pool, key: UUID, period: Period) -> int:
    """How many units of one named supply (an item: 0 or 1) can be promised over `period`.

    Promises of the model that name no unit keep one. Raises KeyError.
    """
    asked = pool.around(period)
    place = pool.row_of(key)
    row = pool.rows[place]
    room = row.room(asked.start, asked.end)
    floating = seating.linked(pool.floating, asked)
    if not floating or not room:
        return room
    kept = seating.seatable(pool.rows, floating)
    everything = [b for each in pool.rows for b in each.busy] + floating
    most = min(room, pool.capacity - seating.peak(everything, asked.start, asked.end))

    def fits(quantity: int) -> bool:
        taken = seating.Row(row.capacity, [*row.busy, asked.times(quantity)])
        return seating.fits([*pool.rows[:place], taken, *pool.rows[place + 1 :]], kept)

    return _largest(most, fits)


def _largest(most: int, fits: Callable[[int], bool], sure: int = 0) -> int:
    """The largest number up to `most` that fits, `sure` fitting: what fits fits with less."""
    if most <= sure:
        return max(0, most)
    if fits(most):
        return most
    low, high = sure, most
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if fits(middle) else (low, middle)
    return low


def obstacles(pool: Pool, period: Period, key: UUID | None = None) -> list[Claim]:
    """What holds units during `period`: who, until when; the one that frees up first comes first.

    With `key`, of that supply alone, and the promises that name no unit.
    """
    asked = pool.around(period)
    claims = [
        claim for s in pool.supplies if key is None or s.key == key for claim in s.claims
    ] + list(pool.promised)
    found = [c for c in claims if pool.held(c).meets(asked.start, asked.end)]
    return sorted(found, key=lambda c: (c.end or FOREVER, c.start, c.number))


def same_moment(moment: datetime) -> datetime:
    """The moment itself: for a desk that is always open."""
    return moment


def first_free(
    pool: Pool,
    quantity: int,
    start: datetime,
    until: datetime,
    ends: Callable[[datetime], datetime],
    *,
    key: UUID | None = None,
    opens: Callable[[datetime], datetime] = same_moment,
) -> Period | None:
    """The first period from `start` on, begun before `until`, over which `quantity` are free.

    `ends` says when a use begun at a moment would end; `opens` moves a moment to the next one at
    which things can be fetched. Both must never go back in time when their moment goes forward:
    then only the moments at which something comes free have to be looked at.
    """
    if quantity > pool.capacity_of(key):
        return None
    claims = [c for s in pool.supplies for c in s.claims] + list(pool.promised)
    ready = sorted({pool.held(c).end for c in claims if c.end is not None})
    released = [end + pool.buffers.before for end in ready]
    latest: datetime | None = None
    for moment in [start, *released[bisect_right(released, start) :]]:
        begin = opens(moment)
        if begin >= until:
            return None
        if begin == latest:
            continue
        latest = begin
        period = Period(begin, ends(begin))
        free = free_units(pool, period) if key is None else free_of(pool, key, period)
        if free >= quantity:
            return period
    return None


@dataclass(frozen=True, slots=True)
class PartNeeded:
    """So many of one pool, as part of something lent together."""

    pool: Pool
    quantity: int
    required: bool = True


def free_kits(parts: Sequence[PartNeeded], period: Period) -> int:
    """How many whole kits can be promised over `period`: as many as the scarcest required part.

    A pool named by two parts serves both. A kit without a required part is free once.
    """
    needed: dict[int, tuple[Pool, int]] = {}
    for part in parts:
        if part.required:
            already = needed.get(id(part.pool), (part.pool, 0))[1]
            needed[id(part.pool)] = (part.pool, already + part.quantity)
    return min(
        (free_units(pool, period) // quantity for pool, quantity in needed.values()), default=1
    )
