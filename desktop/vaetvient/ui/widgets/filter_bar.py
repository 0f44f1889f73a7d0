"""What a list is filtered by: a few letters, and a few choices."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from vaetvient.language import _
from vaetvient.ui.theme import Theme
from vaetvient.ui.tokens import S8
from vaetvient.ui.widgets.fields import Choice, LineField
from vaetvient.ui.widgets.flow import Flow
from vaetvient.ui.widgets.panes import button


class FilterField(LineField):
    """The letters typed. Down goes to the list, Escape empties."""

    left_down = Signal()

    def __init__(self, theme: Theme, placeholder: str) -> None:
        super().__init__(placeholder)
        self._theme = theme
        self._sign = QAction(self)
        self.addAction(self._sign, QLineEdit.ActionPosition.LeadingPosition)
        self.setClearButtonEnabled(True)
        self.setAccessibleName(placeholder)
        self._draw()
        theme.changed.connect(self._draw)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.left_down.emit()
        elif key == Qt.Key.Key_Escape and self.text():
            self.clear()
        else:
            super().keyPressEvent(event)

    def _draw(self) -> None:
        self._sign.setIcon(self._theme.icon("search", "muted"))


class FilterChoice(Choice):
    """One thing to filter by; its first choice filters nothing."""

    def __init__(self, name: str, choices: Sequence[tuple[str, object]]) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setToolTip(name)
        self.offer(choices)

    def offer(self, choices: Sequence[tuple[str, object]]) -> None:
        """Replace the choices; the one that was made stays where it still is."""
        chosen = self.currentData()
        self.blockSignals(True)
        self.clear()
        for words, value in choices:
            self.addItem(words, value)
        longest = max((len(words) for words, _value in choices), default=6)
        self.setMinimumContentsLength(min(18, longest))
        place = next((i for i, (_w, v) in enumerate(choices) if v == chosen), 0)
        self.setCurrentIndex(place)
        self.blockSignals(False)

    def choose(self, value: object) -> None:
        """Choose by value, as if a person had."""
        for place in range(self.count()):
            if self.itemData(place) == value:
                self.setCurrentIndex(place)
                return


class FilterBar(QWidget):
    """The field and the choices; `changed` when any of them does."""

    changed = Signal()

    def __init__(self, theme: Theme, placeholder: str) -> None:
        super().__init__()
        self.field = FilterField(theme, placeholder)
        self.field.textChanged.connect(self._changed)
        self._choices: list[FilterChoice] = []
        self._everything = button(theme, _("Tout montrer"), "x", kind="quiet", act=self.reset)
        self._everything.hide()
        self._flow = Flow()
        self._flow.addWidget(self._everything)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(S8)
        column.addWidget(self.field)
        column.addLayout(self._flow)

    @property
    def text(self) -> str:
        """The letters typed."""
        return self.field.text()

    @property
    def is_filtering(self) -> bool:
        """Whether anything but the first choices is asked for."""
        return bool(self.text.strip()) or any(c.currentIndex() > 0 for c in self._choices)

    def add(self, choice: FilterChoice) -> FilterChoice:
        """One more choice."""
        self._choices.append(choice)
        self._flow.takeAt(self._flow.count() - 1)
        self._flow.addWidget(choice)
        self._flow.addWidget(self._everything)
        choice.currentIndexChanged.connect(self._changed)
        return choice

    def reset(self) -> None:
        """Filter by nothing."""
        for widget in (self.field, *self._choices):
            widget.blockSignals(True)
        self.field.clear()
        for choice in self._choices:
            choice.setCurrentIndex(0)
        for widget in (self.field, *self._choices):
            widget.blockSignals(False)
        self.field.setFocus()
        self._changed()

    def _changed(self, *_what: object) -> None:
        self._everything.setVisible(self.is_filtering)
        self.changed.emit()
