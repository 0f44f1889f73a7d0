"""The building blocks of every document: labelled fields, boxes to tick, sections, signatures."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple

from vaetvient.documents import paper
from vaetvient.documents.flow import Cell, Flow, Line, Rule, Tick, Words, height_of
from vaetvient.documents.lettering import Lettering, Style
from vaetvient.documents.paper import HALF, LABEL, PEN, STRONG, TEXT
from vaetvient.language import NBSP, _, show_date, show_money, show_time, typeset

LABEL_WIDTH = 27 * paper.MM
_HEADING_SPACE = 4.5
SECTION_GAP = 9.0
_LOW = PEN - 4.0
"""Where writing sits on a line for the pen."""


def say(template: str, **fields: object) -> str:
    """A translated template, well spaced, its fields filled in with texts left as they are."""
    return typeset(template).format(**fields)


def day_words(iso: str) -> str:
    """« lundi 23 novembre 2026 » for an ISO day; what is not one is shown as it is."""
    try:
        return show_date(date.fromisoformat(iso[:10]), "full")
    except ValueError:
        return iso


def short_day(iso: str) -> str:
    """« 23 novembre 2026 »."""
    try:
        return show_date(date.fromisoformat(iso[:10]), "long")
    except ValueError:
        return iso


def dated(place: str, iso: str) -> str:
    """« Grenoble, le 23 novembre 2026 », or the day alone; the day stays on one line."""
    day = short_day(iso)
    said = say(_("{place}, le {date}"), place=place, date=day) if place else day
    before, comma, last = said.rpartition(", ")
    return f"{before}{comma}{last.replace(' ', NBSP)}"


def moment_words(iso: str) -> str:
    """« lundi 23 novembre 2026, 14 h 05 » for an ISO moment."""
    try:
        moment = datetime.fromisoformat(iso)
    except ValueError:
        return iso
    if len(iso) <= len("2026-11-23"):
        return day_words(iso)
    return f"{show_date(moment.date(), 'full')}, {show_time(moment.time())}"


def short_moment(iso: str) -> str:
    """« 23/11/2026, 14 h 05 » for an ISO moment, « 23/11/2026 » for an ISO day."""
    try:
        moment = datetime.fromisoformat(iso)
    except ValueError:
        return iso
    if len(iso) <= len("2026-11-23"):
        return show_date(moment.date(), "short")
    return f"{show_date(moment.date(), 'short')}, {show_time(moment.time())}"


def money(cents: int, currency: str) -> str:
    """An amount in the language of the paper, whatever was stored as its currency."""
    if re.fullmatch(r"[A-Z]{3}", currency, re.ASCII):
        return show_money(cents, currency)
    return f"{cents / 100:.2f}{NBSP}{currency}".rstrip()


class Section(NamedTuple):
    """A titled part of one column."""

    title: str
    lines: Sequence[Line]


class Blocks:
    """Composes lines in the lettering of one document and sets them on its flow."""

    def __init__(self) -> None:
        self.lettering = Lettering()
        self.flow = Flow()

    # Lines

    def lines(
        self, text: str, width: float, style: Style = TEXT, *, x: float = 0.0, above: float = 0.0
    ) -> list[Line]:
        """`text` over as many lines as `width` asks for."""
        found = self.lettering.lines(text, style, width)
        set_lines = [Line(style.leading, (Words(x, line, style),)) for line in found]
        if above:
            set_lines[0] = set_lines[0]._replace(above=above)
        return set_lines

    def right(self, text: str, edge: float, style: Style = TEXT) -> list[Line]:
        """`text` against the right `edge` of its cell."""
        return [
            Line(style.leading, (Words(edge - self.lettering.width(line, style), line, style),))
            for line in self.lettering.lines(text, style, edge)
        ]

    def value(
        self, label: str, text: str, width: float = HALF, label_width: float = LABEL_WIDTH
    ) -> list[Line]:
        """A label and its value beside it; nothing at all when there is no value."""
        if not text.strip():
            return []
        names = self.lettering.lines(label, LABEL, label_width - 6)
        values = self.lettering.lines(text, TEXT, width - label_width)
        out: list[Line] = []
        for row in range(max(len(names), len(values))):
            pieces: tuple[Words, ...] = ()
            if row < len(names):
                pieces = (Words(0.0, names[row], LABEL),)
            if row < len(values):
                pieces += (Words(label_width, values[row], TEXT),)
            out.append(Line(TEXT.leading, pieces))
        return out

    def pen(
        self, label: str, width: float = HALF, label_width: float | None = LABEL_WIDTH
    ) -> list[Line]:
        """A label and a rule to write on; the rule follows the label if no width is given."""
        *over, last = self.lettering.lines(label, LABEL, width - 40)
        start = self.lettering.width(last, LABEL) + 5 if last else 0.0
        if label_width is not None and start <= label_width:
            start = label_width
        words = (Words(0.0, last, LABEL),) if last else ()
        return [
            *(Line(LABEL.leading, (Words(0.0, line, LABEL),)) for line in over),
            Line(PEN, (*words, Rule(start, width)), baseline=_LOW),
        ]

    def field(
        self, label: str, text: str, width: float = HALF, *, tall: bool = False
    ) -> list[Line]:
        """The value where it is known, a rule to write it on where it is not.

        `tall` gives the value the height of the rule, to stand level with one beside it.
        """
        lines = self.value(label, text, width)
        if lines and tall:
            lines[0] = lines[0]._replace(height=PEN, baseline=_LOW)
        return lines or self.pen(label, width)

    def pens(self, parts: Sequence[tuple[str, float]], gap: float = 10.0) -> list[Line]:
        """Several labelled rules on one line, each of the given total width."""
        pieces: list[Words | Rule] = []
        x = 0.0
        for label, width in parts:
            wide = self.lettering.width(label, LABEL)
            if label:
                pieces.append(Words(x, label, LABEL))
            pieces.append(Rule(x + wide + (5 if label else 0), x + width))
            x += width + gap
        return [Line(PEN, tuple(pieces), baseline=_LOW)]

    def ticks(
        self,
        labels: Sequence[str],
        width: float,
        gap: float = 14.0,
        *,
        ticked: int | None = None,
    ) -> list[Line]:
        """Boxes to tick with their labels, one after the other; one of them may be ticked."""
        rows: list[list[Words | Tick]] = [[]]
        x = 0.0
        for place, label in enumerate(labels):
            for index, text in enumerate(
                self.lettering.lines(label, TEXT, width - paper.SQUARE - 4)
            ):
                wide = paper.SQUARE + 4 + self.lettering.width(text, TEXT)
                if rows[-1] and (index or x + wide > width):
                    rows.append([])
                    x = 0.0
                if not index:
                    rows[-1].append(Tick(x, place == ticked))
                rows[-1].append(Words(x + paper.SQUARE + 4, text, TEXT))
                x += wide + gap
        return [Line(15.0, tuple(row)) for row in rows]

    def joined(self, parts: Sequence[str], width: float, *, x: float = 0.0) -> list[Line]:
        """Short facts one after the other, as many on a line as fit, parted by a dot."""
        rows: list[str] = []
        for part in parts:
            if not part.strip():
                continue
            longer = f"{rows[-1]} · {part}" if rows else part
            if rows and self.lettering.width(self.lettering.legible(longer), TEXT) <= width:
                rows[-1] = longer
            else:
                rows.append(part)
        return [line for row in rows for line in self.lines(row, width, x=x)]

    # Sections

    def heading(
        self,
        title: str,
        aside: Sequence[Line] = (),
        *,
        keep: float = 60.0,
        gap: float = SECTION_GAP,
    ) -> None:
        """A titled part over the whole width, kept with what follows; `aside` in column two."""
        cells = [Cell(paper.LEFT, self.lines(title, HALF, paper.HEADING))]
        if aside:
            cells.append(Cell(paper.SECOND, aside))
        self.flow.need(gap + _HEADING_SPACE + paper.HEADING.leading + 2 + keep)
        self.flow.skip(gap)
        self.flow.rule()
        self.flow.row(cells, above=_HEADING_SPACE, below=2)

    def pair(self, left: Section, right: Section, *, gap: float = SECTION_GAP) -> None:
        """Two titled parts side by side."""
        cells = [
            Cell(x, [*self.lines(part.title, HALF, paper.HEADING), Line(2.0), *part.lines])
            for x, part in ((paper.LEFT, left), (paper.SECOND, right))
        ]
        self.flow.need(
            min(gap + _HEADING_SPACE + max(height_of(cell.lines) for cell in cells), 300.0)
        )
        self.flow.skip(gap)
        self.flow.rule(paper.LEFT, paper.LEFT + HALF)
        self.flow.rule(paper.SECOND, paper.RIGHT)
        self.flow.row(cells, above=_HEADING_SPACE)

    def full(self, lines: Sequence[Line], *, above: float = 0.0, below: float = 0.0) -> None:
        """Lines over the whole width."""
        if lines:
            self.flow.row([Cell(paper.LEFT, lines)], above=above, below=below)

    def halves(self, left: Sequence[Line], right: Sequence[Line], *, above: float = 0.0) -> None:
        """Lines in both columns."""
        self.flow.row([Cell(paper.LEFT, left), Cell(paper.SECOND, right)], above=above)


class Signer(NamedTuple):
    """One who signs: for whom, and what is known of the name and the capacity."""

    title: str
    name: str = ""
    capacity: str = ""


def signatures(
    blocks: Blocks, signers: Sequence[Signer], *, approved: bool = False, room: float = 38.0
) -> list[Cell]:
    """Places to sign side by side, each with a name and a capacity, known or to be written.

    With `approved`, « lu et approuvé » is asked for. `room` is the height to sign in.
    """
    width = (paper.FULL - paper.GUTTER * (len(signers) - 1)) / len(signers)
    tops = [_signer_lines(blocks, signer, width) for signer in signers]
    hint = say(_("Nom, qualité, « lu et approuvé » et signature")) if approved else ""
    tallest = max(height_of(lines) for lines in tops)
    cells = []
    for index, top in enumerate(tops):
        lines = [
            *top,
            Line(tallest - height_of(top) + 1),
            *(blocks.lines(hint, width, LABEL) if hint else ()),
            Line(room),
            Line(1.0, (Rule(0.0, width),), baseline=-2.0),
        ]
        cells.append(Cell(paper.LEFT + index * (width + paper.GUTTER), lines))
    return cells


def _signer_lines(blocks: Blocks, signer: Signer, width: float) -> list[Line]:
    *over, title = blocks.lettering.lines(signer.title, STRONG, width)
    start = blocks.lettering.width(title, STRONG) + 7
    lines = [Line(STRONG.leading, (Words(0.0, line, STRONG),)) for line in over]
    known = ", ".join(part for part in (signer.name, signer.capacity) if part.strip())
    head = Words(0.0, title, STRONG)
    if not known:
        return [*lines, Line(PEN, (head, Rule(start, width)), baseline=_LOW)]
    names = blocks.lettering.lines(known, TEXT, width)
    if len(names) == 1 and start + blocks.lettering.width(names[0], TEXT) <= width:
        return [*lines, Line(PEN, (head, Words(start, names[0], TEXT)), baseline=_LOW)]
    return [*lines, Line(PEN, (head,), baseline=_LOW), *blocks.lines(known, width)]
