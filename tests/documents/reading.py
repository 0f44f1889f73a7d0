"""Reads a paper back: what its file says, and where things stand on its pages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO

from pypdf import PdfReader

from vaetvient.documents import paper
from vaetvient.documents.lettering import face
from vaetvient.documents.paper import Document, Page, Placed


def reader(pdf: bytes) -> PdfReader:
    return PdfReader(BytesIO(pdf))


def page_texts(pdf: bytes) -> list[str]:
    """The text of each page as a reader would select it."""
    return [page.extract_text() for page in reader(pdf).pages]


def tight(text: str) -> str:
    """`text` without any space: a value may be broken over lines."""
    return "".join(text.split())


def whole(pdf: bytes) -> str:
    """All the text of a file, without spaces."""
    return tight("".join(page_texts(pdf)))


@dataclass(frozen=True)
class Ink:
    """The room that one text takes, from the top of its capitals to the foot of its tails."""

    text: str
    left: float
    top: float
    right: float
    bottom: float

    def overlaps(self, other: Ink) -> bool:
        slack = 0.05
        return (
            self.left < other.right - slack
            and other.left < self.right - slack
            and self.top < other.bottom - slack
            and other.top < self.bottom - slack
        )


def inked(placed: Placed) -> Ink:
    style = placed.style
    width = face(style.weight).width(placed.text.rstrip(), style)
    return Ink(
        placed.text,
        placed.x,
        placed.baseline - 0.73 * style.size,
        placed.x + width,
        placed.baseline + 0.2 * style.size,
    )


def collisions(page: Page) -> Iterator[str]:
    """Texts over one another, over a box to tick, struck through by a rule, or off the sheet."""
    inks = sorted((inked(p) for p in page.texts if p.text.strip()), key=lambda ink: ink.top)
    for index, ink in enumerate(inks):
        if ink.left < paper.LEFT - 0.1 or ink.right > paper.RIGHT + 0.1:
            yield f"outside the margins: {ink}"
        if ink.top < paper.TOP - 0.1 or ink.bottom > paper.FOOT + 3:
            yield f"outside the sheet: {ink}"
        for other in inks[index + 1 :]:
            if other.top >= ink.bottom:
                break
            if ink.overlaps(other):
                yield f"{ink} overlaps {other}"
    boxes = [Ink("☐", f.x, f.y, f.x + f.width, f.y + f.height) for f in page.frames if f.weight]
    rules = [Ink("—", s.x0, s.y0 - 0.2, s.x1, s.y0 + 0.2) for s in page.strokes]
    for other in (*boxes, *rules):
        if other.right > paper.RIGHT + 0.1 or other.left < paper.LEFT - 0.1:
            yield f"outside the margins: {other}"
        for ink in inks:
            # A tail may touch the rule that it is written on.
            shortened = Ink(ink.text, ink.left, ink.top, ink.right, ink.bottom - 1.0)
            if shortened.overlaps(other):
                yield f"{ink} on {other}"


def faults(document: Document) -> list[str]:
    """Everything that is not in its place, on any page."""
    return [
        f"page {number}: {fault}"
        for number, page in enumerate(document.pages, start=1)
        for fault in collisions(page)
    ]


def said(document: Document) -> str:
    """Every text of a layout in order, without spaces."""
    return tight("".join(placed.text for page in document.pages for placed in page.texts))
