"""The two languages of the program: French in the source, English from the catalogue.

Every text a person reads, in the window, on paper or on a terminal, is written in French
inside ``_()`` or ``ngettext()`` and translated by one gettext catalogue. Dates, amounts and
plurals follow the Unicode CLDR (`conventions`).
"""

from __future__ import annotations

import gettext
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime, time
from functools import lru_cache
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

from vaetvient.conventions import ENGLISH, FRENCH, Conventions

Language = Literal["fr", "en"]
LANGUAGES: tuple[Language, ...] = ("fr", "en")
NBSP = "\N{NO-BREAK SPACE}"
NNBSP = "\N{NARROW NO-BREAK SPACE}"
CONVENTIONS: Mapping[Language, Conventions] = {"fr": FRENCH, "en": ENGLISH}

_BEFORE_MARKS = re.compile(r" (?=[;:!?](?:\s|$))")
_FIRST = re.compile(r"\b1\b")
_AFTER_ABBREVIATIONS = re.compile(
    r"\b(n°|art\.|articles?|page|annexes?|jours?|p\.) (?=[\d{])", re.IGNORECASE
)


class _French(gettext.NullTranslations):
    """The source language: nothing to translate, but 0 is singular in French (CLDR: i = 0, 1)."""

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return msgid1 if abs(n) < 2 else msgid2


class _Speaker:
    language: Language = "fr"
    catalogue: gettext.NullTranslations = _French()
    first_is_ordinal: bool = True


_speaker = _Speaker()
_for_now: ContextVar[_Speaker | None] = ContextVar("_for_now", default=None)
_well_set: ContextVar[bool] = ContextVar("_well_set", default=False)


def locale_directory() -> Path:
    """Where the compiled catalogues are."""
    from vaetvient.paths import resources

    return resources() / "locale"


def catalogue(language: Language) -> gettext.NullTranslations:
    """The texts of one language; English falls back on the French source word by word."""
    if language == "fr":
        return _French()
    found = gettext.translation("vaetvient", locale_directory(), [language], fallback=True)
    found.add_fallback(_French())
    return found


def speak(language: Language) -> None:
    """Make `language` the one of every text produced from now on in this process."""
    _speaker.catalogue = catalogue(language)
    _speaker.language = language


@contextmanager
def speaking(language: Language, *, first_is_ordinal: bool = True) -> Iterator[None]:
    """Speak `language` within the block and this thread alone.

    A paper is written in its own language while the window goes on in the volunteer's; one that
    was printed with « 1 décembre » is printed so again, where `first_is_ordinal` is false.
    """
    speaker = _Speaker()
    speaker.language, speaker.catalogue = language, catalogue(language)
    speaker.first_is_ordinal = first_is_ordinal
    before = _for_now.set(speaker)
    try:
        yield
    finally:
        _for_now.reset(before)


def spoken() -> Language:
    """The language now spoken."""
    return (_for_now.get() or _speaker).language


def _(text: str) -> str:
    """Translate `text` (French) into the language now spoken."""
    said = (_for_now.get() or _speaker).catalogue.gettext(text)
    return typeset(said) if _well_set.get() else said


def ngettext(one: str, many: str, n: int) -> str:
    """Translate, choosing the plural form for `n`."""
    said = (_for_now.get() or _speaker).catalogue.ngettext(one, many, n)
    return typeset(said) if _well_set.get() else said


def set_texts_well() -> None:
    """Have every text that this thread says from now on set with good typography.

    For the window's thread, whose texts are read and not kept; what is written to the database,
    to files or to a terminal stays as the source has it.
    """
    _well_set.set(True)


def typeset(text: str) -> str:
    """A text of ours with the spaces and apostrophes of good typography.

    French takes a narrow no-break space before ; : ! ? and no-break spaces within « ».
    """
    return _typeset(text, spoken() == "fr")


def well_set(text: str) -> str:
    """A text of ours that was put together elsewhere, by a worker, set as this thread sets its
    own."""
    return typeset(text) if _well_set.get() else text


@lru_cache(maxsize=8192)
def _typeset(text: str, french: bool) -> str:
    text = text.replace("'", "’")
    if french:
        text = _BEFORE_MARKS.sub(NNBSP, text)
        text = text.replace("« ", f"«{NBSP}").replace(" »", f"{NBSP}»")
        text = text.replace(" €", f"{NBSP}€").replace(" %", f"{NBSP}%").replace(" –", f"{NBSP}–")
    return _AFTER_ABBREVIATIONS.sub(rf"\1{NBSP}", text)


def N_(text: str) -> str:  # noqa: N802  (the usual gettext name for « mark, translate later »)
    """Mark `text` for the catalogue; it is translated where it is shown."""
    return text


def as_language(text: str | None) -> Language:
    """`text` as one of the two languages, French for anything else."""
    return "en" if text == "en" else "fr"


def show_date(day: date, form: Literal["short", "medium", "long", "full"] = "long") -> str:
    """« 23 novembre 2026 » (long), « lundi 23 novembre 2026 » (full), « 23/11/2026 » (short)."""
    if form == "short":  # four-digit years: two are ambiguous on paper
        return f"{day.day:02}/{day.month:02}/{day.year:04}"
    writing = CONVENTIONS[spoken()]
    if form == "medium":
        return _with_ordinal(day, writing.medium(day))
    return _with_ordinal(day, writing.long(day) if form == "long" else writing.full(day))


def show_weekday_date(day: date) -> str:
    """« lun. 30 novembre »: a day of the coming weeks, said the way a desk says it."""
    return _with_ordinal(day, CONVENTIONS[spoken()].coming(day))


def _with_ordinal(day: date, words: str) -> str:
    """« 1er décembre 2026 »: the first of a month as French writes it, which the CLDR does not."""
    speaker = _for_now.get() or _speaker
    if day.day != 1 or speaker.language != "fr" or not speaker.first_is_ordinal:
        return words
    return _FIRST.sub("1er", words, count=1)


def show_moment(moment: datetime, timezone: str = "Europe/Paris") -> str:
    """« 23/11/2026 14:05 » in the office's time zone; `moment` is aware (UTC)."""
    local = moment.astimezone(ZoneInfo(timezone))
    return f"{local:%d/%m/%Y %H:%M}"


def show_time(clock: time) -> str:
    """« 14 h 05 » in French, « 14:05 » in English."""
    if spoken() == "fr":
        return f"{clock.hour}{NBSP}h" + (f"{NBSP}{clock.minute:02}" if clock.minute else "")
    return f"{clock:%H:%M}"


def show_money(cents: int, currency: str = "EUR") -> str:
    """« 1 234,50 € »: integer cents in, text of the spoken language out."""
    if currency == "EUR":
        return CONVENTIONS[spoken()].money(cents)
    from decimal import Decimal

    from babel.numbers import format_currency

    locale = "fr_FR" if spoken() == "fr" else "en_GB"
    return format_currency(Decimal(cents) / 100, currency, locale=locale)


def show_amount(cents: int) -> str:
    """« 15,00 »: an amount as it is typed, without its currency."""
    whole, rest = divmod(abs(cents), 100)
    return f"{'-' if cents < 0 else ''}{whole}{',' if spoken() == 'fr' else '.'}{rest:02}"


def show_size(size: int) -> str:
    """« 4,2 Mo »: so many bytes, in thousands or millions of them."""
    if size < 1_000_000:
        return _("{n} Ko").format(n=show_number(-(-size // 1000))).replace(" ", NBSP)
    if size < 10_000_000:
        shown = f"{size / 1_000_000:.1f}".replace(".", "," if spoken() == "fr" else ".")
    else:
        shown = show_number(size // 1_000_000)
    return _("{n} Mo").format(n=shown).replace(" ", NBSP)


def show_number(number: int) -> str:
    """« 1 234 » with the thousands separator of the spoken language."""
    return CONVENTIONS[spoken()].number(number)
