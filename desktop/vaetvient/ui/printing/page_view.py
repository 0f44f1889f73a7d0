"""The pages of a paper, one below the other, as sharp as the screen is at any size."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto

from PySide6.QtCore import QPoint, QRect, QRectF, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QImage,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QFrame

from vaetvient.language import _
from vaetvient.ui.context import Context
from vaetvient.ui.printing import pdf as pages_of
from vaetvient.ui.tokens import S16
from vaetvient.ui.widgets.painted import Painted

ZOOMS = (25, 33, 50, 67, 75, 90, 100, 125, 150, 200, 300, 400)
_AROUND = S16
_BETWEEN = S16
_WORDS = 4_000


class Fit(Enum):
    """How large pages are shown."""

    WIDTH = auto()
    PAGE = auto()
    PERCENT = auto()


@dataclass(frozen=True, slots=True)
class _Drawn:
    picture: QImage
    dpi: float


class PageView(QAbstractScrollArea, Painted):
    """Draws on the worker what is to be seen, and the page before and after it."""

    painted_as = QAccessible.Role.Document
    part_as = QAccessible.Role.Section

    page_changed = Signal(int)
    """The page that is looked at, from 0."""
    zoomed = Signal(int)
    """In percent of the paper's own size."""
    shown = Signal()
    """Other pages are there."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._pdf = b""
        self._sizes: tuple[tuple[float, float], ...] = ()
        self._drawn: dict[int, _Drawn] = {}
        self._asked: dict[int, float] = {}
        """The resolution each page was asked for last, while it is on its way."""
        self._fit = Fit.WIDTH
        self._percent = 100
        self._page = 0
        self._turn = 0
        self._words: dict[int, str] = {}
        """What is written on the pages that were looked at."""
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(_("Aperçu"))
        self.verticalScrollBar().valueChanged.connect(self._scrolled)
        self.horizontalScrollBar().valueChanged.connect(self.viewport().update)
        context.theme.changed.connect(self.viewport().update)

    # What is shown

    @property
    def count(self) -> int:
        """How many pages there are."""
        return len(self._sizes)

    @property
    def page(self) -> int:
        """The page that is looked at, from 0."""
        return self._page

    @property
    def percent(self) -> int:
        """How large pages are shown; 100 is as on paper."""
        return round(self._scale() / self._own_scale() * 100) if self._sizes else self._percent

    @property
    def is_drawn(self) -> bool:
        """Whether the page looked at is there, as sharp as it will be."""
        dpi = self._dpi()
        drawn = self._drawn.get(self._page)
        return drawn is not None and abs(drawn.dpi - dpi) < 1

    def show_pdf(self, pdf: bytes) -> None:
        """Show other pages; the place looked at stays where it can."""
        self._turn += 1
        turn = self._turn

        def done(sizes: tuple[tuple[float, float], ...]) -> None:
            if turn == self._turn:
                self._take(pdf, sizes)

        self._context.work.ask(
            lambda: pages_of.page_sizes(pdf), done, owner=self, key=f"sizes {id(self)}"
        )

    def _take(self, pdf: bytes, sizes: tuple[tuple[float, float], ...]) -> None:
        self._pdf = pdf
        self._words.clear()
        self._asked.clear()
        if sizes != self._sizes:
            self._drawn.clear()
            self._sizes = sizes
        else:  # the former pictures stay until the new ones are there: nothing flickers
            self._drawn = {number: _Drawn(one.picture, 0) for number, one in self._drawn.items()}
        self._page = min(self._page, max(0, len(sizes) - 1))
        self._measure()
        self.shown.emit()
        self._tell_page()
        self.viewport().update()

    # Going about

    def go_to(self, number: int) -> None:
        """Bring the top of a page up."""
        if not self._sizes:
            return
        number = max(0, min(self.count - 1, number))
        self.verticalScrollBar().setValue(round(self._top_of(number)) - _AROUND // 2)
        self._look_at(number)

    def zoom(self, percent: int) -> None:
        """Show pages at so much of their size on paper, 25 to 400 %."""
        self._fit = Fit.PERCENT
        self._percent = max(ZOOMS[0], min(ZOOMS[-1], percent))
        self._resize()

    def zoom_in(self) -> None:
        """One step larger."""
        self.zoom(next((z for z in ZOOMS if z > self.percent), ZOOMS[-1]))

    def zoom_out(self) -> None:
        """One step smaller."""
        self.zoom(next((z for z in reversed(ZOOMS) if z < self.percent), ZOOMS[0]))

    def fit(self, how: Fit) -> None:
        """As wide as the room, or as large as a whole page can be."""
        self._fit = how
        self._resize()

    @property
    def fitting(self) -> Fit:
        """How the size is chosen."""
        return self._fit

    def _resize(self) -> None:
        """Keep the same spot of the same page in the middle."""
        bar = self.verticalScrollBar()
        share = self._share_of(bar.value())
        self._measure()
        number, within = share
        if number < self.count:
            scale = self._scale()
            bar.setValue(round(self._top_of(number) + within * self._sizes[number][1] * scale))
        self.zoomed.emit(self.percent)
        self.viewport().update()

    def _share_of(self, value: int) -> tuple[int, float]:
        """Which page stands at the top of the view, and how much of it is above."""
        scale = self._scale()
        for number, (_width, height) in enumerate(self._sizes):
            top = self._top_of(number)
            if value < top + height * scale + _BETWEEN:
                return number, (value - top) / (height * scale)
        return 0, 0.0

    def _own_scale(self) -> float:
        """Pixels to a point, at the paper's own size."""
        return self.logicalDpiX() / pages_of.POINTS_PER_INCH

    def _scale(self) -> float:
        if not self._sizes or self._fit is Fit.PERCENT:
            return self._own_scale() * self._percent / 100
        room = self.viewport().size()
        wide = (room.width() - 2 * _AROUND) / max(width for width, _height in self._sizes)
        if self._fit is Fit.PAGE:
            high = (room.height() - 2 * _AROUND) / max(height for _width, height in self._sizes)
            wide = min(wide, high)
        least, most = ZOOMS[0] / 100, ZOOMS[-1] / 100
        return max(least * self._own_scale(), min(most * self._own_scale(), wide))

    def _dpi(self) -> float:
        return self._scale() * pages_of.POINTS_PER_INCH * self.devicePixelRatioF()

    def _top_of(self, number: int) -> float:
        scale = self._scale()
        above = sum(height * scale + _BETWEEN for _width, height in self._sizes[:number])
        return _AROUND + above

    def _measure(self) -> None:
        scale, room = self._scale(), self.viewport().size()
        height = self._top_of(self.count) - _BETWEEN + _AROUND if self._sizes else 0
        width = max((w for w, _h in self._sizes), default=0) * scale + 2 * _AROUND
        down, across = self.verticalScrollBar(), self.horizontalScrollBar()
        down.setRange(0, max(0, round(height) - room.height()))
        down.setPageStep(room.height())
        down.setSingleStep(48)
        across.setRange(0, max(0, round(width) - room.width()))
        across.setPageStep(room.width())
        across.setSingleStep(48)

    def _area(self, number: int) -> QRectF:
        """Where a page is in the view."""
        scale = self._scale()
        width, height = (side * scale for side in self._sizes[number])
        room = self.viewport().width()
        across = self.horizontalScrollBar()
        left = (room - width) / 2 if across.maximum() == 0 else _AROUND - across.value()
        return QRectF(left, self._top_of(number) - self.verticalScrollBar().value(), width, height)

    def _scrolled(self, _value: int) -> None:
        view = QRectF(self.viewport().rect())
        seen = [
            (self._area(number).intersected(view).height(), -number) for number in range(self.count)
        ]
        if seen:
            self._look_at(-max(seen)[1])
        self.viewport().update()

    def _look_at(self, number: int) -> None:
        if number != self._page:
            self._page = number
            self._tell_page()

    def _tell_page(self) -> None:
        self.page_changed.emit(self._page)
        name = _("Aperçu : page {page} sur {count}").format(page=self._page + 1, count=self.count)
        self.setAccessibleName(name)
        self.say_part()
        pdf, number = self._pdf, self._page

        def done(words: str) -> None:
            self.setAccessibleDescription(words[:_WORDS])
            if pdf == self._pdf:
                self._words[number] = words[:_WORDS]

        if pdf:
            self._context.work.ask(
                lambda: pages_of.page_words(pdf, number),
                done,
                owner=self,
                key=f"words {id(self)}",
            )

    # What a screen reader is told

    def part_count(self) -> int:
        """The pages."""
        return self.count

    def part_name(self, part: int) -> str:
        """Which page it is, and what is written on it where it was looked at."""
        name = _("page {page} sur {count}").format(page=part + 1, count=self.count)
        return "\n".join(words for words in (name, self._words.get(part, "")) if words)

    def part_area(self, part: int) -> QRect:
        """Where a page is."""
        return self._area(part).toRect().translated(self.viewport().geometry().topLeft())

    def part_at(self, point: QPoint) -> int:
        """The page under a point."""
        return next((n for n in range(self.count) if self.part_area(n).contains(point)), -1)

    def current_part(self) -> int:
        """The page that is looked at."""
        return self._page if self.count else -1

    # Drawing

    def _wanted(self) -> list[int]:
        """Pages to be seen now, then those beside them."""
        view = QRectF(self.viewport().rect())
        seen = [n for n in range(self.count) if self._area(n).intersects(view)]
        if not seen:
            return []
        beside = [n for n in (seen[-1] + 1, seen[0] - 1) if 0 <= n < self.count]
        return seen + beside

    def _ask(self) -> None:
        dpi, wanted = self._dpi(), self._wanted()
        for number in set(self._drawn) - set(wanted):
            del self._drawn[number]
        for number in wanted:
            drawn = self._drawn.get(number)
            there = drawn is not None and abs(drawn.dpi - dpi) < 1
            if there or self._asked.get(number) == dpi:
                continue
            self._asked[number] = dpi
            self._send(number, dpi)

    def _send(self, number: int, dpi: float) -> None:
        pdf, turn = self._pdf, self._turn

        def done(picture: QImage) -> None:
            if turn != self._turn:
                return
            if self._asked.get(number) == dpi:
                del self._asked[number]
            if abs(dpi - self._dpi()) > 1:
                return
            picture.setDevicePixelRatio(self.devicePixelRatioF())
            self._drawn[number] = _Drawn(picture, dpi)
            self.viewport().update()

        self._context.work.ask(
            lambda: pages_of.draw_page(pdf, number, dpi),
            done,
            owner=self,
            key=f"page {id(self)} {number}",
        )

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = self._context.theme
        painter = QPainter(self.viewport())
        painter.fillRect(self.viewport().rect(), theme.colour("side"))
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        view = QRectF(self.viewport().rect())
        for number in range(self.count):
            area = self._area(number)
            if area.intersects(view):
                self._paint_page(painter, number, area)
        if self.hasFocus():
            painter.setPen(QPen(theme.colour("accent"), 2))
            painter.drawRect(self.viewport().rect().adjusted(1, 1, -1, -1))
        painter.end()
        self._ask()

    def _paint_page(self, painter: QPainter, number: int, area: QRectF) -> None:
        theme = self._context.theme
        corner = QPoint(round(area.left()), round(area.top()))
        drawn = self._drawn.get(number)
        sheet = QRect(corner, area.size().toSize())
        painter.fillRect(sheet, Qt.GlobalColor.white)  # paper, by night too
        if drawn is not None and abs(drawn.dpi - self._dpi()) < 1:
            painter.drawImage(corner, drawn.picture)  # pixel for pixel
        elif drawn is not None:
            painter.drawImage(sheet, drawn.picture)
        painter.setPen(QPen(theme.colour("edge"), 1))
        painter.drawRect(sheet.adjusted(-1, -1, 0, 0))

    # Hands

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        moves = {
            Qt.Key.Key_PageDown: self._page + 1,
            Qt.Key.Key_PageUp: self._page - 1,
            Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: self.count - 1,
        }
        if key in moves:
            self.go_to(moves[key])
        elif key == Qt.Key.Key_Space:
            bar = self.verticalScrollBar()
            back = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
            bar.setValue(bar.value() + (-1 if back else 1) * (bar.pageStep() - 48))
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self.zoom_in()
        elif key == Qt.Key.Key_Minus:
            self.zoom_out()
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Left, Qt.Key.Key_Right):
            super().keyPressEvent(event)
        else:
            event.ignore()

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            (self.zoom_in if event.angleDelta().y() > 0 else self.zoom_out)()
            event.accept()
        else:
            super().wheelEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._resize()

    def scrollContentsBy(self, _dx: int, _dy: int) -> None:
        self.viewport().update()
