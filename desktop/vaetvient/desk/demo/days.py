"""Days and minutes as plain integers, and as the database writes them.

A day is its ordinal (`date.toordinal`), a minute counts in UTC from the same beginning: half a
million loans are dated by adding and comparing integers.
"""

from __future__ import annotations

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from vaetvient.domain.office import OpeningCalendar

MINUTES = 1440
NEVER = 1 << 62
"""A minute that does not come."""


class Days:
    """The calendar of one office, worked out once a day and remembered."""

    def __init__(self, calendar: OpeningCalendar, zone: ZoneInfo) -> None:
        self._calendar = calendar
        self._zone = zone
        self._next_open: dict[int, int] = {}
        self._midnight: dict[int, int] = {}
        self._days: dict[int, str] = {}
        self._minutes = [f" {m // 60:02}:{m % 60:02}:00.000000" for m in range(MINUTES)]

    def next_open(self, day: int) -> int:
        """`day`, or the first open day after it."""
        found = self._next_open.get(day)
        if found is None:
            found = self._calendar.next_open_day(date.fromordinal(day)).toordinal()
            self._next_open[day] = found
        return found

    def at(self, day: int, minute: int) -> int:
        """The UTC minute of the local time `minute` (since midnight) on `day`."""
        midnight = self._midnight.get(day)
        if midnight is None:
            noon = datetime.combine(date.fromordinal(day), time(12), self._zone)
            offset = noon.utcoffset()
            assert offset is not None
            midnight = day * MINUTES - int(offset.total_seconds()) // 60
            self._midnight[day] = midnight
        return midnight + minute

    def day_text(self, day: int) -> str:
        """« 2026-11-23 »."""
        found = self._days.get(day)
        if found is None:
            found = self._days[day] = date.fromordinal(day).isoformat()
        return found

    def moment_text(self, minute: int) -> str:
        """« 2026-11-23 14:05:00.000000 »."""
        day, rest = divmod(minute, MINUTES)
        return self.day_text(day) + self._minutes[rest]
