"""A table model over a list of any length: it holds the rows around what is looked at.

Rows are asked of the worker by pages when a view comes near them. On a change the rows held are
marked stale: they stay on screen until fresh ones replace them, so that nothing flickers and
neither selection nor scroll position moves.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from enum import Enum, auto
from typing import Any
from uuid import UUID

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    QTimer,
    Signal,
)
from sqlalchemy.orm import Session

from vaetvient.domain.errors import VaEtVientError
from vaetvient.language import _
from vaetvient.storage.database import Database
from vaetvient.storage.queries.listing import LongList, Order
from vaetvient.ui.models.columns import Column
from vaetvient.ui.work import Work

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()

PAGE = 100
_PAGES_HELD = 40
_PAGES_ASKED = 3
"""More are not asked at once: those asked first have been scrolled past."""

ROW_ROLE = Qt.ItemDataRole.UserRole
KEY_ROLE = Qt.ItemDataRole.UserRole + 1
SORT_ROLE = Qt.ItemDataRole.UserRole + 2
SIGN_ROLE = Qt.ItemDataRole.UserRole + 3
TONE_ROLE = Qt.ItemDataRole.UserRole + 4

_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class Filled(Enum):
    """How far the model is with what it was asked."""

    NOT_YET = auto()
    BEGUN = auto()
    """The first rows are there; how many there are is being counted."""
    WHOLE = auto()


class LongListModel(QAbstractTableModel):
    """Shows what a LongList answers to `ask`."""

    filled = Signal()
    """What was asked is there: the first rows, or the count, are known anew."""
    refreshed = Signal()
    """After `refresh`: the length is up to date, stale rows are being replaced."""

    def __init__(
        self,
        listing: LongList[Any, Any],
        columns: Sequence[Column],
        database: Database,
        work: Work,
        order: Order,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.columns = tuple(columns)
        self._listing = listing
        self._database = database
        self._work = work
        self._order = order
        self._asked: Any = None
        self._turn = 0
        """Grows with each question: an answer to an older one is dropped."""
        self._total = 0
        self._state = Filled.NOT_YET
        self._recounting = False
        """Whether the length is being asked anew: it is no place to count back from."""
        self._pages: OrderedDict[int, Sequence[Any]] = OrderedDict()
        self._stale: set[int] = set()
        self._wanted: OrderedDict[int, None] = OrderedDict()
        self._on_the_way: set[int] = set()
        self._fetching = False
        self._gather = QTimer(self, singleShot=True, interval=0)
        self._gather.timeout.connect(self._fetch_wanted)

    # What is shown

    @property
    def order(self) -> Order:
        return self._order

    @property
    def asked(self) -> Any:
        """What the list was last filtered by; None before the first time."""
        return self._asked

    @property
    def total(self) -> int | None:
        """How many records answer; None while they are being counted."""
        return self._total if self._state is Filled.WHOLE else None

    @property
    def is_empty(self) -> bool:
        """Whether nothing answers to what was asked."""
        return self._state is Filled.WHOLE and self._total == 0

    def ask(self, asked: Any) -> None:
        """Show what answers to `asked`, from its beginning."""
        self._asked = asked
        self._begin()

    def refresh(self, asked: Any = None) -> None:
        """Ask the same again, in place. `asked` may name a new day."""
        if asked is not None:
            self._asked = asked
        if self._asked is None:
            return
        if self._state is Filled.NOT_YET:
            self._begin()
            return
        self._turn += 1
        self._on_the_way.clear()
        self._stale.update(self._pages)
        self._count(self.refreshed.emit)

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        if not 0 <= column < len(self.columns):
            return
        descending = order == Qt.SortOrder.DescendingOrder
        wanted = Order(self.columns[column].name, descending)
        if wanted != self._order:
            self._order = wanted
            if self._asked is not None:
                self._begin()

    def place_of(self, key: UUID, found: Callable[[int | None], None]) -> None:
        """Tell `found` in which row a record is; None when it is not in the list."""
        for page, rows in self._pages.items():
            if page in self._stale:
                continue
            for offset, row in enumerate(rows):
                if row.id == key:
                    found(page * PAGE + offset)
                    return
        asked, order, turn = self._asked, self._order, self._turn

        def look() -> int | None:
            with self._database.reading() as session:
                return self._listing.place(session, asked, order, key)

        def answer(place: int | None) -> None:
            if turn == self._turn:
                found(place)

        self._work.ask(look, answer, owner=self, key=f"place {id(self)}")

    def rows_in(self, spans: Sequence[tuple[int, int]], found: Callable[[list[Any]], None]) -> None:
        """Tell `found` the rows of some spans (first and last, both included), asked if need be."""
        asked, order = self._asked, self._order
        total = None if self._recounting else self.total

        def read() -> list[Any]:
            out: list[Any] = []
            with self._database.reading() as session:
                for first, last in spans:
                    size = last - first + 1
                    out += self._listing.window(session, asked, order, first, size, total=total)
            return out

        self._work.ask(read, found, owner=self)

    def keys_in(
        self, spans: Sequence[tuple[int, int]], found: Callable[[list[UUID]], None]
    ) -> None:
        """Tell `found` the keys of some spans; at once where their rows are held."""
        held: list[UUID] = []
        for first, last in spans:
            for place in range(first, last + 1):
                row = self._held(place)
                if row is None:
                    break
                held.append(row.id)
        if len(held) == sum(last - first + 1 for first, last in spans):
            found(held)
            return
        asked, order, turn = self._asked, self._order, self._turn

        def read() -> list[UUID]:
            with self._database.reading() as session:
                return [
                    key
                    for first, last in spans
                    for key in self._listing.keys(session, asked, order, first, last - first + 1)
                ]

        def answer(keys: list[UUID]) -> None:
            if turn == self._turn:
                found(keys)

        self._work.ask(read, answer, owner=self, key=f"keys {id(self)}")

    def places_of(self, keys: Sequence[UUID], found: Callable[[list[int]], None]) -> None:
        """Tell `found` in which rows these records are, those that are in the list."""
        asked, order, turn = self._asked, self._order, self._turn

        def look() -> list[int]:
            with self._database.reading() as session:
                return self._listing.places(session, asked, order, keys)

        def answer(places: list[int]) -> None:
            if turn == self._turn:
                found(places)

        self._work.ask(look, answer, owner=self, key=f"places {id(self)}")

    def reader(self, most: int) -> Callable[[Session], Iterator[Any]]:
        """What reads every row that is listed, in order, on a worker: for a file or a paper."""
        listing, asked, order = self._listing, self._asked, self._order
        return lambda session: listing.all_rows(session, asked, order, most=most)

    def _held(self, row: int) -> Any:
        """The row where it is held and fresh, else None; nothing is asked for."""
        page = row // PAGE
        rows = self._pages.get(page)
        offset = row % PAGE
        if rows is None or page in self._stale or offset >= len(rows):
            return None
        return rows[offset]

    def row_at(self, row: int) -> Any:
        """The row itself, None while it is being fetched."""
        if not 0 <= row < self._total:
            return None
        page = row // PAGE
        rows = self._pages.get(page)
        if rows is None or page in self._stale:
            self._want(page)
        else:
            self._pages.move_to_end(page)
        offset = row % PAGE
        return rows[offset] if rows is not None and offset < len(rows) else None

    # Asking

    def _begin(self) -> None:
        self._turn += 1
        turn = self._turn
        self._on_the_way.clear()
        self._wanted.clear()
        asked, order = self._asked, self._order

        def read() -> tuple[Any, ...]:
            with self._database.reading() as session:
                return self._listing.window(session, asked, order, 0, PAGE)

        def show(rows: tuple[Any, ...]) -> None:
            if turn != self._turn:
                return
            self.beginResetModel()
            self._pages.clear()
            self._stale.clear()
            self._pages[0] = rows
            self._total = len(rows)
            self._recounting = False
            self._state = Filled.WHOLE if len(rows) < PAGE else Filled.BEGUN
            self.endResetModel()
            self.filled.emit()
            if self._state is Filled.BEGUN:
                self._count(self.filled.emit)

        self._work.ask(read, show, owner=self, key=f"begin {id(self)}")

    def _count(self, then: Callable[[], None]) -> None:
        turn, asked = self._turn, self._asked
        self._recounting = True

        def count() -> int:
            with self._database.reading() as session:
                return self._listing.count(session, asked)

        def show(total: int) -> None:
            if turn != self._turn:
                return
            self._state = Filled.WHOLE
            self._recounting = False
            self._resize(total)
            if self._stale and self._total:
                self.dataChanged.emit(
                    self.index(0, 0), self.index(self._total - 1, len(self.columns) - 1)
                )
            then()

        self._work.ask(count, show, owner=self, key=f"count {id(self)}")

    def _resize(self, total: int) -> None:
        """Lengthen or shorten the list at its end; stale rows in between are replaced later."""
        if total > self._total:
            last_page = (self._total - 1) // PAGE
            if self._total % PAGE and last_page in self._pages:
                self._stale.add(last_page)
            self.beginInsertRows(QModelIndex(), self._total, total - 1)
            self._total = total
            self.endInsertRows()
        elif total < self._total:
            self.beginRemoveRows(QModelIndex(), total, self._total - 1)
            self._total = total
            for page in [page for page in self._pages if page * PAGE >= total]:
                del self._pages[page]
                self._stale.discard(page)
            self.endRemoveRows()

    def _want(self, page: int) -> None:
        if page in self._on_the_way:
            return
        self._wanted[page] = None
        self._wanted.move_to_end(page)
        if not self._fetching and not self._gather.isActive():
            self._gather.start()

    def _fetch_wanted(self) -> None:
        """Ask for what was looked at last; one question at a time, so that none piles up."""
        pages = list(self._wanted)[-_PAGES_ASKED:]
        self._wanted.clear()
        if not pages or self._asked is None:
            return
        self._fetching = True
        self._on_the_way = set(pages)
        turn, asked, order = self._turn, self._asked, self._order
        total = None if self._recounting else self.total

        def read() -> list[tuple[int, tuple[Any, ...]]]:
            with self._database.reading() as session:
                return [
                    (
                        page,
                        self._listing.window(session, asked, order, page * PAGE, PAGE, total=total),
                    )
                    for page in pages
                ]

        self._work.ask(read, lambda found: self._put(turn, found), self._fail, owner=self)

    def _put(self, turn: int, found: list[tuple[int, tuple[Any, ...]]]) -> None:
        self._fetching = False
        if turn == self._turn:
            self._on_the_way.clear()
            for page, rows in found:
                self._put_page(page, rows)
        if self._wanted:
            self._gather.start()

    def _put_page(self, page: int, rows: tuple[Any, ...]) -> None:
        if page * PAGE >= self._total:
            return
        self._pages[page] = rows
        self._pages.move_to_end(page)
        self._stale.discard(page)
        last = min(self._total, (page + 1) * PAGE) - 1
        self.dataChanged.emit(self.index(page * PAGE, 0), self.index(last, len(self.columns) - 1))
        while len(self._pages) > _PAGES_HELD:
            gone, _rows = self._pages.popitem(last=False)
            self._stale.discard(gone)

    def _fail(self, error: VaEtVientError) -> None:
        """The pages stay unread until they are looked at again, or the list is refreshed."""
        self._fetching = False
        self._on_the_way.clear()
        self._work.refused.emit(error)

    # Qt's side

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else self._total

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.columns)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation is not Qt.Orientation.Horizontal or not 0 <= section < len(self.columns):
            return None
        column = self.columns[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return _(column.title)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return RIGHT if column.right else _LEFT
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        column = self.columns[index.column()]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return RIGHT if column.right else _LEFT
        row = self.row_at(index.row())
        if row is None:
            return "…" if role == Qt.ItemDataRole.DisplayRole and index.column() == 0 else None
        return _said(column, row, role)


def _said(column: Column, row: Any, role: int) -> Any:
    """What a row has to say in a column, in each role."""
    if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
        return column.text(row)
    if role == ROW_ROLE:
        return row
    if role == KEY_ROLE:
        return row.id
    if role == SORT_ROLE:
        return column.value(row)
    if role == SIGN_ROLE:
        return column.sign(row)
    if role == TONE_ROLE:
        return column.tone(row)
    return None
