"""A page that shows a long list and, beside it once one is chosen, all of a record.

Where the window is narrow, or its texts large, the record takes the place of the list.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from PySide6.QtCore import QEvent, QObject, QSettings, Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QPushButton,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from vaetvient.domain.errors import NotFoundError, VaEtVientError
from vaetvient.language import N_, _, show_number
from vaetvient.storage.queries.listing import LongList, Order
from vaetvient.ui.commands import LISTS, Command
from vaetvient.ui.context import Context
from vaetvient.ui.models.columns import Column
from vaetvient.ui.models.long_list import LongListModel
from vaetvient.ui.pages.bulk import BulkBar
from vaetvient.ui.pages.list_tools import ListTools
from vaetvient.ui.pages.looked_at import SETTINGS_NAME, LookedAt
from vaetvient.ui.pages.page import Page
from vaetvient.ui.tokens import S8, S12, S16, S24
from vaetvient.ui.widgets.bars import announce
from vaetvient.ui.widgets.empty import EmptyState
from vaetvient.ui.widgets.filter_bar import FilterBar
from vaetvient.ui.widgets.flow import Flow
from vaetvient.ui.widgets.long_table import LongTable
from vaetvient.ui.widgets.panes import button, label
from vaetvient.ui.widgets.reading_order import ReadInOrder
from vaetvient.ui.widgets.record_form import RecordForm
from vaetvient.ui.widgets.snug import Snug

_NARROW = 860
_QUIET, _WORDS = "quiet", "words"
_LEAST_ROWS = 120
"""The height that is left to the list, at 100 %."""
_LIST_SHARE, _RECORD_SHARE = 57, 43


class RecordsPage(Page):
    """What members, equipment and loans have in common."""

    name = ""
    """Under which the columns are remembered."""

    def __init__(
        self,
        context: Context,
        listing: LongList[Any, Any],
        columns: tuple[Column, ...],
        order: Order,
        *,
        placeholder: str,
    ) -> None:
        super().__init__(context)
        desk = context.desk
        self._settings = QSettings(
            str(context.folder / SETTINGS_NAME), QSettings.Format.IniFormat, self
        )
        self.model = LongListModel(listing, columns, desk.database, context.work, order, self)
        self.table = LongTable(self.model, context.theme, self._settings, self.name)
        self.table.setAccessibleName(_(self.title))
        self.filters = FilterBar(context.theme, placeholder)
        self.count_label = label("", "muted", wrap=False)
        self.head_buttons = Flow()
        self.empty = EmptyState(context.theme, self.icon)
        self.nothing = QWidget()
        self.back = button(
            context.theme, _("Retour à la liste"), "arrow-left", kind="quiet", act=self.show_list
        )
        self._rows = QStackedWidget()
        self._records = QStackedWidget()
        self._left = ReadInOrder()
        self._right = QWidget()
        self._splitter = QSplitter(Qt.Orientation.Horizontal)
        self._record_wanted = False
        self._correct_next = False
        self._narrow = False
        self.tools = ListTools(context, self, self.name, self.filters, self.table, self._settings)
        self.bulk = BulkBar(context, self.table)
        self._lay_out()
        self._wire()
        self._add_shortcuts()

    # What a page of its own kind says

    def asked(self) -> Any:
        """What the list is filtered by now."""
        raise NotImplementedError

    def load(self, key: UUID) -> None:
        """Ask for all of one record, and show it."""
        raise NotImplementedError

    def begin_new(self) -> None:
        """Begin a new record."""

    def say_empty(self) -> None:
        """Say in `empty` why nothing is listed, and what to do first."""
        raise NotImplementedError

    # Page

    def refresh(self) -> None:
        if self.model.asked is None:
            self._begin()
        else:
            self.model.refresh(self.asked())
        if self.table.chosen_key is not None and self.shows_record:
            self.load(self.table.chosen_key)

    def show_filtered(self, filters: Mapping[str, str]) -> None:
        """Show the list filtered by these criteria alone, as a saved view keeps them."""
        self._record_wanted = False
        self.put_away()
        self._arrange()
        self.tools.show_view(None)
        self.filters.restore(filters)
        self.table.take_focus()

    def _begin(self) -> None:
        """Ask for the list for the first time: as the view says that the page opens with."""
        if not self.filters.is_filtering:
            self.tools.open_first()
        self.model.ask(self.asked())

    def came_up(self) -> None:
        self.filters.field.setFocus()
        self.filters.field.selectAll()

    def show_record(self, key: UUID | None) -> None:
        if key is None:
            return
        if self.model.asked is None:
            self._begin()
        if not self.shows_record:
            self.leave()
            self.show_pane(self.nothing)
        self.table.choose(key)
        self.open_record(key)

    def leave(self) -> None:
        if isinstance(self.record_pane, RecordForm):
            self.record_pane.keep_draft()

    def looked_at(self) -> LookedAt:
        pane = self.record_pane
        form = isinstance(pane, RecordForm)
        key = pane.key if isinstance(pane, RecordForm) else self.table.chosen_key
        return LookedAt(self.filters.state(), key, self._record_wanted, form)

    def go_back_to(self, looked_at: object) -> None:
        if not isinstance(looked_at, LookedAt):
            return
        self.filters.restore(looked_at.filters)
        if looked_at.in_form and looked_at.key is None:
            self.begin_new()
        elif looked_at.key is not None:
            self._correct_next = looked_at.in_form
            self.show_record(looked_at.key)
            self._record_wanted = looked_at.record_wanted
            self._arrange()

    def correct(self) -> None:
        """Open the form on the record that is shown."""

    # The record

    @property
    def record_pane(self) -> QWidget | None:
        """What is shown beside the list."""
        return self._records.currentWidget()

    @property
    def shows_record(self) -> bool:
        """Whether what is beside the list is a record, not a form: a form is left alone."""
        return True

    def add_pane(self, pane: QWidget) -> None:
        """One more thing that may stand beside the list."""
        self._records.addWidget(pane)

    def show_pane(self, pane: QWidget) -> None:
        """Show it beside the list."""
        self._records.setCurrentWidget(pane)
        self._arrange()
        if self._correct_next and pane is not self.nothing:
            self._correct_next = False
            QTimer.singleShot(0, self, self.correct)

    def open_record(self, key: UUID) -> None:
        """Show a record beside the list, or in its place where there is no room for both."""
        self._record_wanted = True
        self.load(key)
        self._arrange()

    def show_list(self) -> None:
        """Back from the record to the list."""
        self._record_wanted = False
        self._arrange()
        self.table.setFocus()

    def put_away(self) -> None:
        """Close the record: the list has all the room again."""
        if self.shows_record:
            self._record_wanted = False
            self.table.choose(None)
            self.show_pane(self.nothing)

    def lost(self, error: VaEtVientError) -> None:
        """What was to be shown cannot be: gone, most often by an undo."""
        if isinstance(error, NotFoundError):
            self._record_wanted = False
            self.table.choose(None)
            self.show_pane(self.nothing)
        else:
            self.context.refuse(error)

    # Putting together

    def _lay_out(self) -> None:
        title = self._title = label(_(self.title), "page-title", wrap=False)
        head = QHBoxLayout()
        head.setSpacing(S12)
        head.addWidget(title)
        head.addWidget(self.count_label)
        head.addStretch(1)
        head.addLayout(self.head_buttons)
        self.table.setMinimumHeight(self.context.theme.pixels(_LEAST_ROWS))
        self._rows.addWidget(self.table)
        self._rows.addWidget(self.empty)
        left = QVBoxLayout(self._left)
        left.setContentsMargins(S24, S24, S8, 0)
        left.setSpacing(S12)
        left.addLayout(head)
        above = Snug()
        above.column.addWidget(self.filters)
        above.column.addLayout(self.tools.questions)
        above.column.addWidget(self.bulk)
        left.addWidget(above)
        left.addWidget(self._rows, 1)
        self._records.addWidget(self.nothing)
        right = QVBoxLayout(self._right)
        right.setContentsMargins(0, S16, 0, 0)
        right.setSpacing(S8)
        right.addWidget(self.back, 0, Qt.AlignmentFlag.AlignLeft)
        right.addWidget(self._records, 1)
        self._left.installEventFilter(self)
        self._splitter.addWidget(self._left)
        self._splitter.addWidget(self._right)
        self._splitter.setChildrenCollapsible(False)
        self._splitter.setHandleWidth(1)
        self._splitter.setStretchFactor(0, _LIST_SHARE)
        self._splitter.setStretchFactor(1, _RECORD_SHARE)
        self._splitter.setSizes([_LIST_SHARE * 10, _RECORD_SHARE * 10])
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._splitter)
        kept = self._settings.value(f"{self.name}/splitter")
        if kept is not None:
            self._splitter.restoreState(kept)
        self._splitter.splitterMoved.connect(
            lambda *_where: self._settings.setValue(
                f"{self.name}/splitter", self._splitter.saveState()
            )
        )
        self._arrange()

    def _wire(self) -> None:
        self.filters.changed.connect(lambda: self.model.ask(self.asked()))
        self.filters.field.left_down.connect(self._to_the_list)
        self.model.filled.connect(self._counted)
        self.model.refreshed.connect(self._counted)
        self.table.chosen.connect(self._chosen)
        self.table.opened.connect(self._opened)
        self.table.escaped.connect(self.put_away)
        self.table.typed.connect(self._typed_in_list)
        self.table.copied.connect(self.context.say)
        self.context.theme.changed.connect(self._arrange)

    def _add_shortcuts(self) -> None:
        in_sight = self.isVisible
        self.context.commands.add(
            Command(
                f"{self.name}.begin",
                N_("Nouvelle fiche"),
                self.begin_new,
                "plus",
                shortcut="Ctrl+N",
                group=LISTS,
                available=in_sight,
                listed=False,
            ),
            Command(
                f"{self.name}.filter",
                N_("Filtrer la liste"),
                self.came_up,
                "funnel",
                synonyms=N_("chercher"),
                shortcut="Ctrl+F",
                group=LISTS,
                available=in_sight,
            ),
            owner=self,
        )

    def _arrange(self) -> None:
        """Both side by side, or one of them: the list has all the room until one is chosen."""
        self._narrow = self.width() < self.context.theme.pixels(_NARROW)
        chosen = self.record_pane is not self.nothing
        self._left.setVisible(not (self._narrow and self._record_wanted))
        self._right.setVisible(self._record_wanted if self._narrow else chosen)
        self.back.setVisible(self._narrow)

    def _fold_head(self) -> None:
        """The lesser buttons without their words, rather than a head that goes on below."""
        around = self._left.contentsMargins()
        room = self._left.width() - S24 - S8 - around.left() - around.right()
        items = (self.head_buttons.itemAt(place) for place in range(self.head_buttons.count()))
        buttons = [item.widget() for item in items if item is not None]
        lesser = [b for b in buttons if isinstance(b, QPushButton) and b.property("kind") == _QUIET]
        for each in lesser:
            self._fold(each, folded=False)
        words = self._title.sizeHint().width() + self.count_label.sizeHint().width() + 3 * S12
        if words + self.head_buttons.sizeHint().width() > room:
            for each in lesser:
                self._fold(each, folded=True)

    def _fold(self, each: QPushButton, *, folded: bool) -> None:
        words = str(each.property(_WORDS) or each.text())
        if folded == (not each.text()):
            return
        each.setProperty(_WORDS, words)
        each.setAccessibleName(each.accessibleName() or words)
        each.setToolTip(each.accessibleName() if folded else "")
        each.setText("" if folded else words)
        self.context.theme.redraw(each)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and watched is self._left:
            self._fold_head()
        return False

    # What is heard

    def _counted(self) -> None:
        total = self.model.total
        self.say_count("" if total is None else show_number(total))
        if self.model.is_empty:
            self.say_empty()
        self._rows.setCurrentWidget(self.empty if self.model.is_empty else self.table)

    def say_count(self, words: str) -> None:
        """How many there are, beside the title."""
        self.count_label.setText(words)
        self._fold_head()

    def _chosen(self, key: UUID) -> None:
        self.load(key)

    def _opened(self, key: UUID) -> None:
        self.open_record(key)
        pane = self.record_pane
        if pane is not None:
            pane.setFocus()

    def _to_the_list(self) -> None:
        if self.model.rowCount():
            if not self.table.currentIndex().isValid():
                self.table.first_row()
            self.table.setFocus()

    def _typed_in_list(self, letters: str) -> None:
        self.filters.field.setFocus()
        self.filters.field.setText(self.filters.field.text() + letters)

    def say_aloud(self, words: str) -> None:
        """Have a screen reader say something about this page."""
        announce(self, words)
