"""What the worker does: tells companies that we know of the money, gives money back, asks what became of what is stuck.

Nobody waits for the database while a company thinks: it is let go of before each question.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, cast

import structlog
from flask import current_app
from sqlalchemy import update
from sqlalchemy.orm import Session

from selfcare import clock
from selfcare.database import begin_writing
from selfcare.money import CURRENCY
from selfcare.outbox import actions as outbox
from selfcare.payments import actions, checking, queries, refunds
from selfcare.payments.gateway import Event, Kind, PaymentGateway, Refused
from selfcare.payments.gateway import Refund as Refunding
from selfcare.payments.models import Payment, PaymentEvent, Refund, State

log = structlog.get_logger("selfcare")

LOOK = "payments.look"
LOOK_AT_REFUND = "payments.look_at_refund"
KEEP_BODIES = timedelta(days=400)  # longer than a customer may ask for the money back
_AT_ONCE = 2  # questions under way: a silent company must not hold up the worker's other hands
_LOOK_FOR = timedelta(minutes=10)
_ENDED_LATELY = timedelta(days=2)
_LOOK_FOR_ENDED = timedelta(hours=6)
_MOST_ENDED = 500  # a day


def ask_about_stuck(session: Session, *, now: datetime) -> None:
    """Have the worker ask the companies about payments and refunds that nobody told us the end of."""
    free = _AT_ONCE - (session.scalar(queries.count_waiting((LOOK, LOOK_AT_REFUND))) or 0)
    if free <= 0:
        return
    payments = session.scalars(queries.to_look_at(now).limit(free)).all()
    owed = session.scalars(queries.refunds_to_look_at(now).limit(free - len(payments))).all()
    if not payments and not owed:
        return
    session.commit()
    begin_writing()
    for payment in payments:
        if payment.look_at and payment.look_at <= now:
            payment.look_again(now=now)
            outbox.put(session, LOOK, {"payment_id": payment.id}, now=now, expires_at=now + _LOOK_FOR)
    for refund in owed:
        refund.look_at = now + refunds.LOOK_EVERY
        outbox.put(session, LOOK_AT_REFUND, {"refund_id": refund.id}, now=now, expires_at=now + _LOOK_FOR)


def ask_about_ended(session: Session, *, now: datetime) -> None:
    """Once a day, twice for each: money may have come after all for what failed, and its notice been lost."""
    companies = current_app.extensions["payment_gateways"]
    for payment in session.scalars(queries.lately_ended(companies, since=now - _ENDED_LATELY).limit(_MOST_ENDED)):
        outbox.put(session, LOOK, {"payment_id": payment.id}, now=now, expires_at=now + _LOOK_FOR_ENDED)


def check(session: Session, *, now: datetime) -> None:
    """Compare with the ledger, every day."""
    checking.check_all(session, now=now)


def look(session: Session, facts: dict[str, Any], *, now: datetime) -> None:
    """Ask what became of a payment. Raises PartnerUnavailable: it stays as it is, and its page says that we wait."""
    payment = _payment(session, facts)
    if payment is None or payment.is_received:
        return
    checkout = actions.checkout_of(payment)
    session.commit()
    event = _company(payment.company).fetch(checkout)
    begin_writing()
    payment = session.scalars(queries.locked(payment.id)).unique().one()
    if event and (event.kind is Kind.PAID or (payment.is_open and event.kind is not Kind.PENDING)):
        actions.note_event(session, payment.company, event, now=now, today=clock.today())
        if payment.state == State.CONFIRMING and event.must_confirm:
            actions.ask_to_confirm(session, payment, event, now=now)
    actions.give_up(payment, is_known=event is not None, now=now)


def confirm(session: Session, facts: dict[str, Any], *, now: datetime) -> None:
    """Tell the company that we know of the money; now it is ours. Raises PartnerUnavailable: once more, later."""
    payment = _payment(session, facts)
    if payment is None or payment.state != State.CONFIRMING:
        return
    event = Event(
        key="",
        reference=payment.reference,
        order_id=str(facts["order_id"]),
        kind=Kind.PAID,
        amount=payment.amount,
        currency=CURRENCY,
        must_confirm=True,
    )
    checkout = actions.checkout_of(payment)
    session.commit()
    try:
        _company(payment.company).confirm(checkout, event)
    except Refused as refusal:
        log.warning("payment not confirmed", company=payment.company, payment=payment.id, said=str(refusal))
        return  # looked at again within the hour
    begin_writing()
    payment = session.scalars(queries.locked(payment.id)).unique().one()
    actions.receive(session, payment, now=now, today=clock.today())


def refund(session: Session, facts: dict[str, Any], *, now: datetime) -> None:
    """Ask the company to give money back. Raises PartnerUnavailable: once more, later; asking twice is harmless."""
    row = session.get(Refund, facts["refund_id"])
    if row is None or row.state != Refund.ASKED:
        return
    words, company = _in_words(row), row.payment.company
    session.commit()
    try:
        _company(company).refund(words)
    except Refused as refusal:
        log.warning("refund refused", company=company, refund=row.id, said=str(refusal))
        begin_writing()
        refunds.reject(session, session.get_one(Refund, row.id, populate_existing=True), now=now)


def look_at_refund(session: Session, facts: dict[str, Any], *, now: datetime) -> None:
    """Ask what became of a refund. Raises PartnerUnavailable."""
    row = session.get(Refund, facts["refund_id"])
    if row is None or row.state != Refund.ASKED:
        return
    words, company = _in_words(row), row.payment.company
    session.commit()
    event = _company(company).fetch_refund(words)
    begin_writing()
    if event:
        actions.note_event(session, company, event, now=now, today=clock.today())


def forget_old(session: Session, *, now: datetime) -> None:
    """Notices hold names and addresses: after a while only what we made of them is kept."""
    old = (PaymentEvent.received_at < now - KEEP_BODIES, PaymentEvent.body != b"")
    session.execute(update(PaymentEvent).where(*old).values(body=b""))


def _payment(session: Session, facts: dict[str, Any]) -> Payment | None:
    return session.get(Payment, facts["payment_id"])


def _in_words(row: Refund) -> Refunding:
    return Refunding(
        reference=row.reference,
        checkout=actions.checkout_of(row.payment),
        amount=row.amount,
        title=row.title,
    )


def _company(name: str) -> PaymentGateway:
    """Raises KeyError for one whose keys were taken away: then its payments wait for people."""
    return cast("PaymentGateway", current_app.extensions["payment_gateways"][name])
