"""Room for what stands above a list: as high as it needs, scrolled where that is too much."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from vaetvient.ui.tokens import S4, S12


class Snug(QScrollArea):
    """A column that takes its own height while there is room, and never pushes the list away."""

    def __init__(self) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.setSizePolicy(policy)
        self._inside = QWidget()
        self._inside.setProperty("role", "scrolled")
        self.column = QVBoxLayout(self._inside)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(S12)
        self.setWidget(self._inside)
        self._inside.installEventFilter(self)

    def sizeHint(self) -> QSize:
        return QSize(self.column.minimumSize().width(), self._needed())

    def minimumSizeHint(self) -> QSize:
        return QSize(self.column.minimumSize().width(), min(self._needed(), self._least()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.updateGeometry()
        self._settle()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._inside and event.type() == QEvent.Type.LayoutRequest:
            self.updateGeometry()
            self._settle()
        return super().eventFilter(watched, event)

    def _settle(self) -> None:
        """A bar only where it is needed: one that narrows its own column would never go again."""
        policy = Qt.ScrollBarPolicy
        fits = self.height() >= self._needed()
        self.setVerticalScrollBarPolicy(
            policy.ScrollBarAlwaysOff if fits else policy.ScrollBarAsNeeded
        )
        self.column.setContentsMargins(0, 0, 0 if fits else S4, 0)

    def _needed(self) -> int:
        width = self.width()  # as if no bar took a part of it: then none is needed
        layout = self.column
        height = layout.heightForWidth(width) if layout.hasHeightForWidth() else -1
        return max(height, layout.sizeHint().height() if height < 0 else 0)

    def _least(self) -> int:
        return 3 * self.fontMetrics().height() + S12
