"""The five states of a thing: their order, their signs, how they are painted and chosen."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, Signal
from PySide6.QtWidgets import QButtonGroup, QPushButton, QWidget

from vaetvient.domain.equipment import CONDITION_WORDS, Condition
from vaetvient.language import _
from vaetvient.ui.theme import Theme
from vaetvient.ui.tokens import S4, S8
from vaetvient.ui.widgets.flow import Flow
from vaetvient.ui.widgets.rows import RowPainter

CYCLE = (Condition.GOOD, Condition.WORN, Condition.DAMAGED, Condition.BROKEN, Condition.NEW)
ORDER = (Condition.NEW, Condition.GOOD, Condition.WORN, Condition.DAMAGED, Condition.BROKEN)
"""As the keys 1 to 5 say them."""
_SIGNS = {
    Condition.NEW: ("star", "done"),
    Condition.GOOD: ("circle-check", "done"),
    Condition.WORN: ("contrast", "muted"),
    Condition.DAMAGED: ("triangle-alert", "late"),
    Condition.BROKEN: ("circle-x", "late"),
}
_SIDE = 16


def next_condition(condition: Condition | None, step: int = 1) -> Condition:
    """The state that one more press of the key gives."""
    place = CYCLE.index(condition) if condition in CYCLE else 0
    return CYCLE[(place + step) % len(CYCLE)]


def paint_condition(row: RowPainter, area: QRect, condition: Condition) -> int:
    """Write a state at the right of `area`, its sign before it; the width it takes."""
    name, tone = _SIGNS[condition]
    word_tone = "muted" if tone == "done" else tone
    width = row.text(area, _(CONDITION_WORDS[condition]), tone=word_tone, right=True)
    side = row.theme.pixels(_SIDE)
    at = QPoint(area.right() - width - S8 - side, area.center().y() - side // 2)
    row.icon(at, name, tone, _SIDE)
    return width + S8 + side


class ConditionKeys(QWidget):
    """Five buttons in a row, numbered as their keys."""

    chosen = Signal(object)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._group = QButtonGroup(self)
        self._group.setExclusive(True)
        self._buttons: dict[Condition, QPushButton] = {}
        row = Flow(self, spacing=S4)
        for number, condition in enumerate(ORDER, start=1):
            word = _(CONDITION_WORDS[condition])
            button = QPushButton(f"{number}  {word}")
            button.setCheckable(True)
            button.setProperty("kind", "chip")
            button.setAccessibleName(_("État au retour : {word}").format(word=word))
            button.setToolTip(f"{word} (Alt+{number})")
            theme.dress(button, _SIGNS[condition][0], _SIGNS[condition][1])
            button.clicked.connect(lambda _on=False, c=condition: self.chosen.emit(c))
            self._group.addButton(button)
            self._buttons[condition] = button
            row.addWidget(button)

    def put(self, condition: Condition | None) -> None:
        """Show which one it is."""
        self._group.setExclusive(False)
        for known, button in self._buttons.items():
            button.setChecked(known is condition)
        self._group.setExclusive(True)
