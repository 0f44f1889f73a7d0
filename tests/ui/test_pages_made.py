"""A page being made shows nothing of itself before it has its place in the window."""

import pytest
from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication, QWidget

from tests.ui.conftest import Opener
from vaetvient.ui.hand import Hand
from vaetvient.ui.main_window import MainWindow
from vaetvient.ui.pages.settings.page import SettingsPage
from vaetvient.ui.pages.settings.section import Section
from vaetvient.ui.pages.settings.sections import SECTIONS
from vaetvient.ui.places import PLACES
from vaetvient.ui.tour_pages import PAGE_PICTURES


class Lookout(QObject):
    """Notes every widget that appears as a window of its own."""

    def __init__(self) -> None:
        super().__init__()
        self.strays: list[str] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() != QEvent.Type.Show or isinstance(watched, MainWindow):
            return False
        if isinstance(watched, QWidget) and watched.isWindow():
            self.strays.append(type(watched).__name__)
        return False


@pytest.mark.parametrize("place", [place.name for place in PLACES])
def test_a_page_is_made_without_a_window_of_its_own(
    open_window: Opener, qapp: QApplication, place: str
) -> None:
    window = open_window()
    lookout = Lookout()
    qapp.installEventFilter(lookout)
    window.context.go(place, None)
    Hand(window).settle()
    qapp.removeEventFilter(lookout)

    assert lookout.strays == []
    assert window.isActiveWindow()


@pytest.mark.parametrize("section", SECTIONS, ids=lambda section: section.name)
def test_a_section_of_the_settings_is_made_without_a_window_of_its_own(
    open_window: Opener, qapp: QApplication, section: type[Section]
) -> None:
    window = open_window()
    settings = window.visit("settings")
    assert isinstance(settings, SettingsPage)
    lookout = Lookout()
    qapp.installEventFilter(lookout)
    settings.open(section.name)
    Hand(window).settle()
    qapp.removeEventFilter(lookout)

    assert lookout.strays == []
    assert window.isActiveWindow()


def test_the_tour_has_a_picture_of_every_page() -> None:
    assert [place.name for place in PLACES[1:]] == list(PAGE_PICTURES)
