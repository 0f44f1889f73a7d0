"""Painting the planning: only what is seen, in few strokes, from the tokens of the theme."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf

from PySide6.QtCore import QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPen

from vaetvient.domain.availability import ClaimKind
from vaetvient.language import show_number
from vaetvient.storage.queries.planning import PlanningRow, RowKind
from vaetvient.ui import icons
from vaetvient.ui.theme import Theme
from vaetvient.ui.tokens import S4, S8
from vaetvient.ui.widgets.planning.edges import HEAD_ROW, EdgePainter
from vaetvient.ui.widgets.planning.ledger import Bar, Ledger
from vaetvient.ui.widgets.planning.pens import CLASH_SIGN, SIGN, Pens
from vaetvient.ui.widgets.planning.scale import TimeScale
from vaetvient.ui.widgets.planning.words import SIGNS, on_bar

COLUMN = 232
"""The first column's width at 100 %."""
_COUNT_ROW = 18
_MOST_LANES = 3
_LEAST_FOR_TEXT = 26
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)


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
        self._closed: frozenset[int] = frozenset()
        self.restyle()

    @property
    def closed(self) -> frozenset[int]:
        """Days on which the office is closed, as ordinals."""
        return self._closed

    @closed.setter
    def closed(self, days: frozenset[int]) -> None:
        self._closed = self._edges.closed = days

    def restyle(self) -> None:
        """Take up the theme's fonts and colours."""
        self._pens = Pens(self._theme)
        self._edges = EdgePainter(self._pens, self._ledger)
        self._edges.closed = self._closed

    @property
    def head_height(self) -> int:
        return 2 * self._pens.theme.pixels(HEAD_ROW)

    def column_width(self, room: int) -> int:
        """The first column: never more than a third of the view."""
        return min(self._pens.theme.pixels(COLUMN), max(90, room // 3))

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
        painter.fillRect(area, self._pens.tones["surface"])
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
            self._edges.name(
                painter, place, y, column, cursor is not None and cursor.place == place
            )
        painter.restore()
        self._edges.head(painter, area, column, scale, offset, start, end, now)

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
            shade = self._pens.tones["side"]
            width = round(scale.day_width)
            for day in range(int(start), int(end) + 1):
                if day in self.closed:
                    x = round(scale.place(day)) + offset
                    painter.fillRect(x, body.top(), width, body.height(), shade)
        painter.setPen(QPen(self._pens.tones["line"], 1))
        for at in scale.columns(start, end):
            x = round(scale.place(at)) + offset
            painter.drawLine(x, body.top(), x, body.bottom())
        painter.setPen(QPen(self._pens.tones["edge"], 1))
        for at in scale.groups(start, end):
            x = round(scale.place(at)) + offset
            painter.drawLine(x, body.top(), x, body.bottom())

    def _today(
        self, painter: QPainter, body: QRect, scale: TimeScale, offset: int, now: float
    ) -> None:
        x = round(scale.place(now)) + offset
        painter.setPen(QPen(self._pens.tones["accent"], 2))
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
            painter.fillRect(body.left(), y, body.width(), height, self._pens.tones["side"])
            return
        painter.setPen(QPen(self._pens.tones["line"], 1))
        painter.drawLine(body.left(), y + height - 1, body.right(), y + height - 1)
        held = self._ledger.slice_of(row)
        if held is None:
            painter.setFont(self._pens.small)
            painter.setPen(self._pens.tones["muted"])
            painter.drawText(body.left() + S8, y, 40, height, _LEFT, "…")
            return
        top, room = y + 3, height - 7
        if row.kind in (RowKind.MODEL, RowKind.STOCK):
            count = self._pens.theme.pixels(_COUNT_ROW)
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
        painter.setFont(self._pens.small)
        for place, (begin, free) in enumerate(shelf):
            finish = shelf[place + 1][0] if place + 1 < len(shelf) else inf
            if finish <= start or begin >= end:
                continue
            x0 = round(scale.place(max(begin, start))) + offset
            x1 = round(scale.place(min(finish, end))) + offset
            width = max(1, x1 - x0)
            if free <= 0:
                painter.fillRect(x0, y + 1, width, height - 1, self._pens.tones["late_soft"])
            elif free < row.total:
                painter.fillRect(x0, y + 1, width, height - 1, self._pens.tones["accent_soft"])
            words = show_number(free)
            if width >= self._pens.small_metrics.horizontalAdvance(words) + S4:
                painter.setPen(self._pens.tones["late" if free <= 0 else "muted"])
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
        clashes = self._ledger.clashes(bar)
        if clashes:
            edge = "late"
        tones = self._pens.tones
        painter.fillRect(rect, tones[fill])
        if pattern is not None:
            painter.fillRect(rect, QBrush(tones["line" if fill == "hover" else edge], pattern))
        pen = QPen(tones[edge], 2 if hovered or clashes else 1)
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
        if self._ledger.clashes(bar):
            name, ink = CLASH_SIGN, "late"
        side = min(rect.height() - 2, self._pens.theme.pixels(SIGN))
        ratio = painter.device().devicePixelRatioF()
        colour = self._pens.tones[ink].name()
        painter.drawPixmap(
            QPoint(x, rect.top() + (rect.height() - side) // 2),
            icons.pixmap(name, colour, side, ratio),
        )
        x += side + S4
        room = rect.right() - S4 - x
        if room < 14 or rect.height() < self._pens.small_metrics.ascent():
            return
        painter.setFont(self._pens.small)
        painter.setPen(self._pens.tones[ink])
        words = self._pens.fitted(on_bar(bar), room)
        painter.drawText(QRect(x, rect.top(), room, rect.height()), _LEFT, words)

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
        tone = QColor(self._pens.tones["accent"])
        tone.setAlpha(36)
        painter.fillRect(rect, tone)
        painter.setPen(QPen(self._pens.tones["accent"], 2 if focused else 1))
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
        soft = QColor(self._pens.tones[f"{tone}_soft"])
        soft.setAlpha(225)
        painter.fillRect(rect, soft)
        pen = QPen(self._pens.tones[tone], 2, Qt.PenStyle.DashLine)
        painter.setPen(pen)
        painter.drawRect(rect)
        if ghost.words:
            self._tip(painter, ghost, rect, body, tone)

    def _tip(self, painter: QPainter, ghost: Ghost, rect: QRect, body: QRect, tone: str) -> None:
        """The verdict, beside what is dragged and always whole."""
        lines = ghost.words.split("\n")
        metrics = self._pens.small_metrics
        side = self._pens.theme.pixels(16)
        width = max(metrics.horizontalAdvance(line) for line in lines) + 3 * S8 + side
        height = len(lines) * metrics.height() + S8
        below = rect.bottom() + S4
        y = below if below + height <= body.bottom() else rect.top() - height - S4
        x = min(max(rect.left(), body.left() + S4), max(body.left(), body.right() - width - S4))
        box = QRect(x, y, width, height)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self._pens.tones[tone], 1))
        painter.setBrush(self._pens.tones["surface"])
        painter.drawRoundedRect(QRectF(box).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
        name = "circle-alert" if ghost.clash else "circle-check"
        ratio = painter.device().devicePixelRatioF()
        painter.drawPixmap(
            QPoint(x + S8, y + S4), icons.pixmap(name, self._pens.tones[tone].name(), side, ratio)
        )
        painter.setFont(self._pens.small)
        painter.setPen(self._pens.tones["ink"])
        for place, line in enumerate(lines):
            at = QRect(
                x + 2 * S8 + side, y + S4 + place * metrics.height(), width, metrics.height()
            )
            painter.drawText(at, _LEFT, line)


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
