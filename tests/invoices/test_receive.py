"""Taking invoices in, and finding them again."""

from datetime import date, timedelta

from sqlalchemy.orm import Session

from selfcare.customers.models import Customer
from selfcare.invoices import queries
from selfcare.invoices.models import Invoice, InvoiceXml
from selfcare.invoices.queries import invoice_with_sha256, invoices_of, related_to, to_pay_of, years_of
from selfcare.money import Money
from tests.builders import NOON
from tests.invoices.reception import received
from tests.invoices.xml import PAID, PART_PAID, corrected, invoice_xml

KNOWN = "5265877635-20250826-0100001AF629-AF"


def numbers(db: Session, query: object) -> list[str]:
    return [invoice.number for invoice in db.scalars(query)]  # type: ignore[call-overload]


def test_its_bytes_stay_as_they_came(db: Session, anna: Customer) -> None:
    xml = invoice_xml().replace(b"\n", b"\r\n") + b"<!-- end -->\r\n"

    invoice = received(db, anna, xml)

    db.expire_all()
    assert db.get_one(InvoiceXml, invoice.id).content == xml
    assert db.scalars(invoice_with_sha256(invoice.sha256)).one() is invoice


def test_what_lists_need_is_copied(db: Session, anna: Customer) -> None:
    invoice = received(db, anna, ksef_number="5265877635-20250826-010000-1AF629-AF", payment=PART_PAID)

    db.expire_all()
    assert (invoice.number, invoice.kind, invoice.currency) == ("FV/2026/11/000121", "VAT", "PLN")
    assert (invoice.total, invoice.to_pay, invoice.left_to_pay) == (Money(11497), Money(11497), Money(5497))
    assert (invoice.due_on, invoice.issued_on) == (date(2026, 12, 3), date(2026, 11, 19))
    assert (invoice.ksef_number, invoice.seller_nip) == (KNOWN, "9999999999")
    assert invoice.bank_account == "45999000090000010024560001"
    assert invoice.received_at == NOON
    assert invoice.is_part_paid


def test_newest_come_first_and_others_have_theirs(db: Session, anna: Customer, bartek: Customer) -> None:
    received(db, anna, number="A1", issued_on="2026-09-01")
    received(db, anna, number="A2", issued_on="2026-11-01")
    received(db, anna, number="A3", issued_on="2026-11-01")
    received(db, bartek, number="B1")

    assert numbers(db, invoices_of(anna)) == ["A3", "A2", "A1"]
    assert numbers(db, invoices_of(bartek)) == ["B1"]


def test_what_is_to_pay_begins_with_the_oldest_due(db: Session, anna: Customer) -> None:
    for number, payment in (
        ("later", PART_PAID),
        ("sooner", PART_PAID.replace("2026-12-03", "2026-11-03")),
        ("paid", PAID),
        ("whenever", ""),
    ):
        received(db, anna, number=number, payment=payment)

    assert numbers(db, to_pay_of(anna)) == ["sooner", "later", "whenever"]


def test_pages_go_on_after_a_key_even_within_one_day(db: Session, anna: Customer) -> None:
    invoices = [received(db, anna, number=f"A{place}", issued_on="2026-11-01") for place in range(4)]

    rest = queries.older_than(invoices_of(anna), invoices[2].issued_on, invoices[2].id)

    assert numbers(db, rest) == ["A1", "A0"]


def test_years_are_counted(db: Session, anna: Customer) -> None:
    for number, day in (("a", "2026-01-01"), ("b", "2025-12-31"), ("c", "2026-12-31")):
        received(db, anna, number=number, issued_on=day)

    assert [(int(year), count) for year, count in db.execute(years_of(anna))] == [(2026, 2), (2025, 1)]
    assert numbers(db, queries.of_year(invoices_of(anna), 2026)) == ["c", "a"]


def correction_of(db: Session, customer: Customer, number: str = "FV/1", day: str = "2026-10-19") -> Invoice:
    return received(
        db, customer, number="FK/1", kind="KOR", correction=corrected(number, day, KNOWN), total="-1.00", payment=""
    )


def test_a_correction_and_its_invoice_find_each_other(db: Session, anna: Customer) -> None:
    invoice = received(db, anna, number="FV/1", issued_on="2026-10-19")
    received(db, anna, number="FV/2")
    correction = correction_of(db, anna)

    assert numbers(db, related_to(invoice)) == ["FK/1"]
    assert numbers(db, related_to(correction)) == ["FV/1"]


def test_only_within_one_customer(db: Session, anna: Customer, bartek: Customer) -> None:
    invoice = received(db, bartek, number="FV/1", issued_on="2026-10-19")
    correction = correction_of(db, anna)

    assert numbers(db, related_to(invoice)) == []
    assert numbers(db, related_to(correction)) == []


def test_the_day_must_agree_and_so_must_known_ksef_numbers(db: Session, anna: Customer) -> None:
    received(db, anna, number="FV/1", issued_on="2026-10-20")
    other = received(db, anna, number="FV/1", issued_on="2026-10-19", ksef_number=KNOWN[:-2] + "00")
    right = received(db, anna, number="FV/1", issued_on="2026-10-19", ksef_number=KNOWN, total="2.00")

    correction = correction_of(db, anna)

    assert list(db.scalars(related_to(correction))) == [right]
    assert list(db.scalars(related_to(other))) == []


def test_a_reference_that_is_no_ksef_number_at_all_is_not_kept(db: Session, anna: Customer) -> None:
    xml = invoice_xml(kind="KOR", correction=corrected("FV/1", "2026-10-19", KNOWN))

    invoice = received(db, anna, xml.replace(KNOWN.encode(), b"X" * 300))

    assert [fact.ksef_number for fact in invoice.corrected] == [""]


def test_a_day_later_it_is_overdue(db: Session, anna: Customer) -> None:
    invoice = received(db, anna)

    assert invoice.due_on is not None
    assert not invoice.is_overdue(invoice.due_on)
    assert invoice.is_overdue(invoice.due_on + timedelta(days=1))
