"""The help: short articles in Markdown, the product's own and the operator's, which win."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from selfcare.brand import Operator
from selfcare.web.texts import Block, blocks_of

_OURS = Path(__file__).parent / "articles"
_NUMBER = re.compile(r"^\d+-")  # of a file's name: its place in the list


@dataclass(frozen=True)
class Article:
    """One answer to one question. `slug` names its place on the page."""

    slug: str
    title: str
    blocks: tuple[Block, ...]
    folded: str  # everything in it, as searches see it


def articles(operator: Operator, language: str) -> Sequence[Article]:
    """All of them in this language, or in the first one that the operator offers."""
    return _articles(operator.help, language, operator.languages[0], _facts(operator))


def found(all_of_them: Sequence[Article], text: str) -> list[Article]:
    """Those that hold every word; those with the words in the title first."""
    words = folded(text).split()
    fitting = [article for article in all_of_them if all(word in article.folded for word in words)]
    return sorted(fitting, key=lambda article: not all(word in folded(article.title) for word in words))


def folded(text: str) -> str:
    """Without capitals and without the strokes that people leave out when they type: `łącze` is `lacze`."""
    plain = unicodedata.normalize("NFD", text.lower().replace("ł", "l"))
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


def digest(operator: Operator) -> str:
    """Changes when an article does."""
    texts = (article.folded for language in operator.languages for article in articles(operator, language))
    return hashlib.sha256("\x1f".join(texts).encode()).hexdigest()


def _facts(operator: Operator) -> tuple[tuple[str, str], ...]:
    return (("{name}", operator.name), ("{email}", operator.email), ("{hours}", operator.hours))


@lru_cache(maxsize=16)  # read once for each language: articles change with the program or with a restart
def _articles(
    own: Path | None, language: str, otherwise: str, facts: tuple[tuple[str, str], ...]
) -> tuple[Article, ...]:
    files: dict[str, Path] = {}
    for folder in filter(None, (_OURS, own)):
        inside = folder / language if (folder / language).is_dir() else folder / otherwise
        files |= {_NUMBER.sub("", file.stem): file for file in inside.glob("*.md")}
    in_order = sorted(files.items(), key=lambda one: one[1].name)
    return tuple(filter(None, (_read(slug, file, facts) for slug, file in in_order)))


def _read(slug: str, file: Path, facts: tuple[tuple[str, str], ...]) -> Article | None:
    """An article begins with `# Title`. An empty file takes one of ours out of the list."""
    text = file.read_text(encoding="utf-8")
    for name, value in facts:
        text = text.replace(name, value)
    title, _, rest = text.strip().partition("\n")
    if not title.startswith("# "):
        return None
    return Article(slug, title.removeprefix("# ").strip(), tuple(blocks_of(rest)), folded(text))
