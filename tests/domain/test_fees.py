"""What a use costs: the cheapest cover, line by line, in cents."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vaetvient.domain.fees import FeeLine, charged_days, fee_lines, total
from vaetvient.domain.policy import FeeUnit, Price


def wall(clock: str) -> datetime:
    """What the clock on the wall of the office shows: no time zone is meant."""
    return datetime.fromisoformat(clock)


MONDAY = wall("2026-11-23 09:00")
FRIDAY, SATURDAY = MONDAY + timedelta(days=4), MONDAY + timedelta(days=5)


def price(unit: FeeUnit, cents: int, *, members: bool | None = None, from_day: int = 1) -> Price:
    return Price(unit=unit, amount_cents=cents, for_members=members, from_day=from_day)


MINIBUS = (
    price(FeeUnit.DAY, 30_00),
    price(FeeUnit.WEEKEND, 50_00),
    price(FeeUnit.WEEK, 120_00),
)


def lines(start: datetime, days: float, **asked: bool | int) -> list[tuple[str, int, int]]:
    end = start + timedelta(days=days)
    found = fee_lines("Minibus", MINIBUS, start, end, **asked)  # type: ignore[arg-type]
    return [(line.unit, line.count, line.price_cents) for line in found]


@pytest.mark.parametrize(
    ("start", "days", "expected"),
    [
        (MONDAY, 1, [("jour", 1, 30_00)]),
        (MONDAY, 0.2, [("jour", 1, 30_00)]),
        (MONDAY, 1.1, [("jour", 2, 30_00)]),
        (MONDAY, 3, [("jour", 3, 30_00)]),
        (FRIDAY, 3, [("week-end", 1, 50_00)]),
        (SATURDAY, 2, [("week-end", 1, 50_00)]),
        (SATURDAY, 1, [("jour", 1, 30_00)]),
        (MONDAY, 5, [("semaine", 1, 120_00)]),
        (MONDAY, 8, [("semaine", 1, 120_00), ("jour", 1, 30_00)]),
        (FRIDAY, 4, [("week-end", 1, 50_00), ("jour", 1, 30_00)]),
        (MONDAY, 12, [("semaine", 2, 120_00)]),
    ],
)
def test_the_cheapest_cover_is_charged(
    start: datetime, days: float, expected: list[tuple[str, int, int]]
) -> None:
    assert lines(start, days) == expected


def test_each_unit_pays() -> None:
    assert lines(MONDAY, 2, quantity=3) == [("jour", 6, 30_00)]


def test_members_pay_their_own_price_and_others_theirs() -> None:
    prices = [
        price(FeeUnit.DAY, 5_00, members=True),
        price(FeeUnit.DAY, 8_00, members=False),
        price(FeeUnit.LOAN, 2_00),
    ]
    end = MONDAY + timedelta(days=2)
    assert fee_lines("Sono", prices, MONDAY, end, member=True) == [
        FeeLine("Sono", "forfait", 1, 2_00),
        FeeLine("Sono", "jour", 2, 5_00),
    ]
    assert total(fee_lines("Sono", prices, MONDAY, end, member=False)) == 18_00


def test_later_days_may_cost_less() -> None:
    prices = [price(FeeUnit.DAY, 20_00), price(FeeUnit.DAY, 12_00, from_day=3)]
    found = fee_lines("Sono", prices, MONDAY, MONDAY + timedelta(days=5))
    assert [(line.count, line.price_cents) for line in found] == [(2, 20_00), (3, 12_00)]


def test_lending_is_free_unless_a_rule_says_otherwise() -> None:
    assert fee_lines("Sono", [], MONDAY, MONDAY + timedelta(days=5)) == []


def test_days_are_counted_by_the_wall_clock() -> None:
    assert charged_days(wall("2026-10-24 09:00"), wall("2026-10-25 09:00")) == 1
    assert charged_days(wall("2026-10-24 09:00"), wall("2026-10-25 09:01")) == 2
    assert charged_days(MONDAY, MONDAY) == 1


@given(
    st.integers(1, 24),
    st.integers(1, 100),
    st.integers(1, 300),
    st.integers(1, 600),
    st.integers(0, 6),
)
def test_nobody_finds_a_cheaper_cover_by_trying_them_all(
    days: int, day: int, weekend: int, week: int, first: int
) -> None:
    start = MONDAY + timedelta(days=first)
    prices = [price(FeeUnit.DAY, day), price(FeeUnit.WEEKEND, weekend), price(FeeUnit.WEEK, week)]

    def slow(place: int, known: dict[int, int]) -> int:
        if place >= days:
            return 0
        if place not in known:
            weekday = (date.weekday(start) + place) % 7
            ways = [day + slow(place + 1, known), week + slow(place + 7, known)]
            if weekday in (4, 5):
                ways.append(weekend + slow(place + 7 - weekday, known))
            known[place] = min(ways)
        return known[place]

    found = fee_lines("x", prices, start, start + timedelta(days=days))
    assert total(found) == slow(0, {})
