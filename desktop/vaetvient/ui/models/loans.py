"""The columns of the list of loans."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

from vaetvient.language import N_, show_date, show_money, show_number
from vaetvient.storage.queries.loans import LoanRow
from vaetvient.ui.models.columns import Column
from vaetvient.ui.models.words import loan_sign, loan_state

_NEVER = datetime.min.replace(tzinfo=UTC)


def loan_columns(day_of: Callable[[datetime], date]) -> tuple[Column, ...]:
    """The columns, in their first order; `day_of` gives a moment's day at the office."""

    def day(moment: datetime | None) -> str:
        return show_date(day_of(moment), "short") if moment is not None else ""

    def things(row: LoanRow) -> str:
        if row.still_out in (0, row.things):
            return show_number(row.things)
        return f"{show_number(row.still_out)} / {show_number(row.things)}"

    return (
        Column(
            "number", N_("Convention"), lambda row: row.number, lambda row: row.number, width=140
        ),
        Column(
            "borrower",
            N_("Emprunteur"),
            lambda row: row.borrower,
            lambda row: row.borrower,
            width=170,
            grows=True,
        ),
        Column(
            "handed_out_at",
            N_("Sorti le"),
            lambda row: day(row.handed_out_at),
            lambda row: row.handed_out_at or _NEVER,
            width=96,
            spare=True,
        ),
        Column(
            "due_on",
            N_("Retour prévu"),
            lambda row: show_date(row.due_on, "short") if row.due_on else "",
            lambda row: row.due_on or date.min,
            width=100,
        ),
        Column(
            "state",
            N_("Situation"),
            lambda row: loan_state(row.state, row.late_by),
            lambda row: (row.state.value, -row.late_by),
            width=168,
            sign=lambda row: loan_sign(row.state, row.late_by),
            tone=lambda row: "late" if row.late_by else "ink",
        ),
        Column(
            "things",
            N_("Choses"),
            things,
            lambda row: row.things,
            width=70,
            right=True,
            spare=True,
        ),
        Column(
            "closed_at",
            N_("Rendu le"),
            lambda row: day(row.closed_at),
            lambda row: row.closed_at or _NEVER,
            width=96,
            shown=False,
        ),
        Column(
            "deposit",
            N_("Caution détenue"),
            lambda row: show_money(row.deposit_held_cents) if row.deposit_held_cents else "",
            lambda row: row.deposit_held_cents,
            right=True,
            shown=False,
        ),
    )
