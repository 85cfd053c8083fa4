"""What Anna has ordered: a change and an option that wait, and what was done long ago."""

from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from selfcare import clock
from selfcare.catalogue.models import Option, Tariff
from selfcare.customers.cycles import next_period
from selfcare.lines.models import Line
from selfcare.orders.models import BY_DATE, BY_FEED, DONE, DRAFT, WAITING, Order
from selfcare.orders.option_change import option_order
from selfcare.orders.options import Holding
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
    _add_options(session, now=now)


def _add_options(session: Session, *, now: datetime) -> None:
    """A limit that she moved in summer, and a hidden number from the next period."""
    sold = {option.code: option for option in session.scalars(select(Option))}
    if not {"ROAMING", "UKRYTY"} <= sold.keys():
        return
    line, summer = _line(session, _MAIN), now - timedelta(days=140)
    limits = (Holding(is_on=True, value=50000), Holding(is_on=True, value=21500))
    moved = option_order(line, sold["ROAMING"], limits, _day_of(summer), with_period=False)
    _place(session, moved, f"Z{_day_of(summer):%y%m%d}-ANNA03", summer).move(DONE, now=summer, reason=BY_DATE)
    wanted = (Holding(is_on=False), Holding(is_on=True))
    begins_on = next_period(line.customer.cycle_day, _day_of(now))
    waiting = option_order(line, sold["UKRYTY"], wanted, begins_on, with_period=True)
    _place(session, waiting, f"Z{_day_of(now):%y%m%d}-ANNA04", now - timedelta(minutes=20))


def _order(session: Session, msisdn: str, before: Tariff, after: Tariff, asked_at: datetime) -> Order:
    line, asked_on = _line(session, msisdn), _day_of(asked_at)
    order = change_of(line, before, after, next_period(line.customer.cycle_day, asked_on))
    return _place(session, order, f"Z{asked_on:%y%m%d}-ANNA{msisdn[-1]}2", asked_at)


def _place(session: Session, order: Order, number: str, asked_at: datetime) -> Order:
    customer = order.its_line.customer
    order.number, order.customer, order.language, order.sent_to = number, customer, customer.speaks, _MAIN
    order.state, order.asked_at = DRAFT, asked_at
    order.move(WAITING, now=asked_at)
    session.add(order)
    return order


def _line(session: Session, msisdn: str) -> Line:
    return session.scalars(select(Line).where(Line.msisdn == msisdn, Line.ended_at.is_(None))).one()


def _day_of(moment: datetime) -> date:
    return moment.astimezone(clock.WARSAW).date()
