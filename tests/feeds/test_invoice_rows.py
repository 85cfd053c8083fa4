"""What invoices.csv says of invoices, before, with and after them."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from selfcare.feeds.models import InvoiceRow
from selfcare.feeds.reports import FileReport
from selfcare.invoices.models import Invoice
from tests.feeds.feed import Feed, counts, rejected
from tests.invoices.xml import invoice_xml

KSEF = "5265877635-20250826-0100001AF629-AF"
RECEIVED = "2026-11-20T06:15:00+01:00"


@pytest.fixture(autouse=True)
def _customers(feed: Feed) -> None:
    feed.load_rows("customers", {}, {"customer_no": "7", "kind": "business", "nip": "5265877635"})
    (feed.folder / "customers.csv").unlink()


def test_an_invoice_learns_its_number_and_day_from_the_list_beside_it(feed: Feed) -> None:
    feed.put("invoices/FV-1.xml", invoice_xml())
    feed.write("invoices.csv", {"ksef_number": KSEF, "received_at": RECEIVED})

    reports = feed.load()

    invoice = feed.one(select(Invoice))
    assert [(report.kind, counts(report)) for report in reports] == [
        ("invoices.csv", (1, 0, 0, 0)),
        ("invoices", (1, 0, 0, 0)),
    ]
    assert (invoice.ksef_number, invoice.received_at) == (KSEF, datetime(2026, 11, 20, 5, 15, tzinfo=UTC))


def test_the_list_may_come_first(feed: Feed) -> None:
    feed.load_rows("invoices.csv", {"ksef_number": KSEF})
    (feed.folder / "invoices.csv").unlink()
    feed.put("FV-1.xml", invoice_xml())

    feed.load()

    assert feed.one(select(Invoice)).ksef_number == KSEF


def test_the_list_may_come_later(feed: Feed) -> None:
    feed.put("FV-1.xml", invoice_xml())
    feed.put("FV-2.xml", invoice_xml(number="2"))
    feed.load()

    report = feed.load_rows("invoices.csv", {"ksef_number": KSEF}, {"file": "FV-3.xml"})

    assert counts(report) == (2, 0, 0, 0)
    assert sorted(feed.all(select(Invoice.ksef_number))) == ["", KSEF]


def test_the_list_may_come_later_with_the_files_again(feed: Feed) -> None:
    feed.put("FV-1.xml", invoice_xml())
    feed.load()
    feed.write("invoices.csv", {"ksef_number": KSEF, "received_at": RECEIVED})

    with_list, again = feed.load(), feed.load()

    assert [counts(report) for report in with_list] == [(1, 0, 0, 0), (0, 1, 0, 0)]
    assert [counts(report) for report in again] == [(0, 0, 1, 0), (0, 0, 1, 0)]
    assert feed.one(select(Invoice)).ksef_number == KSEF


def test_an_empty_cell_takes_nothing_back(feed: Feed) -> None:
    feed.put("FV-1.xml", invoice_xml())
    feed.write("invoices.csv", {"ksef_number": KSEF, "received_at": RECEIVED})
    feed.load()

    report = feed.load_rows("invoices.csv", {})

    assert counts(report) == (0, 1, 0, 0)
    assert feed.one(select(InvoiceRow)).ksef_number == ""
    assert feed.one(select(Invoice)).ksef_number == KSEF


def test_a_wrong_checksum_is_rejected_and_the_invoice_loads_without(feed: Feed) -> None:
    feed.put("FV-1.xml", invoice_xml())
    feed.write("invoices.csv", {"ksef_number": KSEF[:-1] + "E"})

    rows, invoices = feed.load()

    assert rejected(rows) == [("2", "ksef_number is a KSeF number with a wrong checksum")]
    assert counts(invoices) == (1, 0, 0, 0)
    assert feed.one(select(Invoice)).ksef_number == ""


def test_an_invoice_changes_hands_by_no_list(feed: Feed) -> None:
    feed.put("FV-1.xml", invoice_xml())
    feed.load()

    alone = rejected(feed.load_rows("invoices.csv", {"customer_no": "7"}))
    _rows, with_file = feed.load()

    assert alone == [("2", "the invoice belongs to customer 1002456 already")]
    assert with_file.warnings == ("FV-1.xml: invoices.csv names customer 7, but it belongs to 1002456 already",)


def test_a_name_that_two_invoices_had_says_nothing(feed: Feed) -> None:
    feed.put("10/FV-1.xml", invoice_xml(number="10"))
    feed.put("11/FV-1.xml", invoice_xml(number="11"))
    feed.load()

    report = feed.load_rows("invoices.csv", {"ksef_number": KSEF})

    assert rejected(report) == [("2", "2 invoices came from files named FV-1.xml")]


def test_names_may_repeat_month_by_month(feed: Feed) -> None:
    """Each list is about the files beside it, whatever came under the same names before."""
    other = "5265877635-20250826-0200001AF629-0A"
    for month, number in (("10", KSEF), ("11", _with_checksum(other))):
        feed.put(f"{month}/FV-1.xml", invoice_xml(number=month))
        path = feed.write("invoices.csv", {"ksef_number": number})
        path.rename(feed.folder / month / "invoices.csv")

    reports = feed.load()

    assert all(report.is_all_well for report in reports)
    assert _numbers(feed) == {"10": KSEF, "11": _with_checksum(other)}
    assert counts_of(feed.load(feed.folder / "10")) == [(0, 1, 0, 0), (0, 0, 1, 0)]
    assert _numbers(feed) == {"10": KSEF, "11": _with_checksum(other)}


def counts_of(reports: list[FileReport]) -> list[tuple[int, int, int, int]]:
    return [counts(report) for report in reports]


def _numbers(feed: Feed) -> dict[str, str]:
    return {invoice.number: invoice.ksef_number for invoice in feed.all(select(Invoice))}


def _with_checksum(number: str) -> str:
    """The number with its check digits set right: CRC-8 of what is before them."""
    crc = 0
    for byte in number[:32].encode():
        crc ^= byte
        for _bit in range(8):
            crc = ((crc << 1) ^ 0x07) & 0xFF if crc & 0x80 else crc << 1
    return f"{number[:33]}{crc:02X}"
