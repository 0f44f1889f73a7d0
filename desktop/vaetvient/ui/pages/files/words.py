"""The names of fields and of what said them, as the page says them."""

from __future__ import annotations

from typing import Any

from vaetvient.domain.equipment import CONDITION_WORDS, Condition
from vaetvient.domain.registration import show_phone
from vaetvient.exchange.plan import How
from vaetvient.exchange.profile import LEFT_OUT, NOTE
from vaetvient.language import N_, _, show_date, show_money

FIELDS = {
    "number": N_("numéro"),
    "type": N_("personne ou association"),
    "last_name": N_("nom de famille"),
    "first_name": N_("prénom"),
    "full_name": N_("nom et prénom ensemble"),
    "name": N_("nom de l’association"),
    "acronym": N_("sigle"),
    "email": N_("courriel"),
    "phone": N_("téléphone"),
    "mobile": N_("mobile"),
    "birth_date": N_("date de naissance"),
    "address": N_("adresse"),
    "postal_code": N_("code postal"),
    "commune": N_("commune"),
    "commune_name": N_("commune"),
    "rna": N_("numéro RNA"),
    "siret": N_("SIRET"),
    "card": N_("carte"),
    "tags": N_("mots-clés"),
    "dues_from": N_("début de l’adhésion"),
    "dues_to": N_("fin de l’adhésion"),
    "dues_amount": N_("montant de l’adhésion"),
    "dues_method": N_("adhésion réglée par"),
    "notes": N_("notes"),
    "tag": N_("étiquette"),
    "model": N_("modèle"),
    "brand": N_("marque"),
    "reference": N_("référence"),
    "category": N_("catégorie"),
    "kind": N_("exemplaire ou lot"),
    "serial": N_("numéro de série"),
    "value": N_("valeur"),
    "value_cents": N_("valeur"),
    "quantity": N_("quantité"),
    "owner": N_("propriétaire"),
    "owner_name": N_("propriétaire"),
    "location": N_("emplacement"),
    "condition": N_("état"),
    "defects": N_("défauts"),
    "purchased_on": N_("date d’achat"),
    NOTE: N_("gardée dans les notes"),
    LEFT_OUT: N_("pas prise"),
}
COLUMNS = {"commune": "commune_name", "owner": "owner_name", "value": "value_cents"}
"""By field of a list, the column of a record that it is kept in, where they differ."""
SAID_BY = {
    How.HAND: N_("choisi ici"),
    How.LAST: N_("comme la dernière fois"),
    How.PROFILE: N_("selon le programme d’où vient le fichier"),
    How.NAME: N_("selon son nom"),
    How.CONTENT: N_("deviné à son contenu"),
    How.NOBODY: "",
}
KINDS = {"members": N_("Des adhérents"), "equipment": N_("Du matériel")}


def field_word(field: str) -> str:
    """How a field or a column is called."""
    return _(FIELDS.get(field, field))


def value_word(column: str, value: Any) -> str:
    """A stored value as people read it."""
    from datetime import date

    if value in (None, ""):
        return "–"
    if column in ("phone", "mobile"):
        return show_phone(str(value))
    if column in ("value_cents", "value", "dues_amount"):
        return show_money(int(value))
    if column in ("birth_date", "purchased_on", "dues_from", "dues_to"):
        day = value if isinstance(value, date) else date.fromisoformat(str(value))
        return show_date(day, "medium")
    if column == "condition":
        return _(CONDITION_WORDS[Condition(value)])
    if column in ("type", "kind"):
        return _(_KIND_WORDS.get(str(value), str(value)))
    return str(value)


_KIND_WORDS = {
    "person": N_("personne"),
    "association": N_("association"),
    "item": N_("exemplaire"),
    "stock": N_("lot"),
}
