"""The sheet that every document shares: its geometry, its type scale, what is placed on it.

A4 upright, unless a document says otherwise. Two columns of 85 mm, the second one where the
window of a French DL envelope shows an address (NF Z 10-011: right window, 20 mm from the right
and lower edges). Lengths are in points, measured from the sheet's upper left corner.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from vaetvient.documents.lettering import Style
from vaetvient.language import Language

MM = 72 / 25.4
WIDTH, HEIGHT = 210 * MM, 297 * MM
LEFT, RIGHT = 16 * MM, 194 * MM
TOP, BOTTOM = 12 * MM, 283 * MM
"""Between these is the text; the footer is below."""
FOOT = 289.5 * MM
"""The footer's baseline."""
FULL = RIGHT - LEFT
GUTTER = 8 * MM
HALF = (FULL - GUTTER) / 2
SECOND = LEFT + HALF + GUTTER
WINDOW_TOP, WINDOW_BOTTOM = 50 * MM, 86 * MM
WINDOW_WIDTH = 81 * MM
"""What the envelope's window may show of the second column, however the sheet slides in it."""

TEXT = Style("Regular", 9.5, 11.8)
STRONG = Style("SemiBold", 9.5, 11.8)
CLAUSE = Style("Regular", 9.5, 11.5)
LABEL = Style("Regular", 9.5, 11.8, grey=0.32)
LEAD = Style("SemiBold", 11.5, 14.5)
HEADING = Style("SemiBold", 11, 15)
NUMBER = Style("SemiBold", 14, 18, tracking=-0.1)
TITLE = Style("SemiBold", 22, 26, tracking=-0.45)

HAIRLINE, RULE = 0.4, 0.9
SQUARE = 7.6
"""The side of a box to tick."""
PEN = 16.9
"""The height of a line to be written on by hand."""


class Placed(NamedTuple):
    """A text on a page: its left edge and its baseline."""

    x: float
    baseline: float
    text: str
    style: Style


class Stroke(NamedTuple):
    """A straight rule."""

    x0: float
    y0: float
    x1: float
    y1: float
    weight: float


class Frame(NamedTuple):
    """A rectangle: outlined with `weight`, or filled where the weight is 0."""

    x: float
    y: float
    width: float
    height: float
    weight: float = HAIRLINE
    radius: float = 0.0


class Outline(NamedTuple):
    """A drawn line: each step holds one point to go straight to, or the three of a curve.

    A step of one point after None lifts the pen.
    """

    steps: tuple[tuple[float, ...] | None, ...]
    weight: float


class Picture(NamedTuple):
    x: float
    y: float
    width: float
    height: float
    data: bytes
    """PNG or JPEG."""


@dataclass(slots=True)
class Page:
    """What is placed on one page."""

    texts: list[Placed] = field(default_factory=list)
    strokes: list[Stroke] = field(default_factory=list)
    frames: list[Frame] = field(default_factory=list)
    outlines: list[Outline] = field(default_factory=list)
    pictures: list[Picture] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class About:
    """What the file says of itself."""

    title: str
    author: str
    subject: str
    keywords: str
    language: Language
    made: str
    """ISO day or moment: the file's date, whatever the day it is printed again."""


@dataclass(frozen=True, slots=True)
class Document:
    """Pages laid out, ready to be written as PDF."""

    about: About
    pages: tuple[Page, ...]
    sheet: tuple[float, float] = (WIDTH, HEIGHT)
    """The pages' width and height, all alike."""
