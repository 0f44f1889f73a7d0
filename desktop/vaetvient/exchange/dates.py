"""Days as other programs write them, told as ISO 8601 does."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, timedelta
from functools import lru_cache

from vaetvient.domain.text import fold

_EPOCH = date(1899, 12, 30)
"""Day 0 of a spreadsheet, its leap day of 1900 that never was allowed for."""
_SERIAL = re.compile(r"(\d{5})(?:[.,]\d+)?")
_FIRST_SERIAL, _LAST_SERIAL = 7_000, 73_050
"""From 1919 to 2099; a postal code below or above is no day."""
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]\d{1,2}:\d{2}.*)?")
_COMPACT = re.compile(r"(19|20)(\d{2})(\d{2})(\d{2})(?:T?\d{4,6}Z?)?")
_FIGURES = re.compile(r"(\d{1,2})([/.\- ])(\d{1,2})\2(\d{4}|\d{2})(?:[ T,]+\d{1,2}[:h]\d{2}.*)?")
_WORDS = re.compile(
    r"(?:[a-z]{2,9}\.?,? )?(\d{1,2})(?:er|st|nd|rd|th)?[ \-/.]([a-z]{3,9})\.?,?[ \-/.](\d{4}|\d{2})"
)
_ENGLISH = re.compile(r"(?:[a-z]{3,9}\.?,? )?([a-z]{3,9})\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})")
_MONTHS = {
    begun: number
    for number, names in enumerate(
        (
            "jan", "fev feb", "mars mar", "avr apr", "mai may", "juin jun", "juil jul",
            "aout aou aug", "sep", "oct", "nov", "dec",
        ),
        start=1,
    )
    for begun in names.split()
}  # fmt: skip


@lru_cache(maxsize=65_536)
def told_date(text: str, *, month_first: bool = False) -> str:
    """`text` as « 2026-11-23 » where it is a day in one of the usual forms, else as it is.

    French and English words, figures with the day first (the month with `month_first`), ISO with
    or without an hour, the serial number of a spreadsheet.
    """
    figures = _FIGURES.fullmatch(text)
    if figures:
        day, month = int(figures[1]), int(figures[3])
        if month_first:
            day, month = month, day
        return _day(figures[4], month, day) or text
    iso = _ISO.fullmatch(text)
    if iso:
        return _day(iso[1], int(iso[2]), int(iso[3])) or text
    compact = _COMPACT.fullmatch(text)
    if compact:
        return _day(compact[1] + compact[2], int(compact[3]), int(compact[4])) or text
    serial = _SERIAL.fullmatch(text)
    if serial and _FIRST_SERIAL <= int(serial[1]) <= _LAST_SERIAL:
        return (_EPOCH + timedelta(days=int(serial[1]))).isoformat()
    return _in_words(text) or text


class MonthsFirst:
    """Whether a column has months first: a 13th month somewhere in it gives it away."""

    def __init__(self) -> None:
        self._thirteenth = self._day_first = False

    def look(self, written: Iterable[str]) -> None:
        """Learn from some of its values."""
        for text in written:
            figures = _FIGURES.fullmatch(text)
            if figures:
                self._thirteenth = self._thirteenth or int(figures[3]) > 12
                self._day_first = self._day_first or int(figures[1]) > 12

    def __bool__(self) -> bool:
        return self._thirteenth and not self._day_first


def _in_words(text: str) -> str:
    folded = " ".join(fold(text).split())
    said = _WORDS.fullmatch(folded)
    if said:
        day, word, year = said[1], said[2], said[3]
    else:
        english = _ENGLISH.fullmatch(folded)
        if not english:
            return ""
        word, day, year = english[1], english[2], english[3]
    month = _MONTHS.get(word) or _MONTHS.get(word[:4]) or _MONTHS.get(word[:3])
    return _day(year, month, int(day)) if month else ""


def _day(year: str, month: int, day: int) -> str:
    """Empty where there is no such day; a year of two figures stays one, for its reader to say
    which century."""
    try:
        date(int(year) if len(year) == 4 else 2000 + int(year), month, day)
    except ValueError:
        return ""
    if len(year) == 2:
        return f"{day:02}/{month:02}/{year}"
    return f"{year}-{month:02}-{day:02}"
