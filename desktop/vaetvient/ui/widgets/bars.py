"""The two bars of the window: what cannot be done (above), what was done (below)."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QWidget

from vaetvient.domain.errors import VaEtVientError
from vaetvient.language import _
from vaetvient.ui.theme import Theme
from vaetvient.ui.tokens import S8, S16, TARGET
from vaetvient.ui.widgets.words import OneLine

SAID_MS = 10_000


def announce(widget: QWidget, text: str) -> None:
    """Have a screen reader say `text` now."""
    event = QAccessibleAnnouncementEvent(widget, text)
    QAccessible.updateAccessibility(event)


class ErrorBar(QWidget):
    """A refusal: the sentence, the way out, and a button to put it away (Escape too)."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "errorbar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        sign = QLabel()
        theme.dress(sign, "circle-alert", "late")
        self._text = QLabel(wordWrap=True)
        self._text.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        close = QPushButton()
        close.setProperty("kind", "quiet")
        close.setAccessibleName(_("Fermer le message"))
        close.setToolTip(_("Fermer le message (Échap)"))
        theme.dress(close, "x", "late")
        close.clicked.connect(self.hide)
        row = QHBoxLayout(self)
        row.setContentsMargins(S16, S8, S8, S8)
        row.setSpacing(S8)
        row.addWidget(sign)
        row.addWidget(self._text, 1)
        row.addWidget(close)
        self.hide()

    @property
    def text(self) -> str:
        """What is now said; empty when nothing is."""
        return self._text.text() if not self.isHidden() else ""

    def say(self, error: VaEtVientError) -> None:
        """Show `error` until it is put away or something else is said."""
        self._text.setText(error.message)
        self.show()
        announce(self, error.message)


class DoneBar(QWidget):
    """What was done last, and the button that takes it back or does it again."""

    undo = Signal()
    redo = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "bar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._said = OneLine()
        self._undo = QPushButton(_("Annuler (Ctrl+Z)"))
        self._redo = QPushButton(_("Rétablir (Ctrl+Maj+Z)"))
        for button, icon in ((self._undo, "undo-2"), (self._redo, "redo-2")):
            button.setProperty("kind", "quiet")
            theme.dress(button, icon, "accent")
        self._theme = theme
        theme.changed.connect(self._scale)
        self._scale()
        self._undo.clicked.connect(self.undo)
        self._redo.clicked.connect(self.redo)
        row = QHBoxLayout(self)
        row.setContentsMargins(S16, 0, S16, 0)
        row.setSpacing(S8)
        row.addWidget(self._said)
        row.addWidget(self._undo)
        row.addWidget(self._redo)
        row.addStretch(1)
        self._passing = QTimer(self, singleShot=True, interval=SAID_MS)
        self._passing.timeout.connect(self._forget_said)
        self._undoable = self._redoable = ""
        self._say("")

    @property
    def text(self) -> str:
        """What the bar says."""
        return self._said.text()

    @property
    def undoable(self) -> str:
        """What undo would take back, in words; empty where nothing was done."""
        return self._undoable

    @property
    def redoable(self) -> str:
        """What redo would do again, in words."""
        return self._redoable

    def say(self, text: str) -> None:
        """Say something for a while; there is nothing to undo about it."""
        self._say(text)
        self._undo.hide()
        self._redo.hide()
        self.show()
        self._passing.start()
        announce(self, text)

    def offer(self, undoable: str, redoable: str, *, aloud: bool = True) -> None:
        """What undo and redo would now take up, in words; empty where there is nothing."""
        if (undoable, redoable) == (self._undoable, self._redoable) and self._passing.isActive():
            return
        self._undoable, self._redoable = undoable, redoable
        self._passing.stop()
        self._show_offer(aloud)

    def _show_offer(self, aloud: bool) -> None:
        if self._redoable:
            text = _("Annulé : {what}").format(what=self._redoable)
        else:
            text = self._undoable
        self._undo.setVisible(bool(self._undoable) and not self._redoable)
        self._redo.setVisible(bool(self._redoable))
        self._undo.setAccessibleName(_("Annuler : {what}").format(what=self._undoable))
        self._redo.setAccessibleName(_("Rétablir : {what}").format(what=self._redoable))
        if text and aloud and text != self._said.text():
            announce(self, text)
        self._say(text)

    def _scale(self) -> None:
        """As high without its button as with it."""
        self.setMinimumHeight(self._theme.pixels(TARGET))

    def _forget_said(self) -> None:
        self._show_offer(aloud=False)

    def _say(self, text: str) -> None:
        self._said.setText(text)
        self._undo.setEnabled(bool(self._undoable))
        self.setVisible(bool(text))
        if not text:
            self._undo.hide()
            self._redo.hide()
