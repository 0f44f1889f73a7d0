"""How much can be meant: more is a bar code scanned into the wrong field, and is said to be."""

from __future__ import annotations

from vaetvient.domain.errors import InvalidValueError
from vaetvient.domain.money import LARGEST_CENTS, BadAmountError
from vaetvient.language import N_, show_number

MOST_UNITS = 1_000_000
LONGEST_TAG = 64
LONGEST_RULE_DAYS = 5 * 365


class QuantityError(InvalidValueError):
    code = "bad_quantity"
    text = N_("« {value} » n'est pas une quantité possible.")


class TooManyError(InvalidValueError):
    code = "too_many"
    text = N_("« {value} » est une trop grande quantité : {most} au plus.")


class TagTooLongError(InvalidValueError):
    code = "tag_too_long"
    text = N_("Cette étiquette a {length} caractères : {most} au plus.")


def check_units(units: int, field: str = "quantity") -> None:
    """Raises TooManyError for more units, come or gone, than an office can hold."""
    if abs(units) > MOST_UNITS:
        raise TooManyError(value=units, most=show_number(MOST_UNITS), field=field)


def check_tag_length(tag: str) -> None:
    """Raises TagTooLongError for a tag that no label could bear."""
    if len(tag) > LONGEST_TAG:
        raise TagTooLongError(length=len(tag), most=LONGEST_TAG, field="tag")


def check_terms(
    *,
    loan_days: int | None = None,
    deposit_cents: int | None = None,
    value_cents: int | None = None,
) -> None:
    """Raises InvalidValueError or BadAmountError for terms that no loan can have."""
    if loan_days is not None and not 0 <= loan_days <= LONGEST_RULE_DAYS:
        raise InvalidValueError(value=loan_days, field="loan_days")
    for field, cents in (("deposit", deposit_cents), ("value", value_cents)):
        if cents is not None and not 0 <= cents <= LARGEST_CENTS:
            raise BadAmountError(value=cents / 100, field=field)
