"""What Anna has ordered: a change that waits on her second line, and one of the main line that was done long ago."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from selfcare import clock
from selfcare.catalogue.models import Tariff
from selfcare.customers.cycles import next_period
from selfcare.lines.models import Line
from selfcare.orders.models import BY_FEED, DONE, DRAFT, WAITING, Order
from selfcare.orders.tariff_change import change_of

_MAIN, _SECOND = "+48500100200", "+48500100201"
_LONG_AGO = timedelta(days=420)


def add_orders(session: Session, *, now: datetime) -> None:
    """Once: whoever cancels one in this demo keeps it cancelled."""
    if session.scalars(select(Order.id).limit(1)).first():
        return
    small, middle = (session.scalars(select(Tariff).where(Tariff.code == code)).one() for code in ("L10", "L30"))
    _order(session, _MAIN, small, middle, now - _LONG_AGO).move(DONE, now=now - _LONG_AGO, reason=BY_FEED)
    _order(session, _SECOND, small, middle, now - timedelta(minutes=50))


def _order(session: Session, msisdn: str, before: Tariff, after: Tariff, asked_at: datetime) -> Order:
    line = session.scalars(select(Line).where(Line.msisdn == msisdn, Line.ended_at.is_(None))).one()
    asked_on = asked_at.astimezone(clock.WARSAW).date()
    order = change_of(line, before, after, next_period(line.customer.cycle_day, asked_on))
    order.number = f"Z{asked_on:%y%m%d}-ANNA{msisdn[-1]}2"
    order.customer, order.language, order.sent_to = line.customer, line.customer.speaks, _MAIN
    order.state, order.asked_at = DRAFT, asked_at
    order.move(WAITING, now=asked_at)
    session.add(order)
    return order
