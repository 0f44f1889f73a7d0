"""A question asked in place: a few fields below what they are about, Enter, and it is done."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QFrame, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from vaetvient.domain.errors import VaEtVientError
from vaetvient.language import _
from vaetvient.ui.theme import Theme
from vaetvient.ui.tokens import S12, S16
from vaetvient.ui.widgets.bars import announce
from vaetvient.ui.widgets.entry import Entry
from vaetvient.ui.widgets.flow import Flow
from vaetvient.ui.widgets.panes import button, label


class Inset(QFrame):
    """Opens and closes in place. Refusals are said beside the field they are about."""

    confirmed = Signal()
    given_up = Signal()

    def __init__(self, theme: Theme, question: str, confirm: str) -> None:
        super().__init__()
        self.setProperty("role", "inset")
        self.entries: dict[str, Entry] = {}
        self._theme = theme
        self.question = label(question, "heading")
        self.confirm = button(theme, confirm, kind="primary", act=self._confirm)
        self.cancel = button(theme, _("Fermer"), kind="quiet", act=self.close_up)
        self._fields = QVBoxLayout()
        self._fields.setSpacing(S12)
        self.wrong = label("", "smalllate")
        self.wrong.hide()
        buttons = Flow()
        buttons.addWidget(self.confirm)
        buttons.addWidget(self.cancel)
        column = QVBoxLayout(self)
        column.setContentsMargins(S16, S12, S16, S12)
        column.setSpacing(S12)
        column.addWidget(self.question)
        column.addLayout(self._fields)
        column.addWidget(self.wrong)
        column.addLayout(buttons)
        self._came_from: QWidget | None = None
        self.hide()

    def add(
        self,
        name: str,
        text: str,
        field: QWidget,
        *,
        check: Callable[[str], object] | None = None,
        hint: str = "",
    ) -> Entry:
        """Ask for one more thing. Enter in a line confirms."""
        entry = Entry(self._theme, name, text, field, check=check, hint=hint)
        self.entries[name] = entry
        self._fields.addWidget(entry)
        if isinstance(field, QLineEdit):
            field.returnPressed.connect(self._confirm)
        return entry

    def add_widget(self, widget: QWidget) -> None:
        """Show something between the fields."""
        self._fields.addWidget(widget)

    def open(self, texts: Mapping[str, str] | None = None) -> None:
        """Ask, with the fields filled in; the first has the focus."""
        for name, entry in self.entries.items():
            entry.put((texts or {}).get(name, ""))
        self.wrong.hide()
        self._came_from = QApplication.focusWidget()
        self.show()
        QTimer.singleShot(0, self, self._come_into_view)
        for entry in self.entries.values():
            if not entry.isHidden():
                entry.field.setFocus()
                if isinstance(entry.field, QLineEdit):
                    entry.field.selectAll()
                return
        self.confirm.setFocus()

    def bring_up(self, *widgets: QWidget) -> None:
        """Scroll these into sight, once they have their place."""

        def scroll() -> None:
            above = self._scrolled()
            for widget in widgets:
                if above is not None and widget.isVisible():
                    above.ensureWidgetVisible(widget, 0, S16)

        QTimer.singleShot(0, self, scroll)

    def _scrolled(self) -> QScrollArea | None:
        above = self.parentWidget()
        while above is not None and not isinstance(above, QScrollArea):
            above = above.parentWidget()
        return above

    def _come_into_view(self) -> None:
        above = self._scrolled()
        if above is None or not self.isVisible():
            return
        if self.height() > above.viewport().height():
            above.ensureWidgetVisible(self.confirm, 0, S16)
            above.ensureWidgetVisible(self.question, 0, S16)
        else:
            above.ensureWidgetVisible(self, 0, 0)

    def close_up(self) -> None:
        """Ask no more; the focus goes back to where it came from."""
        if self.isHidden():
            return
        focused = QApplication.focusWidget()
        had_focus = focused is not None and self.isAncestorOf(focused)
        self.hide()
        if had_focus and self._came_from is not None and self._came_from.isVisible():
            self._came_from.setFocus()
        self.given_up.emit()

    def text(self, name: str) -> str:
        """What was typed in a field."""
        return self.entries[name].text().strip()

    def refuse(self, error: VaEtVientError) -> None:
        """Say why not, beside the field where there is one."""
        entry = self.entries.get(error.field)
        if entry is not None and not entry.isHidden():
            entry.show_error(error.message)
            entry.field.setFocus()
            return
        self.wrong.setText(error.message)
        self.wrong.show()
        announce(self, error.message)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close_up()
            return
        super().keyPressEvent(event)

    def _confirm(self) -> None:
        if self.isHidden():
            return
        right = [entry.examine() for entry in self.entries.values()]
        if all(right):
            self.wrong.hide()
            self.confirmed.emit()
