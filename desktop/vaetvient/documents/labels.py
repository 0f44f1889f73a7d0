"""Tag labels: a QR code and a bar code of the tag, what the thing is, and whose.

A label holds as much as its size allows: the tag always, its QR code, then the model, the owner,
the office and the serial number, and a Code 128 where its bars are wide enough for a plain
scanner; less where the office wants less. Nothing stands within a millimetre of the edge, which
is how far a printer drifts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import ClassVar, NamedTuple

from vaetvient.documents.blocks import say
from vaetvient.documents.codes import bar_frames, bar_module, bars_width, qr_frames, qr_side
from vaetvient.documents.lettering import Lettering, Style, Weight
from vaetvient.documents.paper import HEIGHT, MM, WIDTH, About, Document, Page, Placed
from vaetvient.documents.press import to_pdf
from vaetvient.domain.errors import InvalidValueError
from vaetvient.domain.prints import LabelFormat, LabelSheet, TagLabel
from vaetvient.language import N_, NBSP, _, as_language, speaking

_DRIFT = 1.05 * MM
_MARGIN = 2.0 * MM
_TINY = 15 * MM
"""A label lower than this has its margin cut to the drift alone."""
_BARS_FROM = 20 * MM
"""A label with less room in height has no Code 128."""
_BARS_SHARE, _BARS_LEAST, _BARS_MOST = 0.26, 6 * MM, 9 * MM
_GAP = 2.0 * MM
_QR_SHARE, _QR_MOST = 0.42, 22 * MM
_CAPITAL, _TAIL = 0.73, 0.22
"""From the baseline to the top of a capital and to the foot of a tail, in sizes."""
_LEAST_SIZE = 4.9
_BELOW_TAG = 0.85
"""No other text is bigger than this share of the tag's size."""
_BROKEN = 4
"""A word broken over two lines is as bad as so many letters cut off."""
_LEADING = 1.2
_BEFORE_UNITS = re.compile(r"(?<=\d) (?=(?:[cmk]?m|k?W|V|A|k?g|[cm]?[lL]|[GT]o|pouces)\b)")
"""« 3 × 6 m » is not broken before its unit."""
_SCALES = (1.25, 1.12, 1.0, 0.92, 0.85, 0.78, 0.72, 0.66)


class FirstLabelError(InvalidValueError):
    code: ClassVar[str] = "first_label"
    text: ClassVar[str] = N_("La feuille {name} a {count} étiquettes : {value} n'y est pas.")


def render_labels(sheet: LabelSheet) -> bytes:
    """The labels as PDF; the same content gives the same bytes.

    Raises FirstLabelError, FontMissingError or FontDamagedError.
    """
    return to_pdf(compose_labels(sheet))


def compose_labels(sheet: LabelSheet) -> Document:
    """The labels laid out: on A4 sheets from the label asked for on, or one a page on a roll."""
    kind = sheet.format
    if not kind.roll and not 1 <= sheet.first <= kind.per_sheet:
        raise FirstLabelError(
            name=kind.name, count=kind.per_sheet, value=sheet.first, field="first"
        )
    language = as_language(sheet.language)
    with speaking(language):
        pages = _on_roll(sheet) if kind.roll else _on_sheets(sheet)
        about = About(
            title=_("Étiquettes {format}").format(format=kind.name),
            author=sheet.office,
            subject=_("Étiquettes du matériel"),
            keywords=" ".join(label.tag for label in sheet.labels[:100]),
            language=language,
            made=sheet.made_on,
        )
    size = (kind.width * MM, kind.height * MM) if kind.roll else (WIDTH, HEIGHT)
    return Document(about, tuple(pages) or (Page(),), size)


def _on_roll(sheet: LabelSheet) -> list[Page]:
    lettering = Lettering()
    pages = []
    for label in sheet.labels:
        page = Page()
        _Face(lettering, page, sheet, label, 0.0, 0.0).draw()
        pages.append(page)
    return pages


def _on_sheets(sheet: LabelSheet) -> list[Page]:
    lettering = Lettering()
    kind = sheet.format
    pages: list[Page] = []
    for place, label in enumerate(sheet.labels, start=sheet.first - 1):
        number, place_on_page = divmod(place, kind.per_sheet)
        if number == len(pages):
            pages.append(Page())
        row, column = divmod(place_on_page, kind.columns)
        x = (kind.left + column * kind.step_x) * MM
        y = (kind.top + row * kind.step_y) * MM
        _Face(lettering, pages[-1], sheet, label, x, y).draw()
    return pages


class _Text(NamedTuple):
    """A text of a label in its order of importance: how big, how many lines it may take."""

    text: str
    size: float
    strong: bool = False
    lines: int = 1
    whole: bool = False
    """Whether it rather shrinks to the width than be broken."""


class _Block(NamedTuple):
    """Lines set in a style, one under the other."""

    lines: tuple[str, ...]
    style: Style


class _Setting(NamedTuple):
    """Blocks from top to bottom, and how much of their texts was cut off or broken."""

    blocks: list[_Block]
    lost: int


class _Face:
    """One label being drawn, its upper left corner at (`x`, `y`)."""

    def __init__(
        self,
        lettering: Lettering,
        page: Page,
        sheet: LabelSheet,
        label: TagLabel,
        x: float,
        y: float,
    ) -> None:
        self._lettering = lettering
        self._page = page
        self._office = sheet.office
        self._qr, self._bars = sheet.qr, sheet.bars
        self._label = label
        top, right, bottom, left = _margins(sheet.format)
        self._x, self._y = x + left, y + top
        self._width = sheet.format.width * MM - left - right
        self._height = sheet.format.height * MM - top - bottom
        self._white = min(left, right) - _DRIFT

    def draw(self) -> None:
        """Place the codes, then the texts in the room they leave."""
        height = self._draw_bars()
        room = min(height, self._width * _QR_SHARE, _QR_MOST)
        side = qr_side(self._label.tag, room) if self._qr else 0.0
        if side:
            y = self._y + (height - side) / 2
            self._page.frames.extend(qr_frames(self._label.tag, self._x, y, side))
        beside = side + _GAP if side else 0.0
        room = self._width - beside
        blocks = self._fitted(room, height)
        self._write(blocks, self._x + beside, height, spread=side or height)

    def _draw_bars(self) -> float:
        """The Code 128 along the foot, where there is room; the height that is left above it."""
        tag = self._label.tag
        module = bar_module(tag, self._width, max(0.0, self._white))
        if not self._bars or self._height < _BARS_FROM or not module:
            return self._height
        tall = min(max(self._height * _BARS_SHARE, _BARS_LEAST), _BARS_MOST)
        x = self._x + (self._width - bars_width(tag, module)) / 2
        y = self._y + self._height - tall
        self._page.frames.extend(bar_frames(tag, x, y, module, tall))
        return self._height - tall - _GAP

    def _fitted(self, width: float, height: float) -> list[_Block]:
        """The texts as big, and as many, as there is room for; the tag and the model at least.

        Smaller letters come before a name cut short, and that before one left out.
        """
        for cut in (False, True):
            for texts in self._choices(cut=cut):
                tried = (self._set(texts, scale, width, cut=cut) for scale in _SCALES)
                fitting = [one for one in tried if one and _height(one.blocks) <= height]
                if fitting:
                    return min(fitting, key=lambda one: one.lost).blocks  # the biggest of equals
        return []

    def _choices(self, *, cut: bool) -> Iterator[Sequence[_Text]]:
        """What to say, from everything to the tag alone."""
        label = self._label
        tag = _Text(label.tag, 15.0, strong=True, lines=9 if cut else 1, whole=True)
        name = _Text(_BEFORE_UNITS.sub(NBSP, label.label), 9.0, lines=3)
        serial = _Text(say(_("n° {serial}"), serial=label.serial) if label.serial else "", 7.5)
        whose = say(_("Propriétaire : {owner}"), owner=label.owner) if label.owner else ""
        owner = _Text(whose, 7.5, lines=2)
        office = _Text(self._office, 7.5, lines=2)
        yield (tag, name, serial, owner, office)
        yield (tag, name, owner, office)
        if cut:
            short = name._replace(lines=2)
            owner = owner._replace(text=label.owner, lines=1)
            yield (tag, short, owner, office._replace(lines=1))
            yield (tag, short, owner if label.owner else office._replace(lines=1))
            yield (tag._replace(size=11.0), short._replace(size=7.5))
            yield (tag._replace(size=9.0), name._replace(size=7.0, lines=1))
            yield (tag._replace(size=7.0), name._replace(size=6.5, lines=1))
            yield (tag._replace(size=7.0),)

    def _set(
        self, texts: Sequence[_Text], scale: float, width: float, *, cut: bool
    ) -> _Setting | None:
        """The texts in lines; None where one would be too small, or cut although it must not."""
        blocks: list[_Block] = []
        lost = 0
        largest = 99.0
        for text in texts:
            said = self._lettering.one_line(text.text)
            if not said:
                continue
            style = self._style(text, said, min(text.size * scale, largest), width, cut=cut)
            if style.size < _LEAST_SIZE:
                return None
            if text.whole:
                largest = style.size * _BELOW_TAG
            lines = self._lettering.lines(said, style, width)
            if len(lines) > text.lines:
                lines = [*lines[: text.lines - 1], self._cut(lines[text.lines - 1 :], style, width)]
            shown = " ".join(lines)
            if shown != said:
                if not cut:
                    return None
                lost += max(len(said) - len(shown), 0) + _BROKEN
            blocks.append(_Block(tuple(lines), style))
        return _Setting(blocks, lost)

    def _style(self, text: _Text, said: str, size: float, width: float, *, cut: bool) -> Style:
        """The text's style; one that is to stay whole shrinks to the width."""
        weight: Weight = "SemiBold" if text.strong else "Regular"
        style = Style(weight, size, size * _LEADING)
        if text.whole:
            size = min(size, size * width / self._lettering.width(said, style) * 0.999)
            size = max(size, _LEAST_SIZE) if cut else size
            style = Style(weight, size, size * _LEADING)
        return style

    def _cut(self, lines: Sequence[str], style: Style, width: float) -> str:
        """As much of `lines` as one line holds, and « … »."""
        text = " ".join(lines)
        while text and self._lettering.width(f"{text}…", style) > width:
            text = text[:-1].rstrip()
        return f"{text}…"

    def _write(self, blocks: Sequence[_Block], x: float, height: float, *, spread: float) -> None:
        """Set the blocks in the middle of the height, the last one level with the QR's foot."""
        natural = _height(blocks)
        room = max(natural, min(spread, height))
        y = self._y + (height - room) / 2
        for index, block in enumerate(blocks):
            if index and index == len(blocks) - 1:
                y += room - natural
            size = block.style.size
            for number, line in enumerate(block.lines):
                baseline = y + _CAPITAL * size + number * block.style.leading
                self._page.texts.append(Placed(x, baseline, line, block.style))
            y += _block_height(block) + _between(block)


def _margins(kind: LabelFormat) -> tuple[float, float, float, float]:
    """What stays white at the top, right, bottom and left of a label, in points."""
    least = _DRIFT if kind.height * MM < _TINY else _MARGIN
    top, right, bottom, left = (max(least, side * MM) for side in kind.unprintable)
    return top, right, bottom, left


def _block_height(block: _Block) -> float:
    size, leading = block.style.size, block.style.leading
    return (_CAPITAL + _TAIL) * size + (len(block.lines) - 1) * leading


def _between(block: _Block) -> float:
    return 0.22 * block.style.size


def _height(blocks: Sequence[_Block]) -> float:
    total = sum(_block_height(block) + _between(block) for block in blocks)
    return total - (_between(blocks[-1]) if blocks else 0.0)
