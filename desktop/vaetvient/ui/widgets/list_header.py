"""The header of a long list, worked by keyboard as by mouse.

Tab reaches it. ← → go from title to title, Enter sorts by it (again: the other way round),
Ctrl+← → moves the column, Alt+← → makes it narrower or wider, the menu key offers columns.
"""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QAccessible, QFocusEvent, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import QHeaderView, QTableView

from vaetvient.language import _
from vaetvient.ui.theme import Theme
from vaetvient.ui.widgets.painted import Painted

_STEP = 16


class ListHeader(QHeaderView, Painted):
    """Horizontal, sorted by what is pressed."""

    painted_as = QAccessible.Role.Row
    part_as = QAccessible.Role.ColumnHeader

    def __init__(self, theme: Theme, view: QTableView) -> None:
        super().__init__(Qt.Orientation.Horizontal, view)
        self._theme = theme
        self._place = 0
        """The visual place of the title the keyboard is on."""
        self.setSectionsClickable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName(_("Titres des colonnes"))

    @property
    def at(self) -> int:
        """The column the keyboard is on."""
        return self.logicalIndex(self._place)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if self.isSectionHidden(self.at):
            self._step(1)
        self.say_part()
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.viewport().update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, modifiers = event.key(), event.modifiers()
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(key), 0)
        if self.layoutDirection() is Qt.LayoutDirection.RightToLeft:
            step = -step
        if step and modifiers & Qt.KeyboardModifier.ControlModifier:
            self._move(step)
        elif step and modifiers & Qt.KeyboardModifier.AltModifier:
            self.resizeSection(
                self.at,
                max(
                    self.minimumSectionSize(),
                    self.sectionSize(self.at) + step * self._theme.pixels(_STEP),
                ),
            )
        elif step:
            self._step(step)
            self.say_part()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self._sort()
        elif key in (Qt.Key.Key_Down, Qt.Key.Key_Escape):
            view = self.parentWidget()
            if view is not None:
                view.setFocus()
        elif key == Qt.Key.Key_Menu:
            where = self.sectionViewportPosition(self.at)
            self.customContextMenuRequested.emit(QRect(where, 0, 1, self.height()).bottomLeft())
        else:
            super().keyPressEvent(event)

    def paintSection(self, painter: QPainter, rect: QRect, logical: int) -> None:
        super().paintSection(painter, rect, logical)
        if self.hasFocus() and logical == self.at:
            painter.save()
            painter.setPen(QPen(self._theme.colour("accent"), 2))
            painter.drawRoundedRect(rect.adjusted(1, 1, -1, -2), 6, 6)
            painter.restore()

    def _step(self, step: int) -> None:
        """To the next title that is shown, round the end."""
        for _turn in range(self.count()):
            self._place = (self._place + step) % self.count()
            if not self.isSectionHidden(self.at):
                break
        self.viewport().update()

    def _move(self, step: int) -> None:
        here = self._place
        self._step(step)
        self.moveSection(here, self._place)
        self.say_part()

    def _sort(self) -> None:
        same = self.sortIndicatorSection() == self.at
        ascending = Qt.SortOrder.AscendingOrder
        down = same and self.sortIndicatorOrder() is ascending
        self.setSortIndicator(self.at, Qt.SortOrder.DescendingOrder if down else ascending)
        self.say_part()

    # What a screen reader is told

    def part_count(self) -> int:
        """The titles that are shown."""
        return len(self._shown())

    def part_name(self, part: int) -> str:
        """A title, and whether the list is sorted by it."""
        column = self._shown()[part]
        title = str(
            self.model().headerData(column, Qt.Orientation.Horizontal, Qt.ItemDataRole.DisplayRole)
        )
        if self.sortIndicatorSection() != column:
            return title
        ascending = self.sortIndicatorOrder() is Qt.SortOrder.AscendingOrder
        sorted_ = _("trié dans l'ordre") if ascending else _("trié à rebours")
        return f"{title}, {sorted_}"

    def part_area(self, part: int) -> QRect:
        """Where a title is."""
        column = self._shown()[part]
        left = self.sectionViewportPosition(column)
        return QRect(left, 0, self.sectionSize(column), self.height())

    def part_at(self, point: QPoint) -> int:
        """The title under a point."""
        column = self.logicalIndexAt(point)
        return self._shown().index(column) if column in self._shown() else -1

    def current_part(self) -> int:
        """The title that the keyboard is on."""
        return self._shown().index(self.at) if self.at in self._shown() else -1

    def _shown(self) -> list[int]:
        """The columns that are shown, as they stand from left to right."""
        columns = (self.logicalIndex(place) for place in range(self.count()))
        return [column for column in columns if not self.isSectionHidden(column)]
