"""Selling at the counter: how many of what, at which price, how it is paid; Enter, and done."""

from __future__ import annotations

from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from vaetvient.desk.cash import MOST_UNITS
from vaetvient.desk.sales import Sale, SaleLine, sell
from vaetvient.domain.cash import METHOD_WORDS, PaymentMethod
from vaetvient.domain.errors import NotFoundError, VaEtVientError
from vaetvient.domain.money import read_amount
from vaetvient.domain.numbers import whole_number
from vaetvient.language import _, ngettext, show_money, show_number
from vaetvient.storage.queries.wares import WareRow, ware_rows
from vaetvient.ui.context import Context
from vaetvient.ui.printing.asked import PaymentReceiptAsked
from vaetvient.ui.widgets.amounts import AmountLine
from vaetvient.ui.widgets.fields import LineField
from vaetvient.ui.widgets.inset import Inset
from vaetvient.ui.widgets.panes import button, label
from vaetvient.ui.widgets.paying import Means


class SellingPanel(QWidget):
    """One ware, asked about; then what was sold, with its receipt."""

    closed = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._ware: WareRow | None = None
        self._member_id: UUID | None = None
        self._payment: UUID | None = None
        theme = context.theme
        self.asked = Inset(theme, "", _("Encaisser ⏎"))
        self.quantity = LineField("1")
        self.unit = AmountLine()
        self.means = Means()
        self.total = self.asked.add("quantity", _("Combien ?"), self.quantity, check=_count)
        self.asked.add("amount", _("Prix de l'unité"), self.unit, check=_amount)
        self.means.add_to(self.asked)
        self.asked.add("payer", _("Qui paie ?"), LineField(_("un nom, pour le reçu")))
        for field in (self.quantity, self.unit):
            field.textChanged.connect(self._say_total)
        self.asked.confirmed.connect(self._sell)
        self.asked.given_up.connect(self._given_up)
        self.said = label("", "title")
        self.receipt_button: QPushButton = button(
            theme, _("Faire le reçu"), "printer", kind="primary", act=self._show_receipt
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.asked)
        column.addWidget(self.said)
        column.addWidget(self.receipt_button, 0, Qt.AlignmentFlag.AlignLeft)
        column.addStretch(1)

    def begin(self, ware_id: UUID, quantity: int, payer: str, member_id: UUID | None) -> None:
        """Ask about a ware; who is at the counter pays."""
        desk = self._context.desk
        self._member_id, self._payment = member_id, None
        self.said.hide()
        self.receipt_button.hide()

        def read() -> WareRow:
            with desk.database.reading() as session:
                rows = ware_rows(session, desk.office_id)
            found = next((row for row in rows if row.id == ware_id), None)
            if found is None:
                raise NotFoundError(what=str(ware_id))
            return found

        def done(ware: WareRow) -> None:
            self._ware = ware
            self.asked.question.setText(_question(ware))
            self.asked.open(
                {
                    "quantity": str(quantity),
                    "amount": show_money(ware.unit_cents),
                    "method": _(METHOD_WORDS[PaymentMethod.CASH]),
                    "payer": payer,
                }
            )
            self._say_total()

        self._context.work.ask(read, done, owner=self)

    def _say_total(self) -> None:
        words = ""
        try:
            cents = read_amount(self.unit.text()) or 0
            count = _count(self.quantity.text())
            words = _("En tout : {amount}").format(amount=show_money(cents * count))
        except VaEtVientError:
            pass  # said beside the field by its own check
        self.total.say(words)

    def _sell(self) -> None:
        ware, asked, desk = self._ware, self.asked, self._context.desk
        if ware is None:
            return
        count = _count(asked.text("quantity"))
        cents = read_amount(asked.text("amount"), "amount") or 0
        sale = Sale(
            (SaleLine(ware.id, count, cents),),
            *(self.means.method, self._member_id, asked.text("payer"), self.means.reference),
        )

        def done(key: UUID) -> None:
            self._payment = key
            words = _("{n} × {what} : {amount}").format(
                n=show_number(count), what=ware.name, amount=show_money(cents * count)
            )
            self.asked.hide()
            self.said.setText(words)
            self.said.show()
            self.receipt_button.show()
            self.receipt_button.setFocus()
            self._context.say("", undo=True)

        self._context.work.do(lambda: sell(desk, sale), done, asked.refuse, owner=self)

    def _show_receipt(self) -> None:
        if self._payment is not None:
            self._context.show_asked(PaymentReceiptAsked(self._payment))

    def _given_up(self) -> None:
        if self._payment is None:
            self.closed.emit()


def _question(ware: WareRow) -> str:
    if ware.left is None:
        return _("Vendre : {what}").format(what=ware.name)
    left = ngettext("il en reste {n}", "il en reste {n}", ware.left)
    said = left.format(n=show_number(ware.left))
    return _("Vendre : {what} ({left})").format(what=ware.name, left=said)


def _count(typed: str) -> int:
    return whole_number(typed, "quantity", least=1, most=MOST_UNITS) or 1


def _amount(typed: str) -> None:
    read_amount(typed, "amount")
