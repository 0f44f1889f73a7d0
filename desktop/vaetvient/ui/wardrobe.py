"""Dresses what there is when the look changes: what is seen at once, the rest bit by bit.

Qt dresses every widget of the program in one go when its sheet changes, hidden or not: with all
pages open that is a second in which the window hears nothing. Two marks keep a widget out of it
(`QApplication::setStyle` leaves alone what was not polished yet, and tells nothing to what has a
style of its own); taking them off and polishing it is what Qt would have done.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import islice
from time import perf_counter

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid

_SLICE_S = 0.012
_AT_ONCE = 16
"""Widgets between two looks at the clock."""
_POLISHED = Qt.WidgetAttribute.WA_WState_Polished
_OWN_STYLE = Qt.WidgetAttribute.WA_SetStyle


class Wardrobe(QObject):
    """What is still to be dressed; nothing is shown before it is."""

    def __init__(
        self, application: QApplication, finish: Callable[[QWidget], None], parent: QObject
    ) -> None:
        """`finish` does what is left to do on a widget once it is dressed."""
        super().__init__(parent)
        self._application = application
        self._finish = finish
        self._waiting: dict[QWidget, bool] = {}
        """What is not dressed yet, and whether it was before: new widgets dress themselves."""
        self._watched: list[QWidget] = []
        self._timer = QTimer(self, interval=0)
        self._timer.timeout.connect(self._some)

    @property
    def is_empty(self) -> bool:
        """Whether everything wears the look now in force."""
        return not self._waiting

    def put_aside(self) -> None:
        """Keep all that there is out of the change that follows."""
        for widget in self._application.allWidgets():
            if widget in self._waiting:
                continue
            polished = widget.testAttribute(_POLISHED) and not widget.testAttribute(_OWN_STYLE)
            self._waiting[widget] = polished
            if polished:
                widget.setAttribute(_POLISHED, False)
                widget.setAttribute(_OWN_STYLE, True)

    def dress(self) -> None:
        """The change is made: dress what is seen at once, and the rest from now on."""
        for widget in list(self._waiting):
            if not isValid(widget) or widget.isVisible():
                self._dress(widget)
            elif widget.isHidden():
                widget.installEventFilter(self)
                self._watched.append(widget)
        if self._waiting:
            self._timer.start()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Show and isinstance(watched, QWidget):
            watched.removeEventFilter(self)
            for widget in (watched, *watched.findChildren(QWidget)):
                if widget in self._waiting and widget.isVisibleTo(watched):
                    self._dress(widget)
        return False

    def _some(self) -> None:
        """As many as a slice of time allows."""
        until = perf_counter() + _SLICE_S
        while self._waiting and perf_counter() < until:
            for widget in list(islice(self._waiting, _AT_ONCE)):
                self._dress(widget)
        if not self._waiting:
            self._timer.stop()
            for widget in self._watched:
                if isValid(widget):
                    widget.removeEventFilter(self)
            self._watched.clear()

    def _dress(self, widget: QWidget) -> None:
        polished = self._waiting.pop(widget, None)
        if polished is None or not isValid(widget):
            return  # dressed meanwhile: showing one may show another
        if polished:
            widget.setAttribute(_OWN_STYLE, False)
            widget.setAttribute(_POLISHED, True)
            self._application.style().polish(widget)
            QCoreApplication.sendEvent(widget, QEvent(QEvent.Type.StyleChange))
        self._finish(widget)
        widget.updateGeometry()
        widget.update()
