"""What a gesture changed, in words: which record, which of its facts, from what to what."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import Boolean, Date, Enum, LargeBinary, select
from sqlalchemy.orm import Session

from vaetvient.domain.cash import dues_method_words
from vaetvient.domain.entities import (
    Category,
    Equipment,
    Kit,
    Loan,
    LoanLine,
    Member,
    Model,
    Office,
    Policy,
    Request,
    Reservation,
    Site,
    Transfer,
)
from vaetvient.domain.records import Key, Moment, Record
from vaetvient.domain.registration import show_phone
from vaetvient.language import N_, _, show_date, show_moment, show_money, show_number
from vaetvient.storage import journal
from vaetvient.storage.journal import RowChange
from vaetvient.storage.queries.code_words import code_words, language_words

MOST_ROWS = 200
_LONGEST = 300

TABLE_WORDS = {
    "member": N_("Fiche"),
    "representative": N_("Mandat"),
    "membership": N_("Adhésion"),
    "document_on_file": N_("Pièce au dossier"),
    "consent": N_("Accord"),
    "category": N_("Catégorie"),
    "model": N_("Modèle"),
    "accessory": N_("Accessoire"),
    "equipment": N_("Matériel"),
    "stock_movement": N_("Mouvement de lot"),
    "maintenance": N_("Hors service"),
    "photo": N_("Photo"),
    "kit": N_("Kit"),
    "kit_part": N_("Partie de kit"),
    "room_part": N_("Partie de salle"),
    "loan": N_("Prêt"),
    "loan_line": N_("Ligne de prêt"),
    "line_part": N_("Accessoire prêté"),
    "line_return": N_("Retour"),
    "deposit": N_("Caution"),
    "letter": N_("Lettre de rappel"),
    "reservation_notice": N_("Avis de réservation"),
    "ware": N_("Article vendu"),
    "cash_entry": N_("Écriture de caisse"),
    "cash_payer": N_("Qui a payé"),
    "cash_receipt": N_("Reçu de paiement"),
    "cash_closing": N_("Clôture de caisse"),
    "cash_count": N_("Caisse comptée"),
    "paper": N_("Document"),
    "reservation": N_("Réservation"),
    "reservation_line": N_("Ligne de réservation"),
    "reservation_series": N_("Série de réservations"),
    "pick_up": N_("Retrait"),
    "policy": N_("Règle de prêt"),
    "policy_price": N_("Prix d'une règle"),
    "inventory_round": N_("Inventaire"),
    "inventory_sighting": N_("Chose vue"),
    "office": N_("Bureau"),
    "site": N_("Poste"),
    "closure": N_("Fermeture"),
    "busy_time": N_("Occupation"),
    "incident": N_("Incident"),
    "office_text": N_("Texte de document"),
    "request": N_("Demande"),
    "transfer": N_("Envoi"),
    "transfer_line": N_("Chose envoyée"),
    "use_agreement": N_("Ce qui fut convenu"),
    "volunteer": N_("Bénévole"),
}

COLUMN_WORDS = {
    "number": N_("numéro"),
    "card": N_("carte"),
    "label": N_("nom"),
    "name": N_("nom"),
    "last_name": N_("nom de famille"),
    "first_name": N_("prénom"),
    "acronym": N_("sigle"),
    "email": N_("e-mail"),
    "phone": N_("téléphone"),
    "mobile": N_("mobile"),
    "address": N_("adresse"),
    "postal_code": N_("code postal"),
    "commune_name": N_("commune"),
    "notes": N_("notes"),
    "note": N_("note"),
    "tags": N_("mots-clés"),
    "shared": N_("partagé avec les autres bureaux"),
    "joined_on": N_("depuis"),
    "archived_at": N_("archivé"),
    "merged_into_id": N_("réuni à"),
    "birth_date": N_("naissance"),
    "rna": N_("RNA"),
    "siret": N_("SIRET"),
    "valid_from": N_("du"),
    "valid_to": N_("jusqu'au"),
    "valid_until": N_("valable jusqu'au"),
    "amount_cents": N_("montant"),
    "method": N_("par"),
    "paid_on": N_("payé le"),
    "role": N_("rôle"),
    "may_sign": N_("peut signer"),
    "category_id": N_("catégorie"),
    "parent_id": N_("rangée dans"),
    "model_id": N_("modèle"),
    "equipment_id": N_("chose"),
    "item_id": N_("chose"),
    "stock_id": N_("lot"),
    "borrower_id": N_("emprunteur"),
    "member_id": N_("adhérent"),
    "person_id": N_("personne"),
    "association_id": N_("association"),
    "owner_member_id": N_("propriétaire"),
    "owner_name": N_("propriétaire"),
    "loan_id": N_("prêt"),
    "tag": N_("étiquette"),
    "serial": N_("n° de série"),
    "brand": N_("marque"),
    "reference": N_("référence"),
    "description": N_("description"),
    "instructions": N_("mode d'emploi"),
    "location": N_("emplacement"),
    "value_cents": N_("valeur"),
    "deposit_cents": N_("caution"),
    "loan_days": N_("durée du prêt, en jours"),
    "condition": N_("état"),
    "condition_out": N_("état au départ"),
    "condition_in": N_("état au retour"),
    "defects": N_("défauts"),
    "defects_out": N_("défauts au départ"),
    "purchased_on": N_("acheté le"),
    "plate": N_("immatriculation"),
    "licence_class": N_("permis"),
    "mileage_km": N_("compteur, en km"),
    "seats": N_("places"),
    "step_free": N_("de plain-pied"),
    "unit_cents": N_("prix de l'unité"),
    "fee_waived": N_("prix non demandé : raison"),
    "late_waived": N_("retard non compté : raison"),
    "fittings": N_("dans la salle"),
    "kit_name": N_("kit"),
    "mileage_out_km": N_("compteur au départ, en km"),
    "mileage_in_km": N_("compteur au retour, en km"),
    "fuel_out": N_("carburant au départ, en quarts"),
    "fuel_in": N_("carburant au retour, en quarts"),
    "whole_id": N_("salle entière"),
    "part_id": N_("salle"),
    "prefix": N_("préfixe des étiquettes"),
    "membership_required": N_("adhésion exigée"),
    "quantity": N_("quantité"),
    "returned_quantity": N_("rendus"),
    "lost_quantity": N_("perdus"),
    "delta": N_("différence"),
    "reason": N_("raison"),
    "first_day": N_("du"),
    "last_day": N_("au"),
    "cost_cents": N_("coût"),
    "state": N_("situation"),
    "due_on": N_("retour prévu"),
    "handed_out_at": N_("sorti le"),
    "closed_at": N_("terminé le"),
    "returned_at": N_("revenu le"),
    "settled_at": N_("réglé le"),
    "starts_at": N_("début"),
    "ends_at": N_("fin"),
    "kept_cents": N_("caution conservée"),
    "expected_cents": N_("attendu"),
    "counted_cents": N_("compté"),
    "kept_reason": N_("raison de la garder"),
    "cancel_reason": N_("raison de l'annulation"),
    "close_reason": N_("raison"),
    "override_reason": N_("règle dépassée parce que"),
    "signatory_name": N_("signataire"),
    "pickup_name": N_("venu chercher"),
    "purpose": N_("pour"),
    "place_of_use": N_("lieu d'utilisation"),
    "rule": N_("règle"),
    "remarks": N_("remarques"),
    "missing": N_("manquants"),
    "missing_parts": N_("accessoires manquants"),
    "opening_hours": N_("heures d'ouverture"),
    "code": N_("sigle des conventions"),
    "custody_office_id": N_("gardé par"),
    "owner_office_id": N_("propriétaire"),
    "office_id": N_("bureau"),
    "kept_until": N_("gardé jusqu'au"),
    "period": N_("dates"),
    "season": N_("saison"),
    "answer": N_("réponse"),
    "left": N_("reste à retirer"),
    "fee_cents": N_("participation"),
    "dues_cents": N_("cotisation"),
    "asked_at": N_("demandé le"),
    "withdrawn_at": N_("retiré le"),
    "message": N_("message"),
    "carrier": N_("porté par"),
    "signatory_id": N_("signataire"),
    "photo_id": N_("photo"),
    "language": N_("langue"),
    "opening_days": N_("jours d'ouverture"),
    "timezone": N_("fuseau horaire"),
}
"""The facts that are told; the others are the program's own affair."""


@dataclass(frozen=True, slots=True)
class FactChanged:
    """One fact of a record: what it was and what it became, as a reader sees them."""

    name: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class RecordChanged:
    """One record that a gesture made, changed or took away."""

    operation: str
    """« + » made, « ~ » changed, « - » taken away."""
    kind: str
    """« Fiche », « Matériel »…, translated."""
    name: str
    facts: tuple[FactChanged, ...]


def changes_said(
    session: Session, gesture_id: UUID, zone: ZoneInfo
) -> tuple[tuple[RecordChanged, ...], int]:
    """What a gesture changed, at most MOST_ROWS records, and how many there are in all.

    Records without a word for a reader (photos' pixels, places in a list) are left out.
    """
    changes = [
        change for change in journal.changes_of(session, gesture_id) if change.table in TABLE_WORDS
    ]
    shown = changes[:MOST_ROWS]
    names = _Names(session)
    said = tuple(_record(change, names, zone) for change in shown)
    telling = tuple(one for one in said if one.facts or one.operation != "~")
    return telling, len(changes)


def _record(change: RowChange, names: _Names, zone: ZoneInfo) -> RecordChanged:
    facts = []
    for column, (old, new) in change.columns.items():
        words = COLUMN_WORDS.get(column)
        if words is None or change.operation == "+":
            continue
        before = _value(change.table, column, old, names, zone)
        after = _value(change.table, column, new, names, zone)
        if change.operation == "-":
            after = ""
        if before != after:
            facts.append(FactChanged(_(words), before, after))
    return RecordChanged(
        change.operation,
        _(TABLE_WORDS[change.table]),
        names.of(change.table, change.key),
        tuple(facts),
    )


def _value(table: str, column: str, value: Any, names: _Names, zone: ZoneInfo) -> str:
    """A stored value as a reader sees it; « » for nothing."""
    if value is None or value == "":
        return ""
    kind = Record.metadata.tables[table].c[column].type
    if isinstance(kind, Key):
        key = UUID(bytes=bytes(value))
        return names.of(_referred(table, column), key) or names.anywhere(key)
    if isinstance(kind, LargeBinary):
        return ""
    for known, say in _SAY:
        if isinstance(kind, known):
            return say(kind, value, zone)
    if column.endswith("_cents"):
        return show_money(int(value))
    if column in ("phone", "mobile"):
        return show_phone(str(value))
    if (table, column) == ("membership", "method"):
        return dues_method_words(str(value))
    if column == "language":
        return language_words(str(value))
    text = show_number(value) if isinstance(value, int) else str(value)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def _referred(table: str, column: str) -> str:
    """The table that a column's keys are of; empty where that is not said."""
    return next(
        (key.column.table.name for key in Record.metadata.tables[table].c[column].foreign_keys), ""
    )


def _enum(kind: Any, value: Any, _zone: ZoneInfo) -> str:
    return code_words(kind.enum_class, value)


def _boolean(_kind: Any, value: Any, _zone: ZoneInfo) -> str:
    return _("oui") if value else _("non")


def _date(_kind: Any, value: Any, _zone: ZoneInfo) -> str:
    try:
        return show_date(date.fromisoformat(str(value)[:10]), "short")
    except ValueError:
        return str(value)


def _moment(_kind: Any, value: Any, zone: ZoneInfo) -> str:
    try:
        return show_moment(datetime.fromisoformat(str(value)).replace(tzinfo=UTC), str(zone))
    except ValueError:
        return str(value)


_SAY: tuple[tuple[type, Callable[[Any, Any, ZoneInfo], str]], ...] = (
    (Enum, _enum),
    (Boolean, _boolean),
    (Moment, _moment),
    (Date, _date),
)


class Teller:
    """Says what the database stores as a reader sees it."""

    def __init__(self, session: Session, zone: ZoneInfo) -> None:
        self._names = _Names(session)
        self._zone = zone

    def value(self, table: str, column: str, stored: Any) -> str:
        """A stored value in words; « » for nothing."""
        return _value(table, column, stored, self._names, self._zone)

    def name(self, table: str, key: UUID) -> str:
        """What a record is called; « » where it has no name."""
        return self._names.of(table, key)


class _Names:
    """The names of records by key, each looked up once."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._known: dict[tuple[str, UUID], str] = {}

    def of(self, table: str, key: UUID) -> str:
        """The name of a record of a table; empty where it has gone or has none."""
        found = self._known.get((table, key))
        if found is None:
            found = self._known[table, key] = self._look_up(table, key)
        return found

    def anywhere(self, key: UUID) -> str:
        """The name of whatever has this key."""
        for table in ("member", "equipment", "model", "category", "loan"):
            if name := self.of(table, key):
                return name
        return ""

    def _look_up(self, table: str, key: UUID) -> str:
        session = self._session
        if table == "equipment":
            row = session.execute(
                select(Equipment.tag, Model.name)
                .join(Model, Model.id == Equipment.model_id)
                .where(Equipment.id == key)
            ).first()
            return f"{row.tag} {row.name}" if row else ""
        if table == "loan_line":
            line = session.execute(
                select(LoanLine.tag, LoanLine.label).where(LoanLine.id == key)
            ).first()
            return f"{line.tag} {line.label}".strip() if line else ""
        column = {
            "member": Member.label,
            "model": Model.name,
            "category": Category.name,
            "loan": Loan.number,
            "office": Office.name,
            "site": Site.name,
            "kit": Kit.name,
            "policy": Policy.name,
            "reservation": Reservation.number,
            "request": Request.number,
            "transfer": Transfer.number,
        }.get(table)
        if column is None:
            return ""
        entity = column.class_
        return str(session.scalar(select(column).where(entity.id == key)) or "")
