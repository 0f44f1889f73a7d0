"""Calendar files: reservations out, busy times in, whoever wrote them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vaetvient.domain.errors import VaEtVientError
from vaetvient.exchange.calendar_file import (
    MOST_BYTES,
    Busy,
    CalendarTooLargeError,
    Event,
    NotACalendarError,
    TooOftenError,
    read_busy,
    write_calendar,
)

PARIS = ZoneInfo("Europe/Paris")
START = datetime(2026, 10, 1, tzinfo=UTC)
END = START + timedelta(days=120)
MADE = datetime(2026, 11, 23, 9, tzinfo=UTC)


def calendar(*lines: str) -> bytes:
    body = "\r\n".join(("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:x", *lines, "END:VCALENDAR"))
    return (body + "\r\n").encode()


def event(*lines: str, uid: str = "1") -> tuple[str, ...]:
    return ("BEGIN:VEVENT", f"UID:{uid}", "DTSTAMP:20261001T000000Z", *lines, "END:VEVENT")


def busy(*lines: str) -> list[tuple[str, str, str]]:
    read = read_busy(calendar(*lines), "salle.ics", START, END, PARIS)
    return [(f"{b.start:%m-%d %H:%M}", f"{b.end:%m-%d %H:%M}", b.label) for b in read.stretches]


def test_an_hour_of_paris_is_read_by_its_zone() -> None:
    assert busy(
        *event(
            "DTSTART;TZID=Europe/Paris:20261124T180000",
            "DTEND;TZID=Europe/Paris:20261124T200000",
            "SUMMARY:Chorale",
        )
    ) == [("11-24 17:00", "11-24 19:00", "Chorale")]


def test_every_tuesday_keeps_its_hour_when_the_clocks_change() -> None:
    found = busy(
        *event(
            "DTSTART;TZID=Europe/Paris:20261020T180000",
            "DTEND;TZID=Europe/Paris:20261020T200000",
            "RRULE:FREQ=WEEKLY;COUNT=3",
            "EXDATE;TZID=Europe/Paris:20261103T180000",
            "SUMMARY:Danse",
        )
    )
    assert [(start, end) for start, end, _label in found] == [
        ("10-20 16:00", "10-20 18:00"),
        ("10-27 17:00", "10-27 19:00"),
    ]


def test_one_occurrence_may_have_been_moved() -> None:
    found = busy(
        *event("DTSTART:20261103T170000Z", "DTEND:20261103T180000Z", "RRULE:FREQ=WEEKLY;COUNT=2"),
        *event(
            "RECURRENCE-ID:20261110T170000Z", "DTSTART:20261111T090000Z", "DTEND:20261111T100000Z"
        ),
    )
    assert [start for start, _end, _label in found] == ["11-03 17:00", "11-11 09:00"]


def test_a_day_without_an_hour_is_a_day_of_the_office() -> None:
    assert busy(*event("DTSTART;VALUE=DATE:20261025", "DTEND;VALUE=DATE:20261026")) == [
        ("10-24 22:00", "10-25 23:00", "")
    ], "the day on which the clocks go back has 25 hours"


def test_what_is_free_or_cancelled_takes_nothing() -> None:
    hours = ("DTSTART:20261103T170000Z", "DTEND:20261103T180000Z")
    assert busy(*event(*hours, "TRANSP:TRANSPARENT")) == []
    assert busy(*event(*hours, "STATUS:CANCELLED")) == []


def test_what_lies_outside_the_time_asked_about_is_left_out() -> None:
    assert busy(*event("DTSTART:20200103T170000Z", "DTEND:20200103T180000Z")) == []
    assert busy(*event("DTSTART:20990103T170000Z", "DTEND:20990103T180000Z")) == []


@pytest.mark.parametrize(
    "rule", ["FREQ=SECONDLY", "FREQ=MINUTELY;COUNT=10", "FREQ=DAILY;BYHOUR=1,2,3"]
)
def test_an_event_that_comes_back_all_day_long_is_refused(rule: str) -> None:
    lines = ("DTSTART:20261103T170000Z", "DTEND:20261103T170001Z", f"RRULE:{rule}")
    with pytest.raises(TooOftenError):
        busy(*event(*lines))


def test_a_file_without_end_is_refused() -> None:
    with pytest.raises(CalendarTooLargeError):
        read_busy(b"BEGIN:VCALENDAR" + b" " * MOST_BYTES, "x.ics", START, END, PARIS)
    many = [
        line
        for n in range(4001)
        for line in event("DTSTART:20261103T170000Z", "DTEND:20261103T180000Z", uid=str(n))
    ]
    with pytest.raises(CalendarTooLargeError):
        busy(*many)


@pytest.mark.parametrize("data", [b"", b"%PDF-1.4", b"BEGIN:VCARD\nEND:VCARD", b"\x00" * 40])
def test_another_file_is_no_calendar(data: bytes) -> None:
    with pytest.raises(NotACalendarError):
        read_busy(data, "x.ics", START, END, PARIS)


@given(st.binary(max_size=300), st.integers(0, 200))
def test_a_damaged_calendar_is_read_or_refused_with_a_sentence(noise: bytes, at: int) -> None:
    whole = calendar(*event("DTSTART:20261103T170000Z", "DTEND:20261103T180000Z", "SUMMARY:A"))
    damaged = whole[:at] + noise + whole[at:]
    said = ""
    stretches: tuple[Busy, ...] = ()
    try:
        stretches = read_busy(damaged, "x.ics", START, END, PARIS).stretches
    except VaEtVientError as error:
        said = error.message
    assert said or all(START <= b.start < b.end <= END for b in stretches)


def test_what_is_written_is_read_back_and_always_the_same_bytes() -> None:
    events = [
        Event(
            "a", MADE, MADE + timedelta(hours=2), "Les Jardins ; « fête », à 18 h", tentative=True
        ),
        Event(
            "b",
            datetime(2026, 11, 29, 23, tzinfo=UTC),
            datetime(2026, 12, 1, 23, tzinfo=UTC),
            "Ali",
            whole_days=True,
        ),
    ]
    data = write_calendar("Salle Drac", events, MADE, PARIS)
    assert data == write_calendar("Salle Drac", events, MADE, PARIS)
    read = read_busy(data, "x.ics", START, END, PARIS)
    assert read.name == "Salle Drac"
    assert [(b.start, b.end, b.label) for b in read.stretches] == [
        (e.start, e.end, e.title) for e in events
    ]
    assert b"STATUS:TENTATIVE" in data
    assert b"DTSTART;VALUE=DATE:20261130" in data
