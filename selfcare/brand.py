"""The operator's face: name, colours, texts. One TOML file, checked at start."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

DEMO_FILE = Path(__file__).parent / "demo" / "operator.toml"

LANGUAGES = {"pl": "Polski", "en": "English", "uk": "Українська"}
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun", "holiday")  # of service_hours; "" is closed
_SPAN = re.compile(r"([01]\d|2[0-3]):[0-5]\d-(([01]\d|2[0-3]):[0-5]\d|24:00)")
_TINT = 0.11  # how much of the fill is in a tag that says "new"
_CARD, _CARD_DARK = "#fffefb", "#1c201d"
_NEEDED = {  # colour: [(against, at least)], docs/brand.md
    "ink": [("#f5f2eb", 4.5), ("#fffefb", 4.5), ("#ebe6db", 4.5)],
    "fill_dark": [("#1c201d", 3.0)],
    "ink_dark": [("#121512", 4.5), ("#1c201d", 4.5), ("#2a2f2b", 4.5)],
}


class BrandWrong(Exception):
    """The operator file misses something, or a colour cannot be read. The text names it."""


@dataclass(frozen=True, kw_only=True)
class Colours:
    """The five values a brand sets (docs/brand.md)."""

    fill: str
    on_fill: str
    ink: str
    fill_dark: str
    ink_dark: str

    def mistakes(self) -> list[str]:
        """Which colours would be hard to read, with the contrast they have and the one they need."""
        pairs = [("on_fill", self.fill, 4.5), ("on_fill", self.fill_dark, 4.5)]
        pairs += [(name, against, least) for name, needs in _NEEDED.items() for against, least in needs]
        pairs += [("ink", mixed(self.fill, _CARD), 4.5), ("ink_dark", mixed(self.fill_dark, _CARD_DARK), 4.5)]
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
class Dues:
    """What the operator does about money that comes late, or too much of it (docs/brand.md)."""

    charge_interest: bool = False  # else it is only shown
    interest_rates: Mapping[date, Decimal] = field(default_factory=dict)  # per cent a year, besides the statutory ones
    payout_needs_two_above: Decimal = Decimal(500)  # zloties: a payout of more needs a second person
    paper_invoice: Decimal = Decimal("6.15")  # zloties a month, gross
    sim_exchange: Decimal = Decimal("36.90")  # zloties once, gross; nothing for a SIM that is defective or was stolen

    @classmethod
    def from_table(cls, facts: Mapping[str, Any]) -> Dues:
        """Read `[dues]`. Raises KeyError, TypeError or ArithmeticError."""
        rates = {date.fromisoformat(day): Decimal(str(rate)) for day, rate in facts.get("interest_rates", {}).items()}
        if any(not 0 <= rate <= 100 for rate in rates.values()):
            raise KeyError("dues.interest_rates: per cent a year")
        known = ("payout_needs_two_above", "paper_invoice", "sim_exchange")
        amounts = {name: Decimal(str(facts[name])) for name in known if name in facts}
        return cls(**{**facts, "interest_rates": rates, **amounts})


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
    mark: str  # inside of an <svg viewBox="0 0 32 32">, with 3 of air around; one colour: currentColor
    colours: Colours
    languages: tuple[str, ...] = ("pl", "en")
    is_synthetic: bool = False  # pages and documents then say that the data is invented
    security_contact: str = ""
    legal: dict[str, dict[str, str]] = field(default_factory=dict)  # {"privacy": {"title": …, "text": …}}
    dues: Dues = field(default_factory=Dues)
    service_hours: dict[str, str] = field(default_factory=dict)  # {"mon": "07:00-22:00", …}; empty: not known
    answers: list[dict[str, str]] = field(default_factory=list)  # texts that staff begin with: for, title, text
    help: Path | None = None  # folder of articles, help/pl/*.md; what is not there is the product's
    icons: Path | None = None  # folder with the same names as static/icons; what is not there is the demo's

    def mistakes(self) -> list[str]:
        """Which values cannot be used, by name."""
        checks = {
            "phone: not written as +48225000000": re.fullmatch(r"\+\d{8,15}", self.phone),
            "languages: only " + ", ".join(LANGUAGES): self.languages and set(self.languages) <= LANGUAGES.keys(),
            "icons: no such folder": self.icons is None or self.icons.is_dir(),
            "help: no such folder": self.help is None or self.help.is_dir(),
        }
        texts = {
            f"legal.{name}: needs title and text": {"title", "text"} <= it.keys() for name, it in self.legal.items()
        }
        answers = {
            f"answers: {it.get('title', 'one')} needs for (question or complaint), title and text": it.keys()
            == {"for", "title", "text"}
            and it["for"] in {"question", "complaint"}
            for it in self.answers
        }
        hours = {
            f"service_hours.{day}: not written as 07:00-22:00": day in DAYS and (not span or _SPAN.fullmatch(span))
            for day, span in self.service_hours.items()
        }
        return [sentence for sentence, is_right in (checks | texts | hours | answers).items() if not is_right]

    def favicon(self) -> str:
        """The mark on its own ground, readable on light and dark tabs."""
        drawing = self.mark.replace("currentColor", self.colours.on_fill).replace("var(--paper)", self.colours.fill)
        return (
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="-4 -4 40 40">'
            f'<rect x="-4" y="-4" width="40" height="40" rx="10" fill="{self.colours.fill}"/>{drawing}</svg>'
        )


def operator_from(file: Path | None) -> Operator:
    """Read the operator file. Raises BrandWrong with the name of what is wrong."""
    path = file or DEMO_FILE
    try:
        facts: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
        colours = Colours(**facts.pop("colours"))
        facts["languages"] = tuple(facts.get("languages", ("pl", "en")))
        for name in ("icons", "help"):
            facts[name] = path.parent / facts[name] if name in facts else None
        facts["dues"] = Dues.from_table(facts.get("dues", {}))
        operator = Operator(colours=colours, **facts)
    except (OSError, KeyError, TypeError, ValueError, ArithmeticError) as error:
        raise BrandWrong(f"{path.name}: {error}") from error
    if mistakes := colours.mistakes() + operator.mistakes():
        raise BrandWrong(f"{path.name}: " + "; ".join(mistakes))
    return operator


def mixed(colour: str, ground: str, part: float = _TINT) -> str:
    """A part of one `#rrggbb` colour in another, as `color-mix(in srgb, …)` does it."""
    pairs = zip(_rgb(colour), _rgb(ground), strict=True)
    return "#" + "".join(f"{round(one * part + other * (1 - part)):02x}" for one, other in pairs)


def contrast(one: str, other: str) -> float:
    """WCAG 2.2 contrast ratio of two `#rrggbb` colours, 1 to 21. Raises BrandWrong for another notation."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    parts = [part / 255 for part in _rgb(colour)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _rgb(colour: str) -> tuple[int, int, int]:
    if not re.fullmatch(r"#[0-9a-fA-F]{6}", colour):
        raise BrandWrong(f"colours: {colour} is not written as #rrggbb")
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)
