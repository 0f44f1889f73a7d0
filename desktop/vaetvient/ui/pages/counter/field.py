"""The one field of the counter: a scanner at full speed loses nothing in it."""

from __future__ import annotations

import time

from PySide6.QtCore import QEvent, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QLabel, QLineEdit

from vaetvient.language import _
from vaetvient.ui.theme import Theme
from vaetvient.ui.tokens import S16

SAME_SCAN_MS = 60
"""An Enter that follows a code this closely belongs to it: some scanners end with two."""
HEARD_MS = 700
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class ScanField(QLineEdit):
    """Enter (or Tab, as some scanners end) hands the text over and empties the field at once.

    Up and Down go to the list of answers, or to the lines below when there is none. Undo goes
    to the window while there is nothing of its own to undo.
    """

    entered = Signal(str)
    moved = Signal(int)
    """Up (-1) or Down (+1)."""
    dismissed = Signal()
    """Escape on an empty field."""
    wiped = Signal()
    """Escape emptied the field."""
    erased = Signal()
    """Delete on an empty field: the last thing was a slip."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setProperty("role", "scan")
        self.setPlaceholderText(
            _("Scannez ou tapez : un nom, une étiquette, un numéro de convention")
        )
        self.setAccessibleName(_("Scanner ou rechercher"))
        self.setMaxLength(500)
        self._sign = QLabel(self)
        self._sign.setProperty("drawnSide", 20)
        theme.dress(self._sign, "scan-barcode", "muted")
        self._last_code = -10_000.0
        self._theme = theme
        self._passing = QTimer(self, singleShot=True, interval=HEARD_MS)
        self._passing.timeout.connect(self._forget_heard)

    def sizeHint(self) -> QSize:
        return super().sizeHint().expandedTo(QSize(320, 0))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._sign.adjustSize()
        self._sign.move(S16, (self.height() - self._sign.height()) // 2)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if (key in _ENTER and plain) or event.text() == "\n":  # some scanners end with Ctrl+J
            self._enter(event)
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down) and plain:
            self.moved.emit(-1 if key == Qt.Key.Key_Up else 1)
        elif key == Qt.Key.Key_Escape:
            self.say_wrong(False)
            if self.text():
                self.setText("")
                self.wiped.emit()
            else:
                self.dismissed.emit()
                event.ignore()
        elif key == Qt.Key.Key_Delete and plain and not self.text():
            self.erased.emit()
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent):
            if event.type() == QEvent.Type.ShortcutOverride and self._is_the_windows(event):
                event.ignore()
                return False
            tab = event.type() == QEvent.Type.KeyPress and event.key() == Qt.Key.Key_Tab
            if tab and self.text().strip() and not event.modifiers():
                self._enter(event)
                return True
        return super().event(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason):
            self.selectAll()

    def say_wrong(self, wrong: bool) -> None:
        """Show that what was entered led nowhere, until the next key."""
        if bool(self.property("wrong")) != wrong:
            self.setProperty("wrong", wrong)
            self.style().unpolish(self)
            self.style().polish(self)

    def say_heard(self, *, taken: bool) -> None:
        """Show for a moment, by a colour and a sign, whether what was entered was taken."""
        self._theme.dress(
            self._sign, "circle-check" if taken else "circle-x", "done" if taken else "late"
        )
        self._mark_heard("taken" if taken else "refused")
        self._passing.start()

    def _forget_heard(self) -> None:
        self._theme.dress(self._sign, "scan-barcode", "muted")
        self._mark_heard("")

    def _mark_heard(self, heard: str) -> None:
        if self.property("heard") != heard:
            self.setProperty("heard", heard)
            self.style().unpolish(self)
            self.style().polish(self)

    def _enter(self, event: QKeyEvent) -> None:
        text = self.text().strip()
        now = event.timestamp() or time.monotonic() * 1000
        if text:
            self._last_code = now
            self.setText("")
            self.entered.emit(text)
        elif now - self._last_code > SAME_SCAN_MS:
            self.setText("")
            self.entered.emit("")
        event.accept()

    def _is_the_windows(self, event: QKeyEvent) -> bool:
        if event.matches(QKeySequence.StandardKey.Undo):
            return not self.isUndoAvailable()
        return event.matches(QKeySequence.StandardKey.Redo) and not self.isRedoAvailable()
