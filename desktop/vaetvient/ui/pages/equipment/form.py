"""The form of things: one, ten of the same with consecutive tags, or a counted stock."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from uuid import UUID

from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QButtonGroup, QPlainTextEdit

from vaetvient.desk import equipment
from vaetvient.desk.catalogue import MissingModelError
from vaetvient.desk.equipment import MOST_AT_ONCE, tags_ahead
from vaetvient.domain.equipment import CONDITION_WORDS, CategoryKind, Condition, EquipmentKind
from vaetvient.domain.errors import VaEtVientError
from vaetvient.domain.money import read_amount
from vaetvient.domain.numbers import whole_number
from vaetvient.domain.registration import read_date
from vaetvient.domain.text import one_line
from vaetvient.language import _, ngettext
from vaetvient.storage.queries.categories import CategoryRow
from vaetvient.storage.queries.models import (
    ModelFound,
    locations_used,
    models_called,
    owners_used,
    tags_taken,
)
from vaetvient.storage.queries.thing_file import ThingFile, thing_file
from vaetvient.ui.context import Context
from vaetvient.ui.pages.equipment import form_values
from vaetvient.ui.pages.equipment.category_choice import CategoryChoice
from vaetvient.ui.pages.equipment.room_parts import RoomParts
from vaetvient.ui.widgets.amounts import AmountLine
from vaetvient.ui.widgets.days import DayLine
from vaetvient.ui.widgets.fields import Choice, CountField, LineField
from vaetvient.ui.widgets.flow import Flow
from vaetvient.ui.widgets.panes import button
from vaetvient.ui.widgets.record_form import RecordForm
from vaetvient.ui.widgets.suggest import SuggestField, Suggestion

_OF_NEW_MODEL = ("category", "brand", "reference", "accessories")
_OF_ITEM = ("condition", "serial", "defects", "purchased_on")
_OF_VEHICLE = ("plate", "licence_class", "mileage_km")
_OF_ROOM = ("step_free", "fittings")
_TAGS_SHOWN = 3


class ThingForm(RecordForm):
    """Adds things, or corrects one. A model that does not exist is entered on the way."""

    draft_name = "thing"

    def __init__(self, context: Context, settings: QSettings) -> None:
        super().__init__(context, settings)
        self.kind = EquipmentKind.ITEM
        self._model_id: UUID | None = None
        self._category_kind = CategoryKind.THING
        self._category_id: UUID | None = None
        self._add_kinds()
        self._add_model()
        self._add_tags()
        self._add_state()
        self._add_special()
        self._add_ownership()
        self.column.addStretch(1)

    # Beginning

    def begin_new(self, category_id: UUID | None) -> None:
        """New things, of the category that the list shows."""
        self.begin(
            _("Ajouter du matériel"),
            {
                "kind": EquipmentKind.ITEM.value,
                "condition": Condition.GOOD.value,
                "category": str(category_id or ""),
                "count": "1",
            },
        )

    def begin_found(self, tag: str, location: str) -> None:
        """One thing that was found, with what is known of it."""
        texts = {"kind": "item", "condition": "good", "count": "1"}
        self.begin_plain(_("Ajouter du matériel"), {**texts, "tag": tag, "location": location})

    def begin_like(self, file: ThingFile) -> None:
        """More things of the same model, owner and place."""
        own = form_values.texts_of(file)
        like = {name: own[name] for name in form_values.OF_ALL_ALIKE}
        self.begin_plain(_("Ajouter du matériel"), {**like, "condition": "good", "count": "1"})
        self.entries["model"].say(form_values.known(file.model))

    def begin_file(self, file: ThingFile) -> None:
        """A thing to be corrected."""
        title = f"{file.tag}  {file.model.name}"
        self.begin(title, form_values.texts_of(file), key=file.id, revision=file.revision)
        self.entries["model"].say(form_values.known(file.model))

    def begin_plain(self, heading: str, texts: dict[str, str]) -> None:
        """A new record whose beginning is given: no draft is taken up."""
        self.draft_name = ""
        self.begin(heading, texts)
        self.draft_name = type(self).draft_name

    def fill(self, texts: Mapping[str, str]) -> None:
        super().fill(texts)
        self.count.setValue(int(texts.get("count") or 1))
        self.room_parts.put(texts.get("room_parts", ""), own=texts.get("tag", ""))
        self._model_id = UUID(texts["model_id"]) if texts.get("model_id") else None
        self._category_kind = CategoryKind(texts.get("category_kind") or CategoryKind.THING)
        self._category_id = UUID(texts["category_id"]) if texts.get("category_id") else None
        self._choose_kind(EquipmentKind(texts.get("kind") or EquipmentKind.ITEM))
        self.entries["tag"].say("")

    def texts(self) -> dict[str, str]:
        return {
            **super().texts(),
            "kind": self.kind.value,
            "room_parts": self.room_parts.text(),
            "count": str(self.count.value()),
            "model_id": str(self._model_id or ""),
            "category_kind": self._category_kind.value,
            "category_id": str(self._category_id or ""),
        }

    def offer_categories(self, tree: Sequence[CategoryRow]) -> None:
        """The categories to choose from."""
        self.category.offer(tree)

    def focus_first(self) -> None:
        if self.key is None and not self.model.text():
            self.model.setFocus()
        else:
            self.entries["tag"].field.setFocus()

    def reload(self) -> None:
        desk, key = self.context.desk, self.key
        if key is None:
            return

        def read() -> ThingFile:
            with desk.database.reading() as session:
                return thing_file(session, key, desk.today())

        self.context.work.ask(read, self.begin_file, owner=self)

    # Saving

    def commit(self, *, overwrite: bool) -> None:
        desk, key, texts = self.context.desk, self.key, self.texts()
        revision = None if overwrite else self.revision
        form = form_values.form_of(texts, self.kind, self._model_id)
        new_model = None
        if self._model_id is None:
            new_model = form_values.new_model_of(texts, self.category.key())
        count = self.count.value()

        def save() -> UUID:
            if key is not None:
                equipment.change_equipment(desk, key, form, revision=revision)
                return key
            tags = equipment.enter_equipment(desk, form, count=count, model=new_model)
            with desk.database.reading() as session:
                return equipment.equipment_called(session, tags[0]).id

        self.context.work.do(save, self.accepted, self.refuse, owner=self)

    def refuse(self, error: VaEtVientError) -> None:
        super().refuse(error)
        if error.field == "room_parts":
            self.banner.hide()
            self.room_parts.say_wrong(error.message)

    # What it is

    def _add_kinds(self) -> None:
        chips = Flow()
        self._kinds = QButtonGroup(self)
        self.chips = {}
        for kind, words, icon in (
            (EquipmentKind.ITEM, _("Des choses étiquetées"), "tag"),
            (EquipmentKind.STOCK, _("Un lot compté"), "boxes"),
        ):
            chip = button(self.context.theme, words, icon, kind="chip")
            chip.setCheckable(True)
            chip.clicked.connect(partial(self._choose_kind, kind))
            self._kinds.addButton(chip)
            self.chips[kind] = chip
            chips.addWidget(chip)
        self.column.addLayout(chips)

    def _choose_kind(self, kind: EquipmentKind, _checked: bool = False) -> None:
        self.kind = kind
        self.chips[kind].setChecked(True)
        for chip in self.chips.values():
            chip.setVisible(self.key is None)
        self._show_what_applies()
        self._preview_tags()

    def _add_model(self) -> None:
        self.model = SuggestField(
            self.context.work, self._suggest_models, _("vidéoprojecteur, barnum, chaise…")
        )
        self.model.picked.connect(self._pick_model)
        self.model.textEdited.connect(self._forget_model)
        self.category = CategoryChoice()
        self.category.activated.connect(self._category_chosen)
        accessories = QPlainTextEdit()
        accessories.setFixedHeight(self.context.theme.pixels(84))
        self.row(self.add("model", _("Désignation"), self.model, check=_named))
        self.row(self.add("category", _("Catégorie"), self.category))
        self.row(
            self.add("brand", _("Marque"), LineField()),
            self.add("reference", _("Référence"), LineField()),
        )
        self.row(
            self.add(
                "accessories",
                _("Accessoires, un par ligne"),
                accessories,
                hint=_("Comptés au retour. Exemple : 2 câbles HDMI"),
            )
        )

    def _suggest_models(self, typed: str) -> Sequence[Suggestion]:
        with self.context.desk.database.reading() as session:
            found = models_called(session, typed)
        return [Suggestion(form_values.offered(model), model.name, model) for model in found]

    def _pick_model(self, model: ModelFound) -> None:
        self._model_id = model.id
        self._category_kind, self._category_id = model.category_kind, model.category_id
        self.model.setText(model.name)
        self.entries["model"].say(form_values.known(model))
        self._show_what_applies()
        self._preview_tags()
        self._changed()

    def _forget_model(self, _typed: str) -> None:
        self._model_id = None
        self.entries["model"].say(_("Nouveau modèle : il sera ajouté au catalogue."))
        self._category_chosen()

    def _category_chosen(self, _index: int = 0) -> None:
        if self._model_id is None:
            self._category_kind, self._category_id = self.category.kind(), self.category.key()
        self._show_what_applies()
        self._preview_tags()

    def _show_what_applies(self) -> None:
        is_item = self.kind is EquipmentKind.ITEM
        vehicle = is_item and self._category_kind is CategoryKind.VEHICLE
        room = is_item and self._category_kind is CategoryKind.ROOM
        new_model = self._model_id is None and self.key is None
        self.show_entries(_OF_NEW_MODEL, shown=new_model and bool(self.model.text().strip()))
        self.show_entries(_OF_ITEM, shown=is_item)
        self.show_entries(("count",), shown=self.key is None)
        self.show_entries(_OF_VEHICLE, shown=vehicle)
        self.show_entries(_OF_ROOM, shown=room)
        self.room_parts.setVisible(room)
        self.show_entries(("seats",), shown=vehicle or room)

    # Tags

    def _add_tags(self) -> None:
        self.count = CountField()
        self.count.setRange(1, MOST_AT_ONCE)
        self.count.valueChanged.connect(self._preview_tags)
        tag = LineField(_("la suivante"))
        tag.textEdited.connect(self._preview_tags)
        self.row(
            self.add("count", _("Combien"), self.count),
            self.add("tag", _("Étiquette"), tag),
        )

    def _preview_tags(self, _what: object = None) -> None:
        """Say which tags would be given; a taken one is said beside the field."""
        if self.key is not None:
            return
        count = self.count.value() if self.kind is EquipmentKind.ITEM else 1
        self.count.setMaximum(MOST_AT_ONCE if self.kind is EquipmentKind.ITEM else 100_000)
        database, first = self.context.desk.database, self.entries["tag"].text()
        category_id = self._category_id

        def look() -> tuple[list[str], frozenset[str]]:
            with database.reading() as session:
                tags = tags_ahead(session, category_id, first, count)
                return tags, tags_taken(session, tags)

        self.context.work.ask(look, self._say_tags, owner=self, key="tags ahead")

    def _say_tags(self, ahead: tuple[list[str], frozenset[str]]) -> None:
        tags, taken = ahead
        entry = self.entries["tag"]
        if taken:
            words = ngettext("{tags} existe déjà.", "{tags} existent déjà.", len(taken))
            entry.show_error(words.format(tags=", ".join(sorted(taken)[:_TAGS_SHOWN])))
            return
        entry.clear_error()
        entry.say(form_values.say_tags(tags))

    # In what state

    def _add_state(self) -> None:
        condition = Choice()
        for state in Condition:
            condition.addItem(_(CONDITION_WORDS[state]), state.value)
        defects = QPlainTextEdit()
        defects.setFixedHeight(self.context.theme.pixels(60))
        self.row(
            self.add("condition", _("État"), condition),
            self.add("serial", _("N° de série"), LineField()),
        )
        self.row(
            self.add(
                "defects",
                _("Défauts connus"),
                defects,
                hint=_("Dits à l'emprunteur, imprimés sur la convention."),
            )
        )

    def _add_special(self) -> None:
        step_free = Choice()
        for words, value in ((_("non précisé"), ""), (_("oui"), "1"), (_("non"), "0")):
            step_free.addItem(words, value)
        self.row(
            self.add("plate", _("Immatriculation"), LineField("AB-123-CD")),
            self.add("licence_class", _("Permis"), LineField("B")),
        )
        self.row(
            self.add(
                "mileage_km",
                _("Compteur, en km"),
                LineField(),
                check=partial(whole_number, field="mileage_km"),
            ),
            self.add("seats", _("Places"), LineField(), check=partial(whole_number, field="seats")),
            self.add("step_free", _("De plain-pied"), step_free),
        )
        fittings = QPlainTextEdit()
        fittings.setFixedHeight(self.context.theme.pixels(60))
        self.row(
            self.add(
                "fittings",
                _("Ce qu’il y a dans la salle"),
                fittings,
                hint=_("Vidéoprojecteur, cuisine, 40 chaises… Imprimé sur la convention."),
            )
        )
        self.room_parts = RoomParts(self.context)
        self.room_parts.edited.connect(self._changed)
        self.column.addWidget(self.room_parts)

    def _add_ownership(self) -> None:
        work = self.context.work
        notes = QPlainTextEdit()
        notes.setFixedHeight(self.context.theme.pixels(60))
        self.row(
            self.add("location", _("Emplacement"), SuggestField(work, self._suggest_locations)),
            self.add("value", _("Valeur"), AmountLine(), check=read_amount),
        )
        self.row(
            self.add("owner", _("Propriétaire"), SuggestField(work, self._suggest_owners)),
            self.add(
                "purchased_on",
                _("Acheté le"),
                DayLine(self.context.theme, self.context.desk.today),
                check=partial(read_date, field="purchased_on"),
            ),
        )
        self.row(self.add("notes", _("Notes"), notes))

    def _suggest_locations(self, typed: str) -> Sequence[Suggestion]:
        with self.context.desk.database.reading() as session:
            return [Suggestion(n, n, n) for n in locations_used(session, typed)]

    def _suggest_owners(self, typed: str) -> Sequence[Suggestion]:
        with self.context.desk.database.reading() as session:
            return [Suggestion(n, n, n) for n in owners_used(session, typed)]


def _named(typed: str) -> None:
    if not one_line(typed):
        raise MissingModelError(field="model")
