"""What becomes of orders that wait: accepted, done, not possible, overtaken, or moved to another day."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy.orm import Session

from selfcare.audit import actions as audit
from selfcare.customers.cycles import next_period
from selfcare.orders.actions import SEND_NEWS
from selfcare.orders.handing_over import MOVED, PLACED, WITHDRAWN, hand_over
from selfcare.orders.kinds import kind_of
from selfcare.orders.models import (
    A_DAY,
    BY_DATE,
    BY_OPERATOR,
    DONE,
    REJECTED,
    STAFF,
    THE_OPERATOR,
    WAITING,
    Order,
    WrongState,
)
from selfcare.outbox import actions as outbox


def settle(session: Session, order: Order, *, now: datetime, today: date) -> None:
    """Decide about one order that waits. The first rule that fits wins; docs/orders.md explains each."""
    kind = kind_of(order)
    if order.is_gone:
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
        if kind.leaves:
            hand_over(session, order, MOVED, now=now)


def accept(
    session: Session, order: Order, *, now: datetime, effective_on: date | None = None, actor: str = audit.SYSTEM
) -> None:
    """The operator will do it, on that day; or staff have seen who is asking, and it goes to the operator now.

    A second time changes nothing but the day. Raises WrongState for an order that does not wait.
    """
    _take(session, order)
    if order.waits_for == STAFF:
        order.waits_for = THE_OPERATOR
        if actor != audit.SYSTEM and kind_of(order).leaves:
            hand_over(session, order, PLACED, now=now)
    if order.accepted_at is None:
        order.accepted_at = now
        _record(session, order, "order_accepted", now=now, actor=actor)
    if effective_on and effective_on != order.effective_on:
        order.effective_on, order.with_period = effective_on, False
        _tell(session, order, "order_moved", MOVED, now=now, actor=actor)


def reject(session: Session, order: Order, *, now: datetime, said: str = "", actor: str = audit.SYSTEM) -> None:
    """It will not be done; the customer reads why. Raises WrongState, and what the kind's `undone` raises."""
    _take(session, order)
    order.said = said
    close(session, order, REJECTED, BY_OPERATOR, now=now, actor=actor)


def finish(
    session: Session, order: Order, *, now: datetime, effective_on: date | None = None, actor: str = audit.SYSTEM
) -> None:
    """It has been done, on that day. Raises WrongState."""
    _take(session, order)
    order.effective_on = effective_on or order.effective_on
    kind_of(order).apply(session, order, now=now)
    close(session, order, DONE, BY_OPERATOR, now=now, actor=actor)


def close(session: Session, order: Order, state: str, reason: str, *, now: datetime, actor: str = audit.SYSTEM) -> None:
    """Done or rejected: written down, and told. The operator is told of what he must not do any more."""
    assert order.state == WAITING  # noqa: S101  # nothing else is found
    kind = kind_of(order)
    if state == REJECTED:
        kind.undone(session, order, now=now)
    order.move(state, now=now, reason=reason)
    _tell(session, order, f"order_{state}", state, now=now, actor=actor)
    if (
        state == REJECTED
        and kind.leaves
        and order.waits_for != STAFF
        and (reason != BY_OPERATOR or actor != audit.SYSTEM)
    ):
        hand_over(session, order, WITHDRAWN, now=now)


def _take(session: Session, order: Order) -> None:
    """Ours until the commit: two people, or a person and the worker, go one after the other."""
    session.refresh(order, ["state", "waits_for", "accepted_at", "effective_on"], with_for_update=True)
    if order.state != WAITING:
        raise WrongState


def _tell(session: Session, order: Order, what: str, news: str, *, now: datetime, actor: str = audit.SYSTEM) -> None:
    _record(session, order, what, now=now, actor=actor)
    outbox.put(session, SEND_NEWS, {"order_id": order.id, "news": news}, now=now)


def _record(session: Session, order: Order, what: str, *, now: datetime, actor: str) -> None:
    msisdn = str(order.facts.get("msisdn", ""))
    audit.record(
        session,
        what,
        now=now,
        customer_no=order.customer.customer_no,
        actor=actor,
        order=order.number,
        **({"line": msisdn} if msisdn else {}),
    )
