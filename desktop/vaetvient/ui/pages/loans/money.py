"""What a loan costs, what was paid for it, and paying in place."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from vaetvient.desk.cash import Paid, Payment, take_payment
from vaetvient.desk.owing import Charge, charges
from vaetvient.domain.cash import KIND_WORDS, METHOD_WORDS, EntryKind, PaymentMethod
from vaetvient.domain.money import read_amount
from vaetvient.language import _, show_money
from vaetvient.storage.queries.cash import EntryRow, entries_of_loan
from vaetvient.storage.queries.loan_file import LoanFile
from vaetvient.ui.context import Context
from vaetvient.ui.widgets.amounts import AmountLine
from vaetvient.ui.widgets.fields import Choice
from vaetvient.ui.widgets.inset import Inset
from vaetvient.ui.widgets.panes import LineButton, Section, button, clear, label
from vaetvient.ui.widgets.paying import Means

_KINDS = (EntryKind.FEE, EntryKind.LATE_FEE)


@dataclass(frozen=True, slots=True)
class LoanMoney:
    """What it costs and what was paid."""

    charges: tuple[Charge, ...]
    entries: tuple[EntryRow, ...]

    @property
    def owed(self) -> Charge | None:
        """The first thing that is left to pay: the fee before lateness."""
        return next((charge for charge in self.charges if charge.owed_cents), None)


class MoneySection(Section):
    """The fee, each payment, and « Encaisser »."""

    def __init__(self, context: Context) -> None:
        super().__init__(_("Paiements"))
        self._context = context
        self._file: LoanFile | None = None
        self.money = LoanMoney((), ())
        theme = context.theme
        self.take_button = button(theme, _("Encaisser…"), "banknote", kind="quiet", act=self._ask)
        self.offer(self.take_button)
        self.said = label("", "")
        self.asked = Inset(theme, _("Encaisser pour ce prêt"), _("Encaisser ⏎"))
        self.kind = Choice()
        for kind in _KINDS:
            self.kind.addItem(_(KIND_WORDS[kind]), kind)
        self.means = Means()
        self.asked.add("amount", _("Montant"), AmountLine(), check=_amount)
        self.asked.add("kind", _("De quelle nature ?"), self.kind)
        self.means.add_to(self.asked)
        self.asked.confirmed.connect(self._take)
        self._rows = Section("")
        self._rows.heading.hide()
        self._rows.body.setSpacing(0)
        for widget in (self.said, self.asked, self._rows):
            self.body.addWidget(widget)

    def show_loan(self, file: LoanFile) -> None:
        """Ask what was agreed and paid for a loan, and show it."""
        if self._file is None or self._file.id != file.id:
            self.asked.hide()
        self._file = file
        self.setVisible(file.handed_out_at is not None)
        desk, key = self._context.desk, file.id

        def read() -> LoanMoney:
            with desk.database.reading() as session:
                return LoanMoney(charges(session, desk, key), entries_of_loan(session, key))

        def done(found: LoanMoney) -> None:
            if self._file is not None and self._file.id == key:
                self._show(found)

        self._context.work.ask(read, done, owner=self, key="loan money")

    def _show(self, found: LoanMoney) -> None:
        self.money = found
        words = " ".join(map(_words, found.charges))
        self.said.setText(words)
        self.said.setVisible(bool(words))
        clear(self._rows.body)
        self._rows.setVisible(bool(found.entries))
        for row in found.entries:
            self._rows.body.addWidget(self._line(row))

    def _line(self, row: EntryRow) -> LineButton:
        words = _(KIND_WORDS[row.kind])
        if row.corrects_id is not None:
            words = _("{what} (annulation)").format(what=words)
        elif row.corrected_by is not None:
            words = _("{what} (annulé)").format(what=words)
        return LineButton(
            self._context.theme,
            words,
            state=f"{show_money(row.amount_cents)} · {_(METHOD_WORDS[row.method])}",
            act=lambda: self._context.go("cash", row.id),
        )

    def _ask(self) -> None:
        owed = self.money.owed
        kind = owed.kind if owed is not None else EntryKind.FEE
        self.asked.open(
            {
                "amount": show_money(owed.owed_cents) if owed is not None else "",
                "kind": _(KIND_WORDS[kind]),
                "method": _(METHOD_WORDS[PaymentMethod.CASH]),
            }
        )

    def _take(self) -> None:
        file, desk = self._file, self._context.desk
        if file is None:
            return
        cents = read_amount(self.asked.text("amount"), "amount") or 0
        kind = EntryKind(self.kind.currentData())
        payment = Payment(
            (Paid(kind, cents, file.number, loan_id=file.id),),
            self.means.method,
            member_id=file.borrower_id,
            reference=self.means.reference,
        )

        def done(_key: UUID) -> None:
            self.asked.close_up()

        self._context.work.do(
            lambda: take_payment(desk, payment), done, self.asked.refuse, owner=self
        )


def _words(charge: Charge) -> str:
    """What one thing costs, and how it stands."""
    late = charge.kind is EntryKind.LATE_FEE
    facts = {"fee": show_money(charge.asked_cents), "owed": show_money(charge.owed_cents)}
    if charge.waived:
        words = (
            _("Retard : {fee} non demandés, {why}.")
            if late
            else _("Tarif convenu : {fee}, non demandé, {why}.")
        )
        return words.format(why=charge.waived, **facts)
    if charge.owed_cents:
        words = (
            _("Retard : {fee}. Reste à payer : {owed}.")
            if late
            else _("Tarif convenu : {fee}. Reste à payer : {owed}.")
        )
        return words.format(**facts)
    return (_("Retard : {fee}, payé.") if late else _("Tarif convenu : {fee}, payé.")).format(
        **facts
    )


def _amount(typed: str) -> None:
    read_amount(typed, "amount")
