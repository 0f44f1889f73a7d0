"""How the cells of long lists are painted: a sign, a word, a hairline; the row as one."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QTableView

from vaetvient.ui.models.long_list import RIGHT, SIGN_ROLE, TONE_ROLE
from vaetvient.ui.theme import Theme
from vaetvient.ui.tokens import S8, S12
from vaetvient.ui.widgets.rows import RowPainter

Index = QModelIndex | QPersistentModelIndex
ROW_HEIGHT = 36
_SIGN = 16


class CellPainter(QStyledItemDelegate):
    """Paints a cell of a LongTable; hover and focus belong to the whole row."""

    def __init__(self, theme: Theme, view: QTableView, parent: QObject | None = None) -> None:
        super().__init__(parent or view)
        self._theme = theme
        self._view = view
        self.hovered = -1
        """The row under the pointer."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row = RowPainter(painter, option, self._theme)
        self._ground(row, option, index)
        sign = index.data(SIGN_ROLE)
        area = QRect(option.rect).adjusted(S8, 0, -S8, 0)
        if sign is not None:
            side = self._theme.pixels(_SIGN)
            name, tone = sign
            row.icon(QPoint(area.left(), area.center().y() - side // 2), name, tone, _SIGN)
            area.setLeft(area.left() + side + S8)
        right = index.data(Qt.ItemDataRole.TextAlignmentRole) == RIGHT
        words = str(index.data() or "")
        row.text(area, words, tone=index.data(TONE_ROLE) or "muted", right=right)
        row.end()

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        hint = super().sizeHint(option, index)
        return QSize(hint.width() + S12, self._theme.pixels(ROW_HEIGHT))

    def _ground(self, row: RowPainter, option: QStyleOptionViewItem, index: Index) -> None:
        rect, painter, theme = option.rect, row.painter, self._theme
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        if selected:
            painter.fillRect(rect, theme.colour("accent_soft"))
        elif index.row() == self.hovered:
            painter.fillRect(rect, theme.colour("hover"))
        painter.setPen(QPen(theme.colour("line"), 1))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        if selected and self._is_first(index):
            bar = QRect(rect.left(), rect.top(), 3, rect.height() - 1)
            painter.fillRect(bar, theme.colour("accent"))
        if index.row() == self._view.currentIndex().row() and self._view.hasFocus():
            painter.setPen(QPen(theme.colour("accent"), 1))
            painter.drawLine(rect.topLeft(), rect.topRight())
            painter.drawLine(rect.bottomLeft(), rect.bottomRight())

    def _is_first(self, index: Index) -> bool:
        header = self._view.horizontalHeader()
        return header.visualIndex(index.column()) == 0
