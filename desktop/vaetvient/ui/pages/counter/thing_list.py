"""The list of what is lent or comes back: it takes the room that is left."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QListView


class ThingList(QListView):
    """Asks for no more than its least height: where room is short, what stands below it is not
    pushed out of sight while the list has room to spare."""

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), self.minimumHeight())
