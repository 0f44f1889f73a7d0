"""Settings are found by a few letters, applied at once, and each says what it does."""

import pytest
from PySide6.QtCore import Qt

from tests.trial_office import TrialOffice
from tests.ui.conftest import Opener
from vaetvient.desk.desk import own_language
from vaetvient.domain.entities import Office
from vaetvient.language import _, speak
from vaetvient.ui.hand import Hand
from vaetvient.ui.main_window import MainWindow
from vaetvient.ui.pages.settings.finding import find_settings
from vaetvient.ui.pages.settings.look import LookSection
from vaetvient.ui.pages.settings.page import SettingsPage
from vaetvient.ui.pages.settings.section import Section
from vaetvient.ui.pages.settings.sections import SECTIONS
from vaetvient.ui.theme import Theme
from vaetvient.ui.tokens import Scheme
from vaetvient.ui.widgets.fields import Choice

CTRL = Qt.KeyboardModifier.ControlModifier
ALL_SETTINGS = [(kind, setting) for kind in SECTIONS for setting in kind.settings]


@pytest.fixture
def page(window: MainWindow, hand: Hand) -> SettingsPage:
    hand.press(Qt.Key.Key_Comma, CTRL)
    hand.settle()
    page = window.page
    assert isinstance(page, SettingsPage)
    return page


def choose(section: LookSection, name: str, data: str) -> None:
    """What a person does in a list that drops down."""
    field = section.entries[name].field
    assert isinstance(field, Choice)
    place = field.findData(data)
    field.setCurrentIndex(place)
    field.activated.emit(place)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_setting_says_what_it_does_and_has_one_name(language: str) -> None:
    speak(language)  # type: ignore[arg-type]
    try:
        for _kind, setting in ALL_SETTINGS:
            assert _(setting.help).endswith((".", "?"))
            assert 0 < len(_(setting.label)) <= 48
    finally:
        speak("fr")


@pytest.mark.parametrize("kind", SECTIONS, ids=lambda kind: kind.name)
def test_every_setting_has_its_field(page: SettingsPage, hand: Hand, kind: type[Section]) -> None:
    section = page.open(kind.name)
    hand.settle()
    for setting in section.settings:
        seen = section.jump(setting.name)
        assert seen is not None, setting.name
        assert section.isAncestorOf(seen)


def test_each_setting_is_found_by_its_own_name() -> None:
    for kind, setting in ALL_SETTINGS:
        found = find_settings(setting.label, SECTIONS)
        assert (kind, setting) in [(f.section, f.setting) for f in found]


@pytest.mark.parametrize(
    ("typed", "name"),
    [("coleurs", "scheme"), ("ZOOM", "text_size"), ("anglais", "language"), ("nuit", "scheme")],
)
def test_a_slip_or_another_word_finds_it_too(typed: str, name: str) -> None:
    assert find_settings(typed, SECTIONS)[0].setting.name == name


def test_what_is_found_is_an_enter_away(page: SettingsPage, hand: Hand) -> None:
    hand.type("sombre")
    hand.press(Qt.Key.Key_Return)
    assert page.section.entries["scheme"].field.hasFocus()
    assert page.field.text() == ""


def test_what_nothing_answers_to_is_said(page: SettingsPage, hand: Hand) -> None:
    hand.type("xylophone")
    assert page.found == []
    hand.press(Qt.Key.Key_Escape)
    assert page.field.text() == ""


def test_colours_and_text_size_are_applied_while_one_chooses(
    page: SettingsPage, theme: Theme
) -> None:
    section = page.open("look")
    assert isinstance(section, LookSection)
    choose(section, "scheme", "dark")
    assert theme.scheme is Scheme.DARK
    section.text_size.slider.setValue(15)
    assert theme.text_percent == 150


def test_the_size_set_elsewhere_is_shown(page: SettingsPage, theme: Theme) -> None:
    section = page.open("look")
    assert isinstance(section, LookSection)
    theme.scale_text(130)
    assert section.text_size.percent == 130


def test_the_language_of_papers_is_the_offices_and_can_be_taken_back(
    office: TrialOffice, page: SettingsPage, hand: Hand
) -> None:
    section = page.open("look")
    assert isinstance(section, LookSection)
    hand.settle()
    choose(section, "paper_language", "en")
    hand.settle()
    assert office.get(Office, office.desk.office_id).language == "en"
    with office.reading() as session:
        assert own_language(session) == "fr"
    page.field.setFocus()
    hand.press(Qt.Key.Key_Z, CTRL)
    hand.settle()
    assert office.get(Office, office.desk.office_id).language == "fr"
    assert section.entries["paper_language"].text() == "fr"


def test_the_window_opens_again_where_it_was_in_the_settings(
    page: SettingsPage, window: MainWindow, open_window: Opener
) -> None:
    window.close()
    assert open_window().shown == "settings"
