"""Letters to borrowers: lateness in three steps, what is ready, what is free again; what was sent.

One letter a borrower, whatever it is about; `sent_letter` keeps a record of each that left.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, ClassVar
from uuid import UUID

from vaetvient.domain.errors import InvalidValueError
from vaetvient.language import N_

if TYPE_CHECKING:
    from vaetvient.domain.agreement import Party

LAST_STEP = 3
BETWEEN = timedelta(days=7)
"""How long a borrower is given between two letters, and to answer one."""
AHEAD = timedelta(days=3)
"""How long before its pick-up a reservation is announced."""


class LetterKind(StrEnum):
    """What a letter is about."""

    LATE = "late"
    PICK_UP = "pick_up"
    FREE = "free"


class LetterMeans(StrEnum):
    PAPER = "paper"
    MAIL = "mail"


MEANS_WORDS = {LetterMeans.PAPER: N_("lettre"), LetterMeans.MAIL: N_("e-mail")}
STEP_WORDS = {1: N_("Rappel"), 2: N_("Deuxième rappel"), 3: N_("Dernier rappel")}
LETTER_WORDS = {
    LetterKind.LATE: N_("Rappels de retard"),
    LetterKind.PICK_UP: N_("Avis de retrait"),
    LetterKind.FREE: N_("Avis : de nouveau libre"),
}
TEXT_WORDS = {
    "late1": N_("Premier rappel"),
    "late2": N_("Deuxième rappel"),
    "late3": N_("Dernier rappel"),
    "pick_up": N_("Avis de retrait"),
    "free": N_("Avis : de nouveau libre"),
}
"""The texts of letters, by key, and how the settings call them."""
THINGS = "things"
LETTER_FIELDS = {
    "borrower": N_("l'emprunteur"),
    "things": N_("la liste des choses"),
    "when": N_("la date : retour prévu, ou retrait"),
    "office": N_("le nom du bureau"),
    "place": N_("la commune du bureau"),
    "phone": N_("le téléphone du bureau"),
    "email": N_("l'e-mail du bureau"),
}
"""What a letter may name between braces; the list of things stands where `things` is."""
_FIELD = re.compile(r"\{(\w+)\}")
_PARAGRAPHS = re.compile(r"\s*\n\s*\n\s*")


class LetterWithoutTitleError(InvalidValueError):
    code: ClassVar[str] = "letter_without_title"
    text: ClassVar[str] = N_("Il manque l'objet de la lettre.")


@dataclass(frozen=True, slots=True)
class LetterText:
    """The words of one letter, fields between braces."""

    title: str
    body: str


@dataclass(frozen=True, slots=True)
class LetterLine:
    """One thing, or so many: late, ready, or free again. Days are in the letter's language."""

    number: str
    """The agreement's or the reservation's."""
    words: str
    when: str
    """The day it was due; or from when it is to be fetched."""
    fact: str
    """How late it is; or until when it is had."""
    days_late: int = 0


@dataclass(frozen=True, slots=True)
class ReadyLetter:
    """One letter to one borrower, ready to be sent."""

    kind: LetterKind
    step: int
    """Of lateness: 1 to 3."""
    language: str
    office: Party
    place: str
    written_on: date
    borrower: Party
    member_id: UUID | None
    about: tuple[UUID, ...]
    """The loans, or the reservations."""
    title: str
    before: tuple[str, ...]
    """The paragraphs above the list of things."""
    lines: tuple[LetterLine, ...]
    after: tuple[str, ...]
    next_on: date | None = None
    """From when the next step of lateness may follow; None after the last."""

    @property
    def days_late(self) -> int:
        """Of what is late the longest."""
        return max(line.days_late for line in self.lines)

    @property
    def numbers(self) -> tuple[str, ...]:
        """Of the agreements or reservations, each once."""
        return tuple(dict.fromkeys(line.number for line in self.lines if line.number))


@dataclass(frozen=True, slots=True)
class LettersDue:
    """How many borrowers are to be written to today."""

    late: int = 0
    pick_up: int = 0
    free: int = 0

    @property
    def total(self) -> int:
        return self.late + self.pick_up + self.free


def next_step(last: int) -> int:
    """The step after `last`; the last one is said again."""
    return min(last + 1, LAST_STEP)


def text_of(kind: LetterKind, step: int = 1) -> str:
    """The key of the text that a letter is written with."""
    return f"late{step}" if kind is LetterKind.LATE else kind.value


def filled(
    text: LetterText, fields: Mapping[str, str]
) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
    """Title, paragraphs above the list, paragraphs below it: fields filled in, in one pass.

    Without the field of the list, the list comes last. A name with braces stays what it is.
    """
    above, _list, below = text.body.partition(f"{{{THINGS}}}")

    def paragraphs(part: str) -> tuple[str, ...]:
        return tuple(put_in(one, fields) for one in _PARAGRAPHS.split(part.strip()) if one)

    return put_in(text.title, fields), paragraphs(above), paragraphs(below)


def put_in(text: str, fields: Mapping[str, str]) -> str:
    """`text` with its fields; one that is not known stays as it was typed."""
    return _FIELD.sub(lambda found: fields.get(found[1], found[0]), text)
