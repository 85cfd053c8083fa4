"""Telling the customer what became of a payment."""

from datetime import datetime

from sqlalchemy.orm import Session

from selfcare.notifications import actions as notifications
from selfcare.payments.models import Payment, Refund


def tell_paid(session: Session, payment: Payment, *, now: datetime) -> None:
    _tell(session, payment, "payment_received", now=now)


def tell_failed(session: Session, payment: Payment, *, now: datetime) -> None:
    """Only of what failed later: who stands before the page reads it there."""
    _tell(session, payment, "payment_failed", now=now)


def tell_refunded(session: Session, refund: Refund, *, now: datetime) -> None:
    facts = {"amount": refund.amount.grosze, "payment": refund.payment_id, "title": refund.payment.title}
    notifications.tell_everywhere(session, refund.payment.customer, "payment_refunded", now=now, facts=facts)


def _tell(session: Session, payment: Payment, kind: str, *, now: datetime) -> None:
    facts = {"amount": payment.amount.grosze, "payment": payment.id, "title": payment.title}
    notifications.tell_everywhere(session, payment.customer, kind, now=now, facts=facts)
