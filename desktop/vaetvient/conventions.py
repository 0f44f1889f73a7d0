"""How each language writes days and numbers: the facts of the Unicode CLDR that every start needs.

They are Babel's own, which a test holds them to. Asking Babel takes a twentieth of the time in
which the window opens, and a list of dates takes ten times as long to write with it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Conventions:
    """What one language writes with."""

    weekdays: tuple[str, ...]
    """From Monday on."""
    short_weekdays: tuple[str, ...]
    months: tuple[str, ...]
    short_months: tuple[str, ...]
    after_weekday: str
    """Between « lundi » and « 23 novembre »."""
    thousands: str
    decimal: str
    euros: str
    """An amount, with its sign before it."""

    def medium(self, day: date) -> str:
        """« 23 nov. 2026 »."""
        return f"{day.day} {self.short_months[day.month - 1]} {day.year}"

    def long(self, day: date) -> str:
        """« 23 novembre 2026 »."""
        return f"{day.day} {self.months[day.month - 1]} {day.year}"

    def full(self, day: date) -> str:
        """« lundi 23 novembre 2026 »."""
        return f"{self.weekdays[day.weekday()]}{self.after_weekday}{self.long(day)}"

    def coming(self, day: date) -> str:
        """« lun. 30 novembre »."""
        return f"{self.short_weekdays[day.weekday()]} {day.day} {self.months[day.month - 1]}"

    def number(self, number: int) -> str:
        """« 1 234 »."""
        return f"{number:,}".replace(",", self.thousands)

    def money(self, cents: int) -> str:
        """« 1 234,50 € »."""
        whole, rest = divmod(abs(cents), 100)
        amount = f"{self.number(whole)}{self.decimal}{rest:02}"
        return ("-" if cents < 0 else "") + self.euros.format(amount)


FRENCH = Conventions(
    weekdays=("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"),
    short_weekdays=("lun.", "mar.", "mer.", "jeu.", "ven.", "sam.", "dim."),
    months=(
        *("janvier", "février", "mars", "avril", "mai", "juin"),
        *("juillet", "août", "septembre", "octobre", "novembre", "décembre"),
    ),
    short_months=(
        *("janv.", "févr.", "mars", "avr.", "mai", "juin"),
        *("juil.", "août", "sept.", "oct.", "nov.", "déc."),
    ),
    after_weekday=" ",
    thousands="\N{NARROW NO-BREAK SPACE}",
    decimal=",",
    euros="{}\N{NO-BREAK SPACE}€",
)
ENGLISH = Conventions(
    weekdays=("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    short_weekdays=("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
    months=(
        *("January", "February", "March", "April", "May", "June"),
        *("July", "August", "September", "October", "November", "December"),
    ),
    short_months=(
        *("Jan", "Feb", "Mar", "Apr", "May", "Jun"),
        *("Jul", "Aug", "Sept", "Oct", "Nov", "Dec"),
    ),
    after_weekday=", ",
    thousands=",",
    decimal=".",
    euros="€{}",
)
