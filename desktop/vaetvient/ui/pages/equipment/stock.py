"""How many of a stock there are: added to or taken from, never overwritten."""

from __future__ import annotations

from uuid import UUID

from vaetvient.desk import equipment
from vaetvient.domain.equipment import MOVEMENT_WORDS, EquipmentKind, MovementReason
from vaetvient.language import _, show_date, show_number
from vaetvient.storage.queries.thing_file import MovementRow, ThingFile
from vaetvient.ui.context import Context
from vaetvient.ui.widgets.fields import Choice, CountField, LineField
from vaetvient.ui.widgets.inset import Inset
from vaetvient.ui.widgets.panes import LineButton, Section, button, clear

_ADDING = (MovementReason.PURCHASE, MovementReason.COUNT)
_TAKING = (MovementReason.LOSS, MovementReason.DISPOSAL, MovementReason.COUNT)
_MOST = 100_000
_SHOWN = 8


class StockSection(Section):
    """The count, « + » and « – », and the movements."""

    def __init__(self, context: Context) -> None:
        super().__init__(_("Nombre"))
        self._context = context
        self._key: UUID | None = None
        self._sign = 1
        theme = context.theme
        self.add_button = button(
            theme, _("Ajouter"), "plus", kind="quiet", act=lambda: self._ask(1)
        )
        self.add_button.setAccessibleName(_("Ajouter au lot"))
        self.take_button = button(
            theme, _("Enlever"), "minus", kind="quiet", act=lambda: self._ask(-1)
        )
        self.take_button.setAccessibleName(_("Enlever du lot"))
        self.offer(self.add_button, self.take_button)
        self.asked = Inset(theme, "", _("Enregistrer ⏎"))
        self.count = CountField()
        self.count.setRange(1, _MOST)
        self.asked.add("quantity", _("Combien"), self.count)
        self.reason = Choice()
        self.asked.add("reason", _("Pourquoi"), self.reason)
        self.asked.add("note", _("Note"), LineField())
        self.asked.confirmed.connect(self._do)
        self._rows = Section("")
        self._rows.heading.hide()
        self._rows.body.setSpacing(0)
        self.body.addWidget(self.asked)
        self.body.addWidget(self._rows)

    def show_stock(self, file: ThingFile) -> None:
        """Show how many there are; nothing for an item."""
        self.setVisible(file.kind is EquipmentKind.STOCK)
        self._key = file.id
        clear(self._rows.body)
        if file.kind is not EquipmentKind.STOCK:
            return
        self.heading.setText(
            _("{total} en tout, {out} en prêt").format(
                total=show_number(file.total), out=show_number(file.out)
            )
        )
        for row in file.movements[:_SHOWN]:
            self._rows.body.addWidget(self._line(row))

    def close_up(self) -> None:
        """Another thing is shown."""
        self.asked.hide()

    def _line(self, row: MovementRow) -> LineButton:
        words = _(MOVEMENT_WORDS[row.reason])
        if row.note:
            words = f"{words} · {row.note}"
        day = show_date(self._context.desk.day_of(row.moved_at), "short")
        delta = f"{row.delta:+d}".replace("-", "\N{MINUS SIGN}")
        return LineButton(self._context.theme, f"{delta}   {words}", state=day)

    def _ask(self, sign: int) -> None:
        self._sign = sign
        reasons = _ADDING if sign > 0 else _TAKING
        self.reason.clear()
        for reason in reasons:
            self.reason.addItem(_(MOVEMENT_WORDS[reason]), reason.value)
        self.asked.question.setText(_("Ajouter au lot") if sign > 0 else _("Enlever du lot"))
        self.asked.open({"reason": reasons[0].value})
        self.count.setValue(1)
        self.count.selectAll()

    def _do(self) -> None:
        desk, key = self._context.desk, self._key
        delta = self._sign * self.count.value()
        reason = MovementReason(self.asked.entries["reason"].text())
        note = self.asked.text("note")
        if key is not None:
            self._context.work.do(
                lambda: equipment.move_stock(desk, key, delta, reason=reason, note=note),
                lambda _none: self.asked.close_up(),
                self.asked.refuse,
                owner=self,
            )
