"""Dates first, then what is free: the list one chooses from."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from vaetvient.desk.foreseeing import Free
from vaetvient.domain.text import index_words, words
from vaetvient.language import _, ngettext, show_number
from vaetvient.ui.context import Context
from vaetvient.ui.theme import Theme
from vaetvient.ui.tokens import S8
from vaetvient.ui.widgets.filter_bar import FilterField
from vaetvient.ui.widgets.rows import RowPainter, text_width

_ROW = 34
_ROWS = 6
Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


def free_words(free: Free) -> str:
    """« 3 libres sur 5 », « aucun libre », « 2 kits complets »."""
    n = show_number(free.free)
    if free.is_kit:
        return ngettext("{n} kit complet", "{n} kits complets", free.free).format(n=n)
    if not free.free:
        return _("aucun libre")
    return ngettext("{n} libre sur {total}", "{n} libres sur {total}", free.free).format(
        n=n, total=show_number(free.total)
    )


class FreeModel(QAbstractListModel):
    """What may be chosen, filtered by what is typed; what is free first."""

    def __init__(self) -> None:
        super().__init__()
        self._all: list[tuple[str, Free]] = []
        self._shown: list[Free] = []
        self._typed = ""

    def put(self, free: Sequence[Free]) -> None:
        """Show what there is over another period."""
        self._all = [(f" {index_words(one.label)}", one) for one in free]
        self._filter()

    def filter(self, typed: str) -> None:
        """Show what answers to every word typed."""
        self._typed = typed
        self._filter()

    def at(self, row: int) -> Free | None:
        """What stands in a row."""
        return self._shown[row] if 0 <= row < len(self._shown) else None

    def _filter(self) -> None:
        asked = words(self._typed)
        self.beginResetModel()
        found = [f for said, f in self._all if all(f" {word}" in said for word in asked)]
        self._shown = sorted(found, key=lambda free: free.free <= 0)
        self.endResetModel()

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._shown)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        free = self.at(index.row()) if index.isValid() else None
        if free is None:
            return None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return f"{free.label}, {free_words(free)}"
        return None


class _FreeDelegate(QStyledItemDelegate):
    def __init__(self, theme: Theme, model: FreeModel, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._model = model

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        return QSize(120, self._theme.pixels(_ROW))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        free = self._model.at(index.row())
        if free is None:
            return
        row = RowPainter(painter, option, self._theme)
        row.background()
        area = row.rect.adjusted(S8, 0, -S8, 0)
        said = free_words(free)
        row.small(area, said, tone="done" if free.free else "late", right=True)
        side = self._theme.pixels(18)
        at = area.topLeft()
        at.setY(area.center().y() - side // 2)
        row.icon(at, "boxes" if free.is_kit else "package", "muted")
        taken = text_width(self._theme, said) + S8
        name = QRect(area.left() + side + S8, area.top(), 0, area.height())
        name.setRight(max(name.left() + 40, area.right() - taken))
        row.text(name, free.label, tone="ink" if free.free else "muted")
        row.end()


class FreeList(QWidget):
    """A field and what answers to it; Enter or a click takes one."""

    taken = Signal(object)
    """A Free."""
    tag_typed = Signal(str)
    """Enter on a text that no model is called by: a tag, perhaps."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        theme = context.theme
        self.field = FilterField(theme, _("Quoi : un modèle, un kit, une salle, une étiquette"))
        self.model = FreeModel()
        self.view = QListView()
        self.view.setModel(self.model)
        self.view.setItemDelegate(_FreeDelegate(theme, self.model, self.view))
        self.view.setAccessibleName(_("Ce qui est libre à ces dates"))
        self.view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.view.setMouseTracking(True)
        self.view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self._theme = theme
        self._is_read = False
        self._entering = False
        """Whether Enter was pressed before anything was read: it is answered then."""
        theme.changed.connect(self._scale)
        self._scale()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(S8)
        column.addWidget(self.field)
        column.addWidget(self.view)
        self.field.textChanged.connect(self.model.filter)
        self.field.left_down.connect(self._enter)
        self.view.clicked.connect(self._take)
        self.view.activated.connect(self._take)

    def put(self, free: Sequence[Free]) -> None:
        """Show what is free over another period; the cursor stays on its row."""
        row = self.view.currentIndex().row()
        self.model.put(free)
        if row >= 0:
            self.view.setCurrentIndex(self.model.index(min(row, self.model.rowCount() - 1)))
        self._is_read = True
        if self._entering:
            self._entering = False
            self._enter()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _ENTER and self.view.hasFocus():
            self._take(self.view.currentIndex())
            return
        super().keyPressEvent(event)

    def _enter(self) -> None:
        """Down goes to the list; Enter takes the only answer, or asks for a tag."""
        typed = self.field.text().strip()
        if not self._is_read:
            self._entering = True
        elif typed and self.model.rowCount() == 0:
            self.tag_typed.emit(typed)
        elif typed and self.model.rowCount() == 1:
            self._take(self.model.index(0))
        elif self.model.rowCount():
            self.view.setFocus()
            if not self.view.currentIndex().isValid():
                self.view.setCurrentIndex(self.model.index(0))

    def _take(self, index: QModelIndex) -> None:
        free = self.model.at(index.row())
        if free is not None:
            self.taken.emit(free)
            self.field.clear()
            self.field.setFocus()

    def _scale(self) -> None:
        self.view.setFixedHeight(self._theme.pixels(_ROW) * _ROWS + 2)
