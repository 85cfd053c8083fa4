"""Names as they are searched for: small letters without tails and strokes."""

import unicodedata

_STROKES = str.maketrans({"ł": "l", "đ": "d", "ø": "o", "ħ": "h", "ı": "i", "æ": "ae", "œ": "oe"})


def fold(text: str) -> str:
    """`Łucja Żak-Müller` → `lucja zak-muller`."""
    parts = unicodedata.normalize("NFKD", text.casefold())
    return "".join(one for one in parts if not unicodedata.combining(one)).translate(_STROKES)
