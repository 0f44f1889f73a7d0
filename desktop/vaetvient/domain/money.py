"""Amounts of money: integer cents with their currency (invariant 4)."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import ClassVar

from vaetvient.domain.errors import InvalidValueError
from vaetvient.language import N_

CURRENCY = "EUR"
LARGEST_CENTS = 10**12
"""Ten billion euros: more is a slip of the scanner, not a price."""


class BadAmountError(InvalidValueError):
    code: ClassVar[str] = "bad_amount"
    text = N_("« {value} » n'est pas un montant : écrivez-le comme 1 234,50.")


def read_amount(typed: str | None, field: str = "value") -> int | None:
    """Cents from « 1 234,50 € », « 1,234.50 », « 1.234,50 » or « 12 »; None when empty.

    The last of comma and point is the decimal mark when one or two digits follow it.
    """
    text = re.sub(r"[\s€$]|EUR", "", (typed or "").strip(), flags=re.IGNORECASE)
    if not text:
        return None
    whole, mark, decimals = text, "", ""
    cut = max(text.rfind(","), text.rfind("."))
    if cut >= 0 and len(text) - cut - 1 in (0, 1, 2):
        whole, mark, decimals = text[:cut], text[cut], text[cut + 1 :]
    whole = whole.replace("." if mark == "," else ",", "")
    if mark == "":
        whole = whole.replace(".", "")
    try:
        amount = Decimal(f"{whole or '0'}.{decimals or '0'}")
    except InvalidOperation:
        raise BadAmountError(value=typed, field=field) from None
    cents = int((amount * 100).quantize(Decimal(1), rounding=ROUND_HALF_UP))
    plain = re.fullmatch(r"\d*", whole) and re.fullmatch(r"\d*", decimals) and text.strip(",.")
    if not plain or cents > LARGEST_CENTS:
        raise BadAmountError(value=typed, field=field)
    return cents
