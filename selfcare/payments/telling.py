"""Telling the customer what became of a payment."""

from datetime import datetime

from sqlalchemy.orm import Session

from selfcare.money import Money
from selfcare.notifications import actions as notifications
from selfcare.notifications.models import EMAIL, SMS, Choice
from selfcare.payments.models import Payment, Refund


def tell_paid(session: Session, payment: Payment, *, now: datetime) -> None:
    _tell(session, payment, "payment_received", payment.amount, now=now)


def tell_failed(session: Session, payment: Payment, *, now: datetime) -> None:
    """Only of what failed later: who stands before the page reads it there."""
    _tell(session, payment, "payment_failed", payment.amount, now=now)


def tell_refunded(session: Session, refund: Refund, *, now: datetime) -> None:
    _tell(session, refund.payment, "payment_refunded", refund.amount, now=now)


def _tell(session: Session, payment: Payment, kind: str, amount: Money, *, now: datetime) -> None:
    """By SMS if the customer wants reminders only so, else by e-mail: it holds a link."""
    choice = session.get(Choice, payment.customer_id)
    channels = {SMS} if choice and choice.reminders == SMS else {EMAIL}
    facts = {"amount": amount.grosze, "payment": payment.id, "title": payment.title}
    notifications.tell_by(session, payment.customer, channels, kind, now=now, facts=facts)
