"""What is used often, kept on this computer: so that it is offered first.

Each use counts for one and fades by half in thirty days. Only names of commands and keys of
records are written down, never what was typed or whom it was about.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QSettings

HALF_LIFE_S = 30 * 86_400.0
MOST_KEPT = 300
_GROUP = "uses"


class Uses:
    """Counts uses by name, in a settings file."""

    def __init__(self, settings: QSettings, clock: Callable[[], float] = time.time) -> None:
        self._settings = settings
        self._clock = clock
        self._kept: dict[str, tuple[float, float]] = {}
        self._read()

    def count(self, name: str) -> None:
        """`name` was used now."""
        self._kept[name] = (self.weight(name) + 1.0, self._clock())
        if len(self._kept) > MOST_KEPT:
            least = min(self._kept, key=self.weight)
            del self._kept[least]
            self._settings.remove(f"{_GROUP}/{least}")
        weight, at = self._kept.get(name, (0.0, 0.0))
        self._settings.setValue(f"{_GROUP}/{name}", f"{weight:.4f} {at:.0f}")

    def weight(self, name: str) -> float:
        """How many uses it is worth today; 0 for what was never used."""
        weight, at = self._kept.get(name, (0.0, 0.0))
        age = max(0.0, self._clock() - at)  # a clock that was put back makes nothing older
        return float(weight * 0.5 ** (age / HALF_LIFE_S))

    def most_used(self, limit: int) -> list[str]:
        """The names used most, the first before all."""
        return sorted(self._kept, key=self.weight, reverse=True)[:limit]

    def _read(self) -> None:
        self._settings.beginGroup(_GROUP)
        for name in self._settings.childKeys():
            try:
                weight, at = map(float, str(self._settings.value(name)).split())
            except ValueError:
                continue  # written by hand, or by half
            self._kept[name] = (weight, at)
        self._settings.endGroup()
