"""Every page and every dialog, in both languages, at 100 and 200 %: nothing is cut or covered."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from tests.trial_office import TrialOffice
from tests.ui.access import barriers
from tests.ui.conftest import Opener
from tests.ui.fit import misfits
from tests.ui.records import choose
from vaetvient.desk.preferences import set_language
from vaetvient.desk.reservations import Reserve, reserve
from vaetvient.domain.days import whole_days
from vaetvient.language import Language, speak
from vaetvient.storage import backups
from vaetvient.storage.queries.answers import Wanted
from vaetvient.ui.first_start import FirstStart
from vaetvient.ui.hand import Hand
from vaetvient.ui.main_window import MainWindow
from vaetvient.ui.pages.counter.page import CounterPage
from vaetvient.ui.pages.equipment.page import EquipmentPage
from vaetvient.ui.pages.files.page import FilesPage
from vaetvient.ui.pages.members.page import MembersPage
from vaetvient.ui.pages.records import RecordsPage
from vaetvient.ui.pages.reservations.page import ReservationsPage
from vaetvient.ui.places import PLACES, SETTINGS
from vaetvient.ui.printing.asked import LabelsAsked
from vaetvient.ui.qt_language import speak_qt
from vaetvient.ui.rescue import RescueWindow
from vaetvient.ui.theme import Theme
from vaetvient.ui.tokens import Scheme
from vaetvient.ui.work import Work

CTRL = Qt.KeyboardModifier.ControlModifier
LONG = "Association des habitants et des commerçants des Maisons-Neuves (AHCMN)"


@pytest.fixture(autouse=True)
def french_again(qapp: QApplication) -> Iterator[None]:
    yield
    qapp.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
    speak("fr")
    speak_qt(qapp, "fr")


@pytest.fixture
def lived_in(office: TrialOffice) -> TrialOffice:
    """An office in which each kind of record has something long to say."""
    jardins = office.association(LONG, card="C1")
    office.person("Vanderberghe-Lafontaine", "Marie-Françoise", card="C2")
    model = office.model("Vidéoprojecteur à très courte focale Epson EB-725Wi")
    one, two, three = office.items(3, model=model, tag="VID-001")
    office.lend(jardins, one)
    today = office.desk.today()
    days = whole_days(today + timedelta(days=3), today + timedelta(days=5), office.desk.zone)
    reserve(office.desk, Reserve(jardins, (Wanted(model, two),), days.start, days.end))
    del three
    return office


Seen = tuple[str, QWidget]
LIST = "Qui;courriel;tél\nLefèvre Zoé;zoe@exemple.org;0476010203\nMartin Paul;paul chez exemple;\n"


def everything(window: MainWindow, hand: Hand) -> Iterator[Seen]:
    """Each thing that can be opened, under a name, as it is looked at."""
    for place in (*PLACES, SETTINGS):
        page = window.visit(place.name)
        hand.settle()
        yield place.name, window
        if isinstance(page, RecordsPage):
            yield from _records(page, place.name, window, hand)
        elif isinstance(page, ReservationsPage):
            yield from _records(page.list, place.name, window, hand)
            hand.press(Qt.Key.Key_F6)
            hand.settle()
            yield "planning", window
        elif isinstance(page, CounterPage):
            yield from _counter(window, hand)
        elif isinstance(page, FilesPage):
            yield from _a_list_in(page, window, hand)
    yield from _over(window, hand)


def _records(page: RecordsPage, name: str, window: MainWindow, hand: Hand) -> Iterator[Seen]:
    if not page.filters.more.isHidden():
        page.filters.more.setChecked(True)
        hand.settle()
        yield f"{name}, filters", window
        page.filters.more.setChecked(False)
    choose(page, hand, 0)
    yield f"{name}, a record", window
    if isinstance(page, MembersPage):
        choose(page, hand, 1)
        other = page.table.chosen_key
        assert other is not None
        choose(page, hand, 0)
        page.details.merge_button.click()
        page.merge.compare_with(other)
        hand.settle()
        yield "members, merging", window
        page.merge.given_up.emit()
    elif isinstance(page, EquipmentPage):
        page.details.stop_button.click()
        hand.settle()
        yield "equipment, out of service", window
        page.show_categories()
        hand.settle()
        yield "equipment, categories", window
        page.show_kits()
        hand.settle()
        yield "equipment, kits", window
    page.begin_new()
    hand.settle()
    if window.page is not None and window.page.isAncestorOf(page.table):
        yield f"{name}, a form", window
    window.visit(name if name != "loans" else "counter")


def _counter(window: MainWindow, hand: Hand) -> Iterator[Seen]:
    hand.type("van")
    hand.settle()
    yield "counter, answers", window
    hand.press(Qt.Key.Key_Escape)
    hand.scan("C1")
    hand.scan("VID-003")
    hand.settle()
    yield "counter, a basket", window
    hand.press(Qt.Key.Key_F7)
    hand.settle()
    yield "counter, a renewal", window
    hand.press(Qt.Key.Key_F8)
    hand.settle()
    yield "counter, put aside", window
    hand.scan("VID-001")
    hand.settle()
    yield "counter, a return", window
    hand.press(Qt.Key.Key_Escape)


def _a_list_in(page: FilesPage, window: MainWindow, hand: Hand) -> Iterator[Seen]:
    """A file that is taken in, step by step."""
    file = window.context.folder / "liste.csv"
    file.write_text(LIST, encoding="utf-8")
    page.open(file)
    hand.settle()
    yield "a list, its columns", window
    page.columns.column_said.emit(0, "full_name")
    page.columns.go.click()
    hand.settle()
    yield "a list, what it would do", window
    page.report.go.click()
    hand.settle()
    yield "a list, taken", window


def _over(window: MainWindow, hand: Hand) -> Iterator[Seen]:
    """What comes up over the window."""
    hand.press(Qt.Key.Key_K, CTRL)
    hand.settle()
    yield "search everywhere", window
    hand.press(Qt.Key.Key_Escape)
    openers: tuple[tuple[str, Callable[[], None]], ...] = (
        ("shortcuts", window.leaflets.show_shortcuts),
        ("about", window.leaflets.show_about),
        ("report", lambda: window.leaflets.show_report("Traceback")),
    )
    for name, opens in openers:
        opens()
        hand.settle()
        shown = window.leaflets.reports[0] if window.leaflets.reports else window.leaflets.dialog
        assert shown is not None
        yield name, shown
        shown.close()
        hand.settle()
    window.leaflets.show_help("counter")
    assert window.leaflets.help is not None
    hand.settle()
    yield "help", window.leaflets.help
    window.leaflets.help.close()
    window.context.show_asked(LabelsAsked())
    paper = window.papers.shown
    assert paper is not None
    hand.wait_until(lambda: bool(paper.pdf) and not paper.is_busy, "labels")
    hand.settle()
    yield "labels", paper
    paper.close()
    hand.settle()


@pytest.mark.parametrize("percent", [100, 200])
@pytest.mark.parametrize("language", ["fr", "en"])
def test_nothing_is_cut_or_covered(
    lived_in: TrialOffice, theme: Theme, open_window: Opener, language: Language, percent: int
) -> None:
    set_language(lived_in.desk, language)
    window = open_window()
    theme.scale_text(percent)
    hand = Hand(window)
    heard = language == "fr" and percent == 100  # the same in every language and size
    found = {
        name: [*misfits(seen), *(barriers(seen) if heard else ())]
        for name, seen in everything(window, hand)
    }
    assert len(found) > 30
    assert {name: wrong for name, wrong in found.items() if wrong} == {}


@pytest.mark.parametrize("percent", [100, 200])
@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_first_questions_and_the_rescue_have_their_room_too(
    office: TrialOffice, theme: Theme, work: Work, qtbot: QtBot, language: Language, percent: int
) -> None:
    speak(language)
    theme.scale_text(percent)
    backups.make_copy(office.desk.database.path)
    for window in (
        FirstStart(office.desk, theme, work),
        RescueWindow(office.desk.database.path, theme, work),
    ):
        qtbot.addWidget(window)
        window.show()
        qtbot.waitUntil(lambda: work.is_idle)
        assert misfits(window) == []
        assert barriers(window) == []


@pytest.mark.parametrize("scheme", [Scheme.DARK, Scheme.CONTRAST])
def test_everything_opens_from_right_to_left_and_in_every_scheme(
    lived_in: TrialOffice, theme: Theme, open_window: Opener, qapp: QApplication, scheme: Scheme
) -> None:
    qapp.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    theme.choose(scheme)
    window = open_window()
    found = {name: misfits(seen) for name, seen in everything(window, Hand(window))}
    assert {name: wrong for name, wrong in found.items() if wrong} == {}
