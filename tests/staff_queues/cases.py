"""Making cases for tests."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from selfcare.balance.models import Incoming
from selfcare.clock import WARSAW
from selfcare.complaints import actions
from selfcare.complaints.models import SET_OFF, Complaint, Kind
from selfcare.customers.models import Customer
from selfcare.lines.models import Line
from selfcare.money import Money
from selfcare.orders.models import THE_OPERATOR, WAITING, Order
from selfcare.orders.tariff_change import change_of
from tests.builders import NOON, make_tariff


def file_complaint(db: Session, customer: Customer, *, filed: datetime = NOON, **facts: Any) -> Complaint:
    """Of 30 zł charged in October, to be taken off the next invoices."""
    complaint = actions.begin(db, customer, facts.pop("kind", Kind.CHARGE), pointed=None, line=None, now=filed)
    wanted = {"since": date(2026, 10, 1), "until": date(2026, 10, 1), "wish": SET_OFF, "claimed": Money(3000)}
    for name, value in {**wanted, "circumstances": "I never called there.", **facts}.items():
        setattr(complaint, name, value)
    actions.file(db, complaint, language="en", now=filed, today=filed.astimezone(WARSAW).date())
    db.flush()
    return complaint


def order_tariff(db: Session, customer: Customer, effective_on: date) -> Order:
    """Another tariff for the main number, authorised already."""
    line = db.scalars(select(Line).where(Line.customer_id == customer.id, Line.main)).one()
    order = change_of(line, line.tariff, make_tariff(db, "L60", name="Listek 60 GB"), effective_on)
    order.customer, order.number, order.language, order.sent_to = customer, "Z261125-AAAAAA", "en", line.msisdn
    order.asked_at = NOON
    order.state, order.placed_at, order.waits_for = WAITING, NOON, THE_OPERATOR
    db.add(order)
    db.flush()
    return order


def receive(db: Session, **facts: Any) -> Incoming:
    """A transfer that says nothing of whose it is."""
    defaults = {"payment_id": "P1", "booked_on": date(2026, 11, 20), "amount": Money(5000), "title": "rachunek"}
    incoming = Incoming(**{**defaults, "payer": "Anna Nowak", **facts})
    db.add(incoming)
    db.flush()
    return incoming
