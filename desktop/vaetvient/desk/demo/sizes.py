"""How much there is in each demonstration office."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

DemoSize = Literal["small", "office", "metro"]

YEARS = 3
"""How far back the loans go."""


@dataclass(frozen=True, slots=True)
class Size:
    """Figures to reach; stocks come on top of the items."""

    associations: int
    persons: int
    items: int
    loans: int
    stocks_per_model: int
    recent_share: float = 0.0
    """The part of the loans made in the last three weeks: what makes a small counter busy."""

    @property
    def members(self) -> int:
        return self.associations + self.persons


SIZES: dict[DemoSize, Size] = {
    "small": Size(20, 60, 60, 150, 1, recent_share=0.16),
    "office": Size(300, 1_500, 800, 9_000, 1),
    "metro": Size(12_000, 88_000, 50_000, 500_000, 40),
}
