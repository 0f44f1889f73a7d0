"""The answers under the field while one types: ↑ ↓ to choose, Enter to take."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

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
from PySide6.QtWidgets import (
    QFrame,
    QLabel,
    QListView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from vaetvient.domain.equipment import EquipmentKind
from vaetvient.domain.loan import LOAN_STATE_WORDS, LoanState
from vaetvient.domain.member import MemberKind
from vaetvient.language import _, show_date
from vaetvient.storage.queries.results import Found, FoundMember, FoundThing
from vaetvient.ui.context import Context
from vaetvient.ui.tokens import S4, S12, S16
from vaetvient.ui.widgets.bars import announce
from vaetvient.ui.widgets.rows import RowPainter

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
FOUND_ROLE = Qt.ItemDataRole.UserRole
_ROW = 48


def icon_of(found: Found) -> str:
    """The icon that stands for what was found."""
    if isinstance(found, FoundMember):
        return "users" if found.kind is MemberKind.ASSOCIATION else "user"
    if isinstance(found, FoundThing):
        return "boxes" if found.kind is EquipmentKind.STOCK else "package"
    return "file-text"


def detail_of(found: Found, today: date) -> tuple[str, str]:
    """The fact that decides between answers, and the tone in which it is said."""
    if isinstance(found, FoundMember):
        if found.archived:
            return _("archivé"), "muted"
        if found.paid_until is None:
            return found.commune, "muted"
        if found.paid_until < today:
            until = show_date(found.paid_until, "short")
            return _("adhésion expirée le {until}").format(until=until), "late"
        return found.commune or _("adhésion à jour"), "muted"
    if isinstance(found, FoundThing):
        if found.archived:
            return _("retiré du matériel"), "muted"
        if found.out_to and found.kind is EquipmentKind.ITEM:
            return _("chez {borrower}").format(borrower=found.out_to), "accent"
        return found.location or _("disponible"), "muted"
    if found.state is LoanState.OUT and found.due_on is not None:
        late = found.due_on < today
        due = show_date(found.due_on, "short")
        text = _("en retard depuis le {due}") if late else _("retour le {due}")
        return text.format(due=due), "late" if late else "muted"
    return _(LOAN_STATE_WORDS[found.state]), "muted"


class AnswersModel(QAbstractListModel):
    """What was found, best first."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._rows: Sequence[Found] = ()

    def show(self, rows: Sequence[Found]) -> None:
        """Show these instead."""
        self.beginResetModel()
        self._rows = tuple(rows)
        self.endResetModel()

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        found = self._rows[index.row()]
        if role == FOUND_ROLE:
            return found
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            detail, _tone = detail_of(found, self._context.desk.today())
            return ", ".join(part for part in (found.label, found.number, detail) if part)
        return None


class _AnswerDelegate(QStyledItemDelegate):
    def __init__(self, context: Context, parent: QWidget) -> None:
        super().__init__(parent)
        self._context = context

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(0, self._context.theme.pixels(_ROW))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        found: Found = index.data(FOUND_ROLE)
        row = RowPainter(painter, option, self._context.theme)
        row.background()
        inner = row.rect.adjusted(S12, S4, -S12, -S4)
        side = self._context.theme.pixels(18)
        top = inner.center().y() - side // 2
        row.icon(QPoint(inner.left(), top), icon_of(found), "muted")
        words = inner.adjusted(side + S12, 0, 0, 0)
        half = words.height() // 2
        upper = QRect(words.left(), words.top(), words.width(), half)
        lower = QRect(words.left(), words.top() + half, words.width(), words.height() - half)
        number = row.small(upper, found.number, right=True)
        row.text(upper.adjusted(0, 0, -number - S16, 0), found.label, weight=QFont.Weight.Medium)
        detail, tone = detail_of(found, self._context.desk.today())
        row.small(lower, detail, tone=tone)
        row.end()


class Answers(QFrame):
    """A sheet that floats under the field; it never takes the focus from it."""

    picked = Signal(object)

    def __init__(self, context: Context, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("role", "pop")
        self._context = context
        self._page = parent
        self.text = ""
        """What these are the answers to."""
        self.quantity: int | None = None
        self.moved = False
        """Whether someone chose among them, rather than being shown the first."""
        self.model = AnswersModel(context)
        self.view = QListView()
        self.view.setModel(self.model)
        self.view.setItemDelegate(_AnswerDelegate(context, self.view))
        self.view.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.view.setMouseTracking(True)
        self.view.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.view.setAccessibleName(_("Réponses"))
        self.view.clicked.connect(lambda index: self.picked.emit(index.data(FOUND_ROLE)))
        self._nothing = QLabel()
        self._nothing.setProperty("role", "muted")
        self._nothing.setContentsMargins(S16, S12, S16, S12)
        column = QVBoxLayout(self)
        column.setContentsMargins(S4, S4, S4, S4)
        column.setSpacing(0)
        column.addWidget(self._nothing)
        column.addWidget(self.view)
        self.hide()

    def show_for(self, text: str, quantity: int | None, rows: Sequence[Found]) -> None:
        """The answers to `text`; none is said in words."""
        self.text, self.quantity, self.moved = text, quantity, False
        self.model.show(rows)
        self._nothing.setText(_("Rien ne correspond à « {text} ».").format(text=text))
        self._nothing.setVisible(not rows)
        self.view.setVisible(bool(rows))
        if rows:
            self.view.setCurrentIndex(self.model.index(0, 0))
        self.place()
        self.show()
        self.raise_()

    def place(self) -> None:
        """Take the height that the answers need."""
        row, rows = self._context.theme.pixels(_ROW), self.model.rowCount()
        room = max(1, (self._page.height() - self.y() - 2 * S4) // row)
        listed = min(rows, room) * row
        self.view.setFixedHeight(max(1, listed))
        height = listed if rows else self._nothing.sizeHint().height()
        self.resize(self.width(), height + 2 * S4 + 2)

    def move_choice(self, step: int) -> None:
        """Choose the next or the one before, and say it aloud."""
        rows = self.model.rowCount()
        if not rows:
            return
        place = (self.view.currentIndex().row() + step) % rows
        index = self.model.index(place, 0)
        self.view.setCurrentIndex(index)
        self.moved = True
        announce(self, str(index.data()))

    def choice(self) -> Found | None:
        """What Enter would take."""
        index = self.view.currentIndex()
        found: Found | None = index.data(FOUND_ROLE) if index.isValid() else None
        return found

    def close_up(self) -> None:
        """Show no more answers."""
        self.text = ""
        self.moved = False
        self.hide()
