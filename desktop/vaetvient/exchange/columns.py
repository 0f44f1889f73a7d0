"""Which column holds what: the header names of lists of members and of equipment.

Ours are in French and English; the names that other programs give to the same things are read
too (Snipe-IT, Shelf, Homebox, Galette). Case, accents, spaces and underscores do not matter.
The names of a field stand in the order in which they are trusted: where a file has two of them,
the first that is filled speaks and the others are kept as notes.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from vaetvient.domain.text import fold

_PROGRAM_PREFIX = re.compile(r"^(?:hb\.|cf:)\s*")
_TYPED_COLUMN = re.compile(r",\s*type:.*$")

MEMBER_NAMES = {
    "number": "number, numéro, n°, no, numéro d'adhérent, num adh, id adh, membre n°, employee "
    "number, member number, member id, membership number",
    "type": "type, kind, type d'adhérent, member type",
    "last_name": "last_name, nom, nom de famille, nom adh, surname, family name",
    "first_name": "first_name, prénom, prénoms, prénom adh, given name, forename",
    "full_name": "full_name, nom et prénom, nom & prénom, nom prénom, prénom nom, prénom et nom, "
    "nom prénoms, nom complet, full name, contact name, display name",
    "name": "name, dénomination, raison sociale, nom de l'association, association, société adh, "
    "organisation, organization, structure, association name, société, entreprise, company, "
    "company name",
    "acronym": "acronym, sigle",
    "email": "email, courriel, mail, adresse e-mail, adresse mail, adresse électronique, "
    "email adh, email address, e mail, adresse de messagerie",
    "phone": "phone, téléphone, numéro de téléphone, n° de téléphone, tél, tél fixe, "
    "téléphone fixe, tél adh, telephone number, phone number",
    "mobile": "mobile, portable, téléphone mobile, téléphone portable, tél portable, gsm, gsm adh, "
    "cell, cell phone, mobile phone",
    "birth_date": "birth_date, date de naissance, né le, née le, naissance, ddn adh, date of "
    "birth, birthday, birthdate, dob",
    "address": "address, adresse, adresse postale, adresse adh, rue, street, street address",
    "postal_code": "postal_code, code postal, cp, cp adh, zip, zip code, postcode",
    "commune": "commune, ville, ville adh, city, town",
    "rna": "rna, numéro rna, n° rna, rna number",
    "siret": "siret, numéro siret, n° siret, siret number",
    "card": "card, carte, numéro de carte, n° de carte, card number, carte d'adhérent",
    "tags": "tags, mots-clés, étiquettes",
    "dues_from": "dues_from, début d'adhésion, début de l'adhésion, adhésion du, cotisation du, "
    "membership start",
    "dues_to": "dues_to, fin d'adhésion, fin de l'adhésion, adhésion jusqu'au, "
    "cotisation jusqu'au, adhérent jusqu'au, date d'échéance, échéance, échéance de l'adhésion, "
    "échéance de la cotisation, membership expires",
    "dues_amount": "dues_amount, montant de l'adhésion, montant adhésion, "
    "montant de la cotisation, montant cotisation",
    "dues_method": "dues_method, adhésion réglée par, cotisation réglée par",
    "notes": "notes, note, remarques, remarque, observations, commentaire, commentaires, comments, "
    "comment, info adh",
}
EQUIPMENT_NAMES = {
    "tag": "tag, étiquette, numéro d'inventaire, n° d'inventaire, asset tag, asset id, "
    "code-barres, code barre, barcode, barcode code128, barcode code39, inventory number, "
    "étiquette de l'actif",
    "model": "model, modèle, asset model, model name, désignation, libellé, article, nom, name, "
    "titre, title, item name, nom de l'actif",
    "brand": "brand, marque, fabricant, manufacturer",
    "reference": "reference, référence, référence du modèle, model number, modelnumber, model no, "
    "numéro de modèle, n° de modèle",
    "category": "category, catégorie, famille",
    "kind": "kind, sorte, type",
    "serial": "serial, numéro de série, n° de série, no de série, série, serial number",
    "value": "value, valeur, prix, prix d'achat, coût, coût d'achat, purchase cost, "
    "purchase price, valuation, price, cost",
    "quantity": "quantity, quantité, qté, qty, nombre, stock",
    "owner": "owner, propriétaire, company, société",
    "location": "location, emplacement, lieu, lieu de stockage, storage location",
    "condition": "condition, état",
    "defects": "defects, défauts, défauts connus, known defects",
    "purchased_on": "purchase_date, date d'achat, acheté le, acheté, purchased on, purchase time, "
    "purchased_on",
    "notes": "notes, note, remarques, remarque, observations, commentaire, commentaires, comments, "
    "comment, asset notes",
}


def header_key(header: str) -> str:
    """`header` as headers are compared: « N° de série » and « n_de_serie » are « ndeserie »."""
    plain = header.replace("&nbsp;", " ").strip()  # which some programs leave in their headers
    text = _TYPED_COLUMN.sub("", _PROGRAM_PREFIX.sub("", fold(plain)))
    return "".join(re.findall(r"[^\W_]+", text))


@dataclass(frozen=True)
class Layout:
    """One kind of list: the names of its columns, and those of which one must be there."""

    kind: str
    names: Mapping[str, str]
    needed: tuple[str, ...]
    known_by: tuple[str, ...] = ()
    """By which those who are there already are recognised, where a column is called so."""
    dates: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()

    @cached_property
    def by_key(self) -> dict[str, tuple[str, int]]:
        """Field and rank of each header key; a field's own name is its surest."""
        out: dict[str, tuple[str, int]] = {}
        for field, said in self.names.items():
            for rank, name in enumerate(said.split(",")):
                out.setdefault(header_key(name), (field, rank))
        return out

    def knows(self, header: str) -> bool:
        """Whether `header` names one of the fields."""
        return header_key(header) in self.by_key

    def places(self, headers: Sequence[str]) -> dict[str, list[int]]:
        """For each field found, the places of its columns, the most trusted first."""
        ranked: dict[str, list[tuple[int, int]]] = {}
        for place, header in enumerate(headers):
            found = self.by_key.get(header_key(header))
            if found is not None:
                ranked.setdefault(found[0], []).append((found[1], place))
        return {field: [place for _rank, place in sorted(p)] for field, p in ranked.items()}

    def needed_words(self) -> str:
        """The headers of which one is needed, as they would be typed."""
        spoken = (self.names[field].split(",") for field in self.needed)
        return ", ".join(" / ".join(name.strip() for name in names[:2]) for names in spoken)


MEMBERS = Layout(
    "members",
    MEMBER_NAMES,
    needed=("last_name", "first_name", "name", "full_name", "number", "card"),
    known_by=("email", "rna", "siret"),
    dates=("birth_date", "dues_from", "dues_to"),
    phones=("phone", "mobile"),
)
EQUIPMENT = Layout("equipment", EQUIPMENT_NAMES, needed=("model", "tag"), dates=("purchased_on",))
LAYOUTS = {"members": MEMBERS, "equipment": EQUIPMENT}
