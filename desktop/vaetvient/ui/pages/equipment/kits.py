"""The kits: which there are, which are whole over some days, and the form of one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from uuid import UUID

from PySide6.QtCore import QSettings, Signal
from PySide6.QtWidgets import QPlainTextEdit

from vaetvient.desk import kits
from vaetvient.desk.desk import Desk
from vaetvient.desk.kits import EmptyKitError
from vaetvient.desk.periods import period_of
from vaetvient.desk.promises import view_of
from vaetvient.domain.availability import Claim, ClaimKind
from vaetvient.domain.days import last_day
from vaetvient.domain.errors import VaEtVientError
from vaetvient.domain.text import one_line
from vaetvient.language import _, ngettext, show_date, show_number
from vaetvient.storage.notices import ChangeNotice
from vaetvient.storage.queries.kits import KitRow, PartRow, kit_rows
from vaetvient.ui.context import Context
from vaetvient.ui.pages.equipment.kit_parts import KitParts, PartTyped, parts_as_text
from vaetvient.ui.pages.equipment.list_and_form import ListAndForm
from vaetvient.ui.printing.asked import LabelsAsked
from vaetvient.ui.widgets.fields import DayField, Labelled, LineField
from vaetvient.ui.widgets.flow import Flow
from vaetvient.ui.widgets.panes import LineButton, button, clear, label
from vaetvient.ui.widgets.planning.words import kind_words
from vaetvient.ui.widgets.record_form import RecordForm

_TABLES = ("kit", "kit_part", "model", "equipment", "loan_line", "reservation", "maintenance")
_HOLDERS_SHOWN = 3


class KitsPane(ListAndForm):
    """The kits, one line each with how many are whole; a line leads to its form."""

    def __init__(self, context: Context, settings: QSettings) -> None:
        self.form = KitFormPane(context, settings)
        hint = _("Ce qui se prête ensemble : au comptoir, le nom du kit met tout dans le panier.")
        super().__init__(
            context.theme,
            self.form,
            title=_("Kits"),
            hint=hint,
            new_words=_("Nouveau kit"),
        )
        self._context = context
        self._rows: Sequence[KitRow] = ()
        self.first, self.last = DayField(), DayField()
        for field in (self.first, self.last):
            field.put(context.desk.today())
            field.chosen.connect(self._dates_chosen)
        dates = Flow()
        self.head.addLayout(dates)  # first: it then owns what it holds
        dates.addWidget(Labelled(_("Complets du"), self.first))
        dates.addWidget(Labelled(_("au"), self.last))
        self.form.removed.connect(self.show_list)
        context.changed.connect(self._hear)
        self.load()

    @property
    def rows(self) -> Sequence[KitRow]:
        """What is listed."""
        return self._rows

    def load(self, then_show: UUID | None = None) -> None:
        """Ask again which kits there are and what of them is free; then look at one of them."""
        desk, first, last = self._context.desk, self.first.day(), self.last.day()

        def read() -> tuple[KitRow, ...]:
            period = period_of(desk, first, None, max(first, last), None)
            with desk.database.reading() as session:
                return kit_rows(session, view_of(desk), period)

        def show(rows: Sequence[KitRow]) -> None:
            self._show(rows)
            if (row := next((row for row in rows if row.id == then_show), None)) is not None:
                self.begin_kit(row)

        self._context.work.ask(read, show, owner=self, key="kits")

    def begin_new(self) -> None:
        """A new kit."""
        self.form.begin_new()
        self.show_form()

    def begin_kit(self, row: KitRow) -> None:
        """A kit to be looked at and corrected."""
        self.form.begin_row(row)
        self.show_form()

    def _show(self, rows: Sequence[KitRow]) -> None:
        self._rows = rows
        clear(self.lines)
        for row in rows:
            sign = ("circle-check", "done") if row.whole else ("circle-alert", "late")
            self.lines.addWidget(
                LineButton(
                    self._context.theme,
                    row.name,
                    ", ".join(_part_words(part) for part in row.parts),
                    state=whole_words(row.whole),
                    sign=sign,
                    act=partial(self.begin_kit, row),
                )
            )
        if not rows:
            words = _("Aucun kit encore : « fête de quartier », « ciné-club », « stand »…")
            self.lines.addWidget(label(words, "muted"))
        shown = next((row for row in rows if row.id == self.form.key), None)
        if shown is not None:
            self.form.show_free(self._context.desk, shown)

    def _dates_chosen(self) -> None:
        if self.last.day() < self.first.day():
            self.last.put(self.first.day())
        self.load()

    def _hear(self, notice: ChangeNotice) -> None:
        if self.isVisible() and notice.touches(*_TABLES):
            self.load()

    def show_list(self) -> None:
        self.load()
        super().show_list()


class KitFormPane(RecordForm):
    """Adds or corrects a kit, and says who has its parts."""

    draft_name = "kit"
    removed = Signal()

    def __init__(self, context: Context, settings: QSettings) -> None:
        super().__init__(context, settings)
        theme = context.theme
        description = QPlainTextEdit()
        description.setFixedHeight(theme.pixels(60))
        self.row(
            self.add("name", _("Nom"), LineField(_("Fête de quartier")), check=_named),
            self.add("tag", _("Étiquette à scanner"), LineField("KIT-01")),
        )
        self.parts = KitParts(context)
        self.parts.edited.connect(self._changed)
        self.column.addWidget(label(_("Éléments"), "heading"))
        self.column.addWidget(self.parts)
        self.row(self.add("description", _("Description"), description))
        self.column.addStretch(1)
        self.lend_button = button(theme, _("Au comptoir"), "hand-helping", act=self._to_counter)
        self.lend_button.setToolTip(_("Mettre le kit dans le panier, au comptoir"))
        self.remove_button = button(theme, _("Retirer"), "archive", kind="quiet", act=self._remove)
        self.remove_button.setAccessibleName(_("Retirer le kit"))
        self.label_button = button(theme, _("Étiquette"), "tag", act=self._print_label)
        self.label_button.setToolTip(_("Imprimer l'étiquette à coller sur le kit"))
        self.foot.addWidget(self.lend_button)
        self.foot.addWidget(self.label_button)
        self.foot.addWidget(self.remove_button)

    def begin_new(self) -> None:
        """A new kit."""
        self.parts.say({})
        self.begin(_("Nouveau kit"), {})
        self._arrange()

    def begin_row(self, row: KitRow) -> None:
        """A kit to be corrected."""
        parts = [PartTyped(p.model_id, p.label, p.quantity, p.required) for p in row.parts]
        texts = {
            "name": row.name,
            "tag": row.tag,
            "description": row.description,
            "parts": parts_as_text(parts),
        }
        self.begin(row.name, texts, key=row.id, revision=row.revision)
        self.show_free(self.context.desk, row)
        self._arrange()

    def show_free(self, desk: Desk, row: KitRow) -> None:
        """Say beside each part how many are free, and who has the others."""
        self.parts.say({part.model_id: free_words(desk, part) for part in row.parts})

    def fill(self, texts: Mapping[str, str]) -> None:
        super().fill(texts)
        self.parts.put(texts.get("parts", ""))

    def texts(self) -> dict[str, str]:
        return {**super().texts(), "parts": self.parts.text()}

    def reload(self) -> None:
        desk, key = self.context.desk, self.key

        def read() -> KitRow | None:
            today = desk.today()
            with desk.database.reading() as session:
                rows = kit_rows(session, view_of(desk), period_of(desk, today, None, today, None))
            return next((row for row in rows if row.id == key), None)

        def show(row: KitRow | None) -> None:
            if row is not None:
                self.begin_row(row)

        self.context.work.ask(read, show, owner=self)

    def commit(self, *, overwrite: bool) -> None:
        desk, key, texts, parts = self.context.desk, self.key, self.texts(), self.parts.parts
        revision = None if overwrite else self.revision

        def save() -> UUID:
            return kits.write_kit(
                desk,
                texts["name"],
                parts,
                description=texts["description"],
                tag=texts["tag"],
                kit_id=key,
                revision=revision,
            )

        self.context.work.do(save, self.accepted, self.refuse, owner=self)

    def refuse(self, error: VaEtVientError) -> None:
        super().refuse(error)
        if isinstance(error, EmptyKitError) and error.field == "parts":
            self.banner.hide()
            self.parts.say_wrong(error.message)
            self.parts.field.setFocus()

    def _arrange(self) -> None:
        for each in (self.lend_button, self.label_button, self.remove_button):
            each.setVisible(self.key is not None)
        self.label_button.setVisible(self.key is not None and bool(self.entries["tag"].text()))

    def _print_label(self) -> None:
        if self.key is not None:
            self.context.show_asked(LabelsAsked((self.key,)))

    def _to_counter(self) -> None:
        if self.key is not None:
            self.context.go("counter", self.key)

    def _remove(self) -> None:
        desk, key = self.context.desk, self.key
        if key is None:
            return

        def done(_none: None) -> None:
            self.context.say("", undo=True)
            self.removed.emit()

        self.context.work.do(lambda: kits.drop_kit(desk, key), done, self.refuse, owner=self)


def whole_words(count: int) -> str:
    """« 2 kits complets »."""
    if not count:
        return _("incomplet")
    return ngettext("{n} kit complet", "{n} kits complets", count).format(n=show_number(count))


def free_words(desk: Desk, part: PartRow) -> tuple[str, str]:
    """« ✓ 3 libres sur 4 », or who has the others until when; and the role of the words."""
    facts = {"n": show_number(part.free), "total": show_number(part.total)}
    said = ngettext("{n} libre sur {total}", "{n} libres sur {total}", part.free).format(**facts)
    if part.free >= part.quantity:
        return f"✓ {said}", "smalldone"
    who = list(dict.fromkeys(_holder(desk, claim) for claim in part.holders))[:_HOLDERS_SHOWN]
    return " · ".join((said, *who)), "smalllate"


def _holder(desk: Desk, claim: Claim) -> str:
    who = claim.who or kind_words(claim)
    if claim.quantity > 1:
        who = f"{show_number(claim.quantity)} × {who}"
    if claim.kind is ClaimKind.LATE or claim.end is None:
        return _("{who}, {what}").format(who=who, what=kind_words(claim))
    day = show_date(last_day(claim.end, desk.zone), "short")
    return _("{who}, jusqu'au {day}").format(who=who, day=day)


def _part_words(part: PartRow) -> str:
    said = f"{part.quantity} × {part.label}" if part.quantity > 1 else part.label
    return said if part.required else _("{what} (facultatif)").format(what=said)


def _named(typed: str) -> None:
    if not one_line(typed):
        raise EmptyKitError(value=typed, field="name")
