"""Tab goes through what is seen in the order in which it is read, whenever it was made.

Qt's own order is that in which things were made: a fact's pencil or a line that came later would
be visited after all that stands below it. Its chain is left alone; where Tab goes is worked out
when it is pressed.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QAbstractSpinBox, QApplication, QComboBox, QWidget


class ReadInOrder(QWidget):
    """A widget within which Tab follows the eye."""

    def focusNextPrevChild(self, forward: bool) -> bool:
        return step_in_order(self, forward) is not None or super().focusNextPrevChild(forward)


def step_in_order(
    within: QWidget, forward: bool, order: Sequence[QWidget] | None = None
) -> QWidget | None:
    """Move the focus to the next thing shown in `within`, or past its end; where it went.

    `order` is what Tab visits in it, where that is not read from the top to the bottom: what
    scrolls, and what stands still below it. None where the focus is not within, or nothing else
    takes it: then Qt knows best.
    """
    current = QApplication.focusWidget()
    if current is None or not within.isAncestorOf(current):
        return None
    if order is None:
        order = in_reading_order(within)
    if current in order:
        place = order.index(current)
    else:
        holds = (n for n, each in enumerate(order) if each.isAncestorOf(current))
        if (found := next(holds, None)) is None:
            return None
        place = found
    next_place = place + (1 if forward else -1)
    if 0 <= next_place < len(order):
        target: QWidget | None = order[next_place]
    else:
        target = _beyond(within, current, forward)
    if target is not None:
        reason = Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason
        target.setFocus(reason)
    return target


def in_reading_order(within: QWidget) -> list[QWidget]:
    """What Tab visits in `within`: from top to bottom, and what stands level with one another
    from the side where reading begins."""
    leftwards = within.layoutDirection() is Qt.LayoutDirection.RightToLeft
    found = (each for each in within.findChildren(QWidget) if _takes_tab(each, within))
    placed = sorted(((each.mapTo(within, QPoint()), each) for each in found), key=_top)
    lines: list[list[tuple[int, QWidget]]] = []
    middle = -1.0
    for at, widget in placed:
        if not lines or at.y() > middle:
            lines.append([])
            middle = at.y() + widget.height() / 2
        lines[-1].append((-at.x() if leftwards else at.x(), widget))
    return [widget for line in lines for _x, widget in sorted(line, key=lambda each: each[0])]


def _top(placed: tuple[QPoint, QWidget]) -> int:
    return placed[0].y()


def _takes_tab(widget: QWidget, within: QWidget | None) -> bool:
    shown = widget.isVisibleTo(within) if within is not None else widget.isVisible()
    return (
        shown
        and widget.isEnabled()
        and bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)
        and widget.focusProxy() is None
        and not isinstance(widget.parentWidget(), (QAbstractSpinBox, QComboBox))
        and not widget.objectName().startswith("qt_")
    )


def _beyond(within: QWidget, current: QWidget, forward: bool) -> QWidget | None:
    """The next thing in Qt's order that is not in `within`."""
    node = current
    while True:
        found = node.nextInFocusChain() if forward else node.previousInFocusChain()
        if found is None or found is current:
            return None
        node = found
        if not within.isAncestorOf(node) and node is not within and _takes_tab(node, None):
            return node
