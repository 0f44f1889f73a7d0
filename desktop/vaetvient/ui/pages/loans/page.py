"""The page of loans: the list, and all of the loan that is chosen."""

from __future__ import annotations

from uuid import UUID

from vaetvient.domain.errors import VaEtVientError
from vaetvient.domain.member import MemberKind
from vaetvient.language import N_, _
from vaetvient.storage.queries.listing import Order
from vaetvient.storage.queries.loan_file import LoanFile, loan_file
from vaetvient.storage.queries.loans import LOANS, LoansAsked, LoansShown
from vaetvient.storage.queries.spans import Days
from vaetvient.ui.context import Context
from vaetvient.ui.models.loans import loan_columns
from vaetvient.ui.pages.loans.details import LoanDetails
from vaetvient.ui.pages.loans.together import loan_bulks
from vaetvient.ui.pages.records import RecordsPage
from vaetvient.ui.printing.asked import BlankAgreementsAsked, LettersAsked, OutListAsked
from vaetvient.ui.widgets.filter_bar import FilterChoice
from vaetvient.ui.widgets.menu_button import MenuButton
from vaetvient.ui.widgets.panes import button
from vaetvient.ui.widgets.span_choice import SpanChoice

_SHOWN = (
    (N_("En cours"), LoansShown.OPEN),
    (N_("En retard"), LoansShown.LATE),
    (N_("Rendus"), LoansShown.RETURNED),
    (N_("Annulés"), LoansShown.CANCELLED),
    (N_("Vierges, à remplir"), LoansShown.BLANK),
    (N_("Tous les prêts"), LoansShown.ALL),
)
_EMPTY = {
    LoansShown.OPEN: N_("Rien n'est en prêt."),
    LoansShown.LATE: N_("Rien n'est en retard."),
    LoansShown.RETURNED: N_("Aucun prêt n'a encore été rendu."),
    LoansShown.CANCELLED: N_("Aucun prêt n'a été annulé."),
    LoansShown.BLANK: N_("Aucune convention vierge n'attend d'être remplie."),
    LoansShown.ALL: N_("Aucun prêt n'a encore été fait."),
}


class LoansPage(RecordsPage):
    """Loans, the ones that are out first."""

    title = N_("Prêts")
    icon = "hand-helping"
    name = "loans"
    tables = (
        "loan",
        "loan_line",
        "line_part",
        "line_return",
        "deposit",
        "paper",
        "letter",
        "cash_entry",
    )

    def __init__(self, context: Context) -> None:
        super().__init__(
            context,
            LOANS,
            loan_columns(context.desk.day_of),
            Order("handed_out_at", descending=True),
            placeholder=_("Filtrer : un nom, un numéro, une étiquette"),
        )
        self.shown = self.filters.add(
            FilterChoice(
                _("Quels prêts"), [(_(words), value) for words, value in _SHOWN], key="shown"
            ),
            always=True,
        )
        self.handed_out = self._add_span(
            _("Sorti"),
            _("Sorti n'importe quand"),
            (Days.TODAY, Days.LAST_WEEK, Days.THIS_MONTH, Days.THIS_YEAR, Days.LAST_YEAR),
            "handed_out",
        )
        self.due = self._add_span(
            _("Retour prévu"),
            _("Retour prévu n'importe quand"),
            (Days.TODAY, Days.NEXT_WEEK, Days.NEXT_MONTH, Days.LAST_WEEK),
            "due",
        )
        self.borrower_kind = self.filters.add(
            FilterChoice(
                _("Emprunteur"),
                [
                    (_("Associations et personnes"), None),
                    (_("Associations"), MemberKind.ASSOCIATION),
                    (_("Personnes"), MemberKind.PERSON),
                ],
                key="borrower_kind",
            )
        )
        self.deposits = self.filters.add(
            FilterChoice(
                _("Caution"),
                [(_("Avec ou sans caution"), False), (_("Caution détenue"), True)],
                key="deposit",
            )
        )
        self.bulk.add(*loan_bulks(context), owner=self, page=self.name)
        self.lend_button = button(
            context.theme,
            _("Nouveau prêt"),
            "plus",
            kind="primary",
            act=lambda: context.go("counter"),
        )
        self.print_button = MenuButton(context.theme, _("Imprimer"), "printer")
        self.print_button.offer(
            _("Ce qui est en prêt…"), lambda: context.show_asked(OutListAsked())
        )
        self.print_button.offer(
            _("Conventions vierges…"), lambda: context.show_asked(BlankAgreementsAsked())
        )
        self.print_button.offer(
            _("Lettres de rappel à envoyer…"), lambda: context.show_asked(LettersAsked())
        )
        self.head_buttons.addWidget(self.print_button)
        self.head_buttons.addWidget(self.lend_button)
        self.details = LoanDetails(context)
        self.add_pane(self.details)

    def asked(self) -> LoansAsked:
        return LoansAsked(
            today=self.context.desk.today(),
            lexicon=self.context.desk.database.lexicon,
            text=self.filters.text,
            shown=self.shown.value,
            deposit_held=self.deposits.value,
            zone=self.context.desk.zone,
            handed_out=self.handed_out.span,
            due=self.due.span,
            borrower_kind=self.borrower_kind.value,
        )

    def _add_span(self, name: str, ever: str, days: tuple[Days, ...], key: str) -> SpanChoice:
        desk, theme = self.context.desk, self.context.theme
        choice = SpanChoice(theme, name, ever, days, desk.today, key=key)
        self.filters.add(choice)
        self.tools.add_question(choice.asking)
        return choice

    def load(self, key: UUID) -> None:
        database, today = self.context.desk.database, self.context.desk.today()

        def read() -> LoanFile:
            with database.reading() as session:
                return loan_file(session, key, today)

        self.context.work.ask(read, self._show, self.lost, owner=self, key="loan file")

    @property
    def _others(self) -> tuple[FilterChoice, ...]:
        """The criteria besides which loans they are."""
        return self.handed_out, self.due, self.borrower_kind, self.deposits

    def begin_new(self) -> None:
        self.context.go("counter")

    def say_empty(self) -> None:
        if self.filters.text.strip() or any(c.is_filtering for c in self._others):
            self.empty.say(
                _("Aucun prêt ne correspond."),
                _("Cherchez-le parmi tous les prêts, ou enlevez un filtre."),
                _("Chercher parmi tous"),
                self._search_everywhere,
            )
            return
        self.empty.say(
            _(_EMPTY[self.shown.value]),
            _("Un prêt se fait au comptoir : un adhérent, ce qu'il emprunte, Entrée."),
            _("Aller au comptoir"),
            lambda: self.context.go("counter"),
        )

    def _search_everywhere(self) -> None:
        for choice in self._others:
            choice.clear_choice()
        self.shown.choose(LoansShown.ALL)

    def _show(self, file: LoanFile) -> None:
        self.details.show_file(file)
        self.show_pane(self.details)

    def lost(self, error: VaEtVientError) -> None:
        self.details.forget()
        super().lost(error)
