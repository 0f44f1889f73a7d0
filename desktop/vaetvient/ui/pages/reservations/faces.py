"""The two faces of reservations, and the chips that go from one to the other."""

from __future__ import annotations

from enum import StrEnum

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QWidget

from vaetvient.language import _
from vaetvient.ui.theme import Theme
from vaetvient.ui.tokens import S4
from vaetvient.ui.widgets.flow import Flow
from vaetvient.ui.widgets.panes import button


class Face(StrEnum):
    """What is shown of the reservations."""

    LIST = "list"
    PLANNING = "planning"


class FaceChips(QWidget):
    """« Liste » and « Planning »: one of them is on."""

    chosen = Signal(object)

    def __init__(self, theme: Theme, face: Face) -> None:
        super().__init__()
        self._face = face
        group = QButtonGroup(self)
        row = Flow(self, spacing=S4)
        for each, words, icon in (
            (Face.LIST, _("Liste"), "list-checks"),
            (Face.PLANNING, _("Planning"), "calendar"),
        ):
            chip = button(theme, words, icon, kind="chip")
            chip.setCheckable(True)
            chip.setChecked(each is face)
            chip.setToolTip(_("{face} (F6)").format(face=words))
            chip.clicked.connect(lambda _on=False, each=each: self._choose(each))
            group.addButton(chip)
            row.addWidget(chip)
        self._group = group

    def _choose(self, face: Face) -> None:
        for place, chip in enumerate(self._group.buttons()):
            chip.setChecked((Face.LIST, Face.PLANNING)[place] is self._face)
        if face is not self._face:
            self.chosen.emit(face)
