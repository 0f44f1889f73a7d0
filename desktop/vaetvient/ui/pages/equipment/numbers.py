"""Whole numbers as they are typed in the forms of equipment."""

from __future__ import annotations

from vaetvient.domain.errors import InvalidValueError
from vaetvient.domain.lending import LONGEST_LOAN_DAYS
from vaetvient.domain.text import one_line
from vaetvient.language import N_

_LARGEST = 10**9


class NotANumberError(InvalidValueError):
    code = "not_a_number"
    text = N_("« {value} » n'est pas un nombre possible : des chiffres seulement.")


def whole_number(
    typed: str, field: str = "number", *, least: int = 0, most: int = _LARGEST
) -> int | None:
    """A number from `least` to `most`, None when empty. Raises NotANumberError."""
    text = one_line(typed).replace(" ", "")
    if not text:
        return None
    if not text.isdecimal() or not least <= int(text) <= most:
        raise NotANumberError(value=one_line(typed), field=field)
    return int(text)


def days_typed(typed: str) -> int | None:
    """How many days a loan lasts."""
    return whole_number(typed, "loan_days", least=1, most=LONGEST_LOAN_DAYS)


def show_days(days: int | None) -> str:
    """As a form shows it."""
    return "" if days is None else str(days)
