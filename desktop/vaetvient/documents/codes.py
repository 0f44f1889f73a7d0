"""Codes that a scanner reads, as filled rectangles: QR and Code 128.

Each module is a whole number of dots of a 203 dpi thermal printer wherever there is room, so
that bars come out even on the coarsest printer a desk has.
"""

from __future__ import annotations

from functools import lru_cache

from vaetvient.documents.paper import Frame

DOT = 72 / 203
"""One dot of a thermal printer (0.125 mm), in points."""
QUIET_MODULES = 10
"""White on both sides of a Code 128 (ISO/IEC 15417)."""
_LEAST_QR_DOTS, _LEAST_BAR_DOTS, _MOST_BAR_DOTS = 2, 2, 3


def qr_frames(text: str, x: float, y: float, side: float, *, boost: bool = True) -> list[Frame]:
    """`text` as a QR code of exactly `side`, its upper left corner at (`x`, `y`).

    Rows are merged into bars. Nothing where the text is empty or too long to be coded. With
    `boost`, the error correction is the best that the same size allows.
    """
    rows = _qr_rows(text, boost)
    if not rows:
        return []
    module = side / len(rows)
    frames: list[Frame] = []
    for index, row in enumerate(rows):
        start = 0
        while (start := row.find(1, start)) >= 0:
            end = row.find(0, start)
            end = len(row) if end < 0 else end
            left, width = x + start * module, (end - start) * module
            frames.append(Frame(left, y + index * module, width, module, weight=0))
            start = end
    return frames


def qr_side(text: str, room: float) -> float:
    """The widest side, at most `room`, at which modules are whole dots; 0 where it is too small.

    A code whose modules would be under two dots is not read from any distance.
    """
    rows = _qr_rows(text, True)
    if not rows:
        return 0.0
    dots = int(room / len(rows) / DOT)
    return len(rows) * dots * DOT if dots >= _LEAST_QR_DOTS else 0.0


@lru_cache(maxsize=512)
def _qr_rows(text: str, boost: bool) -> tuple[bytes, ...]:
    import segno

    if not text.strip():
        return ()
    try:
        code = segno.make(text, micro=False, error="m", boost_error=boost)
    except (ValueError, UnicodeError):  # segno's overflow is a ValueError
        return ()
    return tuple(bytes(row) for row in code.matrix)


@lru_cache(maxsize=512)
def bars(text: str) -> str:
    """The bars and spaces of `text` in Code 128, as reportlab writes them; empty if it cannot be.

    An upper-case letter is a bar, a lower-case one a space, « A » one module wide, « B » two…
    """
    from reportlab.graphics.barcode.code128 import Code128

    if not text or not text.isascii() or not text.isprintable():
        return ""
    code = Code128(text)
    code.validate()  # type: ignore[no-untyped-call]
    code.encode()  # type: ignore[no-untyped-call]
    code.decompose()  # type: ignore[no-untyped-call]
    return str(code.decomposed)


def bar_module(text: str, room: float, white: float) -> float:
    """How wide a module of `text` may be in `room`; 0 where bars would be too thin for a scanner.

    A plain scanner reads bars of 0.25 mm (two dots) from a hand's breadth. `white` is what stays
    empty on either side of the room and serves the quiet zones.
    """
    pattern = bars(text)
    if not pattern:
        return 0.0
    modules = _modules(pattern)
    widest = min(room / modules, (room + 2 * white) / (modules + 2 * QUIET_MODULES))
    dots = min(int(widest / DOT), _MOST_BAR_DOTS)
    return dots * DOT if dots >= _LEAST_BAR_DOTS else 0.0


def bar_frames(text: str, x: float, y: float, module: float, height: float) -> list[Frame]:
    """`text` in Code 128, its first bar at `x`, without the quiet zones."""
    frames: list[Frame] = []
    for letter in bars(text):
        width = (ord(letter.upper()) - ord("A") + 1) * module
        if letter.isupper():
            frames.append(Frame(x, y, width, height, weight=0))
        x += width
    return frames


def bars_width(text: str, module: float) -> float:
    """How wide `text` is in Code 128, without the quiet zones."""
    return _modules(bars(text)) * module


def _modules(pattern: str) -> int:
    return sum(ord(letter.upper()) - ord("A") + 1 for letter in pattern)
