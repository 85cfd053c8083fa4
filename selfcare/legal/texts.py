"""The operator's legal texts: plain lines in the operator file, shown as headings, paragraphs and lists."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby

_HEADING = "## "
_ITEM = "- "


@dataclass(frozen=True)
class Block:
    """One piece of a text. `kind` is heading, list or paragraph."""

    kind: str
    text: str = ""
    items: tuple[str, ...] = field(default=())


def blocks_of(text: str) -> Iterator[Block]:
    """Read a text: a blank line ends a paragraph, `## ` begins a heading, `- ` an item of a list."""
    for kind, lines in groupby(_lines(text), key=_kind):
        if kind == "heading":
            yield from (Block("heading", line.removeprefix(_HEADING)) for line in lines)
        elif kind == "list":
            yield Block("list", items=tuple(line.removeprefix(_ITEM) for line in lines))
        elif kind == "paragraph":
            yield Block("paragraph", " ".join(lines))


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines()]


def _kind(line: str) -> str:
    if line.startswith(_HEADING):
        return "heading"
    if line.startswith(_ITEM):
        return "list"
    return "paragraph" if line else "gap"
