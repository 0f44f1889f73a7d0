"""How states are said in lists and details: always a word, with a sign and a tone."""

from __future__ import annotations

from datetime import date

from vaetvient.domain.equipment import Condition
from vaetvient.domain.loan import LoanState
from vaetvient.language import _, ngettext, show_date
from vaetvient.storage.queries.equipment import EquipmentRow, Whereabouts
from vaetvient.ui.models.columns import Sign

CONDITION_SIGNS: dict[Condition, Sign] = {
    Condition.NEW: ("star", "done"),
    Condition.GOOD: ("circle-check", "done"),
    Condition.WORN: ("contrast", "muted"),
    Condition.DAMAGED: ("triangle-alert", "late"),
    Condition.BROKEN: ("circle-x", "late"),
}


def lateness(days: int) -> str:
    """« 4 jours de retard »."""
    return ngettext("{n} jour de retard", "{n} jours de retard", days).format(n=days)


def loan_state(state: LoanState, late_by: int) -> str:
    """« en cours », « 4 jours de retard », « rendu », « annulé », « à remplir »."""
    if late_by:
        return lateness(late_by)
    return {
        LoanState.DRAFT: _("à remplir"),
        LoanState.OUT: _("en cours"),
        LoanState.RETURNED: _("rendu"),
        LoanState.CANCELLED: _("annulé"),
    }[state]


def loan_sign(state: LoanState, late_by: int) -> Sign:
    """The icon and tone of a loan's state."""
    if late_by:
        return "clock", "late"
    return {
        LoanState.DRAFT: ("file-text", "muted"),
        LoanState.OUT: ("hand-helping", "accent"),
        LoanState.RETURNED: ("circle-check", "done"),
        LoanState.CANCELLED: ("ban", "muted"),
    }[state]


def dues_state(paid_until: date | None, today: date) -> str:
    """« jusqu'au 31/12/2026 », « expirée le … », « aucune »."""
    if paid_until is None:
        return _("aucune")
    day = show_date(paid_until, "short")
    if paid_until < today:
        return _("expirée le {day}").format(day=day)
    return _("jusqu'au {day}").format(day=day)


def dues_in_short(paid_until: date | None, today: date) -> str:
    """« 31/12/2026 », « expirée 31/08/2026 », « aucune »: what a column has room for."""
    if paid_until is None:
        return _("aucune")
    day = show_date(paid_until, "short")
    return _("expirée {day}").format(day=day) if paid_until < today else day


def dues_sign(paid_until: date | None, today: date) -> Sign:
    """The icon and tone of a member's dues."""
    if paid_until is None:
        return "minus", "muted"
    return ("circle-alert", "late") if paid_until < today else ("circle-check", "done")


def whereabouts(row: EquipmentRow, today: date) -> str:
    """« libre », « en prêt → 30/11/2026 », « en retard → … », « hors service », « retiré ».

    Of a stock, how many are free.
    """
    if row.where is Whereabouts.ARCHIVED:
        return _("retiré")
    if row.where is Whereabouts.STOPPED:
        return _("hors service")
    if row.where is Whereabouts.OUT:
        if row.due_on is None:
            return _("en prêt")
        words = _("en retard → {day}") if row.due_on < today else _("en prêt → {day}")
        return words.format(day=show_date(row.due_on, "short"))
    if row.out:
        free = row.total - row.out
        return ngettext("{n} libre, {out} en prêt", "{n} libres, {out} en prêt", free).format(
            n=free, out=row.out
        )
    return _("libre")


def whereabouts_sign(row: EquipmentRow, today: date) -> Sign:
    """The icon and tone of where a thing is."""
    if row.where is Whereabouts.OUT and row.due_on is not None and row.due_on < today:
        return "clock", "late"
    return {
        Whereabouts.FREE: ("circle-check", "done"),
        Whereabouts.OUT: ("hand-helping", "accent"),
        Whereabouts.STOPPED: ("wrench", "late"),
        Whereabouts.ARCHIVED: ("archive", "muted"),
    }[row.where]
