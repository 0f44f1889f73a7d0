"""Calendar files (iCalendar, RFC 5545): reservations out, busy times in.

What is read may come from anyone: its size, the number of its events and how often they come back
are bounded, and a file that goes beyond is refused with a sentence.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from vaetvient.domain.errors import InvalidValueError
from vaetvient.exchange.encoding import opened
from vaetvient.language import N_
from vaetvient.storage.queries.calendars import Dated

MOST_BYTES = 4_000_000
MOST_EVENTS = 4_000
MOST_STRETCHES = 5_000
_TOO_OFTEN = frozenset({"SECONDLY", "MINUTELY", "HOURLY"})


class NotACalendarError(InvalidValueError):
    code = "not_a_calendar"
    text = N_("« {value} » n'est pas un fichier d'agenda (iCalendar).")


class CalendarTooLargeError(InvalidValueError):
    code = "calendar_too_large"
    text = N_("« {value} » est trop grand pour un agenda : exportez moins de temps.")


class TooOftenError(InvalidValueError):
    code = "calendar_too_often"
    text = N_("« {value} » a un événement qui revient plusieurs fois par jour : il n'est pas pris.")


@dataclass(frozen=True, slots=True)
class Event:
    """One reservation or loan as a calendar shows it."""

    key: str
    start: datetime
    end: datetime
    title: str
    place: str = ""
    details: str = ""
    whole_days: bool = False
    tentative: bool = False


@dataclass(frozen=True, slots=True)
class Busy:
    """A stretch that a calendar says is taken."""

    start: datetime
    end: datetime
    label: str


@dataclass(frozen=True, slots=True)
class BusyRead:
    """What a calendar says over the time asked about."""

    name: str
    stretches: tuple[Busy, ...]
    left_out: int
    """Events that could not be read."""


def events_of(rows: Iterable[Dated], *, of_thing: bool) -> list[Event]:
    """Reservations as events: called by who has the thing, or by what the member has."""
    return [
        Event(
            key=str(row.id),
            start=row.start,
            end=row.end,
            title=row.who if of_thing else row.what,
            details=" · ".join(part for part in (row.number, row.what, row.purpose) if part),
            whole_days=row.whole_days,
            tentative=row.asked_for,
        )
        for row in rows
    ]


def write_calendar(name: str, events: Iterable[Event], made_at: datetime, zone: ZoneInfo) -> bytes:
    """The events as a calendar file: the same events give the same bytes."""
    from icalendar import Calendar
    from icalendar import Event as Entry

    calendar = Calendar()
    calendar.add("prodid", "-//Va-et-vient//FR")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    for event in events:
        entry = Entry()
        entry.add("uid", f"{event.key}@va-et-vient")
        entry.add("dtstamp", made_at)
        if event.whole_days:
            entry.add("dtstart", event.start.astimezone(zone).date())
            entry.add("dtend", event.end.astimezone(zone).date())
        else:
            entry.add("dtstart", event.start)
            entry.add("dtend", event.end)
        entry.add("summary", event.title)
        if event.place:
            entry.add("location", event.place)
        if event.details:
            entry.add("description", event.details)
        entry.add("status", "TENTATIVE" if event.tentative else "CONFIRMED")
        calendar.add_component(entry)
    out: bytes = calendar.to_ical()
    return out


def read_calendar(path: Path) -> bytes:
    """The bytes of a file, of one that is far too large only its beginning.

    Raises FileMissingError, FolderGivenError, FileUnreadableError.
    """
    with opened(path) as file:
        return file.read(MOST_BYTES + 1)


def read_busy(
    data: bytes, file_name: str, start: datetime, end: datetime, zone: ZoneInfo
) -> BusyRead:
    """When a calendar says something is taken, between two moments, recurring events opened up.

    Days without an hour are those of `zone`, and so are hours without a time zone. What is free
    or cancelled takes nothing. Raises NotACalendarError, CalendarTooLargeError, TooOftenError.
    """
    if len(data) > MOST_BYTES:
        raise CalendarTooLargeError(value=file_name, field="file")
    calendar = _parsed(data, file_name)
    entries = [entry for entry in calendar.walk("VEVENT") if _takes(entry)]
    if len(entries) > MOST_EVENTS:
        raise CalendarTooLargeError(value=file_name, field="file")
    if any(_often(entry) for entry in entries):
        raise TooOftenError(value=file_name, field="file")
    stretches, left_out = _opened_up(calendar, start, end, zone)
    stretches += [
        one
        for free_busy in calendar.walk("VFREEBUSY")
        for one in _of_freebusy(free_busy, start, end, zone)
    ]
    if len(stretches) > MOST_STRETCHES:
        raise CalendarTooLargeError(value=file_name, field="file")
    unique = sorted(set(stretches), key=lambda one: (one.start, one.end, one.label))
    return BusyRead(str(calendar.get("x-wr-calname", "")), tuple(unique), left_out)


def _parsed(data: bytes, file_name: str) -> Any:
    from icalendar import Calendar

    if b"BEGIN:VCALENDAR" not in data[:4096].upper():
        raise NotACalendarError(value=file_name, field="file")
    try:
        return Calendar.from_ical(data)
    except (ValueError, KeyError, IndexError, TypeError, AttributeError, RecursionError):
        raise NotACalendarError(value=file_name, field="file") from None


def _takes(entry: Any) -> bool:
    status = str(entry.get("status", "")).upper()
    return status != "CANCELLED" and str(entry.get("transp", "")).upper() != "TRANSPARENT"


def _often(entry: Any) -> bool:
    rules = entry.get("rrule", [])
    rules = rules if isinstance(rules, list) else [rules]
    for rule in rules:
        frequencies = {str(f).upper() for f in rule.get("FREQ", [])}
        if frequencies & _TOO_OFTEN or any(rule.get(by) for by in ("BYHOUR", "BYMINUTE")):
            return True
    return False


def _opened_up(
    calendar: Any, start: datetime, end: datetime, zone: ZoneInfo
) -> tuple[list[Busy], int]:
    from recurring_ical_events import of

    out: list[Busy] = []
    left_out = 0
    try:
        found = of(calendar, skip_bad_series=True).between(start, end)
    except (ValueError, TypeError, OverflowError, KeyError, AttributeError):
        return [], 1
    for entry in found:
        if not _takes(entry):
            continue
        try:
            begin = _moment(entry.start, zone)
            finish = _moment(entry.end, zone)
        except (ValueError, TypeError, OverflowError, AttributeError, KeyError):
            left_out += 1
            continue
        if finish > begin:
            out.append(Busy(max(begin, start), min(finish, end), str(entry.get("summary", ""))))
    return [one for one in out if one.end > one.start], left_out


def _of_freebusy(free_busy: Any, start: datetime, end: datetime, zone: ZoneInfo) -> Sequence[Busy]:
    """A published free/busy report; what it calls free takes nothing."""
    lines = free_busy.get("freebusy", [])
    lines = lines if isinstance(lines, list) else [lines]
    out = []
    for line in lines:
        kind = str(getattr(line, "params", {}).get("FBTYPE", "BUSY")).upper()
        for first, last in getattr(line, "dts", None) or [getattr(line, "dt", (None, None))]:
            if kind == "FREE" or first is None:
                continue
            begin = _moment(first, zone)
            finish = begin + last if isinstance(last, timedelta) else _moment(last, zone)
            if finish > start and begin < end and finish > begin:
                out.append(Busy(max(begin, start), min(finish, end), ""))
    return out


def _moment(value: date | datetime, zone: ZoneInfo) -> datetime:
    if not isinstance(value, datetime):
        value = datetime.combine(value, time(), zone)
    elif value.tzinfo is None:
        value = value.replace(tzinfo=zone)
    return value.astimezone(UTC)
