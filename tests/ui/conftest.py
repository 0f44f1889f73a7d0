"""A real window on the real database, and a hand to work it with."""

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QObject
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from tests.trial_office import TrialOffice
from vaetvient import app
from vaetvient.ui.context import Context
from vaetvient.ui.hand import Hand
from vaetvient.ui.main_window import MainWindow
from vaetvient.ui.pages.counter.page import CounterPage
from vaetvient.ui.theme import Theme, load_fonts
from vaetvient.ui.tokens import Scheme
from vaetvient.ui.work import Work


@pytest.fixture(scope="session")
def qapp_cls() -> type[QApplication]:
    return QApplication


@pytest.fixture(scope="session")
def only_theme(qapp: QApplication) -> Theme:
    """The look of the program, made once for all tests."""
    qapp.setStyle("Fusion")
    load_fonts()
    return Theme(qapp)


@pytest.fixture
def theme(only_theme: Theme) -> Theme:
    """The look, as every test finds it."""
    if only_theme.text_percent != 100:
        only_theme.scale_text(100)
    only_theme.choose(Scheme.LIGHT)
    return only_theme


@pytest.fixture
def work() -> Iterator[Work]:
    made = Work()
    yield made
    made.close()


@pytest.fixture
def context(office: TrialOffice, theme: Theme, work: Work) -> Iterator[Context]:
    """What a page is handed, without a window round it."""
    made = Context(office.desk, work, theme, office.folder)
    yield made
    made.close()


Opener = Callable[[], MainWindow]


class Lookout(QObject):
    """Notes every widget that was a window of its own before it came to its place in another."""

    def __init__(self) -> None:
        super().__init__()
        self.strays: list[str] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
            watched.setProperty("wasWindow", True)
        elif kind == QEvent.Type.ParentChange and isinstance(watched, QWidget):
            placed = not watched.isWindow() and watched.parent() is not None
            if placed and watched.property("wasWindow"):
                self.strays.append(f"{type(watched).__name__} {watched.accessibleName()}")
        return False


@pytest.fixture(autouse=True)
def no_strays(qapp: QApplication) -> Iterator[None]:
    """Nothing is a window for a moment, and takes the keys, because it was shown too soon."""
    lookout = Lookout()
    qapp.installEventFilter(lookout)
    yield
    qapp.removeEventFilter(lookout)
    assert lookout.strays == []


@pytest.fixture
def open_window(
    office: TrialOffice, theme: Theme, qapp: QApplication, qtbot: QtBot
) -> Iterator[Opener]:
    """Opens a window on the office, as starting the program does; all go when the test ends."""
    opened: list[MainWindow] = []

    def start() -> MainWindow:
        made = app.open_window(qapp, theme, office.desk, office.folder)
        opened.append(made)
        made.resize(1280, 720)
        made.show()
        made.activateWindow()
        Hand(made).settle()
        return made

    yield start
    for window in opened:
        window.close()
        window.context.close()
        window.context.work.close()
        window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


@pytest.fixture
def window(open_window: Opener) -> MainWindow:
    """The window, shown and settled on the counter."""
    return open_window()


@pytest.fixture
def hand(window: MainWindow) -> Hand:
    return Hand(window)


@pytest.fixture
def counter(window: MainWindow) -> CounterPage:
    page = window.visit("counter")
    assert isinstance(page, CounterPage)
    return page
