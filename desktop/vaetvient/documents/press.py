"""Writes laid-out pages as PDF: fonts embedded and subset, the same bytes every time."""

from __future__ import annotations

import hashlib
import re
from io import BytesIO
from threading import Lock
from typing import TYPE_CHECKING

from vaetvient.documents.lettering import Style, face
from vaetvient.documents.paper import HEIGHT, About, Document, Outline, Page
from vaetvient.language import Language

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas

_LOCALES: dict[Language, str] = {"fr": "fr-FR", "en": "en-GB"}
_MADE = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})(?:[T ]([0-9]{2}):([0-9]{2}))?")
_one_at_a_time = Lock()  # reportlab subsets a font by moving a position within it


def to_pdf(document: Document) -> bytes:
    """The PDF of `document`; equal documents give equal bytes, in any process, at any time.

    Raises FontMissingError or FontDamagedError.
    """
    from reportlab import rl_config
    from reportlab.pdfgen.canvas import Canvas

    out = BytesIO()
    with _one_at_a_time:
        rl_config.useA85 = 0  # plain binary streams: a fifth smaller, and faster
        canvas = Canvas(
            out,
            pagesize=document.sheet,
            pageCompression=1,
            invariant=1,
            pdfVersion=(1, 5),
            initialFontName=face("Regular").name,  # type: ignore[arg-type]  # the stubs say a number
            lang=_LOCALES[document.about.language],
        )
        _describe(canvas, document.about)
        _identify(canvas, document)
        lowered = document.sheet[1] - HEIGHT
        for page in document.pages:
            if lowered:  # pages are drawn from the head of an A4 sheet downwards
                canvas.translate(0, lowered)
            _print(canvas, page)
            canvas.showPage()
        canvas.save()
    return out.getvalue()


def _describe(canvas: Canvas, about: About) -> None:
    canvas.setTitle(_storable(about.title))
    canvas.setAuthor(_storable(about.author))
    canvas.setSubject(_storable(about.subject))
    canvas.setKeywords(_storable(about.keywords))
    canvas.setCreator("Va-et-vient")
    canvas.setViewerPreference("DisplayDocTitle", "true")
    made = _MADE.match(about.made)
    stamp = "".join(made.groups("00")) if made else "200001010000"
    canvas.setDateFormatter(lambda *_now: f"D:{stamp}00")


def _identify(canvas: Canvas, document: Document) -> None:
    """Derive the file's identifier from what is printed, and from nothing of this machine."""
    words = "\n".join(placed.text for page in document.pages for placed in page.texts)
    printed = f"{document.about}\n{words}".encode("utf-8", "backslashreplace")
    canvas._doc.signature = hashlib.md5(printed, usedforsecurity=False)  # type: ignore[attr-defined]


def _storable(text: str) -> str:
    """`text` as a PDF string can hold it: in any script, without halves of characters."""
    whole = text.encode("utf-16", "replace").decode("utf-16", "replace")
    return re.sub(r"[\x00-\x1f\x7f-\x9f\s]+", " ", whole).strip()


def _print(canvas: Canvas, page: Page) -> None:
    for picture in page.pictures:
        _draw_picture(canvas, *picture)
    _rule(canvas, page)
    for outline in page.outlines:
        _draw_outline(canvas, outline)
    _write(canvas, page)


def _rule(canvas: Canvas, page: Page) -> None:
    filled = canvas.beginPath()
    for frame in page.frames:
        bottom = round(HEIGHT - frame.y - frame.height, 2)
        if not frame.weight:
            filled.rect(frame.x, bottom, frame.width, frame.height)
            continue
        canvas.setLineWidth(frame.weight)
        if frame.radius:
            canvas.roundRect(frame.x, bottom, frame.width, frame.height, frame.radius)
        else:
            canvas.rect(frame.x, bottom, frame.width, frame.height)
    if any(not frame.weight for frame in page.frames):
        canvas.drawPath(filled, stroke=0, fill=1)
    by_weight: dict[float, list[tuple[float, float, float, float]]] = {}
    for x0, y0, x1, y1, weight in page.strokes:
        by_weight.setdefault(weight, []).append((x0, HEIGHT - y0, x1, HEIGHT - y1))
    for weight, strokes in by_weight.items():
        canvas.setLineWidth(weight)
        canvas.lines(strokes)


def _write(canvas: Canvas, page: Page) -> None:
    """All texts of a page as one text object, in reading order, changing style when needed."""
    ink = canvas.beginText()
    now: Style | None = None
    for x, baseline, text, style in page.texts:
        if not text:
            continue
        if style is not now:
            ink.setFont(face(style.weight).name, style.size, style.leading)
            if now is None or now.tracking != style.tracking:
                ink.setCharSpace(style.tracking)
            if now is None or now.grey != style.grey:
                ink.setFillGray(style.grey)
            now = style
        ink.setTextOrigin(round(x, 2), round(HEIGHT - baseline, 2))
        ink.textOut(text)
    if now is not None:
        canvas.drawText(ink)


def _draw_outline(canvas: Canvas, outline: Outline) -> None:
    path = canvas.beginPath()
    lifted = True
    for step in outline.steps:
        if step is None:
            lifted = True
            continue
        points = [HEIGHT - at if index % 2 else at for index, at in enumerate(step)]
        if lifted:
            path.moveTo(*points)
        elif len(points) == 2:
            path.lineTo(*points)
        else:
            path.curveTo(*points)
        lifted = False
    canvas.setLineWidth(outline.weight)
    canvas.drawPath(path, stroke=1, fill=0)


def _draw_picture(
    canvas: Canvas, x: float, y: float, width: float, height: float, data: bytes
) -> None:
    from reportlab.lib.utils import ImageReader

    image = ImageReader(BytesIO(data))
    canvas.drawImage(image, x, HEIGHT - y - height, width, height)
