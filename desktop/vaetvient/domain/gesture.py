"""What a person did: one gesture, one transaction, who, when and at which post (invariant 5)."""

from __future__ import annotations

import re
from datetime import datetime
from uuid import UUID

from sqlalchemy import BINARY, ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from vaetvient.domain.records import Record, new_id
from vaetvient.language import N_, _


class Gesture(Record):
    """One thing a person did, kept for the history and for undo."""

    __tablename__ = "gesture"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    at: Mapped[datetime]
    who: Mapped[str] = mapped_column(String(200))
    site_id: Mapped[UUID | None]
    kind: Mapped[str] = mapped_column(String(40))
    words: Mapped[str] = mapped_column(Text, default="{}")
    """What the sentence of `kind` is filled with, as JSON."""
    undoes_id: Mapped[UUID | None] = mapped_column(ForeignKey("gesture.id"))
    undone_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("gesture.id"))

    __table_args__ = (Index("ix_gesture_at", "at"),)


class RecordedChange(Record):
    """One column of one row as a gesture found and left it; written by the journal's triggers.

    `change_column` is empty for a row that appeared; a row that vanished has one entry for each
    of its columns. Values keep their storage type.
    """

    __tablename__ = "recorded_change"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    gesture_id: Mapped[UUID] = mapped_column(index=True)
    change_table: Mapped[str] = mapped_column(String(40))
    change_row: Mapped[bytes] = mapped_column(BINARY(16))
    operation: Mapped[str] = mapped_column(String(1))
    """« + » appeared, « ~ » changed, « - » vanished; « ! » another post changed since what appeared
    here, under no gesture of this one."""
    change_column: Mapped[str] = mapped_column(String(40), default="")
    old_value: Mapped[bytes | None]
    new_value: Mapped[bytes | None]

    __table_args__ = (Index("ix_recorded_change_row", "change_row", "change_table"),)


class CurrentGesture(Record):
    """The gesture whose transaction is open: one row, read by the journal's triggers.

    Empty outside a transaction and while rows are restored or loaded in bulk.
    """

    __tablename__ = "current_gesture"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    gesture_id: Mapped[UUID | None]


class Setting(Record):
    """A preference or a fact of this installation; never exchanged with another."""

    __tablename__ = "setting"

    name: Mapped[str] = mapped_column(String(80), primary_key=True)
    value: Mapped[str] = mapped_column(Text)


GESTURE_WORDS = {
    "hand_out": N_("Prêt {number} à {borrower}"),
    "take_back": N_("Retour de {what} ({number})"),
    "amend_return": N_("Retour de {what} précisé ({number})"),
    "extend": N_("Prêt {number} prolongé jusqu'au {due}"),
    "cancel_loan": N_("Prêt {number} annulé"),
    "note_loan": N_("Note sur le prêt {number}"),
    "settle_deposit": N_("Caution du prêt {number} réglée"),
    "send_letters": N_("Lettre envoyée : {what}"),
    "sell": N_("Vente : {what}, {amount}"),
    "write_ware": N_("Article « {ware} » à {amount}"),
    "drop_ware": N_("Article « {ware} » retiré de la vente"),
    "take_charges": N_("Prêt {number} : {amount} encaissés"),
    "waive_charge": N_("Prêt {number} : {amount} non demandés"),
    "take_payment": N_("Caisse : {what}, {amount}"),
    "correct_entry": N_("Caisse : {what}, annulé"),
    "close_day": N_("Caisse comptée : {amount} en espèces"),
    "print_cash_receipt": N_("Reçu {number} imprimé"),
    "put_aside": N_("Panier de {borrower} mis de côté"),
    "drop_basket": N_("Panier de {borrower} abandonné"),
    "reserve": N_("Réservation {number} pour {borrower}"),
    "change_reservation": N_("Réservation {number} modifiée"),
    "confirm_reservation": N_("Réservation {number} confirmée"),
    "decline_reservation": N_("Réservation {number} refusée"),
    "cancel_reservation": N_("Réservation {number} annulée"),
    "no_show": N_("Réservation {number} non retirée"),
    "note_agreement": N_("Convenu pour la réservation {number}"),
    "reserve_series": N_("Série de {count} réservations pour {borrower}"),
    "import_busy": N_("Agenda {file} pris pour {what}"),
    "write_rule": N_("Règle « {rule} »"),
    "drop_rule": N_("Règle « {rule} » retirée"),
    "take_rules": N_("{count} règle(s) reprises d'un fichier"),
    "write_kit": N_("Kit « {kit} »"),
    "drop_kit": N_("Kit « {kit} » retiré"),
    "join_rooms": N_("{part} fait partie de {whole}"),
    "note_document": N_("Pièce de {member} : {document}"),
    "print_blank": N_("Convention vierge {number} préparée"),
    "print_paper": N_("Document du prêt {number} imprimé"),
    "enter_member": N_("Fiche de {member} créée"),
    "change_member": N_("Fiche de {member} modifiée"),
    "archive_member": N_("Fiche de {member} archivée"),
    "restore_member": N_("Fiche de {member} sortie des archives"),
    "erase_members": N_("Données effacées (RGPD) : {count} fiche(s)"),
    "note_consent": N_("Accord de {member} : {subject}"),
    "withdraw_consent": N_("Accord de {member} retiré : {subject}"),
    "note_sharing": N_("Accord noté de montrer aux autres bureaux : {names}"),
    "hide_members": N_("Fiches qui ne sont plus montrées aux autres bureaux : {names}"),
    "keep_members": N_("Fiches gardées un an de plus : {names}"),
    "merge_members": N_("Fiche de {gone} réunie à celle de {kept}"),
    "renew_membership": N_("Adhésion de {member} jusqu'au {until}"),
    "name_representative": N_("{person} représente {association}"),
    "end_representation": N_("{person} ne représente plus {association}"),
    "enter_category": N_("Catégorie {category} créée"),
    "change_category": N_("Catégorie {category} modifiée"),
    "enter_model": N_("Modèle {model} créé"),
    "change_model": N_("Modèle {model} modifié"),
    "enter_equipment": N_("{what} ajouté au matériel"),
    "change_equipment": N_("{what} modifié"),
    "archive_equipment": N_("{what} retiré du matériel"),
    "restore_equipment": N_("{what} remis au matériel"),
    "move_stock": N_("{what} : {delta:+d}"),
    "take_out_of_service": N_("{what} mis hors service"),
    "put_in_service": N_("{what} remis en service"),
    "begin_inventory": N_("Inventaire commencé : {scope}"),
    "note_sighting": N_("{what} vu à l'inventaire"),
    "count_stock": N_("{what} : {count} à l'inventaire"),
    "forget_sighting": N_("{what} retiré de l'inventaire"),
    "close_inventory": N_("Inventaire clos : {scope}"),
    "drop_inventory": N_("Inventaire abandonné : {scope}"),
    "accept_counts": N_("Lots corrigés selon l'inventaire : {scope}"),
    "return_found": N_("{what} retrouvé à l'inventaire, rendu au titre du prêt {number}"),
    "mark_missing": N_("Manquants mis hors service : {scope}"),
    "keep_where_found": N_("Emplacements corrigés selon l'inventaire : {scope}"),
    "archive_members": N_("Fiches archivées : {names}"),
    "restore_members": N_("Fiches sorties des archives : {names}"),
    "tag_members": N_("Mots-clés changés : {names}"),
    "archive_things": N_("Retirés du matériel : {names}"),
    "move_things": N_("Rangés en « {place} » : {names}"),
    "judge_things": N_("État dit : {names}"),
    "stop_things": N_("Mis hors service : {names}"),
    "sort_models": N_("Rangés dans la catégorie {category} : {names}"),
    "extend_loans": N_("Prêts prolongés : {names}"),
    "set_office": N_("Bureau : {office}"),
    "close_days": N_("Fermeture : {days}"),
    "reopen_days": N_("Fermeture retirée : {days}"),
    "write_office_text": N_("Texte de la convention : {article}"),
    "write_letter": N_("Texte de lettre : {letter}"),
    "set_volunteer": N_("Bénévole : {volunteer}"),
    "import_file": N_("Fichier {file} importé"),
    "take_feed": N_("Fichier suivi {file} pris"),
    "answer_feed": N_("{label} : le fichier suivi a raison"),
    "load_demo": N_("Données d'exemple"),
    "ask_office": N_("Demande {number} à {office} : {what}"),
    "withdraw_request": N_("Demande {number} retirée"),
    "confirm_request": N_("Demande {number} acceptée"),
    "refuse_request": N_("Demande {number} refusée"),
    "release_request": N_("Réservation de la demande {number} libérée"),
    "rename_post": N_("Poste {before} renommé {name}"),
    "send_transfer": N_("{what} envoyé à {office} ({number})"),
    "receive_transfer": N_("{what} arrivé ({number})"),
    "refuse_transfer": N_("{what} refusé ({number})"),
    "settle_conflict": N_("Divergence réglée : {what}"),
    "undo": N_("Annulation : {what}"),
    "redo": N_("Rétablissement : {what}"),
}


_FIELD = re.compile(r"\{[^}]*\}")


def describe(kind: str, words: dict[str, object]) -> str:
    """The sentence of a gesture in the language now spoken."""
    template = GESTURE_WORDS.get(kind)
    if template is None:
        return kind
    try:
        return _(template).format(**words)
    except (KeyError, ValueError, IndexError):
        return _FIELD.sub("…", _(template))
