"""The list of a round: one line a thing, its place kept while others come and go."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from vaetvient.language import _
from vaetvient.ui.models.long_list import SIGN_ROLE, TONE_ROLE
from vaetvient.ui.pages.inventory.rows import COLUMNS, FoundRow
from vaetvient.ui.theme import Theme
from vaetvient.ui.widgets.cells import ROW_HEIGHT, CellPainter

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
_LEAST = 120


class FoundModel(QAbstractTableModel):
    """Rows as they were read."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[FoundRow] = []

    def show_rows(self, rows: Sequence[FoundRow]) -> None:
        """Show others."""
        self.beginResetModel()
        self.rows = list(rows)
        self.endResetModel()

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(COLUMNS)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return _(COLUMNS[section].title)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row, column = self.rows[index.row()], COLUMNS[index.column()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return column.text(row)
        if role == SIGN_ROLE:
            return column.sign(row)
        if role == TONE_ROLE:
            return "ink" if column.name in ("tag", "words") else "muted"
        return None


class FoundTable(QTableView):
    """Enter does what the line calls for; a letter goes back to the scanner's field."""

    chosen = Signal(object)
    """The FoundRow the cursor is on; None when it is on none."""
    opened = Signal(object)
    """Enter or a double click on a FoundRow."""
    typed = Signal(str)
    left = Signal()
    """Escape: back to the scanner's field."""
    erased = Signal(object)
    """Delete on a FoundRow."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.found = FoundModel()
        self._key: UUID | None = None
        self._quiet = False
        self.setModel(self.found)
        self.setItemDelegate(CellPainter(theme, self))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.selectionModel().currentRowChanged.connect(self._moved)
        self.doubleClicked.connect(lambda _index: self._open())
        theme.changed.connect(self._scale)
        self._scale()

    @property
    def row(self) -> FoundRow | None:
        """What the cursor is on."""
        place = self.currentIndex().row()
        return self.found.rows[place] if 0 <= place < len(self.found.rows) else None

    def show_rows(self, rows: Sequence[FoundRow]) -> None:
        """Show others; the cursor stays on its thing, or in its place when that has gone."""
        place = self.currentIndex().row()
        bar = self.verticalScrollBar()
        position = bar.value()
        self._quiet = True
        self.found.show_rows(rows)
        keys = [row.key for row in rows]
        if self._key is not None and keys:
            place = keys.index(self._key) if self._key in keys else min(place, len(keys) - 1)
            if place >= 0:
                self.setCurrentIndex(self.found.index(place, 0))
        bar.setValue(position)
        self._quiet = False
        row = self.row
        self._key = row.key if row is not None else None
        self.chosen.emit(row)

    def choose(self, key: UUID) -> None:
        """Put the cursor on a thing, where it is listed."""
        for place, row in enumerate(self.found.rows):
            if row.key == key:
                self.setCurrentIndex(self.found.index(place, 0))
                return

    def _moved(self, current: QModelIndex, _before: QModelIndex) -> None:
        self.viewport().update()
        if self._quiet:
            return
        row = self.row if current.isValid() else None
        self._key = row.key if row is not None else None
        self.chosen.emit(row)

    def _open(self) -> None:
        if self.row is not None:
            self.opened.emit(self.row)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        plain = not event.modifiers() & ~Qt.KeyboardModifier.ShiftModifier
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and plain:
            self._open()
        elif key == Qt.Key.Key_Escape:
            self.left.emit()
        elif key == Qt.Key.Key_Delete and self.row is not None:
            self.erased.emit(self.row)
        elif plain and event.text().strip() and event.text().isprintable():
            self.typed.emit(event.text())
        else:
            super().keyPressEvent(event)

    def keyboardSearch(self, _search: str) -> None:
        """Letters are for the scanner's field."""

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if self.row is None and self.found.rows:
            self.setCurrentIndex(self.found.index(0, 0))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _scale(self) -> None:
        self.verticalHeader().setDefaultSectionSize(self._theme.pixels(ROW_HEIGHT))
        self._fit()

    def _fit(self) -> None:
        room = self.viewport().width()
        widths = [self._theme.pixels(column.width) for column in COLUMNS]
        grower = next(place for place, column in enumerate(COLUMNS) if column.grows)
        widths[grower] = max(self._theme.pixels(_LEAST), room - sum(widths) + widths[grower])
        for place, width in enumerate(widths):
            self.setColumnWidth(place, width)
