"""The columns of the list of equipment."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from vaetvient.domain.equipment import CONDITION_WORDS, Condition, EquipmentKind
from vaetvient.language import N_, _, show_money, show_number
from vaetvient.storage.queries.equipment import EquipmentRow, Whereabouts
from vaetvient.ui.models.columns import Column, Sign
from vaetvient.ui.models.words import CONDITION_SIGNS, whereabouts, whereabouts_sign

_WORSE = {condition: place for place, condition in enumerate(Condition)}


def equipment_columns(today: Callable[[], date]) -> tuple[Column, ...]:
    """The columns, in their first order."""

    def condition_sign(row: EquipmentRow) -> Sign | None:
        return CONDITION_SIGNS[row.condition] if row.condition else None

    def total(row: EquipmentRow) -> str:
        return show_number(row.total) if row.kind is EquipmentKind.STOCK else ""

    def where_tone(row: EquipmentRow) -> str:
        tone = whereabouts_sign(row, today())[1]
        return tone if tone in ("late", "muted") else "ink"

    return (
        Column("tag", N_("Étiquette"), lambda row: row.tag, lambda row: row.tag, width=124),
        Column(
            "label",
            N_("Désignation"),
            lambda row: row.label,
            lambda row: row.label,
            width=190,
            grows=True,
            sign=lambda row: (
                "boxes" if row.kind is EquipmentKind.STOCK else "package",
                "muted",
            ),
            tone=lambda row: "muted" if row.where is Whereabouts.ARCHIVED else "ink",
        ),
        Column(
            "where",
            N_("Où"),
            lambda row: whereabouts(row, today()),
            lambda row: row.where.value,
            width=212,
            sign=lambda row: whereabouts_sign(row, today()),
            tone=where_tone,
        ),
        Column(
            "condition",
            N_("État"),
            lambda row: _(CONDITION_WORDS[row.condition]) if row.condition else "",
            lambda row: _WORSE[row.condition] if row.condition else -1,
            width=116,
            spare=True,
            sign=condition_sign,
        ),
        Column(
            "total", N_("Nombre"), total, lambda row: row.total, width=76, right=True, spare=True
        ),
        Column(
            "category",
            N_("Catégorie"),
            lambda row: row.category,
            lambda row: row.category,
            width=130,
            shown=False,
        ),
        Column(
            "location",
            N_("Emplacement"),
            lambda row: row.location,
            lambda row: row.location,
            shown=False,
        ),
        Column(
            "owner", N_("Propriétaire"), lambda row: row.owner, lambda row: row.owner, shown=False
        ),
        Column(
            "serial",
            N_("N° de série"),
            lambda row: row.serial,
            lambda row: row.serial,
            shown=False,
        ),
        Column(
            "value",
            N_("Valeur"),
            lambda row: "" if row.value_cents is None else show_money(row.value_cents),
            lambda row: row.value_cents or 0,
            width=100,
            right=True,
            shown=False,
        ),
    )
