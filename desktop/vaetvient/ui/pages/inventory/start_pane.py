"""Before a round: what to go through, what was begun, what was found in earlier ones."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QApplication, QHBoxLayout, QPushButton

from vaetvient.desk.inventory import RoundWanted
from vaetvient.domain.inventory import RoundScope
from vaetvient.language import N_, _, ngettext, show_date
from vaetvient.storage.queries.categories import CategoryRow
from vaetvient.storage.queries.holdings import Place
from vaetvient.storage.queries.rounds import RoundRow
from vaetvient.ui.context import Context
from vaetvient.ui.tokens import S8, S16, S24
from vaetvient.ui.widgets.empty import EmptyState
from vaetvient.ui.widgets.entry import Entry
from vaetvient.ui.widgets.filter_bar import FilterChoice
from vaetvient.ui.widgets.flow import FlowRow
from vaetvient.ui.widgets.panes import LineButton, Scrolled, Section, button, clear, label

_INDENT = "\N{EM SPACE}"
_SCOPES = (
    (RoundScope.LOCATION, N_("Un lieu")),
    (RoundScope.CATEGORY, N_("Une catégorie")),
    (RoundScope.EVERYTHING, N_("Tout le matériel")),
)
_CHOICE_WIDTH = 420


class StartPane(Scrolled):
    """Begins a round, takes one up again, shows a closed one."""

    begun = Signal(object)
    """A RoundWanted."""
    opened = Signal(object)
    """The key of a round."""
    shelf_list_wanted = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        theme = context.theme
        self.scope = RoundScope.LOCATION
        self.chips: dict[RoundScope, QPushButton] = {}
        self.place = FilterChoice(_("Lieu"), [(_("Choisir un lieu"), "")])
        self.category = FilterChoice(_("Catégorie"), [(_("Choisir une catégorie"), None)])
        self.place_entry = Entry(theme, "location", _("Lieu"), self.place)
        self.category_entry = Entry(theme, "category", _("Catégorie"), self.category)
        self.begin_button = button(
            theme, _("Commencer"), "scan-barcode", kind="primary", act=self._begin
        )
        self.list_button = button(
            theme,
            _("Liste à pointer…"),
            "printer",
            kind="quiet",
            act=self.shelf_list_wanted.emit,
        )
        self._open = Section(_("En cours"))
        self._closed = Section(_("Inventaires passés"))
        self._going: list[LineButton] = []
        self._lay_out()
        self._choose(RoundScope.LOCATION)

    def _lay_out(self) -> None:
        self.column.setContentsMargins(S24, S24, S24, S24)
        self.column.addWidget(label(_("Inventaire"), "page-title"))
        self.column.addWidget(self._open)
        self.nothing = EmptyState(self._context.theme, "list-checks")
        self.nothing.say(
            _("Il n'y a pas encore de matériel."),
            _("Ajoutez d'abord ce que le bureau prête ; ici, on vérifie que tout y est."),
            _("Ajouter du matériel"),
            lambda: self._context.go("equipment"),
        )
        self.nothing.hide()
        self.column.addWidget(self.nothing)
        new = self._new = Section(_("Nouvel inventaire"))
        words = _(
            "On scanne ce qu'on voit, aussi vite qu'on veut. Ce qui manque, ce qui n'est pas à "
            "sa place et ce qui devait être en prêt se règle ensuite, d'un geste."
        )
        new.body.addWidget(label(words, "muted"))
        for scope, name in _SCOPES:
            chip = button(
                self._context.theme,
                _(name),
                kind="chip",
                act=lambda scope=scope: self._choose(scope),
            )
            chip.setCheckable(True)
            self.chips[scope] = chip
        new.body.addSpacing(S8)
        self._chips = FlowRow(*self.chips.values())
        new.body.addWidget(self._chips)
        new.body.addSpacing(S8)
        for entry in (self.place_entry, self.category_entry):
            new.body.addWidget(entry)
        self._context.theme.changed.connect(self._scale)
        self._scale()
        row = QHBoxLayout()
        row.setSpacing(S16)
        row.addWidget(self.begin_button)
        row.addWidget(self.list_button)
        row.addStretch(1)
        new.body.addSpacing(S8)
        new.body.addLayout(row)
        self.column.addWidget(new)
        self.column.addWidget(self._closed)
        self.column.addStretch(1)

    def focus_first(self) -> None:
        """Put the focus where work begins."""
        if self._going:
            self._going[0].show()  # not yet, where it was just made
            self._going[0].setFocus()
        elif self.nothing.isHidden():
            self.chips[self.scope].setFocus()
        else:
            self.nothing.setFocus()

    def offer(
        self, known: Sequence[Place], tree: Sequence[CategoryRow], *, nothing: bool = False
    ) -> None:
        """The places and categories there are; `nothing`: there is nothing to look for yet."""
        self.nothing.setVisible(nothing)
        self._new.setVisible(not nothing)
        self._closed.setVisible(not nothing)
        self.chips[RoundScope.LOCATION].setVisible(bool(known))
        self.chips[RoundScope.CATEGORY].setVisible(bool(tree))
        if self.chips[self.scope].isHidden():
            self._choose(RoundScope.EVERYTHING)
        offered = [(_("Choisir un lieu"), "")]
        for one in known:
            things = ngettext("{n} chose", "{n} choses", one.things).format(n=one.things)
            offered.append((f"{one.name} · {things}", one.name))
        self.place.offer(offered)
        choices: list[tuple[str, UUID | None]] = [(_("Choisir une catégorie"), None)]
        choices += [(_INDENT * row.depth + row.name, row.id) for row in tree]
        self.category.offer(choices)

    def show_rounds(self, rounds: Sequence[RoundRow]) -> None:
        """What was begun, and what was closed."""
        focus = QApplication.focusWidget()
        focused = focus is not None and self._open.isAncestorOf(focus)
        for section in (self._open, self._closed):
            clear(section.body)
        going = [row for row in rounds if row.closed_at is None]
        self._going = [self._line(row) for row in going]
        for line in self._going:
            self._open.body.addWidget(line)
        self._open.setVisible(bool(going))
        closed = [row for row in rounds if row.closed_at is not None]
        for row in closed[:100]:
            self._closed.body.addWidget(self._line(row))
        if not closed:
            self._closed.body.addWidget(label(_("Aucun inventaire n'a encore été fait."), "muted"))
        if focused:
            self.focus_first()

    def say_wrong(self, field: str, message: str) -> None:
        """Say below a field what is wrong with it."""
        entry = self.category_entry if field == "category" else self.place_entry
        entry.show_error(message)
        entry.field.setFocus()

    def _line(self, row: RoundRow) -> LineButton:
        seen = ngettext("{n} vu", "{n} vus", row.noted).format(n=row.noted)
        begun = show_date(self._context.desk.day_of(row.begun_at), "long")
        if row.closed_at is None:
            small = _("commencé le {day} · {seen}").format(day=begun, seen=seen)
            return LineButton(
                self._context.theme,
                row.label,
                small,
                state=_("Reprendre"),
                sign=("arrow-right", "accent"),
                act=lambda: self.opened.emit(row.id),
            )
        closed = show_date(self._context.desk.day_of(row.closed_at), "long")
        return LineButton(
            self._context.theme,
            row.label,
            _("clos le {day} · {seen}").format(day=closed, seen=seen),
            act=lambda: self.opened.emit(row.id),
        )

    def _scale(self) -> None:
        for entry in (self.place_entry, self.category_entry):
            entry.setMaximumWidth(self._context.theme.pixels(_CHOICE_WIDTH))

    def _choose(self, scope: RoundScope) -> None:
        self.scope = scope
        for other, chip in self.chips.items():
            chip.setChecked(other is scope)
        self.place_entry.setVisible(scope is RoundScope.LOCATION)
        self.category_entry.setVisible(scope is RoundScope.CATEGORY)
        self.place_entry.clear_error()
        self.category_entry.clear_error()

    def _begin(self) -> None:
        if self.scope is RoundScope.CATEGORY and self.category.value is None:
            self.say_wrong("category", _("Choisissez une catégorie."))
            return
        self.begun.emit(RoundWanted(self.scope, self.place.value or "", self.category.value))
