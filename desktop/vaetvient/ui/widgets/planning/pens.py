"""The pens of the planning: fonts and colours of the theme, and texts cut to their room."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics

from vaetvient.ui import icons
from vaetvient.ui.theme import Theme
from vaetvient.ui.tokens import BODY_PT, SMALL_PT
from vaetvient.ui.widgets.planning.words import SIGNS

CLASH_SIGN = "circle-alert"
SIGN = 14
"""A bar's icon, in pixels at 100 %."""
_MOST_KNOWN = 8000


class Pens:
    """Taken up anew when the theme or the size of texts changes."""

    def __init__(self, theme: Theme) -> None:
        self._elided: dict[tuple[str, int, bool], str] = {}
        self.theme = theme
        self.small = theme.font(SMALL_PT, figures=True)
        self.body = theme.font(BODY_PT)
        self.strong = theme.font(SMALL_PT, QFont.Weight.DemiBold)
        self.small_metrics = QFontMetrics(self.small)
        self.body_metrics = QFontMetrics(self.body)
        self.tones: dict[str, QColor] = {
            name: QColor(value) for name, value in theme.colours.as_mapping().items()
        }
        side = theme.pixels(SIGN)
        # drawn beforehand: the first paint is as quick as others
        for name in (*(name for name, _tone in SIGNS.values()), CLASH_SIGN):
            for tone in ("ink", "on_accent", "late"):
                icons.pixmap(name, self.tones[tone].name(), side)

    def fitted(self, words: str, room: int, *, large: bool = False) -> str:
        """`words` cut with « … » to a room; measured once, since scrolling asks again and again."""
        key = (words, room, large)
        known = self._elided.get(key)
        if known is None:
            if len(self._elided) > _MOST_KNOWN:
                self._elided.clear()
            metrics = self.body_metrics if large else self.small_metrics
            known = metrics.elidedText(words, Qt.TextElideMode.ElideRight, room)
            self._elided[key] = known
        return known
