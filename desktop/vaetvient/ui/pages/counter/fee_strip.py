"""What the rules ask for a loan about to be made: explained, paid now, later, or let off."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from vaetvient.domain import fees
from vaetvient.domain.cash import METHOD_WORDS, PaymentMethod
from vaetvient.domain.fees import FeeLine
from vaetvient.language import _, show_money
from vaetvient.ui.theme import Theme
from vaetvient.ui.tokens import S4
from vaetvient.ui.widgets.fields import Choice, LineField
from vaetvient.ui.widgets.flow import Flow
from vaetvient.ui.widgets.paying import cheque_number
from vaetvient.ui.widgets.words import Words

LATER, WAIVED = "", "waived"


class FeeStrip(QWidget):
    """Shown where there is something to pay."""

    chosen = Signal(str, str, str)
    """LATER, WAIVED or a method's value; why it is let off; the number of a cheque."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._words = Words("", "")
        self._why = Words("", "small")
        self.how = Choice()
        self.how.setMinimumContentsLength(14)
        self.how.setAccessibleName(_("Comment le tarif est payé"))
        self.how.addItem(_("à payer au retour"), LATER)
        for method in PaymentMethod:
            words = _("payé par {method}").format(method=_(METHOD_WORDS[method]))
            self.how.addItem(words, method.value)
        self.how.addItem(_("non demandé"), WAIVED)
        self.reason = LineField(_("Pourquoi ? La raison est gardée."))
        self.reason.setAccessibleName(_("Raison de ne pas demander le tarif"))
        self.reason.setMinimumWidth(theme.pixels(240))
        self.number = cheque_number()
        self.number.setMinimumWidth(theme.pixels(180))
        self.how.activated.connect(lambda _row: self._changed())
        self.reason.settled.connect(lambda _text: self._changed())
        self.number.settled.connect(lambda _text: self._changed())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(S4)
        row = Flow(grows=2)
        column.addLayout(row)
        self._words.setMinimumWidth(theme.pixels(140))
        for widget in (self._words, self.how, self.reason, self.number):
            row.addWidget(widget)
        column.addWidget(self._why)
        self.hide()

    @property
    def text(self) -> str:
        """What is said of the fee."""
        return self._words.text()

    def show_fee(self, lines: Sequence[FeeLine], how: str, reason: str, number: str) -> None:
        """Show what is asked, and what was decided of it."""
        cents = fees.total(lines)
        self.setVisible(bool(cents))
        if not cents:
            return
        self._words.setText(_("Tarif : {amount}").format(amount=show_money(cents)))
        self._why.setText(" · ".join(fees.words_of_line(line) for line in lines))
        place = self.how.findData(how)
        self.how.setCurrentIndex(max(place, 0))
        self.reason.setVisible(how == WAIVED)
        self.reason.put(reason)
        self.number.setVisible(how == PaymentMethod.CHEQUE)
        self.number.put(number)

    def settle(self) -> None:
        """Take what is being typed as settled."""
        self.reason.editingFinished.emit()
        self.number.editingFinished.emit()

    def _changed(self) -> None:
        how = str(self.how.currentData() or LATER)
        cheque = how == PaymentMethod.CHEQUE
        self.chosen.emit(how, self.reason.text(), self.number.text() if cheque else "")
