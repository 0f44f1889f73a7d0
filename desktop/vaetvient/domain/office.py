"""The office, its posts and the days on which it is open."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from uuid import UUID

from sqlalchemy import ForeignKey, LargeBinary, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from vaetvient.domain.records import Record, Replicated
from vaetvient.language import spoken

EVERY_DAY = 0b1111111
MONDAY_TO_SATURDAY = 0b0111111


class Office(Replicated, Record):
    """An association office: a Maison des associations, a tiers-lieu, a centre social."""

    __tablename__ = "office"

    name: Mapped[str] = mapped_column(String(200))
    code: Mapped[str] = mapped_column(String(8))
    """What its agreements' numbers begin with: « GRE »."""
    address: Mapped[str] = mapped_column(Text, default="")
    postal_code: Mapped[str] = mapped_column(String(16), default="")
    commune_name: Mapped[str] = mapped_column(String(120), default="")
    commune_insee: Mapped[str | None] = mapped_column(String(5))
    email: Mapped[str | None] = mapped_column(String(254))
    phone: Mapped[str | None] = mapped_column(String(20))
    rna: Mapped[str | None] = mapped_column(String(10))
    siret: Mapped[str | None] = mapped_column(String(14))
    opening_days: Mapped[int] = mapped_column(default=MONDAY_TO_SATURDAY)
    """A bit per weekday, Monday the lowest."""
    opening_hours: Mapped[str] = mapped_column(Text, default="")
    timezone: Mapped[str] = mapped_column(String(64), default="Europe/Paris")
    currency: Mapped[str] = mapped_column(String(3), default="EUR")
    language: Mapped[str] = mapped_column(String(2), default="fr")
    states_value: Mapped[bool] = mapped_column(default=False)
    """Whether agreements state each thing's value (Code civil, art. 1883: the borrower then
    bears even accidental loss): an explicit choice, off by default."""
    dues_cents: Mapped[int] = mapped_column(default=0)
    """What a year's membership is usually asked, proposed when dues are noted."""
    retention_years: Mapped[int] = mapped_column(default=3, server_default=text("3"))
    """Years after the last activity from which a member is to be reviewed; three is what the CNIL
    advises for people one no longer deals with."""
    register_annex: Mapped[str] = mapped_column(Text, default="", server_default="")
    """What the office adds to its register of processing, in its own words."""
    logo: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)


class Site(Replicated, Record):
    """One installation of the program: one computer of one office."""

    __tablename__ = "site"

    office_id: Mapped[UUID] = mapped_column(ForeignKey("office.id"))
    name: Mapped[str] = mapped_column(String(200))
    installed_at: Mapped[datetime]


class Closure(Replicated, Record):
    """Days on which the office is closed, both included."""

    __tablename__ = "closure"

    office_id: Mapped[UUID] = mapped_column(ForeignKey("office.id"), index=True)
    first_day: Mapped[date]
    last_day: Mapped[date]
    reason: Mapped[str] = mapped_column(String(200), default="")


@lru_cache(maxsize=32)
def public_holidays(year: int, department: str = "") -> frozenset[date]:
    """The public holidays of one year in metropolitan France (Code du travail, L3133-1).

    Alsace-Moselle keeps two more (departments 57, 67, 68).
    """
    import holidays

    subdivision = department if department in {"57", "67", "68"} else None
    name = {"57": "57", "67": "6AE", "68": "6AE"}.get(subdivision or "")
    return frozenset(holidays.country_holidays("FR", subdiv=name, years=year))


def holiday_names(year: int, department: str = "") -> dict[date, str]:
    """The public holidays of one year and what they are called, in the language now spoken."""
    import holidays

    subdivision = {"57": "57", "67": "6AE", "68": "6AE"}.get(department)
    language = "fr" if spoken() == "fr" else "en_US"
    found = holidays.country_holidays("FR", subdiv=subdivision, years=year, language=language)
    return dict(sorted(found.items()))


@dataclass(frozen=True, slots=True)
class OpeningCalendar:
    """The days on which an office is open: weekdays, minus closures, minus public holidays."""

    opening_days: int = MONDAY_TO_SATURDAY
    closures: tuple[tuple[date, date], ...] = ()
    department: str = ""

    def is_open(self, day: date) -> bool:
        """Whether something can be brought back on `day`."""
        if not self.opening_days >> day.weekday() & 1:
            return False
        if any(first <= day <= last for first, last in self.closures):
            return False
        return day not in public_holidays(day.year, self.department)

    def next_open_day(self, day: date) -> date:
        """`day`, or the first open day after it (invariant 4).

        An office that would be closed for a whole year is taken to be open: a due date must be.
        """
        for ahead in range(min(366, (date.max - day).days + 1)):
            candidate = day + timedelta(days=ahead)
            if self.is_open(candidate):
                return candidate
        return day
