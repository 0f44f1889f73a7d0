"""Photos: any usual picture, of any size a telephone makes, upright and small; or a clear no."""

from __future__ import annotations

import io
import zlib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, features
from sqlalchemy import select
from sqlalchemy.orm import undefer

from tests.trial_office import TrialOffice, examples
from vaetvient.desk import photos
from vaetvient.desk.photos import NotAPhotoError, PhotoTooLargeError, set_photo, shrink
from vaetvient.desk.undo import undo
from vaetvient.domain.entities import Item, Model, Photo
from vaetvient.domain.errors import NotFoundError
from vaetvient.domain.records import new_id

TURNED = 0x0112
"""The EXIF field that says how the camera was held."""


def picture(
    form: str = "JPEG", size: tuple[int, int] = (40, 30), mode: str = "RGB", **how: Any
) -> bytes:
    out = io.BytesIO()
    Image.new(mode, size, how.pop("color", 0)).save(out, form, **how)
    return out.getvalue()


def shown(jpeg: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(jpeg))
    image.load()
    return image


@pytest.mark.parametrize("form", ["JPEG", "PNG", "GIF", "BMP", "TIFF", "WEBP"])
def test_a_usual_picture_becomes_a_small_jpeg(form: str) -> None:
    if form == "WEBP" and not features.check("webp"):
        pytest.skip("this Pillow reads no WebP")
    photo = shrink(picture(form, (2400, 1200), color=(200, 30, 60)))
    assert (photo.width, photo.height) == (1600, 800)
    assert shown(photo.jpeg).size == (1600, 800)
    assert shown(photo.thumbnail).size == (256, 128)
    red, green, blue = shown(photo.jpeg).tobytes()[:3]
    assert abs(red - 200) + abs(green - 30) + abs(blue - 60) < 20


def test_a_small_picture_is_not_enlarged() -> None:
    photo = shrink(picture(size=(40, 30)))
    assert (photo.width, photo.height) == (40, 30)


@pytest.mark.parametrize("form", ["JPEG", "PNG"])
def test_eighty_megapixels_are_brought_down(form: str) -> None:
    photo = shrink(picture(form, (10_000, 8_000), "L", color=120))
    assert (photo.width, photo.height) == (1600, 1280)
    assert len(photo.jpeg) < 100_000


@pytest.mark.parametrize("side", [12_500, 20_000, 2**31 - 1])
def test_a_picture_beyond_measure_is_refused_before_it_is_unpacked(side: int) -> None:
    """A few hundred bytes that would be 150 megapixels and more."""
    monster = bytearray(picture("PNG", (20_000, 1), "1"))
    monster[16:24] = side.to_bytes(4, "big") * 2
    monster[29:33] = zlib.crc32(monster[12:29]).to_bytes(4, "big")
    with pytest.raises(PhotoTooLargeError) as refused:
        shrink(bytes(monster), "monstre.png")
    assert refused.value.field == "photo"
    assert "150 millions" in refused.value.message


def test_a_file_beyond_measure_is_not_even_read(
    office: TrialOffice, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(photos, "LARGEST_FILE", 1000)
    large = tmp_path / "grand.jpg"
    large.write_bytes(bytes(1001))
    for source in (large, large.read_bytes()):
        with pytest.raises(PhotoTooLargeError):
            set_photo(office.desk, office.item(), source)


@pytest.mark.parametrize("held", range(1, 9))
def test_a_picture_is_turned_as_the_camera_was_held(held: int) -> None:
    """The top left corner of what was seen is white, wherever the file has it."""
    seen = Image.new("RGB", (80, 40), "black")
    seen.paste("white", (0, 0, 24, 12))
    turns = {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }
    kept = seen.transpose(turns[held]) if held in turns else seen
    exif = Image.Exif()
    exif[TURNED] = held
    out = io.BytesIO()
    kept.save(out, "JPEG", exif=exif, quality=95)
    photo = shown(shrink(out.getvalue()).jpeg)
    assert photo.size == (80, 40)
    light = photo.convert("L").tobytes()
    assert light[4 * 80 + 8] > 200
    assert light[35 * 80 + 70] < 50


def test_where_it_was_taken_is_left_out() -> None:
    exif = Image.Exif()
    exif[0x010F] = "Appareil"
    exif.get_ifd(0x8825)[1] = "N"
    photo = shrink(picture(exif=exif))
    assert dict(shown(photo.jpeg).getexif()) == {}


@pytest.mark.parametrize(("mode", "form"), [("RGBA", "PNG"), ("LA", "PNG"), ("P", "GIF")])
def test_what_is_transparent_is_white(mode: str, form: str) -> None:
    how: dict[str, Any] = {"transparency": 0} if mode == "P" else {}
    jpeg = shown(shrink(picture(form, mode=mode, **how)).jpeg)
    assert set(jpeg.convert("L").tobytes()) == {255}


@pytest.mark.parametrize("mode", ["1", "L", "P", "I;16", "CMYK"])
def test_pictures_of_every_depth_are_read(mode: str) -> None:
    form = "TIFF" if mode == "CMYK" else "PNG"
    assert shown(shrink(picture(form, mode=mode)).jpeg).mode == "RGB"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"Cher Journal",
        b"%PDF-1.7\n",
        b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 10 10\n",
        picture()[:200],
        picture("PNG")[:60],
        b"\xff\xd8\xff\xe0" + bytes(500),
    ],
    ids=["nothing", "text", "PDF", "EPS", "cut JPEG", "cut PNG", "zeroes"],
)
def test_what_is_no_picture_is_said_not_to_be(
    office: TrialOffice, tmp_path: Path, data: bytes
) -> None:
    path = tmp_path / "IMG_0042.jpg"
    path.write_bytes(data)
    with pytest.raises(NotAPhotoError) as refused:
        set_photo(office.desk, office.item(), path)
    assert "IMG_0042.jpg" in refused.value.message
    assert office.count("photo") == 0


def test_a_picture_that_is_gone_is_said(office: TrialOffice, tmp_path: Path) -> None:
    for missing in (tmp_path / "partie.jpg", tmp_path):
        with pytest.raises(NotAPhotoError) as refused:
            set_photo(office.desk, office.item(), missing)
        assert missing.name in refused.value.message


WHOLE = [picture("JPEG"), picture("PNG"), picture("PNG", mode="P"), picture("GIF", mode="P")]
EXIF = Image.Exif()
EXIF[TURNED] = 6
EXIF[0x011A] = 72.0
WHOLE.append(picture("JPEG", exif=EXIF))


@settings(max_examples=examples(150))
@given(
    st.sampled_from(WHOLE),
    st.lists(st.tuples(st.integers(0, 900), st.integers(0, 255)), max_size=8),
    st.none() | st.integers(0, 900),
)
def test_a_damaged_picture_is_shown_or_refused(
    whole: bytes, damage: list[tuple[int, int]], cut: int | None
) -> None:
    data = bytearray(whole)
    for place, value in damage:
        data[place % len(data)] = value
    try:
        photo = shrink(bytes(data[:cut]))
    except (NotAPhotoError, PhotoTooLargeError):
        return
    shown(photo.jpeg)


# Given to things


def test_a_photo_is_given_to_a_thing_or_its_model_and_taken_back(office: TrialOffice) -> None:
    model = office.model("Sono")
    thing = office.item(model=model)
    for key, kind in ((thing, Item), (model, Model)):
        photo = set_photo(office.desk, key, picture(color=(1, 2, 3)))
        assert office.get(kind, key).photo_id == photo
        kept = office.one(
            select(Photo)
            .where(Photo.id == photo)
            .options(undefer(Photo.jpeg), undefer(Photo.thumbnail))
        )
        assert shown(kept.jpeg).size == (40, 30)
        undo(office.desk)
        assert office.get(kind, key).photo_id is None
    assert office.count("photo") == 0
    with pytest.raises(NotFoundError):
        set_photo(office.desk, new_id(), picture())
