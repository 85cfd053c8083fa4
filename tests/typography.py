"""Polish typography (look.md §7), as one function: what it would change is wrong."""

import re

NBSP = "\u00a0"
_HYPHEN = "\u2011"  # does not break a line
_TAG = re.compile(r"(<[^>]*>|https?://\S+|\S+@\S+)")
_PLACEHOLDER = r"%\(\w+\)[sd]|\{\w*\}"
_SINGLE = re.compile(r"(?<![\w\u2019'%)}])([aiouwzAIOUWZ]) (?=\S)")
_ABBREVIATION = re.compile(r"\b(nr|Nr|ul\.|Ul\.|sp\.|al\.|pl\.|np\.|tel\.|art\.|ust\.|pkt|poz\.) (?=\S)")
_NUMBER = re.compile(r"(?<![\w(])(\d+|%\(\w+\)d) (?=[\w%])")
_COUNT = re.compile(rf"({_PLACEHOLDER}) (?=\w)")


def tidy(text: str, *, counts: bool = False) -> str:
    """Hard spaces, quotes, dots and dashes as Polish wants them. `counts`: each placeholder is a number of things."""
    parts = _TAG.split(text)
    return "".join(part if _TAG.fullmatch(part) else _tidy_words(part, counts) for part in parts)


def is_tidy(text: str, *, counts: bool = False) -> bool:
    """Nothing to mend, and no quotation mark of another language."""
    words = _TAG.sub("", text)
    return tidy(text, counts=counts) == text and not set(words) & set('"“«»') and words.count("„") == words.count("”")


def _tidy_words(text: str, counts: bool) -> str:  # noqa: FBT001  # private, one caller
    text = text.replace("...", "…").replace(" - ", " – ")
    text = re.sub(r"\b([eE])-mail", rf"\1{_HYPHEN}mail", text)
    text = re.sub(r'"([^"]*)"', r"„\1”", text)
    text = re.sub(r"„([^”“]*)“", r"„\1”", text)
    for _again in range(2):  # "a w domu": two in a row share a space
        text = _SINGLE.sub(rf"\1{NBSP}", text)
    text = _ABBREVIATION.sub(rf"\1{NBSP}", text)
    text = _NUMBER.sub(rf"\1{NBSP}", text)
    return _COUNT.sub(rf"\1{NBSP}", text) if counts else text
