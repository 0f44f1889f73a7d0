"""Dues paid at the counter, without leaving it: an amount, how it was paid, Enter."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QLabel, QLineEdit, QPushButton

from vaetvient.domain.errors import VaEtVientError
from vaetvient.domain.money import read_amount
from vaetvient.language import _, show_amount
from vaetvient.ui.theme import Theme
from vaetvient.ui.tokens import S8, S12
from vaetvient.ui.widgets.flow import Flow
from vaetvient.ui.widgets.paying import Means


class Renewal(QFrame):
    """Asks for what is needed to renew a membership for a year."""

    renewed = Signal(int, object, str)
    """The amount in cents, how it was paid (PaymentMethod), and a cheque's number."""
    refused = Signal(object)
    given_up = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setProperty("role", "good")
        label = QLabel(_("Adhésion pour un an :"))
        self.amount = QLineEdit()
        self.amount.setPlaceholderText(show_amount(0))
        self.amount.setAccessibleName(_("Montant de l'adhésion, en euros"))
        self.amount.setMaximumWidth(theme.pixels(110))
        self.amount.returnPressed.connect(self._renew)
        self.means = Means()
        self.means.setAccessibleName(_("Payée par"))
        self.means.number.returnPressed.connect(self._renew)
        button = QPushButton(_("Enregistrer ⏎"))
        button.setProperty("kind", "primary")
        button.clicked.connect(self._renew)
        cancel = QPushButton(_("Plus tard"))
        cancel.setProperty("kind", "quiet")
        cancel.clicked.connect(self.given_up)
        row = Flow(self)
        row.setContentsMargins(S12, S8, S8, S8)
        for widget in (label, self.amount, self.means, self.means.number, button, cancel):
            row.addWidget(widget)
        self.hide()

    def begin(self, amount: str) -> None:
        """Ask, with the amount paid last time."""
        self.amount.setText(amount)
        self.show()
        self.amount.setFocus()
        self.amount.selectAll()

    def _renew(self) -> None:
        try:
            cents = read_amount(self.amount.text(), "amount") or 0
        except VaEtVientError as error:
            self.refused.emit(error)
            return
        self.renewed.emit(cents, self.means.method, self.means.reference)
