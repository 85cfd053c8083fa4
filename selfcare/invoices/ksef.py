"""KSeF numbers and their check digits, and the verification code KOD I (domain.md §3)."""

import base64
import hashlib
import re
from datetime import date

_SHAPE = re.compile(
    r"([1-9]((\d[1-9])|([1-9]\d))\d{7}|M\d{9}|[A-Z]{3}\d{7})"
    r"-(20[2-9]\d|2[1-9]\d{2}|[3-9]\d{3})(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])"
    r"-[0-9A-F]{6}-?[0-9A-F]{6}-[0-9A-F]{2}"
)
_VERIFY = "https://qr.ksef.mf.gov.pl/invoice"
OFFLINE = "OFFLINE"  # caption of a code whose invoice has no KSeF number


def plain(number: str) -> str:
    """The 35-character form: without the dash that may stand inside the hexadecimal part."""
    return number[:26] + number[27:] if len(number) == 36 and number[26] == "-" else number


def has_shape(number: str) -> bool:
    return _SHAPE.fullmatch(number) is not None


def is_valid(number: str) -> bool:
    """Whether the shape and the checksum are right: CRC-8 (0x07, initial 0) over the first 32 characters."""
    if not has_shape(number):
        return False
    text = plain(number)
    return f"{_crc8(text[:32].encode()):02X}" == text[33:]


def verification_url(seller_nip: str, issued_on: date, xml: bytes) -> str:
    """KOD I: where anybody can check that KSeF knows exactly these bytes."""
    digest = base64.urlsafe_b64encode(hashlib.sha256(xml).digest()).rstrip(b"=").decode()
    return f"{_VERIFY}/{seller_nip}/{issued_on:%d-%m-%Y}/{digest}"


def _crc8(content: bytes) -> int:
    crc = 0
    for byte in content:
        crc ^= byte
        for _bit in range(8):
            crc = (crc << 1) ^ (0x107 if crc & 0x80 else 0)
    return crc
