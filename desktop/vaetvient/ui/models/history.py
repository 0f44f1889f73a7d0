"""The columns of the history."""

from __future__ import annotations

from vaetvient.language import N_, _, show_moment
from vaetvient.storage.queries.history import GestureRow
from vaetvient.ui.models.columns import Column, Sign


def history_columns(timezone: str) -> tuple[Column, ...]:
    """The columns, in their first order."""

    def sign(row: GestureRow) -> Sign | None:
        return ("undo-2", "muted") if row.undone else None

    def tone(row: GestureRow) -> str:
        return "muted" if row.undone else "ink"

    def what(row: GestureRow) -> str:
        return _("{what} (annulé)").format(what=row.what) if row.undone else row.what

    return (
        Column(
            "at",
            N_("Quand"),
            lambda row: show_moment(row.at, timezone),
            lambda row: row.at,
            width=142,
            tone=lambda _row: "muted",
        ),
        Column("what", N_("Quoi"), what, what, width=260, grows=True, sign=sign, tone=tone),
        Column("who", N_("Qui"), lambda row: row.who, lambda row: row.who, width=130, spare=True),
    )
