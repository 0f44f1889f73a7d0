"""A day typed the way people write it: 23/11, 23/11/26, 2026-11-23, or taken from a calendar."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

from PySide6.QtCore import QDate, Qt, Signal
from PySide6.QtGui import QKeyEvent, QTextCharFormat
from PySide6.QtWidgets import QCalendarWidget, QToolButton, QVBoxLayout, QWidget

from vaetvient.domain.errors import VaEtVientError
from vaetvient.domain.registration import read_date
from vaetvient.language import _, show_date
from vaetvient.ui.theme import Theme
from vaetvient.ui.widgets.signed_line import SignedLine

_DAY_AND_MONTH = re.compile(r"(\d{1,2})\s*[/.\- ]\s*(\d{1,2})")


def read_day(typed: str, today: date, field: str = "date") -> date | None:
    """A day; without a year, the next such day from `today` on. Raises BadDateError."""
    found = _DAY_AND_MONTH.fullmatch(typed.strip())
    if found is None:
        return read_date(typed, field)
    for year in range(today.year, today.year + 9):  # 29 February may be eight years away
        try:
            day = date(year, int(found[2]), int(found[1]))
        except ValueError:
            continue
        if day >= today:
            return day
    return read_date(typed, field)


class DayLine(SignedLine):
    """A line that holds a day. Alt+Down or its button opens a calendar."""

    chosen = Signal(object)
    """A day taken from the calendar."""

    def __init__(self, theme: Theme, today: Callable[[], date]) -> None:
        super().__init__(theme, _("jj/mm/aaaa"), after="calendar")
        self._today = today
        self._month: _Calendar | None = None
        self.after_button.setToolTip(_("Choisir dans un calendrier (Alt+Bas)"))
        self.after_button.setAccessibleName(_("Choisir dans un calendrier"))
        self.after_button.clicked.connect(self.open_calendar)
        self.returnPressed.connect(self._tidy)  # before whoever takes what is typed at Enter
        self.editingFinished.connect(self._tidy)

    def day(self) -> date | None:
        """The day typed, None when empty. Raises BadDateError."""
        return read_day(self.text(), self._today())

    def put_day(self, day: date | None) -> None:
        """Show a day."""
        self.setText(show_date(day, "short") if day else "")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        down = event.key() == Qt.Key.Key_Down
        if down and event.modifiers() == Qt.KeyboardModifier.AltModifier:
            self.open_calendar()
            return
        super().keyPressEvent(event)

    def open_calendar(self) -> None:
        """Show a month to choose from."""
        if self._month is None:
            self._month = _Calendar(self)
            self._month.calendar.activated.connect(self._take)
            self._month.calendar.clicked.connect(self._take)
        month = self._month
        month.dress(self._theme)
        day = self._shown_day()
        month.calendar.setSelectedDate(QDate(day.year, day.month, day.day))
        month.move(self.mapToGlobal(self.rect().bottomLeft()))
        month.show()
        month.calendar.setFocus()

    def _shown_day(self) -> date:
        try:
            return self.day() or self._today()
        except VaEtVientError:
            return self._today()

    def _take(self, day: QDate) -> None:
        if self._month is not None:
            self._month.hide()
        taken = date(day.year(), day.month(), day.day())
        self.put_day(taken)
        self.textEdited.emit(self.text())
        self.chosen.emit(taken)

    def _tidy(self) -> None:
        try:
            day = self.day()
        except VaEtVientError:
            return  # said beside the field by whoever checks it
        if day is not None:
            self.put_day(day)


class _Calendar(QWidget):
    """The month that drops down from a DayLine; made once, and kept: its end while it is being
    closed has taken the program with it."""

    def __init__(self, line: QWidget) -> None:
        super().__init__(line, Qt.WindowType.Popup)
        self.calendar = calendar = QCalendarWidget()
        calendar.setAccessibleName(_("Calendrier"))
        calendar.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
        letters = QCalendarWidget.HorizontalHeaderFormat.SingleLetterDayNames
        calendar.setHorizontalHeaderFormat(letters)
        calendar.setFirstDayOfWeek(Qt.DayOfWeek.Monday)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 1, 1, 1)
        column.addWidget(calendar)

    def dress(self, theme: Theme) -> None:
        """In the colours of the theme: Qt's own red means late everywhere else."""
        for weekday in (Qt.DayOfWeek.Saturday, Qt.DayOfWeek.Sunday):
            quiet = QTextCharFormat()
            quiet.setForeground(theme.colour("muted"))
            self.calendar.setWeekdayTextFormat(weekday, quiet)
        for name, icon, words in (
            ("qt_calendar_prevmonth", "chevron-left", _("Mois précédent")),
            ("qt_calendar_nextmonth", "chevron-right", _("Mois suivant")),
        ):
            turn = self.calendar.findChild(QToolButton, name)
            if turn is not None:
                turn.setIcon(theme.icon(icon))
                turn.setAccessibleName(words)
                turn.setToolTip(words)
