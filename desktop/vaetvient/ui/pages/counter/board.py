"""Today, beside the counter: each line leads to its gesture."""

from __future__ import annotations

from collections.abc import Callable
from datetime import time
from uuid import UUID

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QLabel,
    QScrollArea,
    QSizePolicy,
    QStyle,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from vaetvient.desk.reservations import could_be_served
from vaetvient.domain.loan import DEPOSIT_METHOD_WORDS
from vaetvient.language import _, ngettext, show_date, show_money
from vaetvient.storage.notices import ChangeNotice
from vaetvient.storage.queries.today import Today, today_board
from vaetvient.ui.context import Context
from vaetvient.ui.theme import Theme
from vaetvient.ui.tokens import S4, S8, S16
from vaetvient.ui.widgets.rows import RowPainter

_TABLES = (
    *("loan", "loan_line", "deposit", "membership", "member", "reservation", "reservation_line"),
    *("maintenance", "equipment", "stock_movement"),
)
_ROW = 46


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


class Board(QWidget):
    """What today brings. Quiet when it brings nothing."""

    loan_wanted = Signal(object)
    member_wanted = Signal(object)
    basket_wanted = Signal(object)
    reservation_wanted = Signal(object)
    """The key of a reservation that is to be fetched."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._today: Today | None = None
        self._day = QLabel()
        self._day.setProperty("role", "heading")
        self._day.setContentsMargins(S8, 0, 0, 0)
        self._quiet = QLabel(_("Rien d'attendu, rien en retard."), wordWrap=True)
        self._quiet.setProperty("role", "muted")
        self._quiet.setContentsMargins(S8, 0, 0, 0)
        self._inside = QWidget()
        self._inside.setProperty("role", "scrolled")
        self._column = QVBoxLayout(self._inside)
        self._column.setContentsMargins(0, 0, S8, 0)
        self._column.setSpacing(0)
        area = QScrollArea()
        area.setWidget(self._inside)
        area.setWidgetResizable(True)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(S8)
        column.addWidget(self._day)
        column.addWidget(self._quiet)
        column.addWidget(area, 1)
        self._quiet.hide()
        context.changed.connect(self._hear)

    @property
    def today(self) -> Today | None:
        """What is shown."""
        return self._today

    def refresh(self) -> None:
        """Ask what today brings."""
        desk = self._context.desk

        def look() -> Today:
            with desk.database.reading() as session:
                servable = len(could_be_served(session, desk))
                return today_board(session, desk.today(), desk.zone, servable)

        self._context.work.ask(look, self._show, owner=self, key="today")

    def _hear(self, notice: ChangeNotice) -> None:
        if self.isVisible() and notice.touches(*_TABLES):
            self.refresh()

    def _show(self, today: Today) -> None:
        if today == self._today:
            return
        self._today = today
        self._day.setText(_first_big(show_date(today.day, "full")))
        self._quiet.setVisible(today.is_quiet)
        while (item := self._column.takeAt(0)) is not None:
            if widget := item.widget():
                widget.hide()
                widget.deleteLater()
        self._show_late(today)
        self._show_due(today)
        self._show_prepare(today)
        self._show_asked(today)
        self._show_aside(today)
        self._show_deposits(today)
        self._show_ending(today)
        self._column.addStretch(1)

    def _show_late(self, today: Today) -> None:
        n = today.late_count
        self._section(ngettext("{n} en retard", "{n} en retard", n), n, "late")
        for row in today.late:
            days = ngettext("{n} jour", "{n} jours", row.days_late).format(n=row.days_late)
            self._row(row.borrower, row.number, days, "late", self._loan(row.loan_id))

    def _show_due(self, today: Today) -> None:
        n = today.due_count
        self._section(ngettext("{n} retour attendu", "{n} retours attendus", n), n)
        for row in today.due:
            out = ngettext("{n} chose", "{n} choses", row.still_out).format(n=row.still_out)
            self._row(row.borrower, row.number, out, "muted", self._loan(row.loan_id))

    def _show_prepare(self, today: Today) -> None:
        n = today.prepare_count
        self._section(ngettext("{n} réservation à préparer", "{n} réservations à préparer", n), n)
        zone = self._context.desk.zone
        for row in today.prepare:
            local = row.starts_at.astimezone(zone)
            hour = f"{local:%H:%M}" if local.time() != time() else ""
            if local.date() < today.day:
                hour = _("depuis le {day}").format(day=show_date(local.date(), "short"))
            key = row.reservation_id
            self._row(
                row.borrower,
                row.what,
                hour,
                "late" if local.date() < today.day else "muted",
                lambda key=key: self.reservation_wanted.emit(key),  # type: ignore[misc]
            )

    def _show_asked(self, today: Today) -> None:
        """Who waits for a word from the desk."""
        n = today.to_confirm + today.servable
        self._section(ngettext("{n} réponse à donner", "{n} réponses à donner", n), n)
        for count, upper in (
            (today.to_confirm, ngettext("{n} à confirmer", "{n} à confirmer", today.to_confirm)),
            (
                today.servable,
                ngettext(
                    "{n} en attente peut être servie",
                    "{n} en attente peuvent être servies",
                    today.servable,
                ),
            ),
        ):
            if count:
                self._row(
                    upper.format(n=count),
                    _("Voir les réservations"),
                    "",
                    "muted",
                    lambda: self._context.go("reservations"),
                )

    def _show_aside(self, today: Today) -> None:
        n = len(today.aside)
        self._section(ngettext("{n} panier de côté", "{n} paniers de côté", n), n)
        for row in today.aside:
            lines = ngettext("{n} chose", "{n} choses", row.lines).format(n=row.lines)
            local = row.opened_at.astimezone(self._context.desk.zone)
            since = _("depuis {time}").format(time=f"{local:%H:%M}")
            key = row.basket_id
            self._row(
                row.borrower or _("sans emprunteur"),
                since,
                lines,
                "muted",
                lambda key=key: self.basket_wanted.emit(key),  # type: ignore[misc]
            )

    def _show_deposits(self, today: Today) -> None:
        n = today.deposit_count
        self._section(ngettext("{n} caution à rendre", "{n} cautions à rendre", n), n)
        for row in today.deposits:
            how = f"{show_money(row.amount_cents)} {_(DEPOSIT_METHOD_WORDS[row.method])}"
            self._row(row.borrower, row.number, how, "muted", self._loan(row.loan_id))

    def _show_ending(self, today: Today) -> None:
        n = today.ending_count
        words = ngettext("{n} adhésion finit bientôt", "{n} adhésions finissent bientôt", n)
        self._section(words, n)
        for row in today.ending:
            until = _("jusqu'au {day}").format(day=show_date(row.until))
            key = row.member_id
            self._row(
                row.label,
                until,
                "",
                "muted",
                lambda key=key: self.member_wanted.emit(key),  # type: ignore[misc]
            )

    def _loan(self, loan_id: UUID) -> Callable[[], None]:
        return lambda: self.loan_wanted.emit(loan_id)

    def _section(self, words: str, n: int, role: str = "heading") -> None:
        if not n:
            return
        label = QLabel(words.format(n=n))
        label.setProperty("role", role)
        label.setContentsMargins(S8, S16 if self._column.count() else S4, 0, S4)
        self._column.addWidget(label)

    def _row(self, upper: str, lower: str, fact: str, tone: str, act: Callable[[], None]) -> None:
        row = BoardRow(self._context.theme, upper, lower, fact, tone)
        row.clicked.connect(act)
        self._column.addWidget(row)


def _first_big(text: str) -> str:
    return text[:1].upper() + text[1:]
