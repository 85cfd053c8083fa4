"""Documents nobody expects are printed all the same."""

from collections.abc import Iterator
from io import BytesIO

import pytest
from flask import Flask
from flask_babel import force_locale
from pypdf import PdfReader

from selfcare.documents.letters import STAND_IN
from tests.invoices.test_paper import printed, text_of
from tests.invoices.xml import invoice_xml, row

HEADING = '<TNaglowek><Kol Typ="txt"><NKom>Dzień</NKom></Kol><Kol Typ="dec"><NKom>GB</NKom></Kol></TNaglowek>'


@pytest.fixture(autouse=True)
def english(app: Flask) -> Iterator[None]:
    with app.test_request_context("/"), force_locale("en"):
        yield


def attached(table: str, title: str = "Wykaz") -> bytes:
    block = f"<BlokDanych><ZNaglowek>{title}</ZNaglowek><Tabela>{table}</Tabela></BlokDanych>"
    return invoice_xml(end=f"<Zalacznik>{block}</Zalacznik>")


@pytest.mark.parametrize(
    "strange", ["漢字", "\U0001f375", "\ue000", "שלום", "\u0085", "\u2028", "a\u0301\u0302", "\ufffd"]
)
def test_any_character_may_stand_anywhere(app: Flask, strange: str) -> None:
    xml = invoice_xml(
        number=f"FV/{strange}/1",
        seller=f"Sklep {strange}",
        buyer=f"<BrakID>1</BrakID><Nazwa>{strange} Nowak</Nazwa>",
        rows=[row(f"Herbata {strange}", "10.00", unit=strange)],
        notes=f"<DodatkowyOpis><Klucz>{strange}</Klucz><Wartosc>{strange}</Wartosc></DodatkowyOpis>",
    )

    assert "Herbata" in text_of(printed(app, xml))


def test_a_stand_in_is_seen_and_the_xml_inside_stays_as_it_is(app: Flask) -> None:
    xml = invoice_xml(rows=[row("Herbata 茶", "10.00")])

    pdf = printed(app, xml)

    assert f"Herbata {STAND_IN}" in text_of(pdf)
    assert dict(PdfReader(BytesIO(pdf)).attachments) == {"invoice.xml": [xml]}


@pytest.mark.parametrize(
    ("table", "words"),
    [
        ("<Wiersz><WKom>1 listopada</WKom><WKom>0.50</WKom></Wiersz>", "1 listopada 0.50"),
        ("<Wiersz><WKom>a</WKom></Wiersz>", "a"),
        (f"{HEADING}<Wiersz><WKom>a</WKom><WKom>b</WKom><WKom>c</WKom></Wiersz>", "Dzień GB a b c"),
        (f"{HEADING}<Wiersz/>", "Dzień GB"),
        ('<TNaglowek><Kol Typ="dec"/><Kol Typ="txt"><NKom>GB</NKom></Kol></TNaglowek>', "GB"),
        ("<Suma><SKom>Razem</SKom><SKom>2</SKom></Suma>", "Razem 2"),
        ("<Opis>Puste</Opis>", "Puste"),
        ("", ""),
        ("<Wiersz/>", ""),
    ],
)
def test_a_table_may_lack_headings_or_rows(app: Flask, table: str, words: str) -> None:
    assert f"Wykaz {words}" in text_of(printed(app, attached(table))) + " "


def test_a_heading_may_have_nothing_to_show(app: Flask) -> None:
    assert "Razem" in text_of(printed(app, attached("<Suma><SKom>Razem</SKom></Suma>", title="\u200b")))


def test_the_largest_numbers_are_printed(app: Flask) -> None:
    rows = [row("Prąd", "99999999999999.99", quantity="9999999999999999.99999999", price="-99999999999999.12345678")]

    text = text_of(printed(app, invoice_xml(rows=rows, total="99999999999999.99")))

    assert "9,999,999,999,999,999.99999999" in "".join(text.split())
