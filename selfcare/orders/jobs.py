"""What the worker does: send codes, receipts and news, and see what became of orders that wait."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any, cast

import structlog
from flask import current_app
from flask_babel import force_locale
from sqlalchemy import select
from sqlalchemy.exc import InvalidRequestError
from sqlalchemy.orm import Session

from selfcare import clock
from selfcare.auth.models import Code
from selfcare.brand import Operator
from selfcare.catalogue.papers import EDITION, subject_of
from selfcare.config import Settings
from selfcare.database import begin_writing
from selfcare.errors import RuleBroken
from selfcare.notifications import actions as notifications
from selfcare.notifications.actions import Kept
from selfcare.notifications.models import EMAIL, SMS
from selfcare.notifications.wording import language_for
from selfcare.orders import words
from selfcare.orders.models import DRAFT, Order
from selfcare.orders.queries import AS_IT_IS, forgotten_drafts, unsettled
from selfcare.orders.receipt import receipt_of
from selfcare.orders.settling import settle as settle_one

log = structlog.get_logger("selfcare")

KEEP_DRAFTS = timedelta(days=2)
# What an order meets whose line, option or account is not as anybody expected.
_ODD = (
    RuleBroken,
    ArithmeticError,
    AssertionError,
    AttributeError,
    InvalidRequestError,
    LookupError,
    RuntimeError,
    TypeError,
    ValueError,
)


def send_code(session: Session, facts: dict[str, Any], *, now: datetime) -> None:
    """A message with the code and with what it orders. Nothing for a draft that was given up meanwhile."""
    code = session.get(Code, facts["code_id"])
    order = session.scalars(select(Order).where(Order.number == facts["login"])).one_or_none()
    if code is None or order is None or order.state != DRAFT or order.code_id != code.id:
        return
    if code.channel or not code.can_be_typed(now):
        return
    code.customer_id, code.channel = order.customer_id, EMAIL if "@" in order.sent_to else SMS
    notifications.tell(
        session,
        order.customer,
        code.channel,
        order.sent_to,
        "order_code",
        now=now,
        facts=_said(order) | {"code": str(facts["code"])},
        secret_key=cast("Settings", current_app.extensions["settings"]).secret_key,
        expires_at=code.expires_at,
    )


def send_receipt(session: Session, facts: dict[str, Any], *, now: datetime) -> None:
    """Make the receipt if nobody did yet, and say by every way that it is there."""
    order = session.get(Order, facts["order_id"])
    if order is None:
        return
    operator = cast("Operator", current_app.extensions["operator"])
    receipt = receipt_of(session, order, operator, now=now)
    said = _said(order) | {"digest": receipt.sha256.hex()}
    enclosed = [Kept(receipt.subject, receipt.edition, f"{order.number}.pdf"), *_papers(order)]
    notifications.tell_everywhere(session, order.customer, "order_receipt", now=now, facts=said, enclosed=enclosed)


def _papers(order: Order) -> Iterator[Kept]:
    """The very price list and rules that were accepted, whatever lies at their addresses by now."""
    for paper in order.facts.get("papers", []):
        yield Kept(subject_of(paper["sha256"]), EDITION, f"{paper['what'].replace('_', '-')}-{paper['sha256'][:8]}.pdf")


def send_news(session: Session, facts: dict[str, Any], *, now: datetime) -> None:
    """Done, cancelled, not possible, or on another day. Whoever lost the number is told, too: the contract was his."""
    order = session.get(Order, facts["order_id"])
    if order is None:
        return
    said = _said(order) | {"news": str(facts["news"]), "reason": order.reason, "why": str(order.facts.get("why", ""))}
    notifications.tell_everywhere(session, order.customer, "order_news", now=now, facts=said)


def settle(session: Session, *, now: datetime) -> None:
    """Look for orders whose day has come, or which the feed has overtaken. Takes the write lock only for some.

    One that nobody can decide about waits on: it is logged, and holds up no other.
    """
    today = now.astimezone(clock.WARSAW).date()
    if session.scalars(unsettled(today).limit(1)).first() is None:
        return
    session.commit()  # a read that turned into a write would not wait for the lock
    begin_writing()
    waiting = unsettled(today).with_for_update(of=Order)
    for order in session.scalars(waiting, execution_options=AS_IT_IS).all():
        number = order.number
        try:
            with session.begin_nested():
                settle_one(session, order, now=now, today=today)
        except _ODD as bug:
            log.exception("an order that cannot be settled", order=number, exc_info=bug)


def forget_drafts(session: Session, *, now: datetime) -> None:
    """Delete what was never authorised. What somebody holds just now is left for the next time."""
    drafts = forgotten_drafts(now - KEEP_DRAFTS).with_for_update(skip_locked=True)
    for order in session.scalars(drafts, execution_options=AS_IT_IS):
        session.delete(order)


def _said(order: Order) -> dict[str, str]:
    with force_locale(language_for(order.customer.speaks)):
        return words.for_messages(order)
