"""A scanner at full speed loses nothing, and nothing waits on the window's thread."""

import time

from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QKeyEvent

from tests.trial_office import TrialOffice
from vaetvient.ui.hand import Hand
from vaetvient.ui.pages.counter.page import CounterPage


def test_two_hundred_tags_at_full_speed_are_all_there_in_order(
    office: TrialOffice, counter: CounterPage, hand: Hand
) -> None:
    """Every key event is in the queue before the first one is dealt with."""
    office.person(card="C1")
    model = office.model()
    office.items(200, tag="VID-001", model=model)
    tags = [f"VID-{number:03}" for number in range(1, 201)]
    for code in ("C1", *tags):
        for letter in (*code, "\r"):
            key = Qt.Key.Key_Return if letter == "\r" else Qt.Key.Key_unknown
            for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
                event = QKeyEvent(kind, key, Qt.KeyboardModifier.NoModifier, letter)
                QCoreApplication.postEvent(counter.field, event)
    hand.wait_until(lambda: len(counter.till.draft.lines) == 200, "two hundred lines")
    hand.settle()
    assert [line.tag for line in counter.till.draft.lines] == tags
    assert counter.field.text() == ""
    assert counter.basket.lend_button.isEnabled()


def test_what_is_scanned_while_a_search_runs_is_kept_whole(
    office: TrialOffice, counter: CounterPage, hand: Hand
) -> None:
    office.person(card="C1")
    for number in range(1, 9):
        office.item(tag=f"TENTE-{number}")
    hand.type("tente")
    counter.look_up()
    hand.press(Qt.Key.Key_Escape)
    hand.scan("C1")
    for number in range(1, 9):
        hand.type("TENTE-")
        counter.look_up()
        hand.scan(str(number))
    hand.settle()
    assert [line.tag for line in counter.till.draft.lines] == [f"TENTE-{n}" for n in range(1, 9)]
    assert not counter.answers.isVisible()


def test_the_window_stays_free_while_the_database_is_busy(
    office: TrialOffice, counter: CounterPage, hand: Hand
) -> None:
    """Someone else writes for a while: keys are still taken, and the loan waits its turn."""
    office.person(card="C1")
    office.item(tag="A1")
    hand.scan("C1")
    hand.scan("A1")
    hand.settle()
    longest = 0.0
    with office.desk.database.writing() as session:
        session.connection()  # nobody else writes from here on
        hand.press(Qt.Key.Key_Return)
        for letter in "encore quelqu'un":
            begun = time.monotonic()
            hand.type(letter)
            QCoreApplication.processEvents()
            longest = max(longest, time.monotonic() - begun)
        assert counter.till.is_lending
        assert counter.field.text() == "encore quelqu'un"
    hand.settle()
    assert counter.panel is counter.lent
    assert counter.field.text() == "encore quelqu'un"
    assert longest < 1.0  # the machine may be busy; the lock above would have lasted ten
