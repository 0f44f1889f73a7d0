"""The pages of a PDF as pictures, and the words on them.

PDFium is not made to be called by two threads at once: every call goes through one lock, and a
document is open no longer than one page takes.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from threading import Lock
from typing import Any

from PySide6.QtGui import QImage

POINTS_PER_INCH = 72
_one_at_a_time = Lock()


def page_sizes(pdf: bytes) -> tuple[tuple[float, float], ...]:
    """Width and height of each page, in points."""
    with _opened(pdf) as document:
        return tuple(document.get_page_size(number) for number in range(len(document)))


def draw_page(pdf: bytes, number: int, dpi: float, *, grey: bool = False) -> QImage:
    """Page `number` (from 0) as a picture; in greys where that is all a printer needs."""
    with _opened(pdf) as document:
        page = document[number]
        bitmap = page.render(scale=dpi / POINTS_PER_INCH, prefer_bgrx=True, grayscale=grey)
        layout = QImage.Format.Format_Grayscale8 if grey else QImage.Format.Format_RGB32
        picture = QImage(
            bytes(bitmap.buffer), bitmap.width, bitmap.height, bitmap.stride, layout
        ).copy()  # the buffer goes with the bitmap
        bitmap.close()
        page.close()
        return picture


def draw_pages(pdf: bytes, dpi: float) -> list[QImage]:
    """Every page as a picture: for a paper of a few pages."""
    return [draw_page(pdf, number, dpi) for number in range(len(page_sizes(pdf)))]


def joined(pdfs: Sequence[bytes]) -> bytes:
    """All pages of several PDFs in one, in order."""
    if len(pdfs) == 1:
        return pdfs[0]
    import pypdfium2

    with _one_at_a_time:
        whole = pypdfium2.PdfDocument.new()
        for pdf in pdfs:
            part = pypdfium2.PdfDocument(pdf)
            whole.import_pages(part)
            part.close()
        out = io.BytesIO()
        whole.save(out)
        whole.close()
        return out.getvalue()


def has_pictures(pdf: bytes, number: int) -> bool:
    """Whether there is a picture on a page: a logo, in colours perhaps."""
    from pypdfium2.raw import FPDF_PAGEOBJ_IMAGE

    with _opened(pdf) as document:
        page = document[number]
        found = next(iter(page.get_objects(filter=[FPDF_PAGEOBJ_IMAGE], max_depth=2)), None)
        page.close()
        return found is not None


def page_words(pdf: bytes, number: int) -> str:
    """What is written on a page, for those who hear it rather than see it."""
    with _opened(pdf) as document:
        page = document[number]
        text = page.get_textpage()
        words = " ".join(str(text.get_text_bounded()).split())
        text.close()
        page.close()
        return words


@contextmanager
def _opened(pdf: bytes) -> Iterator[Any]:
    import pypdfium2

    with _one_at_a_time:
        document = pypdfium2.PdfDocument(pdf)
        try:
            yield document
        finally:
            document.close()
