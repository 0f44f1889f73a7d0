"""The form of a catalogue title: what all its items have in common."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QPlainTextEdit

from vaetvient.desk import catalogue
from vaetvient.desk.catalogue import MissingModelError, ModelForm
from vaetvient.domain.money import read_amount
from vaetvient.domain.text import one_line
from vaetvient.language import _, show_money
from vaetvient.storage.queries.categories import CategoryRow
from vaetvient.storage.queries.thing_file import ModelRow, model_row
from vaetvient.ui.context import Context
from vaetvient.ui.pages.equipment.accessories import read_accessories, write_accessories
from vaetvient.ui.pages.equipment.category_choice import CategoryChoice
from vaetvient.ui.pages.equipment.numbers import days_typed, show_days
from vaetvient.ui.widgets.amounts import AmountLine
from vaetvient.ui.widgets.fields import LineField
from vaetvient.ui.widgets.record_form import RecordForm

_LINES = 3


class ModelFormPane(RecordForm):
    """Corrects a model; lines already lent keep the name and parts they had."""

    draft_name = "model"

    def __init__(self, context: Context, settings: QSettings) -> None:
        super().__init__(context, settings)
        self.category = CategoryChoice()
        self.row(self.add("name", _("Désignation"), LineField(), check=_named))
        self.row(self.add("category", _("Catégorie"), self.category))
        self.row(
            self.add("brand", _("Marque"), LineField()),
            self.add("reference", _("Référence"), LineField()),
        )
        self.row(
            self.add(
                "accessories",
                _("Accessoires, un par ligne"),
                self._text(),
                hint=_("Comptés au retour. Exemple : 2 câbles HDMI"),
            )
        )
        self.row(
            self.add("value", _("Valeur"), AmountLine(), check=read_amount),
            self.add("deposit", _("Caution"), AmountLine(), check=read_amount),
        )
        self.row(
            self.add(
                "loan_days",
                _("Durée du prêt, en jours"),
                LineField(),
                check=days_typed,
                hint=_("Vide : comme la catégorie."),
            )
        )
        self.row(self.add("description", _("Description"), self._text()))
        self.row(self.add("instructions", _("Mode d'emploi"), self._text()))
        self.column.addStretch(1)

    def begin_model(self, model: ModelRow) -> None:
        """A model to be corrected."""
        self.begin(model.name, _texts(model), key=model.id, revision=model.revision)

    def offer_categories(self, tree: Sequence[CategoryRow]) -> None:
        """The categories to choose from."""
        self.category.offer(tree)

    def reload(self) -> None:
        database, key = self.context.desk.database, self.key
        if key is None:
            return

        def read() -> ModelRow:
            with database.reading() as session:
                return model_row(session, key)

        self.context.work.ask(read, self.begin_model, owner=self)

    def commit(self, *, overwrite: bool) -> None:
        desk, key = self.context.desk, self.key
        texts, revision = self.texts(), None if overwrite else self.revision
        if key is None:
            return
        form = ModelForm(
            name=texts["name"],
            category_id=self.category.key(),
            brand=texts["brand"],
            reference=texts["reference"],
            description=texts["description"],
            instructions=texts["instructions"],
            value_cents=read_amount(texts["value"]),
            deposit_cents=read_amount(texts["deposit"], "deposit"),
            loan_days=days_typed(texts["loan_days"]),
            accessories=read_accessories(texts["accessories"]),
        )
        self.context.work.do(
            lambda: catalogue.change_model(desk, key, form, revision=revision),
            lambda _none: self.accepted(None),
            self.refuse,
            owner=self,
        )

    def _text(self) -> QPlainTextEdit:
        field = QPlainTextEdit()
        field.setFixedHeight(self.context.theme.pixels(_LINES * 28))
        return field


def _named(typed: str) -> None:
    if not one_line(typed):
        raise MissingModelError(field="name")


def _texts(model: ModelRow) -> dict[str, str]:
    return {
        "name": model.name,
        "category": str(model.category_id or ""),
        "brand": model.brand,
        "reference": model.reference,
        "description": model.description,
        "instructions": model.instructions,
        "value": "" if model.value_cents is None else show_money(model.value_cents),
        "deposit": "" if model.deposit_cents is None else show_money(model.deposit_cents),
        "loan_days": show_days(model.loan_days),
        "accessories": write_accessories((p.name, p.quantity) for p in model.accessories),
    }
