"""DOCX files: a ZIP archive of one document, without macros or other files, that unpacks to a sensible size."""

import io
import re
import zlib
from zipfile import BadZipFile, LargeZipFile, ZipFile

from selfcare.attachments.refusals import ActiveContent, OtherInside, UnpacksTooLarge

_CONTENTS, _DOCUMENT = "[Content_Types].xml", "word/document.xml"
_PLAIN = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_ACTIVE = re.compile(r"vbaproject|activex|embeddings/|\.(?:bin|exe|js|html?|svg|ole|docm|zip|docx)$", re.IGNORECASE)
_FROM_ELSEWHERE = re.compile(rb"(?:attachedTemplate|oleObject|frame|subDocument)[^>]*External", re.IGNORECASE)
_MOST_ENTRIES = 2000
_MOST_UNPACKED = 60 * 1024 * 1024  # bytes
_AT_ONCE = 64 * 1024
_END_SIZE = 22  # bytes of an archive's last record without a comment: nothing comes after it
_BROKEN = (BadZipFile, LargeZipFile, zlib.error, KeyError, NotImplementedError, RuntimeError, EOFError, ValueError)


def check_docx(name: str, content: bytes) -> None:
    """Raises FileRefused. Every entry is unpacked once, so a size that is not true is found out."""
    if not (content.startswith(b"PK\x03\x04") and content[-_END_SIZE:].startswith(b"PK\x05\x06")):
        raise OtherInside(name=name)
    try:
        with ZipFile(io.BytesIO(content)) as archive:
            _check(name, archive)
    except (*_BROKEN, OSError) as error:
        raise OtherInside(name=name) from error


def _check(name: str, archive: ZipFile) -> None:
    entries = archive.infolist()
    if len(entries) > _MOST_ENTRIES or sum(entry.file_size for entry in entries) > _MOST_UNPACKED:
        raise UnpacksTooLarge(name=name)
    names = [entry.filename for entry in entries]
    if len(set(names)) < len(names) or any(_leads_out(one) for one in names):
        raise OtherInside(name=name)
    if any(_ACTIVE.search(one) for one in names):
        raise ActiveContent(name=name)
    if _PLAIN not in archive.read(_CONTENTS) or _DOCUMENT not in names:
        raise OtherInside(name=name)
    for one in names:
        _check_entry(name, archive, one)


def _check_entry(name: str, archive: ZipFile, one: str) -> None:
    """Unpack it, a little at a time; a wrong length or checksum raises BadZipFile."""
    is_about_links = one.endswith(".rels")
    links = b""
    with archive.open(one) as entry:
        while part := entry.read(_AT_ONCE):
            if is_about_links:
                links += part
    if _FROM_ELSEWHERE.search(links):
        raise ActiveContent(name=name)


def _leads_out(entry: str) -> bool:
    return entry.startswith("/") or "\\" in entry or ".." in entry.split("/")
