"""Invoices: whose they are, the same bytes only once, and what is refused."""

import hashlib
from pathlib import Path

import pytest
from sqlalchemy import select

from selfcare.customers.models import Customer
from selfcare.feeds import invoice_files
from selfcare.feeds.reports import FileReport
from selfcare.invoices.models import Invoice, InvoiceXml
from selfcare.invoices.parsing import LARGEST
from tests.feeds.feed import Feed, counts
from tests.invoices.xml import invoice_xml

FIRM = "<NIP>5265877635</NIP><Nazwa>Firma</Nazwa>"


@pytest.fixture(autouse=True)
def _customers(feed: Feed) -> None:
    feed.load_rows("customers", {}, {"customer_no": "7", "kind": "business", "nip": "5265877635"})
    (feed.folder / "customers.csv").unlink()


def test_an_invoice_is_kept_byte_for_byte(feed: Feed) -> None:
    xml = invoice_xml()

    report = feed.load_one(feed.put("invoices/FV-1.xml", xml))

    invoice = feed.one(select(Invoice))
    assert counts(report) == (1, 0, 0, 0)
    assert (report.kind, report.file) == ("invoices", str(feed.folder / "invoices" / "FV-1.xml"))
    assert feed.one(select(InvoiceXml.content)) == xml
    assert invoice.sha256 == hashlib.sha256(xml).digest()
    assert (invoice.file_name, invoice.number) == ("FV-1.xml", "FV/2026/11/000121")


def test_the_same_bytes_are_unchanged_whatever_the_file_is_called(feed: Feed) -> None:
    feed.put("FV-1.xml", invoice_xml())
    feed.put("FV-2.xml", invoice_xml())
    (first,) = feed.load()
    feed.put("FV-3.xml", invoice_xml())

    (second,) = feed.load()

    assert (counts(first), counts(second)) == ((1, 0, 1, 0), (0, 0, 3, 0))
    assert len(feed.all(select(Invoice))) == 1


def test_the_same_number_with_other_bytes_is_another_document_and_a_warning(feed: Feed) -> None:
    feed.put("a.xml", invoice_xml(total="1.00"))
    feed.load()
    feed.put("b.xml", invoice_xml(total="2.00"))
    feed.put("c.xml", invoice_xml(total="3.00"))
    feed.put("d.xml", invoice_xml(total="4.00", customer_no="7"))

    (report,) = feed.load()

    said = "customer 1002456 has another document with the number FV/2026/11/000121"
    assert counts(report) == (3, 0, 1, 0)
    assert report.warnings == (f"b.xml: {said}", f"c.xml: {said}")


@pytest.mark.parametrize(
    ("facts", "holder"),
    [
        ({"customer_no": "1002456", "buyer": FIRM}, "1002456"),
        ({"customer_no": "7"}, "7"),
        ({"customer_no": "nobody", "buyer": FIRM}, "7"),
    ],
    ids=["by NrKlienta", "by NrKlienta alone", "else by NIP"],
)
def test_the_customer_is_found(feed: Feed, facts: dict[str, str], holder: str) -> None:
    feed.put("FV-1.xml", invoice_xml(**facts))

    feed.load()

    assert feed.one(select(Customer.customer_no).join(Invoice, Invoice.customer_id == Customer.id)) == holder


def test_an_invoice_of_nobody_is_refused(feed: Feed) -> None:
    path = feed.put("FV-1.xml", invoice_xml(customer_no="3"))

    report = feed.load_one(path)

    assert refusal(report) == "No customer has the buyer's number (3) or NIP (none)."
    assert feed.all(select(Invoice)) == []


def test_two_customers_with_the_nip_are_one_too_many(feed: Feed) -> None:
    feed.add(Customer(customer_no="8", kind="business", name="Firma", nip="5265877635"))

    report = feed.load_one(feed.put("FV-1.xml", invoice_xml(customer_no="3", buyer=FIRM)))

    assert refusal(report) == "2 customers have the buyer's NIP 5265877635."


def test_the_list_decides_whose_it_is(feed: Feed) -> None:
    feed.write("invoices.csv", {"file": "FV-1.xml", "customer_no": "7"}, {"file": "FV-2.xml", "customer_no": "9"})
    feed.put("FV-1.xml", invoice_xml(number="1"))
    feed.put("FV-2.xml", invoice_xml(number="2"))

    _rows, _loaded, refused = feed.load()

    assert feed.one(select(Customer.customer_no).join(Invoice, Invoice.customer_id == Customer.id)) == "7"
    assert refusal(refused) == "invoices.csv names the customer 9, who is unknown."


def test_a_bad_file_is_refused_alone(feed: Feed) -> None:
    feed.put("invoices/FV-1.xml", invoice_xml(number="1"))
    feed.put("invoices/FV-2.xml", invoice_xml(number="2")[:-20])
    feed.put("invoices/FV-3.xml", invoice_xml(number="3"))

    loaded, refused = feed.load()

    assert (counts(loaded), loaded.file) == ((2, 0, 0, 0), str(feed.folder / "invoices" / "*.xml"))
    assert Path(refused.file).name == "FV-2.xml"
    assert refusal(refused).startswith("The XML is broken or cut short")


def test_a_file_that_is_too_large_is_refused_unread(feed: Feed) -> None:
    path = feed.put("FV-1.xml", b"")
    with path.open("wb") as file:
        file.truncate(5 * LARGEST)  # a hole: reading it would still take the memory

    assert refusal(feed.load_one(path)) == "The file is larger than 10 MB."


def test_what_is_no_file_is_refused(feed: Feed) -> None:
    (feed.folder / "FV-1.xml").symlink_to("/dev/zero")
    (feed.folder / "FV-2.xml").symlink_to("nowhere")

    reports = feed.load()

    assert {Path(report.file).name: refusal(report) for report in reports} == {
        "FV-1.xml": "It is not a file.",
        "FV-2.xml": "It cannot be read: No such file or directory.",
    }


def test_many_are_kept_batch_by_batch(feed: Feed, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(invoice_files, "_MOST_FILES", 3)
    for number in range(10):
        feed.put(f"2026/{number % 2}/FV-{number}.xml", invoice_xml(number=str(number)))

    reports = feed.load()

    assert [counts(report) for report in reports] == [(5, 0, 0, 0), (5, 0, 0, 0)]
    assert sorted(feed.all(select(Invoice.number))) == [str(number) for number in range(10)]


def refusal(report: FileReport) -> str:
    assert counts(report) == (0, 0, 0, 1)
    return report.reason
