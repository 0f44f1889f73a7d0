"""Which days a rhythm falls on."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from vaetvient.domain.office import EVERY_DAY, OpeningCalendar
from vaetvient.domain.series import MOST_OCCURRENCES, Rhythm, days_of, occurrences

PARIS = ZoneInfo("Europe/Paris")
ALWAYS = OpeningCalendar(opening_days=EVERY_DAY)
MONDAYS, TUESDAYS = 0b1, 0b10
TUESDAY_EVENINGS = Rhythm(
    first_day=date(2026, 10, 13),
    last_day=date(2026, 11, 17),
    weekdays=TUESDAYS,
    start_minute=18 * 60,
    length_minutes=120,
)


def test_every_tuesday_keeps_its_hour_when_the_clocks_change() -> None:
    found = occurrences(TUESDAY_EVENINGS, ALWAYS, PARIS)
    assert [p.start.astimezone(PARIS).hour for p in found] == [18] * 6
    assert found[1].start == datetime(2026, 10, 20, 16, tzinfo=UTC)
    assert found[2].start == datetime(2026, 10, 27, 17, tzinfo=UTC)


def test_every_other_week_is_counted_from_the_first() -> None:
    every_other = replace(TUESDAY_EVENINGS, every_weeks=2)
    assert days_of(every_other, ALWAYS) == [
        date(2026, 10, 13),
        date(2026, 10, 27),
        date(2026, 11, 10),
    ]


def test_public_holidays_and_days_left_out_are_left_out() -> None:
    # Wednesday 11 November is Armistice day
    wednesdays = replace(
        TUESDAY_EVENINGS, weekdays=0b100, exceptions=frozenset({date(2026, 10, 21)})
    )
    assert days_of(wednesdays, ALWAYS) == [
        date(2026, 10, 14),
        date(2026, 10, 28),
        date(2026, 11, 4),
    ]
    anyway = replace(wednesdays, skip_closed=False, exceptions=frozenset())
    assert date(2026, 11, 11) in days_of(anyway, ALWAYS)


def test_a_night_ends_on_the_next_day() -> None:
    night = replace(TUESDAY_EVENINGS, start_minute=22 * 60, length_minutes=240)
    first = occurrences(night, ALWAYS, PARIS)[0]
    assert first.end.astimezone(PARIS).isoformat() == "2026-10-14T02:00:00+02:00"


def test_a_mistyped_year_does_not_run_for_ever() -> None:
    daily = replace(TUESDAY_EVENINGS, weekdays=EVERY_DAY, last_day=date(2926, 1, 1))
    assert len(days_of(daily, ALWAYS)) == MOST_OCCURRENCES + 1


@given(
    st.dates(date(2026, 1, 1), date(2028, 12, 31)),
    st.integers(0, 120),
    st.integers(1, 127),
    st.integers(1, 4),
)
def test_each_day_of_the_rhythm_is_the_right_weekday_of_the_right_week(
    first: date, length: int, weekdays: int, every: int
) -> None:
    rhythm = Rhythm(first, first + timedelta(days=length), weekdays, 600, 60, every, False)
    found = days_of(rhythm, ALWAYS)
    monday = first - timedelta(days=first.weekday())
    for n in range(length + 1):
        day = first + timedelta(days=n)
        falls = bool(weekdays & 1 << day.weekday()) and (day - monday).days // 7 % every == 0
        assert (day in found) is falls
