"""The pages of a paper in small, to go to one of them."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import QListView

from vaetvient.language import _
from vaetvient.ui.context import Context
from vaetvient.ui.printing import pdf as pages_of

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
_WIDTH, _HEIGHT = 84, 119


class PageListModel(QAbstractListModel):
    """One page a row; its picture is drawn on the worker when it is first to be seen."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._pdf = b""
        self._count = 0
        self._turn = 0
        self._drawn: dict[int, QPixmap] = {}
        self._asked: set[int] = set()
        self._empty = QPixmap(_WIDTH, _HEIGHT)
        self._empty.fill(Qt.GlobalColor.white)

    def show_pdf(self, pdf: bytes, count: int) -> None:
        """Show other pages."""
        self.beginResetModel()
        self._pdf, self._count = pdf, count
        self._turn += 1
        self._drawn.clear()
        self._asked.clear()
        self.endResetModel()

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else self._count

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        number = index.row()
        if role == Qt.ItemDataRole.DisplayRole:
            return str(number + 1)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return _("Page {page} sur {count}").format(page=number + 1, count=self._count)
        if role == Qt.ItemDataRole.DecorationRole:
            if number not in self._drawn:
                self._ask(number)
            return self._drawn.get(number, self._empty)
        if role == Qt.ItemDataRole.SizeHintRole:
            return QSize(_WIDTH + 16, _HEIGHT + self._context.theme.pixels(24))
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignHCenter
        if role == Qt.ItemDataRole.ForegroundRole:
            return self._context.theme.colour("ink")
        return None

    def _ask(self, number: int) -> None:
        if number in self._asked:
            return
        self._asked.add(number)
        pdf, turn = self._pdf, self._turn

        def done(picture: QImage) -> None:
            if turn == self._turn:
                self._drawn[number] = QPixmap.fromImage(
                    picture.scaled(
                        _WIDTH,
                        _HEIGHT,
                        Qt.AspectRatioMode.KeepAspectRatio,
                        Qt.TransformationMode.SmoothTransformation,
                    )
                )
                index = self.index(number)
                self.dataChanged.emit(index, index, [Qt.ItemDataRole.DecorationRole])

        self._context.work.ask(lambda: pages_of.draw_page(pdf, number, 24), done, owner=self)


class PageList(QListView):
    """The list at the left of the preview."""

    picked = Signal(int)
    """A person went to a page, from 0."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.pages = PageListModel(context)
        self._quiet = False
        self.setModel(self.pages)
        self.setAccessibleName(_("Pages"))
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setFlow(QListView.Flow.TopToBottom)
        self.setWrapping(False)
        self.setMovement(QListView.Movement.Static)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setUniformItemSizes(True)
        self.setIconSize(QSize(_WIDTH, _HEIGHT))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTabKeyNavigation(False)
        self._context = context
        context.theme.changed.connect(self._scale)
        self._scale()
        self.selectionModel().currentChanged.connect(self._moved)

    def show_pdf(self, pdf: bytes, count: int) -> None:
        """Show other pages; hidden where there is but one."""
        here = self.currentIndex().row()
        self._quiet = True
        self.pages.show_pdf(pdf, count)
        self._quiet = False
        self.mark(max(0, min(here, count - 1)))
        self.setVisible(count > 1)

    def mark(self, number: int) -> None:
        """Show which page is looked at."""
        self._quiet = True
        self.setCurrentIndex(self.pages.index(number))
        self._quiet = False

    def _moved(self, index: QModelIndex) -> None:
        if not self._quiet and index.isValid():
            self.picked.emit(index.row())

    def _scale(self) -> None:
        row = _HEIGHT + self._context.theme.pixels(28)
        self.setGridSize(QSize(_WIDTH + 28, row))
        self.setFixedWidth(_WIDTH + 28 + 20)
