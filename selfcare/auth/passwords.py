"""Permanent passwords: how they are kept, and which ones are too easy to guess (security.md §1.3)."""

import re
import unicodedata
from collections.abc import Iterable
from functools import cache
from importlib.resources import files

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from flask_babel import lazy_gettext as _l

SHORTEST = 12
LONGEST = 1000  # code points; far beyond any manager's
_ENOUGH_OF_ITS_OWN = 8  # characters that must be left without words anybody would try first

# OWASP's figures; the library's defaults would use four times the time and three times the memory
hasher = PasswordHasher(time_cost=2, memory_cost=19456, parallelism=1)

_FEW = 8  # signs and digits around a common word that do not make it better
_rows_of_keys = ("01234567890123456789", "qwertyuiopasdfghjklzxcvbnm", "abcdefghijklmnopqrstuvwxyz")

_ends = re.compile(r"^[\W\d_]+|[\W\d_]+$")
_separators_and_runs = re.compile(r"[\W_]+|\d{5,}")
_one_piece_again_and_again = re.compile(r"(.{1,8}?)\1+")

_too_short = _l("Use at least 12 characters. Three or four words are easier to remember than signs.")
_too_long = _l("Use at most 1000 characters.")
_too_common = _l("This password is among those that are tried first. Choose another one.")
_too_personal = _l("Do not build the password from our name, your number or your e-mail.")


def hash_password(text: str) -> str:
    return hasher.hash(_as_one_spelling(text))


def matches(text: str, password_hash: str | None) -> bool:
    """Whether it is this password. Takes as long when there is none: nobody learns that from the clock."""
    try:
        hasher.verify(password_hash or _of_nobody(), _as_one_spelling(text))
    except (VerifyMismatchError, InvalidHashError):
        return False
    return password_hash is not None


def is_outdated(password_hash: str) -> bool:
    """Whether it was hashed with other figures than today's."""
    return hasher.check_needs_rehash(password_hash)


def mistake_in(text: str, personal: Iterable[str] = ()) -> str | None:
    """Why this cannot be a password, as a sentence; `personal` are words a stranger may know of the customer."""
    text = _as_one_spelling(text)
    if len(text) < SHORTEST:
        return str(_too_short)
    if len(text) > LONGEST:
        return str(_too_long)
    if _is_common(text.casefold()):
        return str(_too_common)
    return str(_too_personal) if _is_made_of(text.casefold(), personal) else None


def _is_common(text: str) -> bool:
    core = _ends.sub("", text)
    is_known = text in _common() or (core in _common() and len(text) - len(core) <= _FEW)
    is_row = any(text in row or text[::-1] in row for row in _rows_of_keys)
    return is_known or is_row or bool(_one_piece_again_and_again.fullmatch(text)) or len(set(text)) < 5


def _is_made_of(text: str, personal: Iterable[str]) -> bool:
    words = {word for entry in personal for word in _words_of(entry.casefold())}
    rest = text
    for word in sorted(words, key=len, reverse=True):
        rest = rest.replace(word, " ")
    return rest != text and len(_separators_and_runs.sub("", rest)) < _ENOUGH_OF_ITS_OWN


def _words_of(entry: str) -> Iterable[str]:
    """The entry as it stands, in one piece, and each part of it that is long enough to be told apart."""
    parts = re.split(r"[\W_]+", entry)
    pieces = (entry, "".join(parts), entry.removeprefix("+48"), *parts)
    return (piece for piece in pieces if len(piece) >= 4)


def _as_one_spelling(text: str) -> str:
    return unicodedata.normalize("NFC", text)


@cache
def _common() -> frozenset[str]:
    return frozenset((files("selfcare.auth") / "common_passwords.txt").read_text(encoding="utf-8").split())


def _of_nobody() -> str:
    """A hash that no password matches, made with today's figures."""
    return _hash_of_nobody(hasher.time_cost, hasher.memory_cost, hasher.parallelism)


@cache
def _hash_of_nobody(_time: int, _memory: int, _lanes: int) -> str:
    return hasher.hash("nobody has this password")
