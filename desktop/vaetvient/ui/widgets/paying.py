"""How something is paid, and a cheque's number: asked in the same way wherever money comes in."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from vaetvient.domain.cash import METHOD_WORDS, PaymentMethod
from vaetvient.language import _
from vaetvient.ui.widgets.fields import Choice, LineField
from vaetvient.ui.widgets.inset import Inset


def cheque_number() -> LineField:
    """A line for the number of a cheque and its bank."""
    line = LineField(_("n° et banque"))
    line.setAccessibleName(_("N° de chèque et banque"))
    return line


class Means(Choice):
    """The ways to pay; `number` asks for a cheque's number and stands where its owner puts it."""

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(_("Payé par"))
        for method in PaymentMethod:
            self.addItem(_(METHOD_WORDS[method]), method)
        self.number = cheque_number()
        self._asked: QWidget = self.number
        self.currentIndexChanged.connect(self._arrange)
        self._arrange()

    def add_to(self, inset: Inset) -> None:
        """Ask both in an inset."""
        inset.add("method", _("Par"), self)
        self._asked = inset.add("reference", _("N° de chèque et banque"), self.number)
        self.number.show()  # within the entry, which comes and goes from now on
        self._arrange()

    @property
    def method(self) -> PaymentMethod:
        """How it is paid."""
        return PaymentMethod(self.currentData())

    @property
    def reference(self) -> str:
        """The cheque's number; empty for all that is no cheque."""
        return self.number.text() if self.method is PaymentMethod.CHEQUE else ""

    def _arrange(self) -> None:
        self._asked.setVisible(self.method is PaymentMethod.CHEQUE)
