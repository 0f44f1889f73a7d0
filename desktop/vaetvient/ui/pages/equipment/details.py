"""All of one thing: what it is, where it is, in what state, and who had it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal

from vaetvient.desk import equipment, photos
from vaetvient.domain.equipment import CONDITION_WORDS, UNUSABLE, EquipmentKind
from vaetvient.domain.errors import VaEtVientError
from vaetvient.language import _, ngettext, show_date, show_money, show_number
from vaetvient.storage.queries.thing_file import ThingFile, photo_of
from vaetvient.ui.context import Context
from vaetvient.ui.models.columns import Sign
from vaetvient.ui.pages.equipment.form_values import form_of, texts_of
from vaetvient.ui.pages.equipment.history import HistorySection
from vaetvient.ui.pages.equipment.live import live_facts
from vaetvient.ui.pages.equipment.stock import StockSection
from vaetvient.ui.pages.equipment.stopping import StopAsked
from vaetvient.ui.widgets.live_facts import LiveFacts
from vaetvient.ui.widgets.panes import Facts, RecordHead, Scrolled, Section, button
from vaetvient.ui.widgets.photo import PhotoButton


class ThingDetails(Scrolled):
    """Shows a ThingFile."""

    correct = Signal()
    correct_model = Signal()
    one_more = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._file: ThingFile | None = None
        theme = context.theme
        self.head = RecordHead(theme)
        self.photo = PhotoButton(theme)
        self.photo.given.connect(self._take_photo)
        self.facts = LiveFacts(theme)
        self.facts.saved.connect(self._correct_fact)
        self.stop_asked = StopAsked(context)
        self.stock = StockSection(context)
        self.model = Section(_("Modèle"))
        self.model_button = button(
            theme, _("Corriger le modèle"), "pencil", kind="quiet", act=self.correct_model.emit
        )
        self.model.offer(self.model_button)
        self._model_facts = Facts()
        self.model.body.addWidget(self._model_facts)
        self.history = HistorySection(context)
        self._make_buttons()
        self._lay_out()

    @property
    def file(self) -> ThingFile | None:
        """The thing that is shown."""
        return self._file

    def show_file(self, file: ThingFile) -> None:
        """Show a thing; what was being asked about another is closed."""
        if self._file is None or self._file.id != file.id:
            self.stop_asked.hide()
            self.facts.close_up()
            self.stock.close_up()
            self.verticalScrollBar().setValue(0)
            self.photo.show_jpeg(b"")
        self._file = file
        self.head.title.setText(f"{file.tag}  {file.model.name}")
        self.head.state.show_state(*_standing(file))
        self._show_buttons(file)
        self.facts.show_facts(live_facts(self._context, file))
        self._model_facts.show_facts(_model_facts(file))
        self.stock.show_stock(file)
        self.history.show_history(file)
        self.photo.setVisible(file.kind is EquipmentKind.ITEM)
        self._load_photo(file)

    def forget(self) -> None:
        """The thing that was shown is gone."""
        self._file = None

    # Putting together

    def _make_buttons(self) -> None:
        theme = self._context.theme
        self.lend_button = button(
            theme, _("Prêter"), "hand-helping", kind="primary", act=self._to_counter
        )
        self.lend_button.setToolTip(_("Mettre dans le panier, au comptoir"))
        self.return_button = button(
            theme, _("Rendre"), "package-check", kind="primary", act=self._to_loan
        )
        self.return_button.setToolTip(_("Noter le retour, au comptoir"))
        self.correct_button = button(theme, _("Corriger"), "pencil", act=self.correct.emit)
        self.more_button = button(theme, _("En ajouter"), "plus", act=self.one_more.emit)
        self.more_button.setToolTip(_("Ajouter d'autres exemplaires pareils"))
        self.stop_button = button(
            theme, _("Hors service"), "wrench", kind="quiet", act=self._ask_stop
        )
        self.stop_button.setAccessibleName(_("Mettre hors service"))
        self.start_button = button(
            theme, _("Remettre en service"), "check", kind="primary", act=self._start
        )
        self.archive_button = button(
            theme, _("Retirer"), "archive", kind="quiet", act=self._archive
        )
        self.archive_button.setAccessibleName(_("Retirer du matériel"))
        self.archive_button.setToolTip(
            _("Retirer du matériel : vendu, jeté, rendu à son propriétaire")
        )
        self.restore_button = button(
            theme, _("Remettre au matériel"), "archive-restore", act=self._restore
        )
        for each in (
            self.lend_button,
            self.return_button,
            self.start_button,
            self.correct_button,
            self.more_button,
            self.restore_button,
            self.stop_button,
            self.archive_button,
        ):
            self.head.buttons.addWidget(each)

    def _lay_out(self) -> None:
        self.column.addWidget(self.head)
        self.column.addWidget(self.stop_asked)
        self.column.addWidget(self.facts)
        self.column.addWidget(self.photo, 0, Qt.AlignmentFlag.AlignLeft)
        for section in (self.stock, self.model, self.history):
            self.column.addWidget(section)
        self.column.addStretch(1)

    def _show_buttons(self, file: ThingFile) -> None:
        archived = file.archived_at is not None
        is_item = file.kind is EquipmentKind.ITEM
        stopped = file.stop is not None or _is_broken(file)
        free = file.total > file.out and not stopped and not archived
        self.lend_button.setVisible(free)
        self.return_button.setVisible(is_item and bool(file.out))
        self.start_button.setVisible(is_item and stopped and not archived)
        self.stop_button.setVisible(is_item and not stopped and not archived)
        self.more_button.setVisible(is_item and not archived)
        self.archive_button.setVisible(not archived and not file.out)
        self.restore_button.setVisible(archived)
        self.correct_button.setVisible(not archived)
        if stopped:
            self.stop_asked.hide()

    def _load_photo(self, file: ThingFile) -> None:
        if file.photo_id is None:
            self.photo.show_jpeg(b"")
            return
        database, photo_id = self._context.desk.database, file.photo_id

        def read() -> bytes:
            with database.reading() as session:
                return photo_of(session, photo_id, small=False)

        self._context.work.ask(read, self.photo.show_jpeg, owner=self, key="photo")

    # What is done

    def _to_counter(self) -> None:
        if self._file is not None:
            self._context.go("counter", self._file.id)

    def _to_loan(self) -> None:
        if self._file is not None and self._file.uses:
            self._context.go("counter", self._file.uses[0].loan_id)

    def _take_photo(self, source: Path | bytes) -> None:
        if self._file is None:
            return
        desk, key = self._context.desk, self._file.id
        self._context.work.do(
            lambda: photos.set_photo(desk, key, source),
            lambda _key: self._context.forgive(),
            owner=self,
        )

    def _correct_fact(self, field: str, text: str) -> None:
        """One fact is corrected in place: the same form, the same gesture, the rest as it was."""
        file = self._file
        if file is None:
            return
        desk = self._context.desk
        texts = {**texts_of(file), field: text}
        try:
            form = form_of(texts, file.kind, file.model.id)
        except VaEtVientError as error:
            self.facts.refuse(error)
            return
        self._context.work.do(
            lambda: equipment.change_equipment(desk, file.id, form, revision=file.revision),
            lambda _none: self.facts.done(),
            self.facts.refuse,
            owner=self,
        )

    def _ask_stop(self) -> None:
        if self._file is not None:
            self.stop_asked.ask_about(self._file)

    def _start(self) -> None:
        self._do(equipment.put_in_service)

    def _archive(self) -> None:
        self._do(equipment.archive_equipment)

    def _restore(self) -> None:
        self._do(equipment.restore_equipment)

    def _do(self, use_case: object) -> None:
        if self._file is None or not callable(use_case):
            return
        desk, key = self._context.desk, self._file.id
        self._context.work.do(
            lambda: use_case(desk, key), lambda _none: self._context.forgive(), owner=self
        )


def _is_broken(file: ThingFile) -> bool:
    return file.condition in UNUSABLE


def _standing(file: ThingFile) -> tuple[str, Sign]:
    if file.archived_at is not None:
        return _("retiré du matériel"), ("archive", "muted")
    if file.kind is EquipmentKind.STOCK:
        free = file.total - file.out
        words = ngettext("{n} libre sur {total}", "{n} libres sur {total}", free).format(
            n=show_number(free), total=show_number(file.total)
        )
        return words, ("circle-check", "done") if free else ("hand-helping", "accent")
    if file.out and file.uses:
        use = file.uses[0]
        due = show_date(use.due_on, "short") if use.due_on else ""
        words = _("en prêt à {borrower}, retour prévu le {due}").format(
            borrower=use.borrower, due=due
        )
        return words, ("hand-helping", "accent")
    if file.stop is not None:
        until = file.stop.last_day
        words = _("hors service : {reason}").format(reason=file.stop.reason)
        if until is not None:
            words = _("{words}, jusqu'au {day}").format(words=words, day=show_date(until, "short"))
        return words, ("wrench", "late")
    if _is_broken(file) and file.condition is not None:
        return _(CONDITION_WORDS[file.condition]), ("circle-x", "late")
    return _("libre"), ("circle-check", "done")


def _model_facts(file: ThingFile) -> list[tuple[str, str]]:
    model = file.model
    parts = "\n".join(f"{part.quantity} × {part.name}" for part in model.accessories)
    days = "" if model.loan_days is None else _("{n} jours").format(n=model.loan_days)
    return [
        (_("Marque"), model.brand),
        (_("Référence"), model.reference),
        (_("Description"), model.description),
        (_("Mode d'emploi"), model.instructions),
        (_("Accessoires"), parts),
        (_("Valeur"), "" if model.value_cents is None else show_money(model.value_cents)),
        (_("Durée du prêt"), days),
        (_("Caution"), "" if model.deposit_cents is None else show_money(model.deposit_cents)),
    ]
