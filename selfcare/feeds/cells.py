"""Reading single cells: text in, a value for the database out, or a few words on what is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime

from selfcare.customers.emails import email_of
from selfcare.invoices import ksef
from selfcare.money import Money, nrb_of

Reader = Callable[[str], object]

_NOT_TEXT = re.compile(r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")  # they turn text around
_NO_SPACES = re.compile(r"\S+")
_WHOLE = re.compile(r"-?\d{1,9}", re.ASCII)
_WHOLE_LONG = re.compile(r"-?\d{1,15}", re.ASCII)
_VAT_RATE = re.compile(r"\d{1,2}(\.\d{1,2})?|[a-z]{2}", re.ASCII)
_AMOUNT = re.compile(r"\d{1,9}(\.\d{1,2})?", re.ASCII)
_DAY = re.compile(r"(19|20)\d\d-\d\d-\d\d", re.ASCII)
_MOMENT = re.compile(r"(19|20)\d\d-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d{1,6})?)?(Z|[+-]\d\d:\d\d)", re.ASCII)
_PHONE = re.compile(r"\+48\d{9}|\+(?!48)[1-9]\d{6,14}", re.ASCII)
_LANGUAGE = re.compile(r"[a-z]{2}")
_URL = re.compile(r"https?://[!-~]+")
_NIP_WEIGHTS = (6, 5, 7, 2, 3, 4, 5, 6, 7)


class BadCell(Exception):
    """What is wrong with one cell, in a few words."""


def text(longest: int, *, needed: bool = False) -> Reader:
    """Text on one line."""

    def read(cell: str) -> str:
        if not cell.isprintable():
            cell = re.sub(r"[\r\n\t]+", " ", cell)
            if _NOT_TEXT.search(cell):
                raise BadCell("has characters that are no text")
        found = cell.strip()
        _check(not needed or found, "is missing")
        _check(len(found) <= longest, f"is longer than {longest} characters")
        return found

    return read


def word(longest: int, *, needed: bool = False) -> Reader:
    """Text without spaces: a number of something, a code."""
    read_text = text(longest, needed=needed)

    def read(cell: str) -> object:
        found = read_text(cell)
        _check(not found or _NO_SPACES.fullmatch(str(found)), "has spaces in it")
        return found

    return read


def one_of(*values: str, empty: str | None = None) -> Reader:
    """One of the contract's words; `empty` is what an empty cell means."""
    known = {value: value for value in values} | ({"": empty} if empty is not None else {})

    def read(cell: str) -> str:
        _check(cell in known, f"is not one of {', '.join(values)}")
        return known[cell]

    return read


def whole(least: int = 0, *, among: tuple[int, ...] = ()) -> Reader:
    def read(cell: str) -> int:
        _check(_WHOLE.fullmatch(cell), "is not a whole number")
        number = int(cell)
        _check(number >= least, f"is less than {least}")
        _check(not among or number in among, f"is not one of {', '.join(map(str, among))}")
        return number

    return read


def digits(longest: int) -> Reader:
    """A number that may begin with nought, or nothing."""
    known = re.compile(rf"\d{{0,{longest}}}", re.ASCII)

    def read(cell: str) -> str:
        _check(known.fullmatch(cell), f"is not a number of at most {longest} digits")
        return cell

    return read


def optional(read: Reader) -> Reader:
    """None for an empty cell."""
    return lambda cell: read(cell) if cell else None


def or_nothing(read: Reader) -> Reader:
    """An empty cell stays an empty text."""
    return lambda cell: read(cell) if cell else ""


def count(cell: str) -> int:
    """How much of something there was; nothing said means nothing."""
    _check(not cell or _WHOLE_LONG.fullmatch(cell), "is not a whole number")
    number = int(cell or 0)
    _check(number >= 0, "is less than 0")
    return number


def vat_rate(cell: str) -> str:
    """As invoices write it (P_12): 23, 8, zw; nothing said stays nothing."""
    _check(not cell or _VAT_RATE.fullmatch(cell), "is not a rate like 23 or zw")
    return cell


def flag(cell: str) -> bool:
    _check(cell in {"0", "1"}, "is neither 0 nor 1")
    return cell == "1"


def amount(cell: str) -> Money:
    _check(_AMOUNT.fullmatch(cell), "is not an amount like 39.99")
    return Money.parse(cell)


def positive_amount(cell: str) -> Money:
    found = amount(cell)
    _check(found, "is nothing")
    return found


def day(cell: str) -> date:
    _check(_DAY.fullmatch(cell), "is not a date like 2026-11-25")
    try:
        return date.fromisoformat(cell)
    except ValueError:
        raise BadCell("is no day of the calendar") from None


def moment(cell: str) -> datetime:
    _check(_MOMENT.fullmatch(cell), "is not a time with its offset like 2026-11-25T12:00:00+01:00")
    try:
        return datetime.fromisoformat(cell)
    except ValueError:
        raise BadCell("is no time of the calendar") from None


def phone(cell: str) -> str:
    _check(_PHONE.fullmatch(cell), "is not a number in E.164 like +48500100200")
    return cell


def email(cell: str) -> str:
    found = email_of(cell)
    _check(found, "is not an e-mail address")
    return str(found)


def language(cell: str) -> str:
    """Two letters, e.g. `pl`; nothing said means Polish."""
    found = cell.lower() or "pl"
    _check(_LANGUAGE.fullmatch(found), "is not a language like pl")
    return found


def file_name(cell: str) -> str:
    """Bare: whoever writes the list need not know where the file will lie."""
    found = str(text(255, needed=True)(cell))
    _check("/" not in found and "\\" not in found, "is not a bare file name")
    return found


def url(cell: str) -> str:
    _check(len(cell) <= 2000 and _URL.fullmatch(cell), "is not an address that begins with https://")
    return cell


def nip(cell: str) -> str:
    """Ten digits, the last one the sum of the others by their weights, modulo 11."""
    _check(len(cell) == 10 and cell.isascii() and cell.isdigit(), "is not a NIP of ten digits")
    total = sum(int(digit) * weight for digit, weight in zip(cell, _NIP_WEIGHTS, strict=False))
    _check(total % 11 == int(cell[9]), "is a NIP with a wrong check digit")
    return cell


def bank_account(cell: str) -> str:
    found = nrb_of(cell)
    _check(found, "is not an account number (NRB) of 26 digits with the right check digits")
    return str(found)


def ksef_number(cell: str) -> str:
    _check(ksef.has_shape(cell), "is not a KSeF number")
    _check(ksef.is_valid(cell), "is a KSeF number with a wrong checksum")
    return ksef.plain(cell)


def _check(is_right: object, otherwise: str) -> None:
    if not is_right:
        raise BadCell(otherwise)
