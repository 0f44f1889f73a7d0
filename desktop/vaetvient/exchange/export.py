"""The office's lists, written to files that other programs open and that an import reads back.

Headers and words are French whatever the program speaks, since files outlive the language of the
day.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from vaetvient.domain.cash import dues_method_said
from vaetvient.domain.equipment import CONDITION_WORDS, EquipmentKind
from vaetvient.domain.loan import (
    DEPOSIT_METHOD_WORDS,
    DEPOSIT_STATE_WORDS,
    LOAN_STATE_WORDS,
    LineState,
)
from vaetvient.domain.member import MemberKind
from vaetvient.domain.registration import show_phone
from vaetvient.domain.reservation import RESERVATION_STATE_WORDS
from vaetvient.exchange.writing.cells import Column, Sort
from vaetvient.exchange.writing.formats import Format, Progress, format_of, write_table
from vaetvient.storage.queries import exports
from vaetvient.storage.queries.exports import Extract

_KINDS = {MemberKind.PERSON: "personne", MemberKind.ASSOCIATION: "association"}
_SORTS = {EquipmentKind.ITEM: "exemplaire", EquipmentKind.STOCK: "lot"}
_LINE_STATES = {
    LineState.DRAFT: "en préparation",
    LineState.OUT: "en prêt",
    LineState.RETURNED: "rendu",
    LineState.LOST: "perdu",
    LineState.CANCELLED: "annulé",
}


class Listed(StrEnum):
    """What a list that goes out lists."""

    MEMBERS = "members"
    EQUIPMENT = "equipment"
    LOANS = "loans"
    RESERVATIONS = "reservations"


def path_text(path: Sequence[str]) -> str:
    """« Image et son > Projection »; a lone name that would be read as a path ends with « > »."""
    if len(path) == 1 and ("/" in path[0] or ">" in path[0]):
        return f"{path[0]} >"
    return " > ".join(path)


MEMBER_COLUMNS = (
    Column("numéro", "number"),
    Column("type", "kind", words=_KINDS),
    Column("nom", "last_name"),
    Column("prénom", "first_name"),
    Column("dénomination", "name"),
    Column("sigle", "acronym"),
    Column("courriel", "email"),
    Column("téléphone", "phone", told=show_phone),
    Column("mobile", "mobile", told=show_phone),
    Column("date de naissance", "birth_date", Sort.DAY),
    Column("adresse", "address"),
    Column("code postal", "postal_code"),
    Column("commune", "commune_name"),
    Column("rna", "rna"),
    Column("siret", "siret"),
    Column("carte", "card"),
    Column("mots-clés", "tags"),
    Column("début d'adhésion", "valid_from", Sort.DAY),
    Column("fin d'adhésion", "valid_to", Sort.DAY),
    Column("montant de l'adhésion", "amount_cents", Sort.AMOUNT),
    Column("adhésion réglée par", "method", told=dues_method_said),
    Column("notes", "notes"),
)
EQUIPMENT_COLUMNS = (
    Column("étiquette", "tag"),
    Column("modèle", "model"),
    Column("marque", "brand"),
    Column("référence", "reference"),
    Column("catégorie", "category", told=path_text),
    Column("sorte", "kind", words=_SORTS),
    Column("numéro de série", "serial"),
    Column("valeur", "value_cents", Sort.AMOUNT),
    Column("quantité", "quantity", Sort.COUNT),
    Column("propriétaire", "owner_name"),
    Column("emplacement", "location"),
    Column("état", "condition", words=CONDITION_WORDS),
    Column("défauts", "defects"),
    Column("date d'achat", "purchased_on", Sort.DAY),
    Column("notes", "notes"),
)
LOAN_COLUMNS = (
    Column("numéro", "number"),
    Column("numéro d'adhérent", "borrower_number"),
    Column("emprunteur", "borrower_name"),
    Column("signataire", "signatory_name"),
    Column("état", "state", words=LOAN_STATE_WORDS),
    Column("départ", "handed_out_at", Sort.MOMENT),
    Column("retour prévu", "due_on", Sort.DAY),
    Column("retour", "closed_at", Sort.MOMENT),
    Column("étiquette", "tag"),
    Column("désignation", "label"),
    Column("numéro de série", "serial"),
    Column("quantité", "quantity", Sort.COUNT),
    Column("rendus", "returned_quantity", Sort.COUNT),
    Column("perdus", "lost_quantity", Sort.COUNT),
    Column("état de la ligne", "line_state", words=_LINE_STATES),
    Column("retour de la ligne", "returned_at", Sort.MOMENT),
    Column("état au départ", "condition_out", words=CONDITION_WORDS),
    Column("état au retour", "condition_in", words=CONDITION_WORDS),
    Column("caution", "amount_cents", Sort.AMOUNT),
    Column("forme de la caution", "method", words=DEPOSIT_METHOD_WORDS),
    Column("état de la caution", "deposit_state", words=DEPOSIT_STATE_WORDS),
    Column("caution conservée", "kept_cents", Sort.AMOUNT, lambda cents: cents or None),
    Column("objet", "purpose"),
    Column("note", "note"),
    Column("raison de l'annulation", "cancel_reason"),
)
RESERVATION_COLUMNS = (
    Column("numéro", "number"),
    Column("numéro d'adhérent", "borrower_number"),
    Column("emprunteur", "borrower_name"),
    Column("état", "state", words=RESERVATION_STATE_WORDS),
    Column("du", "starts_at", Sort.MOMENT),
    Column("au", "ends_at", Sort.MOMENT),
    Column("demandée le", "asked_at", Sort.MOMENT),
    Column("désignation", "label"),
    Column("étiquette", "tag"),
    Column("kit", "kit_name"),
    Column("quantité", "quantity", Sort.COUNT),
    Column("retirés", "picked_quantity", Sort.COUNT),
    Column("prix", "fee_cents", Sort.AMOUNT),
    Column("caution", "deposit_cents", Sort.AMOUNT),
    Column("objet", "purpose"),
    Column("note", "note"),
    Column("raison de la fin", "close_reason"),
)


@dataclass(frozen=True, slots=True)
class _List:
    title: str
    columns: tuple[Column, ...]
    extract: Callable[[Session], Extract]


_LISTS = {
    Listed.MEMBERS: _List("Adhérents", MEMBER_COLUMNS, exports.members),
    Listed.EQUIPMENT: _List("Matériel", EQUIPMENT_COLUMNS, exports.equipment),
    Listed.LOANS: _List("Prêts", LOAN_COLUMNS, exports.loan_lines),
    Listed.RESERVATIONS: _List("Réservations", RESERVATION_COLUMNS, exports.reservation_lines),
}


def export_list(
    session: Session, listed: Listed, target: Path, zone: ZoneInfo, progress: Progress
) -> int:
    """Write a whole list to `target`, in the format that its name ends with; how many rows.

    Loans and reservations are told line by line, moments as they were in `zone`. Raises
    UnknownFormatError, CardsAreMembersError, and what `whole_file` raises.
    """
    known = _LISTS[listed]
    columns = known.columns
    if listed is Listed.MEMBERS and format_of(target) is Format.VCARD:
        from vaetvient.exchange.writing.vcard_file import CARD_COLUMNS

        columns = CARD_COLUMNS
    return write_table(target, known.title, columns, known.extract(session), zone, progress)
