"""A button that offers several things of one kind: what can be printed here."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QMenu, QPushButton

from vaetvient.ui.theme import Theme


class MenuButton(QPushButton):
    """Opens its menu by a click, Space or Enter."""

    def __init__(self, theme: Theme, text: str, icon: str) -> None:
        super().__init__(text)
        self._theme = theme
        self.setProperty("kind", "quiet")
        theme.dress(self, icon, "accent")
        self.entries = QMenu(self)
        self.entries.setAccessibleName(text)
        self.setMenu(self.entries)

    def offer(self, words: str, act: Callable[[], None]) -> None:
        """One more thing in the menu."""
        self.entries.addAction(words).triggered.connect(lambda _checked=False: act())
