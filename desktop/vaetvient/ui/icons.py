"""Icons of resources/icons, drawn in a colour at the size they are shown: crisp at any scale."""

from __future__ import annotations

import tempfile
from functools import cache
from pathlib import Path

from PySide6.QtCore import QByteArray, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QIconEngine, QPainter, QPixmap
from PySide6.QtWidgets import QApplication, QStyleOption

from vaetvient.paths import resources


@cache
def _drawing(name: str) -> str:
    return (resources() / "icons" / f"{name}.svg").read_text("utf-8")


@cache
def pixmap(name: str, colour: str, side: int, ratio: float = 1.0) -> QPixmap:
    """The icon `name` in `colour` (#rrggbb), `side` pixels wide on a screen of that ratio."""
    from PySide6.QtSvg import QSvgRenderer

    renderer = QSvgRenderer(QByteArray(_drawing(name).replace("currentColor", colour).encode()))
    whole = max(1, round(side * ratio))
    picture = QPixmap(whole, whole)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    renderer.render(painter, QRectF(0, 0, whole, whole))
    painter.end()
    picture.setDevicePixelRatio(ratio)
    return picture


class _Drawn(QIconEngine):
    """Draws an icon when it is asked for, at the very size and ratio asked for."""

    def __init__(self, name: str, colour: str, gap: int) -> None:
        super().__init__()
        self._facts = (name, colour, gap)

    def clone(self) -> QIconEngine:
        return _Drawn(*self._facts)

    def actualSize(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QSize:
        return size

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        return self.scaledPixmap(size, mode, state, 1.0)

    def scaledPixmap(
        self, size: QSize, mode: QIcon.Mode, state: QIcon.State, scale: float
    ) -> QPixmap:
        name, colour, gap = self._facts
        drawn = _with_gap(name, colour, gap, size.width(), size.height(), scale)
        if mode in (QIcon.Mode.Normal, QIcon.Mode.Active):
            return drawn
        return QApplication.style().generatedIconPixmap(mode, drawn, QStyleOption())

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        ratio = painter.device().devicePixelRatio()
        painter.drawPixmap(rect, self.scaledPixmap(rect.size(), mode, state, ratio))


@cache
def _with_gap(name: str, colour: str, gap: int, width: int, height: int, ratio: float) -> QPixmap:
    side = max(1, min(width - gap, height))
    drawn = pixmap(name, colour, side, ratio)
    if (side, side) == (width, height):
        return drawn
    whole = QPixmap(round(width * ratio), round(height * ratio))
    whole.setDevicePixelRatio(ratio)
    whole.fill(Qt.GlobalColor.transparent)
    painter = QPainter(whole)
    painter.drawPixmap((width - gap - side) // 2, (height - side) // 2, drawn)
    painter.end()
    return whole


@cache
def icon(name: str, colour: str, gap: int = 0) -> QIcon:
    """The icon `name` in `colour`, at whatever size it is shown.

    With a `gap`, that much empty room stands on its right: buttons leave too little before
    their text.
    """
    return QIcon(_Drawn(name, colour, gap))


@cache
def _drawn() -> tempfile.TemporaryDirectory[str]:
    """Where the few icons that a style sheet names by file are drawn; gone with the program."""
    return tempfile.TemporaryDirectory(prefix="vaetvient-", ignore_cleanup_errors=True)


@cache
def drawn_file(name: str, colour: str) -> str:
    """A file with the icon in this colour, for the style sheet, which knows only files."""
    target = Path(_drawn().name) / f"{name}-{colour.lstrip('#')}.svg"
    target.write_text(_drawing(name).replace("currentColor", colour), "utf-8")
    return target.as_posix()
