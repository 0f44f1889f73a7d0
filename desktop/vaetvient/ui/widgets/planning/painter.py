"""Painting the planning: only what is seen, in few strokes, from the tokens of the theme."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import pairwise
from math import inf

from PySide6.QtCore import QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QFontMetrics, QPainter, QPen

from vaetvient.domain.availability import ClaimKind
from vaetvient.language import show_number
from vaetvient.storage.queries.planning import PlanningRow, RowKind
from vaetvient.ui import icons
from vaetvient.ui.theme import Theme
from vaetvient.ui.tokens import BODY_PT, S4, S8, SMALL_PT
from vaetvient.ui.widgets.planning.ledger import Bar, Ledger
from vaetvient.ui.widgets.planning.scale import TimeScale
from vaetvient.ui.widgets.planning.words import (
    SIGNS,
    month_words,
    on_bar,
    weekday_letters,
)

HEAD_ROW = 24
COLUMN = 232
"""The first column's width at 100 %."""
_COUNT_ROW = 18
_MOST_LANES = 3
_MOST_KNOWN = 8000
_SIGN = 14
_LEAST_FOR_TEXT = 26
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
_CENTRE = int(Qt.AlignmentFlag.AlignCenter)


@dataclass(frozen=True, slots=True)
class Ghost:
    """What is being chosen, moved or stretched: where, and whether it is free."""

    place: int
    start: float
    end: float
    words: str = ""
    clash: bool = False


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where the keys are: a row and the days chosen in it."""

    place: int
    start: float
    end: float


class PlanningPainter:
    """Draws a Ledger at a TimeScale. One per view; fonts and colours follow the theme."""

    def __init__(self, theme: Theme, ledger: Ledger) -> None:
        self._theme = theme
        self._ledger = ledger
        self.closed: frozenset[int] = frozenset()
        """Days on which the office is closed, as ordinals."""
        self._elided: dict[tuple[str, int, bool], str] = {}
        self.restyle()

    def restyle(self) -> None:
        """Take up the theme's fonts and colours."""
        theme = self._theme
        self._small = theme.font(SMALL_PT, figures=True)
        self._body = theme.font(BODY_PT)
        self._strong = theme.font(SMALL_PT, QFont.Weight.DemiBold)
        self._small_metrics = QFontMetrics(self._small)
        self._body_metrics = QFontMetrics(self._body)
        self._tones: dict[str, QColor] = {
            name: QColor(value) for name, value in theme.colours.as_mapping().items()
        }
        self._elided.clear()
        side = theme.pixels(_SIGN)
        for (
            name,
            _tone,
        ) in SIGNS.values():  # drawn beforehand: the first paint is as quick as others
            for tone in ("ink", "on_accent", "late"):
                icons.pixmap(name, self._tones[tone].name(), side)

    @property
    def head_height(self) -> int:
        return 2 * self._theme.pixels(HEAD_ROW)

    def column_width(self, room: int) -> int:
        """The first column: never more than a third of the view."""
        return min(self._theme.pixels(COLUMN), max(90, room // 3))

    # The whole

    def paint(
        self,
        painter: QPainter,
        area: QRect,
        scale: TimeScale,
        left: int,
        top: int,
        *,
        now: float,
        cursor: Cursor | None,
        focused: bool,
        ghost: Ghost | None,
        hovered: Bar | None,
    ) -> None:
        """Paint `area` of the view, scrolled to `left` and `top`."""
        ledger, head = self._ledger, self.head_height
        column = self.column_width(area.width())
        start = scale.days_at(left)
        end = scale.days_at(left + area.width() - column)
        painter.fillRect(area, self._tones["surface"])
        body = QRect(column, head, area.width() - column, area.height() - head)
        first = ledger.place_at(top)
        last = ledger.place_at(top + body.height())
        painter.save()
        painter.setClipRect(body)
        offset = column - left
        self._ground(painter, body, scale, offset, start, end)
        self._today(painter, body, scale, offset, now)
        for place in range(max(0, first), last + 1):
            y = head + ledger.top(place) - top
            self._row(painter, place, y, body, scale, offset, start, end, hovered)
        if cursor is not None and 0 <= cursor.place < len(ledger.rows):
            self._cursor(painter, cursor, body, scale, offset, head - top, focused)
        if ghost is not None and 0 <= ghost.place < len(ledger.rows):
            self._ghost(painter, ghost, body, scale, offset, head - top)
        painter.restore()
        painter.save()
        painter.setClipRect(QRect(0, head, column, body.height()))
        for place in range(max(0, first), last + 1):
            y = head + ledger.top(place) - top
            self._name(painter, place, y, column, cursor is not None and cursor.place == place)
        painter.restore()
        self._head(painter, area, column, scale, offset, start, end, now)

    # Ground: columns, closed days

    def _ground(
        self,
        painter: QPainter,
        body: QRect,
        scale: TimeScale,
        offset: int,
        start: float,
        end: float,
    ) -> None:
        if scale.day_width >= 5:
            shade = self._tones["side"]
            width = round(scale.day_width)
            for day in range(int(start), int(end) + 1):
                if day in self.closed:
                    x = round(scale.place(day)) + offset
                    painter.fillRect(x, body.top(), width, body.height(), shade)
        painter.setPen(QPen(self._tones["line"], 1))
        for at in scale.columns(start, end):
            x = round(scale.place(at)) + offset
            painter.drawLine(x, body.top(), x, body.bottom())
        painter.setPen(QPen(self._tones["edge"], 1))
        for at in scale.groups(start, end):
            x = round(scale.place(at)) + offset
            painter.drawLine(x, body.top(), x, body.bottom())

    def _today(
        self, painter: QPainter, body: QRect, scale: TimeScale, offset: int, now: float
    ) -> None:
        x = round(scale.place(now)) + offset
        painter.setPen(QPen(self._tones["accent"], 2))
        painter.drawLine(x, body.top(), x, body.bottom())

    # Rows

    def _row(
        self,
        painter: QPainter,
        place: int,
        y: int,
        body: QRect,
        scale: TimeScale,
        offset: int,
        start: float,
        end: float,
        hovered: Bar | None,
    ) -> None:
        row, height = self._ledger.rows[place], self._ledger.row_height(place)
        if row.kind is RowKind.CATEGORY:
            painter.fillRect(body.left(), y, body.width(), height, self._tones["side"])
            return
        painter.setPen(QPen(self._tones["line"], 1))
        painter.drawLine(body.left(), y + height - 1, body.right(), y + height - 1)
        held = self._ledger.slice_of(row)
        if held is None:
            painter.setFont(self._small)
            painter.setPen(self._tones["muted"])
            painter.drawText(body.left() + S8, y, 40, height, _LEFT, "…")
            return
        top, room = y + 3, height - 7
        if row.kind in (RowKind.MODEL, RowKind.STOCK):
            count = self._theme.pixels(_COUNT_ROW)
            if row.kind is RowKind.MODEL or row.alone:
                self._counts(painter, row, held.shelf, y, count, scale, offset, start, end)
            top, room = y + count + 1, height - count - 4
        bars = self._ledger.bars_of(row)
        lanes = min(_MOST_LANES, max((bar.lane for bar in bars), default=0) + 1)
        lane = room // lanes
        for bar in bars:
            if bar.start < end and bar.end > start:
                at = top + (bar.lane % lanes) * lane
                high = lane - (1 if lanes > 1 else 0)
                self._bar(painter, bar, at, high, body, scale, offset, bar is hovered)

    def _counts(
        self,
        painter: QPainter,
        row: PlanningRow,
        shelf: Sequence[tuple[float, int]],
        y: int,
        height: int,
        scale: TimeScale,
        offset: int,
        start: float,
        end: float,
    ) -> None:
        """How many are on the shelf, step by step; none is said in the colour of lateness too."""
        painter.setFont(self._small)
        for place, (begin, free) in enumerate(shelf):
            finish = shelf[place + 1][0] if place + 1 < len(shelf) else inf
            if finish <= start or begin >= end:
                continue
            x0 = round(scale.place(max(begin, start))) + offset
            x1 = round(scale.place(min(finish, end))) + offset
            width = max(1, x1 - x0)
            if free <= 0:
                painter.fillRect(x0, y + 1, width, height - 1, self._tones["late_soft"])
            elif free < row.total:
                painter.fillRect(x0, y + 1, width, height - 1, self._tones["accent_soft"])
            words = show_number(free)
            if width >= self._small_metrics.horizontalAdvance(words) + S4:
                painter.setPen(self._tones["late" if free <= 0 else "muted"])
                painter.drawText(x0 + S4, y, width - S4, height, _LEFT, words)

    def _bar(
        self,
        painter: QPainter,
        bar: Bar,
        y: int,
        height: int,
        body: QRect,
        scale: TimeScale,
        offset: int,
        hovered: bool,
    ) -> None:
        x0 = max(round(scale.place(bar.start)) + offset, body.left() - 4)
        open_ended = bar.end == inf
        x1 = body.right() + 4 if open_ended else round(scale.place(bar.end)) + offset
        x1 = min(x1, body.right() + 4)
        rect = QRect(x0 + 1, y, max(3, x1 - x0 - 1), height)
        fill, edge, ink, pattern, dashed = _looks(bar)
        tones = self._tones
        painter.fillRect(rect, tones[fill])
        if pattern is not None:
            painter.fillRect(rect, QBrush(tones["line" if fill == "hover" else edge], pattern))
        pen = QPen(tones[edge], 2 if hovered else 1)
        if dashed:
            pen.setStyle(Qt.PenStyle.DashLine)
        painter.setPen(pen)
        painter.drawRect(rect.adjusted(0, 0, -1, -1))
        self._on_bar(painter, bar, rect, ink)

    def _on_bar(self, painter: QPainter, bar: Bar, rect: QRect, ink: str) -> None:
        if rect.width() < _LEAST_FOR_TEXT or rect.height() < 11:
            return
        x = max(rect.left(), 0) + S4
        name, _tone = SIGNS[bar.claim.kind]
        side = min(rect.height() - 2, self._theme.pixels(_SIGN))
        ratio = painter.device().devicePixelRatioF()
        colour = self._tones[ink].name()
        painter.drawPixmap(
            QPoint(x, rect.top() + (rect.height() - side) // 2),
            icons.pixmap(name, colour, side, ratio),
        )
        x += side + S4
        room = rect.right() - S4 - x
        if room < 14 or rect.height() < self._small_metrics.ascent():
            return
        painter.setFont(self._small)
        painter.setPen(self._tones[ink])
        words = self._fitted(on_bar(bar), room)
        painter.drawText(QRect(x, rect.top(), room, rect.height()), _LEFT, words)

    def _fitted(self, words: str, room: int, *, large: bool = False) -> str:
        """`words` cut with « … » to a room; measured once, since scrolling asks again and again."""
        key = (words, room, large)
        known = self._elided.get(key)
        if known is None:
            if len(self._elided) > _MOST_KNOWN:
                self._elided.clear()
            metrics = self._body_metrics if large else self._small_metrics
            known = metrics.elidedText(words, Qt.TextElideMode.ElideRight, room)
            self._elided[key] = known
        return known

    # What is chosen

    def _cursor(
        self,
        painter: QPainter,
        cursor: Cursor,
        body: QRect,
        scale: TimeScale,
        offset: int,
        down: int,
        focused: bool,
    ) -> None:
        y = self._ledger.top(cursor.place) + down
        height = self._ledger.row_height(cursor.place)
        x0 = round(scale.place(cursor.start)) + offset
        x1 = round(scale.place(cursor.end)) + offset
        rect = QRect(x0, y, max(6, x1 - x0), height - 1)
        tone = QColor(self._tones["accent"])
        tone.setAlpha(36)
        painter.fillRect(rect, tone)
        painter.setPen(QPen(self._tones["accent"], 2 if focused else 1))
        painter.drawRect(rect.adjusted(1, 1, -1, -1))

    def _ghost(
        self,
        painter: QPainter,
        ghost: Ghost,
        body: QRect,
        scale: TimeScale,
        offset: int,
        down: int,
    ) -> None:
        y = self._ledger.top(ghost.place) + down
        height = self._ledger.row_height(ghost.place)
        x0 = round(scale.place(ghost.start)) + offset
        x1 = round(scale.place(ghost.end)) + offset
        rect = QRect(x0, y + 2, max(6, x1 - x0), height - 5)
        tone = "late" if ghost.clash else "done"
        soft = QColor(self._tones[f"{tone}_soft"])
        soft.setAlpha(225)
        painter.fillRect(rect, soft)
        pen = QPen(self._tones[tone], 2, Qt.PenStyle.DashLine)
        painter.setPen(pen)
        painter.drawRect(rect)
        if ghost.words:
            self._tip(painter, ghost, rect, body, tone)

    def _tip(self, painter: QPainter, ghost: Ghost, rect: QRect, body: QRect, tone: str) -> None:
        """The verdict, beside what is dragged and always whole."""
        lines = ghost.words.split("\n")
        metrics = self._small_metrics
        side = self._theme.pixels(16)
        width = max(metrics.horizontalAdvance(line) for line in lines) + 3 * S8 + side
        height = len(lines) * metrics.height() + S8
        below = rect.bottom() + S4
        y = below if below + height <= body.bottom() else rect.top() - height - S4
        x = min(max(rect.left(), body.left() + S4), max(body.left(), body.right() - width - S4))
        box = QRect(x, y, width, height)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self._tones[tone], 1))
        painter.setBrush(self._tones["surface"])
        painter.drawRoundedRect(QRectF(box).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
        name = "circle-alert" if ghost.clash else "circle-check"
        ratio = painter.device().devicePixelRatioF()
        painter.drawPixmap(
            QPoint(x + S8, y + S4), icons.pixmap(name, self._tones[tone].name(), side, ratio)
        )
        painter.setFont(self._small)
        painter.setPen(self._tones["ink"])
        for place, line in enumerate(lines):
            at = QRect(
                x + 2 * S8 + side, y + S4 + place * metrics.height(), width, metrics.height()
            )
            painter.drawText(at, _LEFT, line)

    # First column and head

    def _name(self, painter: QPainter, place: int, y: int, width: int, current: bool) -> None:
        row, height = self._ledger.rows[place], self._ledger.row_height(place)
        tones = self._tones
        is_category = row.kind is RowKind.CATEGORY
        ground = "side" if is_category else "accent_soft" if current else "surface"
        painter.fillRect(0, y, width, height, tones[ground])
        painter.setPen(QPen(tones["line"], 1))
        painter.drawLine(0, y + height - 1, width, y + height - 1)
        if current:
            painter.fillRect(0, y, 3, height - 1, tones["accent"])
        if is_category:
            painter.setFont(self._strong)
            painter.setPen(tones["ink"])
            words = self._small_metrics.elidedText(
                row.label, Qt.TextElideMode.ElideLeft, width - 2 * S8
            )
            painter.drawText(S8, y, width - S8, height, _LEFT, words)
            return
        indent = S8 if row.kind is RowKind.MODEL or row.alone else 3 * S8
        room = width - indent - S8
        if row.kind is not RowKind.ITEM:
            words = f"{show_number(row.total)} ×"
            painter.setFont(self._small)
            painter.setPen(tones["muted"])
            painter.drawText(0, y, width - S8, height, _RIGHT, words)
            room -= self._small_metrics.horizontalAdvance(words) + S8
        painter.setFont(self._body)
        painter.setPen(tones["ink"])
        half = height // 2 if row.detail and height >= 2 * self._small_metrics.height() else 0
        if half:
            name = self._fitted(row.label, room, large=True)
            painter.drawText(indent, y + 1, room, half, _LEFT, name)
            painter.setFont(self._small)
            painter.setPen(tones["muted"])
            more = self._fitted(row.detail, room)
            painter.drawText(indent, y + half, room, height - half - 2, _LEFT, more)
            return
        detail = row.detail
        taken = 0
        if detail:
            painter.setFont(self._small)
            painter.setPen(tones["muted"])
            detail = self._fitted(detail, room // 2)
            painter.drawText(indent, y, room, height, _RIGHT, detail)
            taken = self._small_metrics.horizontalAdvance(detail) + S8
        painter.setFont(self._body)
        painter.setPen(tones["ink"])
        name = self._fitted(row.label, room - taken, large=True)
        painter.drawText(indent, y, room - taken, height, _LEFT, name)

    def _head(
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
        tones, half = self._tones, self._theme.pixels(HEAD_ROW)
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
        from vaetvient.language import show_date

        painter.setFont(self._strong)
        begins = [*scale.groups(start, end), end]
        for at, following in pairwise(begins):
            x0 = max(round(scale.place(at)) + offset, column)
            x1 = round(scale.place(following)) + offset
            day = date.fromordinal(int(at))
            if scale.is_hourly:
                words = show_date(day, "full")
            else:
                words = month_words(day, short=scale.day_width < 3.4)
            painter.setPen(self._tones["ink"])
            room = x1 - x0 - S8
            if room > 16:
                shown = self._fitted(words, room)
                painter.drawText(x0 + S8, 0, room, half, _LEFT, shown)
            if at > start:
                painter.setPen(QPen(self._tones["edge"], 1))
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
        painter.setFont(self._small)
        begins = [*scale.columns(start, end)]
        if not begins or not (scale.is_hourly or scale.is_daily or scale.is_weekly):
            return
        width = scale.day_width * (begins[1] - begins[0] if len(begins) > 1 else 1)
        crowded = self._small_metrics.horizontalAdvance("30") > width
        if scale.is_daily and not scale.is_hourly and crowded:  # Mondays speak for their weeks
            begins = [at for at in begins if int(at) % 7 == 1]
            width *= 7
        for at in begins:
            x = round(scale.place(at)) + offset
            words = _column_words(scale, at, width)
            is_today = not scale.is_hourly and not scale.is_weekly and int(at) == today
            if is_today:
                painter.fillRect(
                    x + 1, half, round(scale.day_width) - 1, half - 1, self._tones["accent"]
                )
            tone = "on_accent" if is_today else "muted" if int(at) in self.closed else "ink"
            painter.setPen(self._tones[tone])
            if self._small_metrics.horizontalAdvance(words) <= width:
                align = _LEFT if scale.is_hourly or scale.is_weekly or crowded else _CENTRE
                shift = 3 if align == _LEFT else 0
                painter.drawText(x + shift, half, round(width) - shift, half, align, words)


def _looks(bar: Bar) -> tuple[str, str, str, Qt.BrushStyle | None, bool]:
    """Fill, edge, ink, pattern, and whether the edge is dashed."""
    kind = bar.claim.kind
    if kind is ClaimKind.LOAN:
        return "accent", "accent_strong", "on_accent", None, False
    if kind is ClaimKind.LATE:
        return "late_soft", "late", "late", None, False
    if kind is ClaimKind.RESERVATION:
        return "accent_soft", "accent", "ink", None, bar.asked_for
    return "hover", "edge", "ink", Qt.BrushStyle.BDiagPattern, False


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
