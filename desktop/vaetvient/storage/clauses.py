"""The clauses of an agreement: the default texts, and what an office wrote in their place.

The defaults are files of the program (`resources/documents`), read once per process. Which
clauses and paragraphs a loan calls for is declared in them as data.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, ClassVar

from vaetvient.domain.agreement import Clause
from vaetvient.domain.errors import EnvironmentFaultError
from vaetvient.language import N_, Language
from vaetvient.paths import resources

FIELDS = ("borrower", "due", "office", "deposit", "number", "place")
"""What a clause may name between braces, to be filled in when it is printed."""

_FIELD = re.compile(r"\{(\w+)\}")
_PARAGRAPHS = re.compile(r"\s*\n\s*\n\s*")
_NOTHING: Mapping[str, str] = MappingProxyType({})


class ClausesUnreadableError(EnvironmentFaultError):
    """The file of the default clauses is missing or is not what it should be."""

    code: ClassVar[str] = "clauses_unreadable"
    text: ClassVar[str] = N_("Les articles de la convention ne se lisent pas : {path}.")
    way_out: ClassVar[str] = N_("Réinstallez Va-et-vient : vos données ne sont pas touchées.")


@dataclass(frozen=True, slots=True)
class Paragraph:
    text: str
    when: frozenset[str]


@dataclass(frozen=True, slots=True)
class DefaultClause:
    """A clause as the program ships it; `when` names the conditions that it needs, all of them."""

    key: str
    title: str
    when: frozenset[str]
    paragraphs: tuple[Paragraph, ...]


def load_clauses(
    language: Language,
    *,
    kinds: frozenset[str],
    has_deposit: bool,
    states_value: bool,
    fields: Mapping[str, str],
    overrides: Mapping[str, str] = _NOTHING,
) -> tuple[Clause, ...]:
    """The clauses that a loan calls for, in order, their fields filled in.

    `kinds` are the kinds of thing lent (thing, vehicle, room, cold_room). `overrides` holds an
    office's own texts by clause key, paragraphs parted by an empty line; an empty one leaves the
    default in place, and a key of the office's own adds a clause with that title at the end.
    A field that is not in `fields` stays as it was typed. Raises ClausesUnreadableError.
    """
    facts = frozenset(kinds) | {
        "deposit" if has_deposit else "no deposit",
        "value" if states_value else "no value",
    }
    own = {key: text for key, text in overrides.items() if text.strip()}
    out: list[Clause] = []
    for clause in default_clauses(language):
        text = own.pop(clause.key, None)
        if not clause.when <= facts:
            continue
        if text is None:
            texts = [part.text for part in clause.paragraphs if part.when <= facts]
        else:
            texts = _PARAGRAPHS.split(text.strip())
        if texts:
            out.append(Clause(clause.title, tuple(_filled(text, fields) for text in texts)))
    for title, text in own.items():
        texts = _PARAGRAPHS.split(text.strip())
        out.append(Clause(title, tuple(_filled(text, fields) for text in texts)))
    return tuple(out)


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
            Paragraph(part["text"], frozenset(part.get("when", ()))) for part in entry["paragraph"]
        ),
    )


def _filled(text: str, fields: Mapping[str, str]) -> str:
    """`text` with its fields; one pass, so that braces in a name stay what they are."""
    return _FIELD.sub(lambda found: fields.get(found[1], found[0]), text)
