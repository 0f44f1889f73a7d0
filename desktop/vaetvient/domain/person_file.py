"""All that is known of one member, for whoever asks for it (RGPD, art. 15 and 20)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Entry:
    """One record: what it is called, its facts in words, and the whole of it for a program."""

    name: str
    facts: tuple[tuple[str, str], ...]
    data: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Part:
    """The records of one kind. `code` is for programs and never translated."""

    code: str
    title: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class PersonFile:
    """A member's file, as given out at one moment."""

    office: str
    contact: str
    """How to reach the office: address, telephone, e-mail."""
    name: str
    number: str
    made_at: str
    """ISO 8601, in the office's time."""
    language: str
    parts: tuple[Part, ...]

    def data(self) -> dict[str, Any]:
        """The same for a program."""
        return {
            "format": "vaetvient-person",
            "version": 1,
            "office": self.office,
            "name": self.name,
            "number": self.number,
            "made_at": self.made_at,
            **{part.code: [dict(entry.data) for entry in part.entries] for part in self.parts},
        }
