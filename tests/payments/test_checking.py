"""Every day: what companies took and gave back against the ledger, and what ended against the companies."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import update
from sqlalchemy.orm import Session

from selfcare.balance import actions as balance
from selfcare.balance.checking import newest_checks
from selfcare.customers.models import Customer
from selfcare.invoices.models import Invoice
from selfcare.money import Money
from selfcare.outbox.worker import drain
from selfcare.payments import checking, jobs, queries
from selfcare.payments.gateway import Kind
from selfcare.payments.models import Payment, Refund, State
from selfcare.payments.refunds import ask_refund
from tests.builders import NOON
from tests.payments.company import Company, event_for, order_of
from tests.payments.test_events import begun, told

TOMORROW = NOON + timedelta(days=1, minutes=1)


def wrong(db: Session) -> dict[str, tuple[int, str]]:
    checking.check_all(db, now=TOMORROW)
    return {check.what: (check.wrong, check.examples) for check in db.scalars(newest_checks()) if check.wrong}


@pytest.fixture
def paid(db: Session, anna: Customer, invoice: Invoice) -> Payment:
    payment = begun(db, anna, invoice)
    told(db, event_for(payment.reference, Kind.PAID, payment.amount))
    return payment


@pytest.fixture
def refund(db: Session, paid: Payment) -> Refund:
    refund = ask_refund(db, paid, Money(1000), title="Nadpłata", asked_by="szef@example.org", now=NOON)
    told(db, event_for(paid.reference, Kind.REFUND_DONE, Money(1000), refund_reference=refund.reference))
    return refund


def test_what_was_taken_and_given_back_agrees(db: Session, refund: Refund) -> None:
    assert wrong(db) == {}


def test_a_payment_that_is_not_in_the_ledger_is_found(db: Session, anna: Customer, invoice: Invoice) -> None:
    payment = begun(db, anna, invoice)
    payment.become(State.PAID, now=NOON)

    assert wrong(db) == {"online": (1, str(payment.id))}


def test_an_entry_of_what_was_not_paid_is_found(db: Session, anna: Customer, invoice: Invoice) -> None:
    payment = begun(db, anna, invoice)
    payment.become(State.FAILED, now=NOON)
    source, day = f"payment:{payment.reference}", NOON.date()
    balance.credit(db, anna, Money(11489), source=source, title="", booked_on=day, now=NOON)

    assert wrong(db) == {"online": (1, str(payment.id))}


def test_another_amount_is_found(db: Session, paid: Payment) -> None:
    db.execute(update(Payment).values(amount=Money(1)))

    assert wrong(db) == {"online": (1, str(paid.id))}


def test_a_refund_that_is_not_in_the_ledger_is_found(db: Session, refund: Refund) -> None:
    refund.amount = Money(999)

    assert wrong(db) == {"online": (1, str(refund.payment_id))}


def test_what_is_open_for_a_day_is_found(db: Session, anna: Customer, invoice: Invoice) -> None:
    payment = begun(db, anna, invoice)

    assert wrong(db) == {"online": (1, str(payment.id))}


def test_notices_that_were_not_believed_are_shown(db: Session, paid: Payment) -> None:
    told(db, event_for(paid.reference, Kind.PAID, Money(1)))
    told(db, event_for(paid.reference, Kind.PAID, paid.amount, currency="EUR"))

    assert wrong(db)["notices"][0] == 2


@pytest.mark.parametrize("state", [State.FAILED, State.EXPIRED])
def test_money_of_a_payment_that_had_ended_is_found_without_a_notice(
    db: Session, anna: Customer, invoice: Invoice, company: Company, state: State
) -> None:
    payment = ended(db, anna, invoice, state)
    company.knows[payment.reference] = event_for(payment.reference, Kind.PAID, payment.amount)

    jobs.ask_about_ended(db, now=TOMORROW)
    db.commit()
    drain(db, now=TOMORROW)

    assert (payment.state, invoice.left_to_pay) == (State.PAID, Money())


def test_asking_once_more_about_a_failure_tells_nobody_anything(
    app: Flask, db: Session, anna: Customer, invoice: Invoice, company: Company
) -> None:
    payment = ended(db, anna, invoice, State.EXPIRED)
    company.knows[payment.reference] = event_for(payment.reference, Kind.FAILED, payment.amount)

    jobs.ask_about_ended(db, now=TOMORROW)
    db.commit()
    drain(db, now=TOMORROW)

    assert payment.state == State.EXPIRED


def test_a_company_whose_keys_are_gone_is_not_asked(db: Session, anna: Customer, invoice: Invoice) -> None:
    ended(db, anna, invoice, State.EXPIRED)

    jobs.ask_about_ended(db, now=TOMORROW)

    assert db.scalar(queries.count_waiting([jobs.LOOK])) == 0


def ended(db: Session, customer: Customer, invoice: Invoice, state: State) -> Payment:
    payment = begun(db, customer, invoice)
    payment.order_id = order_of(payment.reference)
    payment.become(state, now=NOON)
    db.flush()
    return payment
