"""Reads printed codes back, from pages drawn as a label printer draws them."""

from __future__ import annotations

import pypdfium2
import zxingcpp
from PIL import Image

THERMAL = 203
"""Dots to the inch of a plain label printer."""


def drawn(pdf: bytes, page: int = 0, *, dpi: int = THERMAL) -> Image.Image:
    """A page in black and white, without any grey: as dots burnt or not."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        picture = document[page].render(scale=dpi / 72, grayscale=True).to_pil()
    finally:
        document.close()
    dots: Image.Image = picture.point(lambda grey: 255 if grey > 127 else 0)
    return dots


def scanned(picture: Image.Image) -> list[tuple[str, str]]:
    """Kind and text of every code in a picture, sorted."""
    found = zxingcpp.read_barcodes(picture)
    return sorted((str(code.format), code.text) for code in found)
