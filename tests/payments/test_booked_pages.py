"""What came by transfer or cash, and what went back: a page and a confirmation for each."""

import io
from datetime import date

import pypdf
import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from selfcare.balance import actions as balance
from selfcare.balance.models import Entry, Kind
from selfcare.balance.models import Method as LedgerMethod
from selfcare.customers.models import Customer
from selfcare.invoices.models import Invoice
from selfcare.money import Money
from selfcare.payments.gateway import Kind as EventKind
from selfcare.payments.refunds import ask_refund
from tests.browser import Browser
from tests.builders import NOON
from tests.payments.company import event_for
from tests.payments.conftest import owed
from tests.payments.test_events import begun, told


def came(db: Session, customer: Customer, grosze: int, method: str = "transfer", title: str = "czynsz") -> Entry:
    return balance.credit(
        db,
        customer,
        Money(grosze),
        source=f"test:{method}:{grosze}",
        title=title,
        booked_on=date(2026, 11, 20),
        method=LedgerMethod(method),
        now=NOON,
    )


def text_of(browser: Browser, address: str) -> str:
    browser.open(address)
    return " ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(browser.response.data)).pages)


def test_a_transfer_says_what_it_paid_and_what_is_left_of_it(
    annas: Browser, db: Session, anna: Customer, invoice: Invoice, older: Invoice
) -> None:
    entry = came(db, anna, 20000)

    annas.open("/payments")
    listed = annas.links()
    annas.open(f"/payments/booked/{entry.id}")

    assert f"/payments/booked/{entry.id}" in listed
    assert f"Invoice {older.number}50.00 zł" in annas.text
    assert f"Invoice {invoice.number}114.89 zł" in annas.text
    assert "For future invoices35.11 zł" in annas.text
    assert {f"/invoices/{invoice.id}", f"/invoices/{older.id}"} <= set(annas.links())


@pytest.mark.parametrize("method", ["transfer", "cash"])
def test_its_confirmation_is_made_once_and_stays_as_it_is(
    annas: Browser, db: Session, anna: Customer, invoice: Invoice, method: str
) -> None:
    entry = came(db, anna, 20000, method)
    address = f"/payments/booked/{entry.id}/pdf"

    text = text_of(annas, address)
    first = annas.response.data
    balance.pay_out(db, anna, Money(8511), source="out", title="•••• 1234", booked_on=date(2026, 11, 25), now=NOON)
    annas.open(address)

    assert annas.response.data == first
    assert first.startswith(b"%PDF")
    assert b"pdfaid" in first  # PDF/A
    for part in (
        "Confirmation of payment",
        "Anna Nowak",
        method.capitalize(),
        "czynsz",
        invoice.number,
        "For future invoices",
        "200.00",
    ):
        assert part in text


def test_money_given_back_is_confirmed_too(annas: Browser, db: Session, anna: Customer, invoice: Invoice) -> None:
    payment = begun(db, anna, invoice)
    told(db, event_for(payment.reference, EventKind.PAID, payment.amount))
    refund = ask_refund(db, payment, Money(1000), title="Nadpłata", asked_by="szef@example.org", now=NOON)
    told(db, event_for(payment.reference, EventKind.REFUND_DONE, Money(1000), refund_reference=refund.reference))
    entry = db.scalars(select(Entry).where(Entry.kind == Kind.REFUND)).one()

    annas.open(f"/payments/booked/{entry.id}")
    shown = annas.text
    text = text_of(annas, f"/payments/booked/{entry.id}/pdf")

    assert "−10.00 zł" in shown
    assert "Confirmation of refund" in text
    assert "10.00" in text


def test_a_transfer_that_went_back_in_part_says_so(annas: Browser, db: Session, anna: Customer) -> None:
    entry = came(db, anna, 5000)
    balance.give_back(db, entry, Money(2000), source="back", title="zwrot", booked_on=date(2026, 11, 24), now=NOON)

    annas.open(f"/payments/booked/{entry.id}")

    assert "Sent back20.00 zł" in annas.text
    assert "For future invoices30.00 zł" in annas.text


def test_what_the_bank_took_back_has_no_confirmation(annas: Browser, db: Session, anna: Customer) -> None:
    entry = balance.reverse(db, came(db, anna, 5000), reason="nieznany nadawca", now=NOON)

    annas.open(f"/payments/booked/{entry.id}")
    shown = annas.text
    annas.open(f"/payments/booked/{entry.id}/pdf", status=404)

    assert "Payment taken back by the bank" in shown
    assert "Confirmation (PDF)" not in shown


def test_interest_is_named_as_such(annas: Browser, db: Session, anna: Customer, invoice: Invoice) -> None:
    db.add(
        Entry(
            customer_id=anna.id,
            kind=Kind.INTEREST,
            amount=Money(-521),
            booked_on=date(2026, 11, 1),
            number="FV/OLD",
            due_on=date(2026, 11, 2),
            source="interest:99",
            created_at=NOON,
        )
    )
    db.flush()
    entry = came(db, anna, 521)

    annas.open(f"/payments/booked/{entry.id}")

    assert "Interest on invoice FV/OLD5.21 zł" in annas.text


def test_what_a_company_took_has_its_own_page(annas: Browser, db: Session, anna: Customer, invoice: Invoice) -> None:
    payment = begun(db, anna, invoice)
    told(db, event_for(payment.reference, EventKind.PAID, payment.amount))
    entry = db.scalars(select(Entry).where(Entry.kind == Kind.PAYMENT)).one()

    annas.open(f"/payments/booked/{entry.id}", status=303)

    assert annas.response.location == f"/payments/{payment.id}"


def test_others_money_and_charges_are_not_there(
    annas: Browser, db: Session, anna: Customer, bartek: Customer, invoice: Invoice
) -> None:
    others = came(db, bartek, 100)
    charge = db.scalars(select(Entry).where(Entry.kind == Kind.CHARGE)).one()

    for number in (others.id, charge.id, 10**30):
        annas.open(f"/payments/booked/{number}", status=404)
        annas.open(f"/payments/booked/{number}/pdf", status=404)


def test_many_invoices_stand_on_one_line_by_their_first_numbers(
    annas: Browser, db: Session, anna: Customer, invoice: Invoice, older: Invoice
) -> None:

    owed(db, anna, "FV/2026/12/000124")
    owed(db, anna, "FV/2026/12/000125")
    came(db, anna, 100_000)

    annas.open("/payments")

    assert f"{older.number}, {invoice.number} and 2 more" in annas.text
