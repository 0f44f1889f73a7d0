"""A line with a sign before what is typed and a small button after it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QToolButton

from vaetvient.ui.theme import Theme
from vaetvient.ui.tokens import S4, S8, S12
from vaetvient.ui.widgets.fields import LineField


class SignedLine(LineField):
    """Qt's own places for icons follow neither the sheet's padding nor the size of texts."""

    def __init__(
        self, theme: Theme, placeholder: str = "", *, before: str = "", after: str = ""
    ) -> None:
        super().__init__(placeholder)
        self._theme = theme
        self._sign = QLabel(self)
        self._sign.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._sign.setVisible(bool(before))
        if before:
            theme.dress(self._sign, before, "muted")
        self.after_button = QToolButton(self)
        self.after_button.setProperty("kind", "inline")
        self.after_button.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # its key is the line's own
        self.after_button.setCursor(Qt.CursorShape.ArrowCursor)
        self.after_button.setVisible(bool(after))
        self._has_after = bool(after)
        if after:
            theme.dress(self.after_button, after, "muted")

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.StyleChange, QEvent.Type.FontChange):
            self._place()

    def _place(self) -> None:
        side = self._theme.pixels(18)
        height = self.height()
        before = after = 0
        if not self._sign.isHidden():
            self._sign.setGeometry(S12, (height - side) // 2, side, side)
            before = side + S8
        if self._has_after:
            square = height - 2 * S4
            self.after_button.setGeometry(self.width() - square - S4, S4, square, square)
            after = square
        self.setTextMargins(before, 0, after, 0)
