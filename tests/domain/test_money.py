"""Amounts as people write them: integer cents in the end (invariant 4)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vaetvient.domain.money import LARGEST_CENTS, BadAmountError, read_amount
from vaetvient.language import Language, show_amount, show_money, speaking

ANY_TEXT = st.text(st.characters(codec=None, exclude_categories=()))


@pytest.mark.parametrize(
    ("typed", "cents"),
    [
        ("12", 12_00),
        ("12,5", 12_50),
        ("12,50", 12_50),
        ("12.50", 12_50),
        ("12,", 12_00),
        (",50", 50),
        ("0", 0),
        ("1 234,50 €", 1_234_50),
        ("1\u202f234,50\u00a0€", 1_234_50),
        ("1,234.50", 1_234_50),
        ("1.234,50", 1_234_50),
        ("1.234", 1_234_00),
        ("1,234", 1_234_00),
        ("1 234 567", 1_234_567_00),
        ("1.234.567,89", 1_234_567_89),
        ("€ 150", 150_00),
        ("150 EUR", 150_00),
        ("150eur", 150_00),
        ("007", 7_00),
    ],
)
def test_an_amount_is_read(typed: str, cents: int) -> None:
    assert read_amount(typed) == cents


@pytest.mark.parametrize("typed", ["", "  ", "€", None])
def test_nothing_typed_is_no_amount(typed: str | None) -> None:
    assert read_amount(typed) is None


@pytest.mark.parametrize(
    "typed",
    [
        "-12",
        "−12",
        "(12)",
        "douze",
        "12 €uros",
        "1e5",
        "1_000",
        "NaN",
        "Infinity",
        ",",
        ".",
        "1.2.3",
        "1,2,3.50",  # groups are of three figures
        "12,34.5",
        "1,234,50",
        "1.234.50",
        "1234,567",
        "0,125",
        "3760123456789",  # a bar code
        "9" * 30,
        "9" * 5000,
    ],
)
def test_what_is_not_an_amount_is_refused_with_its_field(typed: str) -> None:
    with pytest.raises(BadAmountError) as refused:
        read_amount(typed, "deposit")
    assert refused.value.field == "deposit"
    assert "1 234,50" in refused.value.message


@pytest.mark.parametrize("language", ["fr", "en"])
@given(cents=st.integers(0, LARGEST_CENTS))
def test_what_is_shown_is_read_back(language: Language, cents: int) -> None:
    with speaking(language):
        assert read_amount(show_money(cents)) == cents


@given(cents=st.integers(0, LARGEST_CENTS))
def test_what_is_given_back_is_the_same_amount_with_a_minus_before_it(cents: int) -> None:
    assert read_amount(show_amount(cents)) == cents
    assert show_amount(-cents).removeprefix("-") == show_amount(cents)


@given(ANY_TEXT | st.from_regex(r"[\d.,  €-]{1,40}", fullmatch=True))
def test_whatever_is_typed_is_read_or_refused(typed: str) -> None:
    try:
        cents = read_amount(typed)
    except BadAmountError:
        return
    assert cents is None or 0 <= cents <= LARGEST_CENTS
