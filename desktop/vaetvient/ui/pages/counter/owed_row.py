"""What is left to pay for a loan: its fee, its kilometres, its lateness; taken, or let off."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from vaetvient.desk.owing import Charge
from vaetvient.domain import fees
from vaetvient.domain.cash import KIND_WORDS
from vaetvient.language import _, show_money
from vaetvient.ui.theme import Theme
from vaetvient.ui.tokens import S8
from vaetvient.ui.widgets.fields import LineField
from vaetvient.ui.widgets.flow import Flow
from vaetvient.ui.widgets.paying import Means
from vaetvient.ui.widgets.words import Words


class OwedLine(QFrame):
    """Says what is owed and why, and settles it."""

    taken = Signal(object, str)
    """A PaymentMethod, and the number of a cheque."""
    waived = Signal(str)
    """Why it is not asked."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._words = Words("", "")
        self._why = Words("", "small")
        self.means = Means()
        self.means.number.setMinimumWidth(theme.pixels(180))
        self.take = QPushButton(_("Encaisser"))
        self.take.clicked.connect(self._take)
        self.means.number.returnPressed.connect(self._take)
        self.waive = QPushButton(_("Ne pas demander…"))
        self.waive.setProperty("kind", "quiet")
        self.waive.clicked.connect(self._ask)
        self.reason = LineField(_("Pourquoi ? La raison est gardée."))
        self.reason.setAccessibleName(_("Raison de ne pas demander ce paiement"))
        self.reason.returnPressed.connect(self._waive)
        self.confirm = QPushButton(_("Ne pas demander"))
        self.confirm.clicked.connect(self._waive)
        sign = QLabel()
        theme.dress(sign, "banknote", "muted")
        self._asking = QWidget()
        asking = QHBoxLayout(self._asking)
        asking.setContentsMargins(0, 0, 0, 0)
        asking.setSpacing(S8)
        asking.addWidget(self.reason, 1)
        asking.addWidget(self.confirm)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(S8)
        head = QHBoxLayout()
        head.setSpacing(S8)
        column.addLayout(head)
        head.addWidget(sign)
        head.addWidget(self._words, 1)
        column.addWidget(self._why)
        row = Flow(grows=2)
        column.addLayout(row)
        for widget in (self.take, self.means, self.means.number, self.waive):
            row.addWidget(widget)
        column.addWidget(self._asking)
        self._asking.hide()
        self.hide()

    @property
    def text(self) -> str:
        """What is said."""
        return self._words.text()

    def show_charges(self, charges: Sequence[Charge]) -> None:
        """Show what is left to pay; nothing where all is paid or let off."""
        owed = [charge for charge in charges if charge.owed_cents]
        self.setVisible(bool(owed))
        if not owed:
            self._asking.hide()
            return
        parts = [
            _("{what} {amount}").format(
                what=_(KIND_WORDS[charge.kind]), amount=show_money(charge.owed_cents)
            )
            for charge in owed
        ]
        total = show_money(sum(charge.owed_cents for charge in owed))
        self._words.setText(
            _("Reste à payer : {total} ({parts})").format(total=total, parts=", ".join(parts))
            if len(owed) > 1
            else _("Reste à payer : {parts}").format(parts=parts[0])
        )
        why = [fees.words_of_line(line) for charge in owed for line in charge.lines]
        self._why.setText(" · ".join(why))
        self._why.setVisible(bool(why))

    def _take(self) -> None:
        self.taken.emit(self.means.method, self.means.reference)

    def _ask(self) -> None:
        self._asking.setVisible(self._asking.isHidden())
        if not self._asking.isHidden():
            self.reason.setFocus()

    def _waive(self) -> None:
        self.waived.emit(self.reason.text())
        self.reason.clear()
