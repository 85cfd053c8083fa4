"""Files as people send them, and as nobody should."""

import io
import struct
import zipfile
import zlib

from PIL import Image
from PIL.Image import Exif

PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n%%EOF\n"
_TYPES = b"""<?xml version="1.0"?><Types><Override PartName="/word/document.xml"
ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>"""
_GPS, _MAKE, _ORIENTATION = 0x8825, 0x010F, 0x0112


def picture(kind: str = "JPEG", size: tuple[int, int] = (40, 30), colour: str = "#c03020", **more: object) -> bytes:
    drawn = io.BytesIO()
    Image.new("RGB", size, colour).save(drawn, kind, **more)
    return drawn.getvalue()


def picture_with_a_place(*, orientation: int = 6) -> bytes:
    """As a phone takes it: with coordinates, the maker's name and a comment."""
    exif = Exif()
    exif[_MAKE] = "Secret Maker"
    exif[_ORIENTATION] = orientation
    exif.get_ifd(_GPS)[2] = (50.0, 3.0, 41.0)
    return picture(exif=exif, comment=b"at home")


def docx(extra: dict[str, bytes] | None = None, *, types: bytes = _TYPES) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", types)
        archive.writestr("word/document.xml", b"<w:document/>")
        for name, part in (extra or {}).items():
            archive.writestr(name, part)
    return content.getvalue()


def bomb_docx() -> bytes:
    return docx({f"word/media/{number}.png": bytes(20 * 1024 * 1024) for number in range(4)})


def lying_docx() -> bytes:
    """An entry that says it is small and is not."""
    content = bytearray(docx({"word/media/1.png": bytes(5 * 1024 * 1024)}))
    true, false = struct.pack("<L", 5 * 1024 * 1024), struct.pack("<L", 100)
    return bytes(content).replace(true, false)


def flood_png(side: int = 30_000) -> bytes:
    """A few bytes that want to be a picture of 900 megapixels."""
    header = struct.pack("!LLBBBBB", side, side, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(bytes(1000))), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack("!L", len(data)) + kind + data + struct.pack("!L", zlib.crc32(kind + data)) for kind, data in chunks
    )


def pdf_with(objects: bytes) -> bytes:
    return PDF.replace(b"%%EOF", objects + b"\n%%EOF")


def pdf_with_packed(objects: bytes) -> bytes:
    """The same, where a plain search finds nothing."""
    packed = zlib.compress(objects)
    return pdf_with(b"9 0 obj<</Type/ObjStm/N 1/First 5/Filter/FlateDecode>>stream\n" + packed + b"\nendstream endobj")
