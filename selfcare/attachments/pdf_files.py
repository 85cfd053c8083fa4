"""PDF files: nothing in them may run, hide another file, or be another kind of file at the same time."""

import re
import zlib

from selfcare.attachments.refusals import ActiveContent, OtherInside, UnpacksTooLarge

_BEGINS = re.compile(rb"%PDF-[12]\.\d[\r\n\s]")
_ENDS = re.compile(rb"%%EOF[\r\n\s\0]*\Z")
_PAGE = re.compile(rb"<\s*(?:!doctype|html|script|svg|\?php)", re.IGNORECASE)
_ARCHIVE_ENDS = b"PK\x05\x06"
_ACTIVE = re.compile(
    rb"/(?:JavaScript|JS|Launch|EmbeddedFiles?|RichMedia|XFA|SubmitForm|ImportData|GoToE|Encrypt)(?![A-Za-z0-9])"
)
_ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")
_STREAM = re.compile(rb"stream\r?\n")
_HEAD, _TAIL = 1024, 70_000  # bytes: where a page could begin, where an archive could end
_MOST_UNPACKED = 20 * 1024 * 1024  # of the tables of objects in one file


def check_pdf(name: str, content: bytes) -> None:
    """Raises FileRefused."""
    if not (_BEGINS.match(content) and _ENDS.search(content[-_HEAD:])):
        raise OtherInside(name=name)
    if _PAGE.search(content[:_HEAD]) or _ARCHIVE_ENDS in content[-_TAIL:]:
        raise OtherInside(name=name)
    if _is_active(content) or any(_is_active(objects) for objects in _tables_of_objects(name, content)):
        raise ActiveContent(name=name)


def _is_active(content: bytes) -> bool:
    """Whether a name of something active stands in it, also written as `/J#61vaScript`."""
    return bool(_ACTIVE.search(_ESCAPED.sub(lambda found: bytes([int(found[1], 16)]), content)))


def _tables_of_objects(name: str, content: bytes) -> list[bytes]:
    """Objects that are packed together, unpacked. Their dictionary, with `/ObjStm`, stands before `stream`."""
    found: list[bytes] = []
    left = _MOST_UNPACKED
    for start in _STREAM.finditer(content):
        about = content[max(0, start.start() - _HEAD) : start.start()].rpartition(b"obj")[2]
        if b"ObjStm" not in _ESCAPED.sub(lambda code: bytes([int(code[1], 16)]), about):
            continue
        try:
            found.append(zlib.decompressobj().decompress(content[start.end() :], left))
        except zlib.error:
            raise OtherInside(name=name) from None
        left -= len(found[-1])
        if left <= 0:
            raise UnpacksTooLarge(name=name)
    return found
