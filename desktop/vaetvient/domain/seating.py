"""Who sits where: whether promises that name no unit can each keep one from end to end.

With nothing else in the way, as many units do as there are promises at the busiest instant. Units
that are already spoken for at given times make it a puzzle (precoloured interval graphs, hard in
general), so that promises are first seated by the tightest gap, which settles what a desk sees,
and then by trying, for a bounded number of moves. When the moves run out the answer is no: a
promise is never given that cannot be kept.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

_MOST_TRIED = 24
"""Units up to which every seating is tried; more of them are seated by the tightest gap alone."""
_MOVES = 4000


class Busy(NamedTuple):
    """So many units taken over [start, end)."""

    start: datetime
    end: datetime
    quantity: int

    def times(self, quantity: int) -> Busy:
        """The same stretch for another quantity."""
        return Busy(self.start, self.end, quantity)

    def meets(self, start: datetime, end: datetime) -> bool:
        """Whether it shares an instant with [start, end)."""
        return self.start < end and start < self.end


def peak(busy: Iterable[Busy], start: datetime, end: datetime) -> int:
    """The most units taken at one instant of [start, end). O(n log n)."""
    events = []
    for begin, finish, quantity in busy:
        if begin < end and start < finish:
            events.append((begin, quantity))
            events.append((finish, -quantity))
    events.sort()
    level = most = 0
    for _moment, change in events:
        level += change
        most = max(most, level)
    return most


class Row:
    """Interchangeable places: one for an item, many for a stock."""

    __slots__ = ("busy", "capacity")

    def __init__(self, capacity: int, busy: Iterable[Busy]) -> None:
        self.capacity = capacity
        self.busy = list(busy)

    def room(self, start: datetime, end: datetime) -> int:
        """How many places stay free over the whole of [start, end)."""
        if len(self.busy) == 1:  # what most things meet
            (taken,) = self.busy
            if taken.start >= end or start >= taken.end:
                return self.capacity
            return max(0, self.capacity - taken.quantity)
        return max(0, self.capacity - peak(self.busy, start, end))

    def same_as(self, other: Row) -> bool:
        """Whether sitting here or there makes no difference."""
        return self.capacity == other.capacity and sorted(self.busy) == sorted(other.busy)


def linked(floating: Sequence[Busy], asked: Busy) -> list[Busy]:
    """The promises that meet `asked`, or meet one that does, and so on; in order of start.

    Those that do not are unconcerned: whatever they sit on is free again when these begin.
    """
    low, high = asked.start, asked.end
    found: list[Busy] = []
    left = list(floating)
    while True:
        joined = [b for b in left if b.meets(low, high)]
        if not joined:
            return sorted(found)
        left = [b for b in left if not b.meets(low, high)]
        found += joined
        low = min(low, *(b.start for b in joined))
        high = max(high, *(b.end for b in joined))


def fits(rows: Sequence[Row], promises: Sequence[Busy]) -> bool:
    """Whether every promise can keep its units from end to end."""
    if not promises:
        return True
    rows = _that_matter(rows, promises)
    always_free = sum(row.capacity for row in rows if not row.busy)
    low, high = _hull(promises)
    if peak(promises, low, high) <= always_free:
        return True
    idle = _Idle(rows, low, high)
    if all(idle.seat(promise) for promise in _in_order(promises)):
        return True
    if not few(promises):
        return False
    units = sorted(promise.times(1) for promise in promises for _n in range(promise.quantity))
    return _Trial([Row(row.capacity, row.busy) for row in rows], units).seated(0)


def few(promises: Iterable[Busy]) -> bool:
    """Whether there are so few units that every seating is tried."""
    return sum(promise.quantity for promise in promises) <= _MOST_TRIED


def _hull(promises: Sequence[Busy]) -> tuple[datetime, datetime]:
    return min(b.start for b in promises), max(b.end for b in promises)


def _that_matter(rows: Sequence[Row], promises: Sequence[Busy]) -> list[Row]:
    """The rows as these promises meet them: those never taken meanwhile are places of one row,
    however many they are, and those always taken are none."""
    low, high = _hull(promises)
    free = 0
    out: list[Row] = []
    for row in rows:
        busy = [b for b in row.busy if b.start < high and low < b.end] if row.busy else row.busy
        if not busy:
            free += row.capacity
        elif len(busy) > 1 or busy[0].start > low or busy[0].end < high or row.capacity > 1:
            out.append(Row(row.capacity, busy))
    return [*out, Row(free, ())] if free else out


def seatable(rows: Sequence[Row], promises: Sequence[Busy]) -> list[Busy]:
    """The promises that can be kept; all of them, but where too much was promised already."""
    if fits(rows, promises):
        return list(promises)
    kept: list[Busy] = []
    for promise in promises:
        if fits(rows, [*kept, promise]):
            kept.append(promise)
    return kept


def seats_left(rows: Sequence[Row], promises: Sequence[Busy], asked: Busy) -> int:
    """How many more units could surely be promised over `asked`, with every promise kept.

    Never too many; exactly as many where the tightest gaps settle it.
    """
    low, high = _hull([*promises, asked])
    idle = _Idle(_that_matter(rows, [*promises, asked]), low, high, asked)
    if not all(idle.seat(promise) for promise in _in_order(promises)):
        return 0
    return idle.left()


def _in_order(promises: Iterable[Busy]) -> list[Busy]:
    """By start, of two the longer first."""
    return sorted(promises, key=lambda b: (b.start, -b.end.timestamp()))


class _Idle:
    """The stretches in which nothing holds a unit, given out the tightest first.

    Those that could serve the period `asked` are given out last.
    """

    def __init__(
        self, rows: Iterable[Row], low: datetime, high: datetime, asked: Busy | None = None
    ) -> None:
        self._asked = asked
        self._apart: list[tuple[datetime, datetime]] = []
        """(end, start) of the gaps that cannot serve what is asked, in order."""
        self._serving: list[tuple[datetime, datetime]] = []
        self._shared: list[Row] = []
        for row in rows:
            if row.capacity > 1:
                self._shared.append(Row(row.capacity, row.busy))
                continue
            since = low
            for busy in sorted(row.busy):
                self._add(since, min(busy.start, high))
                since = max(since, busy.end)
            self._add(since, high)

    def _add(self, start: datetime, end: datetime) -> None:
        if start >= end:
            return
        asked = self._asked
        serves = asked is not None and start <= asked.start and asked.end <= end
        insort(self._serving if serves else self._apart, (end, start))

    def seat(self, promise: Busy) -> bool:
        """Give a promise its units; False where there are not enough."""
        left = promise.quantity
        while left and (self._take(self._apart, promise) or self._take(self._serving, promise)):
            left -= 1
        for row in self._shared:
            here = min(left, row.room(promise.start, promise.end)) if left else 0
            if here:
                row.busy.append(promise.times(here))
                left -= here
        return not left

    def _take(self, gaps: list[tuple[datetime, datetime]], promise: Busy) -> bool:
        """Cut the promise out of the gap that ends soonest after it."""
        for place in range(bisect_left(gaps, (promise.end,)), len(gaps)):
            end, start = gaps[place]
            if start <= promise.start:
                del gaps[place]
                self._add(start, promise.start)
                self._add(promise.end, end)
                return True
        return False

    def left(self) -> int:
        """How many units could serve what is asked."""
        assert self._asked is not None
        shared = (row.room(self._asked.start, self._asked.end) for row in self._shared)
        return len(self._serving) + sum(shared)


class _Trial:
    """Every seating, one unit after the other, until one holds or the moves run out."""

    def __init__(self, rows: list[Row], units: Sequence[Busy]) -> None:
        self._rows = rows
        self._units = units
        self._moves = _MOVES

    def seated(self, place: int) -> bool:
        """Whether the units from `place` on can be seated."""
        if place == len(self._units):
            return True
        unit = self._units[place]
        tried: list[Row] = []
        for row in self._rows:
            if self._moves <= 0:
                return False
            if not row.room(unit.start, unit.end) or any(row.same_as(t) for t in tried):
                continue
            self._moves -= 1
            tried.append(Row(row.capacity, row.busy))
            row.busy.append(unit)
            if self.seated(place + 1):
                return True
            row.busy.pop()
        return False
