"""What did not work and waits for somebody: messages, tasks, feeds, money, orders. And trying again where that is safe.

Safe is what may happen twice: asking a company what became of a payment, or running a task that has not given up.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from sqlalchemy import Select, String, and_, cast, literal, or_, select, union_all
from sqlalchemy.orm import Session, joinedload

from selfcare.audit import actions as audit
from selfcare.errors import RuleBroken
from selfcare.feeds.models import KILLED, PARTLY, REFUSED, FeedRun
from selfcare.money import Money
from selfcare.notifications.models import FAILED as NOT_DELIVERED
from selfcare.notifications.models import Message
from selfcare.orders.models import REJECTED, Order
from selfcare.orders.models import WAITING as ORDER_WAITS
from selfcare.outbox import actions as outbox
from selfcare.outbox.models import FAILED, WAITING, Task
from selfcare.payments.jobs import LOOK, LOOK_AT_REFUND
from selfcare.payments.models import DOUBTED, OPEN, Payment, PaymentEvent, Refund

SHOWN = 25
TASK, MESSAGE = "task", "message"
PAYMENT, REFUND, NOTICE = "payment", "refund", "notice"
_LATELY = timedelta(days=30)
_STUCK_AFTER = timedelta(hours=1)
_REFUND_STUCK_AFTER = timedelta(days=1)
_ORDER_LATE_AFTER = timedelta(days=1)
_LOOK_FOR = timedelta(minutes=10)


class NothingToRetry(RuleBroken):
    """It came to an end meanwhile, or gave up and was emptied."""


def dead_letters(now: datetime) -> Select[str, int, str, str, datetime, str, int]:
    """Tasks that failed, or fail time and again, and messages nobody took: what, id, kind, state, at, error, tries."""
    tasks = _few(
        select(
            literal(TASK, String).label("what"),
            Task.id.label("id"),
            cast(Task.kind, String).label("kind"),
            cast(Task.state, String).label("state"),
            Task.created_at.label("at"),
            cast(Task.last_error, String).label("error"),
            Task.tries.label("tries"),
        )
        .where(or_(Task.state == FAILED, and_(Task.state == WAITING, Task.last_error != "")))
        .order_by(Task.id.desc())
    )
    messages = _few(
        select(
            literal(MESSAGE, String),
            Message.id,
            cast(Message.kind, String),
            cast(Message.channel, String),
            Message.created_at,
            literal("", String),
            literal(0),
        )
        .where(Message.state == NOT_DELIVERED, Message.created_at > now - _LATELY)
        .order_by(Message.id.desc())
    )
    both = union_all(tasks, messages).subquery()
    return select(*both.c).order_by(both.c.at.desc(), both.c.id.desc()).limit(SHOWN)


def rejected_feeds() -> Select[FeedRun]:
    bad = select(FeedRun).where(FeedRun.state.in_((PARTLY, REFUSED, KILLED)))
    return bad.order_by(FeedRun.id.desc()).limit(10)


def stuck_money(now: datetime) -> Select[str, int, str, str, Money, datetime]:
    """Payments and refunds without an end, and notices nobody believed: (what, id, reference, state, amount, at)."""
    payments = _few(
        select(
            literal(PAYMENT, String).label("what"),
            Payment.id.label("id"),
            cast(Payment.reference, String).label("reference"),
            cast(Payment.state, String).label("state"),
            Payment.amount.label("amount"),
            Payment.created_at.label("at"),
        )
        .where(Payment.state.in_(OPEN), Payment.created_at < now - _STUCK_AFTER)
        .order_by(Payment.id.desc())
    )
    refunds = _few(
        select(
            literal(REFUND, String),
            Refund.id,
            cast(Refund.reference, String),
            cast(Refund.state, String),
            Refund.amount,
            Refund.created_at,
        )
        .where(Refund.state == Refund.ASKED, Refund.created_at < now - _REFUND_STUCK_AFTER)
        .order_by(Refund.id.desc())
    )
    notices = _few(
        select(
            literal(NOTICE, String),
            PaymentEvent.id,
            cast(PaymentEvent.reference, String),
            cast(PaymentEvent.verdict, String),
            PaymentEvent.amount,
            PaymentEvent.received_at,
        )
        .where(PaymentEvent.verdict.in_(DOUBTED), PaymentEvent.received_at > now - _LATELY)
        .order_by(PaymentEvent.id.desc())
    )
    every = union_all(payments, refunds, notices).subquery()
    return select(*every.c).order_by(every.c.at.desc(), every.c.id.desc()).limit(SHOWN)


def failing_orders(now: datetime, today: date) -> Select[Order]:
    """Those whose day is over and that still wait, and those that turned out impossible lately."""
    late = and_(Order.state == ORDER_WAITS, Order.effective_on < today - _ORDER_LATE_AFTER)
    rejected = and_(Order.state == REJECTED, Order.closed_at > now - _LATELY)
    found = select(Order).where(or_(late, rejected)).order_by(Order.id.desc()).limit(SHOWN)
    return found.options(joinedload(Order.customer))


def retry_task(session: Session, task_id: int, *, by: str, now: datetime, request_id: str = "") -> None:
    """Have it tried at once instead of later. Raises NothingToRetry."""
    task = session.scalars(select(Task).where(Task.id == task_id).with_for_update()).one_or_none()
    if task is None or task.state != WAITING:
        raise NothingToRetry
    if task.leased_until is None or task.leased_until <= now:
        task.due_at = now
    audit.record(session, "task_retried", now=now, actor=by, request_id=request_id, task=task.id, kind=task.kind)


def ask_again(session: Session, what: str, record_id: int, *, by: str, now: datetime, request_id: str = "") -> None:
    """Have a company asked at once what became of a payment or a refund. Raises NothingToRetry."""
    if what == PAYMENT:
        payment = session.get(Payment, record_id)
        if payment is None or not payment.is_open:
            raise NothingToRetry
        customer_no = payment.customer.customer_no
        outbox.put(session, LOOK, {"payment_id": payment.id}, now=now, expires_at=now + _LOOK_FOR)
    else:
        refund = session.get(Refund, record_id)
        if refund is None or refund.state != Refund.ASKED:
            raise NothingToRetry
        customer_no = refund.payment.customer.customer_no
        outbox.put(session, LOOK_AT_REFUND, {"refund_id": refund.id}, now=now, expires_at=now + _LOOK_FOR)
    facts = {"customer_no": customer_no, "actor": by, "request_id": request_id}
    audit.record(session, "payment_asked_about", now=now, **facts)


def _few(part: Select[*tuple[object, ...]]) -> Select[*tuple[object, ...]]:
    """SQLite limits parts of a union only as subqueries of their own."""
    limited = part.limit(SHOWN).subquery()
    return select(*limited.c)
