"""The columns of the cash book."""

from __future__ import annotations

from vaetvient.domain.cash import METHOD_WORDS
from vaetvient.language import N_, _, show_moment, show_money
from vaetvient.storage.queries.cash import EntryRow
from vaetvient.ui.models.columns import Column, Sign


def cash_columns(timezone: str) -> tuple[Column, ...]:
    """The columns, in their first order."""

    def sign(row: EntryRow) -> Sign | None:
        crossed = row.corrects_id is not None or row.corrected_by is not None
        return ("undo-2", "muted") if crossed else None

    def tone(row: EntryRow) -> str:
        return "muted" if row.corrects_id is not None or row.corrected_by is not None else "ink"

    def what(row: EntryRow) -> str:
        if row.corrects_id is not None:
            return _("{what} (annulation)").format(what=row.words)
        if row.corrected_by is not None:
            return _("{what} (annulé)").format(what=row.words)
        return row.words

    return (
        Column(
            "at",
            N_("Quand"),
            lambda row: show_moment(row.at, timezone),
            lambda row: row.at,
            width=142,
            tone=lambda _row: "muted",
        ),
        Column("what", N_("Quoi"), what, what, width=180, grows=True, sign=sign, tone=tone),
        Column(
            "payer",
            N_("Qui a payé"),
            lambda row: row.payer,
            lambda row: row.payer,
            width=150,
            tone=tone,
        ),
        Column(
            "method",
            N_("Par"),
            lambda row: _(METHOD_WORDS[row.method]),
            lambda row: row.method,
            width=82,
            spare=True,
            tone=tone,
        ),
        Column(
            "amount",
            N_("Montant"),
            lambda row: show_money(row.amount_cents),
            lambda row: row.amount_cents,
            width=104,
            right=True,
            tone=tone,
        ),
        Column(
            "who",
            N_("Au comptoir"),
            lambda row: row.who,
            lambda row: row.who,
            width=120,
            shown=False,
        ),
    )
