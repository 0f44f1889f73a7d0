"""The office's logo, brought to a size that prints well and weighs little."""

from __future__ import annotations

import io
from pathlib import Path

from vaetvient.desk.desk import Desk
from vaetvient.desk.photos import read_picture, upright_on_white
from vaetvient.domain.entities import Office

LONGEST_SIDE_PX = 900
"""7 cm at 300 dpi, more than it takes on any paper."""


def set_logo(desk: Desk, source: Path | bytes | None) -> None:
    """Give the office its logo, None to take it away.

    Papers printed before keep theirs. Raises NotAPhotoError, PhotoTooLargeError.
    """
    data = None
    if source is not None:
        raw = source if isinstance(source, bytes) else read_picture(source)
        data = as_png(raw, "" if isinstance(source, bytes) else source.name)
    with desk.gesture("set_office") as gesture:
        office = gesture.session.get_one(Office, desk.office_id)
        office.logo = data
        gesture.say(office=office.name)


def as_png(data: bytes, name: str = "") -> bytes:
    """A picture as PNG of at most 900 px a side, on white. Raises as `set_logo`."""
    picture = upright_on_white(data, LONGEST_SIDE_PX, name)
    colours = picture.getcolors(256)
    out = io.BytesIO()
    kept = picture.quantize(256) if colours is not None else picture
    kept.save(out, "PNG", optimize=True)
    return out.getvalue()
