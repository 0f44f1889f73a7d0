"""The planning's view: walked by keys, worked by pointer.

One thing is chosen at a time: a stretch of days in a row. From it one reserves (Enter); on a bar
one opens (Enter), moves (Alt+arrows, or drag; to the row of another unit too), stretches
(Alt+Shift+arrows, or its end dragged) and cancels (Delete). What is free is said while it moves.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import inf
from uuid import UUID

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QKeyEvent,
    QMouseEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget

from vaetvient.domain.availability import Claim, Period
from vaetvient.domain.text import fold
from vaetvient.language import _
from vaetvient.storage.queries.planning import RowKind
from vaetvient.ui.context import Context
from vaetvient.ui.widgets.bars import announce
from vaetvient.ui.widgets.planning.ledger import Ledger
from vaetvient.ui.widgets.planning.painter import Cursor, Ghost
from vaetvient.ui.widgets.planning.scale import (
    HOUR,
    STEP,
    period_between,
)
from vaetvient.ui.widgets.planning.surface import EDGE, Drag, PlanningSurface
from vaetvient.ui.widgets.planning.words import (
    free_words,
    holder_words,
    period_words,
)

_TYPED_FOR_MS = 1200
_SPANS = {Qt.Key.Key_1: 1.0, Qt.Key.Key_2: 7.0, Qt.Key.Key_3: 31.0, Qt.Key.Key_4: 90.0}


@dataclass(frozen=True, slots=True)
class UnitSwap:
    """Another unit of the same model; None: any of them."""

    model_id: UUID
    old: UUID | None
    new: UUID | None


@dataclass(frozen=True, slots=True)
class Moved:
    """What a hand wants of a reservation: other dates, another unit, or both."""

    claim: Claim
    period: Period
    swap: UnitSwap | None = None


class PlanningView(PlanningSurface):
    """Says what is wanted, does nothing itself."""

    reserve_wanted = Signal(object, object)
    """A PlanningRow and a Period: to be reserved."""
    bar_opened = Signal(object)
    change_wanted = Signal(object)
    """A Moved: a reservation, and what it should be."""
    cancel_wanted = Signal(object)
    find_wanted = Signal()

    def __init__(self, context: Context, ledger: Ledger, parent: QWidget | None = None) -> None:
        super().__init__(context, ledger, parent)
        self._typed = ""
        self._forget = QTimer(self, singleShot=True, interval=_TYPED_FOR_MS)
        self._forget.timeout.connect(self._forget_typed)

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
        elif alt and key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self._swap_by_keys(1 if key == Qt.Key.Key_Down else -1)
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
        drag = self._drag or self._begin_by_keys()
        if drag is None:
            return
        step = by * self.scale.slot
        start = drag.start if stretches else drag.start + step
        end = max(drag.end + step, start + self.scale.slot)
        self._drag = replace(drag, start=start, end=end)
        self._show_drag()
        self._say_ghost()

    def _begin_by_keys(self) -> Drag | None:
        """Take up the reservation under the cursor."""
        bar = next((b for b in self.bars_under_cursor() if b.is_reservation), None)
        if bar is None or self.cursor_at is None or bar.end == inf:
            return None
        return Drag(self.cursor_at.place, bar, 0.0, bar.start, bar.end, by_keys=True)

    def _swap_by_keys(self, by: int) -> None:
        """Take the reservation under the cursor to the row of the next unit of its model."""
        drag = self._drag or self._begin_by_keys()
        if drag is None:
            return
        place = drag.over + by
        while 0 <= place < len(self.ledger.rows) and place != drag.place:
            if self._may_land(drag, place):
                break
            place += by
        else:
            if place != drag.place:
                return
        self._drag = replace(drag, to=place)
        self._show_drag()
        self._say_ghost()

    def _say_ghost(self) -> None:
        if self._ghost is not None:
            self._bring_up(self._ghost.place, self._head)
            announce(self, self._ghost.words.replace("\n", ", "))

    def _may_land(self, drag: Drag, place: int) -> bool:
        """Whether a row is another unit of the model that is moved, or the model's: any unit."""
        if drag.bar is None or drag.stretches or drag.bar.claim.quantity != 1:
            return False
        came, row = self.ledger.rows[drag.place], self.ledger.rows[place]
        kinds = (RowKind.ITEM, RowKind.MODEL)
        return (
            came.model_here is not None
            and came.model_here == row.model_here
            and came.kind in kinds
            and row.kind in kinds
        )

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
            stretches = abs(self.x_of(bar.end) - at.x()) <= EDGE
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
        over = self.place_at(at.y())
        to = over if over >= 0 and self._may_land(drag, over) else -1
        if (start, end, to) != (drag.start, drag.end, drag.to):
            self._drag = replace(drag, start=start, end=end, to=to)
            self._show_drag()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        drag = self._drag
        if event.button() != Qt.MouseButton.LeftButton or drag is None or drag.by_keys:
            super().mouseReleaseEvent(event)
            return
        if self._ghost is None and drag.bar is None:
            self._drag = None  # a click chooses; a drag reserves
            return
        stays = drag.bar is not None and drag.over == drag.place
        if stays and drag.bar and (drag.start, drag.end) == (drag.bar.start, drag.bar.end):
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
        row = self.ledger.rows[drag.over]
        period = period_between(drag.start, drag.end, self._desk.zone)
        words, clash = [period_words(self._desk, period)], False
        if drag.over != drag.place:
            name = row.label if row.kind is RowKind.ITEM else _("n'importe lequel")
            words.insert(0, _("plutôt {unit}").format(unit=name))
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
        self._ghost = Ghost(drag.over, drag.start, drag.end, "\n".join(words), clash)
        self._anchor, self._head = drag.start, drag.end - self.scale.slot
        self._stand(Cursor(drag.over, drag.start, drag.end))
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
            self.change_wanted.emit(Moved(drag.bar.claim, period, self._swap_of(drag)))

    def _swap_of(self, drag: Drag) -> UnitSwap | None:
        """The other unit that a reservation was taken to."""
        came, row = self.ledger.rows[drag.place], self.ledger.rows[drag.over]
        if drag.over == drag.place or row.model_id is None:
            return None
        old = came.id if came.kind is RowKind.ITEM else None
        return UnitSwap(row.model_id, old, row.id if row.kind is RowKind.ITEM else None)

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
