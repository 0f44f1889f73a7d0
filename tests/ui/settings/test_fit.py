"""No text of the settings is cut, in either language, at either end of the text sizes."""

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication

from tests.trial_office import TrialOffice
from tests.ui.conftest import Opener
from tests.ui.fit import misfits
from vaetvient.desk import volunteers
from vaetvient.desk.preferences import set_language
from vaetvient.language import Language, speak
from vaetvient.storage import backups
from vaetvient.ui.hand import Hand
from vaetvient.ui.pages.settings.page import SettingsPage
from vaetvient.ui.pages.settings.sections import SECTIONS
from vaetvient.ui.qt_language import speak_qt
from vaetvient.ui.theme import Theme


@pytest.fixture(autouse=True)
def french_again(qapp: QApplication) -> Iterator[None]:
    yield
    speak("fr")
    speak_qt(qapp, "fr")


@pytest.mark.parametrize("percent", [100, 200])
@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_text_has_its_room(
    office: TrialOffice, theme: Theme, open_window: Opener, language: Language, percent: int
) -> None:
    volunteers.sit_down(office.desk, "Marie-Françoise Vanderberghe-Lafontaine")
    backups.make_copy(office.desk.database.path)
    set_language(office.desk, language)
    window = open_window()
    theme.scale_text(percent)
    hand = Hand(window)
    page = window.visit("settings")
    assert isinstance(page, SettingsPage)
    for kind in SECTIONS:
        page.open(kind.name)
        hand.settle()
        assert misfits(page) == [], kind.name
        assert page.section.width() <= page.width()
