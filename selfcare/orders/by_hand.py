"""What a person decides about an order that waits."""

from __future__ import annotations

import json
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from selfcare.audit import actions as audit
from selfcare.orders.actions import SEND_NEWS
from selfcare.orders.models import BY_FEED, BY_HAND, DONE, REJECTED, WAITING, Order, WrongState
from selfcare.orders.settling import MOVED
from selfcare.outbox import actions as outbox


def accept(session: Session, order: Order, effective_on: date, *, by: str, now: datetime, today: date) -> None:
    """Done when that day has come, else it waits for it. Raises WrongState."""
    _lock(session, order)
    order.effective_on = effective_on
    if effective_on > today:
        _tell(session, order, "order_moved", MOVED, by=by, now=now)
        return
    if order.tariff_id:
        order.line.tariff_id = order.tariff_id
    order.move(DONE, now=now, reason=BY_FEED)
    _tell(session, order, "order_done", DONE, by=by, now=now)


def reject(session: Session, order: Order, why: str, *, by: str, now: datetime) -> None:
    """It cannot be done; the customer reads why. Raises WrongState."""
    _lock(session, order)
    order.asked = json.dumps({**order.facts, "why": why}, ensure_ascii=False)
    order.move(REJECTED, now=now, reason=BY_HAND)
    _tell(session, order, "order_rejected", REJECTED, by=by, now=now)


def _lock(session: Session, order: Order) -> None:
    """Ours until the commit: two people, or a person and the worker, go one after the other."""
    session.execute(select(Order.id).where(Order.id == order.id).with_for_update())
    session.refresh(order, ["state", "effective_on"])
    if order.state != WAITING:
        raise WrongState


def _tell(session: Session, order: Order, what: str, news: str, *, by: str, now: datetime) -> None:
    number = order.customer.customer_no
    audit.record(session, what, now=now, customer_no=number, actor=by, order=order.number)
    outbox.put(session, SEND_NEWS, {"order_id": order.id, "news": news}, now=now)
