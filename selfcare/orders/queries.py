"""Finding orders."""

from datetime import date, datetime

from sqlalchemy import Select, and_, extract, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from selfcare.auth.models import Device
from selfcare.balance.models import Payout
from selfcare.customers.models import Customer
from selfcare.lines.models import Line
from selfcare.orders.models import A_DAY, DRAFT, DROPPED, PAYOUT, TARIFF_CHANGE, WAITING, Order

PAGE = 25
AS_IT_IS = {"populate_existing": True}  # for rows that are locked: whatever we knew of them, somebody may have changed
_LARGEST = 2**63 - 1


def orders_of(customer: Customer) -> Select[Order]:
    """Everything the customer ever ordered, newest first, each with its line."""
    return (
        select(Order).where(Order.customer_id == customer.id).order_by(Order.id.desc()).options(joinedload(Order.line))
    )


def order_numbered(customer: Customer, number: str) -> Select[Order]:
    return orders_of(customer).where(Order.number == number)


def waiting_of(customer: Customer) -> Select[Order]:
    """What is about to change, the nearest first."""
    nearest = orders_of(customer).where(Order.state == WAITING).order_by(None)
    return nearest.order_by(Order.effective_on, Order.id).limit(100)


def closed_before(customer: Customer, order_id: int | None) -> Select[Order]:
    """What came to its end, one more than a page holds."""
    closed = orders_of(customer).where(Order.state.not_in((WAITING, DRAFT, DROPPED))).limit(PAGE + 1)
    return closed if order_id is None else closed.where(Order.id < min(order_id, _LARGEST))


def waiting_about(topic: str) -> Select[Order]:
    """There is at most one."""
    return select(Order).where(Order.topic == topic, Order.state == WAITING)


def drafts_about(customer: Customer, topic: str) -> Select[Order]:
    return select(Order).where(Order.customer_id == customer.id, Order.topic == topic, Order.state == DRAFT)


def unsettled(today: date) -> Select[Order]:
    """What waits and need not any more, or waits for a wrong day: a few of them, each with line and customer."""
    is_gone = and_(
        Order.line_id.is_not(None),
        or_(Line.ended_at.is_not(None), Line.status == "ended", Line.customer_id != Order.customer_id),
    )
    is_due = and_(Order.waits_for == A_DAY, Order.effective_on <= today)
    has_other = and_(Order.kind == TARIFF_CHANGE, Line.tariff_id.is_distinct_from(Order.former_tariff_id))
    payout = select(Payout.id).where(Payout.form_key == Order.number, Payout.state.in_((Payout.SENT, Payout.REJECTED)))
    is_paid = and_(Order.kind == PAYOUT, payout.exists())
    wrong_cycle = and_(Order.with_period, extract("day", Order.effective_on) != Customer.cycle_day)
    return (
        select(Order)
        .outerjoin(Order.line)
        .join(Order.customer)
        .where(Order.state == WAITING, or_(is_due, is_gone, has_other, is_paid, wrong_cycle))
        .options(contains_eager(Order.line), contains_eager(Order.customer))
        .order_by(Order.id)
        .limit(100)
    )


def forgotten_drafts(before: datetime) -> Select[Order]:
    return select(Order).where(Order.state.in_((DRAFT, DROPPED)), Order.asked_at < before).limit(1000)


def holder_with_device(msisdn: str, token_hash: bytes) -> Select[int, int | None]:
    """Whose number it is, with this browser if it is one that the holder has signed in with before."""
    is_known = and_(Device.customer_id == Line.customer_id, Device.token_hash == token_hash)
    return (
        select(Line.customer_id, Device.id.label("device_id"))
        .outerjoin(Device, is_known)
        .where(Line.msisdn == msisdn, Line.ended_at.is_(None))
    )
