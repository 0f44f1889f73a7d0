"""All of one loan: what can be done with it, its lines, its deposit, its papers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from PySide6.QtWidgets import QVBoxLayout, QWidget

from vaetvient.desk import papers
from vaetvient.domain.letter import MEANS_WORDS, STEP_WORDS, LetterKind
from vaetvient.domain.loan import LoanState, PaperKind
from vaetvient.language import _, show_date, show_moment
from vaetvient.storage.queries.loan_file import LoanFile
from vaetvient.ui.context import Context
from vaetvient.ui.models.words import lateness, loan_sign, loan_state
from vaetvient.ui.pages.loans.asking import CancelAsked, ExtendAsked, NoteAsked
from vaetvient.ui.pages.loans.deposit import DepositSection
from vaetvient.ui.pages.loans.lines import LinesSection
from vaetvient.ui.pages.loans.money import MoneySection
from vaetvient.ui.printing.asked import LettersAsked
from vaetvient.ui.widgets.panes import Facts, RecordHead, Scrolled, Section, button
from vaetvient.ui.widgets.words import Link


class LoanDetails(Scrolled):
    """Shows a LoanFile. Everything it does is a use case; the bar below says what was done."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._file: LoanFile | None = None
        theme = context.theme
        self.head = RecordHead(theme)
        self.facts = Facts()
        self.lines = LinesSection(context)
        self.deposit = DepositSection(context)
        self.money = MoneySection(context)
        self.extend_asked = ExtendAsked(context)
        self.cancel_asked = CancelAsked(context)
        self.note_asked = NoteAsked(context)
        self.note = Section(_("Note"))
        self.note_button = button(theme, _("Modifier"), "pencil", kind="quiet", act=self._ask_note)
        self.note_button.setAccessibleName(_("Modifier la note"))
        self._note_facts = Facts()
        self.papers = Section(_("Documents"))
        self._papers_facts = Facts()
        self._make_buttons()
        self._lay_out()

    @property
    def file(self) -> LoanFile | None:
        """The loan that is shown."""
        return self._file

    def show_file(self, file: LoanFile) -> None:
        """Show a loan; questions that were open about another are closed."""
        if self._file is None or self._file.id != file.id:
            for asked in (self.extend_asked, self.cancel_asked, self.note_asked):
                asked.hide()
            self.deposit.close_up()
            self.verticalScrollBar().setValue(0)
        self._file = file
        self.head.title.setText(file.number)
        state = loan_state(file.state, 0)
        if file.late_by:
            state = f"{state}, {lateness(file.late_by)}"
        self.head.state.show_state(state, loan_sign(file.state, file.late_by))
        self._show_buttons(file)
        self.facts.show_facts(self._facts_of(file))
        self.lines.show_lines(file)
        self.deposit.show_deposit(file)
        self.money.show_loan(file)
        self._note_facts.show_facts([("", file.note)] if file.note else [])
        self.note_button.setText(_("Modifier") if file.note else _("Écrire une note"))
        printed = [(_paper_name(row.kind), self._moment(row.made_at)) for row in file.papers]
        printed += [
            (
                _(STEP_WORDS[row.step]),
                f"{self._moment(row.sent_at)}, {_(MEANS_WORDS[row.means])}, {row.who}",
            )
            for row in file.letters
        ]
        self._papers_facts.show_facts(printed)

    def forget(self) -> None:
        """The loan that was shown is gone."""
        self._file = None

    # Putting together

    def _make_buttons(self) -> None:
        theme = self._context.theme
        self.return_button = button(
            theme, _("Rendre"), "package-check", kind="primary", act=self._return
        )
        self.extend_button = button(theme, _("Prolonger"), "calendar-clock", act=self._ask_day)
        self.agreement_button = button(theme, _("Convention"), "printer", act=self._print_agreement)
        self.agreement_button.setAccessibleName(_("Imprimer la convention"))
        self.agreement_button.setToolTip(_("Imprimer la convention"))
        self.receipt_button = button(theme, _("Reçu"), "printer", act=self._print_receipt)
        self.receipt_button.setAccessibleName(_("Imprimer le reçu de retour"))
        self.receipt_button.setToolTip(_("Imprimer le reçu de retour"))
        self.letter_button = button(theme, _("Relancer"), "mail", act=self._write_letter)
        self.letter_button.setToolTip(_("La lettre de rappel : à imprimer ou par e-mail"))
        self.cancel_button = button(
            theme, _("Annuler le prêt"), "ban", kind="quiet", act=self._ask_reason
        )
        self.borrower_button = Link()
        theme.dress(self.borrower_button, "user", "accent")
        self.borrower_button.clicked.connect(self._go_to_borrower)
        for each in (
            self.return_button,
            self.extend_button,
            self.agreement_button,
            self.receipt_button,
            self.letter_button,
            self.cancel_button,
        ):
            self.head.buttons.addWidget(each)

    def _lay_out(self) -> None:
        top = QWidget()
        column = QVBoxLayout(top)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(self.column.spacing())
        self.head.lead(self.borrower_button)
        column.addWidget(self.head)
        column.addWidget(self.extend_asked)
        column.addWidget(self.cancel_asked)
        column.addWidget(self.facts)
        self.note.offer(self.note_button)
        self.note.body.addWidget(self._note_facts)
        self.note.body.addWidget(self.note_asked)
        self.papers.body.addWidget(self._papers_facts)
        for section in (top, self.lines, self.deposit, self.money, self.note, self.papers):
            self.column.addWidget(section)
        self.column.addStretch(1)

    def _show_buttons(self, file: LoanFile) -> None:
        is_out = file.state is LoanState.OUT
        is_blank = file.state is LoanState.DRAFT
        self.return_button.setVisible(is_out)
        self.extend_button.setVisible(is_out)
        self.agreement_button.setVisible(file.state is not LoanState.CANCELLED or _printed(file))
        self.receipt_button.setVisible(file.anything_back)
        self.letter_button.setVisible(is_out and file.late_by > 0)
        self.borrower_button.setVisible(file.borrower_id is not None)
        self.borrower_button.setText(file.borrower)
        self.borrower_button.setAccessibleName(_("Emprunteur : {name}").format(name=file.borrower))
        self.cancel_button.setVisible((is_out and not file.anything_back) or is_blank)
        if not is_out:
            self.extend_asked.hide()
        if self.cancel_button.isHidden():
            self.cancel_asked.hide()
        self.papers.setVisible(bool(file.papers or file.letters))

    def _facts_of(self, file: LoanFile) -> list[tuple[str, str]]:
        signed = file.signatory
        if file.signatory_capacity:
            signed = f"{signed} ({file.signatory_capacity})"
        due = show_date(file.due_on, "full") if file.due_on else ""
        closed = _("Annulé le") if file.state is LoanState.CANCELLED else _("Rendu le")
        return [
            (_("Signature"), signed if file.signatory != file.borrower else ""),
            (_("Venu chercher"), file.pickup),
            (_("Sorti le"), self._moment(file.handed_out_at)),
            (_("Retour prévu"), due),
            (_("Règle"), file.rule),
            (closed, self._moment(file.closed_at)),
            (_("Raison"), file.cancel_reason),
            (_("Pour"), file.purpose),
            (_("Lieu"), file.place_of_use),
            (_("Malgré la règle"), file.override_reason),
        ]

    def _moment(self, moment: datetime | None) -> str:
        return show_moment(moment, self._context.desk.timezone) if moment is not None else ""

    # What is done

    def _return(self) -> None:
        if self._file is not None:
            self._context.go("counter", self._file.id)

    def _write_letter(self) -> None:
        if self._file is not None:
            self._context.show_asked(LettersAsked(LetterKind.LATE, (self._file.id,)))

    def _ask_day(self) -> None:
        if self._file is not None:
            self.cancel_asked.hide()
            self.extend_asked.ask_about(self._file)

    def _ask_reason(self) -> None:
        if self._file is not None:
            self.extend_asked.hide()
            self.cancel_asked.ask_about(self._file)

    def _ask_note(self) -> None:
        if self._file is not None:
            self.note_asked.ask_about(self._file)

    def _go_to_borrower(self) -> None:
        if self._file is not None and self._file.borrower_id is not None:
            self._context.go("members", self._file.borrower_id)

    def _print_agreement(self) -> None:
        self._print(papers.agreement_of)

    def _print_receipt(self) -> None:
        self._print(papers.receipt_of)

    def _print(self, make: Callable[..., papers.PaperMade]) -> None:
        if self._file is None:
            return
        desk, loan_id = self._context.desk, self._file.id
        self._context.work.do(lambda: make(desk, loan_id), self._context.print_paper, owner=self)


def _paper_name(kind: PaperKind) -> str:
    return _("Convention") if kind is PaperKind.AGREEMENT else _("Reçu de retour")


def _printed(file: LoanFile) -> bool:
    return any(row.kind is PaperKind.AGREEMENT for row in file.papers)
