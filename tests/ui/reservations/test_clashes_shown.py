"""Uses that collide, in the window: found by a filter, settled from the reservation."""

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton
from sqlalchemy import select

from tests.trial_office import TrialOffice
from tests.ui.records import fill, settle
from tests.ui.reservations.conftest import Promises
from vaetvient.desk.equipment import take_out_of_service
from vaetvient.domain.entities import Reservation
from vaetvient.storage.queries.reservations import ReservationsShown
from vaetvient.ui.hand import Hand
from vaetvient.ui.main_window import MainWindow
from vaetvient.ui.pages.reservations import ReservationsPage
from vaetvient.ui.pages.reservations.list_face import ReservationsList


def stopped(promises: Promises, window: MainWindow, hand: Hand) -> ReservationsList:
    """The page, with the promised projector taken out of service and its case chosen."""
    promises.reserve(1, 2)
    promises.reserve(8, 9)
    take_out_of_service(promises.office.desk, promises.one, "lampe grillée", until=None)
    page = window.visit("reservations")
    assert isinstance(page, ReservationsPage)
    settle(hand)
    page.list.shown.choose(ReservationsShown.CLASHING)
    settle(hand)
    return page.list


def said(shown: ReservationsList) -> str:
    return " ".join(each.text() for each in shown.details.clashes.findChildren(QLabel))


def test_the_reservations_that_collide_are_listed_with_whom_they_meet(
    promises: Promises, window: MainWindow, hand: Hand
) -> None:
    shown = stopped(promises, window, hand)
    shown.show_record(promises.office.one(_first()).id)
    settle(hand)
    assert shown.details.clashes.isVisible()
    assert "hors service (lampe grillée)" in said(shown)


def _first() -> Any:
    return select(Reservation).where(Reservation.number == "R-BUR-2026-0001")


def test_another_unit_is_given_in_one_click(
    promises: Promises, window: MainWindow, hand: Hand, office: TrialOffice
) -> None:
    shown = stopped(promises, window, hand)
    key = office.one(_first()).id
    shown.show_record(key)
    settle(hand)
    chips = {chip.text(): chip for chip in shown.details.clashes.findChildren(QPushButton)}
    chips["Donner VID-002"].click()
    settle(hand)
    with office.reading() as session:
        assert session.get_one(Reservation, key).lines[0].equipment_id == promises.two


def test_what_is_agreed_is_noted_and_settles_it(
    promises: Promises, window: MainWindow, hand: Hand, office: TrialOffice
) -> None:
    shown = stopped(promises, window, hand)
    key = office.one(_first()).id
    shown.show_record(key)
    settle(hand)
    section = shown.details.clashes
    section.note_button.click()
    hand.press(Qt.Key.Key_Return)
    assert section.asked.entries["words"].error
    fill(hand, section.asked.entries["words"].field, "Ils apportent leur lampe")
    section.asked.settled.tick(True)
    hand.press(Qt.Key.Key_Return)
    settle(hand)
    assert section.asked.isHidden()
    assert "Ils apportent leur lampe" in said(shown)
    assert "réglé" in said(shown)
    assert shown.table.model().rowCount() == 1, "the other one still waits for a word"
