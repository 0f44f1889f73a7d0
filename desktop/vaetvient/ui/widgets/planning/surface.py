"""The planning's surface: what is where, what is in sight, how it is painted."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from math import inf
from uuid import UUID

from PySide6.QtCore import QEvent, QPoint, QRect, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QFocusEvent,
    QHelpEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QToolTip, QWidget

from vaetvient.language import _
from vaetvient.storage.queries.planning import RowKind
from vaetvient.ui.context import Context
from vaetvient.ui.widgets.painted import Painted
from vaetvient.ui.widgets.planning.ledger import Bar, Ledger
from vaetvient.ui.widgets.planning.painter import Cursor, Ghost, PlanningPainter
from vaetvient.ui.widgets.planning.scale import (
    TimeScale,
    as_days,
    period_between,
)
from vaetvient.ui.widgets.planning.words import (
    bar_words,
    free_words,
    period_words,
    row_words,
)


@dataclass(frozen=True, slots=True)
class Drag:
    """A gesture under way: a stretch being chosen, or a reservation moved or stretched."""

    place: int
    bar: Bar | None
    """None while a stretch is being chosen."""
    grip: float
    """Where it was taken, in days."""
    start: float
    end: float
    stretches: bool = False
    by_keys: bool = False
    to: int = -1
    """The row it is over, where it would get another unit; -1: its own."""

    @property
    def over(self) -> int:
        """The row in which it would stand."""
        return self.place if self.to < 0 else self.to


EDGE = 7
"""Pixels from a bar's end within which one takes the end, not the bar."""


class PlanningSurface(QAbstractScrollArea, Painted):
    """Shows a Ledger. What the hand does is its heir's."""

    painted_as = QAccessible.Role.Table
    part_as = QAccessible.Role.Row

    moved = Signal(str)
    """What the cursor is on, in words."""

    def __init__(self, context: Context, ledger: Ledger, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._desk = context.desk
        self.ledger = ledger
        self.scale = TimeScale(context.desk.today())
        self.painter = PlanningPainter(context.theme, ledger)
        self.cursor_at: Cursor | None = None
        self._on: tuple[UUID, UUID | None] | None = None
        """The thing whose row the cursor is in, and the office that keeps it."""
        self._anchor = 0.0
        self._head = 0.0
        self._drag: Drag | None = None
        self._ghost: Ghost | None = None
        self._hovered: Bar | None = None
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(_("Planning"))
        self.viewport().setMouseTracking(True)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.verticalScrollBar().setSingleStep(34)
        ledger.rows_changed.connect(self._rows_changed)
        ledger.changed.connect(self.viewport().update)
        context.theme.changed.connect(self._restyle)
        self.setCornerWidget(QWidget())  # else Fusion draws a frame between the scroll bars
        self._untouched = True
        """Whether nobody has zoomed yet: a month fills whatever room there is."""

    # Where things are

    @property
    def column(self) -> int:
        """The first column's width."""
        return self.painter.column_width(self.viewport().width())

    @property
    def room(self) -> QRect:
        """Where bars are drawn."""
        port, head = self.viewport().rect(), self.painter.head_height
        return QRect(self.column, head, port.width() - self.column, port.height() - head)

    @property
    def drag(self) -> Drag | None:
        """The gesture under way."""
        return self._drag

    @property
    def ghost(self) -> Ghost | None:
        """What is shown of it: where it would be, and whether that is free."""
        return self._ghost

    def days_at(self, x: int) -> float:
        """The count of days under a place of the view."""
        return self.scale.days_at(x - self.column + self.horizontalScrollBar().value())

    def x_of(self, days: float) -> int:
        """The place of the view where a count of days stands."""
        return round(self.scale.place(days)) - self.horizontalScrollBar().value() + self.column

    def place_at(self, y: int) -> int:
        """The row under a place of the view; -1 where there is none."""
        down = y - self.painter.head_height + self.verticalScrollBar().value()
        if y < self.painter.head_height or down >= self.ledger.height:
            return -1
        return self.ledger.place_at(down)

    def y_of(self, place: int) -> int:
        """Where a row begins in the view."""
        return self.ledger.top(place) + self.painter.head_height - self.verticalScrollBar().value()

    def bar_at(self, point: QPoint) -> Bar | None:
        """The bar under a place of the view."""
        place = self.place_at(point.y())
        if place < 0 or point.x() < self.column:
            return None
        row = self.ledger.rows[place]
        days, slack = self.days_at(point.x()), 3 / self.scale.day_width
        bars = [b for b in self.ledger.bars_of(row) if b.start - slack <= days < b.end + slack]
        if not bars:
            return None
        return min(bars, key=lambda bar: (not bar.is_reservation, abs(bar.start - days)))

    def bars_under_cursor(self) -> list[Bar]:
        """The bars that meet what is chosen, one's own reservations first."""
        cursor = self.cursor_at
        if cursor is None:
            return []
        bars = self.ledger.bars_of(self.ledger.rows[cursor.place])
        found = [bar for bar in bars if bar.meets(cursor.start, cursor.end)]
        return sorted(found, key=lambda bar: (not bar.is_reservation, bar.start))

    # What is shown

    def show_days(self, start: float, days: float) -> None:
        """Show so many days from `start` on."""
        self._untouched = False
        self.scale = self.scale.fitting(days, max(1, self.room.width()))
        self._fit()
        self.horizontalScrollBar().setValue(round(self.scale.place(start)))
        self.viewport().update()

    def zoom(self, factor: float, around: int | None = None) -> None:
        """Make days wider or narrower; what stands at `around` stays there."""
        x = self.room.center().x() if around is None else around
        days = self.days_at(x)
        self._untouched = False
        self.scale = self.scale.zoomed(factor)
        self._fit()
        self.horizontalScrollBar().setValue(round(self.scale.place(days)) - (x - self.column))
        self.viewport().update()

    def go_to_day(self, day: date) -> None:
        """Show a day near the left edge."""
        at = self.scale.place(day.toordinal())
        self.horizontalScrollBar().setValue(round(at - min(self.room.width() * 0.1, 90)))

    def look_again(self) -> None:
        """A new day, or other opening days."""
        self.scale = replace(self.scale, today=self._desk.today())
        self.viewport().update()

    def choose(self, place: int, start: float, end: float) -> None:
        """Put the cursor on a stretch of days in a row, and bring it into view."""
        place = max(0, min(place, len(self.ledger.rows) - 1))
        self._anchor, self._head = start, max(start, end - self.scale.slot)
        self._put_cursor(place)

    def _fit(self) -> None:
        room = self.room
        across, down = self.horizontalScrollBar(), self.verticalScrollBar()
        across.setRange(0, max(0, self.scale.width - room.width()))
        across.setPageStep(max(1, room.width()))
        across.setSingleStep(max(20, round(self.scale.day_width)))
        down.setRange(0, max(0, self.ledger.height - room.height()))
        down.setPageStep(max(1, room.height()))

    def _rows_changed(self) -> None:
        """The cursor stays on its thing, wherever that stands now."""
        cursor = self.cursor_at
        if cursor is not None:
            rows = enumerate(self.ledger.rows)
            places = (n for n, row in rows if (row.id, row.office_id) == self._on)
            place = next(places, None)
            self.cursor_at = None if place is None else replace(cursor, place=place)
        self._drag = self._ghost = self._hovered = None
        self._fit()
        if self.hasFocus():
            self._put_first_cursor()
        self.viewport().update()

    def _restyle(self) -> None:
        self.painter.restyle()
        self.ledger.scale()
        self._fit()
        self.viewport().update()

    # Qt's side: painting

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        left, top = self.horizontalScrollBar().value(), self.verticalScrollBar().value()
        room = self.room
        start = self.scale.days_at(left)
        end = self.scale.days_at(left + room.width())
        if self.ledger.rows:
            first, last = self.ledger.place_at(top), self.ledger.place_at(top + room.height())
            self.ledger.look(max(0, first), last, start, end)
        self.painter.paint(
            painter,
            self.viewport().rect(),
            self.scale,
            left,
            top,
            now=as_days(self._desk.clock(), self._desk.zone),
            cursor=self.cursor_at,
            focused=self.hasFocus(),
            ghost=self._ghost,
            hovered=self._hovered,
        )
        painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()
        if self._untouched:
            self.show_days(self._desk.today().toordinal() - 2, 31)
            self._untouched = True

    def scrollContentsBy(self, _dx: int, _dy: int) -> None:
        self.viewport().update()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._put_first_cursor()
        self.viewport().update()

    def _put_first_cursor(self) -> None:
        """Where the keys begin: today, on the first thing."""
        if self.cursor_at is None and self.ledger.rows:
            today = float(self._desk.today().toordinal())
            first = next(
                (n for n, r in enumerate(self.ledger.rows) if r.kind is not RowKind.CATEGORY), 0
            )
            visible = self.days_at(self.column) <= today < self.days_at(self.room.right())
            start = today if visible else self.scale.slot_of(self.days_at(self.column) + 1)
            self.choose(first, start, start + self.scale.slot)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.viewport().update()

    def viewportEvent(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            self._tell(event)
            return True
        if event.type() == QEvent.Type.Leave:
            self._hover(None)
        return super().viewportEvent(event)

    def _tell(self, event: QHelpEvent) -> None:
        bar = self.bar_at(event.pos())
        if bar is not None:
            words = bar_words(self._desk, bar, clashes=self.ledger.clashes(bar))
        else:
            place = self.place_at(event.pos().y())
            words = row_words(self.ledger.rows[place]) if place >= 0 else ""
        QToolTip.showText(event.globalPos(), words, self.viewport())

    # The cursor

    def _put_cursor(self, place: int) -> None:
        start = min(self._anchor, self._head)
        end = max(self._anchor, self._head) + self.scale.slot
        self._stand(Cursor(place, start, end))
        self._bring_up(place, self._head)
        self._say_where()
        self.viewport().update()

    def _stand(self, cursor: Cursor) -> None:
        row = self.ledger.rows[cursor.place]
        self.cursor_at, self._on = cursor, (row.id, row.office_id)

    def _bring_up(self, place: int, days: float) -> None:
        room, down, across = self.room, self.verticalScrollBar(), self.horizontalScrollBar()
        y, height = self.y_of(place), self.ledger.row_height(place)
        if y < room.top():
            down.setValue(down.value() + y - room.top())
        elif y + height > room.bottom():
            down.setValue(down.value() + y + height - room.bottom())
        x0, x1 = self.x_of(days), self.x_of(days + self.scale.slot)
        if x0 < room.left():
            across.setValue(across.value() + x0 - room.left() - room.width() // 4)
        elif x1 > room.right():
            across.setValue(across.value() + x1 - room.right() + room.width() // 4)

    def _say_where(self) -> None:
        cursor = self.cursor_at
        if cursor is None:
            return
        row = self.ledger.rows[cursor.place]
        period = period_between(cursor.start, cursor.end, self._desk.zone)
        said = [row_words(row), period_words(self._desk, period)]
        said += [
            bar_words(self._desk, bar, clashes=self.ledger.clashes(bar))
            for bar in self.bars_under_cursor()[:3]
        ]
        free = self.ledger.free(row, period)
        if free is not None and len(said) == 2 and row.kind is not RowKind.CATEGORY:
            said.append(free_words(row, free[0]))
        words = " — ".join(said)
        self.setAccessibleDescription(words)
        self.say_part()
        self.moved.emit(words)

    # What a screen reader is told

    def part_count(self) -> int:
        """The rows, in sight or not."""
        return len(self.ledger.rows)

    def part_name(self, part: int) -> str:
        """A row, and what holds it in the days in sight; where the keys are, what they are on."""
        if part == self.current_part():
            return self.accessibleDescription()
        row, room = self.ledger.rows[part], self.room
        start, end = self.days_at(room.left()), self.days_at(room.right())
        bars = [bar for bar in self.ledger.bars_of(row) if bar.meets(start, end)]
        said = [bar_words(self._desk, bar, clashes=self.ledger.clashes(bar)) for bar in bars[:3]]
        return " — ".join((row_words(row), *said))

    def part_area(self, part: int) -> QRect:
        """Where a row is."""
        port = self.viewport().geometry()
        y = port.top() + self.y_of(part)
        return QRect(port.left(), y, port.width(), self.ledger.row_height(part))

    def part_at(self, point: QPoint) -> int:
        """The row under a point."""
        return self.place_at(point.y() - self.viewport().geometry().top())

    def current_part(self) -> int:
        """The row that the cursor is in."""
        return self.cursor_at.place if self.cursor_at is not None else -1

    def _hover(self, bar: Bar | None) -> None:
        shape = Qt.CursorShape.ArrowCursor
        if bar is not None:
            shape = Qt.CursorShape.PointingHandCursor
            x = self.viewport().mapFromGlobal(self.cursor().pos()).x()
            if bar.is_reservation and bar.end != inf and abs(self.x_of(bar.end) - x) <= EDGE:
                shape = Qt.CursorShape.SizeHorCursor
        self.viewport().setCursor(shape)
        if bar is not self._hovered:
            self._hovered = bar
            self.viewport().update()
