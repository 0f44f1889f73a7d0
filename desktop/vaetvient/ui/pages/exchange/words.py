"""Fields and values of a record as a volunteer reads them, and how long ago something was."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from vaetvient.desk.desk import Desk
from vaetvient.domain.equipment import CONDITION_WORDS, Condition
from vaetvient.language import N_, _, ngettext, show_date, show_money

if TYPE_CHECKING:
    from vaetvient.sync.visits import Fresh, Visit

FIELD_WORDS = {
    "address": N_("Adresse"),
    "archived_at": N_("Archivage"),
    "birth_date": N_("Date de naissance"),
    "brand": N_("Marque"),
    "card": N_("Carte"),
    "category_id": N_("Catégorie"),
    "commune_name": N_("Commune"),
    "condition": N_("État"),
    "custody_office_id": N_("Gardé par"),
    "defects": N_("Défauts connus"),
    "deposit_cents": N_("Caution"),
    "description": N_("Description"),
    "due_on": N_("Retour prévu"),
    "email": N_("E-mail"),
    "first_name": N_("Prénom"),
    "last_name": N_("Nom"),
    "loan_days": N_("Durée du prêt (jours)"),
    "location": N_("Emplacement"),
    "mobile": N_("Portable"),
    "model_id": N_("Modèle"),
    "name": N_("Nom"),
    "note": N_("Note"),
    "notes": N_("Notes"),
    "number": N_("Numéro"),
    "opening_hours": N_("Horaires"),
    "owner_name": N_("Propriétaire"),
    "period": N_("Dates"),
    "phone": N_("Téléphone"),
    "postal_code": N_("Code postal"),
    "quantity": N_("Quantité"),
    "reference": N_("Référence"),
    "rna": N_("Numéro RNA"),
    "serial": N_("Numéro de série"),
    "shared": N_("Partagé avec les autres bureaux"),
    "siret": N_("SIRET"),
    "state": N_("Situation"),
    "tag": N_("Étiquette"),
    "tags": N_("Mots-clés"),
    "value_cents": N_("Valeur"),
}
_DAY_LENGTH = 10
_CONDITIONS = {condition.value: words for condition, words in CONDITION_WORDS.items()}


def field_words(field: str) -> str:
    """« E-mail »; the column's own name where it has no other."""
    return _(FIELD_WORDS[field]) if field in FIELD_WORDS else field


def value_words(field: str, value: Any) -> str:
    """A stored value as it is shown: « bon état », « 12,50 € », « 3 mars 2026 », « (vide) »."""
    if value is None or value == "":
        return _("(vide)")
    if isinstance(value, int) and field.endswith("_cents"):
        return show_money(value)
    if field == "shared":
        return _("oui") if value else _("non")
    if field == "condition" and value in [str(c.value) for c in Condition]:
        return _(_CONDITIONS[value])
    if isinstance(value, str) and field.endswith(("_on", "_date")):
        try:
            return show_date(date.fromisoformat(value[:_DAY_LENGTH]))
        except ValueError:
            return value
    return str(value)


def age_words(desk: Desk, moment: datetime | None) -> str:
    """« aujourd'hui », « hier », « il y a 6 jours », « jamais »."""
    if moment is None:
        return _("jamais")
    days = (desk.today() - desk.day_of(moment)).days
    if days <= 0:
        return _("aujourd'hui")
    if days == 1:
        return _("hier")
    return ngettext("il y a {n} jour", "il y a {n} jours", days).format(n=days)


def news_words(fresh: Fresh) -> str:
    """« 14 nouveautés du bureau Échirolles »."""
    said = ngettext("{n} nouveauté de {who}", "{n} nouveautés de {who}", fresh.changes)
    return said.format(n=fresh.changes, who=fresh.who)


def visit_words(visit: Visit) -> list[str]:
    """What became of a visit, sentence by sentence."""
    out = []
    if visit.fresh:
        out.append(_("{news} : pris.").format(news=", ".join(map(news_words, visit.fresh))))
    elif visit.applied:
        said = ngettext("{n} nouveauté prise.", "{n} nouveautés prises.", visit.applied)
        out.append(said.format(n=visit.applied))
    else:
        out.append(_("Rien de nouveau."))
    if visit.written is not None:
        out.append(_("Nos nouveautés y sont écrites."))
    for name, who in visit.waiting:
        said = _("{file} attend d'abord des nouvelles de {who}.")
        out.append(said.format(file=name, who=", ".join(who)))
    out += [error.message for _name, error in visit.refused]
    if visit.fault is not None:
        out.append(visit.fault.message)
    return out


def beside(path: Path, name: str) -> Path:
    """A free name in the same folder: an answer goes back the way the question came."""
    target = path.with_name(name)
    number = 1
    while target.exists():
        number += 1
        stem, dot, suffix = name.rpartition(".")
        target = path.with_name(f"{stem}-{number}{dot}{suffix}")
    return target
