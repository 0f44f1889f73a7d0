"""Answers, best first, in a list that never takes the focus from the field that asks.

What is typed stays where it is; ↑ and ↓ move the choice, and each one is said aloud.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFont, QPainter
from PySide6.QtWidgets import QListView, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from vaetvient.language import _
from vaetvient.ui.theme import Theme
from vaetvient.ui.tokens import S4, S12, S16
from vaetvient.ui.widgets.bars import announce
from vaetvient.ui.widgets.rows import RowPainter

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
_ANSWER_ROLE = Qt.ItemDataRole.UserRole
_ROW, _ICON = 48, 18


class AnswerLine(NamedTuple):
    """What the line of an answer shows and says."""

    icon: str
    label: str
    number: str
    """At the right end of the first line."""
    detail: str
    tone: str
    """In which the detail is said."""
    icon_tone: str = "muted"


class AnswerModel(QAbstractListModel):
    """What was found, best first."""

    def __init__(self, describe: Callable[[Any], AnswerLine]) -> None:
        super().__init__()
        self.describe = describe
        self._answers: Sequence[Any] = ()

    def show(self, answers: Sequence[Any]) -> None:
        """Show these instead."""
        self.beginResetModel()
        self._answers = tuple(answers)
        self.endResetModel()

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._answers)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        answer = self._answers[index.row()]
        if role == _ANSWER_ROLE:
            return answer
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            line = self.describe(answer)
            return ", ".join(part for part in (line.label, line.number, line.detail) if part)
        return None


class AnswerList(QListView):
    """The list; `picked` is emitted with the answer that was clicked."""

    picked = Signal(object)

    def __init__(self, theme: Theme, describe: Callable[[Any], AnswerLine]) -> None:
        super().__init__()
        self._theme = theme
        self._answers = AnswerModel(describe)
        self.setModel(self._answers)
        self.setItemDelegate(_Line(theme, self._answers, self))
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setMouseTracking(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(_("Réponses"))
        self.clicked.connect(lambda index: self.picked.emit(index.data(_ANSWER_ROLE)))

    @property
    def count(self) -> int:
        """How many answers there are."""
        return self._answers.rowCount()

    @property
    def line_height(self) -> int:
        """Pixels, at the size of the text."""
        return self._theme.pixels(_ROW)

    def show_answers(self, answers: Sequence[Any]) -> None:
        """Show these instead, the first of them chosen."""
        self._answers.show(answers)
        if answers:
            self.setCurrentIndex(self._answers.index(0, 0))

    def said(self) -> list[str]:
        """What a screen reader says of each."""
        return [str(self._answers.index(row, 0).data()) for row in range(self.count)]

    def choice(self) -> Any:
        """What Enter would take; None where nothing is listed."""
        index = self.currentIndex()
        return index.data(_ANSWER_ROLE) if index.isValid() else None

    def move_choice(self, step: int, speaker: QWidget) -> None:
        """Choose the next or the one before, around the ends; `speaker` says it aloud."""
        if not self.count:
            return
        index = self._answers.index((self.currentIndex().row() + step) % self.count, 0)
        self.setCurrentIndex(index)
        announce(speaker, str(index.data()))


class _Line(QStyledItemDelegate):
    def __init__(self, theme: Theme, answers: AnswerModel, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._answers = answers

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(0, self._theme.pixels(_ROW))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        line = self._answers.describe(index.data(_ANSWER_ROLE))
        row = RowPainter(painter, option, self._theme)
        row.background()
        inner = row.rect.adjusted(S12, S4, -S12, -S4)
        side = self._theme.pixels(_ICON)
        row.icon(QPoint(inner.left(), inner.center().y() - side // 2), line.icon, line.icon_tone)
        words = inner.adjusted(side + S12, 0, 0, 0)
        half = words.height() // 2
        upper = QRect(words.left(), words.top(), words.width(), half)
        lower = QRect(words.left(), words.top() + half, words.width(), words.height() - half)
        taken = row.small(upper, line.number, right=True) if line.number else 0
        row.text(upper.adjusted(0, 0, -taken - S16, 0), line.label, weight=QFont.Weight.Medium)
        row.small(lower, line.detail, tone=line.tone)
        row.end()
