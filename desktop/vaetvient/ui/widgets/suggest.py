"""A line that offers what it may mean while one types: a commune, a person, a model."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QStringListModel, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QCompleter

from vaetvient.ui.widgets.fields import LineField
from vaetvient.ui.work import Work

_SHORTEST = 2
_NEXT = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One thing offered: how the list says it, what the field then holds, what it stands for."""

    label: str
    text: str
    value: Any


class SuggestField(LineField):
    """Asks `suggest` on the worker at each key; Enter or a click picks one."""

    picked = Signal(object)
    """The value of the suggestion that was picked."""

    def __init__(
        self, work: Work, suggest: Callable[[str], Sequence[Suggestion]], placeholder: str = ""
    ) -> None:
        super().__init__(placeholder)
        self._work = work
        self._suggest = suggest
        self._offered: Sequence[Suggestion] = ()
        self._labels = QStringListModel(self)
        completer = QCompleter(self._labels, self)
        completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        completer.setMaxVisibleItems(8)
        completer.setWidget(self)
        popup = completer.popup()
        assert popup is not None
        popup.setProperty("role", "offers")  # a window of its own: it needs a ground
        self._completer, self._popup = completer, popup
        completer.activated.connect(self._pick)
        self.textEdited.connect(self._ask)

    @property
    def offered(self) -> tuple[Suggestion, ...]:
        """What is offered now."""
        return tuple(self._offered)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._popup.isVisible() and event.key() in (*_NEXT, Qt.Key.Key_Escape, Qt.Key.Key_Tab):
            event.ignore()  # the list of suggestions takes it
            return
        if event.key() == Qt.Key.Key_Down and self.text().strip():
            self._ask(self.text())
            return
        super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self._popup.hide()

    def _ask(self, typed: str) -> None:
        if len(typed.strip()) < _SHORTEST:
            self._popup.hide()
            self._offered = ()
            return
        self._work.ask(
            lambda: self._suggest(typed),
            lambda found: self._offer(typed, found),
            owner=self,
            key=f"suggest {id(self)}",
        )

    def _offer(self, typed: str, found: Sequence[Suggestion]) -> None:
        if typed != self.text() or not self.hasFocus():
            return
        self._offered = found
        self._labels.setStringList([suggestion.label for suggestion in found])
        if found:
            self._completer.complete()
        else:
            self._popup.hide()

    def _pick(self, _label: str) -> None:
        row = self._popup.currentIndex().row()
        if 0 <= row < len(self._offered):
            suggestion = self._offered[row]
            self.setText(suggestion.text)
            self.picked.emit(suggestion.value)
