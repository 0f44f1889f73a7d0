"""What is sold at the counter: its price, and the stock that a sale takes from."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout

from vaetvient.desk.sales import drop_ware, write_ware
from vaetvient.domain.errors import VaEtVientError
from vaetvient.domain.money import read_amount
from vaetvient.language import _, ngettext, show_money, show_number
from vaetvient.storage.queries.wares import WareRow, ware_rows
from vaetvient.ui.context import Context
from vaetvient.ui.tokens import S8
from vaetvient.ui.widgets.amounts import AmountLine
from vaetvient.ui.widgets.fields import LineField
from vaetvient.ui.widgets.flow import Flow
from vaetvient.ui.widgets.inset import Inset
from vaetvient.ui.widgets.panes import LineButton, Scrolled, button, clear, label


class WaresPane(Scrolled):
    """The wares, one line each; a line opens its price."""

    closed = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._known: UUID | None = None
        self.rows: Sequence[WareRow] = ()
        """What is listed."""
        theme = context.theme
        self.new_button = button(
            theme, _("Nouvel article"), "plus", kind="primary", act=self.begin_new
        )
        self.close_button = button(theme, _("Fermer"), kind="quiet", act=self.closed.emit)
        self.asked = Inset(theme, _("Ce qui se vend"), _("Enregistrer ⏎"))
        self.asked.add("name", _("Nom"), LineField(_("Copie noir et blanc")))
        self.asked.add("amount", _("Prix de l'unité"), AmountLine(), check=_amount)
        self.asked.add(
            "stock",
            _("Étiquette du lot compté"),
            LineField(),
            hint=_("Chaque vente en retire. Vide : un service, ou ce qui ne se compte pas."),
        )
        self.asked.confirmed.connect(self._write)
        self.drop_button = button(
            theme, _("Ne plus vendre"), "archive", kind="quiet", act=self._drop
        )
        self.asked.add_widget(self.drop_button)
        self._lines = QVBoxLayout()
        self._lines.setSpacing(0)
        self.column.setSpacing(S8)
        self.column.addWidget(label(_("Articles et services"), "title"))
        hint = _("Copies, impressions, gobelets : au comptoir, « 30 copies » et Entrée.")
        self.column.addWidget(label(hint, "muted"))
        buttons = Flow()
        self.column.addLayout(buttons)
        buttons.addWidget(self.new_button)
        buttons.addWidget(self.close_button)
        self.column.addWidget(self.asked)
        self.column.addLayout(self._lines)
        self.column.addStretch(1)

    def load(self) -> None:
        """Ask again what is sold."""
        desk = self._context.desk

        def read() -> tuple[WareRow, ...]:
            with desk.database.reading() as session:
                return ware_rows(session, desk.office_id)

        self._context.work.ask(read, self._show, owner=self, key="wares")

    def begin_new(self) -> None:
        """Something more is sold."""
        self._known = None
        self.drop_button.hide()
        self.asked.open()

    def begin_ware(self, row: WareRow) -> None:
        """Another price, another name."""
        self._known = row.id
        self.drop_button.show()
        self.asked.open(
            {"name": row.name, "amount": show_money(row.unit_cents), "stock": row.stock}
        )

    def _show(self, rows: Sequence[WareRow]) -> None:
        self.rows = rows
        clear(self._lines)
        for row in rows:
            left = ""
            if row.left is not None:
                left = ngettext("il en reste {n}", "il en reste {n}", row.left)
                left = left.format(n=show_number(row.left))
            self._lines.addWidget(
                LineButton(
                    self._context.theme,
                    row.name,
                    left,
                    state=show_money(row.unit_cents),
                    act=partial(self.begin_ware, row),
                )
            )
        if not rows:
            self._lines.addWidget(label(_("Rien n'est encore à vendre."), "muted"))

    def _write(self) -> None:
        desk, known, asked = self._context.desk, self._known, self.asked
        cents = read_amount(asked.text("amount"), "amount") or 0
        name, stock = asked.text("name"), asked.text("stock")
        self._context.work.do(
            lambda: write_ware(desk, name, cents, stock=stock, ware_id=known),
            lambda _key: self._done(),
            self._refuse,
            owner=self,
        )

    def _drop(self) -> None:
        desk, known = self._context.desk, self._known
        if known is not None:
            self._context.work.do(
                lambda: drop_ware(desk, known), lambda _none: self._done(), self._refuse, owner=self
            )

    def _refuse(self, error: VaEtVientError) -> None:
        self.asked.refuse(error)

    def _done(self) -> None:
        self.asked.close_up()
        self._context.say("", undo=True)
        self.load()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
            return
        super().keyPressEvent(event)


def _amount(typed: str) -> None:
    read_amount(typed, "amount")
