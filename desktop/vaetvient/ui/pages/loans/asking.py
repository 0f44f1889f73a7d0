"""What is asked in place before a loan is extended, cancelled or annotated."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from PySide6.QtWidgets import QPlainTextEdit

from vaetvient.desk import loans
from vaetvient.desk.desk import office_calendar
from vaetvient.domain.errors import VaEtVientError
from vaetvient.domain.loan import LoanState
from vaetvient.language import _, ngettext, show_date
from vaetvient.storage.queries.loan_file import LoanFile
from vaetvient.ui.context import Context
from vaetvient.ui.widgets.bars import announce
from vaetvient.ui.widgets.days import DayLine, read_day
from vaetvient.ui.widgets.fields import LineField
from vaetvient.ui.widgets.inset import Inset

_A_WEEK = timedelta(days=7)
NOTE_LINES = 3


class _LoanInset(Inset):
    """A question about one loan."""

    def __init__(self, context: Context, question: str, confirm: str) -> None:
        super().__init__(context.theme, question, confirm)
        self._context = context
        self._loan_id: UUID | None = None
        self.confirmed.connect(self._do)

    def _do(self) -> None:
        raise NotImplementedError

    def _done(self, _result: object = None) -> None:
        self.close_up()


class ExtendAsked(_LoanInset):
    """Until when: said in words before it is done, closed days moved to the next open one."""

    def __init__(self, context: Context) -> None:
        super().__init__(context, _("Prolonger jusqu'au"), _("Prolonger ⏎"))
        self._due: date | None = None
        self.day = DayLine(context.theme, context.desk.today)
        self.entry = self.add("due", _("Nouvelle date de retour"), self.day, check=self._check)
        self.day.textChanged.connect(self._preview)

    def ask_about(self, file: LoanFile) -> None:
        """Propose a week more than the due date, or than today when that has passed."""
        self._loan_id, self._due = file.id, file.due_on
        start = max(file.due_on or date.min, self._context.desk.today())
        self.open({"due": show_date(start + _A_WEEK, "short")})

    def _check(self, typed: str) -> None:
        if read_day(typed, self._context.desk.today(), "due") is None:
            read_day("?", self._context.desk.today(), "due")

    def _preview(self, typed: str) -> None:
        try:
            asked = read_day(typed, self._context.desk.today(), "due")
        except VaEtVientError:
            asked = None
        if asked is None or self._due is None:
            self.entry.say("")
            return
        desk = self._context.desk

        def look() -> date:
            with desk.database.reading() as session:
                return office_calendar(session, desk.office_id).next_open_day(asked)

        self._context.work.ask(
            look, lambda real: self._say(asked, real), owner=self, key="extend preview"
        )

    def _say(self, asked: date, real: date) -> None:
        if self._due is None:
            return
        days = (real - self._due).days
        more = ngettext("{n} jour de plus", "{n} jours de plus", days).format(n=days)
        words = f"{show_date(real, 'full')}, {more}"
        if real != asked:
            words = _("Le bureau est fermé le {asked} : ce sera le {words}.").format(
                asked=show_date(asked, "short"), words=words
            )
        self.entry.say(words)

    def _do(self) -> None:
        desk, loan_id = self._context.desk, self._loan_id
        day = read_day(self.text("due"), desk.today(), "due")
        if loan_id is None or day is None:
            return
        self._context.work.do(
            lambda: loans.extend(desk, loan_id, day), self._extended, self.refuse, owner=self
        )

    def _extended(self, result: loans.Extended) -> None:
        self.close_up()
        if result.asked != result.due_on:
            announce(self, _("Retour le {day}").format(day=show_date(result.due_on)))


class CancelAsked(_LoanInset):
    """Why: a loan is never wiped out, its number and the reason stay."""

    def __init__(self, context: Context) -> None:
        super().__init__(context, _("Annuler ce prêt"), _("Annuler le prêt ⏎"))
        self._entry = self.add(
            "reason",
            _("Pour quelle raison ?"),
            LineField(),
            hint=_("Le numéro de la convention reste pris, la raison est gardée."),
        )

    def ask_about(self, file: LoanFile) -> None:
        """Ask why."""
        self._loan_id = file.id
        blank = file.state is LoanState.DRAFT
        self.question.setText(_("Annuler cette convention") if blank else _("Annuler ce prêt"))
        self.open()

    def _do(self) -> None:
        desk, loan_id, reason = self._context.desk, self._loan_id, self.text("reason")
        if loan_id is not None:
            self._context.work.do(
                lambda: loans.cancel_loan(desk, loan_id, reason),
                self._done,
                self.refuse,
                owner=self,
            )


class NoteAsked(_LoanInset):
    """The note of a loan, whatever its state."""

    def __init__(self, context: Context) -> None:
        super().__init__(context, _("Note du prêt"), _("Enregistrer la note"))
        self._text = QPlainTextEdit()
        self._text.setFixedHeight(context.theme.pixels(NOTE_LINES * 26))
        self.add("note", _("Ce qu'il faut savoir de ce prêt"), self._text)

    def ask_about(self, file: LoanFile) -> None:
        """Show the note to be changed."""
        self._loan_id = file.id
        self.open({"note": file.note})

    def _do(self) -> None:
        desk, loan_id, note = self._context.desk, self._loan_id, self.text("note")
        if loan_id is not None:
            self._context.work.do(
                lambda: loans.note_loan(desk, loan_id, note), self._done, self.refuse, owner=self
            )
