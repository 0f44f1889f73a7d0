"""Counting the drawer at the end of a day: expected, counted, and why they differ."""

from __future__ import annotations

from PySide6.QtCore import Signal

from vaetvient.desk.cash import Closed, close_day
from vaetvient.domain.cash import IN_THE_DRAWER, METHOD_WORDS, PaymentMethod
from vaetvient.domain.errors import VaEtVientError
from vaetvient.domain.money import read_amount
from vaetvient.language import _, show_moment, show_money
from vaetvient.storage.queries.cash import ClosingRow, Drawer, closings, drawer
from vaetvient.ui.context import Context
from vaetvient.ui.widgets.amounts import AmountLine
from vaetvient.ui.widgets.entry import Entry
from vaetvient.ui.widgets.fields import LineField
from vaetvient.ui.widgets.inset import Inset
from vaetvient.ui.widgets.panes import Facts, LineButton, Scrolled, Section, clear, label

_SHOWN = 10


class CountingPane(Scrolled):
    """Shows what should be there, asks what is, and lists the last closings."""

    closed = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._drawer = Drawer((), None)
        theme = context.theme
        self.asked = Inset(theme, _("Compter la caisse"), _("Noter le compte ⏎"))
        self.since = label("", "muted")
        self.asked.add_widget(self.since)
        self.fields: dict[PaymentMethod, tuple[AmountLine, Entry]] = {}
        names = {PaymentMethod.CASH: _("Espèces comptées"), PaymentMethod.CHEQUE: _("Chèques")}
        for method, name in names.items():
            field = AmountLine()
            entry = self.asked.add(method.value, name, field, check=_amount)
            field.textChanged.connect(self._say_differences)
            self.fields[method] = (field, entry)
        self.asked.add("note", _("D'où vient l'écart ?"), LineField())
        self.asked.confirmed.connect(self._close)
        self.others = Facts()
        self.past = Section(_("Clôtures"))
        self.past.body.setSpacing(0)
        for widget in (self.asked, self.others, self.past):
            self.column.addWidget(widget)
        self.column.addStretch(1)

    def begin(self) -> None:
        """Ask what is expected, and open the fields on it."""
        self._ask_again(fresh=True)

    def refresh(self) -> None:
        """Something was written meanwhile: expect it too; what is typed stays."""
        self._ask_again(fresh=False)

    def _ask_again(self, *, fresh: bool) -> None:
        desk = self._context.desk

        def read() -> tuple[Drawer, tuple[ClosingRow, ...]]:
            with desk.database.reading() as session:
                return drawer(session, desk.office_id), closings(session, desk.office_id, _SHOWN)

        def done(found: tuple[Drawer, tuple[ClosingRow, ...]]) -> None:
            self._show(*found)
            if fresh:
                self.asked.open(
                    {
                        method.value: show_money(max(0, self._drawer.expected(method)))
                        for method in self.fields
                    }
                )

        self._context.work.ask(read, done, owner=self, key=f"drawer {fresh}")

    def _show(self, held: Drawer, past: tuple[ClosingRow, ...]) -> None:
        self._drawer = held
        zone = self._context.desk.timezone
        self.since.setText(
            _("Dernière clôture : {when}").format(when=show_moment(held.closed_at, zone))
            if held.closed_at
            else _("La caisse n'a encore jamais été comptée.")
        )
        self.others.show_facts(
            [
                (
                    _("{method}, depuis la clôture").format(method=_(METHOD_WORDS[line.method])),
                    show_money(line.expected_cents),
                )
                for line in held.lines
                if line.method not in IN_THE_DRAWER
            ]
        )
        self._say_differences()
        clear(self.past.body)
        self.past.setVisible(bool(past))
        for row in past:
            self.past.body.addWidget(self._line(row))

    def _line(self, row: ClosingRow) -> LineButton:
        difference = row.difference_cents
        state = show_money(difference) if difference else _("juste")
        sign = ("triangle-alert", "late") if difference else ("circle-check", "done")
        counted = ", ".join(
            f"{_(METHOD_WORDS[count.method])} {show_money(count.counted_cents)}"
            for count in row.counts
            if count.counted_cents or count.expected_cents
        )
        small = " · ".join(part for part in (row.who, counted, row.note) if part)
        when = show_moment(row.at, self._context.desk.timezone)
        return LineButton(self._context.theme, when, small, state=state, sign=sign)

    def _say_differences(self) -> None:
        """Beside each field what is expected, and by how much what is typed differs."""
        for method, (field, entry) in self.fields.items():
            expected = self._drawer.expected(method)
            words = _("Attendu : {amount}").format(amount=show_money(expected))
            try:
                counted = field.cents()
            except VaEtVientError:
                counted = None
            if counted is not None and counted != expected:
                words = _("{expected}. Écart : {amount}").format(
                    expected=words, amount=show_money(counted - expected)
                )
            entry.say(words)

    def _close(self) -> None:
        desk, note = self._context.desk, self.asked.text("note")
        counted = {
            method: cents
            for method, (field, _entry) in self.fields.items()
            if (cents := field.cents(method.value)) is not None
        }

        def done(closed: Closed) -> None:
            self.asked.close_up()
            words = _("Caisse comptée : le compte est juste.")
            if closed.difference_cents:
                words = _("Caisse comptée, écart noté : {amount}").format(
                    amount=show_money(closed.difference_cents)
                )
            self._context.say(words)
            self.closed.emit()

        self._context.work.do(
            lambda: close_day(desk, counted, note), done, self.asked.refuse, owner=self
        )


def _amount(typed: str) -> None:
    read_amount(typed, "amount")
