"""One invoice as a page: the accessible invoice."""

import hashlib
from typing import Any

import pytest
from sqlalchemy.orm import Session

from selfcare.customers.models import Customer
from selfcare.money import Money
from tests.browser import Browser
from tests.builders import ANNA_ACCOUNT
from tests.invoices.reception import received
from tests.invoices.xml import DUE, PART_PAID, SUBSCRIPTIONS, corrected, invoice_xml, row
from tests.statements import MOST_PER_PAGE, count_statements

KNOWN = "5265877635-20250826-0100001AF629-AF"


def section(browser: Browser, heading: str) -> str:
    """What a person reads in the section with this heading; "" when there is none."""
    for part in browser.page.iterfind(".//main//section"):
        if part.find(".//h2") is not None and "".join(part.find(".//h2").itertext()).strip() == heading:
            return " ".join(" ".join(part.itertext()).replace("\u2060", "").split())
    return ""


def opened(browser: Browser, db: Session, customer: Customer, **facts: Any) -> Browser:
    ksef_number = facts.pop("ksef_number", "")
    return browser.open(f"/invoices/{received(db, customer, ksef_number=ksef_number, **facts).id}")


def test_it_shows_parties_period_lines_and_sums(reader: Browser, db: Session, anna: Customer) -> None:
    outside = row("Numery specjalne", "4.92", index="500100200", number=4, quantity="2", price="2.46", unit="poł.")
    opened(reader, db, anna, rows=[*SUBSCRIPTIONS, outside], total="119.89")

    assert "Invoice for November" in reader.text
    assert "FV/2026/11/000121, issued 19 November 2026" in reader.text
    why = section(reader, "Where this amount comes from")
    assert "Subscriptions 3 numbers 114.97 zł Outside the subscription 1 item 4.92 zł To pay 119.89 zł" in why
    lines = section(reader, "Items")
    assert "500 100 200 Listek 30 GB abonament 1–30 listopada 39.99 zł" in lines
    assert "Numery specjalne 2 poł. × 2.46 zł 4.92 zł 500 100 201" in lines
    assert "23% 93.47 21.50 114.97 Total, zł 93.47 21.50 114.97" in section(reader, "VAT")
    assert "Listek sp. z o.o." in section(reader, "Parties")
    assert "Customer number 1002456" in section(reader, "Parties")


def test_it_says_how_to_pay_by_transfer(reader: Browser, db: Session, anna: Customer) -> None:
    opened(reader, db, anna)

    card = section(reader, "Pay by transfer")
    assert "45 9990 0009 0000 0100 2456 0001" in card
    assert "114.97 zł" in card
    copied = reader.page.xpath("//*[@id='transfer']//button/@data-copy")
    assert copied == [ANNA_ACCOUNT, "FV/2026/11/000121"]
    assert len(reader.page.xpath("//*[@id='transfer']//svg[@class='segno']")) == 1
    assert f"{reader.address}/pay" in reader.links()


def test_another_currency_has_no_code_for_banks(reader: Browser, db: Session, anna: Customer) -> None:
    account = "DE89370400440532013000"
    opened(reader, db, anna, currency="EUR", payment=DUE.replace(ANNA_ACCOUNT, account))

    assert account in section(reader, "Pay by transfer")
    assert "114.97 EUR" in section(reader, "Pay by transfer")
    assert not reader.page.xpath("//*[@id='transfer']//svg[@class='segno']")


def test_without_an_account_there_is_a_phone_number(reader: Browser, db: Session, anna: Customer) -> None:
    anna.bank_account = ""

    opened(reader, db, anna, payment="")

    assert "names no account" in section(reader, "Pay by transfer")


def test_paid_tears_the_coupon_off(reader: Browser, db: Session, anna: Customer) -> None:
    paid = "<Platnosc><Zaplacono>1</Zaplacono><DataZaplaty>2026-11-20</DataZaplaty></Platnosc>"

    opened(reader, db, anna, payment=paid)

    assert reader.page.find(".//main//*[@id='invoice']//div[@class='slip slip-torn']") is not None
    assert section(reader, "Pay by transfer") == ""
    assert "Paid on 20 November 2026" in reader.text


def test_part_payments_lead_to_what_is_left(reader: Browser, db: Session, anna: Customer) -> None:
    opened(reader, db, anna, payment=PART_PAID)

    why = section(reader, "Where this amount comes from")
    assert "To pay 114.97 zł Paid 20 November −60.00 zł Left to pay 54.97 zł" in why


def test_money_that_came_later_is_a_line_of_its_own(reader: Browser, db: Session, anna: Customer) -> None:
    invoice = received(db, anna)
    invoice.left_to_pay = Money(1497)

    reader.open(f"/invoices/{invoice.id}")

    assert "Paid since −100.00 zł Left to pay 14.97 zł" in section(reader, "Where this amount comes from")


def test_the_settlement_stands_between_total_and_to_pay(reader: Browser, db: Session, anna: Customer) -> None:
    settlement = """<Rozliczenie><Obciazenia><Kwota>5.00</Kwota><Powod>Kaucja</Powod></Obciazenia>
    <Odliczenia><Kwota>1.00</Kwota><Powod>Nadpłata</Powod></Odliczenia><DoZaplaty>118.97</DoZaplaty></Rozliczenie>"""

    opened(reader, db, anna, settlement=settlement)

    why = section(reader, "Where this amount comes from")
    assert "Gross total 114.97 zł Kaucja 5.00 zł Nadpłata −1.00 zł To pay 118.97 zł" in why


def test_a_correction_and_its_invoice_link_both_ways(reader: Browser, db: Session, anna: Customer) -> None:
    invoice = received(db, anna, number="FV/1", issued_on="2026-10-19")
    rows = [row("SMS premium", "12.30", before=True), row("SMS premium", "0.00")]
    facts: dict[str, Any] = {"kind": "KOR", "number": "FK/1", "rows": rows, "total": "-12.30", "payment": ""}
    correction = received(db, anna, correction=corrected("FV/1", "2026-10-19"), vat="", **facts)

    reader.open(f"/invoices/{correction.id}")
    assert f"/invoices/{invoice.id}" in reader.links()
    assert "Reason: Uznana reklamacja" in section(reader, "What this corrects")
    assert "was 12.30 zł, is 0.00 zł −12.30 zł" in section(reader, "Items")

    reader.open(f"/invoices/{invoice.id}")
    assert "FK/1" in section(reader, "Corrected by")
    assert f"/invoices/{correction.id}" in reader.links()


def test_what_a_correction_names_but_we_do_not_have_is_only_named(
    reader: Browser, db: Session, anna: Customer, bartek: Customer
) -> None:
    others = received(db, bartek, number="FV/1", issued_on="2026-10-19")

    opened(reader, db, anna, kind="KOR", correction=corrected("FV/1", "2026-10-19", KNOWN))

    assert f"FV/1 of 19 October 2026, KSeF {KNOWN}" in section(reader, "What this corrects")
    assert f"/invoices/{others.id}" not in reader.links()


def test_the_document_card_has_the_numbers_that_prove_it(reader: Browser, db: Session, anna: Customer) -> None:
    xml = invoice_xml()
    invoice = received(db, anna, xml, ksef_number=KNOWN)

    reader.open(f"/invoices/{invoice.id}")

    card = section(reader, "Document")
    assert KNOWN in card
    assert hashlib.sha256(xml).hexdigest() in card
    assert {f"/invoices/{invoice.id}/pdf", f"/invoices/{invoice.id}/xml"} <= set(reader.links())
    address = next(link for link in reader.links() if link.startswith("https://qr.ksef.mf.gov.pl/invoice/"))
    assert address.startswith("https://qr.ksef.mf.gov.pl/invoice/9999999999/19-11-2026/")


def test_without_a_ksef_number_the_code_says_offline(reader: Browser, db: Session, anna: Customer) -> None:
    opened(reader, db, anna)

    assert "OFFLINE" in section(reader, "Document")


@pytest.mark.samples
def test_every_official_sample_makes_a_valid_page(reader: Browser, db: Session, anna: Customer, samples: Any) -> None:
    ids = [received(db, anna, file.read_bytes()).id for file in sorted(samples.glob("*.xml"))]

    for invoice_id in ids:
        with count_statements() as sent:
            reader.open(f"/invoices/{invoice_id}")
        assert len(sent) <= MOST_PER_PAGE, sent


@pytest.mark.samples
def test_attached_tables_are_tables(reader: Browser, db: Session, anna: Customer, samples: Any) -> None:
    invoice = received(db, anna, (samples / "FA_3_Przykład_24.xml").read_bytes())

    reader.open(f"/invoices/{invoice.id}")

    tables = reader.page.xpath("//main//section[h2='Attachment']//table")
    assert [len(table.findall(".//th")) for table in tables] == [9, 6, 9]
    assert all(table.getparent().get("role") == "region" for table in tables)


def test_long_names_and_foreign_parties_are_shown(reader: Browser, db: Session, anna: Customer) -> None:
    name = "Bardzo długa nazwa " * 26
    buyer = "<KodKraju>US</KodKraju><NrID>999</NrID><Nazwa>EFG Ltd.</Nazwa>"

    opened(reader, db, anna, rows=[row(name.strip(), "114.97")], buyer=buyer)

    assert name.strip() in reader.text
    assert "US 999" in section(reader, "Parties")


@pytest.mark.parametrize("invoice_id", ["0", "1" * 18, "9" * 19, "9" * 400, "-1", "x", "1.5", "٣", "1e3"])
@pytest.mark.parametrize("rest", ["", "/pdf", "/xml"])
def test_an_id_nobody_has_is_not_found(reader: Browser, invoice_id: str, rest: str) -> None:
    reader.open(f"/invoices/{invoice_id}{rest}", status=404)


@pytest.mark.parametrize("rest", ["", "/pdf", "/xml"])
def test_somebody_elses_invoice_is_not_there(reader: Browser, db: Session, bartek: Customer, rest: str) -> None:
    invoice = received(db, bartek)

    reader.open(f"/invoices/{invoice.id}{rest}", status=404)


def test_markup_in_a_document_is_only_text(reader: Browser, db: Session, anna: Customer) -> None:
    evil = "&lt;script&gt;alert(1)&lt;/script&gt;"

    opened(reader, db, anna, number=evil, rows=[row(evil, "114.97")], seller=evil)

    assert not reader.page.xpath("//main//script")
    assert "<script>alert(1)</script>" in reader.text
