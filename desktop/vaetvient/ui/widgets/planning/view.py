"""The planning's view: scrolled, zoomed, walked by keys, worked by pointer.

One thing is chosen at a time: a stretch of days in a row. From it one reserves (Enter); on a bar
one opens (Enter), moves (Alt+arrows, or drag), stretches (Alt+Shift+arrows, or its end dragged)
and cancels (Delete). What is free is said while it moves.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from math import inf
from uuid import UUID

from PySide6.QtCore import QEvent, QPoint, QRect, Qt, QTimer, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QToolTip, QWidget

from vaetvient.domain.text import fold
from vaetvient.language import _
from vaetvient.storage.queries.planning import RowKind
from vaetvient.ui.context import Context
from vaetvient.ui.widgets.bars import announce
from vaetvient.ui.widgets.planning.ledger import Bar, Ledger
from vaetvient.ui.widgets.planning.painter import Cursor, Ghost, PlanningPainter
from vaetvient.ui.widgets.planning.scale import (
    HOUR,
    STEP,
    TimeScale,
    as_days,
    period_between,
)
from vaetvient.ui.widgets.planning.words import (
    bar_words,
    free_words,
    holder_words,
    period_words,
    row_words,
)

_EDGE = 7
"""Pixels from a bar's end within which one takes the end, not the bar."""
_TYPED_FOR_MS = 1200
_SPANS = {Qt.Key.Key_1: 1.0, Qt.Key.Key_2: 7.0, Qt.Key.Key_3: 31.0, Qt.Key.Key_4: 90.0}


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


class PlanningView(QAbstractScrollArea):
    """Shows a Ledger; says what is wanted, does nothing itself."""

    reserve_wanted = Signal(object, object)
    """A PlanningRow and a Period: to be reserved."""
    bar_opened = Signal(object)
    change_wanted = Signal(object, object)
    """A Bar of a reservation, and the Period it should have."""
    cancel_wanted = Signal(object)
    find_wanted = Signal()
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
        self._typed = ""
        self._forget = QTimer(self, singleShot=True, interval=_TYPED_FOR_MS)
        self._forget.timeout.connect(self._forget_typed)
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
            words = bar_words(self._desk, bar)
        else:
            place = self.place_at(event.pos().y())
            words = row_words(self.ledger.rows[place]) if place >= 0 else ""
        QToolTip.showText(event.globalPos(), words, self.viewport())

    # Keys

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, modifiers = event.key(), event.modifiers()
        shift = bool(modifiers & Qt.KeyboardModifier.ShiftModifier)
        ctrl = bool(modifiers & Qt.KeyboardModifier.ControlModifier)
        alt = bool(modifiers & Qt.KeyboardModifier.AltModifier)
        if not self.ledger.rows:
            super().keyPressEvent(event)
        elif alt and key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self._move_by_keys(1 if key == Qt.Key.Key_Right else -1, stretches=shift)
        elif key in _ARROWS:
            self._arrow(key, shift=shift, far=ctrl)
        elif key == Qt.Key.Key_Escape and (self._drag is not None):
            self._give_up()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._enter(shift=shift)
        elif key == Qt.Key.Key_Delete:
            self._delete()
        elif ctrl and key in _SPANS:
            self.show_days(self._cursor_days(), _SPANS[Qt.Key(key)])
        elif not ctrl and not alt and event.text() in ("+", "-") and not self._typed:
            self._zoom_by_keys(event.text() == "+")
        elif not ctrl and not alt and event.text().isprintable() and event.text():
            self._type(event.text())
        else:
            super().keyPressEvent(event)

    def _cursor_days(self) -> float:
        return self.cursor_at.start if self.cursor_at else self._desk.today().toordinal()

    def _zoom_by_keys(self, closer: bool) -> None:
        around = self.x_of(self.cursor_at.start) if self.cursor_at else None
        if around is not None and not self.room.left() <= around <= self.room.right():
            around = None
        self.zoom(STEP if closer else 1 / STEP, around)

    def _arrow(self, key: int, *, shift: bool, far: bool) -> None:
        cursor = self.cursor_at
        if cursor is None:
            return
        place, slot = cursor.place, self.scale.slot
        if key == Qt.Key.Key_Home:
            today = float(self._desk.today().toordinal())
            self._anchor = self._head = today
            self.go_to_day(self._desk.today())
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            step = (7 if self.scale.slot == 1.0 else 6) * slot if far else slot
            self._head = self._snap(self._head + (step if key == Qt.Key.Key_Right else -step))
            if not shift:
                self._anchor = self._head
        else:
            by = {
                Qt.Key.Key_Up: -1,
                Qt.Key.Key_Down: 1,
                Qt.Key.Key_PageUp: -max(1, self.room.height() // 40),
                Qt.Key.Key_PageDown: max(1, self.room.height() // 40),
            }[Qt.Key(key)]
            place = self._next_row(place, by)
        self._put_cursor(place)

    def _snap(self, days: float) -> float:
        return round(days * 24) / 24 if self.scale.slot == HOUR else float(round(days))

    def _next_row(self, place: int, by: int) -> int:
        """The row `by` further that is not a category."""
        rows = self.ledger.rows
        step = 1 if by > 0 else -1
        wanted = max(0, min(len(rows) - 1, place + by))
        while 0 <= wanted < len(rows) and rows[wanted].kind is RowKind.CATEGORY:
            wanted += step
        return wanted if 0 <= wanted < len(rows) else place

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
        said += [bar_words(self._desk, bar) for bar in self.bars_under_cursor()[:3]]
        free = self.ledger.free(row, period)
        if free is not None and len(said) == 2 and row.kind is not RowKind.CATEGORY:
            said.append(free_words(row, free[0]))
        words = " — ".join(said)
        self.setAccessibleDescription(words)
        announce(self, words)
        self.moved.emit(words)

    def _enter(self, *, shift: bool) -> None:
        if self._drag is not None:
            self._finish()
            return
        cursor = self.cursor_at
        if cursor is None:
            return
        bars = self.bars_under_cursor()
        row = self.ledger.rows[cursor.place]
        if bars and not shift and row.kind is RowKind.ITEM:
            self.bar_opened.emit(bars[0])
        elif row.kind is not RowKind.CATEGORY:
            self.reserve_wanted.emit(row, period_between(cursor.start, cursor.end, self._desk.zone))

    def _delete(self) -> None:
        for bar in self.bars_under_cursor():
            if bar.is_reservation:
                self.cancel_wanted.emit(bar)
                return

    def _type(self, letters: str) -> None:
        """Find the row whose name begins so; a space at the beginning is for what is chosen."""
        if letters == " " and not self._typed:
            bars = self.bars_under_cursor()
            if bars:
                self.bar_opened.emit(bars[0])
            return
        self._typed += letters
        self._forget.start()
        asked = fold(self._typed)
        rows = self.ledger.rows
        begin = self.cursor_at.place if self.cursor_at else 0
        order = [*range(begin, len(rows)), *range(begin)]
        for place in order:
            row = rows[place]
            names = (fold(row.label), fold(row.detail))
            if row.kind is not RowKind.CATEGORY and any(n.startswith(asked) for n in names):
                self._put_cursor(place)
                return
        for place in order:
            row = rows[place]
            if row.kind is not RowKind.CATEGORY and asked in fold(f"{row.label} {row.detail}"):
                self._put_cursor(place)
                return

    def _forget_typed(self) -> None:
        self._typed = ""

    def _move_by_keys(self, by: int, *, stretches: bool) -> None:
        """Begin to move the reservation under the cursor, or go on; Enter says so, Escape not."""
        drag = self._drag
        if drag is None:
            bar = next((b for b in self.bars_under_cursor() if b.is_reservation), None)
            if bar is None or self.cursor_at is None or bar.end == inf:
                return
            drag = Drag(self.cursor_at.place, bar, 0.0, bar.start, bar.end, by_keys=True)
        step = by * self.scale.slot
        start = drag.start if stretches else drag.start + step
        end = max(drag.end + step, start + self.scale.slot)
        self._drag = replace(drag, start=start, end=end)
        self._show_drag()
        if self._ghost is not None:
            announce(self, self._ghost.words.replace("\n", ", "))

    # Pointer

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            super().mousePressEvent(event)
            return
        self.setFocus()
        at = event.position().toPoint()
        place = self.place_at(at.y())
        if place < 0 or self.ledger.rows[place].kind is RowKind.CATEGORY:
            return
        days, slot = self.days_at(at.x()), self.scale.slot
        if at.x() < self.column:
            self._put_cursor(place)
            return
        bar = self.bar_at(at)
        if bar is not None and bar.is_reservation and bar.end != inf:
            stretches = abs(self.x_of(bar.end) - at.x()) <= _EDGE
            self._drag = Drag(place, bar, days, bar.start, bar.end, stretches)
            self.choose(place, self.scale.slot_of(bar.start), bar.end)
            return
        begin = self.scale.slot_of(days)
        self._anchor = self._head = begin
        self._put_cursor(place)
        self._drag = Drag(place, None, begin, begin, begin + slot)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        at = event.position().toPoint()
        drag = self._drag
        if drag is None or drag.by_keys or not event.buttons() & Qt.MouseButton.LeftButton:
            self._hover(self.bar_at(at))
            return
        self._scroll_towards(at)
        days, slot = self.days_at(at.x()), self.scale.slot
        if drag.bar is None:
            here = self.scale.slot_of(days)
            start, end = min(drag.grip, here), max(drag.grip, here) + slot
        elif drag.stretches:
            start = drag.bar.start
            end = max(start + slot, self._snap(drag.bar.end + days - drag.grip))
        else:
            shift = self._snap(drag.bar.start + days - drag.grip) - drag.bar.start
            if self.scale.slot == 1.0:
                shift = float(round(days - drag.grip))
            start, end = drag.bar.start + shift, drag.bar.end + shift
        if (start, end) != (drag.start, drag.end):
            self._drag = replace(drag, start=start, end=end)
            self._show_drag()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        drag = self._drag
        if event.button() != Qt.MouseButton.LeftButton or drag is None or drag.by_keys:
            super().mouseReleaseEvent(event)
            return
        if self._ghost is None and drag.bar is None:
            self._drag = None  # a click chooses; a drag reserves
            return
        if drag.bar is not None and (drag.start, drag.end) == (drag.bar.start, drag.bar.end):
            self._give_up()
            return
        self._finish()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        bar = self.bar_at(event.position().toPoint())
        self._drag = None
        if bar is not None:
            self.bar_opened.emit(bar)
        elif self.cursor_at is not None and event.position().x() > self.column:
            self._enter(shift=True)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        event.accept()

    def _hover(self, bar: Bar | None) -> None:
        shape = Qt.CursorShape.ArrowCursor
        if bar is not None:
            shape = Qt.CursorShape.PointingHandCursor
            x = self.viewport().mapFromGlobal(self.cursor().pos()).x()
            if bar.is_reservation and bar.end != inf and abs(self.x_of(bar.end) - x) <= _EDGE:
                shape = Qt.CursorShape.SizeHorCursor
        self.viewport().setCursor(shape)
        if bar is not self._hovered:
            self._hovered = bar
            self.viewport().update()

    def _scroll_towards(self, at: QPoint) -> None:
        room, across = self.room, self.horizontalScrollBar()
        if at.x() > room.right() - 8:
            across.setValue(across.value() + 24)
        elif at.x() < room.left() + 8:
            across.setValue(across.value() - 24)

    def wheelEvent(self, event: QWheelEvent) -> None:
        turn = event.angleDelta().y() or event.angleDelta().x()
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier and turn:
            self.zoom(STEP if turn > 0 else 1 / STEP, round(event.position().x()))
            event.accept()
            return
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            bar = self.horizontalScrollBar()
            bar.setValue(bar.value() - turn)
            event.accept()
            return
        super().wheelEvent(event)

    # A gesture under way

    def _show_drag(self) -> None:
        """Where it would be, and whether that is free."""
        drag = self._drag
        if drag is None:
            return
        row = self.ledger.rows[drag.place]
        period = period_between(drag.start, drag.end, self._desk.zone)
        words, clash = [period_words(self._desk, period)], False
        claim = drag.bar.claim if drag.bar is not None else None
        found = self.ledger.free(row, period, claim.ref if claim else None)
        if found is not None:
            free, held = found
            clash = free < (claim.quantity if claim else 1)
            words.append(holder_words(self._desk, held) if clash else free_words(row, free))
            if clash and not words[-1]:
                words[-1] = free_words(row, free)
        if period.end <= self._desk.clock():
            clash, words = True, [words[0], _("déjà passé")]
        self._ghost = Ghost(drag.place, drag.start, drag.end, "\n".join(words), clash)
        self._anchor, self._head = drag.start, drag.end - self.scale.slot
        self._stand(Cursor(drag.place, drag.start, drag.end))
        self.viewport().update()

    def _finish(self) -> None:
        drag, self._drag, self._ghost = self._drag, None, None
        self.viewport().update()
        if drag is None:
            return
        period = period_between(drag.start, drag.end, self._desk.zone)
        if drag.bar is None:
            self.reserve_wanted.emit(self.ledger.rows[drag.place], period)
        else:
            self.change_wanted.emit(drag.bar, period)

    def _give_up(self) -> None:
        drag = self._drag
        self._drag = self._ghost = None
        if drag is not None and drag.bar is not None:
            self._stand(Cursor(drag.place, drag.bar.start, drag.bar.end))
        self.viewport().update()


_ARROWS = frozenset(
    {
        Qt.Key.Key_Left,
        Qt.Key.Key_Right,
        Qt.Key.Key_Up,
        Qt.Key.Key_Down,
        Qt.Key.Key_PageUp,
        Qt.Key.Key_PageDown,
        Qt.Key.Key_Home,
    }
)
