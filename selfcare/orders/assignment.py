"""A number for somebody else: a request that waits for both to sign."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from selfcare.auth.queries import open_line_numbered
from selfcare.customers.cycles import next_period
from selfcare.errors import RuleBroken
from selfcare.lines.models import Line
from selfcare.money import Money
from selfcare.orders.actions import begin
from selfcare.orders.asking import Asking
from selfcare.orders.kind import Kind, Verdict
from selfcare.orders.models import ASSIGNMENT, BY_FEED, DONE, LINE_GONE, REJECTED, STAFF, Order


class ToOneself(RuleBroken):
    """There is nobody to take it over."""

    message = _l("These are your own contact data. Type those of the person or firm that takes the number over.")


@dataclass(frozen=True)
class Taker:
    """Who shall have the number."""

    name: str
    email: str
    phone: str


def begin_assignment(session: Session, asking: Asking, line: Line, taker: Taker) -> Order:
    """A draft, with a code on its way. Raises ToOneself and what `begin` raises."""
    customer = asking.customer
    if taker.email == customer.email or taker.phone in {customer.contact_phone, line.msisdn}:
        raise ToOneself
    facts = {"msisdn": line.msisdn, "name": taker.name, "email": taker.email, "phone": taker.phone}
    order = Order(
        kind=ASSIGNMENT,
        line=line,
        asked=json.dumps(facts, ensure_ascii=False),
        price=Money(),
        effective_on=next_period(customer.cycle_day, asking.today),
        waits_for=STAFF,
    )
    return begin(session, asking, order)


class Assignment(Kind):
    """Customer service draws up the agreement; the feed says when the number has its new holder."""

    name = ASSIGNMENT

    def gone(self, session: Session, order: Order, *, now: datetime) -> Verdict:  # noqa: ARG002
        """With another customer now: done. With nobody: it ended instead."""
        holder = session.scalars(open_line_numbered(str(order.facts["msisdn"]))).one_or_none()
        if holder and holder.customer_id != order.customer_id:
            return Verdict(DONE, BY_FEED)
        return Verdict(REJECTED, LINE_GONE)
