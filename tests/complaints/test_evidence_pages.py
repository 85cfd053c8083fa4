"""Complaining of what is on the screen: an invoice, one of its items, a call, a payment."""

from datetime import UTC, date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from selfcare.auth.queries import main_line_of
from selfcare.complaints import actions, words
from selfcare.complaints.evidence import pointed_at
from selfcare.complaints.models import Complaint
from selfcare.customers.models import Customer
from selfcare.money import Money
from selfcare.payments.models import Payment, State
from tests import builders
from tests.browser import Browser
from tests.builders import NOON
from tests.invoices.xml import invoice_xml


def test_an_invoice_brings_its_number_date_and_amount(reader: Browser, db: Session, anna: Customer) -> None:
    invoice = builders.make_invoice(db, anna, "FV-1", xml=invoice_xml())
    reader.open(f"/invoices/{invoice.id}")
    assert f"/complaints/new?invoice={invoice.id}" in reader.links()
    reader.open(f"/complaints/new?invoice={invoice.id}")
    assert "114.89" in reader.text

    reader.press("Describe what happened")

    complaint = db.scalars(select(Complaint)).one()
    assert (complaint.kind, complaint.invoice_id, complaint.claimed) == ("charge", invoice.id, Money(11489))
    assert complaint.since == invoice.issued_on
    assert "Invoice FV-1" in reader.text


def test_a_call_brings_its_time_and_price_but_not_the_other_number(
    reader: Browser, db: Session, anna: Customer
) -> None:
    line = db.scalars(main_line_of(anna)).one()
    period = builders.make_period(db, line)
    at = datetime(2026, 11, 14, 20, 14, tzinfo=UTC)
    record = builders.make_record(db, period, at, peer="+12025550143", gross=Money(129), zone="world", country="US")
    reader.open(f"/billing/{line.id}")
    link = next(link for link in reader.links() if link.startswith("/complaints/new?period="))

    reader.open(link)
    reader.press("Describe what happened")

    complaint = db.scalars(select(Complaint)).one()
    assert (complaint.claimed, complaint.since, complaint.line_id) == (Money(129), date(2026, 11, 14), line.id)
    assert complaint.pointed_at["record"] == record.record_id
    assert "2025550143" not in complaint.evidence
    assert words.period(complaint) == ""


def test_a_payment_brings_its_number(reader: Browser, db: Session, anna: Customer, bartek: Customer) -> None:
    payment = _payment(db, anna)
    theirs = _payment(db, bartek)

    reader.open(f"/complaints/new?payment={payment.id}")
    reader.press("Describe what happened")

    complaint = db.scalars(select(Complaint)).one()
    assert complaint.pointed_at["reference"] == payment.reference
    reader.open(f"/complaints/new?payment={theirs.id}", status=404)


def test_nobody_points_at_what_is_not_his(reader: Browser, db: Session, anna: Customer, bartek: Customer) -> None:
    theirs = builders.make_invoice(db, bartek, "FV-2")
    mine = builders.make_invoice(db, anna, "FV-1", xml=invoice_xml())
    period = builders.make_period(db, db.scalars(main_line_of(bartek)).one())
    record = builders.make_record(db, period, gross=Money(100))

    for query in (
        f"invoice={theirs.id}",
        "invoice=x",
        f"invoice={'9' * 30}",
        f"invoice={mine.id}&item=9-9",
        f"invoice={mine.id}&item=x",
        f"period={record.period_id}&record={record.record_id}",
        "period=1&record=none",
        "payment=0",
    ):
        reader.open(f"/complaints/new?{query}", status=404)
    assert pointed_at(db, anna, {}) is None


def _payment(db: Session, customer: Customer) -> Payment:
    payment = Payment(
        reference=f"P{customer.id}",
        customer_id=customer.id,
        form_key="k",
        company="payu",
        method="blik",
        amount=Money(5000),
        title="Invoice",
        state=State.PAID,
        created_at=NOON,
        expires_at=NOON,
        ended_at=NOON,
    )
    db.add(payment)
    db.flush()
    return payment


def test_an_item_of_an_invoice_can_be_chosen(reader: Browser, db: Session, anna: Customer) -> None:
    invoice = builders.make_invoice(db, anna, "FV-1", xml=invoice_xml())
    reader.open(f"/complaints/new?invoice={invoice.id}")

    reader.press("Describe what happened", item="1-0")

    complaint = db.scalars(select(Complaint)).one()
    assert (words.title(complaint), complaint.claimed) == ("Listek 10 GB", Money(2499))
    assert actions.window_of(complaint) == date(2027, 11, 25)  # it came today
    assert "Listek 10 GB" in reader.text


def test_a_session_says_how_much_it_was(db: Session, anna: Customer, noon: None) -> None:
    period = builders.make_period(db, db.scalars(main_line_of(anna)).one())
    record = builders.make_record(
        db, period, kind="data", bytes=2 * 1024**2, gross=Money(24), country="CH", zone="world"
    )

    found = pointed_at(db, anna, {"period": str(period.id), "record": record.record_id})

    assert found
    complaint = Complaint(evidence=found.as_text)
    assert "2\u00a0MB" in dict(words.evidence(complaint)).values()
