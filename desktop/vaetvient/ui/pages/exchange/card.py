"""One thing on the page of exchanges: its name, facts below, what can be done with it."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from vaetvient.ui.models.columns import Sign
from vaetvient.ui.theme import Theme
from vaetvient.ui.tokens import S4, S8, S12, S16
from vaetvient.ui.widgets.flow import Flow
from vaetvient.ui.widgets.panes import StateLabel, label


class Card(QFrame):
    """Grows with what it is given; reads from top to bottom."""

    def __init__(self, theme: Theme, title: str, small: str = "") -> None:
        super().__init__()
        self.setProperty("role", "inset")
        self.theme = theme
        self._buttons: Flow | None = None
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(S16, S12, S16, S12)
        self.column.setSpacing(S8)
        words = QVBoxLayout()
        words.setSpacing(S4)
        words.addWidget(label(title, "heading"))
        if small:
            words.addWidget(label(small, "muted"))
        self.column.addLayout(words)
        self.setAccessibleName(title)

    def say(self, text: str, role: str = "") -> None:
        """One more sentence."""
        if text:
            self.column.addWidget(label(text, role))

    def show_state(self, word: str, sign: Sign) -> None:
        """How it stands: a sign and a word."""
        state = StateLabel(self.theme)
        state.show_state(word, sign)
        self.column.addWidget(state)

    def add(self, widget: QWidget) -> None:
        """Something of its own kind."""
        self.column.addWidget(widget)

    def offer(self, *widgets: QWidget) -> None:
        """Put buttons below; they go on the next line where there is no room."""
        if self._buttons is None:
            self._buttons = Flow()
            self.column.addLayout(self._buttons)
        for widget in widgets:
            self._buttons.addWidget(widget)
