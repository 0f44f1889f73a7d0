"""Today, beside the counter: each line leads to its gesture."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import time
from functools import partial
from uuid import UUID

from PySide6.QtCore import QSettings, Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QLabel,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from vaetvient.domain.errors import VaEtVientError
from vaetvient.domain.letter import LetterKind
from vaetvient.domain.loan import DEPOSIT_METHOD_WORDS
from vaetvient.language import _, ngettext, show_date, show_moment, show_money, show_number
from vaetvient.storage.notices import ChangeNotice
from vaetvient.storage.queries.today import Today, today_board
from vaetvient.ui.context import Context
from vaetvient.ui.pages.counter.board_rows import BoardHead, BoardRow
from vaetvient.ui.printing.asked import LettersAsked
from vaetvient.ui.tokens import S8
from vaetvient.ui.widgets.panes import button

_TABLES = (
    *("loan", "loan_line", "deposit", "membership", "member", "reservation", "reservation_line"),
    *("maintenance", "equipment", "stock_movement", "incident", "request", "transfer"),
    *("letter", "reservation_notice", "use_agreement", "busy_time"),
)
_REST_AFTER_MS = 50
"""Time for what is soonest told to be painted."""
SETTINGS_NAME = "comptoir.ini"
_FOLDED = "board/folded"


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
        self._whole = True
        self._settings = QSettings(
            str(context.folder / SETTINGS_NAME), QSettings.Format.IniFormat, self
        )
        folded = str(self._settings.value(_FOLDED, ""))
        self._folded = set(folded.split()) if folded else set()
        self._heads: dict[str, BoardHead] = {}
        """The headings shown, by their part: one keeps the focus when all is written anew."""
        self._open = True
        """Whether the part being written is unfolded."""
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
        context.waiting_changed.connect(self._hear_exchange)
        context.clash_watch.changed.connect(self._hear_clashes)

    @property
    def today(self) -> Today | None:
        """What is shown."""
        return self._today

    @property
    def is_whole(self) -> bool:
        """Whether all that was asked is shown."""
        return self._whole

    def refresh(self) -> None:
        """Ask what today brings. The first time, what is soonest told is shown at once."""
        desk = self._context.desk

        def look() -> Today:
            with desk.database.reading() as session:
                return today_board(session, desk.today(), desk.zone, whole=False)

        def show(today: Today) -> None:
            if self._today is None:
                self._show(today)
            QTimer.singleShot(_REST_AFTER_MS, self, self._refresh_all)

        def failed(error: VaEtVientError) -> None:
            self._whole = True
            self._context.refuse(error)

        if self._today is None:
            self._whole = False
            self._context.work.ask(look, show, failed, owner=self, key="today at once")
        else:
            self._refresh_all()

    def _refresh_all(self) -> None:
        desk = self._context.desk

        def look() -> Today:
            from vaetvient.desk.letters import letters_due
            from vaetvient.desk.reservations import could_be_served

            with desk.database.reading() as session:
                servable = could_be_served(session, desk)
                return today_board(
                    session,
                    desk.today(),
                    desk.zone,
                    len(servable),
                    letters_due(session, desk, servable),
                )

        def show(today: Today) -> None:
            self._whole = True
            self._show(today)
            self._quiet.setVisible(self._today is not None and self._today.is_quiet)

        def failed(error: VaEtVientError) -> None:
            self._whole = True
            self._context.refuse(error)

        self._context.work.ask(look, show, failed, owner=self, key="today")
        self._context.clash_watch.look()

    def _hear(self, notice: ChangeNotice) -> None:
        if self.isVisible() and notice.touches(*_TABLES):
            self.refresh()

    def _hear_exchange(self) -> None:
        if self.isVisible():
            self.refresh()

    def _hear_clashes(self) -> None:
        if self._today is not None:
            self._show(self._today)

    def _show(self, today: Today) -> None:
        today = replace(today, clashing=len(self._context.clash_watch.promises))
        if today == self._today:
            return
        self._today = today
        self._write(today)

    def _write(self, today: Today) -> None:
        focused = next((name for name, head in self._heads.items() if head.hasFocus()), "")
        self._heads = {}
        self._day.setText(_first_big(show_date(today.day, "full")))
        self._quiet.setVisible(today.is_quiet and self._whole)
        while (item := self._column.takeAt(0)) is not None:
            if widget := item.widget():
                widget.hide()
                widget.deleteLater()
        self._show_aside(today)  # somebody waits at the desk
        self._show_late(today)
        self._show_due(today)
        self._show_prepare(today)
        self._show_clashing(today)
        self._show_asked(today)
        self._show_letters(today)
        self._show_check(today)
        self._show_deposits(today)
        self._show_ending(today)
        self._show_exchange(today)
        self._column.addStretch(1)
        if (head := self._heads.get(focused)) is not None:
            head.show()  # what is not seen yet takes no focus
            head.setFocus()

    def _show_late(self, today: Today) -> None:
        n = today.late_count
        self._section("late", ngettext("{n} en retard", "{n} en retard", n), n, late=True)
        for row in today.late:
            days = ngettext("{n} jour", "{n} jours", row.days_late).format(n=row.days_late)
            self._row(row.borrower, row.number, days, "late", self._loan(row.loan_id))
        self._rest(n - len(today.late), "loans", shown="late")

    def _show_due(self, today: Today) -> None:
        n = today.due_count
        self._section("due", ngettext("{n} retour attendu", "{n} retours attendus", n), n)
        for row in today.due:
            out = ngettext("{n} chose", "{n} choses", row.still_out).format(n=row.still_out)
            self._row(row.borrower, row.number, out, "muted", self._loan(row.loan_id))
        self._rest(n - len(today.due), "loans", due="today")

    def _show_prepare(self, today: Today) -> None:
        n = today.prepare_count
        words = ngettext("{n} réservation à préparer", "{n} réservations à préparer", n)
        self._section("prepare", words, n)
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
        self._rest(n - len(today.prepare), "reservations", shown="to_prepare")

    def _show_asked(self, today: Today) -> None:
        """Who waits for a word from the desk."""
        n = today.to_confirm + today.servable
        self._section("asked", ngettext("{n} réponse à donner", "{n} réponses à donner", n), n)
        for count, shown, upper in (
            (
                today.to_confirm,
                "to_confirm",
                ngettext("{n} à confirmer", "{n} à confirmer", today.to_confirm),
            ),
            (
                today.servable,
                "waiting",
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
                    partial(self._context.go_to_list, "reservations", shown=shown),
                )

    def _show_clashing(self, today: Today) -> None:
        """Promises that cannot be kept as they stand."""
        n = today.clashing
        words = ngettext("{n} réservation se heurte", "{n} réservations se heurtent", n)
        self._section("clashing", words, n, late=True)
        self._row(
            _("Voir et arranger"),
            _("avec un autre usage des mêmes choses"),
            "",
            "muted",
            lambda: self._context.go_to_list("reservations", shown="clashing"),
        )

    def _show_letters(self, today: Today) -> None:
        """Whom to write to: late, ready, free again."""
        due = today.letters
        self._section("letters", ngettext("{n} lettre", "{n} lettres", due.total), due.total)
        for kind, n, words in (
            (LetterKind.LATE, due.late, ngettext("{n} rappel", "{n} rappels", due.late)),
            (
                LetterKind.PICK_UP,
                due.pick_up,
                ngettext("{n} avis de retrait", "{n} avis de retrait", due.pick_up),
            ),
            (
                LetterKind.FREE,
                due.free,
                ngettext("{n} avis : de nouveau libre", "{n} avis : de nouveau libre", due.free),
            ),
        ):
            if n:
                self._row(
                    words.format(n=show_number(n)),
                    _("Relire, imprimer ou envoyer"),
                    "",
                    "muted",
                    partial(self._context.show_asked, LettersAsked(kind)),
                )

    def _show_exchange(self, today: Today) -> None:
        """What other offices wait for, and what came by the last exchange."""
        waiting, came = today.waiting, today.came
        if not waiting.total and came is None:
            return
        self._section("exchange", _("Échanges entre bureaux"), 1)
        for n, words in (
            (
                waiting.conflicts,
                ngettext("{n} divergence à régler", "{n} divergences à régler", waiting.conflicts),
            ),
            (
                waiting.requests,
                ngettext("{n} demande à répondre", "{n} demandes à répondre", waiting.requests),
            ),
            (
                waiting.transfers,
                ngettext(
                    "{n} envoi en route vers nous",
                    "{n} envois en route vers nous",
                    waiting.transfers,
                ),
            ),
        ):
            if n:
                self._row(words.format(n=n), _("Voir les échanges"), "", "muted", self._exchange)
        if came is not None:
            total = sum(changes for _who, changes in came.fresh)
            said = ngettext("{n} nouveauté reçue", "{n} nouveautés reçues", total).format(n=total)
            at = show_moment(came.at, self._context.desk.timezone)
            who = ", ".join(who for who, _changes in came.fresh)
            self._row(said, f"{who} · {at}", "", "muted", self._exchange)

    def _exchange(self) -> None:
        self._context.go("exchange")

    def _show_aside(self, today: Today) -> None:
        n = len(today.aside)
        self._section("aside", ngettext("{n} panier de côté", "{n} paniers de côté", n), n)
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
        self._section("deposits", ngettext("{n} caution à rendre", "{n} cautions à rendre", n), n)
        for row in today.deposits:
            how = f"{show_money(row.amount_cents)} {_(DEPOSIT_METHOD_WORDS[row.method])}"
            self._row(row.borrower, row.number, how, "muted", self._loan(row.loan_id))
        self._rest(n - len(today.deposits), "loans", shown="returned", deposit="True")

    def _show_ending(self, today: Today) -> None:
        n = today.ending_count
        words = ngettext("{n} adhésion finit bientôt", "{n} adhésions finissent bientôt", n)
        self._section("ending", words, n)
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
        self._rest(n - len(today.ending), "members", dues="ending")

    def _loan(self, loan_id: UUID) -> Callable[[], None]:
        return lambda: self.loan_wanted.emit(loan_id)

    def _show_check(self, today: Today) -> None:
        n = today.check_count
        words = ngettext("{n} retour à contrôler", "{n} retours à contrôler", n)
        self._section("check", words, n)
        for row in today.check:
            fact = _("abîmé") if row.damaged else _("incomplet")
            back = show_date(self._context.desk.day_of(row.back_at), "short")
            lower = row.what.split("\n")[0] or _("revenu le {day}").format(day=back)
            key = row.equipment_id
            self._row(
                f"{row.tag}  {row.label}",
                lower,
                fact,
                "late",
                lambda key=key: self._context.go("equipment", key),  # type: ignore[misc]
            )

    def _section(self, name: str, words: str, n: int, *, late: bool = False) -> None:
        self._open = bool(n) and name not in self._folded
        if not n:
            return
        folded = not self._open
        head = BoardHead(self._context.theme, words.format(n=n), late=late, folded=folded)
        self._heads[name] = head
        head.clicked.connect(lambda: self._fold(name))
        if self._column.count():
            self._column.addSpacing(S8)
        self._column.addWidget(head)

    def _fold(self, name: str) -> None:
        self._folded ^= {name}
        self._settings.setValue(_FOLDED, " ".join(sorted(self._folded)))
        if self._today is not None:
            self._write(self._today)

    def _row(self, upper: str, lower: str, fact: str, tone: str, act: Callable[[], None]) -> None:
        if not self._open:
            return
        row = BoardRow(self._context.theme, upper, lower, fact, tone)
        row.clicked.connect(lambda _checked=False: act())  # whose own arguments are not for Qt
        self._column.addWidget(row)

    def _rest(self, n: int, page: str, **filters: str) -> None:
        """Where the others are, when there are more than are listed."""
        if n <= 0 or not self._open:
            return
        words = ngettext("et {n} autre : tout voir", "et {n} autres : tout voir", n)
        more = button(self._context.theme, words.format(n=show_number(n)), kind="more")
        more.clicked.connect(lambda: self._context.go_to_list(page, **filters))
        self._column.addWidget(more)


def _first_big(text: str) -> str:
    return text[:1].upper() + text[1:]
