"""One gesture in detail: who, when, what it changed, and what undoing it would do."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Signal

from vaetvient.desk import undo
from vaetvient.desk.undo import Foreseen
from vaetvient.language import N_, _, ngettext, show_moment, show_number
from vaetvient.storage.queries.changes import RecordChanged
from vaetvient.storage.queries.history import GestureRow
from vaetvient.ui.context import Context
from vaetvient.ui.widgets.bars import announce
from vaetvient.ui.widgets.panes import Facts, RecordHead, Scrolled, Section, button, clear, label

_OPERATIONS = {"+": N_("{kind} : {name}, ajouté"), "-": N_("{kind} : {name}, enlevé")}


@dataclass(frozen=True, slots=True)
class GestureFile:
    """All that is said of one gesture."""

    row: GestureRow
    changes: tuple[RecordChanged, ...]
    total: int
    """How many records it changed; not all may be listed."""
    foreseen: Foreseen | None
    """What undoing would do; None where it is not to be undone."""


class GestureDetails(Scrolled):
    """Shows a GestureFile."""

    undone = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._file: GestureFile | None = None
        theme = context.theme
        self.head = RecordHead(theme)
        self.undo_button = button(
            theme, _("Annuler ce geste"), "undo-2", kind="primary", act=self._undo
        )
        self.open_button = button(theme, _("Voir la fiche"), "arrow-right", act=self._open)
        self.head.buttons.addWidget(self.undo_button)
        self.head.buttons.addWidget(self.open_button)
        self.foreseen = label("", "muted")
        self.facts = Facts()
        self.changes = Section(_("Ce qui a changé"))
        for widget in (self.head, self.foreseen, self.facts, self.changes):
            self.column.addWidget(widget)
        self.column.addStretch(1)

    @property
    def file(self) -> GestureFile | None:
        """The gesture that is shown."""
        return self._file

    def show_file(self, file: GestureFile) -> None:
        """Show a gesture."""
        if self._file is None or self._file.row.id != file.row.id:
            self.verticalScrollBar().setValue(0)
        self._file = file
        row = file.row
        self.head.title.setText(row.what)
        state = (_("annulé"), "undo-2") if row.undone else (_("fait"), "check")
        self.head.state.show_state(state[0], (state[1], "muted"))
        self.undo_button.setVisible(row.may_be_undone)
        can = file.foreseen is not None and file.foreseen.obstacle is None
        self.undo_button.setEnabled(can)
        self.foreseen.setText(_foreseen(file))
        self.foreseen.setVisible(bool(self.foreseen.text()))
        self.undo_button.setAccessibleDescription(self.foreseen.text())
        self.undo_button.setToolTip(self.foreseen.text())
        self.open_button.setVisible(row.loan_id is not None or row.record_id is not None)
        self.open_button.setText(_("Voir le prêt") if row.loan_id else _("Voir la fiche"))
        self._show_facts(row)
        self._show_changes(file)

    def forget(self) -> None:
        """The gesture that was shown is gone."""
        self._file = None

    def _show_facts(self, row: GestureRow) -> None:
        zone = self._context.desk.timezone
        undone = ""
        if row.undone_at is not None:
            undone = _("{who}, le {when}").format(
                who=row.undone_by, when=show_moment(row.undone_at, zone)
            )
        self.facts.show_facts(
            [
                (_("Quand"), show_moment(row.at, zone)),
                (_("Qui"), row.who),
                (_("Annulé par"), undone),
            ]
        )

    def _show_changes(self, file: GestureFile) -> None:
        clear(self.changes.body)
        self.changes.setVisible(bool(file.changes))
        for change in file.changes:
            self.changes.body.addWidget(label(_headline(change)))
            if change.facts:
                facts = Facts()
                self.changes.body.addWidget(facts)  # before it is shown: else it is a window
                facts.show_facts(
                    [(fact.name, f"{fact.old or '–'} → {fact.new or '–'}") for fact in change.facts]
                )
        more = file.total - len(file.changes)
        if more > 0 and len(file.changes) > 1:
            words = ngettext(
                "et {n} ligne que le programme tient pour lui",
                "et {n} lignes que le programme tient pour lui",
                more,
            )
            self.changes.body.addWidget(label(words.format(n=show_number(more)), "small"))

    # What is done

    def _undo(self) -> None:
        file, desk = self._file, self._context.desk
        if file is None:
            return
        key = file.row.id

        def done(result: undo.Undone) -> None:
            self._context.forgive()
            announce(self, _("Annulé : {what}").format(what=result.what))
            self.undone.emit()

        self._context.work.do(lambda: undo.undo(desk, key), done, owner=self)

    def _open(self) -> None:
        if self._file is None:
            return
        row = self._file.row
        if row.loan_id is not None:
            self._context.go("loans", row.loan_id)
        elif row.record_id is not None:
            self._context.go(row.page, row.record_id)


def _headline(change: RecordChanged) -> str:
    if change.operation in _OPERATIONS and change.name:
        return _(_OPERATIONS[change.operation]).format(kind=change.kind, name=change.name)
    if change.operation == "+":
        return _("{kind}, ajouté").format(kind=change.kind)
    if change.operation == "-":
        return _("{kind}, enlevé").format(kind=change.kind)
    if not change.name:
        return change.kind
    return _("{kind} : {name}").format(kind=change.kind, name=change.name)


def _foreseen(file: GestureFile) -> str:
    """What undoing would do, or why it cannot be done."""
    foreseen = file.foreseen
    if foreseen is None:
        return ""
    if foreseen.obstacle is not None:
        return foreseen.obstacle.message
    if foreseen.cancels:
        return _(
            "L'annuler annulera la convention {number}, dont le numéro reste pris ; "
            "ce qui était sorti redevient libre."
        ).format(number=foreseen.cancels)
    return _("L'annuler remettra tout comme c'était avant.")
