"""The page of inventory rounds. An interrupted round is where it was left: it lives on the disk."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout

from vaetvient.desk import inventory
from vaetvient.desk.inventory import RoundWanted
from vaetvient.domain.errors import InvalidValueError, VaEtVientError
from vaetvient.domain.inventory import RoundOpenError
from vaetvient.language import N_
from vaetvient.storage.queries.categories import CategoryRow, category_tree
from vaetvient.storage.queries.holdings import Place, keeps_anything, places
from vaetvient.storage.queries.rounds import RoundRow, rounds
from vaetvient.ui.context import Context
from vaetvient.ui.pages.inventory.round_pane import RoundPane
from vaetvient.ui.pages.inventory.start_pane import StartPane
from vaetvient.ui.pages.looked_at import SETTINGS_NAME
from vaetvient.ui.pages.page import Page
from vaetvient.ui.printing.asked import ShelfListAsked

_LAST = "inventory/round"


class InventoryPage(Page):
    """Begins rounds, goes through them, looks earlier ones up."""

    title = N_("Inventaire")
    icon = "list-checks"
    tables = (
        "inventory_round",
        "inventory_sighting",
        "equipment",
        "stock_movement",
        "maintenance",
        "loan",
        "loan_line",
    )

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._settings = QSettings(
            str(context.folder / SETTINGS_NAME), QSettings.Format.IniFormat, self
        )
        self._first = True
        self._come_back = False
        """Whether the focus goes to the rounds once they are read."""
        self.start = StartPane(context)
        self.round = RoundPane(context)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.start)
        self._stack.addWidget(self.round)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._stack)
        self.start.begun.connect(self._begin)
        self.start.opened.connect(self.show_record)
        self.start.shelf_list_wanted.connect(self._print_shelf_list)
        self.round.left.connect(self._leave_round)

    @property
    def shows_round(self) -> bool:
        """Whether a round is shown, not the list of them."""
        return self._stack.currentWidget() is self.round

    @property
    def is_still(self) -> bool:
        """Whether everything that was scanned is noted."""
        return self.round.is_still

    def refresh(self) -> None:
        desk = self.context.desk

        def read() -> tuple[Sequence[RoundRow], Sequence[Place], Sequence[CategoryRow], bool]:
            with desk.database.reading() as session:
                return (
                    rounds(session, desk.office_id),
                    places(session, desk.office_id),
                    category_tree(session),
                    not keeps_anything(session, desk.office_id),
                )

        self.context.work.ask(
            read, lambda all_: self._show(*all_), owner=self, key="inventory rounds"
        )
        if self.shows_round:
            self.round.refresh()

    def show_record(self, key: UUID | None) -> None:
        if key is None:
            return
        self._settings.setValue(_LAST, str(key))
        self._stack.setCurrentWidget(self.round)
        self.round.open_round(key)
        self.round.focus_first()

    def came_up(self) -> None:
        if self.shows_round:
            self.round.focus_first()
        else:
            self.start.focus_first()

    def _show(
        self,
        rows: Sequence[RoundRow],
        known: Sequence[Place],
        tree: Sequence[CategoryRow],
        nothing: bool,
    ) -> None:
        self.start.offer(known, tree, nothing=nothing)
        self.start.show_rounds(rows)
        self.round.offer_places(known)
        if self._come_back:
            self._come_back = False
            self.start.focus_first()
        if self._first:
            self._first = False
            last = str(self._settings.value(_LAST, ""))
            going = next((r for r in rows if str(r.id) == last and r.closed_at is None), None)
            if going is not None and not self.shows_round:
                self.show_record(going.id)
            elif not self.shows_round:
                self.start.focus_first()

    def _begin(self, wanted: RoundWanted) -> None:
        desk = self.context.desk

        def failed(error: VaEtVientError) -> None:
            if isinstance(error, RoundOpenError):
                self.show_record(error.facts["round"])
            elif isinstance(error, InvalidValueError):
                self.start.say_wrong(error.field, error.message)
            else:
                self.context.refuse(error)

        self.context.work.do(
            lambda: inventory.begin_round(desk, wanted), self.show_record, failed, owner=self
        )

    def _leave_round(self) -> None:
        self._settings.remove(_LAST)
        self._stack.setCurrentWidget(self.start)
        self._come_back = True
        self.refresh()

    def _print_shelf_list(self) -> None:
        start = self.start
        self.context.show_asked(ShelfListAsked(start.place.value or "", start.category.value))
