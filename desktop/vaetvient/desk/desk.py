"""The desk itself: which database, which office and post, who sits there, what time it is."""

from __future__ import annotations

import getpass
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import cached_property
from pathlib import Path
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from vaetvient.domain.office import Closure, Office, OpeningCalendar, Site
from vaetvient.domain.text import one_line
from vaetvient.language import Language, _, as_language
from vaetvient.paths import DATABASE_NAME
from vaetvient.storage import settings
from vaetvient.storage.database import Database, OpenGesture
from vaetvient.storage.prepared import Question, row

Clock = Callable[[], datetime]


def now() -> datetime:
    """The computer's clock, in UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True)
class Desk:
    """What every use case needs. Immutable: `seated` gives the same desk with someone else."""

    database: Database
    office_id: UUID
    site_id: UUID
    volunteer: str
    timezone: str = "Europe/Paris"
    clock: Clock = now

    def gesture(self, kind: str) -> AbstractContextManager[OpenGesture]:
        """Open the transaction of one gesture, in this volunteer's name."""
        return self.database.gesture(
            kind, who=self.volunteer, site_id=self.site_id, at=self.clock()
        )

    @cached_property
    def zone(self) -> ZoneInfo:
        """The office's time zone."""
        return ZoneInfo(self.timezone)

    def today(self) -> date:
        """The day it is at the office."""
        return self.clock().astimezone(self.zone).date()

    def day_of(self, moment: datetime) -> date:
        """The day it was at the office at `moment`."""
        return moment.astimezone(self.zone).date()

    def seated(self, volunteer: str) -> Desk:
        """The same desk with `volunteer` behind it."""
        return replace(self, volunteer=one_line(volunteer) or self.volunteer)


def open_desk(folder: Path, *, volunteer: str = "", clock: Clock = now) -> Desk:
    """Open the data folder at `folder` and sit down.

    A new folder becomes an office of its own, called « Bureau » until someone names it.
    Raises EnvironmentFaultError subclasses where the folder or its file cannot be used.
    """
    database = Database(folder / DATABASE_NAME)
    with database.reading() as session:
        office_id, site_id = settings.own_office(session), settings.own_site(session)
        kept_name = settings.read(session, settings.VOLUNTEER, "")
    if office_id is None or site_id is None:
        office_id, site_id = _found_office(database, clock)
    with database.reading() as session:
        timezone = session.scalar(select(Office.timezone).where(Office.id == office_id))
    name = one_line(volunteer) or kept_name or _login_name()
    return Desk(database, office_id, site_id, name, timezone or "Europe/Paris", clock)


def office_calendar(session: Session, office_id: UUID) -> OpeningCalendar:
    """The days on which the office is open."""
    rows = _OPENING.all(session, office=office_id)
    opening_days, insee, *_closure = rows[0]
    closures = tuple((first, last) for _days, _insee, first, last in rows if first and last)
    return OpeningCalendar(opening_days, closures, (insee or "")[:2])


_OPENING: Question[tuple[int, str | None, date | None, date | None]] = Question(
    select(Office.opening_days, Office.commune_insee, Closure.first_day, Closure.last_day)
    .outerjoin(Closure, Closure.office_id == Office.id)
    .where(Office.id == bindparam("office")),
    row,
)
"""The office's days, once with each of its closures."""


def own_language(session: Session) -> Language:
    """The language this installation speaks."""
    return as_language(settings.read(session, settings.LANGUAGE, "fr"))


def _found_office(database: Database, clock: Clock) -> tuple[UUID, UUID]:
    """Make the office and the post of a new folder; whoever comes second finds the first's."""
    with database.writing() as session:
        office_id, site_id = settings.own_office(session), settings.own_site(session)
        if office_id is not None and site_id is not None:
            return office_id, site_id
        office = Office(name=_("Bureau"), code="BUR")
        session.add(office)
        session.flush()
        site = Site(office_id=office.id, name=_("Poste 1"), installed_at=clock())
        session.add(site)
        session.flush()
        settings.write(session, settings.OFFICE, str(office.id))
        settings.write(session, settings.SITE, str(site.id))
        return office.id, site.id


def _login_name() -> str:
    try:
        name = one_line(getpass.getuser())  # on Linux any bytes
    except (OSError, KeyError):
        name = ""
    return name or _("bénévole")
