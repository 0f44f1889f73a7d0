"""What a use costs, computed and explained line by line, in integer cents.

Days are counted as a hire counts them: started periods of 24 hours by the wall clock, at least
one. The borrower pays the cheapest cover of those days by the rule's prices: weeks, weekends,
days. A price for a whole loan, when there is one, is added once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from vaetvient.domain.policy import FeeUnit, Price
from vaetvient.language import N_, _, show_money, show_number

_WEEK = 7
_FRIDAY, _SATURDAY = 4, 5
_UNIT_WORDS = {
    FeeUnit.LOAN: N_("forfait"),
    FeeUnit.DAY: N_("jour"),
    FeeUnit.WEEKEND: N_("week-end"),
    FeeUnit.WEEK: N_("semaine"),
    FeeUnit.KM: N_("kilomètre"),
    FeeUnit.LATE_DAY: N_("jour de retard"),
}


def unit_words(unit: FeeUnit) -> str:
    """« jour », « week-end », « semaine », « forfait »."""
    return _(_UNIT_WORDS[unit])


@dataclass(frozen=True, slots=True)
class FeeLine:
    """One line of the computation: so many times a price."""

    label: str
    unit: str
    count: int
    """Periods times units lent."""
    price_cents: int

    @property
    def total_cents(self) -> int:
        return self.count * self.price_cents


def words_of_line(line: FeeLine) -> str:
    """« Minibus : 2 × 50,00 € / semaine »."""
    amount, count = show_money(line.price_cents), show_number(line.count)
    return f"{line.label} : {count} × {amount} / {line.unit}"


def charged_days(start: datetime, end: datetime) -> int:
    """Started 24-hour periods between two local wall-clock times (naive), at least one."""
    length = end - start
    days = length // timedelta(days=1)
    return max(1, days + (1 if length > timedelta(days=days) else 0))


def fee_lines(
    label: str,
    prices: Sequence[Price],
    start: datetime,
    end: datetime,
    *,
    quantity: int = 1,
    member: bool = True,
) -> list[FeeLine]:
    """The cheapest way to pay for `quantity` units from `start` to `end` (local wall clock).

    No price, no line: lending is free unless a rule says otherwise.
    """
    fitting = [p for p in prices if p.for_members is None or p.for_members is member]
    out = [
        FeeLine(label, _(_UNIT_WORDS[FeeUnit.LOAN]), quantity, p.amount_cents)
        for p in fitting
        if p.unit is FeeUnit.LOAN
    ]
    days = charged_days(start, end)
    counted: dict[tuple[FeeUnit, int], int] = {}
    for unit, price in _cheapest(fitting, start.date(), days):
        counted[unit, price] = counted.get((unit, price), 0) + 1
    for (unit, price), count in sorted(counted.items(), key=lambda pair: -pair[0][1]):
        out.append(FeeLine(label, _(_UNIT_WORDS[unit]), count * quantity, price))
    return out


def counted_lines(
    label: str, prices: Sequence[Price], count: int, *, member: bool = True
) -> list[FeeLine]:
    """So many kilometres, or days of lateness, at their price; nothing for none of them."""
    if count <= 0:
        return []
    return [
        FeeLine(label, unit_words(p.unit), count, p.amount_cents)
        for p in prices
        if p.amount_cents and (p.for_members is None or p.for_members is member)
    ]


def _cheapest(prices: Sequence[Price], first: date, days: int) -> list[tuple[FeeUnit, int]]:
    """The cheapest sequence of days, weekends and weeks that covers `days` from `first` on."""
    best: list[tuple[int, list[tuple[FeeUnit, int]]] | None] = [(0, [])]
    best += [None] * days
    for place in range(days):
        here = best[place]
        if here is None:
            continue
        for unit, price, length in _offers(prices, first + timedelta(days=place), place + 1):
            reached = min(days, place + length)
            total = here[0] + price
            there = best[reached]
            if there is None or total < there[0]:
                best[reached] = (total, [*here[1], (unit, price)])
    last = best[days]
    return last[1] if last else []


def _offers(prices: Sequence[Price], day: date, place: int) -> list[tuple[FeeUnit, int, int]]:
    """What can be paid from `day`, the loan's `place`-th, on: the unit, its price, its days.

    A weekend begun on a Friday lasts three days, on a Saturday two.
    """
    out: list[tuple[FeeUnit, int, int]] = []
    by_day = [p for p in prices if p.unit is FeeUnit.DAY and p.from_day <= place]
    if by_day:
        newest = max(by_day, key=lambda p: p.from_day)
        out.append((FeeUnit.DAY, newest.amount_cents, 1))
    for price in prices:
        if price.unit is FeeUnit.WEEK:
            out.append((FeeUnit.WEEK, price.amount_cents, _WEEK))
        elif price.unit is FeeUnit.WEEKEND and day.weekday() in (_FRIDAY, _SATURDAY):
            out.append((FeeUnit.WEEKEND, price.amount_cents, _WEEK - day.weekday()))
    return out


def total(lines: Sequence[FeeLine]) -> int:
    """The sum, in cents."""
    return sum(line.total_cents for line in lines)
