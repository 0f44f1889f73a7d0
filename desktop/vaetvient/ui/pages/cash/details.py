"""One entry of the cash book: what it was, its receipt, and its correction."""

from __future__ import annotations

from vaetvient.desk import cash
from vaetvient.domain.cash import KIND_WORDS, METHOD_WORDS
from vaetvient.language import _, show_moment, show_money
from vaetvient.storage.queries.cash import EntryRow
from vaetvient.ui.context import Context
from vaetvient.ui.printing.asked import PaymentReceiptAsked
from vaetvient.ui.widgets.fields import LineField
from vaetvient.ui.widgets.inset import Inset
from vaetvient.ui.widgets.panes import Facts, RecordHead, Scrolled, button


class EntryDetails(Scrolled):
    """Shows an EntryRow."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self.entry: EntryRow | None = None
        theme = context.theme
        self.head = RecordHead(theme)
        self.receipt_button = button(
            theme, _("Reçu"), "printer", kind="primary", act=self._show_receipt
        )
        self.correct_button = button(theme, _("Annuler…"), "undo-2", act=self._ask)
        self.loan_button = button(theme, _("Voir le prêt"), "arrow-right", act=self._open_loan)
        self.member_button = button(theme, _("Voir la fiche"), "user", act=self._open_member)
        for each in (
            self.receipt_button,
            self.correct_button,
            self.loan_button,
            self.member_button,
        ):
            self.head.buttons.addWidget(each)
        self.asked = Inset(theme, _("Annuler cette écriture"), _("Annuler l'écriture ⏎"))
        self.asked.add(
            "reason",
            _("Pour quelle raison ?"),
            LineField(),
            hint=_("L'écriture reste, une écriture contraire s'y ajoute, avec la raison."),
        )
        self.asked.confirmed.connect(self._correct)
        self.facts = Facts()
        for widget in (self.head, self.asked, self.facts):
            self.column.addWidget(widget)
        self.column.addStretch(1)

    def show_entry(self, entry: EntryRow) -> None:
        """Show an entry."""
        if self.entry is None or self.entry.id != entry.id:
            self.asked.hide()
        self.entry = entry
        self.head.title.setText(entry.words)
        state = (show_money(entry.amount_cents), ("banknote", "accent"))
        if entry.corrected_by is not None:
            state = (
                _("{amount}, annulé").format(amount=show_money(entry.amount_cents)),
                ("undo-2", "muted"),
            )
        elif entry.corrects_id is not None:
            state = (
                _("{amount}, annulation").format(amount=show_money(entry.amount_cents)),
                ("undo-2", "muted"),
            )
        self.head.state.show_state(*state)
        self.receipt_button.setText(
            _("Reçu {number}").format(number=entry.receipt) if entry.receipt else _("Faire le reçu")
        )
        self.correct_button.setVisible(entry.corrected_by is None)
        self.loan_button.setVisible(entry.loan_id is not None)
        self.member_button.setVisible(entry.member_id is not None)
        zone = self._context.desk.timezone
        self.facts.show_facts(
            [
                (_("Nature"), _(KIND_WORDS[entry.kind])),
                (_("Quand"), show_moment(entry.at, zone)),
                (_("Qui a payé"), entry.payer),
                (_("Par"), f"{_(METHOD_WORDS[entry.method])} {entry.reference}".strip()),
                (_("Prêt"), entry.loan_number),
                (_("Au comptoir"), entry.who),
                (_("Raison"), entry.reason),
            ]
        )

    def forget(self) -> None:
        """The entry that was shown is gone."""
        self.entry = None

    def _show_receipt(self) -> None:
        if self.entry is not None:
            self._context.show_asked(PaymentReceiptAsked(self.entry.payment_id))

    def _ask(self) -> None:
        self.asked.open()

    def _correct(self) -> None:
        if self.entry is None:
            return
        desk, key, reason = self._context.desk, self.entry.id, self.asked.text("reason")
        self._context.work.do(
            lambda: cash.correct(desk, key, reason),
            lambda _key: self.asked.close_up(),
            self.asked.refuse,
            owner=self,
        )

    def _open_loan(self) -> None:
        if self.entry is not None:
            self._context.go("loans", self.entry.loan_id)

    def _open_member(self) -> None:
        if self.entry is not None:
            self._context.go("members", self.entry.member_id)
