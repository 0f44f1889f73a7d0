"""What is below a step, however long it is: the way on, the way back, what is missing."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from vaetvient.ui.tokens import S8, S12, S24
from vaetvient.ui.widgets.flow import Flow
from vaetvient.ui.widgets.panes import Hairline


class Foot(QWidget):
    """Buttons that are always in sight, and a sentence above them."""

    def __init__(self, *buttons: QWidget, said: QWidget | None = None) -> None:
        super().__init__()
        inner = QVBoxLayout()
        inner.setContentsMargins(S24, S12, S24, S12)
        inner.setSpacing(S8)
        if said is not None:
            inner.addWidget(said)
        row = Flow()
        for widget in buttons:
            row.addWidget(widget)
        inner.addLayout(row)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(Hairline())
        column.addLayout(inner)
