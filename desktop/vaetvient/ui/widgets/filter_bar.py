"""What a list is filtered by: a few letters, and criteria that add up.

The criteria used most stand beside the field; the others unfold below. What they filter by is
said in chips while they are folded, each with its own way out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import Enum
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QVBoxLayout, QWidget

from vaetvient.language import _, ngettext
from vaetvient.ui.theme import Theme
from vaetvient.ui.tokens import S8, S12
from vaetvient.ui.widgets.bars import announce
from vaetvient.ui.widgets.fields import Choice
from vaetvient.ui.widgets.flow import Flow
from vaetvient.ui.widgets.panes import button
from vaetvient.ui.widgets.signed_line import SignedLine

_FIELD_WIDTH = 132
_MOST_LETTERS = 13
"""Of the longest choice, that a choice has room for whatever the window's width."""
_MOST_LETTERS_BELOW = 24
"""The same, where choices unfold on lines of their own."""
_TEXT = "text"


class FilterField(SignedLine):
    """The letters typed. Down goes to the list, Escape empties.

    Where « Filtrer : un nom, un numéro » has no room, « Filtrer » alone stands in the empty line.
    """

    left_down = Signal()

    def __init__(self, theme: Theme, placeholder: str) -> None:
        super().__init__(theme, placeholder, before="search", after="x")
        self._placeholder = placeholder
        self.setAccessibleName(placeholder)
        self.setToolTip(placeholder)
        self.after_button.setAccessibleName(_("Effacer le filtre"))
        self.after_button.clicked.connect(self.clear)
        self.after_button.hide()
        self.textChanged.connect(lambda text: self.after_button.setVisible(bool(text)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        whole = self._placeholder
        room = self.width() - self.textMargins().left() - 2 * S12
        fits = self.fontMetrics().horizontalAdvance(whole) <= room
        self.setPlaceholderText(whole if fits else whole.partition(":")[0].strip())

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

    def __init__(self, name: str, choices: Sequence[tuple[str, Any]], *, key: str = "") -> None:
        super().__init__()
        self.key = key or name
        """Under which a saved view keeps it: in English, the same from version to version."""
        self.name = name
        self._values: list[Any] = []  # Qt would hand an enumeration back as its text
        self._awaited: str | None = None
        """The token of a choice that is not offered yet."""
        self.most_letters = _MOST_LETTERS
        self.setAccessibleName(name)
        self.currentIndexChanged.connect(self._tell)
        self.offer(choices)

    @property
    def value(self) -> Any:
        """What is chosen."""
        return self._values[self.currentIndex()]

    @property
    def values(self) -> tuple[Any, ...]:
        """What may be chosen."""
        return tuple(self._values)

    @property
    def is_filtering(self) -> bool:
        """Whether it filters anything out."""
        return self.currentIndex() > 0

    @property
    def token(self) -> str:
        """What is chosen, as a saved view keeps it; empty for the first choice."""
        if self._awaited is not None:
            return self._awaited
        return _token(self.value) if self.is_filtering else ""

    def take_token(self, token: str) -> None:
        """Choose what a saved view kept, now or when it comes to be offered; quietly."""
        self._awaited = None
        tokens = ["", *map(_token, self._values[1:])]
        if token in tokens:
            self._put(tokens.index(token))
        else:
            self._put(0)
            self._awaited = token

    def offer(self, choices: Sequence[tuple[str, Any]]) -> None:
        """Replace the choices; the one that was made stays where it still is."""
        chosen = self.value if self._values else None
        awaited = self._awaited
        before = self.is_filtering
        self.blockSignals(True)
        self.clear()
        self.addItems([words for words, _value in choices])
        self._values = [value for _words, value in choices]
        longest = max((len(words) for words, _value in choices), default=6)
        self.setMinimumContentsLength(min(self.most_letters, longest))
        self.setCurrentIndex(self._values.index(chosen) if chosen in self._values else 0)
        self.blockSignals(False)
        self._tell()
        if awaited:
            self.take_token(awaited)
        if self.is_filtering != before:
            self.currentIndexChanged.emit(self.currentIndex())

    def choose(self, value: Any) -> None:
        """Choose by value, as if a person had."""
        self._awaited = None
        if value in self._values:
            self.setCurrentIndex(self._values.index(value))

    def clear_choice(self) -> None:
        """Filter by it no more, as if a person had."""
        self._awaited = None
        self.setCurrentIndex(0)

    def make_room(self, letters: int) -> None:
        """Have room for so many letters of the longest choice."""
        self.most_letters = letters
        longest = max((self.itemText(place) for place in range(self.count())), key=len, default="")
        self.setMinimumContentsLength(min(letters, len(longest)))

    def _put(self, place: int) -> None:
        self.blockSignals(True)
        self.setCurrentIndex(place)
        self.blockSignals(False)
        self._tell()

    def _tell(self, _place: int = 0) -> None:
        """Say in the tooltip what there may be no room for."""
        self.setToolTip(_in_words(self))


def _token(value: Any) -> str:
    if isinstance(value, Enum):
        return str(value.value)
    return "" if value is None else str(value)


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
        self._said = QWidget()
        self._chips = Flow(self._said)
        self._said.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(S8)
        column.addLayout(self._first)
        column.addWidget(self._below)
        column.addWidget(self._said)
        theme.changed.connect(self._scale)
        self._scale()

    @property
    def text(self) -> str:
        """The letters typed."""
        return self.field.text()

    @property
    def is_filtering(self) -> bool:
        """Whether anything but the first choices is asked for."""
        return bool(self.text.strip()) or any(c.is_filtering for c in self._choices)

    @property
    def in_words(self) -> list[str]:
        """What the list is filtered by, for a paper or a file: « Commune : Fontaine »."""
        typed = [f"« {self.text.strip()} »"] if self.text.strip() else []
        return typed + [_in_words(choice) for choice in self._choices if choice.is_filtering]

    @property
    def chips(self) -> list[QPushButton]:
        """The chips that are shown, each taking its criterion away."""
        return [] if self._said.isHidden() else self._said.findChildren(QPushButton)

    def add(self, choice: FilterChoice, *, always: bool = False) -> FilterChoice:
        """One more choice, always there or behind the button."""
        self._choices.append(choice)
        if always:
            flow, last = self._first, self.more
        else:
            flow, last = self._second, self._everything
            choice.make_room(_MOST_LETTERS_BELOW)
            self._folded.append(choice)
            self.more.show()
        at = next(i for i in range(flow.count()) if _widget_at(flow, i) is last)
        after = [flow.takeAt(at) for _place in range(flow.count() - at)]
        flow.addWidget(choice)
        for item in after:
            if item is not None:
                flow.addItem(item)
        choice.currentIndexChanged.connect(self._changed)
        return choice

    def add_button(self, *buttons: QWidget) -> None:
        """Put buttons after the filters: views, columns."""
        for each in buttons:
            self._first.addWidget(each)

    def reset(self) -> None:
        """Filter by nothing."""
        self.restore({})
        self.field.setFocus()

    def state(self) -> dict[str, str]:
        """What is filtered by, as a saved view keeps it."""
        kept = {choice.key: choice.token for choice in self._choices if choice.token}
        return {**kept, _TEXT: self.text} if self.text.strip() else kept

    def restore(self, state: Mapping[str, str]) -> None:
        """Filter by what `state` kept, and nothing else."""
        self.field.blockSignals(True)
        self.field.setText(state.get(_TEXT, ""))
        self.field.after_button.setVisible(bool(self.field.text()))
        self.field.blockSignals(False)
        for choice in self._choices:
            choice.take_token(state.get(choice.key, ""))
        self._changed()

    def _fold(self, shown: bool) -> None:
        if not shown and any(choice.hasFocus() for choice in self._folded):
            self.more.setFocus()
        self._below.setVisible(shown)
        self._show_chips()
        if shown and self._folded:
            self._folded[0].setFocus()

    def _changed(self, *_what: object) -> None:
        active = sum(choice.is_filtering for choice in self._folded)
        words = ngettext("{n} filtre", "{n} filtres", active).format(n=active)
        self.more.setText(words if active else _("Filtres"))
        self._show_chips()
        self.changed.emit()

    def _show_chips(self) -> None:
        while (item := self._chips.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.setParent(None)
                widget.deleteLater()
        active = [choice for choice in self._folded if choice.is_filtering]
        self._said.setVisible(bool(active) and self._below.isHidden())
        if self._said.isHidden():
            return
        for choice in active:
            self._chips.addWidget(self._chip(choice))
        if len(active) > 1:
            every = button(self._theme, _("Tout montrer"), "x", kind="quiet", act=self.reset)
            self._chips.addWidget(every)

    def _chip(self, choice: FilterChoice) -> QPushButton:
        def take_away() -> None:
            choice.clear_choice()
            self.field.setFocus()
            announce(self.field, _("Filtre enlevé : {name}").format(name=choice.name))

        words = _in_words(choice)
        made = button(self._theme, words, "x", kind="chip", act=take_away)
        made.setAccessibleName(_("Enlever le filtre {words}").format(words=words))
        made.setToolTip(made.accessibleName())
        return made

    def _scale(self) -> None:
        self.field.setMinimumWidth(self._theme.pixels(_FIELD_WIDTH))


def _in_words(choice: FilterChoice) -> str:
    return _("{name} : {value}").format(name=choice.name, value=choice.currentText().strip())


def _widget_at(flow: Flow, place: int) -> QWidget | None:
    item = flow.itemAt(place)
    return item.widget() if item is not None else None
