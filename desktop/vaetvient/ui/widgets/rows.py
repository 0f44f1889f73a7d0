"""Painting the rows of the house's lists: calm, aligned, the same everywhere."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetrics, QFontMetricsF, QPainter, QPainterPath, QPen
from PySide6.QtWidgets import QStyle, QStyleOptionViewItem

from vaetvient.ui import icons
from vaetvient.ui.theme import Theme
from vaetvient.ui.tokens import BODY_PT, S8, SMALL_PT

_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_WRAPPED = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap)


class RowPainter:
    """One row being painted: background first, then texts and icons from left and right."""

    def __init__(self, painter: QPainter, option: QStyleOptionViewItem, theme: Theme) -> None:
        self.painter = painter
        self.theme = theme
        self.rect = QRect(option.rect)
        self._state = option.state
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)

    def end(self) -> None:
        """Give the painter back as it was."""
        self.painter.restore()

    def background(self) -> None:
        """Hover, choice and focus, each told apart by more than its colour."""
        body = QRectF(self.rect).adjusted(0.5, 1, -0.5, -1)
        path = QPainterPath()
        path.addRoundedRect(body, S8, S8)
        if self._state & QStyle.StateFlag.State_Selected:
            self.painter.fillPath(path, self.theme.colour("accent_soft"))
            if self._state & QStyle.StateFlag.State_HasFocus:
                self.painter.setPen(QPen(self.theme.colour("accent"), 2))
                self.painter.drawPath(path)
        elif self._state & QStyle.StateFlag.State_MouseOver:
            self.painter.fillPath(path, self.theme.colour("hover"))

    def hairline(self) -> None:
        """A line below, to tell rows apart."""
        self.painter.setPen(QPen(self.theme.colour("line"), 1))
        y = self.rect.bottom()
        self.painter.drawLine(self.rect.left() + S8, y, self.rect.right() - S8, y)

    def text(
        self,
        area: QRect,
        words: str,
        *,
        tone: str = "ink",
        size: float = BODY_PT,
        weight: QFont.Weight = QFont.Weight.Normal,
        right: bool = False,
        struck: bool = False,
    ) -> int:
        """Write `words` on one line of `area`, cut with « … » where they are too long.

        The width they take is returned.
        """
        font = self.theme.font(size, weight)
        font.setStrikeOut(struck)
        metrics = QFontMetricsF(font)
        shown = metrics.elidedText(words, Qt.TextElideMode.ElideRight, max(0, area.width()))
        self.painter.setFont(font)
        self.painter.setPen(self.theme.colour(tone))
        self.painter.drawText(area, _RIGHT if right else _LEFT, shown)
        return int(metrics.horizontalAdvance(shown)) + 1

    def small(self, area: QRect, words: str, *, tone: str = "muted", right: bool = False) -> int:
        """`text` in the small size, muted."""
        return self.text(area, words, tone=tone, size=SMALL_PT, right=right)

    def wrapped(self, area: QRect, words: str, *, tone: str = "muted") -> None:
        """Write `words` in the small size on as many lines as they need."""
        self.painter.setFont(self.theme.font(SMALL_PT))
        self.painter.setPen(self.theme.colour(tone))
        self.painter.drawText(area, _WRAPPED, words)

    def icon(self, at: QPoint, name: str, tone: str = "ink", side: int = 18) -> int:
        """Draw an icon; its side in pixels is returned."""
        pixels = self.theme.pixels(side)
        ratio = self.painter.device().devicePixelRatioF()
        colour = getattr(self.theme.colours, tone)
        self.painter.drawPixmap(at, icons.pixmap(name, colour, pixels, ratio))
        return pixels


def wrapped_height(theme: Theme, words: str, width: int) -> int:
    """How high `words` are in the small size, wrapped to `width`."""
    metrics = QFontMetrics(theme.font(SMALL_PT))
    return metrics.boundingRect(QRect(0, 0, max(1, width), 10_000), _WRAPPED, words).height()


def text_width(
    theme: Theme, words: str, size: float = BODY_PT, weight: QFont.Weight = QFont.Weight.Normal
) -> int:
    """How wide `words` are when written in one line."""
    return int(QFontMetricsF(theme.font(size, weight)).horizontalAdvance(words)) + 1
