"""Interest that is really charged: once for each invoice, when it is paid."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from selfcare.balance import actions, settling
from selfcare.balance.interest import Rates, interest_on
from selfcare.balance.models import Allocation, Entry, Kind
from selfcare.balance.queries import NOTHING, from_invoice
from selfcare.invoices.models import Invoice
from selfcare.money import CURRENCY, Money

TERM = timedelta(days=14)
_LOOKS_BACK = timedelta(days=7)  # what was paid before the operator began to charge is left alone
_LEAST = Money(100)  # less costs more than it brings


def charge_interest(session: Session, *, now: datetime, today: date, rates: Rates) -> int:
    """For every invoice that was paid late within the last week; say how many."""
    charged = 0
    for invoice in session.scalars(_paid_late(today)).all():
        amount = interest_for(session, invoice, rates)
        if amount >= _LEAST:
            settling.lock(session, [invoice.customer_id])
            session.add(_entry(invoice, amount, now, today))
            settling.settle(session, [invoice.customer_id], now=now)
            charged += 1
    return charged


def interest_for(session: Session, invoice: Invoice, rates: Rates) -> Money:
    """On each part that came late, from the day it was due until it came."""
    due_on = invoice.due_on
    parts = session.execute(_parts(invoice)).all()
    late = [(amount, on) for amount, on in parts if due_on and on > due_on]
    return sum((interest_on(amount, due_on, on, rates) for amount, on in late if due_on), Money())


def _entry(invoice: Invoice, amount: Money, now: datetime, today: date) -> Entry:
    """Not the invoice's own: what is left to pay of that is another matter."""
    return Entry(
        customer_id=invoice.customer_id,
        kind=Kind.INTEREST,
        amount=-amount,
        booked_on=today,
        due_on=today + TERM,
        number=invoice.number,
        source=_source(invoice),
        created_at=now,
    )


def _source(invoice: Invoice) -> str:
    return f"interest:{invoice.id}"


def _paid_late(today: date) -> Select[Invoice]:
    is_charged = select(Entry.id).where(Entry.source == from_invoice("interest:"))
    return (
        select(Invoice)
        .where(Invoice.left_to_pay == Money(), Invoice.currency == CURRENCY, Invoice.to_pay > Money())
        .where(Invoice.paid_on > Invoice.due_on, Invoice.paid_on >= today - _LOOKS_BACK)
        .where(~is_charged.exists())
        .order_by(Invoice.id)
    )


def _parts(invoice: Invoice) -> Select[Money, date]:
    """What paid the invoice, and when it came."""
    charge = select(Entry.id).where(Entry.source == actions.source_of(invoice)).scalar_subquery()
    laid = func.sum(Allocation.amount)
    return (
        select(laid, Entry.booked_on)
        .join(Allocation, Allocation.credit_id == Entry.id)
        .where(Allocation.debit_id == charge)
        .group_by(Entry.id)
        .having(laid > NOTHING)
        .order_by(Entry.booked_on)
    )
