"""The texts of letters: as the program ships them, and what an office wrote in their place.

The shipped ones are files of the program (`resources/documents`), read once per process.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import ClassVar
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from vaetvient.domain.errors import EnvironmentFaultError
from vaetvient.domain.letter import LetterText
from vaetvient.domain.office_text import LETTER, OfficeText
from vaetvient.language import N_, Language
from vaetvient.paths import resources


class LettersUnreadableError(EnvironmentFaultError):
    """The file of the shipped letters is missing or is not what it should be."""

    code: ClassVar[str] = "letters_unreadable"
    text: ClassVar[str] = N_("Les textes des lettres ne se lisent pas : {path}.")
    way_out: ClassVar[str] = N_("Réinstallez Va-et-vient : vos données ne sont pas touchées.")


def shipped_letters(language: Language) -> Mapping[str, LetterText]:
    """The texts of one language as shipped, by key. Raises LettersUnreadableError."""
    return _read(resources() / "documents" / language / "letters.toml")


def own_letters(session: Session, office_id: UUID, language: Language) -> dict[str, LetterText]:
    """What the office wrote in the place of shipped ones, by key."""
    rows = session.scalars(
        select(OfficeText).where(
            OfficeText.office_id == office_id,
            OfficeText.language == language,
            OfficeText.slot.startswith(LETTER),
            OfficeText.body.is_not(None),
        )
    )
    return {row.slot.removeprefix(LETTER): LetterText(row.title, row.body or "") for row in rows}


def letter_texts(session: Session, office_id: UUID, language: Language) -> dict[str, LetterText]:
    """The texts that letters are written with: the office's own before the shipped ones."""
    return {**shipped_letters(language), **own_letters(session, office_id, language)}


@cache
def _read(path: Path) -> Mapping[str, LetterText]:
    try:
        declared = tomllib.loads(path.read_text(encoding="utf-8"))
        return {
            entry["key"]: LetterText(entry["title"], entry["body"].strip())
            for entry in declared["letter"]
        }
    except (OSError, UnicodeError, tomllib.TOMLDecodeError, KeyError, TypeError) as fault:
        raise LettersUnreadableError(path=path) from fault
