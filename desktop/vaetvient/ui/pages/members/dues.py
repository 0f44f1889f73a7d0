"""A member's dues: the history, and a year more in place."""

from __future__ import annotations

from uuid import UUID

from vaetvient.desk import members
from vaetvient.domain.cash import PaymentMethod, dues_method_words
from vaetvient.domain.money import read_amount
from vaetvient.language import _, show_date, show_money
from vaetvient.storage.queries.member_file import DuesRow, MemberFile
from vaetvient.ui.context import Context
from vaetvient.ui.widgets.amounts import AmountLine
from vaetvient.ui.widgets.days import DayLine, read_day
from vaetvient.ui.widgets.inset import Inset
from vaetvient.ui.widgets.panes import LineButton, Section, button, clear, label
from vaetvient.ui.widgets.paying import Means

_SHOWN = 6


class DuesSection(Section):
    """« Renouveler » asks for an amount and how it was paid; the period can be changed."""

    def __init__(self, context: Context) -> None:
        super().__init__(_("Adhésions"))
        self._context = context
        self._file: MemberFile | None = None
        theme, today = context.theme, context.desk.today
        self.renew_button = button(
            theme, _("Renouveler"), "badge-check", kind="quiet", act=self._ask
        )
        self.offer(self.renew_button)
        self.asked = Inset(theme, _("Renouveler l'adhésion"), _("Enregistrer l'adhésion ⏎"))
        self.amount = AmountLine()
        self.means = Means()
        self.first = DayLine(theme, today)
        self.last = DayLine(theme, today)
        self.asked.add("amount", _("Montant"), self.amount, check=_amount)
        self.means.add_to(self.asked)
        self.asked.add(
            "valid_from",
            _("À partir du"),
            self.first,
            check=self._day,
            hint=_("Laissez vide : à la suite de la précédente."),
        )
        self.asked.add(
            "valid_to",
            _("Jusqu'au"),
            self.last,
            check=self._day,
            hint=_("Laissez vide : un an."),
        )
        self.asked.confirmed.connect(self._renew)
        self.body.addWidget(self.asked)
        self._rows = Section("")
        self._rows.heading.hide()
        self._rows.body.setSpacing(0)
        self.body.addWidget(self._rows)

    def show_dues(self, file: MemberFile) -> None:
        """Show the dues of a member, the newest first."""
        self._file = file
        self.renew_button.setText(_("Renouveler") if file.dues else _("Enregistrer une adhésion"))
        clear(self._rows.body)
        for row in file.dues[:_SHOWN]:
            self._rows.body.addWidget(
                LineButton(self._context.theme, _period(row), state=_payment(row))
            )
        more = len(file.dues) - _SHOWN
        if more > 0:
            self._rows.body.addWidget(label(_("et {n} plus anciennes").format(n=more), "small"))
        if not file.dues:
            self._rows.body.addWidget(label(_("Aucune adhésion enregistrée."), "muted"))

    def close_up(self) -> None:
        """Another member is shown."""
        self.asked.hide()

    def _ask(self) -> None:
        if self._file is None:
            return
        last = self._file.dues[0] if self._file.dues else None
        cents = last.amount_cents if last else self._file.usual_dues_cents
        method = last.method if last and last.method else PaymentMethod.CASH
        amount = show_money(cents) if last or cents else ""
        self.asked.open({"amount": amount, "method": dues_method_words(method)})

    def _day(self, typed: str) -> None:
        read_day(typed, self._context.desk.today())

    def _renew(self) -> None:
        if self._file is None:
            return
        desk, key = self._context.desk, self._file.id
        today = desk.today()
        first = read_day(self.asked.text("valid_from"), today)
        last = read_day(self.asked.text("valid_to"), today)
        cents = read_amount(self.asked.text("amount"), "amount") or 0
        method, reference = self.means.method, self.means.reference

        def renew() -> UUID:
            members.renew_membership(
                desk,
                key,
                valid_from=first,
                valid_to=last,
                amount_cents=cents,
                method=method,
                reference=reference,
            )
            return key

        self._context.work.do(
            renew, lambda _key: self.asked.close_up(), self.asked.refuse, owner=self
        )


def _amount(typed: str) -> None:
    read_amount(typed, "amount")


def _period(row: DuesRow) -> str:
    return _("du {first} au {last}").format(
        first=show_date(row.valid_from, "short"), last=show_date(row.valid_to, "short")
    )


def _payment(row: DuesRow) -> str:
    amount = show_money(row.amount_cents) if row.amount_cents else ""
    return " · ".join(part for part in (amount, dues_method_words(row.method)) if part)
