"""Pictures, drawn anew: what was hidden in the file, and where it was taken, stays behind."""

import io

import pi_heif  # type: ignore[import-untyped]
from PIL import Image, ImageOps

from selfcare.attachments.refusals import OtherInside, TooManyPixels

MOST_MEGAPIXELS = 64  # phones take 50; what is larger would only fill our memory
_LONGEST_SIDE = 4096
_FORMATS = {"jpg": "JPEG", "jpeg": "JPEG", "png": "PNG", "heic": "HEIF", "heif": "HEIF"}
_BROKEN = (OSError, SyntaxError, ValueError, EOFError, RuntimeError, Image.DecompressionBombError)

pi_heif.register_heif_opener(thumbnails=False)
Image.MAX_IMAGE_PIXELS = None  # we look at the size ourselves, before anything is unpacked


def redrawn(name: str, kind: str, content: bytes) -> tuple[bytes, str]:
    """The same picture as a new PNG or JPEG, upright, and its ending. Raises FileRefused."""
    try:
        with Image.open(io.BytesIO(content), formats=[_FORMATS[kind]]) as picture:
            if picture.width * picture.height > MOST_MEGAPIXELS * 1_000_000:
                raise TooManyPixels(name=name, most=MOST_MEGAPIXELS)
            picture.draft("RGB", (_LONGEST_SIDE, _LONGEST_SIDE))  # a large JPEG is unpacked small
            return _drawn(picture, "png" if kind == "png" else "jpg")
    except _BROKEN as error:
        raise OtherInside(name=name) from error


def _drawn(picture: Image.Image, ending: str) -> tuple[bytes, str]:
    upright = ImageOps.exif_transpose(picture)
    plain = upright.convert("RGBA" if ending == "png" and upright.has_transparency_data else "RGB")
    plain.thumbnail((_LONGEST_SIDE, _LONGEST_SIDE))
    plain.info.clear()  # comments, places, previews
    drawn = io.BytesIO()
    plain.save(drawn, "PNG" if ending == "png" else "JPEG", quality=85)
    return drawn.getvalue(), ending
