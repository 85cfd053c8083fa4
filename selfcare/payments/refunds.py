"""Giving money back the way it came."""

from __future__ import annotations

import secrets
from datetime import date, datetime, timedelta

from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from selfcare.audit import actions as audit
from selfcare.errors import RuleBroken
from selfcare.money import Money
from selfcare.outbox import actions as outbox
from selfcare.payments.booking import book_refund
from selfcare.payments.gateway import Event, Kind
from selfcare.payments.models import Payment, Refund, State
from selfcare.payments.telling import tell_refunded

REFUND = "payments.refund"  # in the outbox: ask the company to give it back
LOOK_EVERY = timedelta(hours=1)
_LONGEST_TITLE = 35


class NotRefundable(RuleBroken):
    """More than was paid, or not paid at all."""

    message = _l("Only what was paid and has not been given back can be given back.")


def ask_refund(
    session: Session, payment: Payment, amount: Money, *, title: str, asked_by: str, now: datetime
) -> Refund:
    """Have the company give back a part or all of it. Raises NotRefundable."""
    if not payment.is_received or not Money() < amount <= payment.refundable:
        raise NotRefundable
    refund = Refund(
        reference=secrets.token_hex(16),
        payment=payment,
        amount=amount,
        title=title[:_LONGEST_TITLE],
        state=Refund.ASKED,
        asked_by=asked_by,
        created_at=now,
        look_at=now + LOOK_EVERY,
    )
    session.add(refund)
    session.flush()
    outbox.put(session, REFUND, {"refund_id": refund.id}, now=now)
    _record(session, "refund_asked", refund, actor=asked_by, now=now)
    return refund


def apply_refund(session: Session, payment: Payment, event: Event, *, now: datetime, today: date) -> bool:
    """The company gave the money back, or will not. Money that moved counts, whatever was said before."""
    refund = next(refund for refund in payment.refunds if refund.reference == event.refund_reference)
    if event.kind is Kind.REFUND_REJECTED:
        return reject(session, refund, now=now)
    if refund.state == Refund.DONE:
        return False
    refund.state, refund.look_at, refund.ended_at = Refund.DONE, None, now
    payment.become(State.REFUNDED if payment.refunded >= payment.amount else State.PART_REFUNDED, now=now)
    book_refund(session, refund, now=now, today=today)
    _record(session, "refund_done", refund, actor=audit.SYSTEM, now=now)
    tell_refunded(session, refund, now=now)
    return True


def reject(session: Session, refund: Refund, *, now: datetime) -> bool:
    """The company will not give it back: the money stays the customer's credit."""
    if refund.state != Refund.ASKED:
        return False
    refund.state, refund.look_at, refund.ended_at = Refund.REJECTED, None, now
    _record(session, "refund_rejected", refund, actor=audit.SYSTEM, now=now)
    return True


def _record(session: Session, what: str, refund: Refund, *, actor: str, now: datetime) -> None:
    payment = refund.payment
    audit.record(
        session,
        what,
        now=now,
        customer_no=payment.customer.customer_no,
        actor=actor,
        payment=payment.id,
        amount=str(refund.amount),
    )
