"""What is held on a customer here."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Select, select

from selfcare.customers.holdings import Holdings
from selfcare.customers.models import Customer
from selfcare.payments.models import Part, Payment, PaymentEvent, Refund


def lists_of(customer: Customer) -> Mapping[str, Select[Any]]:
    own = Payment.customer_id == customer.id
    return {
        "payments.json": select(Payment).where(own).order_by(Payment.id),
        "payment-parts.json": select(Part).join(Payment, Payment.id == Part.payment_id).where(own).order_by(Part.id),
        "payment-events.json": (
            select(PaymentEvent)
            .join(Payment, Payment.id == PaymentEvent.payment_id)
            .where(own)
            .order_by(PaymentEvent.id)
        ),
        "payment-refunds.json": (
            select(Refund).join(Payment, Payment.id == Refund.payment_id).where(own).order_by(Refund.id)
        ),
    }


HOLDINGS = Holdings(
    facts={
        Payment: (
            *("id", "reference", "company", "method", "amount", "title", "state", "reason", "order_id"),
            *("created_at", "expires_at", "ended_at"),
        ),
        Part: ("payment_id", "invoice_id", "number", "amount"),
        PaymentEvent: ("payment_id", "company", "kind", "amount", "currency", "verdict", "received_at"),
        Refund: ("payment_id", "reference", "amount", "title", "state", "created_at", "ended_at"),
    },
    lists=lists_of,
)
