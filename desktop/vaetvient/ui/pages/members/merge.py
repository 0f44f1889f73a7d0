"""Making two entries of one member into one: what becomes of each field, before it is done."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from vaetvient.desk import merging
from vaetvient.domain.errors import VaEtVientError
from vaetvient.domain.registration import show_phone, show_siret
from vaetvient.language import _, ngettext, show_date
from vaetvient.storage.queries.member_file import MemberFile, member_file
from vaetvient.storage.queries.people import PersonFound, people_called
from vaetvient.ui.context import Context
from vaetvient.ui.tokens import S8, S12, S16, S24
from vaetvient.ui.widgets.bars import announce
from vaetvient.ui.widgets.entry import Entry
from vaetvient.ui.widgets.flow import Flow
from vaetvient.ui.widgets.panes import Hairline, Scrolled, button, clear, label
from vaetvient.ui.widgets.suggest import SuggestField, Suggestion


class MergePane(QWidget):
    """The entry that is kept at the left, the one that goes at the right, and what comes of it."""

    merged = Signal(object)
    """The key of the entry that is kept."""
    given_up = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._kept: MemberFile | None = None
        self._gone: MemberFile | None = None
        theme = context.theme
        self.heading = label(_("Réunir deux fiches"), "title")
        self.hint = label(
            _("Les prêts, adhésions et mandats passent à la fiche gardée. L'autre est archivée."),
            "muted",
        )
        self.other = SuggestField(context.work, self._suggest, _("nom ou n°"))
        self.other.picked.connect(self._pick)
        self._entry = Entry(theme, "other", _("La fiche en double"), self.other)
        self.swap_button = button(
            theme, _("Garder plutôt l'autre"), "arrow-left-right", kind="quiet", act=self._swap
        )
        self.merge_button = button(theme, _("Réunir"), "merge", kind="primary", act=self._merge)
        self.cancel_button = button(theme, _("Fermer"), kind="quiet", act=self.given_up.emit)
        self.wrong = label("", "smalllate")
        self.wrong.hide()
        self._scrolled = Scrolled()
        self._preview = QWidget()
        self._grid = QGridLayout(self._preview)
        self._lay_out()

    def begin(self, kept: MemberFile) -> None:
        """Ask for the double of a member."""
        self._kept, self._gone = kept, None
        self.other.clear()
        self.wrong.hide()
        self._show()

    def focus_first(self) -> None:
        """Where typing begins."""
        self.other.setFocus()

    @property
    def preview_rows(self) -> list[tuple[str, str, str]]:
        """Each field with what is kept of it, and what goes; for whoever cannot see the table."""
        if self._kept is None or self._gone is None:
            return []
        return [(name, result, gone) for name, result, gone, _taken in self._outcome()]

    # Putting together

    def _lay_out(self) -> None:
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(S16)
        self._grid.setVerticalSpacing(S8)
        self._grid.setColumnStretch(1, 1)
        self._grid.setColumnStretch(2, 1)
        column = self._scrolled.column
        column.setSpacing(S16)
        for widget in (self.heading, self.hint, self._entry):
            column.addWidget(widget)
        column.addWidget(self.swap_button, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self._preview)
        column.addStretch(1)
        foot = QHBoxLayout()
        foot.setContentsMargins(S24, S8, S24, S12)
        buttons = Flow()
        buttons.addWidget(self.merge_button)
        buttons.addWidget(self.cancel_button)
        foot.addLayout(buttons, 1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self._scrolled, 1)
        wrong = QHBoxLayout()
        wrong.setContentsMargins(S24, 0, S24, 0)
        wrong.addWidget(self.wrong)
        whole.addLayout(wrong)
        whole.addLayout(foot)

    def _show(self) -> None:
        clear(self._grid)
        both = self._kept is not None and self._gone is not None
        self.swap_button.setVisible(both)
        self.merge_button.setEnabled(both)
        self._preview.setVisible(both)
        if self._kept is None:
            return
        self.heading.setText(_("Réunir à « {name} »").format(name=self._kept.label))
        if self._gone is None:
            return
        for place, words in enumerate((_("Champ"), _("Fiche gardée"), _("Fiche archivée"))):
            self._grid.addWidget(label(words, "small", wrap=False), 0, place)
        self._grid.addWidget(Hairline(), 1, 0, 1, 3)
        top = Qt.AlignmentFlag.AlignTop
        for row, (name, result, gone, taken) in enumerate(self._outcome(), start=2):
            self._grid.addWidget(label(name, "muted", wrap=False), row, 0, top)
            words = f"{result}  ←" if taken else result
            said = label(words, "done" if taken else "")
            if taken:
                said.setAccessibleName(_("{value}, repris de l'autre").format(value=result))
            self._grid.addWidget(said, row, 1, top)
            self._grid.addWidget(label(gone, "muted"), row, 2, top)

    def _outcome(self) -> list[tuple[str, str, str, bool]]:
        """Name, result, what the other had, and whether the result is taken from the other."""
        assert self._kept is not None
        assert self._gone is not None
        out = []
        for (name, own), (_name, other) in zip(
            _fields(self._kept), _fields(self._gone), strict=True
        ):
            if own or other:
                out.append((name, own or other, other, not own))
        loans = [
            ngettext("{n} prêt", "{n} prêts", n).format(n=n)
            for n in (_loans(self._kept) + _loans(self._gone), _loans(self._gone))
        ]
        out.append((_("Prêts"), loans[0], loans[1], False))
        return out

    # What is done

    def _suggest(self, typed: str) -> Sequence[Suggestion]:
        database, kept = self._context.desk.database, self._kept
        if kept is None:
            return []
        with database.reading() as session:
            found = people_called(session, database.lexicon, typed, kind=kept.kind)
        return [
            Suggestion(f"{person.label} · {person.number}", person.label, person)
            for person in found
            if person.id != kept.id
        ]

    def _pick(self, person: PersonFound) -> None:
        self.compare_with(person.id)

    def compare_with(self, key: UUID) -> None:
        """Show what becomes of both entries."""
        database = self._context.desk.database

        def read() -> MemberFile:
            with database.reading() as session:
                return member_file(session, key)

        self._context.work.ask(read, self._compare, owner=self, key="merge with")

    def _compare(self, file: MemberFile) -> None:
        self._gone = file
        self.other.setText(file.label)
        self._show()
        self.merge_button.setFocus()

    def _swap(self) -> None:
        self._kept, self._gone = self._gone, self._kept
        if self._gone is not None:
            self.other.setText(self._gone.label)
        self._show()

    def _merge(self) -> None:
        if self._kept is None or self._gone is None:
            return
        desk, kept, gone = self._context.desk, self._kept.id, self._gone.id

        def merge() -> UUID:
            merging.merge_members(desk, kept, gone)
            return kept

        self._context.work.do(merge, self.merged.emit, self._refuse, owner=self)

    def _refuse(self, error: VaEtVientError) -> None:
        self.wrong.setText(error.message)
        self.wrong.show()
        announce(self, error.message)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.given_up.emit()
            return
        super().keyPressEvent(event)


def _loans(file: MemberFile) -> int:
    return len(file.open_loans) + file.past_loans_total


def _fields(file: MemberFile) -> list[tuple[str, str]]:
    """The fields that two entries are compared by; an address goes as one."""
    town = " ".join(part for part in (file.postal_code, file.commune) if part)
    address = ", ".join(part for part in (*file.address.splitlines(), town) if part)
    return [
        (_("Nom"), file.label),
        (_("N°"), file.number),
        (_("Carte"), file.card),
        (_("E-mail"), file.email),
        (_("Téléphone"), show_phone(file.phone)),
        (_("Mobile"), show_phone(file.mobile)),
        (_("Adresse"), address),
        (_("RNA"), file.rna),
        (_("SIRET"), show_siret(file.siret)),
        (_("Naissance"), show_date(file.birth_date) if file.birth_date else ""),
        (_("Mots-clés"), file.tags),
        (_("Notes"), file.notes),
    ]
