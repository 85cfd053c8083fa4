"""The operator's face: name, colours, texts. One TOML file, checked at start."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

DEMO_FILE = Path(__file__).parent / "demo" / "operator.toml"

_NEEDED = {  # colour: [(against, at least)], look.md §2.1
    "ink": [("#f5f2eb", 4.5), ("#fffefb", 4.5), ("#ebe6db", 4.5)],
    "fill_dark": [("#1c201d", 3.0)],
    "ink_dark": [("#121512", 4.5), ("#1c201d", 4.5), ("#2a2f2b", 4.5)],
}


class BrandWrong(Exception):
    """The operator file misses something, or a colour cannot be read. The text names it."""


@dataclass(frozen=True, kw_only=True)
class Colours:
    """The five values a brand sets (look.md §2.1)."""

    fill: str
    on_fill: str
    ink: str
    fill_dark: str
    ink_dark: str

    def mistakes(self) -> list[str]:
        """Which colours would be hard to read, with the contrast they have and the one they need."""
        pairs = [("on_fill", self.fill, 4.5), ("on_fill", self.fill_dark, 4.5)]
        pairs += [(name, against, least) for name, needs in _NEEDED.items() for against, least in needs]
        found = [(name, against, least, contrast(getattr(self, name), against)) for name, against, least in pairs]
        return [
            f"colours.{name}: contrast {is_:.1f} on {on}, needs {least}"
            for name, on, least, is_ in found
            if is_ < least
        ]

    def css(self) -> str:
        return (
            f":root{{--op-fill:{self.fill};--op-on-fill:{self.on_fill};--op-ink:{self.ink};"
            f"--op-fill-dark:{self.fill_dark};--op-ink-dark:{self.ink_dark}}}"
        )


@dataclass(frozen=True, kw_only=True)
class Operator:
    """Who runs this portal."""

    name: str
    legal_name: str
    nip: str
    address: str
    phone: str  # of customer service, E.164
    hours: str
    email: str
    mark: str  # inside of an <svg viewBox="0 0 32 32">, one colour: currentColor
    colours: Colours
    languages: tuple[str, ...] = ("pl", "en")
    is_synthetic: bool = False  # pages and documents then say that the data is invented
    security_contact: str = ""
    legal: dict[str, dict[str, str]] = field(default_factory=dict)  # {"privacy": {"title": …, "text": …}}


def operator_from(file: Path | None) -> Operator:
    """Read the operator file. Raises BrandWrong with the name of what is wrong."""
    path = file or DEMO_FILE
    try:
        facts: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
        colours = Colours(**facts.pop("colours"))
        operator = Operator(colours=colours, **{**facts, "languages": tuple(facts.get("languages", ("pl", "en")))})
    except (OSError, KeyError, TypeError, tomllib.TOMLDecodeError) as error:
        raise BrandWrong(f"{path.name}: {error}") from error
    if mistakes := colours.mistakes():
        raise BrandWrong(f"{path.name}: " + "; ".join(mistakes))
    return operator


def contrast(one: str, other: str) -> float:
    """WCAG 2.2 contrast ratio of two `#rrggbb` colours, 1 to 21. Raises BrandWrong for another notation."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    digits = colour.removeprefix("#")
    if len(digits) != 6 or not set(digits.lower()) <= set("0123456789abcdef"):
        raise BrandWrong(f"colours: {colour} is not written as #rrggbb")
    parts = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
