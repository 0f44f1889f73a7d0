"""A field of a form: its name above, what is wrong with it just below."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from vaetvient.domain.errors import VaEtVientError
from vaetvient.ui.theme import Theme
from vaetvient.ui.tokens import S4
from vaetvient.ui.widgets.bars import announce
from vaetvient.ui.widgets.words import Words

Check = Callable[[str], object]
"""Reads a typed text; raises a VaEtVientError for what cannot be."""


class Entry(QWidget):
    """Holds a line, a text, a choice or a box to tick.

    What is typed is checked when one leaves the field, and at each key once it was found wrong:
    nobody is scolded in the middle of a word.
    """

    changed = Signal()
    """A person changed it."""

    def __init__(
        self,
        theme: Theme,
        name: str,
        label: str,
        field: QWidget,
        *,
        check: Check | None = None,
        hint: str = "",
    ) -> None:
        super().__init__()
        self.name = name
        self.field = field
        self._check = check
        self._hint = hint
        self.label = QLabel(label)
        self.label.setProperty("role", "small")
        self.label.setBuddy(field)
        self._plain_label = label.replace("&", "")
        field.setAccessibleName(self._plain_label)
        self._sign = QLabel()
        self._sign.setProperty("iconSize", 14)
        theme.dress(self._sign, "circle-alert", "late")
        self._message = Words("", "smalllate")
        self._message.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._below = QWidget()
        below = QHBoxLayout(self._below)
        below.setContentsMargins(0, 0, 0, 0)
        below.setSpacing(S4)
        below.addWidget(self._sign)
        below.addWidget(self._message, 1)
        self._below.hide()
        self._note = Words(hint, "small")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(S4)
        column.addWidget(self.label)
        column.addWidget(field)
        column.addWidget(self._below)
        column.addWidget(self._note)
        self._note.setVisible(bool(hint))  # once it has a parent: it would be a window until then
        if isinstance(field, QCheckBox):
            field.setText(label)
            self.label.hide()
        self._listen()

    def _listen(self) -> None:
        field = self.field
        if isinstance(field, QLineEdit):
            field.textEdited.connect(self._typed)
            field.editingFinished.connect(self.examine)
        elif isinstance(field, QPlainTextEdit):
            field.setTabChangesFocus(True)
            field.textChanged.connect(self._typed)
        elif isinstance(field, QComboBox):
            field.activated.connect(self._typed)
        elif isinstance(field, QCheckBox):
            field.clicked.connect(self._typed)

    # What it holds

    def text(self) -> str:
        """What is typed, or the data of what is chosen."""
        field = self.field
        if isinstance(field, QLineEdit):
            return field.text()
        if isinstance(field, QPlainTextEdit):
            return field.toPlainText()
        if isinstance(field, QComboBox):
            data = field.currentData()
            return field.currentText() if data is None else str(data)
        return ""

    def put(self, text: str) -> None:
        """Show a text that nobody typed, right by itself."""
        field = self.field
        if isinstance(field, QLineEdit):
            field.setText(text)
        elif isinstance(field, QPlainTextEdit):
            field.blockSignals(True)
            field.setPlainText(text)
            field.blockSignals(False)
        elif isinstance(field, QComboBox):
            place = field.findData(text)
            field.setCurrentIndex(place if place >= 0 else field.findText(text))
        self.clear_error()

    @property
    def ticked(self) -> bool:
        """Whether the box is ticked."""
        return isinstance(self.field, QCheckBox) and self.field.isChecked()

    def tick(self, on: bool) -> None:
        """Tick the box, or not."""
        if isinstance(self.field, QCheckBox):
            self.field.setChecked(on)

    # What is wrong with it

    @property
    def error(self) -> str:
        """What is said to be wrong; empty when nothing is."""
        return "" if self._below.isHidden() else self._message.text()

    def examine(self) -> bool:
        """Check what is typed and say what is wrong with it; whether it is right."""
        if self._check is None or self.isHidden():
            return True
        try:
            self._check(self.text())
        except VaEtVientError as error:
            self.show_error(error.message)
            return False
        self.clear_error()
        return True

    def show_error(self, message: str) -> None:
        """Say what is wrong, below the field and aloud."""
        said = self.error
        self._message.setText(message)
        self._below.show()
        self._note.hide()
        self.field.setAccessibleDescription(message)
        self._mark(wrong=True)
        if message != said:
            announce(self.field, f"{self._plain_label} : {message}")

    def clear_error(self) -> None:
        """Nothing is wrong with it any more."""
        if self._below.isHidden():
            return
        self._below.hide()
        self._note.setVisible(bool(self._hint))
        self.field.setAccessibleDescription("")
        self._mark(wrong=False)

    def say(self, hint: str) -> None:
        """A word of help below the field, where nothing is wrong."""
        self._hint = hint
        self._note.setText(hint)
        self._note.setVisible(bool(hint) and self._below.isHidden())

    def _mark(self, *, wrong: bool) -> None:
        self.field.setProperty("wrong", wrong)
        self.field.style().unpolish(self.field)
        self.field.style().polish(self.field)

    def _typed(self, *_what: object) -> None:
        if self.error and self._check is not None:
            self.examine()
        elif self.error:
            self.clear_error()
        self.changed.emit()
