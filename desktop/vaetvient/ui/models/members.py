"""The columns of the list of members."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from vaetvient.domain.member import MemberKind
from vaetvient.domain.registration import show_phone
from vaetvient.language import N_, _, show_date, show_number
from vaetvient.storage.queries.members import MemberRow
from vaetvient.ui.models.columns import Column, Sign
from vaetvient.ui.models.words import dues_in_short, dues_sign

KIND_WORDS = {
    MemberKind.PERSON: N_("personne"),
    MemberKind.ASSOCIATION: N_("association"),
}
KIND_ICONS = {MemberKind.PERSON: "user", MemberKind.ASSOCIATION: "users"}


def member_columns(today: Callable[[], date]) -> tuple[Column, ...]:
    """The columns, in their first order."""

    def sign(row: MemberRow) -> Sign:
        icon = "archive" if row.archived else KIND_ICONS[row.kind]
        return icon, "muted"

    return (
        Column(
            "label",
            N_("Nom"),
            lambda row: row.label,
            lambda row: row.label,
            width=180,
            grows=True,
            sign=sign,
            tone=lambda row: "muted" if row.archived else "ink",
        ),
        Column(
            "number",
            N_("N°"),
            lambda row: row.number,
            lambda row: row.number,
            width=70,
            right=True,
            spare=True,
        ),
        Column(
            "commune",
            N_("Commune"),
            lambda row: row.commune,
            lambda row: row.commune,
            width=140,
            roomy=210,
        ),
        Column(
            "paid_until",
            N_("Adhésion"),
            lambda row: dues_in_short(row.paid_until, today()),
            lambda row: row.paid_until or date.min,
            width=186,
            sign=lambda row: dues_sign(row.paid_until, today()),
            tone=lambda row: _plain(dues_sign(row.paid_until, today())[1]),
        ),
        Column(
            "units_out",
            N_("En prêt"),
            lambda row: show_number(row.units_out) if row.units_out else "",
            lambda row: row.units_out,
            width=76,
            right=True,
            spare=True,
        ),
        Column(
            "kind",
            N_("Nature"),
            lambda row: _(KIND_WORDS[row.kind]),
            lambda row: row.kind.value,
            shown=False,
        ),
        Column(
            "phone",
            N_("Téléphone"),
            lambda row: show_phone(row.phone),
            lambda row: row.phone,
            shown=False,
        ),
        Column(
            "email",
            N_("E-mail"),
            lambda row: row.email,
            lambda row: row.email,
            width=200,
            shown=False,
        ),
        Column(
            "last_seen",
            N_("Dernières nouvelles"),
            lambda row: show_date(row.last_seen, "medium") if row.last_seen else "",
            lambda row: row.last_seen or date.min,
            width=152,
            shown=False,
        ),
        Column("card", N_("Carte"), lambda row: row.card, lambda row: row.card, shown=False),
        Column("tags", N_("Mots-clés"), lambda row: row.tags, lambda row: row.tags, shown=False),
    )


def _plain(tone: str) -> str:
    """Only what is wrong is written in its colour; the sign says the rest."""
    return tone if tone in ("late", "muted") else "ink"
