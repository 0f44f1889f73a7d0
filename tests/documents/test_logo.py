"""An office's logo: shown at its size, flattened on white, left out when it cannot be read."""

from __future__ import annotations

import base64
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from tests.documents.papers import agreement
from tests.documents.reading import faults
from vaetvient.documents import paper
from vaetvient.documents.agreement import compose_agreement, render_agreement
from vaetvient.documents.letterhead import read_logo


def picture(width: int, height: int, kind: str = "PNG", mode: str = "RGB") -> bytes:
    out = BytesIO()
    Image.new(mode, (width, height)).save(out, kind)
    return out.getvalue()


def encoded(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


@pytest.mark.parametrize(
    ("kind", "mode"),
    [("PNG", "RGBA"), ("PNG", "P"), ("JPEG", "CMYK"), ("JPEG", "L"), ("GIF", "P"), ("WEBP", "RGB")],
)
@pytest.mark.parametrize("size", [(300, 300), (1200, 200), (40, 900), (1, 1)])
def test_a_logo_of_any_kind_and_shape_finds_its_place(
    kind: str, mode: str, size: tuple[int, int]
) -> None:
    content = agreement(logo=encoded(picture(*size, kind, mode)))
    document = compose_agreement(content)
    (shown,) = document.pages[0].pictures
    assert shown.width <= 61 * paper.MM
    assert shown.height <= 16.1 * paper.MM
    assert faults(document) == []
    for text in document.pages[0].texts:
        beside = text.x >= shown.x + shown.width
        below = text.baseline - 8 >= shown.y + shown.height
        assert beside or below, text
    assert render_agreement(content) == render_agreement(content)


def test_an_enormous_logo_is_left_out() -> None:
    assert read_logo(encoded(picture(20_000, 10_000, mode="1"))) is None


@pytest.mark.parametrize("broken", ["?", "é", "AAAA", encoded(b"\x89PNG\r\n\x1a\n")])
def test_a_broken_logo_is_left_out(broken: str) -> None:
    assert not compose_agreement(agreement(logo=broken)).pages[0].pictures


@given(st.sampled_from(["PNG", "JPEG", "GIF", "WEBP", "BMP", "TIFF"]), st.data())
def test_a_logo_damaged_anywhere_never_stops_the_paper(kind: str, data: st.DataObject) -> None:
    raw = bytearray(picture(24, 16, kind))
    for place in data.draw(st.lists(st.integers(0, len(raw) - 1), max_size=6)):
        raw[place] = data.draw(st.integers(0, 255))
    read_logo(encoded(bytes(raw[: data.draw(st.integers(0, len(raw)))])))
