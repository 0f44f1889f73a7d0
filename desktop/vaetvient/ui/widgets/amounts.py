"""A line that holds an amount of money, tidied when one leaves it."""

from __future__ import annotations

from PySide6.QtCore import Qt

from vaetvient.domain.errors import VaEtVientError
from vaetvient.domain.money import read_amount
from vaetvient.language import show_money
from vaetvient.ui.widgets.fields import LineField


class AmountLine(LineField):
    """« 1234,5 » becomes « 1 234,50 € »."""

    def __init__(self) -> None:
        super().__init__(show_money(0))
        self.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.returnPressed.connect(self._tidy)  # before whoever takes what is typed at Enter
        self.editingFinished.connect(self._tidy)

    def cents(self, field: str = "value") -> int | None:
        """What is typed, None when empty. Raises BadAmountError."""
        return read_amount(self.text(), field)

    def put_cents(self, cents: int | None) -> None:
        """Show an amount."""
        self.setText("" if cents is None else show_money(cents))

    def _tidy(self) -> None:
        try:
            cents = self.cents()
        except VaEtVientError:
            return  # said beside the field by whoever checks it
        if cents is not None:
            self.put_cents(cents)
