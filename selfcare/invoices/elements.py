"""Reading elements of an FA(3) document: their text, amounts, dates. What cannot be read is named in one sentence."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from functools import cache
from typing import TypeVar

from lxml import etree

from selfcare.money import Money

NAMESPACE = "http://crd.gov.pl/wzor/2025/06/25/13775/"
LONGEST = 256  # characters of a TZnakowy

_NUMBER = re.compile(r"[+-]?[0-9]{1,16}(\.[0-9]{1,8})?")  # TIlosci and the prices, the widest of each

Value = TypeVar("Value")


class NotAnInvoice(Exception):
    """The bytes are no FA(3) invoice we can read. The text says why, in one sentence for the operator."""


class Element:
    """One element and what is below it, by paths like `Fa/P_1`."""

    def __init__(self, element: etree._Element) -> None:
        self._element = element

    def first(self, path: str) -> Element | None:
        found = self._element.find(_qualified(path))
        return None if found is None else Element(found)

    def each(self, path: str) -> Iterator[Element]:
        return map(Element, self._element.iterfind(_qualified(path)))

    def has(self, path: str) -> bool:
        return self._element.find(_qualified(path)) is not None

    def attribute(self, name: str) -> str:
        return self._element.get(name, "")

    @property
    def content(self) -> str:
        """The text with single spaces, as the schema's xsd:token means it."""
        text = "".join(map(str, self._element.itertext())) if len(self._element) else self._element.text or ""
        return " ".join(text.split())

    def text(self, path: str) -> str:
        """The text of the element at `path`; "" when it is not there."""
        found = self.first(path)
        return found.content if found else ""

    def texts(self, path: str) -> tuple[str, ...]:
        return tuple(found.content for found in self.each(path))

    def money(self, path: str) -> Money | None:
        return self._read(path, Money.parse)

    def day(self, path: str) -> date | None:
        return self._read(path, _day)

    def decimal(self, path: str) -> Decimal | None:
        return self._read(path, _decimal)

    def whole(self, path: str) -> int | None:
        return self._read(path, int)

    def needed(self, path: str, longest: int = LONGEST) -> str:
        """The text at `path`. Raises NotAnInvoice when it is missing, empty or too long."""
        text = self.text(path)
        if not text:
            raise NotAnInvoice(f"The invoice has no {path}.")
        if len(text) > longest:
            raise NotAnInvoice(f"{path} has more than {longest} characters.")
        return text

    def _read(self, path: str, reader: Callable[[str], Value]) -> Value | None:
        text = self.text(path)
        if not text:
            return None
        try:
            return reader(text)
        except ValueError:
            raise NotAnInvoice(f"{path} cannot be read: {text[:40]!r}.") from None


@cache
def _qualified(path: str) -> str:
    return "/".join(f"{{{NAMESPACE}}}{name}" for name in path.split("/"))


def _day(text: str) -> date:
    if len(text) != len("2026-11-25"):
        raise ValueError(text)
    return date.fromisoformat(text)


def _decimal(text: str) -> Decimal:
    if not _NUMBER.fullmatch(text):
        raise ValueError(text)
    return Decimal(text)
