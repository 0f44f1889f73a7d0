"""Periods as people type them: days that count whole, or hours of the wall clock."""

from __future__ import annotations

import re
from datetime import date, datetime, time

from vaetvient.desk.desk import Desk
from vaetvient.domain.availability import Period
from vaetvient.domain.days import ONE_DAY, midnight, on_the_clock
from vaetvient.domain.errors import InvalidValueError
from vaetvient.domain.promising import PeriodError
from vaetvient.domain.registration import read_date
from vaetvient.language import N_, show_date

_HOUR = re.compile(r"(\d{1,2})(?:\s*[hH:.]\s*(\d{2})?)?")


class BadTimeError(InvalidValueError):
    code = "bad_time"
    text = N_("« {value} » n'est pas une date : écrivez 24/11/2026, ou 24/11/2026 18:30.")


class BadHourError(InvalidValueError):
    code = "bad_hour"
    text = N_("« {value} » n'est pas une heure : écrivez 18:30, ou 18 h 30.")


def read_hour(typed: str, field: str = "hour") -> time | None:
    """« 18:30 », « 18h30 », « 18 h », « 18 »; None when empty. Raises BadHourError."""
    text = typed.strip()
    if not text:
        return None
    found = _HOUR.fullmatch(text)
    if found is None or int(found[1]) > 23 or int(found[2] or 0) > 59:
        raise BadHourError(value=text, field=field)
    return time(int(found[1]), int(found[2] or 0))


def period_of(
    desk: Desk, first: date, begins: time | None, last: date, ends: time | None
) -> Period:
    """Without an hour a day counts whole, the last one included. Raises PeriodError."""
    begin = _at(desk, first, begins) if begins else midnight(first, desk.zone)
    finish = _at(desk, last, ends) if ends else midnight(last + ONE_DAY, desk.zone)
    if finish <= begin:
        start, end = (_said(*side) for side in ((first, begins), (last, ends)))
        raise PeriodError(start=start, end=end, field="end")
    return Period(begin, finish)


def _said(day: date, hour: time | None) -> str:
    said = show_date(day, "short")
    return f"{said} {hour:%H:%M}" if hour else said


def period_between(desk: Desk, start: str, end: str) -> Period:
    """Days count whole, the last one included; with an hour, to the minute."""
    return period_of(desk, *_read(start, "from"), *_read(end, "to"))


def _read(typed: str, field: str) -> tuple[date, time | None]:
    text = typed.strip().replace("T", " ")
    day, _gap, clock = text.partition(" ")
    try:
        hour = time.fromisoformat(clock.strip().zfill(len("18:30"))) if clock else None
    except ValueError:
        raise BadTimeError(value=typed, field=field) from None
    found = read_date(day, field=field)
    if found is None:
        raise BadTimeError(value=typed, field=field)
    return found, hour


def _at(desk: Desk, day: date, clock: time) -> datetime:
    return on_the_clock(day, clock.hour * 60 + clock.minute, desk.zone)
