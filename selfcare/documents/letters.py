"""What the type can draw. PDF/A forbids text without glyphs, so one strange letter would cost the whole document."""

import re
import unicodedata

STAND_IN = "\u25a1"  # a white square: here stood something this type does not have

# Characters that Libertinus Serif (typst's own) has both in regular and in bold; a test sets each of them in type.
# Left out though it has them: Hebrew and other scripts it has only in part, and marks that stand on no letter.
_RANGES = (
    (0x20, 0x7E),  # ASCII
    (0xA0, 0xAC),
    (0xAE, 0x23F),  # Latin of all of Europe
    (0x384, 0x38A),  # Greek
    (0x38C, 0x38C),
    (0x38E, 0x3A1),
    (0x3A3, 0x3CE),
    (0x400, 0x45F),  # Cyrillic
    (0x490, 0x4C4),
    (0x1E00, 0x1E9B),  # more Latin
    (0x1E9E, 0x1E9E),
    (0x1EA0, 0x1EF9),
    (0x2000, 0x200A),  # spaces, dashes, quotation marks
    (0x2010, 0x2027),
    (0x202F, 0x2037),
    (0x2039, 0x203E),
    (0x2044, 0x2044),
    (0x2070, 0x2071),  # raised and lowered figures
    (0x2074, 0x208E),
    (0x20AB, 0x20AC),  # currencies
    (0x20BF, 0x20BF),
    (0x2103, 0x2103),
    (0x2116, 0x2116),
    (0x2122, 0x2122),
    (0x2126, 0x2126),
    (0x2153, 0x2184),  # fractions, Roman numerals
    (0x2190, 0x219B),  # arrows
    (0x2200, 0x220D),  # mathematics
    (0x220F, 0x221C),
    (0x2223, 0x222B),
    (0x2248, 0x2249),
    (0x2260, 0x2262),
    (0x2264, 0x2265),
    (0x22C5, 0x22C5),
    (0x25A0, 0x25A1),
    (0x25CE, 0x25D7),
)
DRAWABLE = frozenset(chr(code) for first, last in _RANGES for code in range(first, last + 1))

_STRANGE = re.compile("[^" + "".join(rf"\U{first:08x}-\U{last:08x}" for first, last in _RANGES) + "]")


def drawable(text: str) -> str:
    """The text with a visible stand-in for each character that cannot be drawn; what breaks a line is a space."""
    shown = _STRANGE.sub(_instead, unicodedata.normalize("NFC", text))
    return STAND_IN if text.strip() and not shown.strip() else shown  # PDF/UA allows no empty heading


def drawable_in(facts: object) -> object:
    """The same for every text in a tree of facts, as JSON has them."""
    if isinstance(facts, str):
        return drawable(facts)
    if isinstance(facts, dict):
        return {name: drawable_in(fact) for name, fact in facts.items()}
    if isinstance(facts, list | tuple):
        return [drawable_in(fact) for fact in facts]
    return facts


def _instead(found: re.Match[str]) -> str:
    """Marks of direction, joiners and the like have no look of their own: nothing stands in for them."""
    kind = unicodedata.category(found[0])
    if kind in {"Cc", "Zl", "Zp"}:
        return " "
    return "" if kind == "Cf" or "\ufe00" <= found[0] <= "\ufe0f" else STAND_IN
