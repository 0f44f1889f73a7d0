"""What a list is filtered by: a few letters, and a few choices."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from vaetvient.language import _, ngettext
from vaetvient.ui.theme import Theme
from vaetvient.ui.tokens import S8
from vaetvient.ui.widgets.fields import Choice
from vaetvient.ui.widgets.flow import Flow
from vaetvient.ui.widgets.panes import button
from vaetvient.ui.widgets.signed_line import SignedLine

_FIELD_WIDTH = 210


class FilterField(SignedLine):
    """The letters typed. Down goes to the list, Escape empties."""

    left_down = Signal()

    def __init__(self, theme: Theme, placeholder: str) -> None:
        super().__init__(theme, placeholder, before="search", after="x")
        self.setAccessibleName(placeholder)
        self.after_button.setAccessibleName(_("Effacer le filtre"))
        self.after_button.clicked.connect(self.clear)
        self.after_button.hide()
        self.textChanged.connect(lambda text: self.after_button.setVisible(bool(text)))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.left_down.emit()
        elif key == Qt.Key.Key_Escape and self.text():
            self.clear()
        else:
            super().keyPressEvent(event)


class FilterChoice(Choice):
    """One thing to filter by; its first choice filters nothing."""

    def __init__(self, name: str, choices: Sequence[tuple[str, Any]]) -> None:
        super().__init__()
        self._values: list[Any] = []  # Qt would hand an enumeration back as its text
        self.setAccessibleName(name)
        self.setToolTip(name)
        self.offer(choices)

    @property
    def value(self) -> Any:
        """What is chosen."""
        return self._values[self.currentIndex()]

    def offer(self, choices: Sequence[tuple[str, Any]]) -> None:
        """Replace the choices; the one that was made stays where it still is."""
        chosen = self.value if self._values else None
        self.blockSignals(True)
        self.clear()
        self.addItems([words for words, _value in choices])
        self._values = [value for _words, value in choices]
        longest = max((len(words) for words, _value in choices), default=6)
        self.setMinimumContentsLength(min(11, longest))
        self.setCurrentIndex(self._values.index(chosen) if chosen in self._values else 0)
        self.blockSignals(False)

    def choose(self, value: Any) -> None:
        """Choose by value, as if a person had."""
        if value in self._values:
            self.setCurrentIndex(self._values.index(value))


class FilterBar(QWidget):
    """The field, the choices that are always there, and a button that shows the others."""

    changed = Signal()

    def __init__(self, theme: Theme, placeholder: str) -> None:
        super().__init__()
        self._theme = theme
        self.field = FilterField(theme, placeholder)
        self.field.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.field.textChanged.connect(self._changed)
        self._choices: list[FilterChoice] = []
        self._folded: list[FilterChoice] = []
        self.more = button(theme, _("Filtres"), "funnel", kind="chip")
        self.more.setCheckable(True)
        self.more.toggled.connect(self._fold)
        self.more.hide()
        self._everything = button(theme, _("Tout montrer"), "x", kind="quiet", act=self.reset)
        self._first = Flow(grows=0)
        self._first.addWidget(self.field)
        self._first.addWidget(self.more)
        self._below = QWidget()
        self._second = Flow(self._below)
        self._second.addWidget(self._everything)
        self._below.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(S8)
        column.addLayout(self._first)
        column.addWidget(self._below)
        theme.changed.connect(self._scale)
        self._scale()

    @property
    def text(self) -> str:
        """The letters typed."""
        return self.field.text()

    @property
    def is_filtering(self) -> bool:
        """Whether anything but the first choices is asked for."""
        return bool(self.text.strip()) or any(c.currentIndex() > 0 for c in self._choices)

    def add(self, choice: FilterChoice, *, always: bool = False) -> FilterChoice:
        """One more choice, always there or behind the button."""
        self._choices.append(choice)
        if always:
            last, flow = self.more, self._first
        else:
            last, flow = self._everything, self._second
            self._folded.append(choice)
            self.more.show()
        flow.takeAt(flow.count() - 1)
        flow.addWidget(choice)
        flow.addWidget(last)
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

    def _fold(self, shown: bool) -> None:
        self._below.setVisible(shown)
        if shown and self._folded:
            self._folded[0].setFocus()

    def _changed(self, *_what: object) -> None:
        active = sum(choice.currentIndex() > 0 for choice in self._folded)
        words = ngettext("{n} filtre", "{n} filtres", active).format(n=active)
        self.more.setText(words if active else _("Filtres"))
        self.changed.emit()

    def _scale(self) -> None:
        self.field.setMinimumWidth(self._theme.pixels(_FIELD_WIDTH))
