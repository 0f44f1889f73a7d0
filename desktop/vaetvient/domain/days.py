"""Local days and hours as moments: the wall clock of an office against UTC (invariant 4)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from vaetvient.domain.availability import Period
from vaetvient.domain.office import OpeningCalendar

ONE_DAY = timedelta(days=1)


@lru_cache(maxsize=4096)
def midnight(day: date, zone: ZoneInfo) -> datetime:
    """The moment at which `day` begins on the office's wall clock."""
    return datetime.combine(day, time(), zone).astimezone(UTC)


def on_the_clock(day: date, minute: int, zone: ZoneInfo) -> datetime:
    """The moment at which the wall clock shows `minute` minutes after midnight on `day`.

    An hour that the clocks skip is read as the one after it; one that comes twice, as the first.
    """
    clock = time(minute // 60 % 24, minute % 60)
    moment = datetime.combine(day + timedelta(days=minute // 1440), clock, zone)
    return moment.astimezone(UTC)


def whole_days(first: date, last: date, zone: ZoneInfo) -> Period:
    """From the first minute of `first` to the last of `last`."""
    return Period(midnight(first, zone), midnight(last + ONE_DAY, zone))


def last_day(end: datetime, zone: ZoneInfo) -> date:
    """The last local day that a period ending at `end` touches."""
    local = end.astimezone(zone)
    return local.date() - ONE_DAY if local.time() == time() else local.date()


def is_whole_days(period: Period, zone: ZoneInfo) -> bool:
    """Whether a period begins and ends at midnight on the wall clock."""
    return all(m.astimezone(zone).time() == time() for m in (period.start, period.end))


def doors(
    calendar: OpeningCalendar, zone: ZoneInfo, *, at_midnight: bool
) -> Callable[[datetime], datetime]:
    """When things can be fetched, from a moment on: that moment, or the next open day's first.

    With `at_midnight`, whole days only: a day already begun leaves the next.
    """

    def opens(moment: datetime) -> datetime:
        day = moment.astimezone(zone).date()
        begun = midnight(day, zone)
        if at_midnight and begun < moment:
            day += ONE_DAY
        open_day = calendar.next_open_day(day)
        return max(moment, midnight(open_day, zone))

    return opens


def as_long_as(
    period: Period, calendar: OpeningCalendar, zone: ZoneInfo
) -> Callable[[datetime], datetime]:
    """When a use as long as `period` ends by the wall clock; whole days end on an open one."""
    start = period.start.astimezone(zone).replace(tzinfo=None)
    length = period.end.astimezone(zone).replace(tzinfo=None) - start
    by_days = is_whole_days(period, zone)

    def ends(begin: datetime) -> datetime:
        wall = begin.astimezone(zone).replace(tzinfo=None) + length
        if by_days:
            last = calendar.next_open_day(wall.date() - ONE_DAY)
            return midnight(last + ONE_DAY, zone)
        return max(wall.replace(tzinfo=zone).astimezone(UTC), begin + timedelta(minutes=1))

    return ends
