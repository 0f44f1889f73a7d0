"""What an office writes in its own words: the articles of its agreements and its letters, in each
language."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from vaetvient.domain.errors import InvalidValueError
from vaetvient.domain.records import Record, Replicated, key_within
from vaetvient.language import N_

TEXT_FIELDS = {
    "borrower": N_("l'emprunteur"),
    "due": N_("la date de retour"),
    "office": N_("le nom du bureau"),
    "deposit": N_("le montant du dépôt"),
    "number": N_("le numéro de la convention"),
    "place": N_("la commune du bureau"),
    "email": N_("l'e-mail du bureau"),
}
"""What an article may name between braces, to be filled in when it is printed."""

CONDITIONS = {
    "": N_("Toujours"),
    "vehicle": N_("Si un véhicule est prêté"),
    "room": N_("Si une salle est prêtée"),
    "cold_room": N_("Si une chambre froide est prêtée"),
    "deposit": N_("S'il y a un dépôt de garantie"),
    "no deposit": N_("S'il n'y a pas de dépôt de garantie"),
    "fee": N_("Si c'est payant : une location"),
    "no fee": N_("Si c'est gratuit"),
    "value": N_("Si la valeur des choses est indiquée"),
    "no value": N_("Si la valeur des choses n'est pas indiquée"),
}
"""When an article or a paragraph is printed."""
ADDED = "added."
"""How the slot of an article begins that the office added."""
LETTER = "letter."
"""How the slot of a letter begins."""
_FIELD = re.compile(r"\{([^{}]*)\}")
LONGEST_TEXT = 20_000


class UnknownTextFieldError(InvalidValueError):
    code: ClassVar[str] = "unknown_text_field"
    text: ClassVar[str] = N_("« {{{value}}} » n'est pas un champ connu.")
    way_out: ClassVar[str] = N_("Les champs sont : {known}.")


class TextTooLongError(InvalidValueError):
    code: ClassVar[str] = "text_too_long"
    text: ClassVar[str] = N_("Ce texte est trop long : {value} caractères au plus.")


class OfficeText(Replicated, Record):
    """A paragraph of the agreement or a letter as the office wrote it, or an article it added.

    It stays within the office: every post of it prints the same words.
    """

    __tablename__ = "office_text"

    office_id: Mapped[UUID] = mapped_column(ForeignKey("office.id"), index=True)
    language: Mapped[str] = mapped_column(String(2))
    slot: Mapped[str] = mapped_column(String(80))
    """Which paragraph: the default clause's key, and its conditions after a dot.
    Or which letter."""
    title: Mapped[str] = mapped_column(String(200), default="")
    """Of an added article or a letter."""
    body: Mapped[str | None] = mapped_column(Text)
    """None: as the program ships it, or an added article taken away. Empty: left out."""
    condition: Mapped[str] = mapped_column(String(20), default="")
    """Of an added article: one of CONDITIONS."""


@dataclass(frozen=True, slots=True)
class AddedArticle:
    """An article of the office's own, printed after the others."""

    slot: str
    title: str
    body: str
    condition: str = ""


def text_key(office_id: UUID, language: str, slot: str) -> UUID:
    """The key of a text: the same at every post of the office, which write the same row."""
    return key_within(office_id, f"{language}/{slot}")


def check_text(typed: str, field: str = "body", fields: Mapping[str, str] = TEXT_FIELDS) -> str:
    """A text whose fields are all known: those of the agreement, unless told which.

    Raises UnknownTextFieldError, TextTooLongError.
    """
    text = typed.replace("\r\n", "\n").strip()
    if len(text) > LONGEST_TEXT:
        raise TextTooLongError(value=LONGEST_TEXT, field=field)
    for named in _FIELD.findall(text):
        if named not in fields:
            known = ", ".join(f"{{{name}}}" for name in fields)
            raise UnknownTextFieldError(value=named, known=known, field=field)
    return text
