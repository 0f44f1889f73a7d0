"""The deposit of a loan: given back with one press, or kept with an amount and a reason."""

from __future__ import annotations

from uuid import UUID

from vaetvient.desk import loans
from vaetvient.domain.loan import DEPOSIT_METHOD_WORDS, DepositState
from vaetvient.domain.money import read_amount
from vaetvient.language import _, show_moment, show_money
from vaetvient.storage.queries.loan_file import DepositRow, LoanFile
from vaetvient.ui.context import Context
from vaetvient.ui.widgets.amounts import AmountLine
from vaetvient.ui.widgets.fields import LineField
from vaetvient.ui.widgets.inset import Inset
from vaetvient.ui.widgets.panes import Facts, Section, StateLabel, button


class DepositSection(Section):
    """Says what is held and in what form, and settles it."""

    def __init__(self, context: Context) -> None:
        super().__init__(_("Caution"))
        self._context = context
        self._loan_id: UUID | None = None
        self._whole = ""
        theme = context.theme
        self.state = StateLabel(theme)
        self.facts = Facts()
        self.keep_button = button(theme, _("Conserver…"), kind="quiet", act=self._ask)
        self.keep_button.setAccessibleName(_("Conserver la caution"))
        self.give_back_button = button(
            theme, _("Caution rendue"), "banknote", act=lambda: self._settle(0, "")
        )
        self.offer(self.keep_button, self.give_back_button)
        self.keep_asked = Inset(theme, _("Conserver la caution"), _("Conserver ⏎"))
        self.amount = AmountLine()
        self.keep_asked.add("kept", _("Combien"), self.amount, check=_amount)
        self.keep_asked.add("reason", _("Pour quelle raison ?"), LineField())
        self.keep_asked.confirmed.connect(self._keep)
        for widget in (self.state, self.facts, self.keep_asked):
            self.body.addWidget(widget)

    def show_deposit(self, file: LoanFile) -> None:
        """Show a loan's deposit; nothing where there is none."""
        self._loan_id = file.id
        deposit = file.deposit
        self.setVisible(deposit is not None)
        if deposit is None:
            return
        held = deposit.state is DepositState.HELD
        self.keep_button.setVisible(held)
        self.give_back_button.setVisible(held)
        if not held:
            self.keep_asked.hide()
        self.state.show_state(*_said(deposit))
        how = _(DEPOSIT_METHOD_WORDS[deposit.method])
        settled = deposit.settled_at
        self.facts.show_facts(
            [
                (_("Forme"), f"{how} {deposit.reference}".strip()),
                (_("Raison"), deposit.kept_reason),
                (_("Le"), show_moment(settled, self._context.desk.timezone) if settled else ""),
            ]
        )
        self._whole = show_money(deposit.amount_cents)

    def close_up(self) -> None:
        """Another loan is shown: ask no more about this one."""
        self.keep_asked.hide()

    def _ask(self) -> None:
        self.keep_asked.open({"kept": self._whole})

    def _keep(self) -> None:
        cents = read_amount(self.keep_asked.text("kept"), "kept") or 0
        self._settle(cents, self.keep_asked.text("reason"))

    def _settle(self, kept_cents: int, reason: str) -> None:
        desk, loan_id = self._context.desk, self._loan_id
        if loan_id is None:
            return
        refused = self.keep_asked.refuse if kept_cents else None
        self._context.work.do(
            lambda: loans.settle_deposit(desk, loan_id, kept_cents=kept_cents, reason=reason),
            lambda _none: self.keep_asked.close_up(),
            refused,
            owner=self,
        )


def _amount(typed: str) -> None:
    read_amount(typed, "kept")


def _said(deposit: DepositRow) -> tuple[str, tuple[str, str]]:
    amount = show_money(deposit.amount_cents)
    if deposit.state is DepositState.HELD:
        return _("{amount} détenue").format(amount=amount), ("banknote", "accent")
    if deposit.state is DepositState.RETURNED:
        return _("{amount} rendue").format(amount=amount), ("circle-check", "done")
    return (
        _("{kept} conservés sur {amount}").format(
            kept=show_money(deposit.kept_cents), amount=amount
        ),
        ("lock", "muted"),
    )
