"""Names of files: what of them is shown, and what in them is refused."""

import unicodedata

from selfcare.attachments.refusals import StrangeName, TwoKinds, UnknownKind

KINDS = {"pdf", "jpg", "jpeg", "png", "heic", "heif", "docx"}
_LONGEST = 100
_RUNS = frozenset(  # what a browser or a computer would run or open as a page
    (
        *("apk", "app", "bat", "cgi", "cmd", "com", "cpl", "css", "dll", "dmg", "docm", "exe", "hta", "htm", "html"),
        *("jar", "js", "jsp", "lnk", "mjs", "msi", "php", "phtml", "pl", "ps1", "py", "scr", "sh", "shtml", "svg"),
        *("svgz", "swf", "vbs", "wasm", "wsf", "xht", "xhtml", "xml", "xsl", "xslt", "zip"),
    )
)


def harmless(name: str) -> str:
    """A name without line breaks, and without letters that turn the direction of writing or show nothing."""
    visible = (" " if letter.isspace() else letter for letter in unicodedata.normalize("NFC", name))
    kept = "".join(letter for letter in visible if unicodedata.category(letter)[0] != "C")
    stem, dot, ending = " ".join(kept.split()).rpartition(".")
    return stem[: _LONGEST - len(ending)] + dot + ending[:_LONGEST]


def kind_of(name: str) -> str:
    """The ending, in small letters. Raises FileRefused for paths, for a second dangerous ending, for other kinds."""
    shown = harmless(name)
    if any(letter in name for letter in "/\\\0") or shown.startswith("."):
        raise StrangeName(name=shown)
    stem, _dot, kind = shown.lower().rpartition(".")
    if not stem or kind not in KINDS:
        raise UnknownKind(name=shown)
    if _RUNS.intersection(part.strip() for part in stem.split(".")[1:]):
        raise TwoKinds(name=shown)
    return kind
