"""An open complaint about charges makes what it claims of an invoice disputed, until it ends."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlalchemy.orm import Session

from selfcare.balance import actions as balance
from selfcare.complaints import actions
from selfcare.complaints.models import REFUSED, Kind, State
from selfcare.customers.models import Customer
from selfcare.invoices.models import Invoice
from selfcare.money import Money
from tests.browser import Browser
from tests.builders import NOON, make_invoice
from tests.complaints.filed import TODAY, answer, file
from tests.invoices.xml import invoice_xml
from tests.statements import MOST_PER_PAGE, count_statements

LATE = date(2026, 11, 10)


@pytest.fixture
def invoice(db: Session, anna: Customer) -> Invoice:
    invoice = make_invoice(db, anna, "FV/1", xml=invoice_xml(), total=Money(10000), due_on=LATE)
    balance.charge(db, invoice, now=NOON)
    return invoice


def test_a_complaint_about_charges_makes_its_claim_disputed(db: Session, anna: Customer, invoice: Invoice) -> None:
    file(db, anna, Kind.CHARGE, invoice=invoice)
    file(db, anna, Kind.CHARGE, invoice=invoice, claimed=Money(1500))
    file(db, anna, Kind.QUALITY, invoice=invoice)
    file(db, anna, Kind.CHARGE)

    assert invoice.disputed == Money(3500)


def test_an_answer_ends_it(db: Session, anna: Customer, invoice: Invoice) -> None:
    answer(db, file(db, anna, Kind.CHARGE, invoice=invoice, claimed=Money(10000)), REFUSED, 0)

    assert (invoice.disputed, invoice.answered_on) == (Money(), TODAY)


def test_an_award_lowers_what_is_left(db: Session, anna: Customer, invoice: Invoice) -> None:
    answer(db, file(db, anna, Kind.CHARGE, invoice=invoice))

    assert (invoice.disputed, invoice.left_to_pay) == (Money(), Money(8000))


def test_taking_it_back_ends_it(db: Session, anna: Customer, invoice: Invoice) -> None:
    actions.withdraw(db, file(db, anna, Kind.CHARGE, invoice=invoice), now=NOON, today=TODAY)

    assert (invoice.disputed, invoice.answered_on) == (Money(), None)


@pytest.mark.parametrize(
    ("circumstances", "days", "state"),
    [("Too much.", 31, State.ACCEPTED_BY_LAW), ("", 8, State.LAPSED)],
)
def test_the_clock_ends_it(
    db: Session,
    anna: Customer,
    invoice: Invoice,
    at_midnight: Callable[[date], None],
    *,
    circumstances: str,
    days: int,
    state: State,
) -> None:
    complaint = file(db, anna, Kind.CHARGE, invoice=invoice, circumstances=circumstances)
    assert invoice.disputed == Money(2000)

    at_midnight(TODAY + timedelta(days=days))

    assert (complaint.state, invoice.disputed) == (state, Money())


def test_completed_late_it_is_disputed_again(
    db: Session, anna: Customer, invoice: Invoice, at_midnight: Callable[[date], None]
) -> None:
    complaint = file(db, anna, Kind.CHARGE, invoice=invoice, circumstances="")
    at_midnight(TODAY + timedelta(days=8))

    later = NOON + timedelta(days=9)
    actions.complete(
        db, complaint, actions.Missing(circumstances="Too much."), "", now=later, today=TODAY + timedelta(days=9)
    )

    assert invoice.disputed == Money(2000)


@pytest.mark.parametrize("paid", [0, 8000])
def test_the_pages_say_what_waits(reader: Browser, db: Session, anna: Customer, invoice: Invoice, paid: int) -> None:
    file(db, anna, Kind.CHARGE, invoice=invoice)
    if paid:
        balance.credit(db, anna, Money(paid), source="test", title="", booked_on=TODAY, now=NOON)

    for address in ("/", "/payments", f"/invoices/{invoice.id}"):
        with count_statements() as asked:
            reader.open(address)
        assert len(asked) <= MOST_PER_PAGE
        assert "The disputed amount of 20.00 zł waits for our answer." in reader.text.replace("\u00a0", " ")
        assert ("Overdue since" in reader.text) == (not paid and not address.startswith("/invoices"))
