"""Where a redirect may lead: a path of this site, and nowhere else."""

START = "/"
_LONGEST = 2000


def local_path(text: str | None, *, otherwise: str = START) -> str:
    """The text if it is a path of this site, else the other one. Backslashes and `//` lead elsewhere in browsers."""
    if not text or len(text) > _LONGEST or not text.isprintable() or "\\" in text:
        return otherwise
    return text if text.startswith("/") and not text.startswith("//") else otherwise
