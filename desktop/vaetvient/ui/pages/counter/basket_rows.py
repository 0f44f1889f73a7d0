"""How a line of the basket is painted, and how its quantity is typed."""

from __future__ import annotations

from PySide6.QtCore import (
    QAbstractItemModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSize,
)
from PySide6.QtGui import QFont, QPainter
from PySide6.QtWidgets import QSpinBox, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from vaetvient.language import _, ngettext
from vaetvient.storage.queries.counter import LARGEST_QUANTITY
from vaetvient.ui.pages.counter.basket_model import LINE_ROLE, SAID_ROLE, BasketModel
from vaetvient.ui.pages.counter.conditions import paint_condition
from vaetvient.ui.pages.counter.draft import DraftLine
from vaetvient.ui.pages.counter.examined import LineExamined
from vaetvient.ui.theme import Theme
from vaetvient.ui.tokens import BODY_PT, S4, S8, S12, S16
from vaetvient.ui.widgets.rows import RowPainter, text_width

Index = QModelIndex | QPersistentModelIndex
_ROW, _SECOND, _REFUSAL = 40, 20, 22
_TAG = 92


class BasketDelegate(QStyledItemDelegate):
    """Tag, name, state; below in small what goes with it, and why it is refused."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        said: LineExamined | None = index.data(SAID_ROLE)
        height = _ROW
        if said is not None:
            height += _SECOND if _second(index.data(LINE_ROLE), said) else 0
            height += _REFUSAL * len(said.refusals)
        return QSize(0, self._theme.pixels(height))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        line: DraftLine = index.data(LINE_ROLE)
        said: LineExamined | None = index.data(SAID_ROLE)
        model = index.model()
        condition = model.condition_of(index.row()) if isinstance(model, BasketModel) else None
        row = RowPainter(painter, option, self._theme)
        row.background()
        row.hairline()
        inner = row.rect.adjusted(S12, 0, -S12, 0)
        first = QRect(inner.left(), inner.top(), inner.width(), self._theme.pixels(_ROW))
        refused = said is not None and said.is_refused
        tag = f"{line.quantity} ×" if line.is_stock else line.tag
        tag_width = max(
            self._theme.pixels(_TAG),
            min(text_width(self._theme, tag, BODY_PT, QFont.Weight.DemiBold) + S12, 200),
        )
        row.text(
            QRect(first.left(), first.top(), tag_width - S8, first.height()),
            tag,
            weight=QFont.Weight.DemiBold,
            tone="late" if refused else "ink",
        )
        right = paint_condition(row, first, condition) if condition else 0
        row.text(first.adjusted(tag_width, 0, -right - S16, 0), line.label)
        self._paint_below(row, first, tag_width, line, said)
        row.end()

    def _paint_below(
        self,
        row: RowPainter,
        first: QRect,
        tag_width: int,
        line: DraftLine,
        said: LineExamined | None,
    ) -> None:
        if said is None:
            return
        y = first.bottom() - self._theme.pixels(6)
        second = _second(line, said)
        if second:
            height = self._theme.pixels(_SECOND)
            area = QRect(first.left() + tag_width, y, first.width() - tag_width, height)
            row.small(area, second)
            y += height
        for error in said.refusals:
            height = self._theme.pixels(_REFUSAL)
            side = self._theme.pixels(16)
            left = first.left() + tag_width
            row.icon(QPoint(left, y + (height - side) // 2), "circle-alert", "late", 16)
            area = QRect(left + side + S8, y, first.right() - left - side - S8, height)
            row.small(area, error.message, tone="late")
            y += height

    # The quantity of a stock, typed in place

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        box = QSpinBox(parent)
        box.setRange(1, LARGEST_QUANTITY)
        box.setAccessibleName(_("Quantité"))
        return box

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        if isinstance(editor, QSpinBox):
            editor.setValue(index.data(LINE_ROLE).quantity)
            editor.selectAll()

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        if isinstance(editor, QSpinBox):
            editor.interpretText()
            model.setData(model.index(index.row(), index.column()), editor.value())

    def updateEditorGeometry(
        self, editor: QWidget, option: QStyleOptionViewItem, index: Index
    ) -> None:
        editor.setGeometry(
            option.rect.left() + S4,
            option.rect.top() + 1,
            self._theme.pixels(_TAG),
            self._theme.pixels(_ROW) - 2,
        )


def _second(line: DraftLine, said: LineExamined) -> str:
    """What goes with a thing, its known defects, how many are left."""
    parts = []
    if said.accessories:
        parts.append(_("avec {accessories}").format(accessories=said.accessories))
    if said.defects:
        parts.append(said.defects.replace("\n", ", "))
    if said.free is not None and not said.is_refused:
        left = said.free - line.quantity
        parts.append(ngettext("il en restera {n}", "il en restera {n}", left).format(n=left))
    return " · ".join(parts)
