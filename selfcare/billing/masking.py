"""Numbers of other people: what of them is shown, and what may be searched for, until the customer proved himself."""

from __future__ import annotations

import re
from collections.abc import Sequence

from selfcare.web.formats import NBSP, phone

HIDDEN = "***"
_SHOWN = 3  # digits at each end
_SHORT = 7  # a number of so few digits is a service's, not a person's
_HOME = "+48"
_NOT_DIGITS = re.compile(r"[^0-9]")
_LETTER = re.compile(r"[^\W\d_]")
_DIGITS_AT_MOST = 15  # of E.164


def masked(peer: str) -> str:
    """`+48600123001` → `600 *** 001`; short codes and names of senders hide nobody."""
    if not is_personal(peer):
        return peer
    digits = _digits(peer)
    abroad = "+" if peer.startswith("+") and not peer.startswith(_HOME) else ""
    return NBSP.join((abroad + digits[:_SHOWN], HIDDEN, digits[-_SHOWN:]))


def whole(peer: str) -> str:
    """`600 123 001`."""
    return phone(peer) if is_personal(peer) else peer


def is_personal(peer: str) -> bool:
    """Whether it is a number that people have: no letters, and as many digits as those have."""
    return len(_digits(peer)) > _SHORT and not _LETTER.search(peer)


def _digits(peer: str) -> str:
    """Without the country, where that is Poland."""
    return _NOT_DIGITS.sub("", peer.removeprefix(_HOME))


def patterns(text: str, *, all_digits: bool) -> Sequence[str]:
    r"""LIKE patterns, escaped with a backslash, for what was typed into the search.

    With `all_digits` a part of a number is looked for anywhere in it. Without, only where the mask shows digits: a
    search may not tell what the page hides, or a thousand of them would (docs/adr/0019). Names of senders hide nobody.
    """
    digits = _NOT_DIGITS.sub("", text)[:_DIGITS_AT_MOST]
    if not digits or _LETTER.search(text):
        return (f"%{_escaped(text)}%",) if all_digits or _LETTER.search(text) else ("",)
    if text.strip().startswith("00"):
        digits = digits.removeprefix("00")
    national = digits.removeprefix("48") if len(digits) == 11 else digits
    return (f"%{national}%",) if all_digits else _visible(national)


def _escaped(text: str) -> str:
    """No character of it means anything to LIKE."""
    return re.sub(r"([\\%_])", r"\\\1", text.strip())


def _visible(digits: str) -> Sequence[str]:
    """Short codes whole; of a person's number its first three digits, its last three, or both."""
    heads = [f"{begins}{digits[:_SHOWN]}%" for begins in (_HOME, "+", "")]
    if len(digits) <= _SHOWN:
        return (*heads, f"%{digits}")
    if len(digits) < 9:
        return (*heads, digits) if len(digits) <= _SHORT else heads
    return [f"{head}{digits[-_SHOWN:]}" for head in heads]
