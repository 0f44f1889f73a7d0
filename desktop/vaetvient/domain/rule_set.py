"""A set of lending rules that goes from one office to another: what rules are about is named by
words that another office knows too."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from vaetvient.domain.member import MemberKind
from vaetvient.domain.policy import Price

MOST_RULES = 1000


@dataclass(frozen=True, slots=True)
class SharedRule:
    """A rule without keys of its office. Every scope left empty fits all."""

    name: str
    note: str = ""
    here_only: bool = False
    """Of one office: of the one that takes it, then."""
    commune: str = ""
    """INSEE code."""
    borrower: MemberKind | None = None
    category: tuple[str, ...] = ()
    """Its path from the root: « Image et son », « Projection »."""
    model: str = ""
    season_from: str | None = None
    season_to: str | None = None
    values: Mapping[str, Any] = field(default_factory=dict)
    """By the names of VALUE_WORDS, without the prices and without what is empty."""
    prices: tuple[Price, ...] = ()


@dataclass(frozen=True, slots=True)
class RuleSet:
    """What a file of rules holds."""

    office: str
    """Whose rules they are."""
    made_on: str
    """ISO day."""
    rules: tuple[SharedRule, ...]
