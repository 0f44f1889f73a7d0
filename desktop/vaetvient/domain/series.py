"""The same thing again and again: which days a rhythm falls on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from vaetvient.domain.availability import Period
from vaetvient.domain.days import ONE_DAY, on_the_clock
from vaetvient.domain.office import OpeningCalendar

MOST_OCCURRENCES = 400
"""More than a year of every day: beyond, a date was mistyped."""


@dataclass(frozen=True, slots=True)
class Rhythm:
    """Every so many weeks, on these weekdays, from one hour of the wall clock to another."""

    first_day: date
    last_day: date
    weekdays: int
    """A bit per weekday, Monday the lowest."""
    start_minute: int
    """After midnight."""
    length_minutes: int
    every_weeks: int = 1
    """Weeks are counted from the one in which `first_day` falls."""
    skip_closed: bool = True
    exceptions: frozenset[date] = frozenset()


def days_of(rhythm: Rhythm, calendar: OpeningCalendar) -> list[date]:
    """The days on which the rhythm falls, at most MOST_OCCURRENCES and one."""
    out: list[date] = []
    monday = rhythm.first_day - timedelta(days=rhythm.first_day.weekday())
    day = rhythm.first_day
    while day <= rhythm.last_day and len(out) <= MOST_OCCURRENCES:
        week = (day - monday).days // 7
        falls = rhythm.weekdays >> day.weekday() & 1 and week % rhythm.every_weeks == 0
        held = not rhythm.skip_closed or calendar.is_open(day)
        if falls and held and day not in rhythm.exceptions:
            out.append(day)
        day += ONE_DAY
    return out


def occurrences(rhythm: Rhythm, calendar: OpeningCalendar, zone: ZoneInfo) -> list[Period]:
    """The periods of a rhythm: the same hours on the wall clock, whatever the season."""
    end = rhythm.start_minute + rhythm.length_minutes
    return [
        Period(on_the_clock(day, rhythm.start_minute, zone), on_the_clock(day, end, zone))
        for day in days_of(rhythm, calendar)
    ]
