"""Numbers and addresses as they are typed, read into one form or refused with the field's name."""

import contextlib
from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.fr import siren

from vaetvient.domain.errors import InvalidValueError
from vaetvient.domain.registration import (
    BadDateError,
    BadEmailError,
    BadPhoneError,
    BadRnaError,
    BadSiretError,
    read_birth_date,
    read_date,
    read_email,
    read_phone,
    read_rna,
    read_siret,
    show_phone,
    show_siret,
)

ANY_TEXT = st.text(st.characters(codec=None, exclude_categories=()))
NOTHING = ["", "   ", "\t\n", "\x00", None]
LA_POSTE = "35600000049837"
"""An establishment of La Poste: its digits add up to a multiple of 5, Luhn does not hold."""


# The RNA


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("W381001234", "W381001234"),
        ("w381001234", "W381001234"),
        ("W 381 001 234", "W381001234"),
        ("W-381.001.234", "W381001234"),
        ("W2A1000123", "W2A1000123"),
        ("w2b1000123", "W2B1000123"),
        ("W9R1000123", "W9R1000123"),
        ("W9C1000123", "W9C1000123"),
    ],
)
def test_an_rna_number_is_read(typed: str, read: str) -> None:
    assert read_rna(typed) == read


@pytest.mark.parametrize(
    "typed", ["381001234", "W38100123", "W3810012345", "W38100123O", "WA81001234", "X381001234"]
)
def test_what_is_not_an_rna_number(typed: str) -> None:
    with pytest.raises(BadRnaError) as refused:
        read_rna(typed)
    assert refused.value.field == "rna"
    assert typed in refused.value.message


# The SIRET


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("73282932000074", "73282932000074"),
        ("732 829 320 00074", "73282932000074"),
        (" 732829320 00074 ", "73282932000074"),
        ("732\u00a0829\u202f320\u00a000074", "73282932000074"),
        (LA_POSTE, LA_POSTE),
    ],
)
def test_a_siret_is_read(typed: str, read: str) -> None:
    assert read_siret(typed) == read


@pytest.mark.parametrize(
    "typed",
    [
        "73282932000075",  # the last digit does not verify the others
        "73282932000047",  # two digits the wrong way round
        "732829320",  # a SIREN
        "732829320000740",
        "7328293200007A",
        "٧٣٢٨٢٩٣٢٠٠٠٠٧٤",
    ],
)
def test_what_is_not_a_siret(typed: str) -> None:
    with pytest.raises(BadSiretError) as refused:
        read_siret(typed)
    assert refused.value.field == "siret"


@given(st.integers(0, 10**8 - 1), st.integers(0, 10**4 - 1))
def test_one_last_digit_in_ten_makes_a_siret(company: int, establishment: int) -> None:
    """Luhn holds twice: for the SIREN's nine digits, then for all fourteen."""
    sirens = [f"{company:08}{last}" for last in range(10) if siren.is_valid(f"{company:08}{last}")]
    assert len(sirens) == 1
    if sirens == ["356000000"]:  # La Poste's own has a second rule
        return
    accepted = []
    for last in range(10):
        with contextlib.suppress(BadSiretError):
            accepted.append(read_siret(f"{sirens[0]}{establishment:04}{last}"))
    assert len(accepted) == 1


def test_a_siret_is_shown_in_groups() -> None:
    assert show_siret("73282932000074") == "732 829 320 00074"
    assert show_siret(None) == ""


# E-mail


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("zoe@jardins.example", "zoe@jardins.example"),
        ("Zoe.Lefevre+prets@Jardins.Example", "Zoe.Lefevre+prets@jardins.example"),
        ("mailto:zoe@jardins.example", "zoe@jardins.example"),
        ("zoé@mairie-échirolles.example", "zoé@mairie-échirolles.example"),
        (" zoe@a.b.c.example ", "zoe@a.b.c.example"),
        ("o'brien@jardins.example", "o'brien@jardins.example"),
    ],
)
def test_an_email_address_is_read(typed: str, read: str) -> None:
    assert read_email(typed) == read


@pytest.mark.parametrize(
    "typed",
    [
        "zoe",
        "zoe@",
        "@jardins.example",
        "zoe@jardins",
        "zoe@@jardins.example",
        "zoe@jardins..example",
        "zoe lefevre@jardins.example",
        "zoe@jardins.example, odile@jardins.example",
        "<zoe@jardins.example>",
        "z" * 250 + "@jardins.example",
    ],
)
def test_what_is_not_an_email_address(typed: str) -> None:
    with pytest.raises(BadEmailError):
        read_email(typed)


# Telephone


@pytest.mark.parametrize(
    ("typed", "read", "shown"),
    [
        ("0476012345", "+33476012345", "04 76 01 23 45"),
        ("04 76 01 23 45", "+33476012345", "04 76 01 23 45"),
        ("04.76.01.23.45", "+33476012345", "04 76 01 23 45"),
        ("04-76-01-23-45", "+33476012345", "04 76 01 23 45"),
        ("+33 (0)4 76 01 23 45", "+33476012345", "04 76 01 23 45"),
        ("0033476012345", "+33476012345", "04 76 01 23 45"),
        ("06 12 34 56 78", "+33612345678", "06 12 34 56 78"),
        ("+41 22 345 67 89", "+41223456789", "+41 22 345 67 89"),
    ],
)
def test_a_telephone_number_is_read_and_shown(typed: str, read: str, shown: str) -> None:
    assert read_phone(typed) == read
    assert show_phone(read) == shown


@pytest.mark.parametrize("typed", ["04 76", "voisine du 3e", "0476012345678901", "--"])
def test_what_is_not_a_telephone_number(typed: str) -> None:
    with pytest.raises(BadPhoneError):
        read_phone(typed)


def test_no_number_shows_nothing_and_a_strange_one_as_it_is() -> None:
    assert (show_phone(None), show_phone(""), show_phone("15 ou 18")) == ("", "", "15 ou 18")


# Dates


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("23/11/2026", date(2026, 11, 23)),
        ("3/1/2026", date(2026, 1, 3)),
        ("23-11-2026", date(2026, 11, 23)),
        ("23.11.2026", date(2026, 11, 23)),
        ("23 11 2026", date(2026, 11, 23)),
        ("2026-11-23", date(2026, 11, 23)),
        ("2026/11/23", date(2026, 11, 23)),
        ("23/11/26", date(2026, 11, 23)),
        ("29/02/2028", date(2028, 2, 29)),
        (" 23/11/2026 ", date(2026, 11, 23)),
    ],
)
def test_a_date_is_read_day_first(typed: str, day: date) -> None:
    assert read_date(typed) == day


@pytest.mark.parametrize(
    "typed",
    ["31/02/2026", "29/02/2026", "00/11/2026", "23/13/2026", "11/23/2026", "1/1/1899", "demain"],
)
def test_a_day_that_does_not_exist_is_refused(typed: str) -> None:
    with pytest.raises(BadDateError) as refused:
        read_date(typed, "due")
    assert refused.value.field == "due"
    assert typed in refused.value.message


@given(st.dates(date(1900, 1, 1), date(2199, 12, 31)))
def test_every_day_comes_back_from_each_way_of_writing_it(day: date) -> None:
    for form in ("%d/%m/%Y", "%Y-%m-%d", "%d-%m-%Y", "%d.%m.%Y"):
        assert read_date(day.strftime(form)) == day


@pytest.mark.parametrize(
    ("typed", "born"),
    [
        ("12/05/45", date(1945, 5, 12)),
        ("12/05/26", date(2026, 5, 12)),
        ("24/11/26", date(1926, 11, 24)),
        ("29/02/48", date(1948, 2, 29)),
        ("12/05/1945", date(1945, 5, 12)),
        ("", None),
    ],
)
def test_nobody_is_born_tomorrow(typed: str, born: date | None) -> None:
    assert read_birth_date(typed, today=date(2026, 11, 23)) == born


@pytest.mark.parametrize("typed", ["24/11/2026", "12/05/2062", "2026-11-24", "31/02/80"])
def test_a_birth_to_come_is_refused(typed: str) -> None:
    with pytest.raises(BadDateError) as refused:
        read_birth_date(typed, today=date(2026, 11, 23))
    assert refused.value.field == "birth_date"


# All of them


READERS: list[Callable[[str | None], object]] = [
    read_rna,
    read_siret,
    read_email,
    read_phone,
    read_date,
    read_birth_date,
]


@pytest.mark.parametrize("read", READERS)
@pytest.mark.parametrize("typed", NOTHING)
def test_nothing_typed_is_nothing(read: Callable[[str | None], object], typed: str | None) -> None:
    assert read(typed) is None


@pytest.mark.parametrize("read", READERS)
@given(typed=ANY_TEXT | st.from_regex(r"[\d٠-٩+()/ .W-]{1,20}", fullmatch=True))
def test_whatever_is_typed_is_read_or_refused(
    read: Callable[[str | None], object], typed: str
) -> None:
    """And what was read is read again as itself."""
    try:
        value = read(typed)
    except InvalidValueError:
        return
    if isinstance(value, str):
        assert read(value) == value
