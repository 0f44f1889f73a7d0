"""A page being made takes the keys from nobody (`no_strays` watches what it shows meanwhile)."""

import pytest

from tests.ui.conftest import Opener
from vaetvient.ui.hand import Hand
from vaetvient.ui.pages.settings.page import SettingsPage
from vaetvient.ui.pages.settings.section import Section
from vaetvient.ui.pages.settings.sections import SECTIONS
from vaetvient.ui.places import PLACES
from vaetvient.ui.tour_pages import PAGE_PICTURES


@pytest.mark.parametrize("place", [place.name for place in PLACES])
def test_a_page_is_made_without_a_window_of_its_own(open_window: Opener, place: str) -> None:
    window = open_window()
    window.context.go(place, None)
    Hand(window).settle()

    assert window.isActiveWindow()


@pytest.mark.parametrize("section", SECTIONS, ids=lambda section: section.name)
def test_a_section_of_the_settings_is_made_without_a_window_of_its_own(
    open_window: Opener, section: type[Section]
) -> None:
    window = open_window()
    settings = window.visit("settings")
    assert isinstance(settings, SettingsPage)
    settings.open(section.name)
    Hand(window).settle()

    assert window.isActiveWindow()


def test_the_tour_has_a_picture_of_every_page() -> None:
    assert [place.name for place in PLACES[1:]] == list(PAGE_PICTURES)
