"""Finding payments. Every page starts from `payments_of`."""

from collections.abc import Collection, Iterable
from datetime import datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload, selectinload

from selfcare.customers.models import Customer
from selfcare.invoices.models import Invoice
from selfcare.invoices.queries import to_pay_of
from selfcare.money import CURRENCY
from selfcare.outbox.models import WAITING, Task
from selfcare.payments.models import DOUBTED, OPEN, Payment, PaymentEvent, Refund, State

MOST_AT_ONCE = 60  # invoices in one payment
LARGEST = 2**63 - 1


def payments_of(customer: Customer) -> Select[Payment]:
    """The customer's own tries to pay, newest first, each with what it was meant for."""
    return (
        select(Payment)
        .where(Payment.customer_id == customer.id)
        .options(selectinload(Payment.parts))
        .order_by(Payment.id.desc())
    )


def payment_of(customer: Customer, payment_id: int) -> Select[Payment]:
    return payments_of(customer).where(Payment.id == min(payment_id, LARGEST))


def sent_with(customer: Customer, form_key: str) -> Select[Payment]:
    """What this very form has begun before."""
    return payments_of(customer).where(Payment.form_key == form_key)


def count_begun(customer: Customer, *, since: datetime) -> Select[int]:
    """How often the customer has tried lately."""
    return select(func.count()).where(Payment.customer_id == customer.id, Payment.created_at > since)


def waiting_of(customer: Customer, *, since: datetime) -> Select[Payment]:
    """What the customer may still confirm."""
    return payments_of(customer).where(Payment.state.in_(OPEN), Payment.created_at > since)


def locked(payment_id: int) -> Select[Payment]:
    """The payment as it is now, for us alone until the end of the transaction."""
    return (
        select(Payment)
        .where(Payment.id == payment_id)
        .with_for_update(of=Payment)
        .options(joinedload(Payment.customer), selectinload(Payment.refunds))
        .execution_options(populate_existing=True)
    )


def id_of_reference(company: str, reference: str) -> Select[int]:
    return select(Payment.id).where(Payment.company == company, Payment.reference == reference)


def refund_with(reference: str) -> Select[Refund]:
    return select(Refund).where(Refund.reference == reference)


def event_with(company: str, key: str) -> Select[int]:
    return select(PaymentEvent.id).where(PaymentEvent.company == company, PaymentEvent.key == key)


def to_look_at(now: datetime) -> Select[Payment]:
    """Whose state we should ask for ourselves, the longest overdue first."""
    return select(Payment).where(Payment.state.in_(OPEN), Payment.look_at <= now).order_by(Payment.look_at)


def lately_ended(companies: Iterable[str], *, since: datetime) -> Select[Payment]:
    """What failed or was not paid in time, as far as we were told; the company knows it by a name."""
    is_ended = Payment.state.in_((State.FAILED, State.EXPIRED)) & (Payment.order_id != "")
    asked = Payment.company.in_(list(companies))
    return select(Payment).where(is_ended, asked, Payment.created_at > since).order_by(Payment.id.desc())


def refunds_to_look_at(now: datetime) -> Select[Refund]:
    return select(Refund).where(Refund.state == Refund.ASKED, Refund.look_at <= now).order_by(Refund.look_at)


def count_waiting(kinds: Collection[str]) -> Select[int]:
    """How many such tasks nobody has brought to an end yet."""
    return select(func.count()).select_from(Task).where(Task.state == WAITING, Task.kind.in_(kinds))


def payable_of(customer: Customer) -> Select[Invoice]:
    """What can be paid here: unpaid and in zloties, the oldest due first."""
    return to_pay_of(customer).where(Invoice.currency == CURRENCY).limit(MOST_AT_ONCE)


def wrong_events(*, since: datetime) -> Select[PaymentEvent]:
    """What companies told us and we did not believe: somebody should look at it."""
    return (
        select(PaymentEvent)
        .where(PaymentEvent.verdict.in_(DOUBTED), PaymentEvent.received_at >= since)
        .order_by(PaymentEvent.id.desc())
    )
