"""Icons of resources/icons, drawn in a colour at the size they are shown: crisp at any scale."""

from __future__ import annotations

import tempfile
from functools import cache
from pathlib import Path

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap

from vaetvient.paths import resources

_SIDES = (16, 18, 20, 24, 28, 32, 36, 40, 48, 64, 96)


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


@cache
def icon(name: str, colour: str, gap: int = 0) -> QIcon:
    """The icon `name` in `colour`, at every size that is used.

    With a `gap`, that much empty room stands on its right: buttons leave too little before
    their text.
    """
    made = QIcon()
    for side in _SIDES:
        drawn = pixmap(name, colour, side)
        if gap:
            wide = QPixmap(side + gap, side)
            wide.fill(Qt.GlobalColor.transparent)
            painter = QPainter(wide)
            painter.drawPixmap(0, 0, drawn)
            painter.end()
            drawn = wide
        made.addPixmap(drawn)
    return made


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
