"""PDFs for archives and for everybody."""

from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import typst
from pypdf import PdfReader

from selfcare.documents.typesetting import typeset

POLISH = "Zażółć gęślą jaźń ZAŻÓŁĆ GĘŚLĄ JAŹŃ „–” −12,30 zł"
TEMPLATE = """
#let facts = json(bytes(sys.inputs.facts))
#set document(title: facts.title)
#set text(lang: "pl")
= #facts.title
#facts.text
"""


@pytest.fixture
def template(tmp_path: Path) -> Path:
    file = tmp_path / "letter.typ"
    file.write_text(TEMPLATE)
    return file


def about(pdf: bytes) -> str:
    """The XMP packet: what the file says of itself."""
    catalogue: Any = PdfReader(BytesIO(pdf)).trailer["/Root"]
    return str(catalogue["/Metadata"].get_data().decode())


def test_it_is_pdf_a_3a_and_pdf_ua_1(template: Path) -> None:
    pdf = typeset(template, {"title": "List", "text": POLISH}, date(2026, 11, 25))

    packet = about(pdf)
    assert "<pdfaid:part>3</pdfaid:part>" in packet
    assert "<pdfaid:conformance>A</pdfaid:conformance>" in packet
    assert "<pdfuaid:part>1</pdfuaid:part>" in packet
    catalogue: Any = PdfReader(BytesIO(pdf)).trailer["/Root"]
    assert catalogue["/MarkInfo"]["/Marked"]
    assert catalogue["/Lang"] == "pl"


def test_polish_letters_are_there_to_be_read(template: Path) -> None:
    pdf = typeset(template, {"title": "List", "text": POLISH}, date(2026, 11, 25))

    assert POLISH in PdfReader(BytesIO(pdf)).pages[0].extract_text()


def test_the_same_facts_give_the_same_bytes(template: Path) -> None:
    first, second = (typeset(template, {"title": "List", "text": "a"}, date(2026, 11, 25)) for _ in range(2))

    assert first == second
    assert first != typeset(template, {"title": "List", "text": "a"}, date(2026, 11, 26))


def test_facts_are_never_taken_for_markup(template: Path) -> None:
    evil = '#panic("gotcha") *bold* $x$ \\ #read("letter.typ") `raw` <label> @ref'

    pdf = typeset(template, {"title": evil, "text": evil}, date(2026, 11, 25))

    assert evil in PdfReader(BytesIO(pdf)).pages[0].extract_text()


def test_a_template_without_a_title_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "untitled.typ"
    file.write_text("= Hello")

    with pytest.raises(typst.TypstError):
        typeset(file, {}, date(2026, 11, 25))
