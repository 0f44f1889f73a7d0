"""The columns of a list: their titles, and how one row is said in each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

Sign = tuple[str, str]
"""The name of an icon, and the tone it is drawn in."""


def _no_sign(_row: Any) -> Sign | None:
    return None


def _ink(_row: Any) -> str:
    return "ink"


@dataclass(frozen=True, slots=True)
class Column:
    """One column. Its name is that of an order of its LongList, and of its remembered width."""

    name: str
    title: str
    """A French source text, marked with N_."""
    text: Callable[[Any], str]
    value: Callable[[Any], Any]
    """What the row is compared by in this column."""
    width: int = 120
    """In pixels at 100 %."""
    roomy: int = 0
    """The width it takes where all the others have theirs, in pixels at 100 %; 0: the same."""
    right: bool = False
    """Figures stand at the right."""
    shown: bool = True
    """Whether a new list shows it."""
    spare: bool = False
    """A new list shows it where there is room to spare."""
    grows: bool = False
    """Takes the room that the others leave."""
    sign: Callable[[Any], Sign | None] = _no_sign
    tone: Callable[[Any], str] = _ink
