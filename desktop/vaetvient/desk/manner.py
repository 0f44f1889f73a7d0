"""How a list is taken in: what was decided of its rows beforehand, and what stays as it is."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Decided:
    """What a person said of a row that may be someone who is there."""

    same_as: UUID | None
    """None: someone new."""
    keeps: frozenset[str] = frozenset()
    """Columns that stay as they are, whatever the row says."""
    left_out: bool = False


class Manner:
    """Everything is taken as it is said, and a doubtful row is someone new."""

    asks = False
    """Whether a doubtful row waits until somebody has decided."""

    @property
    def has_decided(self) -> bool:
        """Whether anything was said of any row."""
        return False

    def decided(self, _identity: str) -> Decided | None:
        """What was said of the row of this identity; None where nobody did."""
        return None

    def may_write(self, _key: UUID, _column: str, _now: Any, _said: Any) -> bool:
        """Whether `_said` may take the place of `_now` in a record that is there."""
        return True

    def was_undone(self, _subject: str) -> bool:
        """Whether a row of this subject was taken as someone or something new, and that undone."""
        return False

    def took(
        self, line: int, key: UUID, said: Mapping[str, Any], subject: Callable[[], str]
    ) -> None:
        """Row `line` is the record `key`, of which it says `said` by column.

        `subject` gives a short name for what the row speaks of, which stays the same when the
        file says something else of it; it tells nothing of it.
        """


@dataclass
class Asking(Manner):
    """Doubtful rows wait for a decision; some columns only fill what is empty."""

    decisions: Mapping[str, Decided] = field(default_factory=dict)
    asks: bool = True
    fills_only: Collection[str] = ()
    """Columns in which what is there stays."""
    kept: Mapping[UUID, Collection[str]] = field(default_factory=dict)
    """By record, columns in which what is there stays."""

    @property
    def has_decided(self) -> bool:
        return bool(self.decisions)

    def decided(self, identity: str) -> Decided | None:
        return self.decisions.get(identity)

    def may_write(self, key: UUID, column: str, now: Any, _said: Any) -> bool:
        if column in self.kept.get(key, ()):
            return False
        return column not in self.fills_only or now in (None, "")
