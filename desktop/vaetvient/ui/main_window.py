"""The window: navigation at the left, the pages, a bar for refusals, a bar for what was done.

It only wires; the pages own what they do.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import QEvent, QSettings, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QHBoxLayout,
    QMainWindow,
    QProgressBar,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from vaetvient.desk.preferences import set_language
from vaetvient.domain.errors import VaEtVientError
from vaetvient.language import Language, _, speak
from vaetvient.storage.notices import ChangeNotice
from vaetvient.storage.queries.office import office_name
from vaetvient.ui.bringing_in import PAGES, bring_in
from vaetvient.ui.carrier import Carrier
from vaetvient.ui.context import WINDOW_SETTINGS, Context
from vaetvient.ui.demo_office import DemoOffice
from vaetvient.ui.following import Follower, dropped_list
from vaetvient.ui.keeping import Keeper
from vaetvient.ui.leaflets import Leaflets
from vaetvient.ui.navigation import Navigation
from vaetvient.ui.pages.page import Page
from vaetvient.ui.papers import Papers
from vaetvient.ui.places import PLACES, SETTINGS
from vaetvient.ui.placing import (
    LEAST_HEIGHT,
    LEAST_WIDTH,
    bring_back,
    bring_forward,
    place_window,
)
from vaetvient.ui.qt_language import speak_qt
from vaetvient.ui.tokens import Scheme
from vaetvient.ui.unfinished import Unfinished, UnfinishedBar, unfinished_forms
from vaetvient.ui.widgets.bars import DoneBar, ErrorBar
from vaetvient.ui.window_commands import show_answer, window_commands

if TYPE_CHECKING:
    from vaetvient.desk.undo import Undoable
    from vaetvient.storage.queries.results import FoundKit, FoundWare
    from vaetvient.ui.search_everywhere import SearchEverywhere

NARROW = 1000
"""The width of the window below which the navigation shows icons alone, at 100 %."""

_MINUTE_MS = 60_000
_SETTLED_MS = 500
_PAGES_AFTER_MS = 1_000
"""When nobody has asked for a page yet, its modules are brought in."""
_OPEN = "open"
"""Whether the window is open: still so at the next start after a crash."""


@dataclass(frozen=True, slots=True)
class Reopening:
    """Open again once this window has closed: on a copy put back, or to mend what is damaged."""

    copy: Path | None
    damaged: bool


class MainWindow(QMainWindow):
    """One per data folder."""

    settled = Signal()
    """All that its first page asks was answered: whoever sits there can work."""

    def __init__(self, context: Context, office_name: str) -> None:
        super().__init__()
        self.context = context
        self._opened_at = context.desk.clock()
        self._day = context.desk.today()
        self._settings = QSettings(
            str(context.folder / WINDOW_SETTINGS), QSettings.Format.IniFormat, self
        )
        self._pages: dict[str, Page] = {}
        self._left_at: dict[str, object] = {}
        """Where each page was when the language changed, until it is visited again."""
        self._search: SearchEverywhere | None = None
        self.leaflets = Leaflets(context, self)
        self._office_name = office_name
        self._waiting = 0
        self.changes_language = False
        """Whether another language was asked for, and is not spoken yet."""
        self._speaks_next: Language | None = None
        context.carrier = context.carrier or Carrier(context, parent=self)
        self.setMinimumSize(QSize(LEAST_WIDTH, LEAST_HEIGHT))
        self._dress()
        self._build()
        self.papers = Papers(context, self, self._settings)
        self.keeper = Keeper(context, self)
        self.demo = DemoOffice(context, self)
        self.reopening: Reopening | None = None
        """Why the window was closed, when it is to be opened again."""
        self._wire()
        self._restore()
        context.work.idle.connect(
            lambda: QTimer.singleShot(0, self, self._settle),  # once the day is painted
            Qt.ConnectionType.SingleShotConnection,
        )

    # Pages

    @property
    def page(self) -> Page | None:
        """The page that is shown."""
        shown = self._stack.currentWidget()
        return shown if isinstance(shown, Page) else None

    @property
    def shown(self) -> str:
        """The name of the page that is shown."""
        return next((name for name, page in self._pages.items() if page is self.page), "")

    def visit(self, name: str, key: UUID | None = None) -> Page:
        """Show a page, and one record of it."""
        page = self._pages.get(name)
        if page is None:
            place = next(place for place in (*PLACES, SETTINGS) if place.name == name)
            page = place.make(self.context)
            self._pages[name] = page
            self._stack.addWidget(page)
            page.resize(self._stack.size())  # its own size from the start: nothing is re-arranged
            if (left_at := self._left_at.pop(name, None)) is not None:
                page.go_back_to(left_at)
        self.navigation.point_at(name)
        self.error_bar.hide()
        self._stack.setCurrentWidget(page)
        page.came_up()
        if key is not None:
            page.show_record(key)
        return page

    def _visit_list(self, name: str, filters: Mapping[str, str]) -> None:
        self.visit(name).show_filtered(filters)

    def _enter_found(self, tag: str, location: str) -> None:
        from vaetvient.ui.pages.equipment.page import EquipmentPage

        page = self.visit("equipment")
        assert isinstance(page, EquipmentPage)
        page.begin_found(tag, location)

    def _ask_other_office(self, thing: UUID, borrower: UUID | None) -> None:
        from vaetvient.ui.pages.exchange.page import ExchangePage

        page = self.visit("exchange")
        assert isinstance(page, ExchangePage)
        page.ask_for(thing, borrower)

    # Undo

    def undo(self) -> None:
        """Take back the last gesture of this post."""
        from vaetvient.desk.undo import undo

        desk = self.context.desk
        self.context.work.do(lambda: undo(desk), self._undone, owner=self)

    def redo(self) -> None:
        """Do again what was taken back last."""
        from vaetvient.desk.undo import redo

        desk = self.context.desk
        self.context.work.do(lambda: redo(desk), self._undone, owner=self)

    # Search

    def search_everywhere(self) -> None:
        """Show the search over records and commands; put it away when it is there."""
        if self._search is None:
            from vaetvient.ui.search_everywhere import SearchEverywhere

            self._search = SearchEverywhere(self.context, self)
        if self._search.isVisible():
            self._search.close_up()
        else:
            self._search.open_up()

    # Language

    def speak(self, language: Language) -> None:
        """Say everything in another language from now on; nothing typed or chosen is lost.

        Every widget is made anew: no text of the old language can be left anywhere.
        """
        desk = self.context.desk
        for page in self._pages.values():
            page.leave()  # what is typed is on its way to the disk before what follows
        self.changes_language = True
        self.context.work.do(
            lambda: set_language(desk, language), lambda _done: self._respeak(language), owner=self
        )

    def _respeak(self, language: Language) -> None:
        """What was asked for last is spoken, once all that is hidden has gone."""
        is_going = self._speaks_next is not None
        self._speaks_next, self.changes_language = language, True
        if not is_going:
            self._let_hidden_go()

    def _let_hidden_go(self) -> None:
        """The hidden pages go first, each in a turn of its own: all at once they would block."""
        hidden = next((name for name in self._pages if name != self.shown), None)
        if hidden is None:
            assert self._speaks_next is not None
            self._rebuild(self._speaks_next)
            return
        page = self._pages.pop(hidden)
        self._left_at[hidden] = page.looked_at()
        self._stack.removeWidget(page)
        page.deleteLater()
        QTimer.singleShot(0, self, self._let_hidden_go)

    def _rebuild(self, language: Language) -> None:
        speak(language)
        speak_qt(application(), language)
        shown = self.shown
        for name, page in self._pages.items():
            self._left_at[name] = page.looked_at()
        self._pages.clear()
        if self._search is not None:
            self._search.deleteLater()
            self._search = None
        self.leaflets.put_help_away()
        self.setUpdatesEnabled(False)
        self._build()
        self.visit(shown)
        self.setUpdatesEnabled(True)
        self._speaks_next, self.changes_language = None, False
        self._changed(ChangeNotice())

    # Life

    def come_forward(self) -> None:
        """Be seen: someone started the program again."""
        bring_forward(self)

    def reopen(self, copy: Path | None, *, damaged: bool = False) -> None:
        """Close, and be opened again: on a copy that is put back, or by way of the rescue."""
        if self.reopening is None:
            self.reopening = Reopening(copy, damaged)
            self.close()

    def closeEvent(self, event: QCloseEvent) -> None:
        for page in self._pages.values():
            page.leave()
        self._settings.setValue("geometry", self.saveGeometry())
        self._settings.setValue("page", self.shown)
        self._settings.setValue(_OPEN, "false")
        self._remember_look()
        self._settings.sync()
        super().closeEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.ActivationChange and self.isActiveWindow():
            self.look_at_the_date()

    # Putting together

    def _build(self) -> None:
        """Make everything that the window shows; in place of what it showed before."""
        context = self.context
        self._stack = QStackedWidget()
        self.error_bar = ErrorBar(context.theme)
        self.done_bar = DoneBar(context.theme)
        self.unfinished_bar = UnfinishedBar(context.theme)
        self.unfinished_bar.wanted.connect(self._take_up)
        self._progress = QProgressBar(textVisible=False, maximum=0)
        self._progress.setAccessibleName(_("Travail en cours"))
        self._lay_out()
        context.work.busy.connect(self._progress.setVisible)
        self.done_bar.undo.connect(self.undo)
        self.done_bar.redo.connect(self.redo)
        self._name(self._office_name)
        self._say_waiting(self._waiting)

    def _name(self, office_name: str) -> None:
        """Show whose window this is."""
        self._office_name = office_name
        self.navigation.name(office_name)
        self.setWindowTitle(f"{office_name} – Va-et-vient")

    def _lay_out(self) -> None:
        self.navigation = Navigation(self.context.theme)
        self.navigation.wanted.connect(self.visit)
        column = QVBoxLayout()
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._progress.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy = self._progress.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self._progress.setSizePolicy(policy)
        self._progress.hide()
        for widget in (self._progress, self.error_bar):
            column.addWidget(widget)
        column.addWidget(self._stack, 1)
        column.addWidget(self.unfinished_bar)
        column.addWidget(self.done_bar)
        whole = QWidget()
        row = QHBoxLayout(whole)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.navigation)
        row.addLayout(column, 1)
        self.setCentralWidget(whole)
        self._arrange()

    def _arrange(self) -> None:
        """Words beside the icons of the navigation while there is room for them."""
        self.navigation.fold(self.width() < self.context.theme.pixels(NARROW))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _wire(self) -> None:
        context = self.context
        context.theme.changed.connect(self._arrange)
        context.theme.changed.connect(self._remember_look)
        context.wanted.connect(self.visit)
        context.list_wanted.connect(self._visit_list)
        context.found_wanted.connect(self._enter_found)
        context.answer_wanted.connect(self._show_answer)
        context.other_office_wanted.connect(self._ask_other_office)
        context.refused.connect(self._refuse)
        context.forgiven.connect(self._forgive)
        context.language_wanted.connect(self.speak)
        context.reopening_wanted.connect(self.reopen)
        context.copy_wanted.connect(self.keeper.copy_now)
        context.demo_wanted.connect(self.demo.open)
        context.demo_unwanted.connect(self.demo.remove)
        self.keeper.damaged.connect(lambda: self.reopen(None, damaged=True))
        context.said.connect(self._say)
        context.changed.connect(self._changed)
        context.waiting_changed.connect(self._look_at_what_waits)
        self.setAcceptDrops(True)
        self.follower = Follower(context)
        self.follower.asked.connect(self._say_asked)
        if context.carrier is not None:
            context.carrier.visited.connect(lambda _visit, _asked: self._look_at_what_waits())
        context.commands.add(*window_commands(self), owner=self)
        application().screenRemoved.connect(lambda _gone: self._back_in_sight())
        midnight = QTimer(self, interval=_MINUTE_MS)
        midnight.timeout.connect(self.look_at_the_date)
        midnight.start()

    def _dress(self) -> None:
        """Take the look of last time, before anything is there to be looked at."""
        theme = self.context.theme
        scheme = str(self._settings.value("scheme", ""))
        percent = int(str(self._settings.value("text_percent", theme.text_percent)))
        theme.wear(Scheme(scheme) if scheme in tuple(Scheme) else theme.scheme, percent)

    def _restore(self) -> None:
        place_window(self, self._settings.value("geometry"))
        page = str(self._settings.value("page", "counter"))
        self.visit(page if page in self.navigation.ways else "counter")
        cut_short = str(self._settings.value(_OPEN, "false")) == "true"
        unfinished = unfinished_forms(self.context.folder) if cut_short else []
        if unfinished:
            self.unfinished_bar.offer(unfinished[0])
        self._settings.setValue(_OPEN, "true")
        self._settings.sync()

    def _settle(self) -> None:
        """Ask what nobody waits for when the window opens."""
        if self.context.carrier is not None:
            self.context.carrier.begin()
        self.follower.count()
        self._look_at_what_waits()
        self.settled.emit()
        QTimer.singleShot(_PAGES_AFTER_MS, self, lambda: bring_in(*PAGES))

    def _take_up(self, found: Unfinished) -> None:
        """Go back to the form that a crash cut short."""
        self.visit(found.page).go_back_to(found.looked_at)

    def _remember_look(self) -> None:
        if not self.isVisible():
            return  # being made, or closed already
        theme = self.context.theme
        self._settings.setValue("scheme", str(theme.scheme))
        self._settings.setValue("text_percent", theme.text_percent)

    def _back_in_sight(self) -> None:
        """A screen was unplugged: stand on one that is there, once the system has settled."""
        QTimer.singleShot(_SETTLED_MS, self, lambda: bring_back(self))

    # What is heard

    def _refuse(self, error: VaEtVientError) -> None:
        self.error_bar.say(error)

    def _say(self, text: str, undo_offered: bool) -> None:
        self.error_bar.hide()
        if not undo_offered:
            self.done_bar.say(text)

    def _forgive(self) -> None:
        self.error_bar.hide()

    def _changed(self, _notice: ChangeNotice) -> None:
        desk, opened_at = self.context.desk, self._opened_at

        def look() -> tuple[str, str, str]:
            from vaetvient.desk import undo

            with desk.database.reading() as session:
                last = undo.last_undoable(session, desk)
                again = undo.last_redoable(session, desk)
                name = office_name(session, desk.office_id)
            return _since(last, opened_at), _since(again, opened_at), name

        def show(words: tuple[str, str, str]) -> None:
            self.done_bar.offer(*words[:2])
            self._name(words[2])

        self.context.work.ask(look, show, owner=self, key="undoable")
        self._look_at_what_waits()

    def _look_at_what_waits(self) -> None:
        """Say on the navigation how many conflicts and requests wait."""
        desk = self.context.desk

        def look() -> int:
            from vaetvient.storage.queries.custody import waiting

            with desk.database.reading() as session:
                return waiting(session, desk.office_id).total

        self.context.work.ask(look, self._say_waiting, owner=self, key="waiting")

    def _say_waiting(self, found: int) -> None:
        self._waiting = found
        self.navigation.say_waiting("exchange", found)

    def _say_asked(self, asked: int) -> None:
        """Say on the navigation how many things followed files ask."""
        self.navigation.say_waiting("files", asked)

    def _undone(self, _result: object) -> None:
        self.error_bar.hide()

    # Files

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if dropped_list(event.mimeData()) is not None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        path = dropped_list(event.mimeData())
        if path is not None:
            event.acceptProposedAction()
            self.open_list(path)

    def open_list(self, path: Path) -> None:
        """Show what another program's file would bring."""
        from vaetvient.ui.pages.files.page import FilesPage

        page = self.visit("files")
        assert isinstance(page, FilesPage)
        page.open(path)

    def _show_answer(self, found: FoundKit | FoundWare) -> None:
        show_answer(self, found)

    def look_at_the_date(self) -> None:
        """Ask everything again once it is another day."""
        today = self.context.desk.today()
        if today != self._day:
            self._day = today
            self.context.refresh_requested.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.error_bar.isVisible():
            self.error_bar.hide()
            return
        pressed = self.focusWidget()
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        enter = plain and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and isinstance(pressed, QAbstractButton) and not event.isAutoRepeat():
            pressed.click()  # Qt knows but Space outside a dialog
            return
        super().keyPressEvent(event)


def application() -> QApplication:
    """The one of this process."""
    found = QApplication.instance()
    assert isinstance(found, QApplication)
    return found


def _since(found: Undoable | None, moment: datetime) -> str:
    """The sentence of a gesture made since `moment`; empty for an older one or none."""
    return found.what if found is not None and found.at >= moment else ""
