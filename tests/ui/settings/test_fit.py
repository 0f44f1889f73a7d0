"""No text of the settings is cut, in either language, at either end of the text sizes."""

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication, QCheckBox, QLabel, QPushButton, QToolButton, QWidget

from tests.trial_office import TrialOffice
from tests.ui.conftest import Opener
from vaetvient.desk import volunteers
from vaetvient.desk.preferences import set_language
from vaetvient.language import Language, speak
from vaetvient.storage import backups
from vaetvient.ui.hand import Hand
from vaetvient.ui.pages.settings.page import SettingsPage
from vaetvient.ui.pages.settings.sections import SECTIONS
from vaetvient.ui.qt_language import speak_qt
from vaetvient.ui.theme import Theme
from vaetvient.ui.widgets.words import Link, Words


@pytest.fixture(autouse=True)
def french_again(qapp: QApplication) -> Iterator[None]:
    yield
    speak("fr")
    speak_qt(qapp, "fr")


def cut_texts(within: QWidget) -> list[str]:
    """What is shown with less room than its letters take."""
    cut = []
    for kind in (QLabel, QPushButton, QToolButton, QCheckBox):
        for widget in within.findChildren(kind):
            text = widget.text()
            if not text or not widget.isVisible() or isinstance(widget, (Words, Link)):
                continue
            if isinstance(widget, QLabel) and widget.wordWrap():
                continue
            lines = text.replace("&", "").splitlines()
            needed = max(widget.fontMetrics().horizontalAdvance(line) for line in lines)
            if widget.width() < needed:
                cut.append(f"{text} ({widget.width()} < {needed})")
    return cut


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
        assert cut_texts(page) == [], kind.name
        assert page.section.width() <= page.width()
