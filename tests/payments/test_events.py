"""What companies tell us: in any order, as often as they like, late, wrong or not at all."""

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
from selfcare.payments import actions, jobs
from selfcare.payments.choice import Choice
from selfcare.payments.gateway import AwaitingApp, Event, Kind, Method, Reason, Redirect, Rejected
from selfcare.payments.models import Payment, PaymentEvent, State, Verdict
from tests.builders import NOON
from tests.payments.company import PAGE, Company, event_for, order_of

TODAY = NOON.date()
LATER = NOON + timedelta(minutes=1, seconds=1)


def begun(db: Session, customer: Customer, invoice: Invoice, key: str = "k1", company: str = "payu") -> Payment:
    payment, _is_new = actions.start_payment(
        db, customer, Choice((invoice,)), company=company, method=Method.BLIK, form_key=key, now=NOON
    )
    db.flush()
    payment.customer = customer
    return payment


def told(db: Session, event: Event, company: str = "payu") -> Verdict | None:
    return actions.note_event(db, company, event, body=b"{}", now=NOON, today=TODAY)


def test_the_same_form_is_one_payment(db: Session, anna: Customer, invoice: Invoice) -> None:
    first = begun(db, anna, invoice)

    second = begun(db, anna, invoice)

    assert second.id == first.id


def test_a_paid_notice_pays_the_invoice_once(db: Session, anna: Customer, invoice: Invoice) -> None:
    payment = begun(db, anna, invoice)
    event = event_for(payment.reference, Kind.PAID, payment.amount)

    verdicts = [told(db, event), told(db, event)]

    assert verdicts == [Verdict.APPLIED, None]
    assert payment.state == State.PAID
    assert (invoice.left_to_pay, invoice.paid_on) == (Money(), TODAY)
    assert db.scalar(balance_of(anna)) == Money()


def test_a_notice_may_be_quicker_than_the_answer(db: Session, anna: Customer, invoice: Invoice) -> None:
    payment = begun(db, anna, invoice)
    told(db, event_for(payment.reference, Kind.PAID, payment.amount))

    actions.note_started(payment, Redirect(PAGE, order_of(payment.reference)), now=NOON)

    assert payment.state == State.PAID


def test_money_for_a_paid_invoice_is_credit(db: Session, anna: Customer, invoice: Invoice) -> None:
    payments = [begun(db, anna, invoice, key) for key in ("k1", "k2")]

    for payment in payments:
        told(db, event_for(payment.reference, Kind.PAID, payment.amount))

    assert db.scalar(balance_of(anna)) == invoice.total


def test_money_that_comes_after_all_is_taken(db: Session, anna: Customer, invoice: Invoice) -> None:
    payment = begun(db, anna, invoice)
    actions.fail(payment, Reason.TIMED_OUT, now=NOON)

    told(db, event_for(payment.reference, Kind.PAID, payment.amount))

    assert (payment.state, payment.reason) == (State.PAID, "")


@pytest.mark.parametrize(
    ("event", "verdict"),
    [
        ({"amount": Money(1)}, Verdict.WRONG_AMOUNT),
        ({"currency": "EUR"}, Verdict.WRONG_AMOUNT),
        ({"order_id": "ANOTHER"}, Verdict.WRONG_ORDER),
    ],
)
def test_what_does_not_fit_is_kept_and_changes_nothing(
    db: Session, anna: Customer, invoice: Invoice, event: dict[str, object], verdict: Verdict
) -> None:
    payment = begun(db, anna, invoice)
    actions.note_started(payment, AwaitingApp(NOON, order_of(payment.reference)), now=NOON)
    facts: dict[str, object] = {"amount": payment.amount, **event}

    found = told(db, event_for(payment.reference, Kind.PAID, **facts))  # type: ignore[arg-type]  # facts of two types

    assert found == verdict
    assert payment.state == State.PENDING
    assert invoice.left_to_pay == invoice.total
    assert db.scalars(select(PaymentEvent.verdict)).all() == [verdict]


def test_what_we_never_asked_for_is_kept(db: Session) -> None:
    assert told(db, event_for("f" * 32, Kind.PAID, Money(100))) == Verdict.UNKNOWN


def test_another_company_cannot_end_it(db: Session, anna: Customer, invoice: Invoice) -> None:
    payment = begun(db, anna, invoice)

    assert told(db, event_for(payment.reference, Kind.PAID, payment.amount), "przelewy24") == Verdict.UNKNOWN
    assert payment.state == State.CREATED


def test_a_later_pending_is_old_news(db: Session, anna: Customer, invoice: Invoice) -> None:
    payment = begun(db, anna, invoice)
    told(db, event_for(payment.reference, Kind.PAID, payment.amount))

    assert told(db, event_for(payment.reference, Kind.PENDING, payment.amount)) == Verdict.OLD_NEWS


def test_a_refusal_is_told_once_and_names_no_amount(db: Session, anna: Customer, invoice: Invoice) -> None:
    payment = begun(db, anna, invoice)

    told(db, event_for(payment.reference, Kind.FAILED, Money()))

    assert (payment.state, payment.reason) == (State.FAILED, Reason.DECLINED)
    assert set(db.scalars(select(Message.kind))) == {"payment_failed"}


def test_a_rejected_code_ends_it_at_once(db: Session, anna: Customer, invoice: Invoice) -> None:
    payment = begun(db, anna, invoice)

    actions.note_started(payment, Rejected(Reason.WRONG_CODE), now=NOON)

    assert (payment.state, payment.reason) == (State.FAILED, Reason.WRONG_CODE)
    assert db.scalars(select(Message)).all() == []


def test_money_is_ours_only_when_the_company_knows_that_we_know(
    db: Session, anna: Customer, invoice: Invoice, company: Company
) -> None:
    payment = begun(db, anna, invoice)

    told(db, event_for(payment.reference, Kind.PAID, payment.amount, must_confirm=True))
    state_before = payment.state
    drain(db, now=NOON)

    assert state_before == State.CONFIRMING
    assert company.confirmed == [payment.reference]
    assert db.get_one(Payment, payment.id).state == State.PAID


def test_what_is_stuck_is_asked_for(db: Session, anna: Customer, invoice: Invoice, company: Company) -> None:
    payment = begun(db, anna, invoice)
    company.knows[payment.reference] = event_for(payment.reference, Kind.PAID, payment.amount)

    jobs.ask_about_stuck(db, now=LATER)
    drain(db, now=LATER)

    assert db.get_one(Payment, payment.id).state == State.PAID


def test_nobody_is_given_up_while_the_company_is_silent(
    db: Session, anna: Customer, invoice: Invoice, company: Company
) -> None:
    payment = begun(db, anna, invoice)
    company.is_silent = True
    late = NOON + timedelta(hours=3)

    jobs.ask_about_stuck(db, now=late)
    drain(db, now=late)

    assert db.get_one(Payment, payment.id).state == State.CREATED


def test_what_nobody_paid_expires_and_can_be_paid_all_the_same(
    db: Session, anna: Customer, invoice: Invoice, company: Company
) -> None:
    payment = begun(db, anna, invoice)
    late = NOON + timedelta(minutes=17)

    jobs.ask_about_stuck(db, now=late)
    drain(db, now=late)
    state_then = db.get_one(Payment, payment.id).state
    told(db, event_for(payment.reference, Kind.PAID, payment.amount))

    assert company.asked == []
    assert state_then == State.EXPIRED
    assert payment.state == State.PAID


def test_a_pending_payment_waits_as_long_as_the_company_promised(
    db: Session, anna: Customer, invoice: Invoice, company: Company
) -> None:
    payment = begun(db, anna, invoice)
    actions.note_started(payment, AwaitingApp(NOON + timedelta(minutes=2), "O"), now=NOON)
    company.knows[payment.reference] = event_for(payment.reference, Kind.PENDING, payment.amount, order_id="O")
    soon = NOON + timedelta(minutes=5)

    jobs.ask_about_stuck(db, now=soon)
    drain(db, now=soon)

    assert db.get_one(Payment, payment.id).state == State.PENDING


def test_old_notices_lose_their_text(db: Session) -> None:
    told(db, event_for("f" * 32, Kind.PAID, Money(100)))

    jobs.forget_old(db, now=NOON + timedelta(days=401))

    assert db.scalars(select(PaymentEvent.body)).all() == [b""]
