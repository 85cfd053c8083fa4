"""What becomes of orders that wait: done, overtaken, or moved to another day."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy.orm import Session

from selfcare.audit import actions as audit
from selfcare.customers.cycles import next_period
from selfcare.lines.models import Line
from selfcare.orders.actions import SEND_NEWS
from selfcare.orders.kinds import kind_of
from selfcare.orders.models import A_DAY, BY_DATE, DONE, REJECTED, WAITING, Order
from selfcare.outbox import actions as outbox

MOVED = "moved"


def settle(session: Session, order: Order, *, now: datetime, today: date) -> None:
    """Decide about one order that waits. The first rule that fits wins; docs/orders.md explains each."""
    kind = kind_of(order)
    if order.line and _is_gone(order.line, order):
        gone = kind.gone(session, order, now=now)
        close(session, order, gone.state, gone.reason, now=now)
    elif verdict := kind.overtaken(session, order):
        close(session, order, verdict.state, verdict.reason, now=now)
    elif order.waits_for == A_DAY and order.effective_on <= today:
        kind.apply(session, order, now=now)
        close(session, order, DONE, BY_DATE, now=now)
    elif order.with_period and order.effective_on.day != order.customer.cycle_day:
        order.effective_on = next_period(order.customer.cycle_day, today)
        _tell(session, order, "order_moved", MOVED, now=now)


def close(session: Session, order: Order, state: str, reason: str, *, now: datetime) -> None:
    """Done or rejected: written down, and told."""
    assert order.state == WAITING  # noqa: S101  # nothing else is found
    if state == REJECTED:
        kind_of(order).undone(session, order, now=now)
    order.move(state, now=now, reason=reason)
    _tell(session, order, f"order_{state}", state, now=now)


def _is_gone(line: Line, order: Order) -> bool:
    """The number has ended or has another holder, who must get nothing that he did not order."""
    return line.ended_at is not None or line.status == "ended" or line.customer_id != order.customer_id


def _tell(session: Session, order: Order, what: str, news: str, *, now: datetime) -> None:
    msisdn = str(order.facts.get("msisdn", ""))
    audit.record(
        session,
        what,
        now=now,
        customer_no=order.customer.customer_no,
        actor=audit.SYSTEM,
        order=order.number,
        **({"line": msisdn} if msisdn else {}),
    )
    outbox.put(session, SEND_NEWS, {"order_id": order.id, "news": news}, now=now)
