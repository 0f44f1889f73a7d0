"""The window: navigation at the left, the pages, a bar for refusals, a bar for what was done.

It only wires; the pages own what they do.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import QEvent, QSettings, QSize, Qt, QTimer
from PySide6.QtGui import QCloseEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QLabel,
    QMainWindow,
    QProgressBar,
    QSizePolicy,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from vaetvient.desk import undo
from vaetvient.domain.errors import VaEtVientError
from vaetvient.language import N_, _
from vaetvient.paths import LOG_NAME
from vaetvient.storage.notices import ChangeNotice
from vaetvient.ui.context import Context
from vaetvient.ui.pages.page import Page
from vaetvient.ui.papers import Papers
from vaetvient.ui.report_window import ReportWindow
from vaetvient.ui.tokens import S4, S12, S16, S24, Scheme
from vaetvient.ui.widgets.bars import DoneBar, ErrorBar
from vaetvient.ui.window_commands import window_commands

if TYPE_CHECKING:
    from vaetvient.ui.search_everywhere import SearchEverywhere

SIDE_WIDTH, NARROW_SIDE = 216, 66
NARROW = 1000
"""The width of the window below which the navigation shows icons alone, at 100 %."""
SETTINGS_NAME = "fenetre.ini"
_MINUTE_MS = 60_000


@dataclass(frozen=True, slots=True)
class Place:
    """A page of the navigation, made when it is first visited."""

    name: str
    title: str
    icon: str
    make: Callable[[Context], Page]


def _counter(context: Context) -> Page:
    from vaetvient.ui.pages.counter.page import CounterPage

    return CounterPage(context)


def _loans(context: Context) -> Page:
    from vaetvient.ui.pages.loans.page import LoansPage

    return LoansPage(context)


def _equipment(context: Context) -> Page:
    from vaetvient.ui.pages.equipment.page import EquipmentPage

    return EquipmentPage(context)


def _members(context: Context) -> Page:
    from vaetvient.ui.pages.members.page import MembersPage

    return MembersPage(context)


def _history(context: Context) -> Page:
    from vaetvient.ui.pages.history import HistoryPage

    return HistoryPage(context)


PLACES = (
    Place("counter", N_("Comptoir"), "concierge-bell", _counter),
    Place("loans", N_("Prêts"), "hand-helping", _loans),
    Place("equipment", N_("Matériel"), "package", _equipment),
    Place("members", N_("Adhérents"), "users", _members),
    Place("history", N_("Historique"), "history", _history),
)


class MainWindow(QMainWindow):
    """One per data folder."""

    def __init__(self, context: Context, office_name: str) -> None:
        super().__init__()
        self.context = context
        self._opened_at = context.desk.clock()
        self._day = context.desk.today()
        self._settings = QSettings(
            str(context.folder / SETTINGS_NAME), QSettings.Format.IniFormat, self
        )
        self._pages: dict[str, Page] = {}
        self.open_reports: list[ReportWindow] = []
        self._search: SearchEverywhere | None = None
        self.setWindowTitle(f"{office_name} – Va-et-vient")
        self.setMinimumSize(QSize(900, 600))
        self._stack = QStackedWidget()
        self.error_bar = ErrorBar(context.theme)
        self.done_bar = DoneBar(context.theme)
        self._progress = QProgressBar(textVisible=False, maximum=0)
        self._progress.setAccessibleName(_("Travail en cours"))
        self._buttons: dict[str, QToolButton] = {}
        self._lay_out(office_name)
        self.papers = Papers(context, self, self._settings)
        self._wire()
        self._restore()

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
            place = next(place for place in PLACES if place.name == name)
            page = place.make(self.context)
            self._pages[name] = page
            self._stack.addWidget(page)
            page.resize(self._stack.size())  # its own size from the start: nothing is re-arranged
        self._buttons[name].setChecked(True)
        self.error_bar.hide()
        self._stack.setCurrentWidget(page)
        page.came_up()
        if key is not None:
            page.show_record(key)
        return page

    # Undo

    def undo(self) -> None:
        """Take back the last gesture of this post."""
        desk = self.context.desk
        self.context.work.do(lambda: undo.undo(desk), self._undone, owner=self)

    def redo(self) -> None:
        """Do again what was taken back last."""
        desk = self.context.desk
        self.context.work.do(lambda: undo.redo(desk), self._undone, owner=self)

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

    # Life

    def come_forward(self) -> None:
        """Be seen: someone started the program again."""
        if self.isMinimized():
            self.showNormal()
        self.show()
        self.raise_()
        self.activateWindow()

    def show_report(self, report: str) -> None:
        """Say that the program was at fault; one such window at a time is enough."""
        if self.open_reports:
            return
        window = ReportWindow(report, str(self.context.folder / LOG_NAME))
        self.open_reports.append(window)
        window.finished.connect(self.open_reports.clear)
        window.open()

    def closeEvent(self, event: QCloseEvent) -> None:
        for page in self._pages.values():
            page.leave()
        self._settings.setValue("geometry", self.saveGeometry())
        self._settings.setValue("page", self.shown)
        self._settings.setValue("scheme", str(self.context.theme.scheme))
        self._settings.setValue("text_percent", self.context.theme.text_percent)
        self._settings.sync()
        super().closeEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.ActivationChange and self.isActiveWindow():
            self.look_at_the_date()

    # Putting together

    def _lay_out(self, office_name: str) -> None:
        side = self._side = self._make_side(office_name)
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
        column.addWidget(self.done_bar)
        whole = QWidget()
        row = QHBoxLayout(whole)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(side)
        row.addLayout(column, 1)
        self.setCentralWidget(whole)

    def _make_side(self, office_name: str) -> QWidget:
        side = QWidget()
        side.setProperty("role", "side")
        side.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        column = QVBoxLayout(side)
        column.setContentsMargins(S12, S24, S12, S16)
        column.setSpacing(S4)
        name = QLabel(office_name, wordWrap=True)
        name.setProperty("role", "heading")
        name.setContentsMargins(S12, 0, 0, S16)
        self._office = name
        column.addWidget(name)
        group = QButtonGroup(self)
        for number, place in enumerate(PLACES, start=1):
            button = QToolButton()
            button.setText(_(place.title))
            button.setAccessibleName(_(place.title))
            button.setCheckable(True)
            button.setProperty("kind", "nav")
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
            button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            button.setToolTip(f"{_(place.title)} (Ctrl+{number})")
            self.context.theme.dress(button, place.icon)
            button.clicked.connect(lambda _checked=False, name=place.name: self.visit(name))
            group.addButton(button)
            self._buttons[place.name] = button
            column.addWidget(button)
        column.addStretch(1)
        return side

    def _arrange(self) -> None:
        """Words beside the icons of the navigation while there is room for them."""
        theme = self.context.theme
        narrow = self.width() < theme.pixels(NARROW)
        self._side.setFixedWidth(theme.pixels(NARROW_SIDE if narrow else SIDE_WIDTH))
        self._office.setVisible(not narrow)
        style = (
            Qt.ToolButtonStyle.ToolButtonIconOnly
            if narrow
            else Qt.ToolButtonStyle.ToolButtonTextBesideIcon
        )
        for button in self._buttons.values():
            button.setToolButtonStyle(style)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _wire(self) -> None:
        context = self.context
        context.theme.changed.connect(self._arrange)
        context.wanted.connect(self.visit)
        context.refused.connect(self._refuse)
        context.forgiven.connect(self.error_bar.hide)
        context.said.connect(self._say)
        context.changed.connect(self._changed)
        context.work.busy.connect(self._progress.setVisible)
        self.done_bar.undo.connect(self.undo)
        self.done_bar.redo.connect(self.redo)
        context.commands.add(*window_commands(self), owner=self)
        midnight = QTimer(self, interval=_MINUTE_MS)
        midnight.timeout.connect(self.look_at_the_date)
        midnight.start()

    def _restore(self) -> None:
        geometry = self._settings.value("geometry")
        if geometry is None or not self.restoreGeometry(geometry):
            self.resize(1280, 720)
        scheme = str(self._settings.value("scheme", ""))
        if scheme in tuple(Scheme):
            self.context.theme.choose(Scheme(scheme))
        percent = int(str(self._settings.value("text_percent", 100)))
        if percent != 100:
            self.context.theme.scale_text(percent)
        page = str(self._settings.value("page", "counter"))
        self.visit(page if page in self._buttons else "counter")

    # What is heard

    def _refuse(self, error: VaEtVientError) -> None:
        self.error_bar.say(error)

    def _say(self, text: str, undo_offered: bool) -> None:
        self.error_bar.hide()
        if not undo_offered:
            self.done_bar.say(text)

    def _changed(self, _notice: ChangeNotice) -> None:
        desk, opened_at = self.context.desk, self._opened_at

        def look() -> tuple[str, str]:
            with desk.database.reading() as session:
                last = undo.last_undoable(session, desk)
                again = undo.last_redoable(session, desk)
            return _since(last, opened_at), _since(again, opened_at)

        self.context.work.ask(
            look, lambda words: self.done_bar.offer(*words), owner=self, key="undoable"
        )

    def _undone(self, _result: object) -> None:
        self.error_bar.hide()

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
        super().keyPressEvent(event)


def _since(found: undo.Undoable | None, moment: datetime) -> str:
    """The sentence of a gesture made since `moment`; empty for an older one or none."""
    return found.what if found is not None and found.at >= moment else ""
