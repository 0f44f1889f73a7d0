"""A way to a page in the navigation; it can say how many things wait there."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QToolButton

from vaetvient.ui.theme import Theme
from vaetvient.ui.tokens import S8, SMALL_PT

_MOST = 99


class NavButton(QToolButton):
    """Words beside the icon, or the icon alone; the number at the right, or over the icon."""

    def __init__(self, theme: Theme, title: str) -> None:
        super().__init__()
        self._theme = theme
        self._title = title
        self._waiting = 0
        self.setText(title)
        self.setAccessibleName(title)
        self.setCheckable(True)
        self.setProperty("kind", "nav")

    @property
    def waiting(self) -> int:
        """How many things wait."""
        return self._waiting

    def say_waiting(self, waiting: int, words: str) -> None:
        """Show how many things wait; `words` say so to who cannot see it."""
        self._waiting = waiting
        self.setAccessibleName(f"{self._title}, {words}" if waiting else self._title)
        self.setAccessibleDescription(words if waiting else "")
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._waiting:
            return
        text = str(self._waiting) if self._waiting <= _MOST else f"{_MOST}+"
        font = self._theme.font(SMALL_PT, QFont.Weight.DemiBold)
        metrics = QFontMetricsF(font)
        height = metrics.height() + 2
        width = max(height, metrics.horizontalAdvance(text) + S8)
        alone = self.toolButtonStyle() is Qt.ToolButtonStyle.ToolButtonIconOnly
        top = 2.0 if alone else (self.height() - height) / 2
        right = self.width() - (2 if alone else S8)
        area = QRectF(right - width, top, width, height)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.colour("accent"))
        painter.drawRoundedRect(area, height / 2, height / 2)
        painter.setFont(font)
        painter.setPen(self._theme.colour("on_accent"))
        painter.drawText(area, Qt.AlignmentFlag.AlignCenter, text)
        painter.end()
