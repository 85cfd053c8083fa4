"""The records as files: all of them, safe to open, with hidden numbers unless they were shown."""

import csv
import io
import json
import tracemalloc
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from zipfile import ZipFile

import pypdf
import pytest
from lxml import etree
from sqlalchemy import select
from sqlalchemy.orm import Session

from selfcare.audit.models import Entry
from selfcare.billing import spreadsheet, statement
from selfcare.billing.exports import safe
from selfcare.billing.models import UsagePeriod
from selfcare.customers.models import Customer
from selfcare.lines.models import Line
from selfcare.money import Money
from tests import builders
from tests.browser import Browser
from tests.builders import NOON

SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


@pytest.fixture
def period(db: Session, line: Line) -> UsagePeriod:
    period = builders.make_period(db, line)
    builders.make_record(db, period, net=Money(100), gross=Money(123))
    at = NOON - timedelta(days=1)
    builders.make_record(db, period, at, kind="data", bytes=1024**3, seconds=0, peer="", zone="eu", country="DE")
    return period


def rows_of(browser: Browser) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(browser.response.get_data(as_text=True))))


def test_csv_has_every_record_with_its_facts(reader: Browser, line: Line, period: UsagePeriod) -> None:
    reader.open(f"/billing/{line.id}/export.csv")

    call, data = rows_of(reader)
    assert (call["Date"], call["Time"], call["Time zone"]) == ("2026-11-25", "12:00:00", "CET")
    assert (call["Number"], call["Seconds"], call["Net"], call["VAT"], call["Gross"]) == (
        *("600 *** 001", "180", "1.00", "23", "1.23"),
    )
    assert (data["Kind"], data["Bytes"], data["Country"], data["Zone"]) == (
        *("Internet", str(1024**3), "Germany", "in the EU"),
    )
    headers = reader.response.headers
    assert headers["Content-Type"].startswith("text/csv")
    assert headers["Content-Disposition"].startswith('attachment; filename="billing-2026-11-01-2026-11-30.csv"')
    assert headers["Cache-Control"] == "no-store"


def test_the_filters_hold_for_the_file_too_and_the_page_of_the_list_does_not(
    reader: Browser, db: Session, line: Line, period: UsagePeriod
) -> None:
    for minute in range(60):
        builders.make_record(db, period, NOON - timedelta(minutes=minute), kind="sms", peer=f"{2000 + minute}")
    [older] = [link for link in reader.open(f"/billing/{line.id}?kind=sms").links() if "after=" in link]

    query = older.partition("?")[2]
    reader.open(f"/billing/{line.id}/export.csv?{query}")

    assert sorted(row["Number"] for row in rows_of(reader)) == [str(2000 + minute) for minute in range(60)]
    assert rows_of(reader.open(f"/billing/{line.id}/export.csv?kind=mms")) == []


def test_whole_numbers_want_a_proof_and_stand_in_the_log(
    reader: Browser, db: Session, anna: Customer, line: Line, period: UsagePeriod
) -> None:
    assert reader.open(f"/billing/{line.id}/export.csv?numbers=shown").address.startswith("/prove")

    reader.sign_in(anna, confirmed_at=NOON)
    reader.open(f"/billing/{line.id}/export.csv?numbers=shown")

    assert [row["Number"] for row in rows_of(reader)] == ["600 100 001", ""]
    (entry,) = db.scalars(select(Entry).where(Entry.what == "calls_exported"))
    assert json.loads(entry.facts) == {"line": "+48500100200", "period": "", "file": "csv"}
    assert "Download of an itemised bill" in reader.open("/account/history").text


@pytest.mark.parametrize("evil", ["=1+1", "+1", "-1", "@A1", "\t=1", "\r=1", "=HYPERLINK(1)"])
def test_no_cell_is_a_formula(evil: str) -> None:
    assert safe(evil) == f"'{evil}"
    assert safe("600 *** 001") == "600 *** 001"
    assert safe(Decimal("-0.50")) == Decimal("-0.50")


def test_a_senders_name_that_is_a_formula_stays_a_text(
    reader: Browser, db: Session, line: Line, period: UsagePeriod
) -> None:
    builders.make_record(db, period, NOON + timedelta(minutes=1), kind="sms", direction="in", peer="=cmd|calc")

    csv_row = rows_of(reader.open(f"/billing/{line.id}/export.csv"))[0]
    book = ZipFile(io.BytesIO(reader.open(f"/billing/{line.id}/export.xlsx").response.data))

    assert csv_row["Number"] == "'=cmd|calc"
    assert b"<f>" not in book.read("xl/worksheets/sheet1.xml")


def test_xlsx_has_numbers_as_numbers(reader: Browser, line: Line, period: UsagePeriod) -> None:
    response = reader.open(f"/billing/{line.id}/export.xlsx").response

    sheet = etree.fromstring(ZipFile(io.BytesIO(response.data)).read("xl/worksheets/sheet1.xml"))
    rows = sheet.findall(f".//{SHEET}row")
    assert len(rows) == 3
    gross = rows[1].findall(f"{SHEET}c")[-1]
    assert gross.get("t") in {None, "n"}
    assert Decimal(str(gross.findtext(f"{SHEET}v"))) == Decimal("1.23")
    assert response.headers["Cache-Control"] == "no-store"


def test_an_empty_period_is_an_empty_file(reader: Browser, line: Line) -> None:
    assert rows_of(reader.open(f"/billing/{line.id}/export.csv")) == []
    assert reader.open(f"/billing/{line.id}/export.xlsx").response.data.startswith(b"PK")
    assert reader.open(f"/billing/{line.id}/export.pdf").response.data.startswith(b"%PDF")


@pytest.mark.parametrize("large", ["", "?large=1"])
def test_the_statement_on_paper_has_what_the_law_wants(
    reader: Browser, line: Line, period: UsagePeriod, large: str
) -> None:
    response = reader.open(f"/billing/{line.id}/export.pdf{large}").response

    assert response.mimetype == "application/pdf"
    document = pypdf.PdfReader(io.BytesIO(response.data))
    text = " ".join(" ".join(page.extract_text() for page in document.pages).replace("\u00a0", " ").split())
    for said in ("600 *** 001", "25.11.2026", "12:00:00", "3 min", "1 GB", "1.00", "1.23", "Anna Nowak", "500 100 200"):
        assert said in text, said
    width, height = document.pages[0].mediabox[2:]
    assert (width > height) == bool(large)


def test_a_long_statement_comes_in_parts(
    reader: Browser, db: Session, line: Line, period: UsagePeriod, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(statement, "ON_PAPER", 2)
    builders.make_record(db, period, NOON - timedelta(days=2), peer="+48777100999", gross=Money(7))

    assert "2 of 2" in reader.open(f"/billing/{line.id}").text
    response = reader.open(f"/billing/{line.id}/export.pdf?part=2").response

    text = " ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(response.data)).pages)
    assert "777 *** 999" in text.replace("\u00a0", " ")
    assert "600 *** 001" not in text.replace("\u00a0", " ")
    assert "2 of 2" in text
    assert "billing-2026-11-01-2026-11-30-2.pdf" in response.headers["Content-Disposition"]
    for part in ("0", "3", "x", "1.5"):
        reader.open(f"/billing/{line.id}/export.pdf?part={part}", status=404)


def test_a_statement_too_long_for_paper_is_refused_with_a_way_on(
    reader: Browser, line: Line, period: UsagePeriod, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(statement, "ON_PAPER", 1)
    monkeypatch.setattr(statement, "MOST_PARTS", 1)

    assert "too many records for paper" in reader.open(f"/billing/{line.id}").text
    reader.open(f"/billing/{line.id}/export.pdf", status=409)

    assert "too many records for paper" in reader.notice


def test_a_search_that_finds_too_much_for_paper_is_refused_too(
    reader: Browser, db: Session, line: Line, period: UsagePeriod, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(statement, "ON_PAPER", 1)

    assert reader.open(f"/billing/{line.id}/export.pdf?q=600").response.data.startswith(b"%PDF")
    builders.make_record(db, period)
    reader.open(f"/billing/{line.id}/export.pdf?q=600", status=409)


def test_another_kind_of_file_is_not_found(reader: Browser, line: Line, period: UsagePeriod) -> None:
    reader.open(f"/billing/{line.id}/export.exe", status=404)


def test_a_spreadsheet_is_written_row_by_row() -> None:
    """A hundred times more rows take no more memory."""

    def rows(count: int) -> Iterator[list[str | int | Decimal]]:
        return (["600 *** 001", number, Decimal("1.23")] for number in range(count))

    def peak(count: int) -> int:
        tracemalloc.start()
        sum(map(len, spreadsheet.streamed("Billing", ["a", "b", "c"], rows(count))))
        taken = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return taken

    peak(10)
    assert peak(20_000) < peak(200) + 1_500_000


def test_a_sheet_that_is_full_is_followed_by_another(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spreadsheet, "_ROWS_IN_SHEET", 2)

    book = ZipFile(io.BytesIO(b"".join(spreadsheet.streamed("A & B", ["a"], [[str(number)] for number in range(5)]))))

    sheets = [name for name in book.namelist() if name.startswith("xl/worksheets/sheet")]
    assert [book.read(name).count(b"<row>") for name in sheets] == [3, 3, 2]
    assert b'<sheet name="A &amp; B 3" sheetId="3" r:id="rId3"/>' in book.read("xl/workbook.xml")


def test_the_first_rows_of_a_spreadsheet_leave_before_the_last_are_read() -> None:
    read: list[int] = []

    def rows() -> Iterator[list[str | int | Decimal]]:
        for number in range(10_000):
            read.append(number)
            yield [number]

    first = next(spreadsheet.streamed("Billing", ["a"], rows()))

    assert first.startswith(b"PK")
    assert len(read) < 1000


def test_what_xml_cannot_hold_is_left_out_of_a_spreadsheet() -> None:
    book = ZipFile(io.BytesIO(b"".join(spreadsheet.streamed("Billing", ["<a>"], [["x\x01<&>\ud800 y ", "", -3]]))))

    sheet = etree.fromstring(book.read("xl/worksheets/sheet1.xml"))
    assert [text.text for text in sheet.iter(f"{SHEET}t")] == ["<a>", "x<&> y "]
    assert [value.text for value in sheet.iter(f"{SHEET}v")] == ["-3"]
