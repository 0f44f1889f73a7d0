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
from PySide6.QtWidgets import (
    QAbstractItemView,
    QSpinBox,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from vaetvient.domain.lending import ItemAlreadyOutError, LendingRefusedError
from vaetvient.domain.vehicle import fuel_words
from vaetvient.language import _, ngettext, show_number
from vaetvient.storage.queries.counter import LARGEST_QUANTITY
from vaetvient.ui.pages.counter.basket_model import LINE_ROLE, SAID_ROLE, BasketModel
from vaetvient.ui.pages.counter.conditions import paint_condition
from vaetvient.ui.pages.counter.draft import DraftLine
from vaetvient.ui.pages.counter.examined import LineExamined
from vaetvient.ui.theme import Theme
from vaetvient.ui.tokens import BODY_PT, S4, S8, S12, S16
from vaetvient.ui.widgets.fields import CountField
from vaetvient.ui.widgets.rows import RowPainter, text_width, wrapped_height

Index = QModelIndex | QPersistentModelIndex
_ROW, _SECOND, _SIGN = 40, 20, 16
_TAG, _LONGEST_TAG = 92, 200


class BasketDelegate(QStyledItemDelegate):
    """Tag, name, state; below in small what goes with it, and why it is refused."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        line: DraftLine = index.data(LINE_ROLE)
        said: LineExamined | None = index.data(SAID_ROLE)
        height = self._theme.pixels(_ROW)
        if said is not None:
            height += self._theme.pixels(_SECOND) if _second(line, said) else 0
            view = option.widget
            width = view.viewport().width() if isinstance(view, QAbstractItemView) else 600
            room = width - 2 * S12 - self._tag_width(line) - self._theme.pixels(_SIGN) - S8
            height += sum(
                wrapped_height(self._theme, _why(error), room) + S4 for error in said.said_beside
            )
            height += S4 if said.said_beside else 0
        return QSize(0, height)

    def _tag_width(self, line: DraftLine) -> int:
        wanted = text_width(self._theme, _tag(line), BODY_PT, QFont.Weight.DemiBold) + S12
        return max(self._theme.pixels(_TAG), min(wanted, self._theme.pixels(_LONGEST_TAG)))

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
        tag, tag_width = _tag(line), self._tag_width(line)
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
        side = self._theme.pixels(_SIGN)
        left = first.left() + tag_width
        for error in said.said_beside:
            room = first.right() - left - side - S8
            height = wrapped_height(self._theme, _why(error), room)
            row.icon(QPoint(left, y + 1), "circle-alert", "late", _SIGN)
            row.wrapped(QRect(left + side + S8, y, room, height), _why(error), tone="late")
            y += height + S4

    # The quantity of a stock, typed in place

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        box = CountField(parent)
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


def _tag(line: DraftLine) -> str:
    return f"{line.quantity} ×" if line.is_stock else line.tag


def _why(error: LendingRefusedError) -> str:
    """The refusal, and the keys that lead out of it."""
    if isinstance(error, ItemAlreadyOutError):
        way = _("↓ puis Entrée pour voir ce prêt, Suppr pour l'ôter d'ici.")
        return f"{error.sentence} {way}"
    return error.message


def _second(line: DraftLine, said: LineExamined) -> str:
    """What goes with a thing, its known defects, how many are left."""
    parts = [_("kit « {kit} »").format(kit=line.kit)] if line.kit else []
    if said.accessories:
        parts.append(_("avec {accessories}").format(accessories=said.accessories))
    if said.defects:
        parts.append(said.defects.replace("\n", ", "))
    if said.is_vehicle:
        km = said.mileage_km if line.mileage_km is None else line.mileage_km
        fuel = fuel_words(line.fuel)
        parts.append(_("{km} km").format(km=show_number(km)) if km is not None else "")
        parts.append(_("carburant : {fuel}").format(fuel=fuel) if fuel else "")
    if said.free is not None and not said.is_refused:
        left = said.free - line.quantity
        parts.append(ngettext("il en restera {n}", "il en restera {n}", left).format(n=left))
    return " · ".join(part for part in parts if part)
