"""The clauses of an agreement: the default texts, and what an office wrote in their place.

The defaults are files of the program (`resources/documents`), read once per process. Which
clauses and paragraphs a loan calls for is declared in them as data.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from vaetvient.domain.agreement import Clause
from vaetvient.domain.errors import EnvironmentFaultError
from vaetvient.domain.office_text import ADDED, LETTER, AddedArticle, OfficeText
from vaetvient.language import N_, Language
from vaetvient.paths import resources

_FIELD = re.compile(r"\{(\w+)\}")
_PARAGRAPHS = re.compile(r"\s*\n\s*\n\s*")


class ClausesUnreadableError(EnvironmentFaultError):
    """The file of the default clauses is missing or is not what it should be."""

    code: ClassVar[str] = "clauses_unreadable"
    text: ClassVar[str] = N_("Les articles de la convention ne se lisent pas : {path}.")
    way_out: ClassVar[str] = N_("Réinstallez Va-et-vient : vos données ne sont pas touchées.")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph as shipped, and under which name an office may put its own in its place."""

    text: str
    when: frozenset[str]
    slot: str


@dataclass(frozen=True, slots=True)
class DefaultClause:
    """A clause as the program ships it; `when` names the conditions that it needs, all of them."""

    key: str
    title: str
    when: frozenset[str]
    paragraphs: tuple[Paragraph, ...]


@dataclass(frozen=True, slots=True)
class OwnTexts:
    """What an office wrote in one language: paragraphs by slot (empty: left out), and articles
    of its own."""

    paragraphs: Mapping[str, str] = field(default_factory=dict)
    added: tuple[AddedArticle, ...] = ()


AS_SHIPPED = OwnTexts()


def own_texts(session: Session, office_id: UUID, language: Language) -> OwnTexts:
    """What the office wrote in a language."""
    rows = session.scalars(
        select(OfficeText)
        .where(
            OfficeText.office_id == office_id,
            OfficeText.language == language,
            OfficeText.body.is_not(None),
            OfficeText.slot.not_like(f"{LETTER}%"),
        )
        .order_by(OfficeText.slot)
    ).all()
    return OwnTexts(
        {row.slot: row.body or "" for row in rows if not row.slot.startswith(ADDED)},
        tuple(
            AddedArticle(row.slot, row.title, row.body or "", row.condition)
            for row in rows
            if row.slot.startswith(ADDED)
        ),
    )


def load_clauses(
    language: Language,
    *,
    kinds: frozenset[str],
    has_deposit: bool,
    states_value: bool,
    fields: Mapping[str, str],
    has_fee: bool = False,
    own: OwnTexts = AS_SHIPPED,
) -> tuple[Clause, ...]:
    """The clauses that a loan calls for, in order, their fields filled in.

    `kinds` are the kinds of thing lent (thing, vehicle, room, cold_room); `own` is what the office
    wrote: an empty line parts paragraphs, and a clause of which nothing is left is not printed. A
    field that is not in `fields` stays as it was typed. Raises ClausesUnreadableError.
    """
    facts = frozenset(kinds) | {
        "deposit" if has_deposit else "no deposit",
        "value" if states_value else "no value",
        "fee" if has_fee else "no fee",
    }
    out: list[Clause] = []
    for clause in default_clauses(language):
        if not clause.when <= facts:
            continue
        texts = [
            text
            for part in clause.paragraphs
            if part.when <= facts
            for text in _parted(own.paragraphs.get(part.slot, part.text))
        ]
        if texts:
            out.append(Clause(clause.title, tuple(_filled(text, fields) for text in texts)))
    for article in own.added:
        if article.condition and article.condition not in facts:
            continue
        texts = _parted(article.body)
        if texts:
            out.append(Clause(article.title, tuple(_filled(text, fields) for text in texts)))
    return tuple(out)


def _parted(text: str) -> list[str]:
    return [part for part in _PARAGRAPHS.split(text.strip()) if part]


def default_clauses(language: Language) -> tuple[DefaultClause, ...]:
    """All clauses of one language as shipped, for the settings to show and edit.

    Raises ClausesUnreadableError.
    """
    return _read(resources() / "documents" / language / "agreement.toml")


@cache
def _read(path: Path) -> tuple[DefaultClause, ...]:
    try:
        declared = tomllib.loads(path.read_text(encoding="utf-8"))
        return tuple(_clause(entry) for entry in declared["clause"])
    except (OSError, UnicodeError, tomllib.TOMLDecodeError, KeyError, TypeError) as fault:
        raise ClausesUnreadableError(path=path) from fault


def _clause(entry: Mapping[str, Any]) -> DefaultClause:
    return DefaultClause(
        key=entry["key"],
        title=entry["title"],
        when=frozenset(entry.get("when", ())),
        paragraphs=tuple(
            _paragraph(
                entry["key"], part["text"], frozenset(part.get("when", ())), part.get("slot", "")
            )
            for part in entry["paragraph"]
        ),
    )


def _paragraph(key: str, text: str, when: frozenset[str], slot: str) -> Paragraph:
    conditions = "+".join(sorted(when)).replace(" ", "_")
    return Paragraph(text, when, slot or (f"{key}.{conditions}" if conditions else key))


def _filled(text: str, fields: Mapping[str, str]) -> str:
    """`text` with its fields; one pass, so that braces in a name stay what they are."""
    return _FIELD.sub(lambda found: fields.get(found[1], found[0]), text)
