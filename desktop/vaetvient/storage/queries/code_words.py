"""The words for what is stored as a code: a state, a kind, a reason."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from vaetvient.domain.cash import KIND_WORDS, METHOD_WORDS, EntryKind, PaymentMethod
from vaetvient.domain.consent import MEANS_WORDS, SUBJECT_WORDS, ConsentMeans, ConsentSubject
from vaetvient.domain.dossier import DOCUMENT_WORDS, DocumentKind
from vaetvient.domain.equipment import (
    CONDITION_WORDS,
    MOVEMENT_WORDS,
    CategoryKind,
    Condition,
    EquipmentKind,
    MovementReason,
)
from vaetvient.domain.letter import LETTER_WORDS, LetterKind, LetterMeans
from vaetvient.domain.letter import MEANS_WORDS as LETTER_MEANS_WORDS
from vaetvient.domain.loan import (
    DEPOSIT_METHOD_WORDS,
    DEPOSIT_STATE_WORDS,
    LOAN_STATE_WORDS,
    DepositMethod,
    DepositState,
    IncidentKind,
    LineState,
    LoanState,
    PaperKind,
)
from vaetvient.domain.member import MemberKind
from vaetvient.domain.request import RequestAnswer
from vaetvient.domain.reservation import RESERVATION_STATE_WORDS, ReservationState
from vaetvient.domain.transfer import TRANSFER_STATE_WORDS, TransferState
from vaetvient.language import N_, _

CODE_WORDS: Mapping[type, Mapping[Any, str]] = {
    CategoryKind: {
        CategoryKind.THING: N_("chose"),
        CategoryKind.VEHICLE: N_("véhicule"),
        CategoryKind.ROOM: N_("salle"),
        CategoryKind.COLD_ROOM: N_("chambre froide"),
    },
    Condition: CONDITION_WORDS,
    ConsentMeans: MEANS_WORDS,
    ConsentSubject: SUBJECT_WORDS,
    DepositMethod: DEPOSIT_METHOD_WORDS,
    DepositState: DEPOSIT_STATE_WORDS,
    DocumentKind: DOCUMENT_WORDS,
    EntryKind: KIND_WORDS,
    EquipmentKind: {EquipmentKind.ITEM: N_("exemplaire"), EquipmentKind.STOCK: N_("lot")},
    IncidentKind: {
        IncidentKind.DAMAGE: N_("dégât"),
        IncidentKind.LOSS: N_("perte"),
        IncidentKind.LATENESS: N_("retard"),
        IncidentKind.OTHER: N_("autre"),
    },
    LetterKind: LETTER_WORDS,
    LetterMeans: LETTER_MEANS_WORDS,
    LineState: {
        LineState.DRAFT: N_("en préparation"),
        LineState.OUT: N_("en prêt"),
        LineState.RETURNED: N_("rendu"),
        LineState.LOST: N_("perdu"),
        LineState.CANCELLED: N_("annulé"),
    },
    LoanState: LOAN_STATE_WORDS,
    MemberKind: {MemberKind.PERSON: N_("personne"), MemberKind.ASSOCIATION: N_("association")},
    MovementReason: MOVEMENT_WORDS,
    PaperKind: {
        PaperKind.AGREEMENT: N_("convention"),
        PaperKind.RECEIPT: N_("reçu de retour"),
    },
    PaymentMethod: METHOD_WORDS,
    RequestAnswer: {
        RequestAnswer.NONE: "",
        RequestAnswer.CONFIRMED: N_("acceptée"),
        RequestAnswer.REFUSED: N_("refusée"),
    },
    ReservationState: RESERVATION_STATE_WORDS,
    TransferState: TRANSFER_STATE_WORDS,
}
"""Every code that is told somewhere: on a page, in the history, in what is known of a person."""

_LANGUAGES = {"fr": N_("français"), "en": N_("anglais")}


def code_words(kind: type[Any], value: Any) -> str:
    """A stored code of `kind` in the language now spoken; one of a later version as it is."""
    try:
        words = CODE_WORDS[kind][kind(value)]
    except (KeyError, ValueError):
        return str(value)
    return _(words) if words else ""


def language_words(code: str) -> str:
    """« français » for « fr »."""
    return _(_LANGUAGES[code]) if code in _LANGUAGES else code
