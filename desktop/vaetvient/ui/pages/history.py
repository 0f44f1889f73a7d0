"""Who did what, when; and taking one gesture back."""

from __future__ import annotations

from enum import IntEnum
from typing import Any
from uuid import UUID

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QTableView,
    QVBoxLayout,
)

from vaetvient.desk import undo
from vaetvient.language import N_, _, show_moment
from vaetvient.storage.queries.history import GestureRow, gestures
from vaetvient.ui.context import Context
from vaetvient.ui.pages.page import Page
from vaetvient.ui.tokens import S8, S16, S24
from vaetvient.ui.widgets.bars import announce

_PAGE = 200
Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()


class Column(IntEnum):
    AT = 0
    WHO = 1
    WHAT = 2


_TITLES = {Column.AT: N_("Quand"), Column.WHO: N_("Qui"), Column.WHAT: N_("Quoi")}


class HistoryModel(QAbstractTableModel):
    """Gestures, the newest first; more are fetched as the list is scrolled."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._rows: list[GestureRow] = []
        self._more = True
        self._asking = False

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(Column)

    def row_at(self, row: int) -> GestureRow | None:
        """The gesture on this line."""
        return self._rows[row] if 0 <= row < len(self._rows) else None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return _(_TITLES[Column(section)])
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row = self._rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            if index.column() == Column.AT:
                return show_moment(row.at, self._context.desk.timezone)
            if index.column() == Column.WHO:
                return row.who
            return _("{what} (annulé)").format(what=row.what) if row.undone else row.what
        if role == Qt.ItemDataRole.FontRole:
            font = self._context.theme.font(figures=index.column() == Column.AT)
            font.setStrikeOut(row.undone and index.column() == Column.WHAT)
            return font
        if role == Qt.ItemDataRole.ForegroundRole and (index.column() != Column.WHAT or row.undone):
            return self._context.theme.colour("muted")
        return None

    def canFetchMore(self, parent: Index) -> bool:
        return not parent.isValid() and self._more and bool(self._rows) and not self._asking

    def fetchMore(self, parent: Index) -> None:
        if not parent.isValid() and self._rows:
            self._ask(self._rows[-1].id)

    def reload(self) -> None:
        """Ask for the newest ones again."""
        self._ask(None)

    def _ask(self, before: UUID | None) -> None:
        self._asking = True
        database = self._context.desk.database
        most = _PAGE if before is not None else max(_PAGE, len(self._rows))

        def look() -> list[GestureRow]:
            with database.reading() as session:
                return gestures(session, before=before, limit=most)

        def done(rows: list[GestureRow]) -> None:
            self._asking = False
            self._more = len(rows) == most
            if before is None:
                self._replace(rows)
            elif rows and self._rows and self._rows[-1].id == before:
                first = len(self._rows)
                self.beginInsertRows(QModelIndex(), first, first + len(rows) - 1)
                self._rows.extend(rows)
                self.endInsertRows()

        self._context.work.ask(look, done, owner=self, key="history")

    def _replace(self, rows: list[GestureRow]) -> None:
        self.beginResetModel()
        self._rows = rows
        self.endResetModel()


class HistoryPage(Page):
    """A list of gestures; the chosen one can be taken back while nothing depends on it."""

    title = N_("Historique")
    icon = "history"

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.model = HistoryModel(context)
        heading = QLabel(_("Historique"))
        heading.setProperty("role", "title")
        self._hint = QLabel(_("Chaque geste, le plus récent d'abord."))
        self._hint.setProperty("role", "muted")
        self.undo_button = QPushButton(_("Annuler ce geste"))
        context.theme.dress(self.undo_button, "undo-2")
        self.undo_button.clicked.connect(self._undo_chosen)
        self.open_button = QPushButton(_("Voir le prêt"))
        context.theme.dress(self.open_button, "arrow-right")
        self.open_button.clicked.connect(self._open_loan)
        self.view = QTableView()
        self._set_up_view()
        head = QHBoxLayout()
        head.setSpacing(S8)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(heading)
        words.addWidget(self._hint)
        head.addLayout(words, 1)
        head.addWidget(self.open_button)
        head.addWidget(self.undo_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(S24, S24, S24, S8)
        column.setSpacing(S16)
        column.addLayout(head)
        column.addWidget(self.view, 1)
        self.model.modelReset.connect(self._choice_changed)
        self._choice_changed()

    def refresh(self) -> None:
        self.model.reload()

    def came_up(self) -> None:
        self.view.setFocus()

    def _set_up_view(self) -> None:
        view = self.view
        view.setModel(self.model)
        view.setAccessibleName(_("Historique des gestes"))
        view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        view.setShowGrid(False)
        view.setTabKeyNavigation(False)
        view.setWordWrap(False)
        view.verticalHeader().hide()
        view.verticalHeader().setDefaultSectionSize(self.context.theme.pixels(38))
        header = view.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(Column.WHAT, QHeaderView.ResizeMode.Stretch)
        view.selectionModel().selectionChanged.connect(self._choice_changed)

    def _chosen(self) -> GestureRow | None:
        return self.model.row_at(self.view.currentIndex().row())

    def _choice_changed(self) -> None:
        chosen = self._chosen()
        self.undo_button.setEnabled(chosen is not None and chosen.may_be_undone)
        self.open_button.setEnabled(chosen is not None and chosen.loan_id is not None)

    def _undo_chosen(self) -> None:
        chosen, desk = self._chosen(), self.context.desk
        if chosen is not None:
            self.context.work.do(
                lambda: undo.undo(desk, chosen.id),
                lambda done: announce(self, _("Annulé : {what}").format(what=done.what)),
                owner=self,
            )

    def _open_loan(self) -> None:
        chosen = self._chosen()
        if chosen is not None and chosen.loan_id is not None:
            self.context.go("loans", chosen.loan_id)
