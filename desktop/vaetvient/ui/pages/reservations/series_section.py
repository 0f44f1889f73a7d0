"""The same thing again and again: which days, and which of them cannot be had, before saving."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from vaetvient.desk.series import Occurrence
from vaetvient.domain.availability import Period
from vaetvient.domain.errors import VaEtVientError
from vaetvient.domain.series import Rhythm
from vaetvient.language import _, ngettext, show_date
from vaetvient.ui.context import Context
from vaetvient.ui.tokens import S4, S8
from vaetvient.ui.widgets.days import DayLine
from vaetvient.ui.widgets.fields import CountField, Labelled
from vaetvient.ui.widgets.flow import Flow
from vaetvient.ui.widgets.panes import button, clear, label
from vaetvient.ui.widgets.planning.words import weekday_letters

_MONDAY = date(2026, 11, 23)
_MOST_SHOWN = 60


class SeriesSection(QWidget):
    """A box to tick; then the rhythm, and every date with what stands against it."""

    changed = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        theme = context.theme
        self._left_out: set[date] = set()
        self._chosen = False
        """Whether somebody chose the days of the week."""
        self.repeats = QCheckBox(_("Se répète"))
        self.repeats.toggled.connect(self._unfold)
        self.until = DayLine(theme, context.desk.today)
        self.until.editingFinished.connect(self.changed)
        self.every = CountField()
        self.every.setRange(1, 8)
        self.every.setKeyboardTracking(False)
        self.every.valueChanged.connect(self.changed)
        self.closed_too = QCheckBox(_("Jours de fermeture compris"))
        self.closed_too.toggled.connect(self.changed)
        self._days = []
        days = Flow(spacing=S4)
        for place in range(7):
            chip = button(theme, weekday_letters(_MONDAY + timedelta(days=place)), kind="chip")
            chip.setCheckable(True)
            chip.clicked.connect(self._weekday_chosen)
            self._days.append(chip)
            days.addWidget(chip)
        self.said = label("", "small")
        self._dates = QVBoxLayout()
        self._dates.setSpacing(0)
        self._below = QWidget()
        below = QVBoxLayout(self._below)
        below.setContentsMargins(0, 0, 0, 0)
        below.setSpacing(S8)
        below.addLayout(days)
        below.addWidget(Labelled(_("Toutes les (semaines)"), self.every))
        below.addWidget(Labelled(_("Jusqu'au"), self.until))
        below.addWidget(self.closed_too)
        below.addWidget(self.said)
        below.addLayout(self._dates)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(S8)
        column.addWidget(self.repeats)
        column.addWidget(self._below)
        self._below.hide()

    @property
    def is_on(self) -> bool:
        """Whether a series is wanted."""
        return self.repeats.isChecked()

    def _propose(self, weekday: int) -> None:
        """The day on which it begins, as long as nobody chose others."""
        if not self._chosen:
            for place, chip in enumerate(self._days):
                chip.setChecked(place == weekday)

    def _weekday_chosen(self) -> None:
        self._chosen = any(chip.isChecked() for chip in self._days)
        self.changed.emit()

    def reset(self) -> None:
        """No series."""
        self._chosen = False
        self._left_out.clear()
        self.repeats.setChecked(False)

    def rhythm(self, period: Period) -> Rhythm | None:
        """The rhythm that begins with `period`; None while it is not whole."""
        zone = self._context.desk.zone
        self._propose(period.start.astimezone(zone).weekday())
        try:
            last = self.until.day()
        except VaEtVientError:
            return None
        if not self.is_on or last is None:
            return None
        start, end = (m.astimezone(zone).replace(tzinfo=None) for m in (period.start, period.end))
        weekdays = sum(1 << n for n, chip in enumerate(self._days) if chip.isChecked())
        return Rhythm(
            first_day=start.date(),
            last_day=last,
            weekdays=weekdays or 1 << start.weekday(),
            start_minute=start.hour * 60 + start.minute,
            length_minutes=int((end - start).total_seconds() // 60),
            every_weeks=self.every.value(),
            skip_closed=not self.closed_too.isChecked(),
            exceptions=frozenset(self._left_out),
        )

    def show_dates(self, foreseen: Sequence[Occurrence]) -> None:
        """Show every date, and who stands in the way of those that cannot be had."""
        clear(self._dates)
        desk = self._context.desk
        wrong = [o for o in foreseen if o.refusals]
        total = ngettext("{n} date", "{n} dates", len(foreseen)).format(n=len(foreseen))
        if wrong:
            words = ngettext(
                "{total}, dont {n} impossible : elle sera laissée de côté.",
                "{total}, dont {n} impossibles : elles seront laissées de côté.",
                len(wrong),
            ).format(total=total, n=len(wrong))
        else:
            words = _("{total}, toutes possibles.").format(total=total)
        self.said.setText(words)
        for occurrence in foreseen[:_MOST_SHOWN]:
            day = desk.day_of(occurrence.period.start)
            tick = QCheckBox(_first_big(show_date(day, "full")))
            tick.setChecked(not occurrence.refusals)
            tick.setEnabled(not occurrence.refusals)
            tick.toggled.connect(lambda on, day=day: self._leave_out(day, on))
            self._dates.addWidget(tick)
            if occurrence.refusals:
                self._dates.addWidget(label(occurrence.refusals[0].error.sentence, "smalllate"))
        for day in sorted(self._left_out):
            tick = QCheckBox(_("{day} — laissé de côté").format(day=show_date(day, "full")))
            tick.toggled.connect(lambda on, day=day: self._leave_out(day, on))
            self._dates.addWidget(tick)
        if len(foreseen) > _MOST_SHOWN:
            more = len(foreseen) - _MOST_SHOWN
            words = ngettext("… et {n} autre", "… et {n} autres", more).format(n=more)
            self._dates.addWidget(label(words, "small"))

    def say_wrong(self, error: VaEtVientError) -> None:
        """The rhythm falls on nothing, or never ends."""
        clear(self._dates)
        self.said.setText(error.message)

    def _leave_out(self, day: date, on: bool) -> None:
        if on:
            self._left_out.discard(day)
        else:
            self._left_out.add(day)
        self.changed.emit()

    def _unfold(self, on: bool) -> None:
        self._below.setVisible(on)
        if on and not self.until.text():
            self.until.setFocus()
        self.changed.emit()


def _first_big(text: str) -> str:
    return text[:1].upper() + text[1:]
