"""Time across the planning: where a moment stands, what a column is, how far one zooms.

Time is counted in days of the wall clock: a day of 23 or 25 hours is as wide as any other, and
18 h stands under 18 h all year.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from vaetvient.domain.availability import Period
from vaetvient.domain.days import on_the_clock

DAYS_BACK, DAYS_AHEAD = 3 * 366, 3 * 366
"""How far one may scroll from today."""
NARROWEST, WIDEST = 1.0, 1900.0
"""The width of a day: a year in a window, or one day by hours."""
STEP = 1.25
_HOURLY = 220.0
"""From this width on, one moves by hours."""
_DAILY = 18.0
"""From this width on, each day has its column; below it, each week."""
_MONTHLY = 5.0
"""Below this width, months alone."""
HOUR = 1 / 24


def as_days(moment: datetime, zone: ZoneInfo) -> float:
    """Days of the wall clock up to a moment, its hour as a fraction."""
    local = moment.astimezone(zone)
    return local.toordinal() + (local.hour * 60 + local.minute) / 1440


def moment_at(days: float, zone: ZoneInfo) -> datetime:
    """The moment that `as_days` counts so."""
    whole = int(days)
    return on_the_clock(date.fromordinal(whole), round((days - whole) * 1440), zone)


def period_between(start: float, end: float, zone: ZoneInfo) -> Period:
    """The period between two counts of days."""
    return Period(moment_at(start, zone), moment_at(end, zone))


@dataclass(frozen=True, slots=True)
class TimeScale:
    """How wide a day is, and from which day on."""

    today: date
    day_width: float = 44.0

    @property
    def first(self) -> int:
        """The first day that can be scrolled to, as an ordinal."""
        return self.today.toordinal() - DAYS_BACK

    @property
    def width(self) -> int:
        """The width of all that can be scrolled to."""
        return round((DAYS_BACK + DAYS_AHEAD) * self.day_width)

    def place(self, days: float) -> float:
        """How far a count of days stands from the left end."""
        return (days - self.first) * self.day_width

    def days_at(self, place: float) -> float:
        """The count of days that stands there."""
        return self.first + place / self.day_width

    @property
    def slot(self) -> float:
        """What one key moves by, and what is chosen with one click: an hour or a day."""
        return HOUR if self.day_width >= _HOURLY else 1.0

    def slot_of(self, days: float) -> float:
        """The beginning of the slot in which a count of days falls."""
        if self.slot == 1.0:
            return float(int(days))
        return int(days) + int((days - int(days)) * 24 + 1e-6) / 24

    def zoomed(self, factor: float) -> TimeScale:
        """The same, days so many times wider."""
        return replace(self, day_width=max(NARROWEST, min(WIDEST, self.day_width * factor)))

    def fitting(self, days: float, room: int) -> TimeScale:
        """The same, so many days filling a width."""
        return replace(self, day_width=max(NARROWEST, min(WIDEST, room / days)))

    @property
    def is_hourly(self) -> bool:
        return self.day_width >= _HOURLY

    @property
    def is_daily(self) -> bool:
        """Whether each day has a column of its own."""
        return self.day_width >= _DAILY

    @property
    def is_weekly(self) -> bool:
        return _MONTHLY <= self.day_width < _DAILY

    def columns(self, start: float, end: float) -> Iterator[float]:
        """Where columns begin between two counts of days: hours, days, weeks or months."""
        if self.is_hourly:
            every = 1 if self.day_width >= 900 else 3
            for day in range(int(start), int(end) + 1):
                for hour in range(0, 24, every):
                    yield day + hour / 24
            return
        if self.is_daily:
            yield from (float(day) for day in range(int(start), int(end) + 1))
        elif self.is_weekly:
            monday = int(start) - (int(start) - 1) % 7
            yield from (float(day) for day in range(monday, int(end) + 1, 7))
        else:
            yield from self.groups(start, end)

    def groups(self, start: float, end: float) -> Iterator[float]:
        """Where the columns' groups begin: days above hours, months above days."""
        day = date.fromordinal(int(start))
        if self.is_hourly:
            while day.toordinal() <= end:
                yield float(day.toordinal())
                day += timedelta(days=1)
            return
        day = day.replace(day=1)
        while day.toordinal() <= end:
            yield float(day.toordinal())
            day = (day + timedelta(days=32)).replace(day=1)
