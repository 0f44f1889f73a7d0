"""The page of equipment: the list, and all of the thing that is chosen, or a form."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any
from uuid import UUID

from vaetvient.domain.equipment import CONDITION_WORDS, EquipmentKind
from vaetvient.domain.errors import VaEtVientError
from vaetvient.language import N_, _
from vaetvient.storage.queries.categories import CategoryRow, category_tree
from vaetvient.storage.queries.equipment import (
    EQUIPMENT,
    EquipmentAsked,
    Whereabouts,
    owners_present,
    places_present,
)
from vaetvient.storage.queries.listing import Order
from vaetvient.storage.queries.members import Kept
from vaetvient.storage.queries.thing_file import ThingFile, thing_file
from vaetvient.ui.context import Context
from vaetvient.ui.models.equipment import equipment_columns
from vaetvient.ui.pages.counter.conditions import ORDER
from vaetvient.ui.pages.equipment.categories import CategoriesPane
from vaetvient.ui.pages.equipment.category_choice import CategoryChoice
from vaetvient.ui.pages.equipment.details import ThingDetails
from vaetvient.ui.pages.equipment.form import ThingForm
from vaetvient.ui.pages.equipment.kits import KitsPane
from vaetvient.ui.pages.equipment.model_form import ModelFormPane
from vaetvient.ui.pages.equipment.together import equipment_bulks
from vaetvient.ui.pages.records import RecordsPage
from vaetvient.ui.printing.asked import LabelsAsked, ShelfListAsked
from vaetvient.ui.widgets.filter_bar import FilterChoice
from vaetvient.ui.widgets.menu_button import MenuButton
from vaetvient.ui.widgets.panes import button

_INDENT = "\N{EM SPACE}"
_LATE = "late"
"""Not a place: what should have come back."""
_Present = tuple[tuple[CategoryRow, ...], tuple[tuple[str, int], ...], tuple[tuple[str, int], ...]]
"""The categories, the places and the owners that there are."""


class EquipmentPage(RecordsPage):
    """Items and stocks, by tag."""

    title = N_("Matériel")
    icon = "package"
    name = "equipment"
    tables = (
        "equipment",
        "model",
        "category",
        "accessory",
        "stock_movement",
        "maintenance",
        "loan",
        "loan_line",
        "line_return",
        "photo",
    )

    def __init__(self, context: Context) -> None:
        super().__init__(
            context,
            EQUIPMENT,
            equipment_columns(context.desk.today),
            Order("tag"),
            placeholder=_("Filtrer : un nom, une étiquette, un n° de série"),
        )
        self._add_filters()
        self._category_of_many = CategoryChoice()
        self.bulk.add(*equipment_bulks(context, self._category_of_many), owner=self, page=self.name)
        theme = context.theme
        self.catalogue_button = MenuButton(theme, _("Catalogue"), "layers")
        self.catalogue_button.offer(_("Catégories…"), self.show_categories)
        self.catalogue_button.offer(_("Kits…"), self.show_kits)
        self.new_button = button(
            theme, _("Ajouter"), "package-plus", kind="primary", act=self.begin_new
        )
        self.new_button.setAccessibleName(_("Ajouter du matériel"))
        self.new_button.setToolTip(_("Ajouter du matériel (Ctrl+N)"))
        self.print_button = MenuButton(theme, _("Imprimer"), "printer")
        self.print_button.offer(_("Étiquettes…"), self._print_labels)
        self.print_button.offer(_("Liste à pointer…"), self._print_shelf_list)
        self.head_buttons.addWidget(self.print_button)
        self.head_buttons.addWidget(self.catalogue_button)
        self.head_buttons.addWidget(self.new_button)
        self.details = ThingDetails(context)
        self._tree: Sequence[CategoryRow] = ()
        self._back = ""
        """The page from which a thing is being entered."""
        self.add_pane(self.details)
        self.details.correct.connect(self.correct)
        self.details.correct_model.connect(self._correct_model)
        self.details.one_more.connect(self._one_more)

    @cached_property
    def form(self) -> ThingForm:
        """Made when it is first needed: a page must come up at once."""
        pane = ThingForm(self.context, self._settings)
        pane.offer_categories(self._tree)
        self._add_form(pane)
        return pane

    @cached_property
    def model_form(self) -> ModelFormPane:
        """Made when it is first needed."""
        pane = ModelFormPane(self.context, self._settings)
        pane.offer_categories(self._tree)
        self._add_form(pane)
        return pane

    @cached_property
    def categories(self) -> CategoriesPane:
        """Made when it is first needed."""
        pane = CategoriesPane(self.context, self._settings)
        pane.show_tree(self._tree)
        self.add_pane(pane)
        pane.closed.connect(self._leave_form)
        return pane

    @cached_property
    def kits(self) -> KitsPane:
        """Made when it is first needed."""
        pane = KitsPane(self.context, self._settings)
        self.add_pane(pane)
        pane.closed.connect(self._leave_form)
        return pane

    def asked(self) -> EquipmentAsked:
        return EquipmentAsked(
            today=self.context.desk.today(),
            lexicon=self.context.desk.database.lexicon,
            text=self.filters.text,
            category_id=self.category.value,
            kind=self.kind.value,
            where=None if self.where.value == _LATE else self.where.value,
            late=self.where.value == _LATE,
            condition=self.condition.value,
            location=self.location.value,
            owner=self.owner.value,
            kept=Kept.ARCHIVED if self.where.value is Whereabouts.ARCHIVED else Kept.CURRENT,
        )

    def refresh(self) -> None:
        super().refresh()
        database = self.context.desk.database

        def read() -> _Present:
            with database.reading() as session:
                return category_tree(session), places_present(session), owners_present(session)

        self.context.work.ask(read, self._offer_present, owner=self, key="category tree")

    def load(self, key: UUID) -> None:
        database, today = self.context.desk.database, self.context.desk.today()

        def read() -> ThingFile:
            with database.reading() as session:
                return thing_file(session, key, today)

        self.context.work.ask(read, self._show, self.lost, owner=self, key="thing file")

    @property
    def shows_record(self) -> bool:
        return self.record_pane in (self.details, self.nothing)

    def begin_new(self) -> None:
        self.form.begin_new(self.category.value)
        self._open_pane(self.form)

    def begin_found(self, tag: str, location: str) -> None:
        """Enter what an inventory round found under an unknown tag; then back to the round."""
        self.form.begin_found(tag, location)
        self._open_pane(self.form)
        self._back = "inventory"

    def say_empty(self) -> None:
        if self.filters.is_filtering:
            self.empty.say(
                _("Rien ne correspond."),
                _("Vérifiez l'orthographe, ou enlevez un filtre."),
                _("Tout montrer"),
                self.filters.reset,
            )
        else:
            self.empty.say(
                _("Il n'y a pas encore de matériel."),
                _("Ajoutez ce que le bureau prête : une chose, dix pareilles, ou un lot compté."),
                _("Ajouter du matériel"),
                self.begin_new,
            )
            self.empty.offer(_("J’ai déjà un fichier"), lambda: self.context.go("files", None))

    def lost(self, error: VaEtVientError) -> None:
        self.details.forget()
        super().lost(error)

    # Putting together

    def _add_filters(self) -> None:
        self.category = self.filters.add(
            FilterChoice(_("Catégorie"), [(_("Toutes catégories"), None)], key="category"),
            always=True,
        )
        self.where = self.filters.add(
            FilterChoice(
                _("Où est-ce ?"),
                [
                    (_("Où que ce soit"), None),
                    (_("Libre"), Whereabouts.FREE),
                    (_("En prêt"), Whereabouts.OUT),
                    (_("En retard"), _LATE),
                    (_("Hors service"), Whereabouts.STOPPED),
                    (_("Retiré"), Whereabouts.ARCHIVED),
                ],
                key="where",
            )
        )
        self.kind = self.filters.add(
            FilterChoice(
                _("Nature"),
                [
                    (_("Exemplaires et lots"), None),
                    (_("Exemplaires"), EquipmentKind.ITEM),
                    (_("Lots"), EquipmentKind.STOCK),
                ],
                key="kind",
            )
        )
        self.condition = self.filters.add(
            FilterChoice(
                _("État"),
                [(_("Tout état"), None), *((_(CONDITION_WORDS[one]), one) for one in ORDER)],
                key="condition",
            )
        )
        self.location = self.filters.add(
            FilterChoice(_("Emplacement"), [(_("Tous emplacements"), None)], key="location")
        )
        self.owner = self.filters.add(
            FilterChoice(_("Propriétaire"), [(_("Tous propriétaires"), None)], key="owner")
        )

    def _add_form(self, form: ThingForm | ModelFormPane) -> None:
        self.add_pane(form)
        form.saved.connect(self._saved)
        form.given_up.connect(self._leave_form)

    def _offer_present(self, present: _Present) -> None:
        tree, places, owners = present
        self._offer_categories(tree)
        for choice, every, none, values in (
            (self.location, _("Tous emplacements"), _("Sans emplacement"), places),
            (self.owner, _("Tous propriétaires"), _("Sans propriétaire"), owners),
        ):
            known = ((f"{value} ({count})", value) for value, count in values)
            choice.offer([(every, None), *known, (none, "")])

    def _offer_categories(self, tree: Sequence[CategoryRow]) -> None:
        choices: list[tuple[str, Any]] = [(_("Toutes catégories"), None)]
        choices += [(_INDENT * row.depth + row.name, row.id) for row in tree]
        self.category.offer(choices)
        self._tree = tree
        self._category_of_many.offer(tree)
        made = vars(self)
        for name in ("form", "model_form"):
            if name in made:
                made[name].offer_categories(tree)
        if "categories" in made:
            self.categories.show_tree(tree)

    # What is heard

    def _show(self, file: ThingFile) -> None:
        self.details.show_file(file)
        if self.shows_record:
            self.show_pane(self.details)

    def _open_pane(self, pane: ThingForm | ModelFormPane | CategoriesPane | KitsPane) -> None:
        self._back = ""
        self._record_wanted = True
        self.show_pane(pane)
        pane.focus_first()

    def correct(self) -> None:
        if self.details.file is not None:
            self.form.begin_file(self.details.file)
            self._open_pane(self.form)

    def _correct_model(self) -> None:
        if self.details.file is not None:
            self.model_form.begin_model(self.details.file.model)
            self._open_pane(self.model_form)

    def _one_more(self) -> None:
        if self.details.file is not None:
            self.form.begin_like(self.details.file)
            self._open_pane(self.form)

    def _print_labels(self) -> None:
        chosen = self.table.chosen_key
        self.context.show_asked(LabelsAsked((chosen,) if chosen is not None else ()))

    def _print_shelf_list(self) -> None:
        self.context.show_asked(ShelfListAsked(category_id=self.category.value))

    def show_categories(self) -> None:
        """The tree of categories, beside the list."""
        self._open_pane(self.categories)

    def show_kits(self, kit_id: UUID | None = None) -> None:
        """The kits, beside the list; one of them."""
        self._open_pane(self.kits)
        self.kits.load(kit_id)

    def _saved(self, key: UUID | None) -> None:
        self.show_pane(self.details if self.details.file is not None else self.nothing)
        if key is not None:
            self.show_record(key)
        elif self.details.file is not None:
            self.load(self.details.file.id)
        self.table.setFocus()
        self._go_back()

    def _go_back(self) -> None:
        back, self._back = self._back, ""
        if back and self.isVisible():
            self.context.go(back)

    def _leave_form(self) -> None:
        if self.details.file is None:
            self.show_pane(self.nothing)
            self.show_list()
        else:
            self.show_pane(self.details)
        self.table.setFocus()
        self._go_back()
