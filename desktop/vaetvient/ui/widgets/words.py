"""Texts that fit the room they are given, however long their words: a name of 400 letters too."""

from __future__ import annotations

import re

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFontMetrics, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QLabel,
    QPushButton,
    QSizePolicy,
    QStyle,
    QStyleOptionButton,
    QStylePainter,
)

_LEAST = 48
_BREAK = "\N{ZERO WIDTH SPACE}"


class Words(QLabel):
    """A text on several lines; a word that is longer than a line goes on in the next."""

    def __init__(self, text: str = "", role: str = "") -> None:
        super().__init__(wordWrap=True)
        self.setTextFormat(Qt.TextFormat.PlainText)
        if role:
            self.setProperty("role", role)
        self._said = ""
        self.setText(text)

    def setText(self, text: str) -> None:
        self._said = text
        self._fit()

    def text(self) -> str:
        """What it says, whole."""
        return self._said

    def minimumSizeHint(self) -> QSize:
        hint = super().minimumSizeHint()
        return QSize(min(hint.width(), _LEAST), QFontMetrics(self.font()).height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        room, metrics = self.contentsRect().width(), QFontMetrics(self.font())
        shown = self._said
        if room >= _LEAST:
            shown = re.sub(r"\S+", lambda word: _broken(word[0], metrics, room), shown)
        if shown != super().text():
            super().setText(shown)


def _broken(word: str, metrics: QFontMetrics, room: int) -> str:
    """`word` with a place to break wherever a line is full."""
    whole = metrics.horizontalAdvance(word)
    if whole <= room:
        return word
    size = max(1, len(word) * room // whole - 1)
    while size > 1 and any(
        metrics.horizontalAdvance(word[at : at + size]) > room for at in range(0, len(word), size)
    ):
        size -= 1
    return _BREAK.join(word[at : at + size] for at in range(0, len(word), size))


class OneLine(QLabel):
    """A text on one line, painted with « … » where it has no room; whole in the tooltip."""

    def __init__(self, text: str = "") -> None:
        super().__init__()
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setText(text)

    def setText(self, text: str) -> None:
        super().setText(text)
        self.setToolTip(text)

    def minimumSizeHint(self) -> QSize:
        return QSize(_LEAST, super().minimumSizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QStylePainter(self)
        room = self.contentsRect()
        shown = self.fontMetrics().elidedText(
            self.text(), Qt.TextElideMode.ElideRight, room.width()
        )
        self.style().drawItemText(
            painter,
            room,
            QStyle.visualAlignment(self.layoutDirection(), self.alignment()).value,
            self.palette(),
            self.isEnabled(),
            shown,
            self.foregroundRole(),
        )


class Link(QPushButton):
    """A quiet button whose text is painted with « … » where there is no room for it."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("kind", "link")
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)

    def setText(self, text: str) -> None:
        super().setText(text)
        self.setToolTip(text)

    def minimumSizeHint(self) -> QSize:
        return QSize(_LEAST, super().minimumSizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QStylePainter(self)
        option = QStyleOptionButton()
        self.initStyleOption(option)
        missing = self.sizeHint().width() - self.width()
        if missing > 0:
            metrics = self.fontMetrics()
            room = max(0, metrics.horizontalAdvance(option.text) - missing)
            option.text = metrics.elidedText(option.text, Qt.TextElideMode.ElideRight, room)
        painter.drawControl(QStyle.ControlElement.CE_PushButton, option)
