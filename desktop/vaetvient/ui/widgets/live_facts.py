"""Facts that are corrected where they stand: Enter or F2 on its pencil, Enter again, Escape.

A fact that may be corrected is shown though it is empty, else nobody could fill it in. One is
corrected at a time; what is being typed is left alone when the record is shown anew.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import (
    QComboBox,
    QGridLayout,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from vaetvient.domain.errors import VaEtVientError
from vaetvient.language import _
from vaetvient.ui.theme import Theme
from vaetvient.ui.tokens import S4, S8, S16
from vaetvient.ui.widgets.entry import Check, Entry
from vaetvient.ui.widgets.flow import Flow
from vaetvient.ui.widgets.panes import button, clear, label

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_NOTE_LINES = 4


@dataclass(frozen=True, slots=True)
class Live:
    """How a fact is corrected."""

    field: str
    """Its name in the form of the record, in English."""
    make: Callable[[], QWidget]
    """Makes the field to type in or choose from."""
    text: str
    """What the field begins with."""
    check: Check | None = None


Fact = tuple[str, str] | tuple[str, str, Live]
"""A name and what is said; and how it is corrected, where it is."""


class LiveFacts(QWidget):
    """Names and values, one a line."""

    saved = Signal(str, str)
    """A field, and what it is to hold; answered by `done` or `refuse`."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(S16)
        self._grid.setVerticalSpacing(0)
        self._grid.setColumnStretch(1, 1)
        self._pencils: dict[str, QPushButton] = {}
        self._entry: Entry | None = None
        self._editing = ""
        self._back_to = ""
        """The field whose pencil is to have the focus once it is shown again."""
        self._facts: Sequence[Fact] = ()

    @property
    def editing(self) -> str:
        """The field that is being corrected; empty when none is."""
        return self._editing

    @property
    def entry(self) -> Entry | None:
        """The field itself, while there is one."""
        return self._entry

    def pencil(self, field: str) -> QPushButton:
        """The button that begins to correct a field. Raises KeyError."""
        return self._pencils[field]

    def show_facts(self, facts: Sequence[Fact]) -> None:
        """Show these, but the empty ones that cannot be filled in; what is typed stays."""
        self._facts = facts
        if not self._editing:
            self._show()

    def close_up(self) -> None:
        """Correct nothing any more; what was typed is dropped."""
        if self._editing:
            self._editing, self._entry = "", None
            self._show()

    def done(self) -> None:
        """What was typed has been kept."""
        self._back_to = self._editing
        self.close_up()

    def refuse(self, error: VaEtVientError) -> None:
        """Say why not, beside the field."""
        if self._entry is not None:
            self._entry.show_error(error.message)
            self._entry.field.setFocus()

    def begin(self, field: str) -> None:
        """Correct a fact in place."""
        live = self._live(field)
        self._editing = field
        self._show()
        entry = self._entry
        assert entry is not None
        entry.put(live.text)
        entry.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        if isinstance(entry.field, QLineEdit):
            entry.field.selectAll()

    def _live(self, field: str) -> Live:
        return next(fact[2] for fact in self._facts if len(fact) == 3 and fact[2].field == field)

    # Putting together

    def _show(self) -> None:
        held = next((name for name, each in self._pencils.items() if each.hasFocus()), "")
        back_to, self._back_to = self._back_to or held, ""
        clear(self._grid)
        self._pencils = {}
        known = [fact for fact in self._facts if fact[1] or len(fact) == 3]
        for row, fact in enumerate(known):
            top = Qt.AlignmentFlag.AlignTop
            name = label(fact[0], "muted", wrap=False)
            name.setContentsMargins(0, S4 + 2, 0, S4 + 2)
            self._grid.addWidget(name, row, 0, top)
            if len(fact) == 3 and fact[2].field == self._editing:
                self._grid.addWidget(self._editor(fact[0], fact[2]), row, 1, 1, 2)
                continue
            said = label(fact[1] or "–", "" if fact[1] else "muted")
            said.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            said.setContentsMargins(0, S4 + 2, 0, S4 + 2)
            value = fact[1] or _("rien")
            said.setAccessibleName(f"{fact[0]} : {value}")
            self._grid.addWidget(said, row, 1, top)
            if len(fact) == 3:
                live = fact[2]
                said.setProperty("liveField", live.field)
                said.installEventFilter(self)
                self._grid.addWidget(self._pencil(fact[0], live), row, 2, top)
        self.setVisible(bool(known))
        if not self._editing and back_to in self._pencils:
            self._pencils[back_to].show()  # what is not seen yet takes no focus
            self._pencils[back_to].setFocus()

    def _pencil(self, name: str, live: Live) -> QPushButton:
        made = QPushButton()
        made.setProperty("kind", "pencil")
        self._theme.dress(made, "pencil", "muted")
        made.setAccessibleName(_("Corriger : {name}").format(name=name))
        made.setToolTip(_("Corriger (F2)"))
        made.clicked.connect(lambda: self.begin(live.field))
        made.setProperty("liveField", live.field)
        made.installEventFilter(self)
        self._pencils[live.field] = made
        return made

    def _editor(self, name: str, live: Live) -> QWidget:
        field = live.make()
        if isinstance(field, QPlainTextEdit):
            field.setFixedHeight(_NOTE_LINES * field.fontMetrics().lineSpacing() + S16)
        whole = QWidget()
        entry = self._entry = Entry(self._theme, live.field, name, field, check=live.check)
        entry.label.hide()
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 0, S4)
        column.setSpacing(S4)
        column.addWidget(entry)
        buttons = Flow(spacing=S8)
        buttons.addWidget(button(self._theme, _("Garder"), kind="primary", act=self._save))
        buttons.addWidget(button(self._theme, _("Fermer"), kind="quiet", act=self._give_up))
        column.addLayout(buttons)
        field.installEventFilter(self)
        return whole

    # Keys

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QMouseEvent) and event.type() == QEvent.Type.MouseButtonDblClick:
            field = watched.property("liveField")
            if field:
                self.begin(str(field))
                return True
        if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress:
            return False
        if isinstance(watched, QPushButton):
            if event.key() == Qt.Key.Key_F2:
                self.begin(str(watched.property("liveField")))
                return True
            return False
        if self._entry is None or watched is not self._entry.field:
            return False
        if event.key() == Qt.Key.Key_Escape:
            self._give_up()
            return True
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if event.key() in _ENTER and (control or not isinstance(watched, QPlainTextEdit)):
            if isinstance(watched, QComboBox) and watched.view().isVisible():
                return False
            self._save()
            return True
        return False

    def _save(self) -> None:
        entry = self._entry
        if entry is None or not entry.examine():
            return
        live = self._live(entry.name)
        if entry.text() == live.text:
            self.done()
        else:
            self.saved.emit(entry.name, entry.text())

    def _give_up(self) -> None:
        self.done()
