"""The window keeps its place, says what was done, and survives what nobody expected."""

import pytest
from PySide6.QtCore import Qt, QTimer
from pytestqt.qtbot import QtBot

from tests.trial_office import TrialOffice
from tests.ui.conftest import Opener
from vaetvient.desk import members
from vaetvient.domain.entities import Member
from vaetvient.domain.errors import NotFoundError
from vaetvient.ui.faults import Faults, report_of
from vaetvient.ui.hand import Hand
from vaetvient.ui.main_window import MainWindow
from vaetvient.ui.pages.history.page import HistoryPage
from vaetvient.ui.places import PLACES
from vaetvient.ui.theme import Theme
from vaetvient.ui.tokens import Scheme
from vaetvient.ui.widgets import bars
from vaetvient.ui.widgets.nav_button import NavButton

CTRL = Qt.KeyboardModifier.ControlModifier


def test_the_title_names_the_office(window: MainWindow) -> None:
    assert window.windowTitle() == "Bureau – Va-et-vient"


def test_pages_are_a_key_away(window: MainWindow, hand: Hand) -> None:
    number = [place.name for place in PLACES].index("history") + 1
    hand.press(Qt.Key(Qt.Key.Key_0.value + number), CTRL)
    hand.settle()
    assert window.shown == "history"
    hand.press(Qt.Key.Key_1, CTRL)
    hand.settle()
    assert window.shown == "counter"


def test_enter_presses_the_button_that_has_the_focus(window: MainWindow, hand: Hand) -> None:
    button = window.findChild(NavButton)
    assert button is not None
    window.visit("history")
    hand.settle()
    button.setFocus()
    hand.press(Qt.Key.Key_Return)
    hand.settle()
    assert window.shown == PLACES[0].name


def test_where_one_was_is_remembered(window: MainWindow, theme: Theme, open_window: Opener) -> None:
    window.visit("history")
    theme.choose(Scheme.DARK)
    window.close()
    theme.choose(Scheme.LIGHT)
    again = open_window()
    assert again.shown == "history"
    assert theme.is_dark


def test_a_gesture_made_elsewhere_is_heard_and_can_be_taken_back(
    office: TrialOffice, window: MainWindow, hand: Hand
) -> None:
    office.later(minutes=1)
    office.person(dues=False)
    hand.wait_until(lambda: bool(window.done_bar.text), "the notice")
    assert window.done_bar.text == "Fiche de Lefèvre Zoé créée"
    hand.press(Qt.Key.Key_Z, CTRL)
    hand.settle()
    assert office.count("member") == 0
    hand.press(Qt.Key.Key_Z, CTRL | Qt.KeyboardModifier.ShiftModifier)
    hand.settle()
    assert office.count("member") == 1


def test_what_was_done_before_this_start_is_not_offered_to_undo(
    office: TrialOffice, open_window: Opener
) -> None:
    office.person(dues=False)
    office.later(hours=1)
    assert open_window().done_bar.text == ""


def test_a_refusal_is_said_with_its_way_out_until_escape(
    window: MainWindow, hand: Hand, monkeypatch: pytest.MonkeyPatch
) -> None:
    aloud: list[str] = []
    monkeypatch.setattr(bars, "announce", lambda _widget, text: aloud.append(text))
    window.context.say("Copie faite")
    window.context.refuse(NotFoundError(what="VID-999"))
    assert aloud[0] == "Copie faite"
    assert aloud[1].startswith("Rien ne correspond à « VID-999 ».")
    assert window.error_bar.text == "Rien ne correspond à « VID-999 »."
    hand.press(Qt.Key.Key_Escape)
    assert window.error_bar.text == ""


def test_midnight_asks_everything_again(
    office: TrialOffice, window: MainWindow, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(window.context.refresh_requested):
        office.later(hours=20)
        window.look_at_the_date()


def test_the_history_takes_one_gesture_back(
    office: TrialOffice, window: MainWindow, hand: Hand
) -> None:
    zoe = office.person(dues=False)
    members.archive_member(office.desk, zoe)
    page = window.visit("history")
    assert isinstance(page, HistoryPage)
    hand.settle()
    page.table.setCurrentIndex(page.model.index(0, 1))
    hand.settle()
    page.details.undo_button.click()
    hand.settle()
    assert office.get(Member, zoe).archived_at is None


def test_an_exception_in_a_slot_is_reported_and_the_window_lives_on(
    office: TrialOffice, window: MainWindow, hand: Hand, qtbot: QtBot
) -> None:
    faults = Faults(office.folder)
    try:
        reports: list[str] = []
        faults.happened.connect(reports.append)
        faults.happened.connect(window.leaflets.show_report)

        def slot() -> None:
            raise RuntimeError("une panne")

        QTimer.singleShot(0, slot)
        qtbot.waitUntil(lambda: bool(reports))
        assert "RuntimeError: une panne" in reports[0]
        (shown,) = window.leaflets.reports
        assert shown.isVisible()
        shown.accept()
        office.person(card="C1")
        hand.scan("C1")
        hand.settle()
    finally:
        faults.leave()
    assert "RuntimeError: une panne" in faults.path.read_text("utf-8")


def test_a_report_holds_no_value_of_the_database() -> None:
    error = RuntimeError("INSERT …\n[parameters: ('Lefèvre', 'Zoé')]")
    assert "Zoé" not in report_of(error)
