"""From when to when: two days, and two hours for what is lent by the hour."""

from __future__ import annotations

from datetime import date, time

from PySide6.QtCore import QObject, Signal

from vaetvient.desk.desk import Desk
from vaetvient.desk.periods import period_of, read_hour
from vaetvient.domain.availability import Period
from vaetvient.domain.days import is_whole_days, last_day
from vaetvient.domain.errors import VaEtVientError
from vaetvient.language import _, show_date
from vaetvient.ui.widgets.days import read_day
from vaetvient.ui.widgets.entry import Entry


def texts_of_period(desk: Desk, period: Period) -> dict[str, str]:
    """A period as its four fields show it; whole days show no hour."""
    start, end = (m.astimezone(desk.zone) for m in (period.start, period.end))
    if is_whole_days(period, desk.zone):
        last = last_day(period.end, desk.zone)
        return {
            "start": show_date(start.date(), "short"),
            "start_hour": "",
            "end": show_date(last, "short"),
            "end_hour": "",
        }
    return {
        "start": show_date(start.date(), "short"),
        "start_hour": f"{start:%H:%M}",
        "end": show_date(end.date(), "short"),
        "end_hour": f"{end:%H:%M}",
    }


class PeriodFields(QObject):
    """Reads four entries called start, start_hour, end and end_hour as one period."""

    changed = Signal()

    def __init__(self, desk: Desk, entries: dict[str, Entry], parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        self._entries = entries
        for name in ("start", "start_hour", "end", "end_hour"):
            entries[name].changed.connect(self.changed)

    def read(self) -> Period:
        """The period typed. Raises BadDateError, BadHourError or PeriodError, by field."""
        today = self._desk.today()
        first = self._day("start", today)
        last = self._day("end", first, or_else=first)
        return period_of(self._desk, first, self._hour("start_hour"), last, self._hour("end_hour"))

    def read_if_right(self) -> Period | None:
        """The period typed; None while it is none."""
        try:
            return self.read()
        except VaEtVientError:
            return None

    def _day(self, name: str, today: date, or_else: date | None = None) -> date:
        typed = self._entries[name].text()
        day = read_day(typed, today, name)
        if day is None and or_else is not None:
            return or_else
        return day if day is not None else read_day("?", today, name) or today

    def _hour(self, name: str) -> time | None:
        return read_hour(self._entries[name].text(), name)


def period_labels() -> dict[str, str]:
    """The four fields' names."""
    return {
        "start": _("Du"),
        "start_hour": _("Heure de départ"),
        "end": _("Au"),
        "end_hour": _("Heure de retour"),
    }
