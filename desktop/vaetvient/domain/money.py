"""Amounts of money: integer cents with their currency (invariant 4)."""

from __future__ import annotations

import re
from typing import ClassVar

from vaetvient.domain.errors import InvalidValueError
from vaetvient.language import N_

CURRENCY = "EUR"
_AMOUNT = re.compile(
    r"(?P<whole>\d+|[1-9]\d{0,2}(?:,\d{3})+(?!,)|[1-9]\d{0,2}(?:\.\d{3})+(?!\.)|(?=[.,]\d))"
    r"(?:[.,](?P<decimals>\d{0,2}))?"
)
_LONGEST = 40
LARGEST_CENTS = 10**12
"""Ten billion euros: more is a slip of the scanner, not a price."""


class BadAmountError(InvalidValueError):
    code: ClassVar[str] = "bad_amount"
    text = N_("« {value} » n'est pas un montant : écrivez-le comme 1 234,50.")


def read_amount(typed: str | None, field: str = "value") -> int | None:
    """Cents from « 1 234,50 € », « 1,234.50 », « 1.234,50 » or « 12 »; None when empty.

    A comma or a point followed by at most two figures, at the end, is the decimal mark; the
    other, or either before groups of three, parts thousands. Raises BadAmountError.
    """
    text = re.sub(r"[\s€$]|EUR", "", typed or "", flags=re.IGNORECASE)
    if not text:
        return None
    found = _AMOUNT.fullmatch(text)
    if found is None or len(text) > _LONGEST:
        raise BadAmountError(value=typed, field=field)
    whole, decimals = re.sub(r"\D", "", found["whole"]), found["decimals"] or ""
    cents = int(whole or "0") * 100 + int(decimals.ljust(2, "0"))
    if cents > LARGEST_CENTS:
        raise BadAmountError(value=typed, field=field)
    return cents
