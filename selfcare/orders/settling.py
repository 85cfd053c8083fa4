"""What becomes of orders that wait: done, overtaken, or moved to another day."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy.orm import Session

from selfcare.audit import actions as audit
from selfcare.customers.cycles import next_period
from selfcare.orders.actions import SEND_NEWS
from selfcare.orders.models import BY_DATE, BY_FEED, DONE, LINE_GONE, OTHER_TARIFF, REJECTED, WAITING, Order
from selfcare.outbox import actions as outbox

MOVED = "moved"


def settle(session: Session, order: Order, *, now: datetime, today: date) -> None:
    """Decide about one order that waits. The first rule that fits wins; docs/orders.md explains each.

    The tariff may meanwhile have left the catalogue: it was on sale when it was ordered, so the order stands.
    """
    line = order.line
    if line.ended_at is not None or line.status == "ended" or line.customer_id != order.customer_id:
        _close(session, order, REJECTED, LINE_GONE, now=now)
    elif line.tariff_id == order.tariff_id:
        _close(session, order, DONE, BY_FEED, now=now)
    elif line.tariff_id != order.former_tariff_id:
        _close(session, order, REJECTED, OTHER_TARIFF, now=now)
    elif order.effective_on <= today:
        line.tariff_id = order.tariff_id
        _close(session, order, DONE, BY_DATE, now=now)
    elif order.effective_on.day != order.customer.cycle_day:
        order.effective_on = next_period(order.customer.cycle_day, today)
        _tell(session, order, "order_moved", MOVED, now=now)


def _close(session: Session, order: Order, state: str, reason: str, *, now: datetime) -> None:
    assert order.state == WAITING  # noqa: S101  # nothing else is found
    order.move(state, now=now, reason=reason)
    _tell(session, order, f"order_{state}", state, now=now)


def _tell(session: Session, order: Order, what: str, news: str, *, now: datetime) -> None:
    audit.record(
        session,
        what,
        now=now,
        customer_no=order.customer.customer_no,
        actor=audit.SYSTEM,
        line=str(order.facts["msisdn"]),
        order=order.number,
    )
    outbox.put(session, SEND_NEWS, {"order_id": order.id, "news": news}, now=now)
