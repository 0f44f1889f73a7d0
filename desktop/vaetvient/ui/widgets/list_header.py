"""The header of a long list, worked by keyboard as by mouse.

Tab reaches it. ← → go from title to title, Enter sorts by it (again: the other way round),
Ctrl+← → moves the column, Alt+← → makes it narrower or wider, the menu key offers columns.
"""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import QHeaderView, QTableView

from vaetvient.language import _
from vaetvient.ui.theme import Theme
from vaetvient.ui.widgets.bars import announce

_STEP = 16


class ListHeader(QHeaderView):
    """Horizontal, sorted by what is pressed."""

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
        self._say()
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
            self._say()
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
        self._say()

    def _sort(self) -> None:
        same = self.sortIndicatorSection() == self.at
        ascending = Qt.SortOrder.AscendingOrder
        down = same and self.sortIndicatorOrder() is ascending
        self.setSortIndicator(self.at, Qt.SortOrder.DescendingOrder if down else ascending)
        self._say()

    def _say(self) -> None:
        """Have a screen reader say the title, and whether the list is sorted by it."""
        title = str(
            self.model().headerData(self.at, Qt.Orientation.Horizontal, Qt.ItemDataRole.DisplayRole)
        )
        if self.sortIndicatorSection() == self.at:
            ascending = self.sortIndicatorOrder() is Qt.SortOrder.AscendingOrder
            sorted_ = _("trié dans l'ordre") if ascending else _("trié à rebours")
            title = f"{title}, {sorted_}"
        announce(self, title)
