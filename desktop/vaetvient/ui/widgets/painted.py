"""Widgets that paint their parts themselves, told to a screen reader part by part.

Qt knows the role of its own widgets; of a painted one it knows the frame. Such a widget is a
`Painted`: how many parts it has, what each is called, where it is, which one the keyboard is on.
The accessibility tree shows them as its children, and the focus moves from one to the next.

Interfaces of parts live as long as the program: a screen reader may hold one by its number after
the widget is gone, and is then told that it is no longer valid. They are made when one asks.
"""

from __future__ import annotations

from typing import Any, ClassVar
from weakref import ref

from PySide6.QtCore import QObject, QPoint, QRect
from PySide6.QtGui import QAccessible, QAccessibleEvent, QAccessibleInterface, QColor, QWindow
from PySide6.QtWidgets import QAccessibleWidget, QWidget
from shiboken6 import isValid

Role = QAccessible.Role


class Painted:
    """What a widget tells of the parts that it paints; places are in the widget's own pixels."""

    painted_as: ClassVar[QAccessible.Role] = Role.List
    part_as: ClassVar[QAccessible.Role] = Role.ListItem

    def part_count(self) -> int:
        """How many parts there are, in sight or not."""
        raise NotImplementedError

    def part_name(self, part: int) -> str:
        """What a part is, and how it stands."""
        raise NotImplementedError

    def part_area(self, part: int) -> QRect:
        """Where a part is."""
        raise NotImplementedError

    def part_at(self, point: QPoint) -> int:
        """The part under a point; -1 where there is none."""
        raise NotImplementedError

    def current_part(self) -> int:
        """The part that the keyboard is on; -1 for none."""
        raise NotImplementedError

    def say_part(self) -> None:
        """Tell a screen reader that the keyboard is on another part, or that it changed."""
        part = self.current_part()
        if isinstance(self, QWidget) and self.hasFocus() and part >= 0 and QAccessible.isActive():
            event = QAccessibleEvent(self, QAccessible.Event.Focus)
            event.setChild(part)
            QAccessible.updateAccessibility(event)


class _PaintedInterface(QAccessibleWidget):
    """A painted widget in the accessibility tree."""

    def __init__(self, widget: QWidget, role: QAccessible.Role) -> None:
        super().__init__(widget, role)
        self._of = ref(widget)
        self._parts: dict[int, _PartInterface] = {}

    def _painted(self) -> Painted | None:
        return _alive(self._of())

    def childCount(self) -> int:
        painted = self._painted()
        return painted.part_count() if painted else 0

    def child(self, index: int) -> QAccessibleInterface | None:  # type: ignore[override]  # none is said by nullptr
        if not 0 <= index < self.childCount():
            return None
        found = self._parts.get(index)
        if found is None:
            found = self._parts[index] = _PartInterface(self._of, index)
        return found

    def indexOfChild(self, child: QAccessibleInterface) -> int:
        return next((index for index, part in self._parts.items() if part is child), -1)

    def childAt(self, x: int, y: int) -> QAccessibleInterface | None:  # type: ignore[override]
        widget = self._of()
        painted = _alive(widget)
        if painted is None or widget is None:
            return None
        return self.child(painted.part_at(widget.mapFromGlobal(QPoint(x, y))))

    def focusChild(self) -> QAccessibleInterface | None:  # type: ignore[override]
        widget = self._of()
        painted = _alive(widget)
        if painted is None or widget is None or not widget.hasFocus():
            return None
        return self.child(painted.current_part())


class _PartInterface(QAccessibleInterface):
    """One part of a painted widget."""

    def __init__(self, of: ref[QWidget], part: int) -> None:
        super().__init__()
        self._of = of
        self._part = part

    def isValid(self) -> bool:
        painted = _alive(self._of())
        return painted is not None and self._part < painted.part_count()

    def object(self) -> QObject | None:  # type: ignore[override]
        return None

    def window(self) -> QWindow | None:  # type: ignore[override]
        widget = self._of()
        return widget.window().windowHandle() if widget is not None and isValid(widget) else None

    def parent(self) -> QAccessibleInterface | None:  # type: ignore[override]
        widget = self._of()
        if widget is None or not isValid(widget):
            return None
        return QAccessible.queryAccessibleInterface(widget)

    def child(self, _index: int) -> QAccessibleInterface | None:  # type: ignore[override]
        return None

    def childAt(self, _x: int, _y: int) -> QAccessibleInterface | None:  # type: ignore[override]
        return None

    def focusChild(self) -> QAccessibleInterface | None:  # type: ignore[override]
        return None

    def childCount(self) -> int:
        return 0

    def indexOfChild(self, _child: QAccessibleInterface) -> int:
        return -1

    def relations(self, *_match: Any) -> list[Any]:
        return []

    def text(self, kind: QAccessible.Text) -> str:
        painted = _alive(self._of())
        if painted is None or kind is not QAccessible.Text.Name or not self.isValid():
            return ""
        return painted.part_name(self._part)

    def setText(self, _kind: QAccessible.Text, _text: str) -> None:
        """Nothing painted is renamed from outside."""

    def rect(self) -> QRect:
        widget = self._of()
        painted = _alive(widget)
        if painted is None or widget is None or not self.isValid():
            return QRect()
        area = painted.part_area(self._part)
        return QRect(widget.mapToGlobal(area.topLeft()), area.size())

    def role(self) -> QAccessible.Role:
        painted = _alive(self._of())
        return painted.part_as if painted else Role.NoRole

    def state(self) -> QAccessible.State:
        state: Any = QAccessible.State()
        widget = self._of()
        painted = _alive(widget)
        if painted is None or widget is None or not self.isValid():
            state.invalid = True
            return state  # type: ignore[no-any-return]
        current = painted.current_part() == self._part
        state.focusable = state.selectable = True
        state.selected = current
        state.focused = current and widget.hasFocus()
        state.offscreen = not widget.rect().intersects(painted.part_area(self._part))
        state.invisible = not widget.isVisible()
        return state  # type: ignore[no-any-return]

    def foregroundColor(self) -> QColor:
        return QColor()

    def backgroundColor(self) -> QColor:
        return QColor()

    def virtual_hook(self, _number: int, _data: Any) -> None:
        """For later versions of Qt."""


def _alive(widget: Any) -> Painted | None:
    """A widget that Qt has not deleted, as what it paints."""
    return widget if isinstance(widget, Painted) and isValid(widget) else None


def _interface(_kind: str, thing: Any) -> QAccessibleInterface | None:
    role = thing.painted_as if isinstance(thing, Painted) else None
    return None if role is None else _PaintedInterface(thing, role)


QAccessible.installFactory(_interface)
