"""A loan that comes back: each thing at once as it is scanned, or all of it with one key."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from PySide6.QtCore import QDateTime, QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QDateTimeEdit,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from vaetvient.desk import loans, papers, returning
from vaetvient.desk.amending import ReturnAmended, amend_return
from vaetvient.desk.owing import Charge, charges, take_charges, waive_charges
from vaetvient.desk.returning import LineBack, TakeBack, TakenBack
from vaetvient.domain.cash import PaymentMethod
from vaetvient.domain.loan import LOAN_STATE_WORDS, LoanState
from vaetvient.language import NBSP, _, ngettext, show_date
from vaetvient.storage.notices import ChangeNotice
from vaetvient.storage.queries.loan_file import LoanFile, loan_file
from vaetvient.ui.context import Context
from vaetvient.ui.pages.counter.conditions import ORDER
from vaetvient.ui.pages.counter.deposit_row import DepositLine
from vaetvient.ui.pages.counter.owed_row import OwedLine
from vaetvient.ui.pages.counter.return_model import ReturnModel
from vaetvient.ui.pages.counter.return_rows import ReturnDelegate
from vaetvient.ui.pages.counter.return_strip import ReturnStrip
from vaetvient.ui.pages.counter.thing_list import ThingList
from vaetvient.ui.tokens import S12, S16
from vaetvient.ui.widgets.flow import Flow

_TABLES = ("loan", "loan_line", "line_return", "line_part", "deposit", "cash_entry")
SCANNER_MS = 50
"""Digits that follow one another more closely than this come from a scanner."""


class ReturnPanel(QWidget):
    """One loan, what is out of it, and what came back."""

    closed = Signal()
    typed_past = Signal(str)
    """Characters typed in the list: they were meant for the field."""
    shown = Signal(object)
    """The LoanFile now shown."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._loan_id: UUID | None = None
        self._file: LoanFile | None = None
        self._point_at: UUID | None = None
        self._held_back = ""
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(SCANNER_MS)
        self._patience.timeout.connect(self._digit_alone)
        self.model = ReturnModel()
        self.view = ThingList(context.theme)
        self.strip = ReturnStrip(context.theme)
        self.deposit = DepositLine(context.theme)
        self.owed = OwedLine(context.theme)
        self._title = QLabel()
        self._title.setProperty("role", "title")
        self._facts = QLabel(wordWrap=True)
        self._facts.setProperty("role", "muted")
        self._state = QLabel()
        self.dated = QCheckBox(_("Autre date"))
        self.at = QDateTimeEdit()
        self.all_button = QPushButton(_("Tout est là (Ctrl+⏎)"))
        self.receipt_button = QPushButton(_("Reçu"))
        self.agreement_button = QPushButton(_("Convention"))
        self.close_button = QPushButton(_("Fermer (Échap)"))
        self._lay_out()
        self._wire()

    @property
    def loan_id(self) -> UUID | None:
        """The loan that is shown."""
        return self._loan_id

    @property
    def file(self) -> LoanFile | None:
        """What is shown of it."""
        return self._file

    def open_loan(self, loan_id: UUID, line_id: UUID | None = None) -> None:
        """Show a loan, one of its lines chosen."""
        if loan_id != self._loan_id:
            self._file = None
            self.dated.setChecked(False)
        self._loan_id, self._point_at = loan_id, line_id
        self.reload()

    def reload(self) -> None:
        """Ask for the loan again."""
        loan_id, desk = self._loan_id, self._context.desk
        if loan_id is None:
            return

        def look() -> tuple[LoanFile, tuple[Charge, ...]]:
            with desk.database.reading() as session:
                file = loan_file(session, loan_id, desk.today())
                return file, charges(session, desk, loan_id)

        def done(found: tuple[LoanFile, tuple[Charge, ...]]) -> None:
            file, owed = found
            self._show(file)
            if file.id == self._loan_id:
                self.owed.show_charges(owed)

        self._context.work.ask(look, done, owner=self, key="return panel")

    # Gestures

    def take_all(self) -> None:
        """« Tout est là »."""
        loan_id, desk, at = self._loan_id, self._context.desk, self._moment()
        if loan_id is None or self._file is None or not self._file.still_out:
            return

        self.strip.settle()
        read = {line.id: self.strip.with_readings(LineBack(line.id)) for line in self._file.lines}

        def work() -> TakenBack:
            with desk.database.reading() as session:
                lines = returning.everything_out(session, loan_id)
            backs = tuple(read.get(back.line_id, back) for back in lines)
            return returning.take_back(desk, TakeBack(backs, at))

        self._context.work.do(work, self._taken, owner=self)

    def turn_condition(self, step: int = 1) -> None:
        """The next state of the chosen thing."""
        self.strip.turn_condition(step)

    def say_condition(self, number: int) -> None:
        """The state with this number, 1 to 5."""
        self.strip.say_condition(ORDER[number - 1])

    def show_receipt(self) -> None:
        """Make the receipt and open it."""
        loan_id, context = self._loan_id, self._context
        if loan_id is not None:
            context.work.do(
                lambda: papers.receipt_of(context.desk, loan_id), context.show_paper, owner=self
            )

    def show_agreement(self) -> None:
        """Open the agreement, as it was printed."""
        loan_id, context = self._loan_id, self._context
        if loan_id is not None:
            context.work.do(
                lambda: papers.agreement_of(context.desk, loan_id), context.show_paper, owner=self
            )

    def _take(self, back: LineBack) -> None:
        desk, at = self._context.desk, self._moment()
        self._point_at = back.line_id
        self._context.work.do(
            lambda: returning.take_back(desk, TakeBack((back,), at)), self._taken, owner=self
        )

    def _amend(self, command: ReturnAmended) -> None:
        desk = self._context.desk
        self._point_at = command.line_id
        self._context.work.do(lambda: amend_return(desk, command), self._amended, owner=self)

    def _settle(self, kept_cents: int, reason: str) -> None:
        desk, loan_id = self._context.desk, self._loan_id
        if loan_id is None:
            return
        self._context.work.do(
            lambda: loans.settle_deposit(desk, loan_id, kept_cents=kept_cents, reason=reason),
            self._amended,
            owner=self,
        )

    def _take_owed(self, method: PaymentMethod, cheque: str) -> None:
        desk, loan_id = self._context.desk, self._loan_id
        if loan_id is not None:
            self._context.work.do(
                lambda: take_charges(desk, loan_id, method, reference=cheque),
                lambda _key: self._context.say("", undo=True),
                owner=self,
            )

    def _waive_owed(self, reason: str) -> None:
        desk, loan_id = self._context.desk, self._loan_id
        if loan_id is not None:
            self._context.work.do(
                lambda: waive_charges(desk, loan_id, reason), self._amended, owner=self
            )

    def _taken(self, _taken: TakenBack) -> None:
        self._context.say("", undo=True)

    def _amended(self, _nothing: None) -> None:
        self._context.say("", undo=True)

    def _moment(self) -> datetime | None:
        """When it came back: None for now."""
        if not self.dated.isChecked():
            return None
        local = self.at.dateTime()
        day, clock = local.date(), local.time()
        zone = self._context.desk.zone
        return datetime(
            day.year(), day.month(), day.day(), clock.hour(), clock.minute(), tzinfo=zone
        )

    # Showing

    def _show(self, file: LoanFile) -> None:
        if file.id != self._loan_id:
            return
        self._file = file
        self._title.setText(file.number)
        facts = []
        if file.handed_out_at is not None:
            out = show_date(self._context.desk.day_of(file.handed_out_at), "short")
            facts.append(_("prêté le {day}").format(day=out))
        if file.due_on is not None:
            facts.append(_("attendu le {day}").format(day=show_date(file.due_on, "short")))
        kept = (fact.replace(" ", NBSP) for fact in facts)  # each on one line
        self._facts.setText(" · ".join((file.borrower, *kept)))
        self._say_state(file)
        row = self.view.currentIndex().row()
        self.model.show(file)
        wanted = self.model.row_of(self._point_at)
        row = wanted if wanted >= 0 else max(row, 0)
        self._point_at = None
        self.view.setCurrentIndex(self.model.index(min(row, self.model.rowCount() - 1), 0))
        self.view.scheduleDelayedItemsLayout()
        few = 84 if self.model.rowCount() > 1 else 42  # what there is to say of it needs the room
        self.view.setMinimumHeight(self._context.theme.pixels(few))
        self._show_line()
        self.deposit.show_deposit(file.deposit, not file.still_out)
        self.all_button.setEnabled(file.still_out > 0)
        self.dated.setVisible(file.still_out > 0)
        self.at.setVisible(file.still_out > 0 and self.dated.isChecked())
        self.receipt_button.setEnabled(file.anything_back)
        self.shown.emit(file)

    def _say_state(self, file: LoanFile) -> None:
        role, text = "muted", _(LOAN_STATE_WORDS[file.state])
        if file.state is LoanState.OUT and file.late_by:
            n = file.late_by
            role = "late"
            text = ngettext("en retard de {n} jour", "en retard de {n} jours", n).format(n=n)
        elif file.state is LoanState.OUT and file.anything_back:
            text = ngettext("reste {n} chose", "restent {n} choses", file.still_out)
            text = text.format(n=file.still_out)
        elif file.state is LoanState.RETURNED:
            role, text = "done", _("✓ tout est revenu")
        self._state.setText(text)
        self._state.setProperty("role", role)
        self._state.style().unpolish(self._state)
        self._state.style().polish(self._state)

    def _show_line(self) -> None:
        self.strip.show_line(self.model.line(self.view.currentIndex().row()))

    def _hear(self, notice: ChangeNotice) -> None:
        if self.isVisible() and notice.touches(*_TABLES):
            self.reload()

    # Putting together

    def _lay_out(self) -> None:
        self.all_button.setProperty("kind", "primary")
        for button in (self.receipt_button, self.agreement_button, self.close_button):
            button.setProperty("kind", "quiet")
        self.at.setCalendarPopup(True)
        self.at.setDisplayFormat("dd/MM/yyyy HH:mm")
        self.at.setAccessibleName(_("Revenu le"))
        self.at.hide()
        view = self.view
        view.setModel(self.model)
        view.setItemDelegate(ReturnDelegate(self._context.theme, view))
        view.setAccessibleName(_("Choses de ce prêt"))
        view.setMouseTracking(True)
        view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        view.installEventFilter(self)
        head = Flow(spacing=S16, right_from=1)
        head.addWidget(self._title)
        head.addWidget(self._state)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addLayout(head)
        words.addWidget(self._facts)
        foot = Flow(right_from=3)
        for widget in (
            self.all_button,
            self.dated,
            self.at,
            self.agreement_button,
            self.receipt_button,
            self.close_button,
        ):
            foot.addWidget(widget)
        self.dated.setToolTip(_("Revenu avant aujourd'hui : dire quand"))
        view.setMinimumHeight(self._context.theme.pixels(84))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(S12)
        column.addLayout(words)
        column.addWidget(view, 1)
        column.addWidget(self.strip)
        column.addWidget(self.owed)
        column.addWidget(self.deposit)
        column.addLayout(foot)

    def _wire(self) -> None:
        self._context.changed.connect(self._hear)
        self.view.selectionModel().currentChanged.connect(self._show_line)
        self.strip.taken.connect(self._take)
        self.strip.amended.connect(self._amend)
        self.strip.refused.connect(self._context.refuse)
        self.deposit.settled.connect(self._settle)
        self.owed.taken.connect(self._take_owed)
        self.owed.waived.connect(self._waive_owed)
        self.deposit.refused.connect(self._context.refuse)
        self.dated.toggled.connect(self._date_back)
        self.all_button.clicked.connect(self.take_all)
        self.receipt_button.clicked.connect(self.show_receipt)
        self.agreement_button.clicked.connect(self.show_agreement)
        self.close_button.clicked.connect(self.closed)

    def _date_back(self, on: bool) -> None:
        self.at.setVisible(on)
        if on:
            now = self._context.desk.clock().astimezone(self._context.desk.zone)
            self.at.setDateTime(QDateTime(now.year, now.month, now.day, now.hour, now.minute, 0))
            self.at.setFocus()

    # Keys in the list

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        pressed = isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress
        if watched is self.view and pressed and isinstance(event, QKeyEvent):
            return self._key_in_list(event)
        return super().eventFilter(watched, event)

    def _key_in_list(self, event: QKeyEvent) -> bool:
        key, text = event.key(), event.text()
        modified = event.modifiers() & ~(
            Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier
        )
        if modified:
            return False
        if self._held_back:  # a second character at once: it is a scanner, not a finger
            self._patience.stop()
            held, self._held_back = self._held_back, ""
            self.typed_past.emit(held + text)
        elif key in (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.strip.take()
        elif text in tuple("12345"):
            self._held_back = text
            self._patience.start()
        elif text.strip() and text.isprintable():
            self.typed_past.emit(text)
        else:
            return False
        return True

    def _digit_alone(self) -> None:
        digit, self._held_back = self._held_back, ""
        if digit:
            self.say_condition(int(digit))
