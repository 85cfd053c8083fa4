"""Codes as pictures."""

import re
from typing import Any

import segno
from lxml import etree

from selfcare.invoices import qr


def drawn(svg: str) -> list[list[int]]:
    """The modules of a picture, read back from its path."""
    root: Any = etree.fromstring(svg)
    size = int(root.get("viewBox").split()[2])
    modules = [[0] * size for _ in range(size)]
    x, y = 0, 0.0
    for command, numbers in re.findall(r"([Mmh])([-\d. ]*)", root[0].get("d")):
        values = [float(number) for number in numbers.split()]
        if command == "h":
            modules[int(y)][x : x + int(values[0])] = [1] * int(values[0])
            x += int(values[0])
        else:
            x, y = (x + int(values[0]), y + values[1]) if command == "m" else (int(values[0]), values[1])
    return modules


def test_the_picture_is_the_code() -> None:
    text = "9999999999|PL|45999000090000010024560001|011489|Listek sp. z o.o.|FV/2026/12/000123|||"
    code = segno.make(text, error="l", boost_error=False, micro=False)

    assert code.error == "L"
    assert drawn(qr.svg(text, qr.TRANSFER)) == [list(row) for row in code.matrix]


def test_the_content_policy_lets_it_be_shown() -> None:
    svg = qr.svg("https://qr.ksef.mf.gov.pl/", qr.VERIFICATION)

    assert "style" not in svg
    assert "<script" not in svg
    assert "width" not in svg.split(">")[0]
