"""The two files of an invoice."""

import pytest
import typst
from sqlalchemy.orm import Session

from selfcare.customers.models import Customer
from selfcare.documents.models import Document
from selfcare.invoices import downloads
from tests.browser import Browser
from tests.invoices.reception import received
from tests.invoices.xml import invoice_xml
from tests.statements import MOST_PER_PAGE, count_statements


def test_the_xml_is_the_document_itself(reader: Browser, db: Session, anna: Customer) -> None:
    xml = invoice_xml().replace(b"\n", b"\r\n")
    invoice = received(db, anna, xml)

    response = reader.open(f"/invoices/{invoice.id}/xml").response

    assert response.data == xml
    assert response.mimetype == "application/xml"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Cache-Control"] == "no-store"
    assert response.headers["Content-Disposition"] == (
        "attachment; filename=\"FV-2026-11-000121.xml\"; filename*=UTF-8''FV-2026-11-000121.xml"
    )


def test_the_pdf_is_made_once(reader: Browser, db: Session, anna: Customer, monkeypatch: pytest.MonkeyPatch) -> None:
    invoice = received(db, anna)
    first = reader.open(f"/invoices/{invoice.id}/pdf").response
    monkeypatch.setattr(typst, "compile", None)  # a second call would fail

    with count_statements() as sent:
        second = reader.open(f"/invoices/{invoice.id}/pdf").response

    assert first.mimetype == "application/pdf"
    assert first.data.startswith(b"%PDF-")
    assert second.data == first.data
    assert len(sent) <= MOST_PER_PAGE, sent
    assert db.query(Document).count() == 1


def test_who_has_it_already_gets_nothing_new(reader: Browser, db: Session, anna: Customer) -> None:
    invoice = received(db, anna)
    for rest in ("pdf", "xml"):
        tag = reader.open(f"/invoices/{invoice.id}/{rest}").response.headers["ETag"]

        again = reader.open(f"/invoices/{invoice.id}/{rest}", status=304, headers={"If-None-Match": tag}).response

        assert again.data == b""


def test_a_part_can_be_asked_for(reader: Browser, db: Session, anna: Customer) -> None:
    invoice = received(db, anna)
    whole = reader.open(f"/invoices/{invoice.id}/pdf").response

    part = reader.open(f"/invoices/{invoice.id}/pdf", status=206, headers={"Range": "bytes=10-19"}).response

    assert part.data == whole.data[10:20]
    assert part.headers["Content-Range"] == f"bytes 10-19/{len(whole.data)}"
    reader.open(f"/invoices/{invoice.id}/pdf", status=416, headers={"Range": f"bytes={len(whole.data)}-"})


def test_a_part_that_is_not_there_is_refused_with_the_size(reader: Browser, db: Session, anna: Customer) -> None:
    xml = invoice_xml()
    invoice = received(db, anna, xml)

    reader.open(f"/invoices/{invoice.id}/xml", status=416, headers={"Range": "bytes=99999999-"})

    assert reader.response.headers["Content-Range"] == f"bytes */{len(xml)}"
    assert reader.notice.startswith("Your browser sent something we do not understand.")


@pytest.mark.parametrize("wanted", ["bytes=5-2", "bytes=-0", "bytes", "lines=1-2", "bytes=0-1,4-5", "bytes=x-"])
def test_a_range_we_cannot_serve_gives_the_whole_file(
    reader: Browser, db: Session, anna: Customer, wanted: str
) -> None:
    xml = invoice_xml()
    invoice = received(db, anna, xml)

    response = reader.open(f"/invoices/{invoice.id}/xml", headers={"Range": wanted}).response

    assert response.data == xml


def test_it_can_be_shown_instead_of_saved(reader: Browser, db: Session, anna: Customer) -> None:
    invoice = received(db, anna)

    response = reader.open(f"/invoices/{invoice.id}/pdf?inline").response

    assert response.headers["Content-Disposition"].startswith("inline;")


def test_each_language_and_each_ksef_number_has_its_own_edition(reader: Browser, db: Session, anna: Customer) -> None:
    invoice = received(db, anna)
    english = reader.open(f"/invoices/{invoice.id}/pdf").response.data
    anna.chosen_language = "pl"
    db.flush()
    polish = reader.open(f"/invoices/{invoice.id}/pdf").response.data
    invoice.ksef_number = "5265877635-20250826-0100001AF629-AF"
    db.flush()

    numbered = reader.open(f"/invoices/{invoice.id}/pdf").response.data

    assert len({english, polish, numbered}) == 3
    assert db.query(Document).count() == 3


@pytest.mark.parametrize(
    ("name", "plain", "whole"),
    [
        ("FV/2026/12/000123.pdf", "FV-2026-12-000123.pdf", "FV-2026-12-000123.pdf"),
        ("Żółta 1.xml", "-ta-1.xml", "%C5%BB%C3%B3%C5%82ta%201.xml"),
        ('a"b\r\nX: y.pdf', "a-b-X-y.pdf", "a-b-X-%20y.pdf"),
        ("../../.pdf", "document.pdf", "document.pdf"),
    ],
)
def test_names_of_files_are_safe(name: str, plain: str, whole: str) -> None:
    assert downloads.disposition(name) == f"attachment; filename=\"{plain}\"; filename*=UTF-8''{whole}"


def test_very_long_numbers_make_shorter_names() -> None:
    assert downloads.disposition("9" * 300 + ".pdf").endswith(f"''{'9' * 120}.pdf")
