"""Asking Qt's accessibility tree what a screen reader and a shaky hand would meet."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSpinBox,
    QCheckBox,
    QComboBox,
    QLineEdit,
    QWidget,
)

from tests.ui.records import reachable

LEAST_TARGET = 32
_Role = QAccessible.Role
_WORKED = {
    *(_Role.EditableText, _Role.ComboBox, _Role.SpinBox, _Role.Button, _Role.ButtonMenu),
    *(_Role.CheckBox, _Role.RadioButton, _Role.List, _Role.Table, _Role.Tree, _Role.PageTab),
    *(_Role.PageTabList, _Role.Slider, _Role.Link, _Role.ButtonDropDown, _Role.Grouping),
    *(_Role.Document, _Role.StaticText, _Role.Chart, _Role.Graphic, _Role.Splitter, _Role.Row),
}
"""What one can do something with, and a screen reader says how."""
_CLICKED = (QAbstractButton, QLineEdit, QComboBox, QAbstractSpinBox)


def parts_told(widget: QWidget) -> list[tuple[QAccessible.Role, str]]:
    """The parts of a widget as a screen reader meets them: role and name."""
    interface = QAccessible.queryAccessibleInterface(widget)
    parts = [interface.child(n) for n in range(interface.childCount())]
    assert all(part.isValid() and part.parent().object() is widget for part in parts)
    assert [interface.indexOfChild(part) for part in parts] == list(range(len(parts)))
    return [(part.role(), part.text(QAccessible.Text.Name)) for part in parts]


def part_in_focus(widget: QWidget) -> str:
    """The name of the part that the keyboard is on, found again where it is painted."""
    interface = QAccessible.queryAccessibleInterface(widget)
    part = interface.focusChild()
    state: Any = part.state()
    assert state.focused
    middle = part.rect().center()
    assert interface.childAt(middle.x(), middle.y()) is part
    return part.text(QAccessible.Text.Name)


def barriers(within: QWidget) -> list[str]:
    """What is shown and cannot be named, told or hit."""
    visited = reachable(within)
    return [
        *(said for widget in visited for said in _told(widget)),
        *_small(within),
    ]


def _told(widget: QWidget) -> Iterator[str]:
    """Where the name, the role or the state of a widget is missing or wrong."""
    interface = QAccessible.queryAccessibleInterface(widget)
    if interface is None:
        yield f"unknown to a screen reader: {type(widget).__name__}"
        return
    name = interface.text(QAccessible.Text.Name).strip()
    what = f"{type(widget).__name__} « {name} »"
    if not name:
        yield f"no name: {what} {widget.objectName()}"
    if interface.role() not in _WORKED:
        yield f"no role: {what} is {interface.role()}"
    state = interface.state()
    if state.disabled or not state.focusable:
        yield f"said to be out of reach: {what}"
    if not isinstance(widget, QAbstractButton) or not widget.isCheckable():
        return
    if bool(state.checked) != widget.isChecked():
        yield f"checked or not: {what}"


def _small(within: QWidget) -> Iterator[str]:
    """Targets under 32 pixels, but for those inside a field, whose key is the field's own."""
    for kind in _CLICKED:
        for target in within.findChildren(kind):
            inside = isinstance(target.parentWidget(), (QAbstractSpinBox, QComboBox, QLineEdit))
            if inside or not target.isVisibleTo(within) or target.objectName().startswith("qt_"):
                continue
            if target.property("kind") == "inline":
                continue
            wide = LEAST_TARGET if not isinstance(target, QCheckBox) else 1
            if target.height() < LEAST_TARGET or target.width() < wide:
                yield f"small: {type(target).__name__} {target.size().toTuple()} {_name(target)}"


def _name(widget: QWidget) -> str:
    text = widget.text() if isinstance(widget, QAbstractButton) else ""
    return f"« {text or widget.accessibleName()} »"
