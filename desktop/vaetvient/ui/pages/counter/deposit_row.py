"""The deposit of a loan: given back with one press, or kept with an amount and a reason."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from vaetvient.domain.errors import VaEtVientError
from vaetvient.domain.loan import DEPOSIT_METHOD_WORDS, DepositState
from vaetvient.domain.money import read_amount
from vaetvient.language import _, show_money
from vaetvient.storage.queries.loan_file import DepositRow
from vaetvient.ui.theme import Theme
from vaetvient.ui.tokens import S8, S12
from vaetvient.ui.widgets.fields import LineField
from vaetvient.ui.widgets.flow import Flow


class DepositLine(QFrame):
    """Says what is held, and settles it."""

    settled = Signal(int, str)
    """How many cents are kept, and why."""
    refused = Signal(object)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        sign = QLabel()
        theme.dress(sign, "banknote", "muted")
        self._words = QLabel(wordWrap=True)
        self._words.setMinimumWidth(200)
        self._words.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.give_back = QPushButton(_("Caution rendue"))
        self.give_back.clicked.connect(lambda: self.settled.emit(0, ""))
        self.keep = QPushButton(_("Conserver…"))
        self.keep.setProperty("kind", "quiet")
        self.keep.clicked.connect(self._ask)
        self.amount = LineField()
        self.amount.setAccessibleName(_("Montant conservé, en euros"))
        self.amount.setMaximumWidth(theme.pixels(110))
        self.reason = LineField(_("Pourquoi ?"))
        self.reason.setAccessibleName(_("Raison de conserver la caution"))
        self.confirm = QPushButton(_("Conserver"))
        self.confirm.clicked.connect(self._keep)
        self.reason.returnPressed.connect(self._keep)
        row = Flow(grows=1)
        row.addWidget(sign)
        row.addWidget(self._words)
        row.addWidget(self.keep)
        row.addWidget(self.give_back)
        self._asking = QWidget()
        asking = QHBoxLayout(self._asking)
        asking.setContentsMargins(0, 0, 0, 0)
        asking.setSpacing(S8)
        asking.addWidget(self.amount)
        asking.addWidget(self.reason, 1)
        asking.addWidget(self.confirm)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(S12)
        column.addLayout(row)
        column.addWidget(self._asking)
        self._asking.hide()

    def show_deposit(self, deposit: DepositRow | None, all_is_back: bool) -> None:
        """Show a loan's deposit; it is pressing once all is back."""
        self.setVisible(deposit is not None)
        if deposit is None:
            return
        held = deposit.state is DepositState.HELD
        how = _(DEPOSIT_METHOD_WORDS[deposit.method])
        if deposit.reference:
            how = f"{how} {deposit.reference}"
        facts = {
            "amount": show_money(deposit.amount_cents),
            "how": how,
            "kept": show_money(deposit.kept_cents),
        }
        if held:
            template = (
                _("Caution à rendre : {amount} ({how})")
                if all_is_back
                else _("Caution détenue : {amount} ({how})")
            )
        elif deposit.state is DepositState.KEPT:
            template = _("Caution conservée : {kept} sur {amount}")
        else:
            template = _("Caution rendue : {amount} ({how})")
        self._words.setText(template.format(**facts))
        self.give_back.setVisible(held)
        self.keep.setVisible(held)
        self.give_back.setProperty("kind", "primary" if all_is_back else "")
        self.give_back.style().unpolish(self.give_back)
        self.give_back.style().polish(self.give_back)
        if not held:
            self._asking.hide()
        self.amount.put(show_money(deposit.amount_cents))

    def _ask(self) -> None:
        self._asking.setVisible(self._asking.isHidden())
        if not self._asking.isHidden():
            self.amount.setFocus()
            self.amount.selectAll()

    def _keep(self) -> None:
        try:
            cents = read_amount(self.amount.text(), "kept") or 0
        except VaEtVientError as error:
            self.refused.emit(error)
            return
        self.settled.emit(cents, self.reason.text())
