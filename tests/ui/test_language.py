"""The language changes under one's hands, and nothing that was typed or chosen is lost."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QLocale, Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QLineEdit

from tests.trial_office import TrialOffice
from vaetvient.desk.desk import own_language
from vaetvient.desk.office import set_office
from vaetvient.language import Language, catalogue, speak, speaking, spoken
from vaetvient.ui.hand import Hand
from vaetvient.ui.main_window import MainWindow
from vaetvient.ui.pages.counter.page import CounterPage
from vaetvient.ui.pages.members.page import MembersPage
from vaetvient.ui.places import PLACES, SETTINGS
from vaetvient.ui.qt_language import speak_qt

FRENCH_ONLY = "éèêàùç"


@pytest.fixture(autouse=True)
def french_again(qapp: QApplication) -> Iterator[None]:
    yield
    speak("fr")
    speak_qt(qapp, "fr")


def switch(window: MainWindow, language: str) -> None:
    window.context.language_wanted.emit(language)
    Hand(window).settle()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def words_shown(window: MainWindow) -> set[str]:
    """Every text that the program itself wrote in the window."""
    shown: set[str] = set()
    shown |= {label.text() for label in window.findChildren(QLabel)}
    shown |= {button.text() for button in window.findChildren(QAbstractButton)}
    for line in window.findChildren(QLineEdit):
        shown |= {line.placeholderText(), line.accessibleName()}
    return {text for text in shown if text}


@pytest.mark.parametrize("place", [place.name for place in (*PLACES, SETTINGS)])
def test_no_french_is_left_on_a_page(
    office: TrialOffice, window: MainWindow, hand: Hand, place: str
) -> None:
    set_office(office.desk, {"name": "MJC Pont-du-Sonnant"})
    window.visit(place)
    hand.settle()
    french = words_shown(window)
    switch(window, "en")
    assert window.shown == place
    english = catalogue("en")
    left = {
        text
        for text in words_shown(window) & french
        if english.gettext(text) != text or any(letter in text for letter in FRENCH_ONLY)
    }
    assert left <= {"Français"}


def test_it_is_remembered_and_qt_speaks_it_too(office: TrialOffice, window: MainWindow) -> None:
    switch(window, "en")
    with office.reading() as session:
        assert own_language(session) == "en"
    assert QLocale().language() == QLocale.Language.English
    (style,) = {way.toolButtonStyle() for way in window.navigation.ways.values()}
    assert style is Qt.ToolButtonStyle.ToolButtonTextBesideIcon
    switch(window, "fr")
    assert QCoreApplication.translate("QPlatformTheme", "Cancel") == "Annuler"


def test_the_language_asked_for_last_is_spoken(
    window: MainWindow, hand: Hand, monkeypatch: pytest.MonkeyPatch
) -> None:
    window.visit("members")  # the counter is hidden, and goes first, in a turn of its own
    hand.settle()
    work = window.context.work
    monkeypatch.setattr(work, "do", lambda write, done, **_more: done(write()))
    window.context.language_wanted.emit("en")
    window.context.language_wanted.emit("fr")
    monkeypatch.undo()
    hand.settle()
    QCoreApplication.processEvents()
    assert spoken() == "fr"
    assert not window.changes_language


def test_the_basket_being_made_is_still_there(
    office: TrialOffice, window: MainWindow, hand: Hand
) -> None:
    office.person(card="C1")
    office.item(tag="VID-001")
    hand.scan("C1")
    hand.scan("VID-001")
    hand.settle()
    switch(window, "en")
    counter = window.page
    assert isinstance(counter, CounterPage)
    assert [line.tag for line in counter.till.draft.lines] == ["VID-001"]
    hand.scan("VID-001")
    hand.settle()
    assert counter.field.hasFocus()


def test_the_record_and_the_filter_are_still_there(
    office: TrialOffice, window: MainWindow, hand: Hand
) -> None:
    zoe = office.person(dues=False)
    page = window.visit("members", zoe)
    assert isinstance(page, MembersPage)
    page.filters.field.setText("lef")
    hand.settle()
    switch(window, "en")
    again = window.page
    assert isinstance(again, MembersPage)
    assert again is not page
    assert again.filters.field.text() == "lef"
    assert again.table.chosen_key == zoe
    assert again.record_pane is again.details


def test_what_is_typed_in_a_form_is_still_there(
    office: TrialOffice, window: MainWindow, hand: Hand
) -> None:
    zoe = office.person(dues=False)
    page = window.visit("members", zoe)
    assert isinstance(page, MembersPage)
    hand.settle()
    page.correct()
    email = page.form.entries["email"].field
    assert isinstance(email, QLineEdit)
    email.setText("zoe@exemple.org")
    switch(window, "en")
    again = window.page
    assert isinstance(again, MembersPage)
    assert again.record_pane is again.form
    assert again.form.key == zoe
    assert again.form.entries["email"].text() == "zoe@exemple.org"


def test_a_new_record_begun_is_still_there(window: MainWindow, hand: Hand) -> None:
    page = window.visit("members")
    assert isinstance(page, MembersPage)
    hand.settle()
    hand.press(Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    field = page.form.entries["last_name"].field
    assert isinstance(field, QLineEdit)
    field.setText("Lefèvre")
    switch(window, "en")
    again = window.page
    assert isinstance(again, MembersPage)
    assert again.form.entries["last_name"].text() == "Lefèvre"
    switch(window, "fr")
    last = window.page
    assert isinstance(last, MembersPage)
    assert last.form.entries["last_name"].text() == "Lefèvre"


@pytest.mark.parametrize(
    ("language", "said"),
    [("fr", ("&Regarder dans :", "Dossier")), ("en", ("&Look in:", "Folder"))],
)
def test_qt_own_words_that_its_catalogue_lacks(
    qapp: QApplication, language: Language, said: tuple[str, str]
) -> None:
    with speaking(language):
        speak_qt(qapp, language)
        look = QCoreApplication.translate("QFileDialog", "&Look in:")
        folder = QCoreApplication.translate("QAbstractFileIconProvider", "Folder")
        close = QCoreApplication.translate("QPlatformTheme", "Close")
    speak_qt(qapp, "fr")
    assert (look.replace("\u202f", " "), folder) == said
    assert close == {"fr": "Fermer", "en": "Close"}[language]
