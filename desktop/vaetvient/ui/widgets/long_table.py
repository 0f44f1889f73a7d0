"""The table of a long list: keyboard first, columns remembered, copied to a spreadsheet."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from PySide6.QtCore import (
    QByteArray,
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QItemSelectionRange,
    QModelIndex,
    QPoint,
    QSettings,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QAction,
    QFocusEvent,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QMenu,
    QTableView,
    QWidget,
)

from vaetvient.language import _, ngettext
from vaetvient.ui.models.columns import Column
from vaetvient.ui.models.long_list import KEY_ROLE, LongListModel
from vaetvient.ui.theme import Theme
from vaetvient.ui.widgets.cells import ROW_HEIGHT, CellPainter
from vaetvient.ui.widgets.list_header import ListHeader
from vaetvient.ui.widgets.picks import Picks

MOST_COPIED = 100_000
LEAST_GROWN = 110


class LongTable(QTableView):
    """Shows a LongListModel. The record chosen stays chosen, in place, round a refresh."""

    chosen = Signal(object)
    """The key of the record the cursor is on; None when it is on none."""
    opened = Signal(object)
    """Enter or a double click on a record."""
    escaped = Signal()
    """Escape, with nothing picked out: the record chosen is to be put away."""
    typed = Signal(str)
    """A letter was typed: it is for the filter."""
    copied = Signal(str)
    """What was put on the clipboard, in words."""

    def __init__(
        self,
        model: LongListModel,
        theme: Theme,
        settings: QSettings,
        name: str,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._settings = settings
        self._name = name
        self._chosen: UUID | None = None
        self._quiet = False
        self._fitting = False
        self._besides: set[str] = set()
        """Columns shown for what the list is of now, not remembered."""
        self._painter = CellPainter(theme, self)
        model.rowsAboutToBeRemoved.connect(self._hush)  # before Qt's own: it moves the cursor
        self.setModel(model)
        model.rowsRemoved.connect(self._speak_again)
        self.setHorizontalHeader(ListHeader(theme, self))
        self.setItemDelegate(self._painter)
        self._set_up_header()
        self._set_up()
        model.filled.connect(self._find_chosen)
        model.refreshed.connect(self._find_chosen)
        model.dataChanged.connect(self._row_arrived)
        self.selectionModel().currentRowChanged.connect(self._moved)
        self.picks = Picks(self)
        theme.changed.connect(self._scale)

    @property
    def list_model(self) -> LongListModel:
        model = self.model()
        assert isinstance(model, LongListModel)
        return model

    @property
    def chosen_key(self) -> UUID | None:
        """The record that is chosen, shown in the list or not."""
        return self._chosen

    @property
    def quiet(self) -> bool:
        """Whether the selection is being put back in place: nobody chose anything."""
        return self._quiet

    def select_rows(self, runs: Sequence[tuple[int, int]]) -> None:
        """Show these spans of rows as chosen, without anybody having chosen them."""
        model, bar = self.list_model, self.verticalScrollBar()
        position, last_column = bar.value(), model.columnCount() - 1
        selection = QItemSelection()
        for first, last in runs:
            corner = model.index(last, last_column)
            selection.append(QItemSelectionRange(model.index(first, 0), corner))
        self._quiet = True
        self.selectionModel().select(selection, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        bar.setValue(position)
        self._quiet = False
        self.viewport().update()

    def choose(self, key: UUID | None) -> None:
        """Put the cursor on a record, wherever it is in the list."""
        self._chosen = key
        if key is None:
            self._put_cursor(None)
        else:
            self.list_model.place_of(key, self._bring_up)

    def first_row(self) -> None:
        """Put the cursor on the first row, when there is one."""
        if self.list_model.rowCount():
            first = self.list_model.index(0, self.horizontalHeader().logicalIndex(0))
            self.selectionModel().setCurrentIndex(first, _ROW)
            self._moved(first, QModelIndex())

    # Set-up

    def _set_up(self) -> None:
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerItem)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.setMouseTracking(True)
        self.setCornerButtonEnabled(False)
        self.setCornerWidget(QWidget())  # else Fusion draws a frame between the scroll bars
        vertical = self.verticalHeader()
        vertical.hide()
        vertical.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.entered.connect(self._hover)
        self.activated.connect(self._open)
        self._scale()

    def _set_up_header(self) -> None:
        header = self.horizontalHeader()
        header.setSectionsMovable(True)
        header.setHighlightSections(False)
        header.setSortIndicatorShown(True)
        header.setSortIndicatorClearable(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setMinimumSectionSize(self._theme.pixels(48))
        header.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        header.customContextMenuRequested.connect(self._offer_columns)
        columns = self.list_model.columns
        for place, column in enumerate(columns):
            header.resizeSection(place, self._theme.pixels(column.width))
            self.setColumnHidden(place, not column.shown)
        kept = self._settings.value(self._setting)
        self._chosen_by_hand = isinstance(kept, QByteArray) and header.restoreState(kept)
        order = self.list_model.order
        place = next(i for i, column in enumerate(columns) if column.name == order.column)
        down = Qt.SortOrder.DescendingOrder
        header.setSortIndicator(place, down if order.descending else Qt.SortOrder.AscendingOrder)
        header.sortIndicatorChanged.connect(self.list_model.sort)
        for fact in (header.sectionResized, header.sectionMoved):
            fact.connect(self._keep_columns)

    @property
    def _setting(self) -> str:
        names = "-".join(column.name for column in self.list_model.columns)
        return f"{self._name}/{names}"

    def _keep_columns(self) -> None:
        if self._fitting:
            return
        self._chosen_by_hand = True
        self._settings.setValue(self._setting, self.horizontalHeader().saveState())

    def _scale(self) -> None:
        self._fit()
        self.verticalHeader().setDefaultSectionSize(self._theme.pixels(ROW_HEIGHT))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Until someone arranges the columns: as many as there is room for, none cut."""
        if self._chosen_by_hand:
            return
        self._fitting = True
        room = self.viewport().width()
        columns = self.list_model.columns
        shown = {p for p, c in enumerate(columns) if c.shown or c.name in self._besides}
        widths = {p: self._theme.pixels(columns[p].width) for p in sorted(shown)}
        room -= sum(width for place, width in widths.items() if not columns[place].spare)
        for place, column in enumerate(columns):
            fits = place in widths and (not column.spare or room >= widths[place])
            if fits and column.spare:
                room -= widths[place]
            self.setColumnHidden(place, not fits)
            if fits:
                self.setColumnWidth(place, widths[place])
        for place, width in widths.items():
            more = self._theme.pixels(columns[place].roomy) - width
            if 0 < more <= room // 2 and not self.isColumnHidden(place):
                room -= more
                self.setColumnWidth(place, width + more)
        grower = next((p for p, c in enumerate(columns) if c.grows), None)
        if grower is not None:
            least = self._theme.pixels(LEAST_GROWN)
            self.setColumnWidth(grower, max(least, widths[grower] + room))
        self._fitting = False

    def show_besides(self, name: str, on: bool) -> None:
        """Show a column besides those that were chosen, while the list is of what it tells of."""
        place = [column.name for column in self.list_model.columns].index(name)
        if on == (name in self._besides) or (on and not self.isColumnHidden(place)):
            return
        (self._besides.add if on else self._besides.discard)(name)
        self._fitting = True
        self.setColumnHidden(place, not on)
        self.setColumnWidth(place, self._theme.pixels(self.list_model.columns[place].width))
        self._fitting = False
        self._fit()

    def columns_menu(self) -> QMenu:
        """Which columns are shown."""
        menu = QMenu(self)
        for place, column in enumerate(self.list_model.columns):
            action = QAction(_(column.title), menu, checkable=True)
            action.setChecked(not self.isColumnHidden(place))
            action.setEnabled(place > 0)
            action.toggled.connect(lambda on, place=place: self._show_column(place, on))
            menu.addAction(action)
        return menu

    def _offer_columns(self, at: QPoint) -> None:
        menu = self.columns_menu()
        menu.exec(self.horizontalHeader().mapToGlobal(at))
        menu.deleteLater()

    def _show_column(self, place: int, on: bool) -> None:
        self.setColumnHidden(place, not on)
        if on and self.columnWidth(place) < self._theme.pixels(48):
            width = self.list_model.columns[place].width
            self.setColumnWidth(place, self._theme.pixels(width))
        self._keep_columns()

    def columns_shown(self) -> list[Column]:
        """The columns that are shown, from first to last."""
        header = self.horizontalHeader()
        order = [header.logicalIndex(place) for place in range(header.count())]
        return [self.list_model.columns[n] for n in order if not self.isColumnHidden(n)]

    def arrangement(self) -> str:
        """How the columns stand, to be kept in a saved view; empty while nobody arranged them."""
        if not self._chosen_by_hand:
            return ""
        return bytes(self.horizontalHeader().saveState().toBase64().data()).decode("ascii")

    def arrange_as(self, arrangement: str) -> None:
        """Put the columns as a saved view kept them; as they first are for an empty one."""
        header = self.horizontalHeader()
        kept = QByteArray.fromBase64(arrangement.encode("ascii", "replace"))
        order = header.sortIndicatorSection(), header.sortIndicatorOrder()
        self._fitting = True
        self._chosen_by_hand = bool(arrangement) and header.restoreState(kept)
        header.setSortIndicator(*order)
        if not self._chosen_by_hand:
            for place in range(header.count()):
                header.moveSection(header.visualIndex(place), place)
        self._fitting = False
        self._fit()
        if self._chosen_by_hand:
            self._settings.setValue(self._setting, header.saveState())
        else:
            self._settings.remove(self._setting)

    def sort_by(self, column: str, descending: bool) -> None:
        """Sort by a column, as if its title had been pressed; an unknown one changes nothing."""
        names = [each.name for each in self.list_model.columns]
        if column in names:
            down, up = Qt.SortOrder.DescendingOrder, Qt.SortOrder.AscendingOrder
            place = names.index(column)
            self.horizontalHeader().setSortIndicator(place, down if descending else up)

    # The record chosen

    def _moved(self, current: QModelIndex, _before: QModelIndex) -> None:
        self.viewport().update()
        if self._quiet or not current.isValid():
            return
        key = current.data(KEY_ROLE)
        if key is not None and key != self._chosen:
            self._chosen = key
            self.chosen.emit(key)
        elif key is None:
            self._chosen = None  # told when its row arrives

    def _hush(self) -> None:
        """The list gets shorter: the record chosen stays chosen, whatever row Qt goes to."""
        self._quiet = True

    def _speak_again(self) -> None:
        self._quiet = False

    def _row_arrived(self, first: QModelIndex, last: QModelIndex) -> None:
        current = self.currentIndex()
        if (
            self._chosen is None
            and current.isValid()
            and first.row() <= current.row() <= last.row()
        ):
            self._moved(current, QModelIndex())

    def _find_chosen(self) -> None:
        if self._chosen is not None:
            follow = self._move_cursor if self.picks.keys else self._follow
            self.list_model.place_of(self._chosen, follow)

    def _move_cursor(self, place: int | None) -> None:
        """The record chosen may have moved; what is picked out with it stays."""
        if place is not None and place < self.list_model.rowCount():
            index = self.list_model.index(place, self.horizontalHeader().logicalIndex(0))
            self._quiet = True
            self.selectionModel().setCurrentIndex(index, _CURSOR_ALONE)
            self._quiet = False

    def _follow(self, place: int | None) -> None:
        """The record chosen may have moved: keep it where it is on the screen."""
        was = self.currentIndex().row()
        if place is None or place != was:
            self._put_cursor(place)
        if place is not None and was >= 0 and place != was:
            bar = self.verticalScrollBar()
            bar.setValue(bar.value() + place - was)
        elif place is not None and was < 0:
            self.scrollTo(self.list_model.index(place, 0), _CENTRE)

    def _bring_up(self, place: int | None) -> None:
        self._put_cursor(place)
        if place is not None:
            self.scrollTo(self.list_model.index(place, 0), _CENTRE)

    def _put_cursor(self, place: int | None) -> None:
        self._quiet = True
        bar = self.verticalScrollBar()
        position = bar.value()
        if place is None or place >= self.list_model.rowCount():
            self.selectionModel().clear()
        else:
            column = self.horizontalHeader().logicalIndex(0)
            self.setCurrentIndex(self.list_model.index(place, column))
        bar.setValue(position)
        self._quiet = False
        self.viewport().update()

    def _open(self, index: QModelIndex) -> None:
        key = index.data(KEY_ROLE)
        if key is not None:
            self.opened.emit(key)

    # Keys and pointer

    def take_focus(self) -> None:
        """Take the keyboard and choose no row: other rows are about to come."""
        quiet, self._quiet = self._quiet, True
        self.setFocus()
        self._quiet = quiet

    def focusInEvent(self, event: QFocusEvent) -> None:
        quiet, self._quiet = self._quiet, True  # Qt puts a cursor on the first row by itself
        super().focusInEvent(event)
        self._quiet = quiet
        if not quiet and self._chosen is None and self.list_model.rowCount():
            self.first_row()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy_rows()
            return
        if event.key() == Qt.Key.Key_Escape:
            if self.picks.count:
                self.picks.clear()
            elif self._chosen is not None:
                self.escaped.emit()
            else:
                super().keyPressEvent(event)
            return
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            self._open(self.currentIndex())
            return
        plain = not event.modifiers() & ~Qt.KeyboardModifier.ShiftModifier
        if plain and event.text().strip() and event.text().isprintable():
            self.typed.emit(event.text())
            return
        super().keyPressEvent(event)

    def keyboardSearch(self, _search: str) -> None:
        """Typing goes to the filter: walking half a million rows is no search."""

    def _hover(self, index: QModelIndex) -> None:
        self._set_hovered(index.row())

    def leaveEvent(self, event: QEvent) -> None:
        self._set_hovered(-1)
        super().leaveEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if not self.indexAt(event.position().toPoint()).isValid():
            self._set_hovered(-1)
        super().mouseMoveEvent(event)

    def _set_hovered(self, row: int) -> None:
        if row != self._painter.hovered:
            self._painter.hovered = row
            self.viewport().update()

    # Copying

    def copy_rows(self) -> None:
        """Put the rows chosen on the clipboard as a spreadsheet takes them, titles first."""
        spans = self.picks.spans()
        asked = sum(last - first + 1 for first, last in spans)
        if not spans or asked > MOST_COPIED:
            if asked:
                self.copied.emit(
                    _("{n} lignes sont trop pour une copie : filtrez d'abord.").format(n=asked)
                )
            return
        columns = self.columns_shown()

        def put(rows: list[Any]) -> None:
            lines = [[_(column.title) for column in columns]]
            lines += [[column.text(row) for column in columns] for row in rows]
            clipboard = QGuiApplication.clipboard()
            clipboard.setText("\n".join("\t".join(map(_cell, line)) for line in lines))
            self.copied.emit(
                ngettext("{n} ligne copiée.", "{n} lignes copiées.", len(rows)).format(n=len(rows))
            )

        self.list_model.rows_in(spans, put)


def _cell(text: str) -> str:
    return " ".join(text.split())


_ROW = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
_CURSOR_ALONE = QItemSelectionModel.SelectionFlag.NoUpdate
_CENTRE = QAbstractItemView.ScrollHint.PositionAtCenter
