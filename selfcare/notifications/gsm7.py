"""The alphabet of an SMS (3GPP TS 23.038): 160 characters in it, or only 70 outside of it."""

import unicodedata
from collections.abc import Iterable

_BASIC = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\x1bÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_ESCAPE = "\x1b"
_EXTENDED = {"^": 0x14, "{": 0x28, "}": 0x29, "\\": 0x2F, "[": 0x3C, "~": 0x3D, "]": 0x3E, "|": 0x40, "€": 0x65}
_CODES = {character: bytes([code]) for code, character in enumerate(_BASIC) if character != _ESCAPE} | {
    character: _ESCAPE.encode() + bytes([code]) for character, code in _EXTENDED.items()
}

_PLAINER = str.maketrans({"„": '"', "”": '"', "“": '"', "’": "'", "–": "-", "—": "-", "‑": "-", "−": "-", "…": "..."})
_PLAINER |= str.maketrans({"ł": "l", "Ł": "L", "\u00a0": " ", "\u202f": " ", "\u2060": "", "\u200b": "", "•": "*"})

GSM_7, UCS_2 = 0, 8  # data_coding of SMPP 3.4, section 5.2.19
_OCTETS = {GSM_7: (160, 153), UCS_2: (140, 134)}  # alone, and as a part after its six octets of header


def is_gsm7(text: str) -> bool:
    return all(character in _CODES for character in text)


def folded(text: str) -> str:
    """The same without accents and fine typography where that makes it fit the alphabet; else only the latter."""
    plainer = text.translate(_PLAINER)
    plain = "".join(character if is_gsm7(character) else _without_accent(character) for character in plainer)
    return plain if is_gsm7(plain) else plainer


def parts_of(text: str) -> tuple[int, list[bytes]]:
    """Its coding, and what each part of it holds. No character is ever torn in two."""
    coding = GSM_7 if is_gsm7(text) else UCS_2
    units = [_CODES[character] if coding == GSM_7 else character.encode("utf-16-be") for character in text]
    alone, as_part = _OCTETS[coding]
    whole = b"".join(units)
    return coding, [whole] if len(whole) <= alone else list(_filled(units, as_part))


def _filled(units: Iterable[bytes], size: int) -> Iterable[bytes]:
    part = b""
    for unit in units:
        if len(part) + len(unit) > size:
            yield part
            part = b""
        part += unit
    yield part


def _without_accent(character: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKD", character) if not unicodedata.combining(c))
