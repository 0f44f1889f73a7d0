"""Taking a payment: what for, how many, how much, how. « 30 copies » in one line and Enter."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from PySide6.QtCore import Signal

from vaetvient.desk.cash import MOST_UNITS, Paid, Payment, take_payment
from vaetvient.desk.sales import Sale, SaleLine, sell
from vaetvient.domain.cash import (
    BY_HAND,
    GOING_OUT,
    KIND_WORDS,
    METHOD_WORDS,
    EntryKind,
    PaymentMethod,
)
from vaetvient.domain.errors import VaEtVientError
from vaetvient.domain.money import read_amount
from vaetvient.domain.numbers import whole_number
from vaetvient.domain.text import fold
from vaetvient.language import _, show_money
from vaetvient.storage.queries.cash import wares
from vaetvient.storage.queries.wares import ware_rows
from vaetvient.ui.context import Context
from vaetvient.ui.widgets.amounts import AmountLine
from vaetvient.ui.widgets.fields import Choice, LineField
from vaetvient.ui.widgets.inset import Inset
from vaetvient.ui.widgets.panes import Scrolled
from vaetvient.ui.widgets.paying import Means
from vaetvient.ui.widgets.suggest import SuggestField, Suggestion

_COUNTED = (EntryKind.SALE,)


class TakingPane(Scrolled):
    """Asks for one payment."""

    taken = Signal(object)
    """The key of the payment."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        theme = context.theme
        self.asked = Inset(theme, _("Encaisser"), _("Inscrire ⏎"))
        self.kind = Choice()
        for kind in BY_HAND:
            self.kind.addItem(_(KIND_WORDS[kind]), kind)
        self.label = SuggestField(context.work, self._suggest, _("copies, impression, papier…"))
        self.label.picked.connect(self._picked)
        self.quantity = LineField("1")
        self.amount = AmountLine()
        self.means = Means()
        self.asked.add("kind", _("De quelle nature ?"), self.kind)
        self.asked.add("label", _("Pour quoi ?"), self.label)
        self.asked.add("quantity", _("Combien ?"), self.quantity, check=_count)
        self.total = self.asked.add("amount", _("Montant"), self.amount, check=_amount)
        self.means.add_to(self.asked)
        self.asked.add("payer", _("Qui paie ?"), LineField(_("un nom, pour le reçu")))
        self.kind.currentIndexChanged.connect(self._arrange)
        for field in (self.quantity, self.amount):
            field.textChanged.connect(self._say_total)
        self.asked.confirmed.connect(self._take)
        self.column.addWidget(self.asked)
        self.column.addStretch(1)

    def begin(self, kind: EntryKind = EntryKind.SALE) -> None:
        """Ask afresh."""
        how = _(METHOD_WORDS[PaymentMethod.CASH])
        self.asked.open({"kind": _(KIND_WORDS[kind]), "quantity": "1", "method": how})
        self._arrange()
        self.label.setFocus()

    def _arrange(self) -> None:
        kind = self._kind
        self.asked.entries["quantity"].setVisible(kind in _COUNTED)
        self.total.label.setText(_("Prix de l'unité") if kind in _COUNTED else _("Montant"))
        self.asked.question.setText(
            _("Sortir de la caisse") if kind in GOING_OUT else _("Encaisser")
        )
        self._say_total()

    @property
    def _kind(self) -> EntryKind:
        return EntryKind(self.kind.currentData())

    def _count_typed(self) -> int:
        return _count(self.quantity.text()) if self._kind in _COUNTED else 1

    def _say_total(self) -> None:
        words = ""
        try:
            cents, count = read_amount(self.amount.text()) or 0, self._count_typed()
            if count > 1 and cents:
                words = _("En tout : {amount}").format(amount=show_money(cents * count))
        except VaEtVientError:
            pass  # said beside the field by its own check
        self.total.say(words)

    def _suggest(self, typed: str) -> Sequence[Suggestion]:
        desk = self._context.desk
        with desk.database.reading() as session:
            sold = ware_rows(session, desk.office_id, typed)
            found = wares(session, desk.office_id, typed)
        named = {fold(ware.name) for ware in sold}
        return [
            *(
                Suggestion(f"{ware.name} · {show_money(ware.unit_cents)}", ware.name, ware)
                for ware in sold
            ),
            *(
                Suggestion(f"{ware.label} · {show_money(ware.unit_cents)}", ware.label, ware)
                for ware in found
                if fold(ware.label) not in named
            ),
        ]

    def _picked(self, ware: object) -> None:
        cents = getattr(ware, "unit_cents", None)
        if self._kind in _COUNTED:
            self.amount.put_cents(cents)
        self.quantity.setFocus()
        self.quantity.selectAll()

    def _take(self) -> None:
        asked, desk = self.asked, self._context.desk
        count = self._count_typed()
        cents = (read_amount(asked.text("amount"), "amount") or 0) * count
        line = Paid(self._kind, cents, asked.text("label"), count)
        method, reference = self.means.method, self.means.reference
        payment = Payment((line,), method, payer=asked.text("payer"), reference=reference)

        def work() -> UUID:
            with desk.database.reading() as session:
                known = ware_rows(session, desk.office_id, line.label)
            ware = next((one for one in known if fold(one.name) == fold(line.label)), None)
            if ware is None or line.kind is not EntryKind.SALE:
                return take_payment(desk, payment)
            of = SaleLine(ware.id, count, cents // count)
            sale = Sale((of,), method, payer=payment.payer, reference=reference)
            return sell(desk, sale)  # what is counted is less afterwards

        def done(key: UUID) -> None:
            self.taken.emit(key)

        self._context.work.do(work, done, asked.refuse, owner=self)


def _amount(typed: str) -> None:
    read_amount(typed, "amount")


def _count(typed: str) -> int:
    """A whole number of units, 1 where nothing is typed. Raises NotANumberError."""
    return whole_number(typed, "quantity", least=1, most=MOST_UNITS) or 1
