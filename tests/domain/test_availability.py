"""What is free, when, and why not: held against a slow model that looks at every hour."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise, product
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from vaetvient.domain.availability import (
    Buffers,
    Claim,
    ClaimKind,
    PartNeeded,
    Period,
    Pool,
    Step,
    Supply,
    first_free,
    free_kits,
    free_of,
    free_units,
    obstacles,
    steps,
)

HOUR = timedelta(hours=1)
ZERO = datetime(2026, 3, 28, tzinfo=UTC)
DAYS = 14
PARIS = ZoneInfo("Europe/Paris")


def at(hour: int) -> datetime:
    return ZERO + hour * HOUR


def claim(
    start: int, end: int | None, quantity: int = 1, kind: ClaimKind = ClaimKind.LOAN
) -> Claim:
    return Claim(at(start), None if end is None else at(end), quantity, kind)


def item(n: int, *claims: Claim) -> Supply:
    return Supply(UUID(int=n), f"VID-{n:03}", 1, claims)


def stock(n: int, capacity: int, *claims: Claim) -> Supply:
    return Supply(UUID(int=n), f"LOT-{n:03}", capacity, claims)


# Examples


def test_two_projectors_one_lent_leave_one() -> None:
    pool = Pool((item(1, claim(0, 10)), item(2)))
    assert free_units(pool, Period(at(5), at(8))) == 1
    assert free_units(pool, Period(at(10), at(12))) == 2


def test_a_thing_that_comes_back_at_ten_is_free_from_ten_on() -> None:
    pool = Pool((item(1, claim(0, 10)),))
    assert free_units(pool, Period(at(10), at(11))) == 1
    assert free_units(pool, Period(at(9), at(11))) == 0


def test_one_away_each_day_leaves_none_for_who_needs_it_both_days() -> None:
    pool = Pool((item(1, claim(0, 24)), item(2, claim(24, 48))))
    assert [step.free for step in steps(pool, at(0), at(48))] == [1]
    assert free_units(pool, Period(at(0), at(48))) == 0


def test_an_overdue_thing_is_not_free_because_its_date_has_passed() -> None:
    pool = Pool((item(1, claim(0, None, kind=ClaimKind.LATE)),))
    assert free_units(pool, Period(at(5000), at(5001))) == 0
    assert first_free(pool, 1, at(0), at(9000), lambda m: m + HOUR) is None


def test_a_promise_of_any_projector_keeps_one_from_being_promised_by_name() -> None:
    pool = Pool((item(1), item(2)), promised=(claim(0, 10, 2),))
    assert free_of(pool, UUID(int=1), Period(at(9), at(12))) == 0
    assert free_of(pool, UUID(int=1), Period(at(10), at(12))) == 1


def test_a_promise_moves_to_the_other_projector_when_one_is_named() -> None:
    pool = Pool((item(1), item(2)), promised=(claim(0, 10),))
    assert free_of(pool, UUID(int=1), Period(at(0), at(10))) == 1
    assert free_of(pool, UUID(int=2), Period(at(0), at(10))) == 1
    assert free_units(pool, Period(at(0), at(10))) == 1


def test_chairs_are_counted_at_the_busiest_instant() -> None:
    pool = Pool((stock(1, 200, claim(0, 10, 80), claim(8, 20, 90)),))
    assert free_units(pool, Period(at(0), at(20))) == 30
    assert free_units(pool, Period(at(0), at(8))) == 120
    assert free_units(pool, Period(at(10), at(20))) == 110


def test_cleaning_after_one_use_and_getting_ready_for_the_next_follow_each_other() -> None:
    hours = Buffers(before=HOUR, after=2 * HOUR)
    pool = Pool((item(1, claim(0, 10)),), buffers=hours)
    assert free_units(pool, Period(at(12), at(14))) == 0
    assert free_units(pool, Period(at(13), at(14))) == 1
    repaired = Pool((item(1, claim(0, 10, kind=ClaimKind.MAINTENANCE)),), buffers=hours)
    assert free_units(repaired, Period(at(10), at(14))) == 0  # not ready yet
    assert free_units(repaired, Period(at(11), at(14))) == 1


def test_maintenance_during_a_loan_takes_the_thing_once() -> None:
    repair = claim(5, 15, kind=ClaimKind.MAINTENANCE)
    pool = Pool((item(1, claim(0, 10), repair), item(2)))
    assert steps(pool, at(0), at(20)) == [Step(at(0), 1), Step(at(15), 2)]


def test_the_obstacles_are_named_the_first_to_free_up_first() -> None:
    late = Claim(at(0), None, 1, ClaimKind.LATE, "Zoé", "GRE-2026-0001")
    soon = Claim(at(0), at(10), 1, ClaimKind.LOAN, "Les Jardins", "GRE-2026-0002")
    gone = Claim(at(0), at(4), 1, ClaimKind.LOAN, "Ali", "GRE-2026-0003")
    pool = Pool((item(1, late), item(2, gone, soon)))
    found = obstacles(pool, Period(at(5), at(6)))
    assert [c.who for c in found] == ["Les Jardins", "Zoé"]


def test_the_first_free_window_begins_when_the_cleaning_is_done() -> None:
    pool = Pool((item(1, claim(0, 10), claim(13, 20)),), buffers=Buffers(after=HOUR))
    assert first_free(pool, 1, at(0), at(99), lambda m: m + 2 * HOUR) == Period(at(21), at(23))
    assert first_free(pool, 1, at(0), at(99), lambda m: m + HOUR) == Period(at(11), at(12))


def test_a_first_window_waits_for_the_doors_to_open() -> None:
    pool = Pool((item(1, claim(0, 10)),))

    def opens(moment: datetime) -> datetime:
        return max(moment, at(48))

    found = first_free(pool, 1, at(0), at(99), lambda m: m + HOUR, opens=opens)
    assert found == Period(at(48), at(49))


def test_more_than_there_is_is_never_free() -> None:
    assert first_free(Pool((stock(1, 5),)), 6, at(0), at(99), lambda m: m + HOUR) is None


def test_what_was_promised_twice_by_two_offices_is_not_promised_a_third_time() -> None:
    pool = Pool((item(1), item(2)), promised=(claim(0, 10, 3),))
    assert free_units(pool, Period(at(9), at(12))) == 0
    assert free_units(pool, Period(at(10), at(12))) == 2
    assert [s.free for s in steps(pool, at(0), at(12))] == [0, 2]


def test_a_kit_is_as_free_as_its_scarcest_required_part() -> None:
    chairs = Pool((stock(1, 100, claim(0, 10, 35)),))
    tents = Pool((item(2), item(3)))
    banner = Pool((item(4, claim(0, 10)),))
    parts = [PartNeeded(chairs, 30), PartNeeded(tents, 1), PartNeeded(banner, 1, required=False)]
    assert free_kits(parts, Period(at(0), at(5))) == 2
    assert free_kits([*parts, PartNeeded(chairs, 10)], Period(at(0), at(5))) == 1
    assert free_kits([PartNeeded(banner, 1)], Period(at(0), at(5))) == 0


def test_a_period_ends_after_it_starts() -> None:
    with pytest.raises(ValueError, match="ends after"):
        Period(at(3), at(3))


# Against every hour and every seating

USES = (ClaimKind.LOAN, ClaimKind.LATE)
OUT_OF_USE = (ClaimKind.MAINTENANCE, ClaimKind.BUSY, ClaimKind.ELSEWHERE)
"""What nobody gets ready for, or cleans after."""
hours = st.integers(0, 24)
lengths = st.integers(1, 16)


@st.composite
def claims(draw: st.DrawFn, most: int = 1) -> Claim:
    start = draw(hours)
    end = None if draw(st.integers(0, 9)) == 0 else start + draw(lengths)
    kind = draw(st.sampled_from([*USES, *OUT_OF_USE]))
    return claim(start, end, draw(st.integers(1, most)), kind)


@st.composite
def pools(draw: st.DrawFn) -> Pool:
    supplies = []
    for n in range(draw(st.integers(1, 3))):
        capacity = draw(st.sampled_from([1, 1, 1, 2]))
        supplies.append(
            Supply(UUID(int=n), "", capacity, tuple(draw(st.lists(claims(capacity), max_size=3))))
        )
    promised = [
        claim(draw(hours), None, draw(st.integers(1, 2)), ClaimKind.RESERVATION)
        for _n in range(draw(st.integers(0, 3)))
    ]
    promised = [
        Claim(c.start, c.start + draw(lengths) * HOUR, c.quantity, c.kind) for c in promised
    ]
    buffers = Buffers(draw(st.integers(0, 2)) * HOUR, draw(st.integers(0, 2)) * HOUR)
    return Pool(tuple(supplies), tuple(promised), buffers)


@st.composite
def periods(draw: st.DrawFn) -> Period:
    start = draw(hours)
    return Period(at(start), at(start + draw(lengths)))


LAST = 72


def hours_of(pool: Pool, held: Claim) -> set[int]:
    """The hours during which a claim takes its unit, buffers included, looked at one by one."""
    use = held.kind not in OUT_OF_USE
    before = pool.buffers.before if use else timedelta()
    after = pool.buffers.after if use else timedelta()
    return {
        hour
        for hour in range(-8, LAST)
        if held.start - before <= at(hour) and (held.end is None or at(hour) < held.end + after)
    }


def can_be_kept(pool: Pool, extra: list[Claim], named: dict[int, list[Claim]]) -> bool:
    """Whether some seating gives every promise a unit from end to end: all are tried."""
    level: list[dict[int, int]] = []
    for n, supply in enumerate(pool.supplies):
        here = dict.fromkeys(range(-8, LAST), 0)
        for held in supply.claims:
            for hour in hours_of(pool, held):
                here[hour] = min(supply.capacity, here[hour] + held.quantity)
        for asked in named.get(n, []):
            for hour in hours_of(pool, asked):
                here[hour] += asked.quantity
        if any(used > supply.capacity for used in here.values()):
            return False
        level.append(here)
    units = [
        hours_of(pool, promise)
        for promise in [*pool.promised, *extra]
        for _n in range(promise.quantity)
    ]
    for seats in product(range(len(pool.supplies)), repeat=len(units)):
        used = [dict(here) for here in level]
        good = True
        for seat, taken in zip(seats, units, strict=True):
            for hour in taken:
                used[seat][hour] += 1
                good = good and used[seat][hour] <= pool.supplies[seat].capacity
            if not good:
                break
        if good:
            return True
    return False


def asked_for(period: Period, quantity: int) -> Claim:
    return Claim(period.start, period.end, quantity, ClaimKind.RESERVATION)


@given(pools(), periods())
def test_units_are_free_exactly_when_some_seating_keeps_every_promise(
    pool: Pool, period: Period
) -> None:
    assume(sum(c.quantity for c in pool.promised) <= 4)
    assume(can_be_kept(pool, [], {}))
    slow = max(
        n
        for n in range(pool.capacity + 1)
        if n == 0 or can_be_kept(pool, [asked_for(period, n)], {})
    )
    assert free_units(pool, period) == slow


@given(pools(), periods(), st.integers(0, 2))
def test_a_named_unit_is_free_exactly_when_the_other_promises_can_still_be_kept(
    pool: Pool, period: Period, place: int
) -> None:
    assume(place < len(pool.supplies))
    assume(can_be_kept(pool, [], {}))
    supply = pool.supplies[place]
    slow = max(
        n
        for n in range(supply.capacity + 1)
        if n == 0 or can_be_kept(pool, [], {place: [asked_for(period, n)]})
    )
    assert free_of(pool, supply.key, period) == slow


@given(pools())
def test_steps_say_what_counting_hour_by_hour_says(pool: Pool) -> None:
    drawn = steps(pool, at(0), at(48))
    for hour in range(48):
        shelf = 0
        for supply in pool.supplies:
            held = sum(c.quantity for c in supply.claims if hour in hours_of(pool, c))
            shelf += supply.capacity - min(supply.capacity, held)
        shelf -= sum(c.quantity for c in pool.promised if hour in hours_of(pool, c))
        (said,) = [s.free for s in drawn if s.start <= at(hour)][-1:]
        assert said == max(0, shelf)
    assert all(a.free != b.free and a.start < b.start for a, b in pairwise(drawn))


@given(pools(), st.integers(0, 30), st.integers(1, 8), st.integers(1, 2))
def test_the_first_window_is_the_one_that_trying_every_hour_finds(
    pool: Pool, start: int, length: int, quantity: int
) -> None:
    slow = next(
        (
            hour
            for hour in range(start, 60)
            if free_units(pool, Period(at(hour), at(hour + length))) >= quantity
        ),
        None,
    )
    found = first_free(pool, quantity, at(start), at(60), lambda m: m + length * HOUR)
    assert found == (None if slow is None else Period(at(slow), at(slow + length)))


@given(pools(), st.integers(0, 30), st.integers(1, 8), st.sets(st.integers(0, 4)))
def test_the_first_window_begins_when_the_desk_is_open(
    pool: Pool, start: int, length: int, closed: set[int]
) -> None:
    """Of five hours that come again and again, some are closed: it is fetched when it opens."""
    assume(len(closed) < 5)

    def is_open(hour: int) -> bool:
        return hour % 5 not in closed

    def opens(moment: datetime) -> datetime:
        while not is_open((moment - ZERO) // HOUR):
            moment += HOUR
        return moment

    slow = next(
        (
            hour
            for hour in range(start, 60)
            if is_open(hour) and free_units(pool, Period(at(hour), at(hour + length)))
        ),
        None,
    )
    found = first_free(pool, 1, at(start), at(60), lambda m: m + length * HOUR, opens=opens)
    assert found == (None if slow is None else Period(at(slow), at(slow + length)))


@given(pools(), pools(), st.integers(1, 2), st.booleans(), periods())
def test_as_many_kits_are_free_as_every_required_part_can_be_promised_for(
    tents: Pool, chairs: Pool, quantity: int, required: bool, period: Period
) -> None:
    """The parts' pools are asked for so many kits, one more each time, until one cannot be kept."""
    for pool in (tents, chairs):
        assume(sum(c.quantity for c in pool.promised) <= 3)
        assume(can_be_kept(pool, [], {}))
    parts = [PartNeeded(tents, quantity), PartNeeded(chairs, 1, required)]
    needed = [(part.pool, part.quantity) for part in parts if part.required]
    slow = 0
    while all(
        pool.capacity >= n * (slow + 1)
        and can_be_kept(pool, [asked_for(period, n * (slow + 1))], {})
        for pool, n in needed
    ):
        slow += 1
    assert free_kits(parts, period) == slow


@given(st.lists(st.tuples(periods(), st.integers(1, 3), st.sampled_from([None, 0, 1])), max_size=8))
def test_no_sequence_of_accepted_requests_ever_promises_too_much(
    requests: list[tuple[Period, int, int | None]],
) -> None:
    pool = Pool((item(0, claim(6, 12)), item(1), item(2, claim(20, None))))
    for period, quantity, place in requests:
        asked = asked_for(period, quantity if place is None else 1)
        if place is None:
            if free_units(pool, period) < quantity:
                continue
            pool = Pool(pool.supplies, (*pool.promised, asked))
        else:
            key = pool.supplies[place].key
            if not free_of(pool, key, period):
                continue
            supplies = tuple(
                item(n, *s.claims, asked) if n == place else s for n, s in enumerate(pool.supplies)
            )
            pool = Pool(supplies, pool.promised)
        assert can_be_kept(pool, [], {})


# Local days: a day is what the calendar says, be it 23 or 25 hours long


def midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=PARIS).astimezone(UTC)


def days(first: date, count: int) -> Period:
    return Period(midnight(first), midnight(first + timedelta(days=count)))


@pytest.mark.parametrize(
    "first",
    [
        *(date(2026, 3, 23), date(2026, 10, 19), date(2028, 2, 23)),
        *(date(2026, 12, 26), date(2026, 4, 25)),
    ],
    ids=["to summer time", "to winter time", "leap day", "over the year’s end", "month’s end"],
)
@given(data=st.data())
def test_whole_days_are_counted_as_a_wall_calendar_counts_them(
    first: date, data: st.DataObject
) -> None:
    lent = data.draw(st.lists(st.tuples(st.integers(0, DAYS), st.integers(1, 6)), max_size=6))
    start, length = data.draw(st.integers(0, DAYS)), data.draw(st.integers(1, 5))
    held = tuple(
        Claim(days(first + timedelta(days=s), n).start, days(first + timedelta(days=s), n).end, 2)
        for s, n in lent
    )
    pool = Pool((stock(1, 7, *held),))
    calendar = [
        7 - min(7, sum(2 for s, n in lent if s <= day < s + n))
        for day in range(start, start + length)
    ]
    assert free_units(pool, days(first + timedelta(days=start), length)) == min(calendar)


@pytest.mark.parametrize(("day", "hours"), [(date(2026, 3, 29), 23), (date(2026, 10, 25), 25)])
def test_the_night_the_clocks_change_lends_a_shorter_or_a_longer_day(day: date, hours: int) -> None:
    period = days(day, 1)
    assert period.end - period.start == hours * HOUR
    pool = Pool((item(1, Claim(period.start, period.end)),))
    assert steps(pool, period.start - HOUR, period.end + HOUR) == [
        Step(period.start - HOUR, 1),
        Step(period.start, 0),
        Step(period.end, 1),
    ]
