"""The page of the cash book: what came in and went out, and the drawer counted."""

from __future__ import annotations

from uuid import UUID

from PySide6.QtWidgets import QWidget

from vaetvient.domain.cash import KIND_WORDS, METHOD_WORDS, EntryKind, PaymentMethod, Totals
from vaetvient.domain.errors import VaEtVientError
from vaetvient.language import N_, _, ngettext, show_money, show_number
from vaetvient.storage.queries.cash import (
    CASH,
    CashAsked,
    EntryRow,
    entry_row,
    first_of_payment,
    totals_asked,
)
from vaetvient.storage.queries.listing import Order
from vaetvient.storage.queries.spans import Days
from vaetvient.ui.context import Context
from vaetvient.ui.models.cash import cash_columns
from vaetvient.ui.pages.cash.counting import CountingPane
from vaetvient.ui.pages.cash.details import EntryDetails
from vaetvient.ui.pages.cash.taking import TakingPane
from vaetvient.ui.pages.cash.wares_pane import WaresPane
from vaetvient.ui.pages.records import RecordsPage
from vaetvient.ui.printing.asked import CashBookAsked
from vaetvient.ui.widgets.filter_bar import FilterChoice
from vaetvient.ui.widgets.menu_button import MenuButton
from vaetvient.ui.widgets.panes import button
from vaetvient.ui.widgets.span_choice import SpanChoice


class CashPage(RecordsPage):
    """Entries, the newest first."""

    title = N_("Caisse")
    icon = "banknote"
    name = "cash"
    tables = ("cash_entry", "cash_payer", "cash_receipt", "cash_closing", "cash_count", "loan")

    def __init__(self, context: Context) -> None:
        desk, theme = context.desk, context.theme
        super().__init__(
            context,
            CASH,
            cash_columns(desk.timezone),
            Order("at", descending=True),
            placeholder=_("Filtrer : un nom, un reçu, « copies »"),
        )
        self.when = SpanChoice(
            theme,
            _("Quand"),
            _("N'importe quand"),
            (Days.TODAY, Days.LAST_WEEK, Days.THIS_MONTH, Days.THIS_YEAR, Days.LAST_YEAR),
            desk.today,
            key="when",
        )
        self.filters.add(self.when, always=True)
        self.tools.add_question(self.when.asking)
        self.kind = self.filters.add(
            FilterChoice(
                _("Nature"),
                [(_("De toute nature"), None), *((_(KIND_WORDS[k]), k) for k in EntryKind)],
                key="kind",
            )
        )
        self.method = self.filters.add(
            FilterChoice(
                _("Par"),
                [
                    (_("Par tout moyen"), None),
                    *((_(METHOD_WORDS[method]), method) for method in PaymentMethod),
                ],
                key="method",
            )
        )
        self.book_button = MenuButton(theme, _("Livre"), "file-text")
        self.book_button.offer(_("Imprimer le livre de caisse…"), self._print)
        self.book_button.offer(_("Articles et services vendus"), self.show_wares)
        self.count_button = button(
            theme, _("Compter"), "list-checks", kind="quiet", act=self.begin_count
        )
        self.count_button.setAccessibleName(_("Compter la caisse"))
        self.take_button = button(theme, _("Encaisser"), "plus", kind="primary", act=self.begin_new)
        for each in (self.book_button, self.count_button, self.take_button):
            self.head_buttons.addWidget(each)
        self.details = EntryDetails(context)
        self.taking = TakingPane(context)
        self.counting = CountingPane(context)
        self.wares = WaresPane(context)
        for pane in (self.details, self.taking, self.counting, self.wares):
            self.add_pane(pane)
        self.wares.closed.connect(self._put_away)
        self.taking.taken.connect(self._taken)
        self.taking.asked.given_up.connect(self._put_away)
        self.counting.asked.given_up.connect(self._put_away)
        self.totals: Totals | None = None

    def asked(self) -> CashAsked:
        return CashAsked(
            office_id=self.context.desk.office_id,
            zone=self.context.desk.zone,
            text=self.filters.text,
            kind=self.kind.value,
            method=self.method.value,
            when=self.when.span,
        )

    @property
    def shows_record(self) -> bool:
        return self.record_pane not in (self.taking, self.counting, self.wares)

    def refresh(self) -> None:
        super().refresh()
        if self.record_pane is self.counting:
            self.counting.refresh()

    def load(self, key: UUID) -> None:
        database = self.context.desk.database

        def read() -> EntryRow:
            with database.reading() as session:
                return entry_row(session, key)

        self.context.work.ask(read, self._show, self.lost, owner=self, key="cash entry")

    def begin_new(self) -> None:
        """Ask for a payment."""
        self._open(self.taking)
        self.taking.begin()

    def show_wares(self) -> None:
        """What is sold, and for how much."""
        self._open(self.wares)
        self.wares.load()
        self.wares.new_button.setFocus()

    def begin_count(self) -> None:
        """Count the drawer."""
        self._open(self.counting)
        self.counting.begin()

    def say_empty(self) -> None:
        if self.filters.is_filtering:
            self.empty.say(
                _("Aucune écriture ne correspond."),
                _("Vérifiez l'orthographe, ou enlevez un filtre."),
                _("Tout montrer"),
                self.filters.reset,
            )
            return
        self.empty.say(
            _("Rien n'est encore entré en caisse."),
            _("Les adhésions et les cautions en espèces s'inscrivent seules ; le reste, ici."),
            _("Encaisser"),
            self.begin_new,
        )

    def lost(self, error: VaEtVientError) -> None:
        self.details.forget()
        super().lost(error)

    def _open(self, pane: QWidget) -> None:
        self._record_wanted = True
        self.show_pane(pane)

    def _show(self, entry: EntryRow) -> None:
        self.details.show_entry(entry)
        self.show_pane(self.details)

    def _taken(self, payment_id: UUID) -> None:
        """Show what was written, the receipt one key away."""
        database = self.context.desk.database

        def read() -> UUID:
            with database.reading() as session:
                return first_of_payment(session, payment_id)

        def done(key: UUID) -> None:
            self.show_pane(self.nothing)
            self.show_record(key)
            self.details.receipt_button.setFocus()

        self.context.work.ask(read, done, owner=self)

    def _put_away(self) -> None:
        if self.record_pane in (self.taking, self.counting, self.wares):
            self.show_pane(self.nothing)
            self.show_list()

    def _print(self) -> None:
        self.context.show_asked(CashBookAsked(self.asked()))

    def _counted(self) -> None:
        """How many entries are listed, and what they amount to."""
        super()._counted()
        database, asked = self.context.desk.database, self.asked()

        def read() -> Totals:
            with database.reading() as session:
                return totals_asked(session, asked)

        self.context.work.ask(read, self._say_totals, owner=self, key="cash totals")

    def _say_totals(self, found: Totals) -> None:
        self.totals = found
        count = self.model.total
        if not count:
            return
        amount = show_money(found.cents)
        self.say_count(f"{show_number(count)} · {amount}")
        words = ngettext("{n} écriture, {amount}", "{n} écritures, {amount}", count)
        said = words.format(n=show_number(count), amount=amount)
        self.count_label.setToolTip(said)
        self.count_label.setAccessibleName(said)
