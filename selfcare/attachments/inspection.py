"""Looking into a file before it is kept: its name, its size, and what is really in it."""

from dataclasses import dataclass

from selfcare.attachments.gateway import VirusScanner
from selfcare.attachments.names import harmless, kind_of
from selfcare.attachments.pdf_files import check_pdf
from selfcare.attachments.pictures import redrawn
from selfcare.attachments.refusals import Empty, Infected, TooLarge
from selfcare.attachments.word_files import check_docx

MOST_FILES = 5
MOST_MEGABYTES = 10
LARGEST = MOST_MEGABYTES * 1024 * 1024
_MIMETYPES = {
    "pdf": "application/pdf",
    "png": "image/png",
    "jpg": "image/jpeg",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


@dataclass(frozen=True)
class Accepted:
    """A file as it will be kept."""

    name: str
    mimetype: str
    content: bytes


def accepted(name: str, content: bytes, scanner: VirusScanner) -> Accepted:
    """Look at one file; pictures come out drawn anew. May take a second. Raises FileRefused with the reason."""
    kind, shown = kind_of(name), harmless(name)
    if not content:
        raise Empty(name=shown)
    if len(content) > LARGEST:
        raise TooLarge(name=shown, most=MOST_MEGABYTES)
    if scanner.is_infected(content):
        raise Infected(name=shown)
    if kind == "pdf":
        check_pdf(shown, content)
    elif kind == "docx":
        check_docx(shown, content)
    else:
        content, kind = redrawn(shown, kind, content)
    return Accepted(_with_ending(shown, kind), _MIMETYPES[kind], content)


def _with_ending(name: str, kind: str) -> str:
    """A HEIC picture comes out as JPG, and is called so."""
    stem, _, ending = name.rpartition(".")
    return name if ending.lower() in {kind, "jpeg"} else f"{stem}.{kind}"
