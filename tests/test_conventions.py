"""Days and numbers are written as the Unicode CLDR has it, in both languages."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Literal

import pytest
from babel.dates import format_date
from babel.numbers import format_currency, format_decimal
from hypothesis import given
from hypothesis import strategies as st

from vaetvient.language import (
    LANGUAGES,
    Language,
    show_date,
    show_money,
    show_number,
    show_weekday_date,
    speaking,
)

LOCALES: dict[Language, str] = {"fr": "fr_FR", "en": "en_GB"}
FORMS: tuple[Literal["medium", "long", "full"], ...] = ("medium", "long", "full")


def _cldr(words: str) -> str:
    """A day as the CLDR has it: « 1 décembre », where one writes « 1er décembre »."""
    return words.replace("1er", "1")


@pytest.mark.parametrize("language", LANGUAGES)
@given(st.dates())
def test_a_day_is_written_as_in_the_cldr(language: Language, day: date) -> None:
    with speaking(language):
        for form in FORMS:
            assert _cldr(show_date(day, form)) == format_date(day, form, locale=LOCALES[language])
        assert show_date(day, "short") == format_date(day, "dd/MM/yyyy", locale=LOCALES[language])
        coming = format_date(day, "EEE d MMMM", locale=LOCALES[language])
        assert _cldr(show_weekday_date(day)) == coming


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_month_and_weekday_has_its_name(language: Language) -> None:
    days = [date(2026, month, month) for month in range(1, 13)]
    days += [date(2026, 11, 23 + n) for n in range(7)]
    with speaking(language):
        for day in days:
            for form in FORMS:
                assert _cldr(show_date(day, form)) == format_date(
                    day, form, locale=LOCALES[language]
                )


@pytest.mark.parametrize("language", LANGUAGES)
@given(st.integers(-(10**12), 10**12))
def test_numbers_and_amounts_are_written_as_in_the_cldr(language: Language, n: int) -> None:
    with speaking(language):
        assert show_number(n) == format_decimal(n, locale=LOCALES[language])
        amount = format_currency(Decimal(n) / 100, "EUR", locale=LOCALES[language])
        assert show_money(n) == amount
