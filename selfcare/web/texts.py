"""The operator's own texts, legal ones and help: plain lines, shown as headings, paragraphs and lists."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby

from jinja2.utils import urlize
from markupsafe import Markup, escape

_HEADING = "## "
_ITEM = "- "
_STEP = re.compile(r"\d+\. ")
_BOLD = re.compile(r"\*\*(.+?)\*\*")
_LINK = re.compile(r"\[([^\]]+)\]\(((?:/|https://|tel:|mailto:)[^\s)]*)\)")


@dataclass(frozen=True)
class Block:
    """One piece of a text. `kind` is heading, list, steps or paragraph."""

    kind: str
    text: str = ""
    items: tuple[str, ...] = field(default=())


def blocks_of(text: str) -> Iterator[Block]:
    """Read a text: a blank line ends a paragraph, `## ` begins a heading, `- ` an item of a list, `1. ` a step."""
    for kind, lines in groupby(_lines(text), key=_kind):
        if kind == "heading":
            yield from (Block("heading", line.removeprefix(_HEADING)) for line in lines)
        elif kind == "list":
            yield Block("list", items=tuple(line.removeprefix(_ITEM) for line in lines))
        elif kind == "steps":
            yield Block("steps", items=tuple(_STEP.sub("", line, count=1) for line in lines))
        elif kind == "paragraph":
            yield Block("paragraph", " ".join(lines))


def inline(text: str) -> Markup:
    """`**bold**`, `[words](/address)` and bare addresses as HTML; everything else is only text."""
    if _LINK.search(text):
        with_links = _LINK.sub(r'<a class="link" href="\2">\1</a>', str(escape(text)))
    else:
        with_links = urlize(text, rel="noopener")
    return Markup(_BOLD.sub(r"<strong>\1</strong>", with_links))  # noqa: S704  # escaped before anything was added


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines()]


def _kind(line: str) -> str:
    if line.startswith(_HEADING):
        return "heading"
    if line.startswith(_ITEM):
        return "list"
    if _STEP.match(line):
        return "steps"
    return "paragraph" if line else "gap"
