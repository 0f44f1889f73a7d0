"""How a line that comes back is painted."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRect, QSize
from PySide6.QtGui import QFont, QPainter
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem, QWidget

from vaetvient.domain.equipment import EquipmentKind
from vaetvient.language import _, show_number
from vaetvient.storage.queries.loan_file import LineRow
from vaetvient.ui.pages.counter.conditions import paint_condition
from vaetvient.ui.pages.counter.return_model import LINE_ROLE, standing
from vaetvient.ui.theme import Theme
from vaetvient.ui.tokens import BODY_PT, S8, S12, S16
from vaetvient.ui.widgets.rows import RowPainter, text_width

Index = QModelIndex | QPersistentModelIndex
_ROW, _SECOND, _TAG, _SIGN = 40, 20, 92, 18


class ReturnDelegate(QStyledItemDelegate):
    """An open circle for what is out, a tick for what is back; its state at the right."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        height = _ROW + (_SECOND if _second(index.data(LINE_ROLE)) else 0)
        return QSize(0, self._theme.pixels(height))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        line: LineRow = index.data(LINE_ROLE)
        row = RowPainter(painter, option, self._theme)
        row.background()
        row.hairline()
        inner = row.rect.adjusted(S12, 0, -S12, 0)
        first = QRect(inner.left(), inner.top(), inner.width(), self._theme.pixels(_ROW))
        back = line.still_out == 0
        side = self._theme.pixels(_SIGN)
        sign, tone = ("circle-check", "done") if back else ("clock", "accent")
        if back and line.lost and not line.returned:
            sign, tone = "circle-x", "late"
        row.icon(QPoint(first.left(), first.center().y() - side // 2), sign, tone, _SIGN)
        left = first.left() + side + S12
        tag = f"{line.quantity} ×" if line.kind is EquipmentKind.STOCK else line.tag
        weight = QFont.Weight.DemiBold
        tag_width = max(
            self._theme.pixels(_TAG), min(text_width(self._theme, tag, BODY_PT, weight) + S12, 200)
        )
        row.text(QRect(left, first.top(), tag_width - S8, first.height()), tag, weight=weight)
        right = self._paint_state(row, first, line)
        label = first.adjusted(left - first.left() + tag_width, 0, -right - S16, 0)
        row.text(label, line.label, tone="muted" if back else "ink")
        second = _second(line)
        if second:
            y = first.bottom() - self._theme.pixels(6)
            area = QRect(label.left(), y, inner.right() - label.left(), self._theme.pixels(_SECOND))
            row.small(area, second)
        row.end()

    def _paint_state(self, row: RowPainter, first: QRect, line: LineRow) -> int:
        if line.still_out or line.condition_in is None:
            return row.text(first, standing(line), tone="muted", right=True)
        return paint_condition(row, first, line.condition_in)


def _second(line: LineRow) -> str:
    """What went with it, or what is missing; the remark made at its return."""
    parts = [_("kit « {kit} »").format(kit=line.kit)] if line.kit else []
    parts += [
        _("manque {n} × {what}").format(n=part.missing, what=part.name)
        for part in line.parts
        if part.missing
    ]
    if line.still_out and line.parts:
        names = [p.name if p.quantity == 1 else f"{p.quantity} × {p.name}" for p in line.parts]
        parts.append(_("avec {accessories}").format(accessories=", ".join(names)))
    if line.mileage_in_km is not None and line.mileage_out_km is not None:
        driven = show_number(line.mileage_in_km - line.mileage_out_km)
        parts.append(_("{n} km parcourus").format(n=driven))
    parts += [back.remarks.replace("\n", ", ") for back in line.returns if back.remarks]
    return " · ".join(parts)
