"""What an office shows the public of what it lends: no person, no place, no loan."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Shown:
    """A model as the public sees it."""

    key: UUID
    name: str
    maker: str
    """Brand and reference."""
    description: str
    quantity: int
    accessories: tuple[str, ...]
    """« 2 × câble HDMI »."""
    seats: int | None
    """Of a room or a vehicle, the most that any of them has."""
    step_free: bool
    """Whether at least one of them can be reached without a step."""
    photo_id: UUID | None


@dataclass(frozen=True, slots=True)
class Shelf:
    """The models of one category."""

    path: tuple[str, ...]
    """From the root of the tree down; empty for what has no category."""
    shown: tuple[Shown, ...]

    @property
    def title(self) -> str:
        """« Image et son · Projection »; empty for what has no category."""
        return " · ".join(self.path)


@dataclass(frozen=True, slots=True)
class Showcase:
    """The office and its shelves, in the order of their names."""

    office: str
    address: str
    email: str
    phone: str
    opening_hours: str
    language: str
    made_on: str
    """ISO day."""
    shelves: tuple[Shelf, ...]

    @property
    def count(self) -> int:
        """How many models are shown."""
        return sum(len(shelf.shown) for shelf in self.shelves)
