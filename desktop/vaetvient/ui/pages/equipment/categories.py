"""The tree of categories, and the form of one: its kind, its prefix, the rule it carries."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from uuid import UUID

from PySide6.QtCore import QSettings

from vaetvient.desk import catalogue
from vaetvient.desk.catalogue import CategoryForm
from vaetvient.desk.members import MissingNameError
from vaetvient.domain.equipment import CategoryKind
from vaetvient.domain.money import read_amount
from vaetvient.domain.text import one_line
from vaetvient.language import N_, _, ngettext, show_money
from vaetvient.storage.queries.categories import CategoryRow, category_tree
from vaetvient.ui.context import Context
from vaetvient.ui.pages.equipment.category_choice import CategoryChoice
from vaetvient.ui.pages.equipment.list_and_form import ListAndForm
from vaetvient.ui.pages.equipment.numbers import days_typed, show_days
from vaetvient.ui.widgets.amounts import AmountLine
from vaetvient.ui.widgets.fields import Choice, LineField
from vaetvient.ui.widgets.panes import LineButton, clear, label
from vaetvient.ui.widgets.record_form import RecordForm

KIND_WORDS = {
    CategoryKind.THING: N_("des choses"),
    CategoryKind.VEHICLE: N_("des véhicules"),
    CategoryKind.ROOM: N_("des salles"),
    CategoryKind.COLD_ROOM: N_("des chambres froides"),
}
_MEMBERSHIP = ((N_("comme au-dessus"), ""), (N_("oui"), "1"), (N_("non"), "0"))
_INDENT = "\N{EM SPACE}\N{EM SPACE}"


class CategoriesPane(ListAndForm):
    """The tree, one line each; a line leads to its form."""

    def __init__(self, context: Context, settings: QSettings) -> None:
        self.form = CategoryFormPane(context, settings)
        super().__init__(
            context.theme,
            self.form,
            title=_("Catégories"),
            hint=_("Chacune donne un début d'étiquette, une durée de prêt et une caution."),
            new_words=_("Nouvelle catégorie"),
        )
        self._context = context
        self._tree: Sequence[CategoryRow] = ()

    def show_tree(self, tree: Sequence[CategoryRow]) -> None:
        """Show the categories."""
        self._tree = tree
        self.form.offer(tree)
        clear(self.lines)
        for row in tree:
            self.lines.addWidget(
                LineButton(
                    self._context.theme,
                    f"{_INDENT * row.depth}{row.name}",
                    state=_summary(row),
                    act=partial(self.begin_category, row),
                )
            )
        if not tree:
            words = _("Aucune catégorie : commencez par « Image et son », « Mobilier »…")
            self.lines.addWidget(label(words, "muted"))

    def begin_new(self) -> None:
        """A new category."""
        self.form.begin_new()
        self.show_form()

    def begin_category(self, row: CategoryRow) -> None:
        """A category to be corrected."""
        self.form.begin_row(row)
        self.show_form()


class CategoryFormPane(RecordForm):
    """Adds or corrects a category."""

    draft_name = "category"

    def __init__(self, context: Context, settings: QSettings) -> None:
        super().__init__(context, settings)
        self.parent_choice = CategoryChoice()
        kind = Choice()
        for each, words in KIND_WORDS.items():
            kind.addItem(_(words), each.value)
        membership = Choice()
        for words, value in _MEMBERSHIP:
            membership.addItem(_(words), value)
        self.row(self.add("name", _("Nom"), LineField(), check=_named))
        self.row(
            self.add("parent", _("Rangée dans"), self.parent_choice),
            self.add("kind", _("Ce sont"), kind),
        )
        self.row(
            self.add(
                "prefix",
                _("Début des étiquettes"),
                LineField("VID"),
                hint=_("Vide : les premières lettres du nom."),
            ),
            self.add(
                "loan_days",
                _("Durée du prêt, en jours"),
                LineField(),
                check=days_typed,
                hint=_("Vide : comme au-dessus."),
            ),
        )
        self.row(
            self.add(
                "deposit",
                _("Caution par chose"),
                AmountLine(),
                check=read_amount,
                hint=_("Vide : comme au-dessus."),
            ),
            self.add("membership", _("Adhésion exigée"), membership),
        )
        self.column.addStretch(1)

    def offer(self, tree: Sequence[CategoryRow]) -> None:
        """The categories that this one may be put in."""
        self.parent_choice.offer(tree)

    def begin_new(self) -> None:
        """A new category."""
        self.begin(_("Nouvelle catégorie"), {"kind": CategoryKind.THING.value})

    def begin_row(self, row: CategoryRow) -> None:
        """A category to be corrected."""
        required = "" if row.membership_required is None else str(int(row.membership_required))
        texts = {
            "name": row.name,
            "parent": str(row.parent_id or ""),
            "kind": row.kind.value,
            "prefix": row.prefix,
            "loan_days": show_days(row.loan_days),
            "deposit": "" if row.deposit_cents is None else show_money(row.deposit_cents),
            "membership": required,
        }
        self.begin(row.name, texts, key=row.id, revision=row.revision)

    def reload(self) -> None:
        database, key = self.context.desk.database, self.key

        def read() -> CategoryRow | None:
            with database.reading() as session:
                return next((row for row in category_tree(session) if row.id == key), None)

        def show(row: CategoryRow | None) -> None:
            if row is not None:
                self.begin_row(row)

        self.context.work.ask(read, show, owner=self)

    def commit(self, *, overwrite: bool) -> None:
        desk, key, texts = self.context.desk, self.key, self.texts()
        form = CategoryForm(
            name=texts["name"],
            parent_id=self.parent_choice.key(),
            kind=CategoryKind(texts["kind"]),
            prefix=texts["prefix"],
            loan_days=days_typed(texts["loan_days"]),
            deposit_cents=read_amount(texts["deposit"], "deposit"),
            membership_required={"1": True, "0": False}.get(texts["membership"]),
        )

        def save() -> UUID:
            if key is None:
                return catalogue.enter_category(desk, form)
            catalogue.change_category(desk, key, form)
            return key

        self.context.work.do(save, self.accepted, self.refuse, owner=self)


def _named(typed: str) -> None:
    if not one_line(typed):
        raise MissingNameError(field="name")


def _summary(row: CategoryRow) -> str:
    parts = [row.prefix]
    if row.loan_days is not None:
        parts.append(ngettext("{n} jour", "{n} jours", row.loan_days).format(n=row.loan_days))
    if row.deposit_cents:
        parts.append(show_money(row.deposit_cents))
    parts.append(ngettext("{n} chose", "{n} choses", row.things).format(n=row.things))
    return " · ".join(part for part in parts if part)
