"""Two-dimensional codes as SVG: no inline style, no size of their own."""

from functools import lru_cache

import segno

TRANSFER = "l"  # error level the banks' specification asks for
VERIFICATION = "m"

INK = "#17201b"  # dark on white in both themes: scanners want it that way


@lru_cache(maxsize=1000)  # choosing the best mask takes 6 ms; the same invoice is looked at more than once
def svg(text: str, level: str, *, border: int = 0) -> str:
    """The picture for one text. Level "l" or "m"; the border is in modules."""
    code = segno.make(text, error=level, boost_error=False, micro=False)
    return str(code.svg_inline(omitsize=True, border=border, dark=INK))
