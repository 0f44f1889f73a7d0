"""Three years of loans, day after day, as a desk would have written them.

Things are taken only when they are free, so that no item is on two loans at once at any moment
of the past; stocks never go below zero; numbers have no gap. What would come back after the last
day of the history is still out.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from heapq import heappop
from random import Random
from typing import Any

from vaetvient.desk.demo.catalogue import Catalogue, Pile, Thing
from vaetvient.desk.demo.days import Days
from vaetvient.desk.demo.loan_rows import LoanRows
from vaetvient.desk.demo.loan_writing import LoanDrawn, LoanWriter
from vaetvient.desk.demo.people import YEAR, Borrower, People
from vaetvient.desk.demo.sizes import YEARS, Size
from vaetvient.desk.demo.word_lists import Weighted, word_list

_BATCH = 2_000
_MONTHS = (0.7, 0.9, 1.0, 1.0, 1.2, 1.6, 0.9, 0.3, 1.5, 1.2, 1.1, 1.2)
_WEEKDAYS = (1.2, 0.9, 1.0, 1.0, 1.7, 0.8, 0.3)
_TRIES = 8
_RECENT_DAYS = 21


@dataclass(frozen=True, slots=True)
class Purpose:
    """What people borrow for, and what they then take."""

    texts: list[str]
    takes: list[tuple[str, float]]
    stocks: list[tuple[str, float, int, int]]


class LendingHistory:
    """Draws the loans and gives their rows, batch by batch."""

    def __init__(
        self,
        rng: Random,
        days: Days,
        size: Size,
        people: People,
        catalogue: Catalogue,
        writer: LoanWriter,
        *,
        today: int,
    ) -> None:
        self._rng, self._days, self._size, self._today = rng, days, size, today
        self._catalogue, self._writer = catalogue, writer
        self._associations = sorted(people.associations, key=lambda one: one.joined)
        self._persons = [person for person in people.persons if person.adult]
        words = word_list("purposes")
        purposes = [
            Purpose(
                entry["texts"],
                [(prefix, chance) for prefix, chance in entry["takes"]],
                [(p, chance, least, most) for p, chance, least, most in entry.get("stocks", ())],
            )
            for entry in words["purpose"]
        ]
        self._purposes = Weighted(purposes, [float(p["weight"]) for p in words["purpose"]])
        self._words: dict[str, Any] = words["words"]
        self._prefixes = list(catalogue.things)

    def batches(self) -> Iterator[LoanRows]:
        """All loans in the order of their numbers, some thousands at a time."""
        drawn = 0
        year = 0
        for day, count in self._loans_per_day():
            if date.fromordinal(day).year != year:
                year = date.fromordinal(day).year
                self._restock(day)
            minutes = sorted(int(self._rng.random() * 500) for _n in range(count))
            for minute in minutes:
                drawn += 1
                self._draw(drawn, day, self._days.at(day, 9 * 60 + 5 + minute))
                if len(self._writer.rows.loans) >= _BATCH:
                    yield self._writer.take_rows()
        yield self._writer.take_rows()

    def _loans_per_day(self) -> list[tuple[int, int]]:
        """The open days and how many loans each sees: seasons, weekdays, growth."""
        first = self._today - YEARS * YEAR
        weights: list[tuple[int, float]] = []
        for day in range(first, self._today):
            if self._days.next_open(day) == day:
                on = date.fromordinal(day)
                growth = 1 + 0.5 * (day - first) / (YEARS * YEAR)
                weights.append((day, _MONTHS[on.month - 1] * _WEEKDAYS[on.weekday()] * growth))
        whole = sum(weight for _day, weight in weights)
        recent = [day for day, _weight in weights if day >= self._today - _RECENT_DAYS]
        boost = self._size.recent_share * whole / len(recent) if recent else 0.0
        whole += boost * len(recent)
        out: list[tuple[int, int]] = []
        upto, done = 0.0, 0
        for day, weight in weights:
            upto += weight + (boost if day >= self._today - _RECENT_DAYS else 0.0)
            reached = round(self._size.loans * upto / whole)
            if reached > done:
                out.append((day, reached - done))
                done = reached
        return out

    def _restock(self, day: int) -> None:
        """Once a year, what was lost of the stocks is bought again."""
        minute = self._days.at(day, 8 * 60 + 30)
        for piles in self._catalogue.piles.values():
            for pile in piles:
                settle(pile, minute)
                if pile.owned < pile.bought:
                    self._writer.bought(pile, pile.bought - pile.owned, minute)
                    pile.owned = pile.bought

    def _draw(self, place: int, day: int, minute: int) -> None:
        things: list[Thing] = []
        piles: list[tuple[Pile, int]] = []
        purpose = self._purposes.pick(self._rng)
        for _attempt in range(_TRIES):
            things, piles = self._gather(purpose, day, minute)
            if things or piles:
                break
            purpose = self._purposes.pick(self._rng)
        if not things and not piles:
            things = self._whatever_is_free(day, minute)
        borrower = self._borrower(day)
        self._writer.write(
            LoanDrawn(
                place=place,
                day=day,
                minute=minute,
                borrower=borrower,
                things=things,
                piles=piles,
                purpose=self._rng.choice(purpose.texts),
                pickup=self._pickup(borrower),
            )
        )

    def _gather(
        self, purpose: Purpose, day: int, minute: int
    ) -> tuple[list[Thing], list[tuple[Pile, int]]]:
        rng = self._rng
        things: list[Thing] = []
        for prefix, chance in purpose.takes:
            if rng.random() < chance:
                thing = self._free_thing(prefix, day, minute, things)
                if thing is not None:
                    things.append(thing)
        piles: list[tuple[Pile, int]] = []
        for prefix, chance, least, most in purpose.stocks:
            known = self._catalogue.piles.get(prefix)
            if known and rng.random() < chance:
                pile = known[int(rng.random() * len(known))]
                settle(pile, minute)
                wanted = least + int(rng.random() * (most - least) / 10) * 10
                wanted = min(wanted, (pile.owned - pile.out) // 2)
                if wanted > 0:
                    piles.append((pile, wanted))
        return things, piles

    def _free_thing(self, prefix: str, day: int, minute: int, besides: list[Thing]) -> Thing | None:
        things = self._catalogue.things.get(prefix)
        if not things:
            return None
        for _attempt in range(_TRIES):
            thing = things[int(self._rng.random() * len(things))]
            if thing.free_at <= minute and thing.since < day and thing not in besides:
                return thing
        return None

    def _whatever_is_free(self, day: int, minute: int) -> list[Thing]:
        """The first free thing there is: a loan is never empty."""
        for prefix in self._prefixes:
            for thing in self._catalogue.things[prefix]:
                if thing.free_at <= minute and thing.since < day:
                    return [thing]
        raise LookupError("everything is out: the size has too many loans for its items")

    def _borrower(self, day: int) -> Borrower:
        """Mostly associations, and of these mostly the old ones."""
        rng = self._rng
        borrower = self._associations[0]
        for _attempt in range(_TRIES * 2):
            if rng.random() < 0.82:
                place = int(rng.random() ** 2 * len(self._associations))
                borrower = self._associations[place]
            else:
                borrower = self._persons[int(rng.random() * len(self._persons))]
            if borrower.joined <= day <= borrower.last_loan_day and (
                borrower.member_on(day) or rng.random() < 0.02
            ):
                return borrower
        return borrower

    def _pickup(self, borrower: Borrower) -> str:
        if not borrower.is_association or self._rng.random() > 0.3:
            return ""
        return self._persons[int(self._rng.random() * len(self._persons))].label


def settle(pile: Pile, minute: int) -> None:
    """Bring `pile` up to `minute`: what came back by then is there again, what was lost is not."""
    while pile.coming and pile.coming[0][0] <= minute:
        _at, back, lost = heappop(pile.coming)
        pile.out -= back + lost
        pile.owned -= lost
