"""Invoices on paper, for a monthly price, or only electronic, from the next billing period."""

from __future__ import annotations

import json
from datetime import date, datetime

from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from selfcare.customers.cycles import next_period
from selfcare.customers.models import Customer
from selfcare.errors import RuleBroken
from selfcare.money import Money
from selfcare.orders.actions import begin
from selfcare.orders.asking import Asking
from selfcare.orders.kind import Kind, Verdict
from selfcare.orders.models import BY_FEED, DONE, PAPER_CHANGE, Order


class SamePaper(RuleBroken):
    """There is nothing to change."""

    message = _l("Your invoices come this way already.")


class PaperTermsChanged(RuleBroken):
    """What was read is not what would be agreed."""

    message = _l("The price, or the day from which it holds, has changed meanwhile. Read it again.")


def begin_paper_change(session: Session, asking: Asking, monthly: Money, read: tuple[str, str, str]) -> Order:
    """The other way than today's. `read` are `paper` or `electronic`, price a month and day, as on the page.

    Raises SamePaper, PaperTermsChanged and what `begin` raises.
    """
    order = paper_change_of(asking.customer, monthly, asking.today)
    wanted = "paper" if order.facts["paper"] else "electronic"
    if read[0] != wanted:
        raise SamePaper
    if read != (wanted, order.facts["monthly"], order.effective_on.isoformat()):
        raise PaperTermsChanged
    return begin(session, asking, order)


def paper_change_of(customer: Customer, monthly: Money, today: date) -> Order:
    """What such an order holds: to paper for whoever has none, and back. `monthly` is the price of paper."""
    wants_paper = not customer.paper_invoice
    facts = {"paper": wants_paper, "monthly": str(monthly if wants_paper else Money()), "paper_price": str(monthly)}
    return Order(
        kind=PAPER_CHANGE,
        asked=json.dumps(facts),
        price=Money(),
        effective_on=next_period(customer.cycle_day, today),
        with_period=True,
    )


class PaperChange(Kind):
    """Of the whole account."""

    name = PAPER_CHANGE

    def check(self, session: Session, order: Order, today: date) -> None:  # noqa: ARG002
        if order.customer.paper_invoice == order.facts["paper"]:
            raise SamePaper
        if order.effective_on != next_period(order.customer.cycle_day, today):
            raise PaperTermsChanged

    def overtaken(self, session: Session, order: Order) -> Verdict | None:  # noqa: ARG002
        return Verdict(DONE, BY_FEED) if order.customer.paper_invoice == order.facts["paper"] else None

    def apply(self, session: Session, order: Order, *, now: datetime) -> None:  # noqa: ARG002
        order.customer.paper_invoice = bool(order.facts["paper"])
