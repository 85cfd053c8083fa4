"""The invoice on paper."""

import time
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask_babel import force_locale
from pypdf import PdfReader

from selfcare.customers.models import Customer
from selfcare.invoices import fa3
from selfcare.invoices.actions import receive
from selfcare.invoices.paper import Paper
from tests.builders import ANNA_ACCOUNT, NOON
from tests.invoices.xml import DUE, PAID, PART_PAID, SUBSCRIPTIONS, corrected, invoice_xml, row

KNOWN = "5265877635-20250826-0100001AF629-AF"


class Drawer:
    """Takes invoices in without a database."""

    def add(self, _invoice: object) -> None:
        pass


@pytest.fixture(autouse=True)
def english(app: Flask) -> Iterator[None]:
    with app.test_request_context("/"), force_locale("en"):
        yield


def printed(app: Flask, xml: bytes, ksef_number: str = "") -> bytes:
    document = fa3.read(xml)
    drawer: Any = Drawer()
    invoice = receive(drawer, xml, document, customer=Customer(id=1), now=NOON, ksef_number=ksef_number)
    operator = app.extensions["operator"]
    return Paper(invoice=invoice, document=document, xml=xml, operator=operator, customers_account=ANNA_ACCOUNT).pdf()


def text_of(pdf: bytes) -> str:
    pages = PdfReader(BytesIO(pdf)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).replace("\u00a0", " ").split())


def test_it_says_what_the_document_says(app: Flask) -> None:
    text = text_of(printed(app, invoice_xml(), KNOWN))

    for words in (
        "Invoice FV/2026/11/000121",
        "19 November 2026, Warszawa",
        "1 November 2026 – 30 November 2026",
        "Listek sp. z o.o.",
        "Anna Nowak",
        "500 100 200",
        "Listek 30 GB",
        "23% 93.47 21.50 114.97",
        "45 9990 0009 0000 0100 2456 0001",
        "By 3 December 2026",
        KNOWN,
        "Page 1 of ",
    ):
        assert words in text, words


def test_invented_data_say_so_and_real_data_do_not(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "Synthetic data" in text_of(printed(app, invoice_xml()))

    monkeypatch.setitem(app.extensions, "operator", replace(app.extensions["operator"], is_synthetic=False))
    assert "Synthetic data" not in text_of(printed(app, invoice_xml()))


def test_the_xml_inside_is_the_document_byte_for_byte(app: Flask) -> None:
    xml = invoice_xml(seller="Żółw &amp; Syn").replace(b"\n", b"\r\n") + b"\r\n\t<!-- end -->"

    reader = PdfReader(BytesIO(printed(app, xml)))

    assert dict(reader.attachments) == {"invoice.xml": [xml]}
    catalogue: Any = reader.trailer["/Root"]
    assert catalogue["/AF"][0].get_object()["/AFRelationship"] == "/Source"


def test_without_a_ksef_number_it_says_offline(app: Flask) -> None:
    assert "OFFLINE" in text_of(printed(app, invoice_xml()))


def test_paid_and_credit_have_no_transfer(app: Flask) -> None:
    paid = text_of(printed(app, invoice_xml(payment=PAID)))
    credit = text_of(printed(app, invoice_xml(total="-5.00", payment="")))

    assert "Pay by transfer" not in paid + credit
    assert "Paid in full 20 November 2026" in paid
    assert "To settle −5.00 zł" in credit


def test_part_payments_and_settlement_are_listed(app: Flask) -> None:
    settlement = """<Rozliczenie><Odliczenia><Kwota>5.00</Kwota><Powod>Nadpłata</Powod></Odliczenia>
    <DoZaplaty>109.97</DoZaplaty></Rozliczenie>"""

    text = text_of(printed(app, invoice_xml(payment=PART_PAID, settlement=settlement)))

    assert "Gross total 114.97 zł Nadpłata −5.00 zł To pay 109.97 zł Paid 20 November 2026 −60.00 zł" in text
    assert "Left to pay 49.97 zł" in text


def test_a_correction_says_what_it_corrects(app: Flask) -> None:
    rows = [row("SMS premium", "12.30", before=True), row("SMS premium", "0.00")]

    text = text_of(printed(app, invoice_xml(kind="KOR", correction=corrected("FV/1", "2026-10-19", KNOWN), rows=rows)))

    assert "Correction FV/2026/11/000121" in text
    assert f"FV/1 of 19 October 2026, KSeF {KNOWN}" in text
    assert "was 12.30 zł, is 0.00 zł" in text


def test_another_currency_shows_vat_in_zlotys_too(app: Flask) -> None:
    vat = "<P_13_1>93.47</P_13_1><P_14_1>21.50</P_14_1><P_14_1W>91.59</P_14_1W><P_13_7>0</P_13_7>"
    foreign = DUE.replace(ANNA_ACCOUNT, "DE89370400440532013000")

    text = text_of(printed(app, invoice_xml(vat=vat, currency="EUR", payment=foreign)))

    assert "DE89370400440532013000" in text
    assert "Net, EUR VAT, EUR Gross, EUR VAT, zł" in text
    assert "91.59" in text


def test_very_long_names_wrap_and_stay_within_three_pages(app: Flask) -> None:
    name = ("Bardzo długa nazwa usługi telekomunikacyjnej " * 12)[:512].strip()
    rows = [row(name, "8.84", number=place) for place in range(1, 14)]

    pages = PdfReader(BytesIO(printed(app, invoice_xml(rows=rows, seller=name)))).pages

    assert len(pages) <= 3
    assert name.split()[-1] in pages[0].extract_text()


def test_two_pages_take_less_than_150_ms_of_cpu(app: Flask) -> None:
    def bill(number: int) -> bytes:
        more = [row(f"Połączenia {number}/{place}", "0.00", number=place) for place in range(4, 40)]
        return invoice_xml(number=f"FV/{number}", rows=[*SUBSCRIPTIONS, *more])

    printed(app, bill(0))
    best = min(_seconds_for(app, bill(number)) for number in range(1, 6))

    assert len(PdfReader(BytesIO(printed(app, bill(1)))).pages) == 2
    assert best < 0.15


def _seconds_for(app: Flask, xml: bytes) -> float:
    began = time.process_time()
    printed(app, xml)
    return time.process_time() - began


@pytest.mark.samples
def test_every_official_sample_can_be_printed(app: Flask, samples: Path) -> None:
    for file in sorted(samples.glob("*.xml")):
        pdf = printed(app, file.read_bytes())

        assert 1 <= len(PdfReader(BytesIO(pdf)).pages) <= 3, file.name
