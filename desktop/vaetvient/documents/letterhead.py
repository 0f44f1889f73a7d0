"""The head of a document and the foot of its pages.

The borrower's address stands where the right window of a French DL envelope shows it, and
nothing else does; the number's QR code is what the desk scans when the things come back.
"""

from __future__ import annotations

import base64
from io import BytesIO
from struct import error as UnreadableTable  # noqa: N812
from typing import NamedTuple

from vaetvient.documents import paper
from vaetvient.documents.blocks import Blocks, say
from vaetvient.documents.codes import qr_frames
from vaetvient.documents.flow import Cell, Line, Rule, height_of
from vaetvient.documents.paper import (
    FULL,
    HALF,
    LABEL,
    LEFT,
    MM,
    NUMBER,
    STRONG,
    TITLE,
    Picture,
    Placed,
    Stroke,
)
from vaetvient.domain.agreement import Party
from vaetvient.language import NBSP, _

_QR_SIDE = 19 * MM
_QR_TOP = paper.TOP
_LOGO_HEIGHT = 16 * MM
_LOGO_WIDTH = 60 * MM
_LOGO_BESIDE = 26 * MM
"""A narrower logo has the office's name beside it, a wider one above it."""
_LOGO_DOTS = 4  # pixels per point: about 300 to the inch


class Heading(NamedTuple):
    """What the top of the first page says."""

    office: Party
    addressee: Party
    title: str
    facts: tuple[Line, ...]
    """What everyone looks for first: set under the title."""
    number_label: str
    number: str
    dated: str
    logo: str = ""
    blank: bool = False


def print_head(blocks: Blocks, heading: Heading) -> None:
    """Set the head of the first page: the office and the title left, the addressee right."""
    _print_code(blocks, heading.number)
    left = _office_lines(blocks, heading)
    below = [*blocks.lines(heading.title, HALF, TITLE), Line(8.0), *heading.facts]
    foot_of_head = paper.WINDOW_BOTTOM - paper.TOP
    gap = max(14.0, foot_of_head - height_of(left) - height_of(below))
    left += [Line(gap), *below]
    right = [
        *blocks.lines(heading.number_label, HALF - _QR_SIDE - 4 * MM, LABEL),
        *blocks.lines(heading.number, HALF - _QR_SIDE - 4 * MM, NUMBER),
        *blocks.lines(heading.dated, HALF - _QR_SIDE - 4 * MM),
    ]
    right.append(Line(max(10.0, paper.WINDOW_TOP + 3 * MM - paper.TOP - height_of(right))))
    right += _address_lines(blocks, heading.addressee, blank=heading.blank)
    blocks.flow.row([Cell(LEFT, left), Cell(paper.SECOND, right)], below=3 * MM)


def print_feet(blocks: Blocks, label: str, *, initials: bool = False) -> None:
    """Set the foot of every page, once all are there: what it is, initials, page x / y."""
    lettering = blocks.lettering
    pages = blocks.flow.pages
    name, *rest = lettering.lines(label, LABEL, FULL * 0.45)
    name = f"{name}…" if rest else name
    word = _("Paraphes") if initials and len(pages) > 1 else ""
    for position, page in enumerate(pages, start=1):
        count = say(_("page {page} / {pages}"), page=position, pages=len(pages))
        x = paper.RIGHT - lettering.width(count, LABEL)
        page.texts.append(Placed(LEFT, paper.FOOT, name, LABEL))
        if word:
            page.texts.append(Placed(paper.SECOND, paper.FOOT, word, LABEL))
            start = paper.SECOND + lettering.width(word, LABEL) + 5
            page.strokes.append(Stroke(start, paper.FOOT + 2, start + 26 * MM, paper.FOOT + 2, 0.4))
        page.texts.append(Placed(x, paper.FOOT, count, LABEL))


def _office_lines(blocks: Blocks, heading: Heading) -> list[Line]:
    office = heading.office
    lines: list[Line] = []
    indent = 0.0
    picture = read_logo(heading.logo)
    if picture is not None:
        png, width, height = picture
        blocks.flow.page.pictures.append(Picture(LEFT, paper.TOP, width, height, png))
        if width > _LOGO_BESIDE:
            lines.append(Line(height + 6))
        else:
            indent = width + 4 * MM
    room = HALF - indent
    lines += blocks.lines(office.name, room, paper.LEAD, x=indent)
    for text in office.address_lines:
        lines += blocks.lines(text, room, x=indent)
    lines += blocks.joined((office.phone, office.email), room, x=indent)
    lines += blocks.joined(registered(office), room, x=indent)
    if indent and picture is not None:
        lines.append(Line(max(0.0, picture[2] - height_of(lines))))
    return lines


def registered(party: Party) -> tuple[str, ...]:
    """The numbers under which a party is registered, each with its name."""
    known = (("RNA", party.rna), ("SIRET", party.siret))
    return tuple(f"{name}{NBSP}{value}" for name, value in known if value.strip())


def _address_lines(blocks: Blocks, party: Party, *, blank: bool) -> list[Line]:
    if blank:
        hint = blocks.lines(say(_("Nom et adresse de l'emprunteur")), HALF, LABEL)
        return hint + [Line(19.0, (Rule(0.0, HALF),), baseline=14.5)] * 4
    lines = blocks.lines(party.name, paper.WINDOW_WIDTH, STRONG)
    for text in party.address_lines:
        lines += blocks.lines(text, paper.WINDOW_WIDTH)
    return lines


def _print_code(blocks: Blocks, number: str) -> None:
    """The number as a QR code; left out where it cannot be coded."""
    left = paper.RIGHT - _QR_SIDE
    blocks.flow.page.frames.extend(qr_frames(number, left, _QR_TOP, _QR_SIDE, boost=False))


def read_logo(encoded: str) -> tuple[bytes, float, float] | None:
    """The logo as PNG with its size on paper; None without one, or when it cannot be read."""
    if not encoded:
        return None
    from PIL import Image

    box = (int(_LOGO_WIDTH * _LOGO_DOTS), int(_LOGO_HEIGHT * _LOGO_DOTS))
    try:
        raw = base64.b64decode(encoded, validate=False)
        with Image.open(BytesIO(raw), formats=_LOGO_FORMATS) as opened:
            opened.draft("RGB", box)
            if opened.width * opened.height > _LOGO_LARGEST:
                return None
            image = opened.convert("RGBA")
        image.thumbnail(box)
        flat = Image.new("RGB", image.size, "white")
        flat.paste(image, mask=image.getchannel("A"))
        out = BytesIO()
        flat.save(out, "PNG")
    except (*_UNREADABLE_IMAGE, Image.DecompressionBombError):
        return None
    width, height = flat.size
    scale = min(_LOGO_WIDTH / width, _LOGO_HEIGHT / height)
    return out.getvalue(), width * scale, height * scale


_LOGO_FORMATS = ("PNG", "JPEG", "GIF", "WEBP", "BMP")
_LOGO_LARGEST = 40_000_000
"""More pixels than this are a mistake, and would take the desk's time and memory."""
# What a decoder may raise on damaged data; a warning counts where warnings are errors.
_UNREADABLE_IMAGE = (
    OSError,
    ValueError,
    SyntaxError,
    EOFError,
    KeyError,
    IndexError,
    TypeError,
    OverflowError,
    MemoryError,
    NotImplementedError,
    UnreadableTable,
    Warning,
)
