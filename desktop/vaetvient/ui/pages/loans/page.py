"""The page of loans: the list, and all of the loan that is chosen."""

from __future__ import annotations

from uuid import UUID

from vaetvient.domain.errors import VaEtVientError
from vaetvient.language import N_, _
from vaetvient.storage.queries.listing import Order
from vaetvient.storage.queries.loan_file import LoanFile, loan_file
from vaetvient.storage.queries.loans import LOANS, LoansAsked, LoansShown
from vaetvient.ui.context import Context
from vaetvient.ui.models.loans import loan_columns
from vaetvient.ui.pages.loans.details import LoanDetails
from vaetvient.ui.pages.records import RecordsPage
from vaetvient.ui.widgets.filter_bar import FilterChoice
from vaetvient.ui.widgets.panes import button

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
    tables = ("loan", "loan_line", "line_part", "line_return", "deposit", "paper")

    def __init__(self, context: Context) -> None:
        super().__init__(
            context,
            LOANS,
            loan_columns(context.desk.day_of),
            Order("handed_out_at", descending=True),
            placeholder=_("Filtrer : un nom, un numéro, une étiquette"),
        )
        self.shown = self.filters.add(
            FilterChoice(_("Quels prêts"), [(_(words), value) for words, value in _SHOWN]),
            always=True,
        )
        self.deposits = self.filters.add(
            FilterChoice(
                _("Caution"), [(_("Avec ou sans caution"), False), (_("Caution détenue"), True)]
            )
        )
        self.lend_button = button(
            context.theme,
            _("Nouveau prêt"),
            "plus",
            kind="primary",
            act=lambda: context.go("counter"),
        )
        self.head_buttons.addWidget(self.lend_button)
        self.details = LoanDetails(context)
        self.add_pane(self.details)
        self.nothing.say(
            _("Choisissez un prêt"),
            _("Ses lignes, sa caution et ses documents s'affichent ici."),
        )

    def asked(self) -> LoansAsked:
        return LoansAsked(
            today=self.context.desk.today(),
            lexicon=self.context.desk.database.lexicon,
            text=self.filters.text,
            shown=self.shown.value,
            deposit_held=self.deposits.value,
        )

    def load(self, key: UUID) -> None:
        database, today = self.context.desk.database, self.context.desk.today()

        def read() -> LoanFile:
            with database.reading() as session:
                return loan_file(session, key, today)

        self.context.work.ask(read, self._show, self.lost, owner=self, key="loan file")

    def begin_new(self) -> None:
        self.context.go("counter")

    def say_empty(self) -> None:
        if self.filters.text.strip() or self.deposits.value:
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
        self.deposits.choose(False)
        self.shown.choose(LoansShown.ALL)

    def _show(self, file: LoanFile) -> None:
        self.details.show_file(file)
        self.show_pane(self.details)

    def lost(self, error: VaEtVientError) -> None:
        self.details.forget()
        super().lost(error)
