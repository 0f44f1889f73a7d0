"""The window is whole on a screen that is there, its title bar within reach."""

import pytest
from PySide6.QtCore import QRect
from PySide6.QtWidgets import QApplication, QMainWindow

from vaetvient.ui import placing


@pytest.mark.parametrize(
    "room",
    [QRect(0, 0, 1280, 720), QRect(0, 0, 1366, 728), QRect(1920, 40, 1280, 680)],
    ids=str,
)
def test_a_first_window_leaves_room_for_its_title_bar(room: QRect) -> None:
    place = placing.first_place(room)
    assert room.contains(place)
    assert place.top() - room.top() >= 30
    assert place.width() >= placing.LEAST_WIDTH


def test_on_a_large_screen_it_has_its_usual_size() -> None:
    assert placing.first_place(QRect(0, 0, 2560, 1440)).size() == placing.USUAL


@pytest.mark.parametrize(
    "lost", [QRect(9000, 100, 1000, 640), QRect(-3000, 50, 1000, 640), QRect(10, -500, 1000, 640)]
)
def test_a_window_left_on_a_screen_that_is_gone_comes_back(qapp: QApplication, lost: QRect) -> None:
    window = QMainWindow()
    window.setGeometry(lost)
    placing.bring_back(window)
    assert qapp.primaryScreen().availableGeometry().contains(window.geometry().topLeft())
    window.deleteLater()


def test_a_window_that_is_seen_stays_where_it_is(qapp: QApplication) -> None:
    window = QMainWindow()
    there = QRect(qapp.primaryScreen().availableGeometry().topLeft(), QRect(0, 0, 700, 500).size())
    there.translate(5, 45)
    window.setGeometry(there)
    placing.bring_back(window)
    assert window.geometry() == there
    window.deleteLater()
