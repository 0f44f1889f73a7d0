"""The parts of a kit as they are written: what, how many, indispensable or not."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QVBoxLayout, QWidget

from vaetvient.desk.kits import PartForm
from vaetvient.language import _
from vaetvient.storage.queries.models import ModelFound, models_called
from vaetvient.ui.context import Context
from vaetvient.ui.pages.equipment import form_values
from vaetvient.ui.tokens import S4, S8
from vaetvient.ui.widgets.fields import CountField
from vaetvient.ui.widgets.panes import button, clear, label
from vaetvient.ui.widgets.suggest import SuggestField, Suggestion

_MOST = 9999


@dataclass(frozen=True, slots=True)
class PartTyped:
    """One part as it is typed."""

    model_id: UUID
    label: str
    quantity: int = 1
    required: bool = True


def parts_as_text(parts: Sequence[PartTyped]) -> str:
    """Text that `parts_from_text` gives back; empty for none."""
    if not parts:
        return ""
    return json.dumps(
        [[str(p.model_id), p.label, p.quantity, p.required] for p in parts], ensure_ascii=False
    )


def parts_from_text(text: str) -> list[PartTyped]:
    """The parts that were kept; none for a text that cannot be read."""
    try:
        return [
            PartTyped(UUID(key), str(said), max(1, min(_MOST, int(count))), bool(required))
            for key, said, count, required in (json.loads(text) if text else ())
        ]
    except (ValueError, TypeError):
        return []


class KitParts(QWidget):
    """A field that adds a model, and a line for each one there is."""

    edited = Signal()
    """A person changed it."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._parts: list[PartTyped] = []
        self._said: Mapping[UUID, tuple[str, str]] = {}
        self.counts: list[CountField] = []
        self.field = SuggestField(
            context.work, self._suggest, _("Ajouter un élément : barnum, chaise, sono…")
        )
        self.field.setAccessibleName(_("Ajouter un élément au kit"))
        self.field.picked.connect(self._picked)
        self._wrong = label("", "smalllate")
        self._wrong.hide()
        self._rows = QVBoxLayout()
        self._rows.setSpacing(S8)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(S8)
        column.addWidget(self.field)
        column.addWidget(self._wrong)
        column.addLayout(self._rows)

    @property
    def parts(self) -> tuple[PartForm, ...]:
        """What was written, as the use case takes it."""
        return tuple(PartForm(p.model_id, p.quantity, p.required) for p in self._parts)

    def text(self) -> str:
        """As a draft keeps it."""
        return parts_as_text(self._parts)

    def put(self, text: str) -> None:
        """Show parts that nobody typed just now."""
        self._parts = parts_from_text(text)
        self.field.clear()
        self.say_wrong("")
        self._show()

    def say(self, said: Mapping[UUID, tuple[str, str]]) -> None:
        """What is known of each model: words, and the role in which they are written."""
        self._said = said
        self._show()

    def say_wrong(self, message: str) -> None:
        """What is wrong with the whole."""
        self._wrong.setText(message)
        self._wrong.setVisible(bool(message))

    def _suggest(self, typed: str) -> Sequence[Suggestion]:
        with self._context.desk.database.reading() as session:
            found = models_called(session, typed)
        return [Suggestion(form_values.offered(model), model.name, model) for model in found]

    def _picked(self, model: ModelFound) -> None:
        self.field.clear()
        self.say_wrong("")
        for place, known in enumerate(self._parts):
            if known.model_id == model.id:
                self._change(place, replace(known, quantity=min(_MOST, known.quantity + 1)))
                self._show()
                return
        self._parts.append(PartTyped(model.id, model.name))
        self._show()
        self.edited.emit()
        self.counts[-1].setFocus()
        self.counts[-1].selectAll()

    def _show(self) -> None:
        clear(self._rows)
        self.counts = []
        for place, part in enumerate(self._parts):
            self._rows.addWidget(self._row(place, part))

    def _row(self, place: int, part: PartTyped) -> QWidget:
        theme = self._context.theme
        whole = QWidget()
        count = CountField()
        count.setRange(1, _MOST)
        count.setValue(part.quantity)
        count.setFixedWidth(theme.pixels(92))
        count.setAccessibleName(_("Combien : {what}").format(what=part.label))
        count.valueChanged.connect(lambda n: self._change(place, quantity=n))
        self.counts.append(count)
        optional = QCheckBox(_("facultatif"))
        optional.setChecked(not part.required)
        optional.setAccessibleName(_("Facultatif : {what}").format(what=part.label))
        optional.setToolTip(_("Le kit peut partir sans."))
        optional.toggled.connect(lambda on: self._change(place, required=not on))
        away = button(theme, "", "x", kind="quiet", act=lambda: self._remove(place))
        away.setAccessibleName(_("Enlever {what}").format(what=part.label))
        away.setToolTip(_("Enlever"))
        row = QHBoxLayout()
        row.setSpacing(S8)
        row.addWidget(count)
        row.addWidget(label(part.label), 1)
        row.addWidget(optional)
        row.addWidget(away)
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(S4)
        column.addLayout(row)
        words, role = self._said.get(part.model_id, ("", ""))
        if words:
            column.addWidget(label(words, role))
        return whole

    def _change(
        self,
        place: int,
        part: PartTyped | None = None,
        *,
        quantity: int | None = None,
        required: bool | None = None,
    ) -> None:
        if place >= len(self._parts):
            return
        known = part or self._parts[place]
        self._parts[place] = replace(
            known,
            quantity=known.quantity if quantity is None else quantity,
            required=known.required if required is None else required,
        )
        self.edited.emit()

    def _remove(self, place: int) -> None:
        if place < len(self._parts):
            del self._parts[place]
            self._show()
            self.edited.emit()
            self.field.setFocus()
