"""What the commands share: reading days, members and things as typed, and what they answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from sqlalchemy.orm import Session

from vaetvient.desk.desk import Desk
from vaetvient.desk.reservations import WantedKit
from vaetvient.domain.availability import Period
from vaetvient.domain.days import ONE_DAY, last_day, midnight, on_the_clock
from vaetvient.domain.errors import InvalidValueError
from vaetvient.domain.kit import Kit
from vaetvient.domain.promising import PeriodError
from vaetvient.domain.registration import read_date
from vaetvient.language import N_, _, show_date, show_moment
from vaetvient.storage.queries.answers import Wanted, called

_CLOCK = len("18:30")


@dataclass(frozen=True, slots=True)
class Said:
    """What a command answers."""

    data: Any
    """For `--json`."""
    lines: tuple[str, ...]
    """For a terminal."""


class BadTimeError(InvalidValueError):
    code = "bad_time"
    text = N_("« {value} » n'est pas une date : écrivez 24/11/2026, ou 24/11/2026 18:30.")


def wanted_called(session: Session, typed: str) -> Wanted | WantedKit:
    """« VID-001 », « Chaise pliante=30 », « Kit fête »."""
    name, mark, count = typed.rpartition("=")
    if not mark or not count.strip().isdigit():
        name, count = typed, "1"
    found = called(session, name)
    if isinstance(found, Kit):
        return WantedKit(found.id, int(count))
    return Wanted(found.model_id, found.equipment_id, int(count))


def period_between(desk: Desk, start: str, end: str) -> Period:
    """Days count whole, the last one included; with an hour, to the minute."""
    first, begins = _read(start, "from")
    last, ends = _read(end, "to")
    begin = _at(desk, first, begins) if begins else midnight(first, desk.zone)
    finish = _at(desk, last, ends) if ends else midnight(last + ONE_DAY, desk.zone)
    if finish <= begin:
        raise PeriodError(start=start, end=end, field="to")
    return Period(begin, finish)


def _read(typed: str, field: str) -> tuple[date, time | None]:
    text = typed.strip().replace("T", " ")
    day, _gap, clock = text.partition(" ")
    try:
        hour = time.fromisoformat(clock.strip().zfill(_CLOCK)) if clock else None
    except ValueError:
        raise BadTimeError(value=typed, field=field) from None
    found = read_date(day, field=field)
    if found is None:
        raise BadTimeError(value=typed, field=field)
    return found, hour


def _at(desk: Desk, day: date, clock: time) -> datetime:
    return on_the_clock(day, clock.hour * 60 + clock.minute, desk.zone)


def iso(desk: Desk, moment: datetime | None) -> str | None:
    """A moment for scripts, by the office's clock."""
    return None if moment is None else moment.astimezone(desk.zone).isoformat()


def moment_words(desk: Desk, moment: datetime) -> str:
    """« 24/11/2026 », or « 24/11/2026 18:30 » when it is not midnight."""
    day = desk.day_of(moment)
    whole = moment == midnight(day, desk.zone)
    return show_date(day, "short") if whole else show_moment(moment, desk.timezone)


def until_words(desk: Desk, moment: datetime) -> str:
    """« jusqu'au 24/11/2026 »: midnight belongs to the day before it."""
    whole = moment == midnight(desk.day_of(moment), desk.zone)
    day = show_date(last_day(moment, desk.zone), "short")
    return _("jusqu'au {end}").format(end=day if whole else show_moment(moment, desk.timezone))
