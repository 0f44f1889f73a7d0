"""A refusal said beside what it concerns: the reason, the way out, and the key that takes it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QWidget

from vaetvient.domain.errors import VaEtVientError
from vaetvient.ui.theme import Theme
from vaetvient.ui.tokens import S4, S8, S12


class RefusalNote(QFrame):
    """One refusal; `action` is the words of a button that takes the way out."""

    def __init__(
        self,
        theme: Theme,
        error: VaEtVientError,
        action: str = "",
        act: Callable[[], None] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setProperty("role", "note")
        sign = QLabel()
        theme.dress(sign, "circle-alert", "late")
        words = QLabel(error.sentence if act else error.message, wordWrap=True)
        words.setTextFormat(Qt.TextFormat.PlainText)
        words.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        row = QHBoxLayout(self)
        row.setContentsMargins(S12, S4, S8, S4)
        row.setSpacing(S8)
        row.addWidget(sign)
        row.addWidget(words, 1)
        self.button: QPushButton | None = None
        if act is not None:
            self.button = QPushButton(action)
            self.button.setProperty("kind", "quiet")
            self.button.clicked.connect(lambda _checked=False: act())
            row.addWidget(self.button)
        else:
            self.setMinimumHeight(theme.pixels(36))
        self.setAccessibleName(error.message)
