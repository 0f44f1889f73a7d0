"""The terms of the loan, proposed by the rules and changed in place."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from vaetvient.domain.errors import VaEtVientError
from vaetvient.domain.loan import DEPOSIT_METHOD_WORDS, DepositMethod
from vaetvient.domain.member import MemberKind
from vaetvient.domain.money import read_amount
from vaetvient.language import _, ngettext, show_date, show_money
from vaetvient.storage.queries.counter import BorrowerCard
from vaetvient.ui.pages.counter.draft import Draft
from vaetvient.ui.pages.counter.examined import Examined
from vaetvient.ui.tokens import S4, S12
from vaetvient.ui.widgets.fields import Choice, DayField, Labelled, LineField

_WIDE = (((0, 3), (1, 3), (2, 3), (3, 3)), ((4, 4), (5, 3), (6, 3), (7, 2)))
_NARROW = (((0, 6), (1, 6)), ((2, 6), (3, 6)), ((4, 6), (5, 6)), ((6, 6), (7, 6)))
"""The fields of each line, with how many twelfths of it they take."""


class Terms(QWidget):
    """When it comes back, what is deposited, who signs, who came, and what for."""

    edited = Signal(object)
    """The Draft as it should become."""
    refused = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._draft = Draft()
        self._narrow: bool | None = None
        self.due = DayField()
        self.deposit = LineField(show_money(0))
        self.method = Choice()
        self.reference = LineField(_("n° et banque"))
        self.signer = Choice()
        self.pickup = LineField(_("une autre personne"))
        self.purpose = LineField(_("fête, réunion…"))
        self.note = LineField()
        self.rule = QLabel()
        self.rule.setProperty("role", "small")
        for method in DepositMethod:
            self.method.addItem(_(DEPOSIT_METHOD_WORDS[method]), method)
        self._signer = Labelled(_("Signe"), self.signer)
        self._reference = Labelled(_("Chèque"), self.reference)
        self._lay_out()
        self._wire()

    def show_terms(self, draft: Draft, examined: Examined | None = None) -> None:
        """Show what was decided, and what the rules propose for the rest."""
        self._draft = draft
        for field, text in (
            (self.reference, draft.deposit_reference),
            (self.pickup, draft.pickup_name),
            (self.purpose, draft.purpose),
            (self.note, draft.note),
        ):
            field.put(text)
        self.method.setCurrentIndex(list(DepositMethod).index(draft.deposit_method))
        if examined is not None:
            self.due.put(examined.due_on)
            cents = draft.deposit_cents
            cents = examined.deposit_cents if cents is None else cents
            self.deposit.put(show_money(cents) if cents else "")
            self.rule.setText(self._rule(examined))
            self._show_signers(examined.borrower)

    @property
    def fields(self) -> list[QWidget]:
        """What is typed in or chosen from, in the order of reading."""
        return [labelled.field for labelled in self._fields]

    def settle(self) -> None:
        """Take what is being typed as settled."""
        for field in (self.deposit, self.reference, self.pickup, self.purpose, self.note):
            field.editingFinished.emit()

    def _rule(self, examined: Examined) -> str:
        if examined.draft.due_on is not None:
            if examined.due_on != examined.draft.due_on:
                asked = show_date(examined.draft.due_on, "short")
                return _("fermé le {day} : jour ouvert suivant").format(day=asked)
            return _("choisi ici")
        days = ngettext("{n} jour", "{n} jours", examined.loan_days).format(n=examined.loan_days)
        return _("{days}, {rule}").format(days=days, rule=_said(examined.rule))

    def _show_signers(self, borrower: BorrowerCard | None) -> None:
        association = borrower is not None and borrower.kind is MemberKind.ASSOCIATION
        self._signer.setEnabled(association)
        self.signer.blockSignals(True)
        self.signer.clear()
        if borrower is None:
            self.signer.addItem("")
        elif not association:
            self.signer.addItem(borrower.label)
        else:
            for signer in borrower.signers:
                words = f"{signer.name}, {signer.role}" if signer.role else signer.name
                self.signer.addItem(words, signer.id)
            if not borrower.signers:
                self.signer.addItem(_("aucun représentant"))
            for place, signer in enumerate(borrower.signers):
                if signer.id == self._draft.signatory_id:
                    self.signer.setCurrentIndex(place)
        self.signer.setToolTip(self.signer.currentText())
        self.signer.blockSignals(False)

    def arrange(self, narrow: bool) -> None:
        """Four fields in a line, or two."""
        if narrow == self._narrow:
            return
        self._narrow = narrow
        while self._grid.takeAt(0) is not None:
            pass
        lines = _NARROW if narrow else _WIDE
        row = 0
        for number, spans in enumerate(lines):
            at = 0
            for place, span in spans:
                field = self._fields[place]
                bottom = Qt.AlignmentFlag.AlignBottom
                self._grid.addWidget(field, row, at, 1, span, bottom)
                at += span
            row += 1
            if number == 0:
                self._grid.addWidget(self.rule, row, 0, 1, 12)
                row += 1

    def _lay_out(self) -> None:
        self._fields = (
            Labelled(_("Retour"), self.due),
            Labelled(_("Caution"), self.deposit),
            Labelled(_("En"), self.method),
            self._reference,
            self._signer,
            Labelled(_("Vient chercher"), self.pickup),
            Labelled(_("Pour"), self.purpose),
            Labelled(_("Note"), self.note),
        )
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(S12)
        self._grid.setVerticalSpacing(S4)
        for column in range(12):
            self._grid.setColumnStretch(column, 1)
        self.arrange(narrow=False)

    def _wire(self) -> None:
        self.due.chosen.connect(lambda day: self._edit(due_on=day))
        self.deposit.settled.connect(self._deposit_typed)
        self.method.activated.connect(
            lambda _row: self._edit(deposit_method=self.method.currentData())
        )
        self.reference.settled.connect(lambda text: self._edit(deposit_reference=text))
        self.signer.activated.connect(
            lambda _row: self._edit(signatory_id=self.signer.currentData())
        )
        self.pickup.settled.connect(lambda text: self._edit(pickup_name=text))
        self.purpose.settled.connect(lambda text: self._edit(purpose=text))
        self.note.settled.connect(lambda text: self._edit(note=text))

    def _deposit_typed(self, text: str) -> None:
        try:
            cents = read_amount(text, "deposit")
        except VaEtVientError as error:
            self.refused.emit(error)
            return
        self._edit(deposit_cents=cents if cents is not None else 0)

    def _edit(self, **changed: object) -> None:
        self.edited.emit(replace(self._draft, **changed))  # type: ignore[arg-type]


def _said(rule: str) -> str:
    """« règle « image et son » »; the office's own default names itself."""
    if rule.startswith(_("règle du bureau")):
        return rule
    return _("règle « {rule} »").format(rule=rule)
