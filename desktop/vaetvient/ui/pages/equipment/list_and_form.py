"""A short list that leads to a form and back: categories, kits."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout

from vaetvient.language import _
from vaetvient.ui.theme import Theme
from vaetvient.ui.tokens import S8
from vaetvient.ui.widgets.flow import Flow
from vaetvient.ui.widgets.panes import Scrolled, button, label
from vaetvient.ui.widgets.record_form import RecordForm


class ListAndForm(QStackedWidget):
    """One of its own kind fills `lines`, and says how a new record begins."""

    closed = Signal()

    def __init__(
        self, theme: Theme, form: RecordForm, *, title: str, hint: str, new_words: str
    ) -> None:
        super().__init__()
        self._list = Scrolled()
        self._shown_form = form
        self.new_button = button(theme, new_words, "plus", kind="primary", act=self.begin_new)
        self.close_button = button(theme, _("Fermer"), kind="quiet", act=self.closed.emit)
        self.lines = QVBoxLayout()
        self.lines.setSpacing(0)
        self.head = QVBoxLayout()
        self.head.setSpacing(S8)
        buttons = Flow()
        column = self._list.column
        column.setSpacing(S8)
        column.addWidget(label(title, "title"))
        column.addWidget(label(hint, "muted"))
        column.addLayout(buttons)  # first: it then owns what it holds
        column.addLayout(self.head)
        column.addLayout(self.lines)
        column.addStretch(1)
        buttons.addWidget(self.new_button)
        buttons.addWidget(self.close_button)
        form.saved.connect(lambda _key: self.show_list())
        form.given_up.connect(self.show_list)
        self.addWidget(self._list)
        self.addWidget(form)

    def begin_new(self) -> None:
        """A new record."""
        raise NotImplementedError

    def focus_first(self) -> None:
        """Where the keyboard begins."""
        self.show_list()

    def show_form(self) -> None:
        """The form comes up."""
        self.setCurrentWidget(self._shown_form)
        self._shown_form.focus_first()

    def show_list(self) -> None:
        """Back to the list."""
        self.setCurrentWidget(self._list)
        self.new_button.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
            return
        super().keyPressEvent(event)
