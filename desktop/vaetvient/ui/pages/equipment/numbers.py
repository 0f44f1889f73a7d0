"""How many days a loan lasts, as the forms of equipment have it typed."""

from __future__ import annotations

from vaetvient.domain.lending import LONGEST_LOAN_DAYS
from vaetvient.domain.numbers import whole_number


def days_typed(typed: str) -> int | None:
    """How many days a loan lasts."""
    return whole_number(typed, "loan_days", least=1, most=LONGEST_LOAN_DAYS)


def show_days(days: int | None) -> str:
    """As a form shows it."""
    return "" if days is None else str(days)
