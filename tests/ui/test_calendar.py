"""The calendar that drops down looks like the rest of the window, in every theme."""

import pytest
from PySide6.QtCore import QDate, Qt
from PySide6.QtWidgets import QApplication, QCalendarWidget, QToolButton
from pytestqt.qtbot import QtBot

from vaetvient.ui.context import Context
from vaetvient.ui.tokens import Scheme
from vaetvient.ui.widgets.days import DayLine


@pytest.mark.parametrize("scheme", [Scheme.LIGHT, Scheme.DARK, Scheme.CONTRAST])
def test_week_ends_are_quiet_and_every_button_is_named(
    context: Context, qtbot: QtBot, scheme: Scheme
) -> None:
    context.theme.choose(scheme)
    line = DayLine(context.theme, context.desk.today)
    qtbot.addWidget(line)
    line.show()
    line.setText("27/11/2026")
    line.open_calendar()
    (calendar,) = line.findChildren(QCalendarWidget)
    assert calendar.selectedDate().toString(Qt.DateFormat.ISODate) == "2026-11-27"
    colour = calendar.weekdayTextFormat(Qt.DayOfWeek.Sunday).foreground().color()
    assert colour == context.theme.colour("muted")
    turns = [calendar.findChild(QToolButton, f"qt_calendar_{way}month") for way in ("prev", "next")]
    assert [turn.accessibleName() for turn in turns if turn] == ["Mois précédent", "Mois suivant"]
    calendar.clicked.emit(QDate(2026, 11, 5))
    assert line.text() == "05/11/2026"
    assert QApplication.activePopupWidget() is None
