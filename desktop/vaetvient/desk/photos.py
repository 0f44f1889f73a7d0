"""Photos, brought to a size that suits a screen and a paper before they are kept."""

from __future__ import annotations

import io
import warnings
from pathlib import Path
from uuid import UUID

from vaetvient.desk.desk import Desk
from vaetvient.domain.entities import Item, Model, Photo
from vaetvient.domain.errors import InvalidValueError, NotFoundError
from vaetvient.language import N_

LONGEST_SIDE_PX = 1600
THUMBNAIL_PX = 256
LARGEST_PIXELS = 200_000_000
LARGEST_FILE = 200 * 1024 * 1024


class NotAPhotoError(InvalidValueError):
    code = "not_a_photo"
    text = N_("« {value} » n'est pas une image que le programme sait lire.")


class PhotoTooLargeError(InvalidValueError):
    code = "photo_too_large"
    text = N_("Cette image est trop grande ({value}) : 200 millions de pixels au plus.")


def shrink(data: bytes, name: str = "") -> Photo:
    """A photo of at most 1600 px a side and its thumbnail, from any usual picture file.

    Turned the way the camera was held; its place and other metadata are left out.
    Raises NotAPhotoError, PhotoTooLargeError.
    """
    from PIL import Image, ImageOps, UnidentifiedImageError

    if len(data) > LARGEST_FILE:
        raise PhotoTooLargeError(value=f"{len(data) // 1_000_000} Mo", field="photo")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            picture = Image.open(io.BytesIO(data))
            width, height = picture.size
            if width * height > LARGEST_PIXELS:
                raise PhotoTooLargeError(value=f"{width} × {height}", field="photo")
            picture.draft("RGB", (LONGEST_SIDE_PX, LONGEST_SIDE_PX))
            upright = ImageOps.exif_transpose(picture).convert("RGB")
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        raise NotAPhotoError(value=name or "?", field="photo") from None
    upright.thumbnail((LONGEST_SIDE_PX, LONGEST_SIDE_PX))
    small = upright.copy()
    small.thumbnail((THUMBNAIL_PX, THUMBNAIL_PX))
    return Photo(
        jpeg=_jpeg(upright), thumbnail=_jpeg(small), width=upright.width, height=upright.height
    )


def _jpeg(picture: object) -> bytes:
    from PIL import Image

    assert isinstance(picture, Image.Image)
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=85, optimize=True)
    return out.getvalue()


def set_photo(desk: Desk, equipment_id: UUID, source: Path | bytes) -> UUID:
    """Give an item or a model its photo; the photo's key."""
    data = source if isinstance(source, bytes) else _read(source)
    photo = shrink(data, "" if isinstance(source, bytes) else source.name)
    with desk.gesture("change_equipment") as gesture:
        thing = gesture.session.get(Item, equipment_id) or gesture.session.get(Model, equipment_id)
        if thing is None:
            raise NotFoundError(what=str(equipment_id))
        gesture.session.add(photo)
        gesture.session.flush()
        thing.photo_id = photo.id
        gesture.say(what=thing.tag if isinstance(thing, Item) else thing.name)
        return photo.id


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        raise NotAPhotoError(value=path.name, field="photo") from None
