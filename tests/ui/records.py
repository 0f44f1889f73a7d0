"""Working a page of records as a volunteer does: choosing, typing, pressing, looking."""

from collections.abc import Iterator

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget

from vaetvient.ui.hand import Hand
from vaetvient.ui.pages.records import RecordsPage
from vaetvient.ui.widgets.panes import LineButton

_TYPED_IN = (QAccessible.Role.EditableText, QAccessible.Role.ComboBox, QAccessible.Role.SpinBox)


def settle(hand: Hand) -> None:
    """Wait until what was changed, here or by another desk, has been heard, asked and shown."""
    for _round in range(3):
        QCoreApplication.processEvents()
        hand.settle()


def shown(page: RecordsPage) -> list[list[str]]:
    """The rows of the list, as texts, columns in order."""
    model = page.model
    return [
        [str(model.index(row, place).data() or "") for place in range(model.columnCount())]
        for row in range(model.rowCount())
    ]


def names(page: RecordsPage, column: str) -> list[str]:
    """One column of the list."""
    place = [c.name for c in page.model.columns].index(column)
    return [row[place] for row in shown(page)]


def choose(page: RecordsPage, hand: Hand, row: int) -> None:
    """Put the cursor on a row, and wait for its record."""
    page.table.setFocus()
    page.table.setCurrentIndex(page.model.index(row, 0))
    settle(hand)


def fill(hand: Hand, field: QWidget, text: str) -> None:
    """Go to a field, empty it and type."""
    field.setFocus()
    hand.press(Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    hand.press(Qt.Key.Key_Delete)
    hand.type(text)
    hand.settle()


def lines_of(widget: QWidget) -> list[str]:
    """What the lines of a section say."""
    return [
        line.accessibleName() for line in widget.findChildren(LineButton) if not line.isHidden()
    ]


def reachable(page: QWidget) -> list[QWidget]:
    """What Tab visits on a page, in its order."""
    out: list[QWidget] = []
    start = page.nextInFocusChain()
    node = start
    while node is not None:
        if (
            node.isVisible()
            and node.isEnabled()
            and page.isAncestorOf(node)
            and node.focusPolicy() & Qt.FocusPolicy.TabFocus
            and not node.objectName().startswith("qt_")
        ):
            out.append(node)
        node = node.nextInFocusChain()
        if node is start:
            break
    return out


def unreachable(page: QWidget) -> Iterator[str]:
    """The buttons that neither Tab nor a key of their own leads to."""
    visited = set(map(id, reachable(page)))
    for each in page.findChildren(QAbstractButton):
        if not each.isVisible() or not each.isEnabled() or id(each) in visited:
            continue
        if each.property("kind") == "inline" or isinstance(each, LineButton):
            continue
        if each.objectName().startswith("qt_") or each.parent() is None:
            continue
        yield f"{type(each).__name__} « {each.text() or each.accessibleName()} »"


def nameless(page: QWidget) -> list[str]:
    """What Tab visits and a screen reader could not name."""
    out = []
    for widget in reachable(page):
        interface = QAccessible.queryAccessibleInterface(widget)
        if interface is not None and not interface.text(QAccessible.Text.Name).strip():
            out.append(f"{type(widget).__name__} {widget.objectName()}")
    return out


def focused() -> QWidget | None:
    """What has the focus."""
    return QApplication.focusWidget()
