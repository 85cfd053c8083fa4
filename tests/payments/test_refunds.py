"""Giving money back: a part, all of it, never more."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from selfcare.balance.queries import balance_of
from selfcare.customers.models import Customer
from selfcare.invoices.models import Invoice
from selfcare.money import Money
from selfcare.notifications.models import Message
from selfcare.outbox.worker import drain
from selfcare.payments import jobs
from selfcare.payments.gateway import Kind
from selfcare.payments.models import Payment, Refund, State, Verdict
from selfcare.payments.refunds import NotRefundable, ask_refund
from tests.builders import NOON
from tests.payments.company import Company, event_for
from tests.payments.test_events import begun, told


@pytest.fixture
def payment(db: Session, anna: Customer, invoice: Invoice) -> Payment:
    payment = begun(db, anna, invoice)
    told(db, event_for(payment.reference, Kind.PAID, payment.amount))
    return payment


def asked(db: Session, payment: Payment, grosze: int) -> Refund:
    return ask_refund(db, payment, Money(grosze), title="Nadpłata", asked_by="szef@example.org", now=NOON)


def done(db: Session, refund: Refund, kind: Kind = Kind.REFUND_DONE) -> Verdict | None:
    payment = refund.payment
    return told(db, event_for(payment.reference, kind, refund.amount, refund_reference=refund.reference))


def test_a_part_goes_back_and_is_owed_again(
    db: Session, anna: Customer, invoice: Invoice, payment: Payment, company: Company
) -> None:
    refund = asked(db, payment, 1000)
    drain(db, now=NOON)
    done(db, refund)

    assert [one.reference for one in company.refunds] == [refund.reference]
    assert payment.state == State.PART_REFUNDED
    assert db.scalar(balance_of(anna)) == Money(-1000)
    assert invoice.left_to_pay == Money(1000)
    assert "payment_refunded" in set(db.scalars(select(Message.kind)))


def test_two_equal_parts_count_twice(db: Session, anna: Customer, payment: Payment) -> None:
    for refund in [asked(db, payment, 5000), asked(db, payment, 5000)]:
        done(db, refund)

    assert payment.refunded == Money(10000)


def test_all_of_it_in_parts(db: Session, payment: Payment) -> None:
    for refund in [asked(db, payment, 5000), asked(db, payment, 6489)]:
        done(db, refund)
        done(db, refund)

    assert payment.state == State.REFUNDED
    assert payment.refundable == Money()


@pytest.mark.parametrize("grosze", [0, -1, 11490])
def test_never_more_than_was_paid(db: Session, payment: Payment, grosze: int) -> None:
    with pytest.raises(NotRefundable):
        asked(db, payment, grosze)


def test_not_what_is_promised_already(db: Session, payment: Payment) -> None:
    asked(db, payment, 11489)

    with pytest.raises(NotRefundable):
        asked(db, payment, 1)


def test_not_before_it_was_paid(db: Session, anna: Customer, invoice: Invoice) -> None:
    with pytest.raises(NotRefundable):
        asked(db, begun(db, anna, invoice), 100)


def test_what_the_company_refuses_may_be_asked_for_again(db: Session, payment: Payment, company: Company) -> None:
    company.refuses = True
    refund = asked(db, payment, 11489)

    drain(db, now=NOON)

    assert db.get_one(Refund, refund.id).state == Refund.REJECTED
    assert payment.refundable == payment.amount


def test_a_rejection_told_later_changes_nothing(db: Session, payment: Payment) -> None:
    refund = asked(db, payment, 1000)
    done(db, refund)

    assert done(db, refund, Kind.REFUND_REJECTED) == Verdict.OLD_NEWS
    assert refund.state == Refund.DONE


def test_a_refund_that_we_never_asked_for_is_kept_for_people(db: Session, payment: Payment) -> None:
    event = event_for(payment.reference, Kind.REFUND_DONE, Money(1), refund_reference="e" * 32)

    assert told(db, event) == Verdict.UNKNOWN


def test_a_refund_of_another_amount_is_kept_for_people(db: Session, payment: Payment) -> None:
    refund = asked(db, payment, 1000)
    event = event_for(payment.reference, Kind.REFUND_DONE, Money(1), refund_reference=refund.reference)

    assert told(db, event) == Verdict.WRONG_AMOUNT


def test_the_end_of_a_refund_is_asked_for(db: Session, payment: Payment, company: Company) -> None:
    refund = asked(db, payment, 1000)
    drain(db, now=NOON)
    event = event_for(payment.reference, Kind.REFUND_DONE, Money(1000), refund_reference=refund.reference)
    company.knows[refund.reference] = event
    later = NOON + timedelta(hours=1)

    jobs.ask_about_stuck(db, now=later)
    drain(db, now=later)

    assert db.get_one(Refund, refund.id).state == Refund.DONE
