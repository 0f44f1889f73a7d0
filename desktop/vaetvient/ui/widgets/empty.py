"""What stands in place of an empty list: what is missing, and what to do first."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from vaetvient.ui.theme import Theme
from vaetvient.ui.tokens import S8, S16, S24
from vaetvient.ui.widgets.panes import label


class EmptyState(QWidget):
    """An icon, a sentence, a hint and one button."""

    def __init__(self, theme: Theme, icon: str) -> None:
        super().__init__()
        sign = QLabel(alignment=Qt.AlignmentFlag.AlignCenter)
        sign.setProperty("iconSize", 40)
        theme.dress(sign, icon, "muted")
        self._words = label("", "heading")
        self._hint = label("", "muted")
        self._button = QPushButton()
        self._button.setProperty("kind", "primary")
        self._button.clicked.connect(self._press)
        self._act: Callable[[], None] | None = None
        self._other = QPushButton()
        self._other.setProperty("kind", "quiet")
        self._other.clicked.connect(self._press_other)
        self._other_act: Callable[[], None] | None = None
        self._other.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(S24, S24, S24, S24)
        column.setSpacing(S8)
        column.addStretch(1)
        column.addWidget(sign)
        for words in (self._words, self._hint):
            words.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            column.addWidget(words)
        column.addSpacing(S16 - S8)
        column.addWidget(self._button, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(self._other, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(2)
        self.setFocusProxy(self._button)

    @property
    def words(self) -> str:
        """What is said."""
        return self._words.text()

    def say(
        self, words: str, hint: str = "", button: str = "", act: Callable[[], None] | None = None
    ) -> None:
        """Say what is missing, and offer the way out."""
        self._words.setText(words)
        self._hint.setText(hint)
        self._hint.setVisible(bool(hint))
        self._button.setText(button)
        self._button.setVisible(bool(button))
        self._act = act
        self._other.hide()

    def offer(self, button: str, act: Callable[[], None]) -> None:
        """Offer another way out below the first."""
        self._other.setText(button)
        self._other_act = act
        self._other.show()

    def _press_other(self) -> None:
        if self._other_act is not None:
            self._other_act()

    def _press(self) -> None:
        if self._act is not None:
            self._act()
