"""The pages of a paper, drawn beside what is written, as wide as there is room."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QImage, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from vaetvient.language import ngettext
from vaetvient.ui.theme import Theme
from vaetvient.ui.tokens import S8, S12
from vaetvient.ui.widgets.panes import Scrolled


class _Pages(QWidget):
    """Pages one below the other."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.pages: list[QImage] = []
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def put(self, pages: list[QImage]) -> None:
        self.pages = pages
        self._measure()
        self.update()

    def _rects(self) -> list[QRect]:
        rects, top, width = [], 1, max(1, self.width() - 2)
        for page in self.pages:
            height = round(page.height() * width / max(1, page.width()))
            rects.append(QRect(1, top, width, height))
            top += height + S12
        return rects

    def _measure(self) -> None:
        rects = self._rects()
        self.setFixedHeight(rects[-1].bottom() + 2 if rects else 10)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.oldSize().width() != event.size().width():
            self._measure()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.setPen(self._theme.colour("line"))
        for page, rect in zip(self.pages, self._rects(), strict=True):
            painter.drawImage(rect, page)
            painter.drawRect(rect.adjusted(-1, -1, 0, 0))
        painter.end()


class PaperPreview(Scrolled):
    """Keeps its scroll position while the pages change under it."""

    def __init__(self, theme: Theme, name: str) -> None:
        super().__init__()
        self._theme = theme
        self.column.setContentsMargins(0, 0, S8, 0)
        self._pages = _Pages(theme)
        self.column.addWidget(self._pages)
        self.column.addStretch(1)
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    @property
    def pages(self) -> list[QImage]:
        return self._pages.pages

    def put(self, pages: list[QImage]) -> None:
        """Show these pages in place of the others."""
        self._pages.put(pages)
        words = ngettext("{n} page", "{n} pages", len(pages)).format(n=len(pages))
        self.setAccessibleDescription(words)

    def sizeHint(self) -> QSize:
        return QSize(self._theme.pixels(360), self._theme.pixels(480))
