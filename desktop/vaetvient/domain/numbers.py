"""Whole numbers as people type them."""

from __future__ import annotations

from vaetvient.domain.errors import InvalidValueError
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
    digits = one_line(typed).replace(" ", "")
    if not digits:
        return None
    plain = digits.isascii() and digits.isdecimal() and len(digits.lstrip("0")) <= len(str(most))
    if not plain or not least <= int(digits) <= most:
        raise NotANumberError(value=one_line(typed), field=field)
    return int(digits)
