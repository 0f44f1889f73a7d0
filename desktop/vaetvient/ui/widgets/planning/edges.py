"""The edges of the planning: the first column with the names, and the head with the days."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from itertools import pairwise

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QPainter, QPen

from vaetvient.language import show_date, show_number
from vaetvient.storage.queries.planning import RowKind
from vaetvient.ui.tokens import S8
from vaetvient.ui.widgets.planning.ledger import Ledger
from vaetvient.ui.widgets.planning.pens import Pens
from vaetvient.ui.widgets.planning.scale import TimeScale
from vaetvient.ui.widgets.planning.words import month_words, weekday_letters

HEAD_ROW = 24
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
_CENTRE = int(Qt.AlignmentFlag.AlignCenter)


class EdgePainter:
    """What stays in sight while the rest is scrolled."""

    def __init__(self, pens: Pens, ledger: Ledger) -> None:
        self._pens = pens
        self._ledger = ledger
        self.closed: frozenset[int] = frozenset()
        """Days on which the office is closed, as ordinals."""

    def name(self, painter: QPainter, place: int, y: int, width: int, current: bool) -> None:
        """One row's name, in the first column."""
        row, height = self._ledger.rows[place], self._ledger.row_height(place)
        tones = self._pens.tones
        is_category = row.kind is RowKind.CATEGORY
        ground = "side" if is_category else "accent_soft" if current else "surface"
        painter.fillRect(0, y, width, height, tones[ground])
        painter.setPen(QPen(tones["line"], 1))
        painter.drawLine(0, y + height - 1, width, y + height - 1)
        if current:
            painter.fillRect(0, y, 3, height - 1, tones["accent"])
        if is_category:
            painter.setFont(self._pens.strong)
            painter.setPen(tones["ink"])
            words = self._pens.small_metrics.elidedText(
                row.label, Qt.TextElideMode.ElideLeft, width - 2 * S8
            )
            painter.drawText(S8, y, width - S8, height, _LEFT, words)
            return
        indent = S8 if row.kind is RowKind.MODEL or row.alone else 3 * S8
        room = width - indent - S8
        if row.kind is not RowKind.ITEM:
            words = f"{show_number(row.total)} ×"
            painter.setFont(self._pens.small)
            painter.setPen(tones["muted"])
            painter.drawText(0, y, width - S8, height, _RIGHT, words)
            room -= self._pens.small_metrics.horizontalAdvance(words) + S8
        painter.setFont(self._pens.body)
        painter.setPen(tones["ink"])
        half = height // 2 if row.detail and height >= 2 * self._pens.small_metrics.height() else 0
        if half:
            name = self._pens.fitted(row.label, room, large=True)
            painter.drawText(indent, y + 1, room, half, _LEFT, name)
            painter.setFont(self._pens.small)
            painter.setPen(tones["muted"])
            more = self._pens.fitted(row.detail, room)
            painter.drawText(indent, y + half, room, height - half - 2, _LEFT, more)
            return
        detail = row.detail
        taken = 0
        if detail:
            painter.setFont(self._pens.small)
            painter.setPen(tones["muted"])
            detail = self._pens.fitted(detail, room // 2)
            painter.drawText(indent, y, room, height, _RIGHT, detail)
            taken = self._pens.small_metrics.horizontalAdvance(detail) + S8
        painter.setFont(self._pens.body)
        painter.setPen(tones["ink"])
        name = self._pens.fitted(row.label, room - taken, large=True)
        painter.drawText(indent, y, room - taken, height, _LEFT, name)

    def head(
        self,
        painter: QPainter,
        area: QRect,
        column: int,
        scale: TimeScale,
        offset: int,
        start: float,
        end: float,
        now: float,
    ) -> None:
        """Months over days, or days over hours."""
        tones, half = self._pens.tones, self._pens.theme.pixels(HEAD_ROW)
        painter.fillRect(0, 0, area.width(), 2 * half, tones["ground"])
        painter.save()
        painter.setClipRect(column, 0, area.width() - column, 2 * half)
        self._groups(painter, area, column, scale, offset, start, end, half)
        self._columns(painter, scale, offset, start, end, half, int(now))
        x = round(scale.place(now)) + offset
        painter.fillRect(x - 3, 2 * half - 5, 8, 5, tones["accent"])
        painter.restore()
        painter.setPen(QPen(tones["edge"], 1))
        painter.drawLine(0, 2 * half - 1, area.width(), 2 * half - 1)
        painter.drawLine(column - 1, 0, column - 1, area.height())

    def _groups(
        self,
        painter: QPainter,
        area: QRect,
        column: int,
        scale: TimeScale,
        offset: int,
        start: float,
        end: float,
        half: int,
    ) -> None:
        painter.setFont(self._pens.strong)
        begins = [*scale.groups(start, end), end]
        for at, following in pairwise(begins):
            x0 = max(round(scale.place(at)) + offset, column)
            x1 = round(scale.place(following)) + offset
            day = date.fromordinal(int(at))
            if scale.is_hourly:
                words = show_date(day, "full")
            else:
                words = month_words(day, short=scale.day_width < 3.4)
            painter.setPen(self._pens.tones["ink"])
            room = x1 - x0 - S8
            if room > 16:
                shown = self._pens.fitted(words, room)
                painter.drawText(x0 + S8, 0, room, half, _LEFT, shown)
            if at > start:
                painter.setPen(QPen(self._pens.tones["edge"], 1))
                x = round(scale.place(at)) + offset
                painter.drawLine(x, 2, x, 2 * half)

    def _columns(
        self,
        painter: QPainter,
        scale: TimeScale,
        offset: int,
        start: float,
        end: float,
        half: int,
        today: int,
    ) -> None:
        painter.setFont(self._pens.small)
        begins = [*scale.columns(start, end)]
        if not begins or not (scale.is_hourly or scale.is_daily or scale.is_weekly):
            return
        width = scale.day_width * (begins[1] - begins[0] if len(begins) > 1 else 1)
        crowded = self._pens.small_metrics.horizontalAdvance("30") > width
        if scale.is_daily and not scale.is_hourly and crowded:  # Mondays speak for their weeks
            begins = [at for at in begins if int(at) % 7 == 1]
            width *= 7
        for at in begins:
            x = round(scale.place(at)) + offset
            words = _column_words(scale, at, width)
            is_today = not scale.is_hourly and not scale.is_weekly and int(at) == today
            if is_today:
                painter.fillRect(
                    x + 1, half, round(scale.day_width) - 1, half - 1, self._pens.tones["accent"]
                )
            tone = "on_accent" if is_today else "muted" if int(at) in self.closed else "ink"
            painter.setPen(self._pens.tones[tone])
            if self._pens.small_metrics.horizontalAdvance(words) <= width:
                align = _LEFT if scale.is_hourly or scale.is_weekly or crowded else _CENTRE
                shift = 3 if align == _LEFT else 0
                painter.drawText(x + shift, half, round(width) - shift, half, align, words)


@lru_cache(maxsize=4096)
def _day_words(day: int, long: bool) -> str:
    found = date.fromordinal(day)
    return f"{weekday_letters(found)} {found.day}" if long else str(found.day)


def _column_words(scale: TimeScale, at: float, width: float) -> str:
    if scale.is_hourly:
        return f"{round((at - int(at)) * 24)} h"
    if scale.is_daily:
        return _day_words(int(at), width >= 58)
    day = date.fromordinal(int(at))
    return f"{day.day}/{day.month}" if width > 40 else str(day.day)
