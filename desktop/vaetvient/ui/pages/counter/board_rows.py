"""What the board of today is made of: headings that fold, and lines that lead to their gesture."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QPushButton,
    QSizePolicy,
    QStyle,
    QStyleOptionViewItem,
)

from vaetvient.language import _
from vaetvient.ui.theme import Theme
from vaetvient.ui.tokens import S4, S8
from vaetvient.ui.widgets.rows import RowPainter

_ROW = 46


class BoardHead(QPushButton):
    """The heading of a part: how many, and a press folds it away or opens it."""

    def __init__(self, theme: Theme, words: str, *, late: bool, folded: bool) -> None:
        super().__init__(words)
        self.setProperty("kind", "head")
        self.setProperty("late", late)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.dress(
            self, "chevron-right" if folded else "chevron-down", "late" if late else "muted"
        )
        state = _("repliée") if folded else _("dépliée")
        self.setAccessibleName(f"{words}, {state}")
        self.setToolTip(_("Déplier") if folded else _("Replier"))


class BoardRow(QAbstractButton):
    """Two lines of words, and at the right the fact that matters."""

    def __init__(self, theme: Theme, upper: str, lower: str, fact: str, tone: str) -> None:
        super().__init__()
        self._theme = theme
        self._words = upper, lower, fact, tone
        self.setAccessibleName(", ".join(part for part in (upper, fact, lower) if part))
        self.setToolTip(upper)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(200, self._theme.pixels(_ROW))

    def paintEvent(self, event: QPaintEvent) -> None:
        upper, lower, fact, tone = self._words
        option = QStyleOptionViewItem()
        option.initFrom(self)
        flag = QStyle.StateFlag
        if self.hasFocus():
            option.state |= flag.State_Selected | flag.State_HasFocus
        painter = QPainter(self)
        row = RowPainter(painter, option, self._theme)
        row.rect = self.rect()
        row.background()
        inner = self.rect().adjusted(S8, S4, -S8, -S4)
        half = inner.height() // 2
        first = QRect(inner.left(), inner.top(), inner.width(), half)
        second = QRect(inner.left(), inner.top() + half, inner.width(), inner.height() - half)
        row.text(first, upper, weight=QFont.Weight.Medium)
        width = row.small(second, fact, tone=tone, right=True) if fact else 0
        row.small(second.adjusted(0, 0, -width - S8, 0), lower)
        row.end()
        painter.end()
