"""The local help: a page a topic in each language, true to the window, found from Ctrl+K."""

import re
from collections.abc import Iterator

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QApplication

from vaetvient.language import LANGUAGES, Language, _, speak
from vaetvient.paths import resources
from vaetvient.ui.commands import matching
from vaetvient.ui.hand import Hand
from vaetvient.ui.help_topics import TOPICS, help_folder, page_of
from vaetvient.ui.help_window import HelpWindow
from vaetvient.ui.main_window import MainWindow
from vaetvient.ui.pages.records import RecordsPage
from vaetvient.ui.places import PLACES, SETTINGS
from vaetvient.ui.qt_language import speak_qt
from vaetvient.ui.shortcut_sheet import ShortcutSheet, keys_words

_MOST_BYTES = 2_000_000
_QUOTED = {"fr": re.compile("«\u00a0(.+?)\u00a0»"), "en": re.compile("“(.+?)”")}
_EXAMPLES = {"30 chaises", "30 chairs", "30 copies"}


@pytest.fixture(autouse=True)
def french_again(qapp: QApplication) -> Iterator[None]:
    yield
    speak("fr")
    speak_qt(qapp, "fr")


@pytest.fixture(scope="module")
def texts() -> Catalog:
    """Every text of the window, French and English."""
    file = resources() / "locale" / "en" / "LC_MESSAGES" / "vaetvient.po"
    with file.open("rb") as opened:
        return read_po(opened, locale="en")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_of_the_window_has_its_topic_under_its_own_name(language: Language) -> None:
    speak(language)
    topics = {topic.name: topic for topic in TOPICS}
    for place in (*PLACES, SETTINGS):
        heading = page_of(topics[place.name]).partition("\n")[0]
        assert heading == f"# {_(place.title)}"


@pytest.mark.parametrize("topic", TOPICS, ids=lambda topic: topic.name)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_topic_has_a_heading_and_its_picture(language: Language, topic: object) -> None:
    speak(language)
    text = page_of(topic)  # type: ignore[arg-type]
    assert text.startswith("# ")
    pictures = re.findall(r"!\[.+?\]\((.+?)\)", text)
    assert pictures
    for picture in pictures:
        assert not QImage(str(help_folder() / picture)).isNull()


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_the_help_quotes_is_what_the_window_says(language: Language, texts: Catalog) -> None:
    speak(language)
    said = set()
    for message in texts:
        words = message.id if language == "fr" else message.string
        said |= {words} if isinstance(words, str) else set(words or ())
    said = {words.replace("'", "’") for words in said}
    for topic in TOPICS:
        quoted = {q.replace("'", "’") for q in _QUOTED[language].findall(page_of(topic))}
        assert quoted - said - _EXAMPLES == set(), topic.name


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_keys_that_the_help_names_are_bound(window: MainWindow, language: Language) -> None:
    speak(language)
    for place in PLACES:
        page = window.visit(place.name)
        if isinstance(page, RecordsPage):
            page.begin_new()
    bound = {
        part.lower()
        for command in window.context.commands.all()
        for part in keys_words(command).replace(" or ", " ou ").split(" ou ")
    }
    bound |= {"enter", "entrée", "escape", "échap", "f2", "ctrl+entrée", "ctrl+enter"}
    bound |= {"ctrl+plus", "ctrl+moins", "ctrl+minus", "ctrl+shift+z", "ctrl+maj+z"}
    for topic in TOPICS:
        for named in re.findall(r"\*\*((?:Ctrl|F\d|Entr|Enter|Éch|Esc)[^*]*)\*\*", page_of(topic)):
            assert named.lower() in bound, (topic.name, named)


def test_the_pages_and_pictures_are_small() -> None:
    folder = resources() / "help"
    assert sum(path.stat().st_size for path in folder.rglob("*.*")) < _MOST_BYTES


@pytest.mark.parametrize("place", [*(place.name for place in PLACES), SETTINGS.name])
def test_f1_opens_what_is_about_the_page(window: MainWindow, hand: Hand, place: str) -> None:
    window.visit(place)
    hand.settle()
    hand.press(Qt.Key.Key_F1)
    shown = window.leaflets.help
    assert isinstance(shown, HelpWindow)
    assert shown.isVisible()
    assert shown.topic is not None
    assert shown.topic.name == place
    assert not shown.isModal(), "the work behind it goes on"
    shown.close()
    hand.settle()


def test_the_question_mark_shows_the_shortcuts(window: MainWindow, hand: Hand) -> None:
    window.visit("history")
    hand.settle()
    command = window.context.commands.named("help.shortcuts")
    assert command is not None
    assert [keys.toString() for keys in command.keys] == ["?"]
    assert window.context.commands.run("help.shortcuts")
    assert isinstance(window.leaflets.dialog, ShortcutSheet)
    window.leaflets.dialog.reject()
    hand.settle()


@pytest.mark.parametrize(
    ("typed", "topic"),
    [("aide étiquettes", "papers"), ("comment importer", "files"), ("aide retards", "loans")],
)
def test_the_help_is_found_from_the_search_everywhere(
    window: MainWindow, hand: Hand, typed: str, topic: str
) -> None:
    found = matching(window.context.commands.offered(), typed)
    assert found[0][0].name == f"help.{topic}"
    window.context.commands.run(found[0][0].name)
    assert window.leaflets.help is not None
    assert window.leaflets.help.topic is not None
    assert window.leaflets.help.topic.name == topic
    window.leaflets.help.close()
    hand.settle()


def test_a_word_of_a_page_finds_it(window: MainWindow, hand: Hand) -> None:
    window.leaflets.show_help()
    shown = window.leaflets.help
    assert shown is not None
    shown.field.setText("doublons rouleau")
    assert not shown.nothing.isHidden()
    shown.field.setText("rouleau")
    listed = [item.text() for item in shown.listed]
    assert listed == ["Matériel", "Papiers et étiquettes"]
    assert shown.topic is not None
    assert shown.topic.name == "equipment"
    shown.close()
    hand.settle()


def test_the_picture_is_never_wider_than_the_page(window: MainWindow, hand: Hand) -> None:
    window.leaflets.show_help("counter")
    shown = window.leaflets.help
    assert shown is not None
    shown.resize(500, 400)
    hand.settle()
    assert shown.page.horizontalScrollBar().maximum() == 0
    assert QGuiApplication.focusWindow() is not None
    shown.close()
    hand.settle()


def test_another_language_brings_another_help(window: MainWindow, hand: Hand) -> None:
    window.leaflets.show_help("counter")
    first = window.leaflets.help
    window.speak("en")
    hand.settle()
    assert window.leaflets.help is None
    window.leaflets.show_help("counter")
    assert window.leaflets.help is not None
    assert window.leaflets.help is not first
    assert "Lending" in window.leaflets.help.page.toPlainText()
    window.leaflets.help.close()
    hand.settle()
