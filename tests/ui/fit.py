"""Measuring whether what is written has its room: nothing cut, nothing over something else."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractScrollArea,
    QCheckBox,
    QComboBox,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPushButton,
    QRadioButton,
    QScrollArea,
    QToolButton,
    QWidget,
)

from vaetvient.ui.widgets.panes import LineButton
from vaetvient.ui.widgets.words import Link, OneLine, Words

_SLACK = 2
"""Pixels lost to rounding."""
_WRITTEN = (QLabel, QPushButton, QToolButton, QCheckBox, QRadioButton, QComboBox)


def misfits(within: QWidget) -> list[str]:
    """What is shown with less room than its letters take, or over another text."""
    shown = [w for w in within.findChildren(QWidget) if w.isVisibleTo(within) and _is_written(w)]
    return [
        *(f"cut: {_said(w)}: {why}" for w in shown for why in _cuts(w)),
        *(f"outside: {_said(w)}: {why}" for w in shown for why in _outside(w, within)),
        *_overlaps(shown),
        *_titles(within),
    ]


def _is_written(widget: QWidget) -> bool:
    return isinstance(widget, _WRITTEN) and bool(_text(widget))


def _text(widget: QWidget) -> str:
    if isinstance(widget, QComboBox):
        return widget.currentText()
    if isinstance(widget, QToolButton):
        icon_only = widget.toolButtonStyle() is Qt.ToolButtonStyle.ToolButtonIconOnly
        return "" if icon_only else widget.text()
    if isinstance(widget, (QLabel, QAbstractButton)):
        return widget.text()
    return ""


def _said(widget: QWidget) -> str:
    return f"{type(widget).__name__} « {_text(widget)} »"


def _cuts(widget: QWidget) -> Iterator[str]:
    """Where a widget gives its text too little room. What is elided must say all in a tooltip."""
    if isinstance(widget, (LineButton, Link, OneLine)):
        if not widget.toolTip() and widget.width() + _SLACK < widget.sizeHint().width():
            yield "elided, and no tooltip"
        return
    metrics = widget.fontMetrics()
    lines = _text(widget).replace("&", "").splitlines()
    longest = max(metrics.horizontalAdvance(line) for line in lines)
    if isinstance(widget, QLabel) and (isinstance(widget, Words) or widget.wordWrap()):
        needed = widget.heightForWidth(widget.width())
        if widget.height() + _SLACK < needed:
            yield f"{widget.height()} high, needs {needed}"
        word = max(metrics.horizontalAdvance(word) for word in _text(widget).split() or [""])
        if not isinstance(widget, Words) and widget.width() + _SLACK < word:
            yield f"{widget.width()} wide, needs {word}"
        return
    if widget.width() + _SLACK < longest and not (
        isinstance(widget, QComboBox) and _text(widget) in widget.toolTip()
    ):
        yield f"{widget.width()} wide, needs {longest}"
    if widget.height() + _SLACK < metrics.height() * len(lines):
        yield f"{widget.height()} high, needs {metrics.height() * len(lines)}"


def _outside(widget: QWidget, within: QWidget) -> Iterator[str]:
    """Where a widget stands beyond an ancestor that does not scroll to it."""
    area, child, parent = QRect(QPoint(), widget.size()), widget, widget.parentWidget()
    while parent is not None and child is not within:
        area = area.translated(child.pos())
        if isinstance(parent.parentWidget(), QScrollArea) and parent.objectName().startswith("qt_"):
            sideways = parent.parentWidget().horizontalScrollBarPolicy()
            beyond = area.left() < -_SLACK or area.right() > parent.width() + _SLACK
            if beyond and sideways is Qt.ScrollBarPolicy.ScrollBarAlwaysOff:
                yield f"{area.left()}…{area.right()} in a column {parent.width()} wide"
            return
        if isinstance(parent, QAbstractScrollArea):
            return
        if not parent.rect().adjusted(-_SLACK, -_SLACK, _SLACK, _SLACK).contains(area):
            yield f"{area.getRect()} in {type(parent).__name__} {parent.size().toTuple()}"
            return
        child, parent = parent, parent.parentWidget()


def _overlaps(shown: list[QWidget]) -> Iterator[str]:
    by_parent: dict[int, list[QWidget]] = {}
    for widget in shown:
        if not isinstance(widget.parentWidget(), (QLineEdit, QAbstractItemView)):
            by_parent.setdefault(id(widget.parentWidget()), []).append(widget)
    for widgets in by_parent.values():
        for place, one in enumerate(widgets):
            for other in widgets[place + 1 :]:
                both = one.geometry().intersected(other.geometry())
                if both.width() > _SLACK and both.height() > _SLACK:
                    yield f"over one another: {_said(one)}, {_said(other)}"


def _titles(within: QWidget) -> Iterator[str]:
    """Titles of columns that have less room than their letters."""
    for header in within.findChildren(QHeaderView):
        if not header.isVisibleTo(within) or header.orientation() is not Qt.Orientation.Horizontal:
            continue
        for place in range(header.count()):
            if header.isSectionHidden(place):
                continue
            title = str(header.model().headerData(place, Qt.Orientation.Horizontal) or "")
            needed = header.fontMetrics().horizontalAdvance(title)
            if header.sectionSize(place) + _SLACK < needed:
                yield f"cut title: {title} ({header.sectionSize(place)} < {needed})"
