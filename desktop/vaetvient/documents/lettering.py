"""The letters of every document: which face, what it can draw, how wide words are.

Inter is embedded and its figures are made tabular. What it cannot draw (Arabic, Hebrew,
Chinese, emoji…) is written in Latin letters between square brackets, so that every name is
readable at a desk in Grenoble and nobody's name turns into boxes.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple

from vaetvient.documents.errors import FontDamagedError, FontMissingError

if TYPE_CHECKING:
    from reportlab.pdfbase.ttfonts import TTFont

Weight = Literal["Regular", "SemiBold"]

_LINE_BREAKS = re.compile("\r\n|[\r\v\f\x1c-\x1e\x85\u2028\u2029]")
_INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
_RAISED = re.compile(r"(?<=[a-z])(?=[A-Z])")
_SOFT_BREAKS = "-/@._,;:+&"
_KEPT_WORDS = 50_000


class Style(NamedTuple):
    """How a text is set: weight, size, distance to the next line, letter-spacing (points)."""

    weight: Weight
    size: float
    leading: float
    tracking: float = 0.0
    grey: float = 0.0
    """0 is black; small greys stay legible on any printer."""


class Face:
    """One weight of the typeface, with the widths of the words it has measured."""

    def __init__(self, font: TTFont) -> None:
        self.name = font.fontName
        self.drawable = frozenset(
            letter
            for letter in map(chr, font.face.charToGlyph)
            if unicodedata.category(letter) not in _INVISIBLE
        )
        self._widths = {chr(code): width for code, width in font.face.charWidths.items()}
        self._words: dict[str, float] = {}

    def width(self, text: str, style: Style) -> float:
        """How wide `text` is, in points."""
        known = self._words.get(text)
        if known is None:
            if len(self._words) > _KEPT_WORDS:
                self._words.clear()
            widths = self._widths
            known = self._words[text] = sum([widths.get(letter, 0.0) for letter in text]) / 1000
        return known * style.size + style.tracking * len(text)


@cache
def face(weight: Weight) -> Face:
    """The face of one weight, read once per process.

    Raises FontMissingError or FontDamagedError.
    """
    from vaetvient.paths import resources

    return _load(resources() / "fonts", weight)


def _load(folder: Path, weight: Weight) -> Face:
    from struct import error as UnreadableTable  # noqa: N812

    from reportlab.pdfbase.pdfmetrics import registerFont
    from reportlab.pdfbase.ttfonts import TTFError, TTFont

    from vaetvient.documents.figures import tabular_glyphs

    name = f"Inter-{weight}.ttf"
    if not (folder / name).is_file():
        raise FontMissingError(name=name, folder=folder)
    try:
        font = TTFont(f"InterTabular-{weight}", str(folder / name))
        face_data = font.face
        size = (folder / name).stat().st_size
        if any(table["offset"] + table["length"] > size for table in face_data.table.values()):
            raise FontDamagedError(name=name, folder=folder)
        swaps = tabular_glyphs(face_data.get_table("GSUB"))  # type: ignore[no-untyped-call]
    except (TTFError, UnreadableTable, OSError, KeyError, IndexError, ValueError) as fault:
        raise FontDamagedError(name=name, folder=folder) from fault
    for figure in map(ord, "0123456789"):
        glyph = face_data.charToGlyph[figure]
        glyph = face_data.charToGlyph[figure] = swaps.get(glyph, glyph)
        face_data.charWidths[figure] = face_data.hmetrics[glyph][0] * 1000 / face_data.unitsPerEm
    # Under a name of its own: a face that reportlab already knows would be taken instead.
    face_data.name = type(face_data.name)(font.fontName.encode())
    registerFont(font)
    return Face(font)


class Lettering:
    """Sets the texts of one document, and remembers whether one had to be transliterated."""

    def __init__(self) -> None:
        self.transliterated = False
        self._drawable = face("Regular").drawable | {"\n"}
        self._wrapped: dict[tuple[str, Style, float, float], list[str]] = {}

    def width(self, text: str, style: Style) -> float:
        """How wide a drawable text is, in points."""
        return face(style.weight).width(text, style)

    def legible(self, text: str) -> str:
        """`text` with only what the face can draw; line breaks are kept as « \\n »."""
        if self._drawable.issuperset(text) and unicodedata.is_normalized("NFC", text):
            return text
        text = unicodedata.normalize("NFC", _LINE_BREAKS.sub("\n", text))
        kept = [self._visible(letter) for letter in text]
        return self._bracketed("".join(kept))

    def one_line(self, text: str) -> str:
        """`text` on one line, for a title or a footer."""
        return " ".join(self.legible(text).split("\n")).strip()

    def elided(self, text: str, style: Style, width: float) -> str:
        """`text` on one line, cut with « … » where it is wider than `width` points."""
        shown = self.one_line(text)
        if self.width(shown, style) <= width:
            return shown
        low, high = 0, len(shown)
        while low < high:
            middle = (low + high + 1) // 2
            cut = f"{shown[:middle].rstrip()}…"
            low, high = (middle, high) if self.width(cut, style) <= width else (low, middle - 1)
        return f"{shown[:low].rstrip()}…" if low else ""

    def lines(self, text: str, style: Style, width: float, first: float = 0.0) -> list[str]:
        """`text` broken into lines of at most `width` points, the first one shorter by `first`.

        Nothing is lost: a word longer than a line is cut where it can be, after a hyphen or a
        slash rather than between two letters.
        """
        key = (text, style, width, first)
        found = self._wrapped.get(key)
        if found is None:
            found = self._wrapped[key] = self._break(self.legible(text), style, width, first)
        return found

    def _visible(self, letter: str) -> str:
        if letter in self._drawable or letter == "\n":
            return letter
        category = unicodedata.category(letter)
        if category == "Cs":  # half of a character that was lost: said, as a doubt
            return "\N{REPLACEMENT CHARACTER}"
        if letter in "\t\N{IDEOGRAPHIC SPACE}" or category == "Zs":
            return " "
        if category in {"Cf", "Cc"}:
            return ""
        return letter

    def _bracketed(self, text: str) -> str:
        """Each stretch that cannot be drawn, spaces between its words included, in brackets."""
        out: list[str] = []
        foreign = between = ""
        for drawable, stretch in _stretches(text, self._drawable):
            if not drawable:
                foreign, between = foreign + between + stretch, ""
            elif foreign and not between and not stretch.strip(" "):
                between = stretch
            else:
                if foreign:
                    out.append(self._spelled(foreign))
                out.append(between + stretch)
                foreign = between = ""
        if foreign:
            out.append(self._spelled(foreign) + between)
        return "".join(out)

    def _spelled(self, foreign: str) -> str:
        from anyascii import anyascii

        self.transliterated = True
        latin = _RAISED.sub(" ", anyascii(foreign.replace("\N{REPLACEMENT CHARACTER}", "?")))
        latin = " ".join(re.sub(r"[:\[\]\x00-\x1f\x7f]+", " ", latin).replace("`", "’").split())
        return f"[{latin or '?'}]"

    def _break(self, text: str, style: Style, width: float, first: float) -> list[str]:
        measure = face(style.weight).width
        space = measure(" ", style)
        lines: list[str] = []
        for paragraph in text.split("\n"):
            room = width - (first if not lines else 0.0)
            if measure(paragraph, style) <= room and "  " not in paragraph:
                lines.append(paragraph.strip(" "))
                continue
            current, used = "", 0.0
            for word in paragraph.split(" "):
                if not word:
                    continue
                wide = measure(word, style)
                if current and used + space + wide <= room:
                    current, used = f"{current} {word}", used + space + wide
                    continue
                if current or (not lines and first and wide > room):
                    lines.append(current)
                    room = width
                *whole, current = self._cut(word, style, room) if wide > room else [word]
                lines.extend(whole)
                used = measure(current, style)
            lines.append(current)
        return lines

    def _cut(self, word: str, style: Style, room: float) -> list[str]:
        """A word longer than `room`, in pieces that are not."""
        measure = face(style.weight).width
        pieces: list[str] = []
        while measure(word, style) > room:
            used, end = 0.0, 0
            while end < len(word):
                used += measure(word[end], style)
                if used > room:
                    break
                end += 1
            end = max(end, 1)
            soft = max(word.rfind(mark, 0, end) for mark in _SOFT_BREAKS) + 1
            if soft > end // 2:
                end = soft
            if end >= len(word):
                break
            pieces.append(word[:end])
            word = word[end:]
        return [*pieces, word]


def _stretches(text: str, drawable: frozenset[str]) -> list[tuple[bool, str]]:
    """`text` cut where it goes from drawable to not, and back."""
    kinds = [letter in drawable for letter in text]
    cuts = [0, *(i + 1 for i, (a, b) in enumerate(pairwise(kinds)) if a != b), len(text)]
    return [(kinds[a], text[a:b]) for a, b in pairwise(cuts) if a < b]
