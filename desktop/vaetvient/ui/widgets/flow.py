"""A row that goes on below when there is no more room: large texts cut nothing."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QSizePolicy, QStyle, QWidget, QWidgetItem

from vaetvient.ui.tokens import S8


class Flow(QLayout):
    """Widgets side by side, wrapped like words.

    While all fit in one line, those from `right_from` on stand at the right; `grows` is the
    place of one that takes the room left over in its line.
    """

    def __init__(
        self,
        parent: QWidget | None = None,
        *,
        spacing: int = S8,
        right_from: int | None = None,
        grows: int | None = None,
    ) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self._right_from = right_from
        self._grows = grows
        self.setContentsMargins(0, 0, 0, 0)
        self.setSpacing(spacing)

    def addWidget(self, widget: QWidget) -> None:
        """One more. Its item is made here: one that Qt makes is but borrowed, and was found to be
        taken for dead while it was in use, which ended the program."""
        self.addChildWidget(widget)
        self.addItem(QWidgetItem(widget))
        self.invalidate()

    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        around = self.contentsMargins()
        inner = QRect(0, 0, width - around.left() - around.right(), 0)
        return self._arrange(inner, move=False) + around.top() + around.bottom()

    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        self._arrange(rect.marginsRemoved(self.contentsMargins()), move=True)

    def sizeHint(self) -> QSize:
        shown = self._shown()
        width = sum(item.sizeHint().width() for _place, item in shown)
        width += self.spacing() * max(0, len(shown) - 1)
        height = max((item.sizeHint().height() for _place, item in shown), default=0)
        return QSize(width, height).grownBy(self.contentsMargins())

    def minimumSize(self) -> QSize:
        shown = self._shown()
        return QSize(
            max((item.minimumSize().width() for _place, item in shown), default=0),
            max((item.minimumSize().height() for _place, item in shown), default=0),
        ).grownBy(self.contentsMargins())

    def _shown(self) -> list[tuple[int, QLayoutItem]]:
        return [(place, item) for place, item in enumerate(self._items) if not item.isEmpty()]

    def _lines(self, width: int) -> list[list[tuple[int, QLayoutItem]]]:
        lines: list[list[tuple[int, QLayoutItem]]] = []
        used = 0
        for place, item in self._shown():
            wanted = self._width(item)
            if not lines or used + self.spacing() + wanted > width:
                lines.append([])
                used = 0
            used += wanted + (self.spacing() if lines[-1] else 0)
            lines[-1].append((place, item))
        return lines

    def _width(self, item: QLayoutItem) -> int:
        widget = item.widget()
        wrapping = widget is not None and (
            widget.sizePolicy().horizontalPolicy() is QSizePolicy.Policy.Expanding
        )
        return item.minimumSize().width() if wrapping else item.sizeHint().width()

    def _arrange(self, rect: QRect, *, move: bool) -> int:
        """Lay everything out in `rect`; the height it takes."""
        y = rect.top()
        lines = self._lines(rect.width())
        for line in lines:
            y += self._arrange_line(line, rect, y, len(lines) == 1, move=move) + self.spacing()
        return max(0, y - self.spacing() - rect.top())

    def _arrange_line(
        self,
        line: list[tuple[int, QLayoutItem]],
        rect: QRect,
        y: int,
        alone: bool,
        *,
        move: bool,
    ) -> int:
        widths = {place: min(self._width(item), rect.width()) for place, item in line}
        left_over = rect.width() - sum(widths.values()) - self.spacing() * (len(line) - 1)
        grower = self._grows if self._grows in widths else None
        if grower is not None and left_over > 0:
            widths[grower] += left_over
            left_over = 0
        heights = {
            place: (
                item.heightForWidth(widths[place])
                if item.hasHeightForWidth()
                else item.sizeHint().height()
            )
            for place, item in line
        }
        height = max(heights.values())
        x = rect.left()
        for place, item in line:
            if alone and place == self._right_from:
                x += max(0, left_over)
            if move:
                top = y + (height - heights[place]) // 2
                own = QRect(QPoint(x, top), QSize(widths[place], heights[place]))
                parent = self.parentWidget()
                direction = parent.layoutDirection() if parent else Qt.LayoutDirection.LeftToRight
                item.setGeometry(QStyle.visualRect(direction, rect, own))
            x += widths[place] + self.spacing()
        return height


class FlowRow(QWidget):
    """A Flow as a widget of its own, for columns that scroll."""

    def __init__(self, *widgets: QWidget, right_from: int | None = None) -> None:
        super().__init__()
        self.flow = Flow(self, right_from=right_from)
        for each in widgets:
            self.flow.addWidget(each)
