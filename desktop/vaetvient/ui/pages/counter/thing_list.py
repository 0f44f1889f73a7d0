"""The list of what is lent or comes back: it takes the room that is left."""

from __future__ import annotations

from PySide6.QtCore import QAbstractItemModel, QSize
from PySide6.QtWidgets import QListView

from vaetvient.ui.theme import Theme

_MOST = 220
"""The height it asks for at most, at 100 %: what is longer is scrolled."""


class ThingList(QListView):
    """Asks for the height of its first lines and no more: where room is short, what stands below
    is not pushed out of sight while the list has room to spare."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._shown: QAbstractItemModel | None = None
        self._asked = 0

    def setModel(self, model: QAbstractItemModel | None) -> None:
        super().setModel(model)
        self._shown = model
        if model is not None:
            for signal in (model.rowsInserted, model.rowsRemoved, model.modelReset):
                signal.connect(self._fit)
            model.dataChanged.connect(self._fit)

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), self._wanted())

    def _fit(self) -> None:
        """Ask for room again, where it is another than was asked for."""
        wanted = self._wanted()
        if wanted != self._asked:
            self._asked = wanted
            self.updateGeometry()

    def _wanted(self) -> int:
        most, height = self._theme.pixels(_MOST), 0
        for row in range(self._shown.rowCount() if self._shown is not None else 0):
            height += self.sizeHintForRow(row)
            if height >= most:
                break
        return max(self.minimumHeight(), min(height, most))
