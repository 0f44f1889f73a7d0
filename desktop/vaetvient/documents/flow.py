"""Rows, tables and columns that go on from page to page without losing a line.

Everything on a sheet is a row of cells; a cell is a list of lines. A row that does not fit goes
to the next page; a row longer than a page goes on over as many as it needs.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from vaetvient.documents import paper
from vaetvient.documents.lettering import Style
from vaetvient.documents.paper import Frame, Outline, Page, Picture, Placed, Stroke


class Words(NamedTuple):
    """A text, `x` points from its cell's left edge."""

    x: float
    text: str
    style: Style


class Tick(NamedTuple):
    """A box to tick, or one that is ticked."""

    x: float
    ticked: bool = False


class Rule(NamedTuple):
    """A rule to write on, along the baseline."""

    x0: float
    x1: float


class Shown(NamedTuple):
    """A picture, kept in its proportions within a box that hangs from the top of its line."""

    x: float
    width: float
    height: float
    data: bytes
    """JPEG or PNG."""


class Line(NamedTuple):
    """One line of a cell: how high it is and what stands on it."""

    height: float
    pieces: tuple[Words | Tick | Rule | Shown, ...] = ()
    above: float = 0.0
    """White space before it, dropped at the head of a column."""
    keeps: bool = False
    """Whether it must not be the last of its column."""
    baseline: float = 0.0
    """From the line's top; 0 centres the capitals."""


class Cell(NamedTuple):
    x: float
    lines: Sequence[Line]


def height_of(lines: Iterable[Line]) -> float:
    """The height of lines set one under the other, the space above the first one left out."""
    total, lead = 0.0, None
    for line in lines:
        total += line.height + (line.above if lead is not None else 0.0)
        lead = line
    return total


class Flow:
    """Pages being filled from top to bottom, upright unless told where they end."""

    def __init__(self, right: float = paper.RIGHT, bottom: float = paper.BOTTOM) -> None:
        self.right, self.bottom = right, bottom
        self.pages: list[Page] = [Page()]
        self.y = paper.TOP
        self._head: Sequence[Cell] = ()

    @property
    def page(self) -> Page:
        return self.pages[-1]

    @property
    def left(self) -> float:
        """The height left on this page."""
        return self.bottom - self.y

    @property
    def at_top(self) -> bool:
        return self.y <= paper.TOP + self._head_height + 0.01

    @property
    def _head_height(self) -> float:
        return row_height(self._head) + 2 * _HEAD_PAD if self._head else 0.0

    def new_page(self) -> None:
        """Go on at the top of a new page, under the head of the table being set."""
        self.pages.append(Page())
        self.y = paper.TOP
        if self._head:
            self._draw_head()

    def begin_table(self, head: Sequence[Cell], *, keep: float = 0.0) -> None:
        """Draw a table's head here, and again on each new page until `end_table`.

        `keep` is the height of what must follow it on the same page.
        """
        self.need(row_height(head) + 2 * _HEAD_PAD + keep)
        self._head = head
        self._draw_head()

    def end_table(self) -> None:
        """Close the table with a rule."""
        self._head = ()
        self.rule(weight=paper.RULE)

    def _draw_head(self) -> None:
        self.rule(weight=paper.RULE)
        for cell in self._head:
            self._place(cell.x, cell.lines, self.y + _HEAD_PAD)
        self.y += self._head_height
        self.rule()

    def need(self, height: float) -> None:
        """Go to a new page unless `height` is left here; nothing is gained from an empty one."""
        if height > self.left and not self.at_top:
            self.new_page()

    def skip(self, height: float) -> None:
        """White space, dropped at the top of a page."""
        if not self.at_top:
            self.y += height

    def rule(
        self, x0: float = paper.LEFT, x1: float | None = None, weight: float = paper.HAIRLINE
    ) -> None:
        """A horizontal rule here, over the whole width by default."""
        x1 = self.right if x1 is None else x1
        self.page.strokes.append(Stroke(x0, self.y, x1, self.y, weight))

    def row(self, cells: Sequence[Cell], *, above: float = 0.0, below: float = 0.0) -> None:
        """Cells side by side, kept together where a page can hold them."""
        height = above + below + row_height(cells)
        if height > self.left:
            whole_page = self.bottom - paper.TOP - self._head_height
            if height <= whole_page or self.left < min(whole_page, _LEAST + above):
                self.need(height)
        if height <= self.left:
            for cell in cells:
                self._place(cell.x, cell.lines, self.y + above)
            self.y += height
            return
        rest = [(cell.x, list(cell.lines)) for cell in cells]
        while any(lines for _x, lines in rest):
            taken = 0.0
            for x, lines in rest:
                fitting = _fitting(lines, self.left - above)
                self._place(x, lines[:fitting], self.y + above)
                taken = max(taken, height_of(lines[:fitting]))
                del lines[:fitting]
            self.y += above + taken
            if any(lines for _x, lines in rest):
                self.new_page()
        self.y += below

    def columns(self, xs: Sequence[float], lines: Sequence[Line]) -> None:
        """Running text in columns of equal height, over as many pages as it takes."""
        rest = list(lines)
        while rest:
            room = self.left
            cuts = _columns(rest, len(xs), room)
            if cuts[-1] == len(rest):
                low, high = 0.0, room
                while high - low > 1:
                    middle = (low + high) / 2
                    tried = _columns(rest, len(xs), middle)
                    low, high, cuts = (
                        (low, middle, tried) if tried[-1] == len(rest) else (middle, high, cuts)
                    )
            start, tallest = 0, 0.0
            for x, end in zip(xs, cuts, strict=True):
                self._place(x, rest[start:end], self.y)
                tallest = max(tallest, height_of(rest[start:end]))
                start = end
            self.y += tallest
            del rest[:start]
            if rest:
                self.new_page()

    def picture(self, picture: Picture) -> None:
        self.page.pictures.append(picture)

    def frame(self, frame: Frame) -> None:
        self.page.frames.append(frame)

    def _place(self, x: float, lines: Sequence[Line], y: float) -> None:
        page = self.page
        first = True
        for line in lines:
            if not first:
                y += line.above
            first = False
            baseline = y + (line.baseline or _baseline(line))
            for piece in line.pieces:
                if isinstance(piece, Words):
                    page.texts.append(Placed(x + piece.x, baseline, piece.text, piece.style))
                elif isinstance(piece, Tick):
                    page.frames.append(
                        Frame(
                            x + piece.x,
                            baseline - paper.SQUARE + 0.5,
                            paper.SQUARE,
                            paper.SQUARE,
                            0.6,
                        )
                    )
                    if piece.ticked:
                        page.outlines.append(_mark(x + piece.x, baseline))
                elif isinstance(piece, Shown):
                    page.pictures.append(_fitted(piece, x, y))
                else:
                    page.strokes.append(
                        Stroke(x + piece.x0, baseline + 2, x + piece.x1, baseline + 2, 0.4)
                    )
            y += line.height


def _mark(x: float, baseline: float) -> Outline:
    """The tick in a box."""
    top, side = baseline - paper.SQUARE + 0.5, paper.SQUARE
    points = ((0.18, 0.52), (0.42, 0.78), (0.84, 0.2))
    return Outline(tuple((x + across * side, top + down * side) for across, down in points), 1.2)


def _fitted(shown: Shown, x: float, y: float) -> Picture:
    """Where a picture comes to lie, as large as its box allows."""
    from io import BytesIO

    from PIL import Image

    with Image.open(BytesIO(shown.data)) as image:
        wide, high = image.size
    scale = min(shown.width / wide, shown.height / high)
    return Picture(x + shown.x, y, wide * scale, high * scale, shown.data)


def row_height(cells: Sequence[Cell]) -> float:
    """The height of cells side by side: that of the tallest."""
    return max((height_of(cell.lines) for cell in cells), default=0.0)


_HEAD_PAD = 3.5
_LEAST = 60.0
"""A row that must be cut begins on a new page rather than in less than this."""
_CAPITALS = 0.3637
"""Half the height of a capital, in sizes."""


def _baseline(line: Line) -> float:
    size = next((p.style.size for p in line.pieces if isinstance(p, Words)), paper.TEXT.size)
    return line.height / 2 + _CAPITALS * size


def _fitting(lines: Sequence[Line], room: float) -> int:
    """How many of `lines` fit in `room`: one at least, so that there is an end to it."""
    used = 0.0
    for count, line in enumerate(lines):
        used += line.height + (line.above if count else 0.0)
        if used > room + 0.01:
            kept = count
            while kept > 1 and lines[kept - 1].keeps:
                kept -= 1
            return max(kept, 1)
    return len(lines)


def _columns(lines: Sequence[Line], count: int, room: float) -> list[int]:
    """Where each of `count` columns of height `room` ends."""
    ends: list[int] = []
    start = 0
    for _column in range(count):
        end = start
        if start < len(lines):
            fitting = _fitting(lines[start:], room)
            if height_of(lines[start : start + fitting]) <= room + 0.01:
                end = start + fitting
        ends.append(end)
        start = end
    return ends
