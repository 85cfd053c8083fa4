"""What was paid, however it came; and the paper that says so."""

import csv
import io
from datetime import date, timedelta

import pypdf
import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from selfcare import clock
from selfcare.balance import actions as balance
from selfcare.balance.models import Method as LedgerMethod
from selfcare.balance.models import SaidPaid
from selfcare.balance.reminding import is_said_paid
from selfcare.customers.models import Customer
from selfcare.invoices.models import Invoice
from selfcare.money import Money
from selfcare.payments.gateway import Kind
from selfcare.payments.history import PER_PAGE
from selfcare.payments.models import Payment
from selfcare.payments.refunds import ask_refund
from tests.browser import Browser
from tests.builders import NOON
from tests.payments.company import Company, event_for
from tests.payments.test_events import begun, told
from tests.statements import MOST_PER_PAGE, count_statements


@pytest.fixture
def paid(db: Session, anna: Customer, invoice: Invoice) -> Payment:
    payment = begun(db, anna, invoice)
    told(db, event_for(payment.reference, Kind.PAID, payment.amount))
    return payment


def came(db: Session, customer: Customer, grosze: int, on: date, *, method: str = "transfer", title: str = "") -> None:
    source = f"test:{on}:{grosze}"
    balance.credit(
        db, customer, Money(grosze), source=source, title=title, booked_on=on, method=LedgerMethod(method), now=NOON
    )


def test_all_ways_stand_in_one_list_with_what_they_paid(
    annas: Browser, db: Session, anna: Customer, invoice: Invoice, older: Invoice
) -> None:
    payment = begun(db, anna, invoice)
    told(db, event_for(payment.reference, Kind.PAID, payment.amount))
    came(db, anna, 2000, date(2026, 9, 1), title=older.number)
    came(db, anna, 3000, date(2025, 9, 1), method="cash")

    annas.open("/payments")

    assert f"BLIK{invoice.number}114.89 zł" in annas.text
    assert f"Transfer{older.number}20.00 zł" in annas.text
    assert f"Cash{older.number}30.00 zł" in annas.text
    assert "2026134.89 zł in all" in annas.text
    assert f"/payments/{payment.id}" in annas.links()


def test_a_year_alone(annas: Browser, db: Session, anna: Customer) -> None:
    came(db, anna, 2000, date(2026, 9, 1))
    came(db, anna, 3000, date(2025, 9, 1))

    annas.open("/payments?year=2025")

    assert "30.00 zł" in annas.text
    assert "20.00 zł" not in annas.text


def test_what_is_owed_and_what_is_credit(annas: Browser, db: Session, anna: Customer, invoice: Invoice) -> None:
    annas.open("/payments")
    owed_text = annas.text
    came(db, anna, 20000, date(2026, 11, 1))
    annas.open("/payments")

    assert "Left to pay in all 114.89 zł" in owed_text
    assert "Your credit 85.11 zł" in annas.text


def test_what_waits_for_the_bank_stands_above(annas: Browser, db: Session, anna: Customer, invoice: Invoice) -> None:
    payment = begun(db, anna, invoice)
    payment.created_at = clock.now()
    db.flush()

    annas.open("/payments")

    assert "We are waiting for the bank to confirm 114.89 zł." in annas.text


def test_a_refund_has_a_line_of_its_own(annas: Browser, db: Session, paid: Payment) -> None:
    refund = ask_refund(db, paid, Money(1000), title="Nadpłata", asked_by="szef@example.org", now=NOON)
    told(db, event_for(paid.reference, Kind.REFUND_DONE, Money(1000), refund_reference=refund.reference))

    annas.open("/payments")
    listed = annas.text
    annas.open(f"/payments/{paid.id}")

    assert "RefundNadpłata−10.00 zł" in listed
    assert "10.00 zł given back" in annas.text


def test_an_empty_list_says_what_will_be_there(annas: Browser) -> None:
    annas.open("/payments")

    assert "No payments yet" in annas.text


def test_long_histories_go_on_behind_a_button_and_ask_little(annas: Browser, db: Session, anna: Customer) -> None:
    for day in range(PER_PAGE + 5):
        came(db, anna, 100 + day, date(2026, 1 + day // 28, 1 + day % 28))

    with count_statements() as asked:
        annas.open("/payments")
    (more,) = [link for link in annas.links() if "after=" in link]
    first = annas.text
    annas.open(more)

    assert len(asked) <= MOST_PER_PAGE
    assert "1.00 zł" not in first
    assert "1.00 zł" in annas.text


def test_the_list_goes_into_a_spreadsheet_and_nothing_becomes_a_formula(
    annas: Browser, db: Session, anna: Customer, invoice: Invoice
) -> None:
    came(db, anna, 2000, date(2026, 9, 1), title="=HYPERLINK(1)")

    annas.open("/payments/export.csv")

    rows = list(csv.reader(io.StringIO(annas.response.get_data(as_text=True).removeprefix("\ufeff"))))
    assert rows[0] == ["Date", "What", "Title", "Amount", "Paid"]
    assert rows[1] == ["2026-09-01", "Transfer", "'=HYPERLINK(1)", "20.00", f"{invoice.number}: 20.00"]


def test_the_confirmation_is_made_once(annas: Browser, paid: Payment) -> None:
    annas.open(f"/payments/{paid.id}/pdf")
    first = annas.response.data
    annas.open(f"/payments/{paid.id}/pdf")

    text = " ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(first)).pages)
    assert annas.response.data == first
    assert "Confirmation of payment" in text
    assert "Anna Nowak" in text
    assert paid.reference in text


def test_what_is_not_paid_has_no_confirmation(
    annas: Browser, db: Session, anna: Customer, invoice: Invoice, company: Company
) -> None:
    annas.open(f"/payments/{begun(db, anna, invoice).id}/pdf", status=404)
    assert company.asked == []


def test_saying_that_a_transfer_is_sent_stops_reminders(
    annas: Browser, db: Session, invoice: Invoice, company: Company
) -> None:
    annas.open(f"/invoices/{invoice.id}/pay")
    annas.press("Transfer sent")

    assert "We will not remind you" in annas.text
    assert db.scalar(is_said_paid(invoice, now=clock.now()))
    assert company.asked == []


def test_who_has_said_so_is_not_asked_again_and_reads_until_when(
    annas: Browser, invoice: Invoice, company: Company
) -> None:
    annas.open(f"/invoices/{invoice.id}/pay")
    annas.press("Transfer sent")

    annas.open(f"/invoices/{invoice.id}/pay")

    assert "We know of your transfer." in annas.text
    assert not annas.page.xpath("//form[@action='/payments/said-paid']")


def test_saying_so_again_puts_nothing_off(annas: Browser, db: Session, invoice: Invoice, company: Company) -> None:
    annas.open(f"/invoices/{invoice.id}/pay")
    form = annas.page
    annas.press("Transfer sent")
    said = db.scalars(select(SaidPaid)).one()
    said.said_at = clock.now() - timedelta(days=8)
    annas.page = form
    annas.press("Transfer sent")
    answer = annas.text
    annas.open(f"/invoices/{invoice.id}/pay")

    assert "You told us of this transfer before." in answer
    assert db.scalars(select(SaidPaid)).one() is said
    assert not db.scalar(is_said_paid(invoice, now=clock.now()))
    assert "The transfer that you told us of has not come." in annas.text


def test_what_went_back_is_told_on_the_payments_page(annas: Browser, db: Session, paid: Payment) -> None:
    refund = ask_refund(db, paid, paid.amount, title="Nadpłata", asked_by="szef@example.org", now=NOON)
    told(db, event_for(paid.reference, Kind.REFUND_DONE, paid.amount, refund_reference=refund.reference))

    annas.open(f"/payments/{paid.id}")

    assert "The money went back the way it came." in annas.text
    assert "Thank you" not in annas.text
