"""A list has all the room until a record is chosen, and again once it is put away."""

import pytest
from PySide6.QtCore import Qt

from tests.trial_office import TrialOffice
from tests.ui.records import choose, settle
from vaetvient.ui.hand import Hand
from vaetvient.ui.main_window import MainWindow
from vaetvient.ui.pages.members import MembersPage

LONG = "Association des habitants des Maisons-Neuves"


@pytest.fixture
def page(office: TrialOffice, window: MainWindow, hand: Hand) -> MembersPage:
    office.association(LONG)
    found = window.visit("members")
    assert isinstance(found, MembersPage)
    settle(hand)
    return found


def test_the_list_has_all_the_room_until_a_record_is_chosen(page: MembersPage, hand: Hand) -> None:
    alone = page.table.width()
    assert alone > 0.9 * page.width()
    name = page.model.index(0, 0)
    written = page.table.fontMetrics().horizontalAdvance(LONG)
    assert page.table.visualRect(name).width() > written + 40

    choose(page, hand, 0)
    assert page.details.isVisible()
    assert page.table.width() < 0.7 * alone


def test_escape_in_the_list_puts_the_record_away(page: MembersPage, hand: Hand) -> None:
    alone = page.table.width()
    choose(page, hand, 0)
    hand.press(Qt.Key.Key_Escape)
    settle(hand)
    assert not page.details.isVisible()
    assert page.table.chosen_key is None
    assert page.table.width() == alone
    assert page.table.hasFocus()

    hand.press(Qt.Key.Key_Down)
    settle(hand)
    assert page.details.isVisible()


def test_escape_leaves_a_form_alone(page: MembersPage, hand: Hand) -> None:
    choose(page, hand, 0)
    page.correct()
    settle(hand)
    page.table.setFocus()
    hand.press(Qt.Key.Key_Escape)
    settle(hand)
    assert page.form.isVisible()


def test_the_hint_of_the_filter_is_whole_or_one_word(page: MembersPage, hand: Hand) -> None:
    assert page.filters.field.placeholderText() == "Filtrer : un nom, un n°, un e-mail, un mot-clé"
    choose(page, hand, 0)
    page.filters.field.setFixedWidth(page.context.theme.pixels(150))
    settle(hand)
    assert page.filters.field.placeholderText() == "Filtrer"
    assert page.filters.field.toolTip() == "Filtrer : un nom, un n°, un e-mail, un mot-clé"
