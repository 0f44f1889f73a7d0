"""Photos, brought to a size that suits a screen and a paper before they are kept."""

from __future__ import annotations

import io
import struct
import warnings
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from vaetvient.desk.desk import Desk
from vaetvient.domain.entities import Item, Model, Photo
from vaetvient.domain.errors import InvalidValueError, NotFoundError
from vaetvient.language import N_, show_size

if TYPE_CHECKING:
    from PIL.Image import Image

LONGEST_SIDE_PX = 1600
THUMBNAIL_PX = 256
LARGEST_PIXELS = 150_000_000
LARGEST_FILE = 200 * 1024 * 1024
FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF")
"""What cameras, telephones and scanners write; not what another program would be started for."""
_SHRINKABLE = frozenset({"L", "LA", "RGB", "RGBA", "CMYK", "YCbCr"})
_UNREADABLE = (OSError, SyntaxError, ValueError, struct.error, TypeError, IndexError)
"""What Pillow raises of a picture that is none, or is broken: its readers trust what they read."""
_ORIENTATION = 0x0112


class NotAPhotoError(InvalidValueError):
    code = "not_a_photo"
    text = N_("« {value} » n'est pas une image que le programme sait lire.")


class PhotoTooLargeError(InvalidValueError):
    code = "photo_too_large"
    text = N_("Cette image est trop grande ({value}) : 150 millions de pixels au plus.")


def shrink(data: bytes, name: str = "") -> Photo:
    """A photo of at most 1600 px a side and its thumbnail, from any usual picture file.

    Turned the way the camera was held, on white where it was transparent; its place and other
    metadata are left out. Raises NotAPhotoError, PhotoTooLargeError.
    """
    upright = upright_on_white(data, LONGEST_SIDE_PX, name)
    small = upright.copy()
    small.thumbnail((THUMBNAIL_PX, THUMBNAIL_PX))
    return Photo(
        jpeg=_jpeg(upright), thumbnail=_jpeg(small), width=upright.width, height=upright.height
    )


def upright_on_white(data: bytes, longest_side: int, name: str = "") -> Image:
    """The picture in a file, turned as it was held, on white, of at most `longest_side` pixels.

    Shrunk before anything else, so that it is in memory once. Raises NotAPhotoError,
    PhotoTooLargeError.
    """
    from PIL import Image

    if len(data) > LARGEST_FILE:
        raise PhotoTooLargeError(value=show_size(len(data)), field="photo")
    width = height = 0
    try:
        Image.init()  # every reader, for the names in FORMATS
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of what is odd in a picture that can be read
            picture: Image.Image = Image.open(io.BytesIO(data), formats=FORMATS)
            width, height = picture.size
            if width * height > LARGEST_PIXELS:
                raise PhotoTooLargeError(value=f"{width} × {height}", field="photo")
            if picture.mode not in _SHRINKABLE:
                transparent = picture.has_transparency_data
                picture = picture.convert("RGBA" if transparent else "RGB")
            picture.thumbnail((longest_side, longest_side))
            return _on_white(_upright(picture))
    except (MemoryError, Image.DecompressionBombError):
        said = f"{width} × {height}" if width else name or "?"
        raise PhotoTooLargeError(value=said, field="photo") from None
    except _UNREADABLE:
        raise NotAPhotoError(value=name or "?", field="photo") from None


def _upright(picture: Image) -> Image:
    """Turned the way the camera was held, as far as the file can still say so."""
    from PIL.Image import Transpose

    turns = {
        2: Transpose.FLIP_LEFT_RIGHT,
        3: Transpose.ROTATE_180,
        4: Transpose.FLIP_TOP_BOTTOM,
        5: Transpose.TRANSPOSE,
        6: Transpose.ROTATE_270,
        7: Transpose.TRANSVERSE,
        8: Transpose.ROTATE_90,
    }
    try:
        held = turns.get(picture.getexif().get(_ORIENTATION, 1))
    except _UNREADABLE:
        held = None
    return picture if held is None else picture.transpose(held)


def _on_white(picture: Image) -> Image:
    from PIL import Image as Pillow

    if not picture.has_transparency_data:
        return picture.convert("RGB")
    opaque = Pillow.new("RGBA", picture.size, "white")
    opaque.alpha_composite(picture.convert("RGBA"))
    return opaque.convert("RGB")


def _jpeg(picture: Image) -> bytes:
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=85, optimize=True)
    return out.getvalue()


def set_photo(desk: Desk, equipment_id: UUID, source: Path | bytes) -> UUID:
    """Give an item or a model its photo; the photo's key."""
    data = source if isinstance(source, bytes) else read_picture(source)
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


def read_picture(path: Path) -> bytes:
    """The bytes of a picture file. Raises NotAPhotoError, PhotoTooLargeError."""
    try:
        size = path.stat().st_size
        if size > LARGEST_FILE:
            raise PhotoTooLargeError(value=show_size(size), field="photo")
        return path.read_bytes()
    except OSError:
        raise NotAPhotoError(value=path.name, field="photo") from None
