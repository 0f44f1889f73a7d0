"""What the commands share: reading days, members and things as typed, and what they answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from vaetvient.desk.desk import Desk
from vaetvient.desk.reservations import WantedKit
from vaetvient.domain.days import last_day, midnight
from vaetvient.domain.kit import Kit
from vaetvient.language import _, show_date, show_moment
from vaetvient.storage.queries.answers import Wanted, called


@dataclass(frozen=True, slots=True)
class Said:
    """What a command answers."""

    data: Any
    """For `--json`."""
    lines: tuple[str, ...]
    """For a terminal."""


def wanted_called(session: Session, typed: str) -> Wanted | WantedKit:
    """« VID-001 », « Chaise pliante=30 », « Kit fête »."""
    name, mark, count = typed.rpartition("=")
    if not mark or not count.strip().isdigit():
        name, count = typed, "1"
    found = called(session, name)
    if isinstance(found, Kit):
        return WantedKit(found.id, int(count))
    return Wanted(found.model_id, found.equipment_id, int(count))


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
