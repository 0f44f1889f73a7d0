"""A hand on the keyboard and on the scanner, for the guided tour and for tests.

Keys are real key events sent to whatever has the focus, so that what works here works under a
finger. Gestures are counted: a scan is one, so is a name that is typed, so is a key.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QDeadlineTimer, QEvent, Qt, QThread
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget

from vaetvient.ui.main_window import MainWindow
from vaetvient.ui.pages.counter.page import CounterPage
from vaetvient.ui.pages.inventory.page import InventoryPage

PATIENCE_MS = 20_000
_BETWEEN_LETTERS_MS = 2
_LAYOUT_LEVELS = 4
_BETWEEN_GESTURES_MS = 400
_PLAIN = Qt.KeyboardModifier.NoModifier


class NotThereError(AssertionError):
    """The window did not come to the state that was waited for."""


class Hand:
    """Works a window as a volunteer does."""

    def __init__(self, window: MainWindow) -> None:
        self.window = window
        self.gestures = 0
        self._clock = 1_000

    def type(self, text: str) -> None:
        """Letters, one after the other, as fast as events go. One gesture."""
        self._begin()
        self._letters(text)

    def scan(self, code: str, end: Qt.Key = Qt.Key.Key_Return) -> None:
        """What a scanner does: the code and its Enter. One gesture."""
        self._begin()
        self._letters(code)
        self._send(end)

    def press(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = _PLAIN) -> None:
        """One key or one shortcut. One gesture."""
        self._begin()
        if modifiers == _PLAIN and key not in _FUNCTION_KEYS:
            self._send(key)
            return
        from PySide6.QtTest import QTest  # it alone reaches the map of shortcuts

        QTest.keyClick(self._target(), key, modifiers)

    def settle(self) -> None:
        """Wait until everything that was begun is done and shown."""
        self.wait_until(self._is_still, "the window is still")
        for _level in range(_LAYOUT_LEVELS):  # a layout within a layout asks the one round it
            QCoreApplication.processEvents()

    def wait_until(self, reached: Callable[[], bool], what: str) -> None:
        """Wait for a state. Raises NotThereError when it does not come."""
        deadline = QDeadlineTimer(PATIENCE_MS)
        while not reached():
            if deadline.hasExpired():
                raise NotThereError(what)
            QCoreApplication.processEvents()
            QThread.msleep(1)  # leaves the processor to the workers
        QCoreApplication.processEvents()

    def _is_still(self) -> bool:
        page, work = self.window.page, self.window.context.work
        if isinstance(page, (CounterPage, InventoryPage)) and not page.is_still:
            return False
        return work.is_idle and not self.window.changes_language

    def _begin(self) -> None:
        self.gestures += 1
        self._clock += _BETWEEN_GESTURES_MS

    def _letters(self, text: str) -> None:
        for letter in text:
            self._send(Qt.Key.Key_unknown, letter)

    def _send(self, key: Qt.Key, text: str = "") -> None:
        self._clock += _BETWEEN_LETTERS_MS
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            event = QKeyEvent(kind, key, _PLAIN, text or _TEXTS.get(key, ""))
            event.setTimestamp(self._clock)
            QCoreApplication.sendEvent(self._target(), event)

    def _target(self) -> QWidget:
        # another program's window may be in front of this one: then nothing has the focus
        for focused in (QApplication.focusWidget(), self.window.focusWidget()):
            if isinstance(focused, QWidget):
                return focused
        return self.window


_TEXTS = {
    Qt.Key.Key_Return: "\r",
    Qt.Key.Key_Tab: "\t",
    Qt.Key.Key_Space: " ",
    **{Qt.Key(Qt.Key.Key_0.value + n): str(n) for n in range(10)},
    Qt.Key.Key_Plus: "+",
    Qt.Key.Key_Minus: "-",
}
_FUNCTION_KEYS = frozenset(Qt.Key(Qt.Key.Key_F1.value + n) for n in range(12))
