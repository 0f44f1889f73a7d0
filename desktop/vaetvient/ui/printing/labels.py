"""Tag labels: of what, on which sheets, from which label on, and what they say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from PySide6.QtCore import QSettings, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCheckBox, QGridLayout, QPlainTextEdit, QVBoxLayout, QWidget

from vaetvient.desk.labelling import note_labelled
from vaetvient.documents.label_formats import label_formats, show_format
from vaetvient.domain.entities import Office
from vaetvient.domain.prints import LabelFormat, LabelShows
from vaetvient.language import N_, _, as_language, ngettext
from vaetvient.storage.queries.categories import CategoryRow, category_tree
from vaetvient.storage.queries.holdings import Place, places
from vaetvient.storage.queries.label_choice import (
    LabelChoice,
    LabelsOf,
    ToLabel,
    things_to_label,
)
from vaetvient.storage.queries.prints import label_sheet
from vaetvient.ui.context import Context
from vaetvient.ui.printing.sheet_picker import SheetPicker
from vaetvient.ui.printing.source import Make, Source
from vaetvient.ui.printing.uses import PaperUse
from vaetvient.ui.tokens import S4, S8
from vaetvient.ui.widgets.entry import Entry
from vaetvient.ui.widgets.fields import CountField
from vaetvient.ui.widgets.filter_bar import FilterChoice
from vaetvient.ui.widgets.panes import label

SETTINGS_NAME = "etiquettes.ini"
_INDENT = "\N{EM SPACE}"
_MOST_COPIES = 20
_OF_WORDS = {
    LabelsOf.NEW: N_("Les nouveautés"),
    LabelsOf.EVERYTHING: N_("Tout le matériel"),
    LabelsOf.PLACE: N_("Un lieu"),
    LabelsOf.CATEGORY: N_("Une catégorie"),
    LabelsOf.KITS: N_("Les kits"),
    LabelsOf.TYPED: N_("Des étiquettes scannées ou tapées"),
}
_NOTHING = {
    LabelsOf.CHOSEN: N_("Rien n'est choisi."),
    LabelsOf.NEW: N_("Rien de nouveau : tout a déjà son étiquette."),
    LabelsOf.EVERYTHING: N_("Il n'y a pas encore de matériel."),
    LabelsOf.PLACE: N_("Choisissez un lieu."),
    LabelsOf.CATEGORY: N_("Choisissez une catégorie : celle-ci est vide."),
    LabelsOf.KITS: N_("Aucun kit n'a encore d'étiquette à scanner : écrivez-la sur sa fiche."),
    LabelsOf.TYPED: N_("Scannez ou tapez des étiquettes, une par ligne."),
}
_SHOWS = (
    ("name", N_("Nom")),
    ("serial", N_("N° de série")),
    ("owner", N_("Propriétaire")),
    ("office", N_("Bureau")),
    ("qr", N_("QR code")),
    ("bars", N_("Code-barres")),
)


@dataclass(frozen=True, slots=True)
class _Wanted:
    """Everything that is chosen, read on the window's thread before the worker begins."""

    choice: LabelChoice
    format: LabelFormat
    first: int
    copies: int
    shows: LabelShows


class ScannedTags(QPlainTextEdit):
    """One tag a line: a scanner's Enter begins the next; Tab leaves."""

    def __init__(self) -> None:
        super().__init__()
        self.setTabChangesFocus(True)
        self.setFixedHeight(120)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        empty = not self.textCursor().block().text().strip()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and empty:
            return  # some scanners end with two
        super().keyPressEvent(event)

    def tags(self) -> tuple[str, ...]:
        """What was typed, in order."""
        lines = (line.strip() for line in self.toPlainText().splitlines())
        return tuple(line for line in lines if line)


class LabelOptions(QWidget):
    """What may be chosen about labels; remembered for the next time."""

    changed = Signal()

    def __init__(self, context: Context, keys: tuple[UUID, ...]) -> None:
        super().__init__()
        self._keys = keys
        self._settings = QSettings(
            str(context.folder / SETTINGS_NAME), QSettings.Format.IniFormat, self
        )
        theme = context.theme
        offered = [(_(words), of) for of, words in _OF_WORDS.items()]
        if keys:
            words = ngettext("{n} chose choisie", "{n} choses choisies", len(keys))
            offered.insert(0, (words.format(n=len(keys)), LabelsOf.CHOSEN))
        self.of = FilterChoice(_("Étiquettes de"), offered)
        self.place = FilterChoice(_("Lieu"), [(_("Choisir un lieu"), "")])
        self.category = FilterChoice(_("Catégorie"), [(_("Choisir une catégorie"), None)])
        self.typed = ScannedTags()
        self.format = FilterChoice(_("Format"), [(known.name, known) for known in label_formats()])
        self.copies = CountField()
        self.copies.setRange(1, _MOST_COPIES)
        self.picker = SheetPicker(theme)
        self.said = label("", "small")
        self.boxes = {name: QCheckBox(_(words)) for name, words in _SHOWS}
        self.of_entry = Entry(theme, "of", _("Étiquettes de"), self.of)
        self.place_entry = Entry(theme, "place", _("Lieu"), self.place)
        self.category_entry = Entry(theme, "category", _("Catégorie"), self.category)
        self.typed_entry = Entry(theme, "typed", _("Étiquettes, une par ligne"), self.typed)
        self.format_entry = Entry(theme, "format", _("Format"), self.format)
        self.copies_entry = Entry(theme, "copies", _("De chaque"), self.copies)
        self._recall()
        self._lay_out()
        self._wire()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(S8)
        for entry in (
            *(self.of_entry, self.place_entry, self.category_entry, self.typed_entry),
            *(self.said, self.format_entry),
        ):
            column.addWidget(entry)
        self.picker_words = label(_("Commencer à l'étiquette"), "small")
        self.picker_words.setBuddy(self.picker)
        column.addWidget(self.picker_words)
        column.addWidget(self.picker)
        column.addWidget(self.copies_entry)
        column.addWidget(label(_("Sur l'étiquette, s'il y a la place"), "small"))
        grid = QGridLayout()
        grid.setSpacing(S4)
        for place, box in enumerate(self.boxes.values()):
            grid.addWidget(box, place // 2, place % 2)
        column.addLayout(grid)
        self._arrange()

    def _wire(self) -> None:
        for choice in (self.of, self.place, self.category):
            choice.currentIndexChanged.connect(self._chose)
        self.format.currentIndexChanged.connect(self._chose_format)
        self.typed.textChanged.connect(self.changed)
        self.copies.valueChanged.connect(self.changed)
        self.picker.chosen.connect(lambda _first: self.changed.emit())
        for box in self.boxes.values():
            box.toggled.connect(self.changed)

    def wanted(self) -> _Wanted:
        """All that is chosen now."""
        return _Wanted(
            LabelChoice(
                self.of.value,
                self._keys,
                self.place.value or "",
                self.category.value,
                self.typed.tags(),
            ),
            self.format.value,
            self.picker.first,
            self.copies.value(),
            LabelShows(**{name: box.isChecked() for name, box in self.boxes.items()}),
        )

    def offer(self, known: Sequence[Place], tree: Sequence[CategoryRow]) -> None:
        """The places and categories there are."""
        self.place.offer([(_("Choisir un lieu"), ""), *((one.name, one.name) for one in known)])
        choices: list[tuple[str, UUID | None]] = [(_("Choisir une catégorie"), None)]
        choices += [(_INDENT * row.depth + row.name, row.id) for row in tree]
        self.category.offer(choices)

    def say_found(self, found: ToLabel, copies: int) -> None:
        """How many labels there are, and what was typed that is no thing's."""
        count = len(found.keys) * copies
        words = ngettext("{n} étiquette à imprimer", "{n} étiquettes à imprimer", count).format(
            n=count
        )
        if found.unknown:
            unknown = _("inconnues : {tags}").format(tags=", ".join(found.unknown[:8]))
            words = f"{words} · {unknown}"
        self.said.setText(words)
        self.picker.show_count(count)

    def keep(self, printed: int) -> None:
        """Remember what was chosen; the next sheet begins where this one ended."""
        wanted = self.wanted()
        write = self._settings.setValue
        write("format", wanted.format.code)
        for name, box in self.boxes.items():
            write(f"shows/{name}", "true" if box.isChecked() else "false")
        if not wanted.format.roll:
            free = (wanted.first - 1 + printed) % wanted.format.per_sheet + 1
            write(f"first/{wanted.format.code}", free)

    def _recall(self) -> None:
        read = self._settings.value
        code = str(read("format", ""))
        self.format.choose(next((f for f in label_formats() if f.code == code), label_formats()[0]))
        for name, box in self.boxes.items():
            box.setChecked(str(read(f"shows/{name}", "true")) == "true")
        self._show_sheet()

    def _show_sheet(self) -> None:
        kept = str(self._settings.value(f"first/{self.format.value.code}", "1"))
        self.picker.show_format(self.format.value, int(kept) if kept.isdigit() else 1)

    def _chose(self) -> None:
        self._arrange()
        self.changed.emit()

    def _chose_format(self) -> None:
        self._show_sheet()
        self._arrange()
        self.changed.emit()

    def _arrange(self) -> None:
        self.format_entry.say(show_format(self.format.value))
        of = self.of.value
        self.place_entry.setVisible(of is LabelsOf.PLACE)
        self.category_entry.setVisible(of is LabelsOf.CATEGORY)
        self.typed_entry.setVisible(of is LabelsOf.TYPED)
        on_sheets = not self.format.value.roll
        self.picker.setVisible(on_sheets)
        self.picker_words.setVisible(on_sheets)


class LabelsSource(Source):
    """Labels as they are chosen."""

    _told = Signal(object, object)
    """What was chosen and the things it means, from the worker."""

    def __init__(self, context: Context, keys: tuple[UUID, ...]) -> None:
        super().__init__(_("Étiquettes"), _("etiquettes"), PaperUse.LABEL_SHEET)
        self._context = context
        self._options = LabelOptions(context, keys)
        self._options.changed.connect(self.changed)
        self._wanted = self._options.wanted()
        self._found = ToLabel(())
        self._told.connect(self._tell, Qt.ConnectionType.QueuedConnection)

    @property
    def options(self) -> LabelOptions:
        return self._options

    @property
    def use(self) -> PaperUse:
        roll = self._options.wanted().format.roll
        return PaperUse.LABEL_ROLL if roll else PaperUse.LABEL_SHEET

    def begin(self) -> None:
        desk = self._context.desk

        def read() -> tuple[tuple[Place, ...], tuple[CategoryRow, ...]]:
            with desk.database.reading() as session:
                return places(session, desk.office_id), category_tree(session)

        self._context.work.ask(read, lambda both: self._options.offer(*both), owner=self)

    def make(self) -> Make:
        wanted, desk = self._options.wanted(), self._context.desk
        self._wanted = wanted

        def work() -> bytes:
            from vaetvient.documents.labels import render_labels

            with desk.database.reading() as session:
                found = things_to_label(session, desk.office_id, wanted.choice)
                self._told.emit(wanted, found)
                if not found.keys:
                    return b""
                office = session.get_one(Office, desk.office_id)
                sheet = label_sheet(
                    session,
                    desk.office_id,
                    found.keys,
                    wanted.format,
                    language=as_language(office.language),
                    made_on=desk.today(),
                    first=1 if wanted.format.roll else wanted.first,
                    copies=wanted.copies,
                    shows=wanted.shows,
                )
            return render_labels(sheet)

        return work

    def nothing(self) -> str:
        return _(_NOTHING[self._wanted.choice.of])

    def left(self) -> None:
        keys, desk, wanted = self._found.keys, self._context.desk, self._wanted
        self._options.keep(len(keys) * wanted.copies)
        if wanted.choice.of in (LabelsOf.NEW, LabelsOf.EVERYTHING):
            self._context.work.do(
                lambda: note_labelled(desk, keys), lambda _none: None, owner=self._context
            )

    def _tell(self, wanted: _Wanted, found: ToLabel) -> None:
        if wanted == self._wanted:
            self._found = found
            self._options.say_found(found, wanted.copies)
