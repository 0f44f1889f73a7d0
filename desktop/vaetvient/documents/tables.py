"""A long table as a document of its own: its head, its columns, its rows, its feet.

Upright while the columns fit at their natural width, on its side otherwise; then the widest
columns give way until all fit, their texts going on over several lines.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from vaetvient.documents import paper
from vaetvient.documents.blocks import Blocks, say, short_moment
from vaetvient.documents.flow import Cell, Flow, Line, row_height
from vaetvient.documents.lettering import Style
from vaetvient.documents.paper import HEIGHT, LABEL, LEFT, MM, WIDTH, About, Document, Placed
from vaetvient.domain.prints import Align
from vaetvient.language import _

ROW = Style("Regular", 8.8, 11.0)
ROW_STRONG = Style("SemiBold", 8.8, 11.0)
HEAD = Style("Regular", 8.8, 11.0, grey=0.32)
GROUP = Style("SemiBold", 10.0, 12.6)
TITLE = Style("SemiBold", 17, 21, tracking=-0.3)

_SIDEWAYS = (HEIGHT, WIDTH)
_PAD = 2.2
_GAP = 4 * MM
_NARROWEST = 9 * MM
_GROUP_ABOVE, _GROUP_BELOW = 7.0, 2.5
_BOTTOM_MARGIN, _FOOT_MARGIN = 14 * MM, 7.5 * MM


class Column(NamedTuple):
    """A column of a table being set: its left edge and its width in points."""

    title: str
    x: float
    width: float
    align: Align = "left"


class Table:
    """A document that is one table, with a title above it and page numbers below."""

    def __init__(self, *, sideways: bool = False) -> None:
        self.sheet = _SIDEWAYS if sideways else (WIDTH, HEIGHT)
        self.right = self.sheet[0] - LEFT
        self.blocks = Blocks()
        self.flow = self.blocks.flow = Flow(self.right, self.sheet[1] - _BOTTOM_MARGIN)
        self.columns: Sequence[Column] = ()
        self._group = ""
        self._fresh = True
        """Whether no row was set yet under the head or the heading above."""

    @property
    def width(self) -> float:
        """Between the margins."""
        return self.right - LEFT

    def print_title(self, title: str, office: str, made_at: str, facts: Sequence[str]) -> None:
        """The office and the moment, the title, and what is to be known first."""
        half = self.width / 2
        made = say(_("État au {moment}"), moment=short_moment(made_at))
        self.flow.row(
            [
                Cell(LEFT, self.blocks.lines(office, half, paper.STRONG)),
                Cell(LEFT + half, self.blocks.right(made, half, LABEL)),
            ],
            below=7,
        )
        self.flow.row([Cell(LEFT, self.blocks.lines(title, self.width, TITLE))], below=2)
        if any(fact.strip() for fact in facts):
            lines = self.blocks.joined(facts, self.width)
            self.flow.row([Cell(LEFT, lines)], below=2)
        self.flow.skip(7)

    def begin(self, columns: Sequence[Column]) -> None:
        """Set the head of the table, and again on each new page."""
        self.columns = columns
        head = [
            Cell(
                column.x,
                self.blocks.right(column.title, column.width, HEAD)
                if column.align == "right"
                else self.blocks.lines(column.title, column.width, HEAD),
            )
            for column in columns
        ]
        self.flow.begin_table(head, keep=30)
        self._fresh = True

    def row(self, texts: Sequence[str | list[Line]], *, strong: Sequence[int] = ()) -> None:
        """A row of texts, or of lines made already; those in the places of `strong` stand out."""
        cells = [
            Cell(column.x, self._lines(column, text, index in strong))
            for index, (column, text) in enumerate(zip(self.columns, texts, strict=True))
        ]
        if row_height(cells) + 2 * _PAD > self.flow.left and not self.flow.at_top:
            self.flow.new_page()
            if self._group:
                self._print_group(say(_("{name} (suite)"), name=self._group))
        if not self.flow.at_top and not self._fresh:
            self.flow.rule()
        self._fresh = False
        self.flow.row(cells, above=_PAD, below=_PAD)

    def group(self, title: str, aside: str = "", note: str = "") -> None:
        """A heading within the table, said again where its rows go on over the page."""
        self._group = title
        self._print_group(title, aside, note)

    def _print_group(self, title: str, aside: str = "", note: str = "") -> None:
        third = self.width * 0.34
        left = self.blocks.lines(title, self.width - third - _GAP, GROUP)
        if note.strip():
            left += self.blocks.lines(note, self.width - third - _GAP, ROW)
        cells = [
            Cell(LEFT, left),
            Cell(self.right - third, self.blocks.right(aside, third, GROUP)),
        ]
        self.flow.need(row_height(cells) + _GROUP_ABOVE + _GROUP_BELOW + 3 * ROW.leading)
        if not self._fresh and not self.flow.at_top:
            self.flow.rule(weight=paper.RULE)
        self.flow.row(cells, above=_GROUP_ABOVE, below=_GROUP_BELOW)
        self._fresh = True

    def end(self) -> None:
        """Close the table with a rule."""
        self._group = ""
        self.flow.end_table()

    def say(self, text: str, style: Style = paper.TEXT) -> None:
        """A sentence over the whole width."""
        self.flow.row([Cell(LEFT, self.blocks.lines(text, self.width, style))], above=4)

    def section(self, title: str, sentence: str = "") -> None:
        """A titled part, and in a sentence what it holds."""
        lines = self.blocks.lines(title, self.width, paper.LEAD)
        if sentence:
            lines += self.blocks.lines(sentence, self.width, LABEL)
        self.flow.need(16 + row_height([Cell(LEFT, lines)]) + 60)
        self.flow.skip(16)
        self.flow.row([Cell(LEFT, lines)], below=5)

    def document(self, about: About) -> Document:
        """The document, its pages numbered."""
        lettering = self.blocks.lettering
        foot = self.sheet[1] - _FOOT_MARGIN
        name, *rest = lettering.lines(about.title, LABEL, self.width * 0.6)
        for number, page in enumerate(self.flow.pages, start=1):
            count = say(_("page {page} / {pages}"), page=number, pages=len(self.flow.pages))
            x = self.right - lettering.width(count, LABEL)
            page.texts.append(Placed(LEFT, foot, f"{name}…" if rest else name, LABEL))
            page.texts.append(Placed(x, foot, count, LABEL))
        return Document(about, tuple(self.flow.pages), self.sheet)

    def _lines(self, column: Column, text: str | list[Line], strong: bool) -> list[Line]:
        if not isinstance(text, str):
            return text
        style = ROW_STRONG if strong else ROW
        if column.align == "right":
            return self.blocks.right(text, column.width, style)
        return self.blocks.lines(text, column.width, style)


def spread(parts: Sequence[tuple[str, float, Align]], width: float) -> list[Column]:
    """Columns of given shares over the whole width, a gap between each two."""
    room = width - _GAP * (len(parts) - 1)
    whole = sum(share for _title, share, _align in parts)
    columns, x = [], LEFT
    for title, share, align in parts:
        columns.append(Column(title, x, room * share / whole, align))
        x += room * share / whole + _GAP
    return columns


def natural_widths(
    blocks: Blocks, rows: Sequence[Sequence[str]], titles: Sequence[str]
) -> list[float]:
    """How wide each column is when nothing in it is broken."""
    lettering = blocks.lettering
    widths = [lettering.width(lettering.legible(title), HEAD) for title in titles]
    for row in rows:
        for index, text in enumerate(row):
            for line in lettering.legible(text).split("\n"):
                widths[index] = max(widths[index], lettering.width(line, ROW))
    return [max(width + 0.5, _NARROWEST) for width in widths]


def shared_out(widths: Sequence[float], room: float) -> list[float]:
    """The widths that columns get so as to fill `room`, gaps included.

    Where there is more than they need each gets a part of it; else the widest give way.
    """
    room -= _GAP * (len(widths) - 1)
    if not widths:
        return []
    if sum(widths) <= room:
        more = (room - sum(widths)) / len(widths)
        return [width + more for width in widths]
    rest, left = room, len(widths)
    cap = room / left
    for width in sorted(widths):
        cap = rest / left
        if width > cap:
            break
        rest, left = rest - width, left - 1
    return [min(width, cap) for width in widths]


def side_by_side(
    titles: Sequence[str], aligns: Sequence[Align], widths: Sequence[float]
) -> list[Column]:
    """Columns of these widths, one after the other."""
    columns, x = [], LEFT
    for title, align, width in zip(titles, aligns, widths, strict=True):
        columns.append(Column(title, x, width, align))
        x += width + _GAP
    return columns


def takes(widths: Sequence[float]) -> float:
    """The room that columns of these widths take, gaps included."""
    return sum(widths) + _GAP * max(0, len(widths) - 1)
