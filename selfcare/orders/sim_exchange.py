"""Another SIM card, or an eSIM, for a line."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime

from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from selfcare.customers.models import Customer
from selfcare.errors import RuleBroken
from selfcare.lines.models import Line
from selfcare.money import Money
from selfcare.orders.actions import begin, topic_of
from selfcare.orders.asking import Asking
from selfcare.orders.kind import Kind
from selfcare.orders.models import SIM_EXCHANGE, STAFF, THE_OPERATOR, Order
from selfcare.orders.roads import NoNumber, check_sim, number_of

CARD, ESIM = "sim", "esim"
OWN, DEFECTIVE, STOLEN = "own", "defective", "stolen"  # why


class SimTermsChanged(RuleBroken):
    """What was read is not what would be ordered."""

    message = _l("The price, or the state of the SIM card, has changed meanwhile. Read it again.")


@dataclass(frozen=True)
class SimWish:
    """What a form said the customer had read and wants."""

    sim_kind: str
    why: str
    read: str  # fee in grosze, and the state of the SIM, as the page had them


def begin_sim_exchange(session: Session, asking: Asking, line: Line, wish: SimWish, fee: Money) -> Order:
    """A draft, with a code on its way. `fee` is gross, for whoever wants another one himself.

    Raises SimTermsChanged, SimChangedLately and what `begin` raises.
    """
    if wish.read != shown(line, fee) or wish.sim_kind not in {CARD, ESIM} or wish.why not in reasons(line):
        raise SimTermsChanged
    check_lately(session, line, now=asking.now)
    order = exchange_of(line, wish.sim_kind, wish.why, fee, asking.today)
    if is_by_email(session, asking.customer, line, wish.why):
        if not asking.customer.email:
            raise NoNumber
        order.sent_to, order.waits_for = asking.customer.email, STAFF
    return begin(session, asking, order)


def exchange_of(line: Line, sim_kind: str, why: str, fee: Money, today: date) -> Order:
    """What such an order holds. A SIM that was stolen waits for staff, who see who is asking."""
    customer = line.customer
    facts = {
        "msisdn": line.msisdn,
        "sim_kind": sim_kind,
        "former_kind": line.sim_kind,
        "former_iccid": line.iccid,
        "why": why,
        "name": customer.name,
        "address": ", ".join(
            part for part in (customer.street, f"{customer.postcode} {customer.city}".strip()) if part
        ),
        "email": customer.email,
    }
    return Order(
        kind=SIM_EXCHANGE,
        topic=topic_of(SIM_EXCHANGE, line),
        line=line,
        asked=json.dumps(facts, ensure_ascii=False),
        price=fee if why == OWN else Money(),
        effective_on=today,
        waits_for=STAFF if why == STOLEN else THE_OPERATOR,
    )


def reasons(line: Line) -> tuple[str, ...]:
    """Why another one may be wanted. One that was stolen is blocked first."""
    return (STOLEN,) if line.sim_blocked_at else (OWN, DEFECTIVE)


def is_by_email(session: Session, customer: Customer, line: Line, why: str) -> bool:
    """Whether an SMS would go to the very SIM that does not work: then an e-mail begins it, and staff look again."""
    return why in {DEFECTIVE, STOLEN} and number_of(session, customer, line) == line.msisdn


def shown(line: Line, fee: Money) -> str:
    """Changes with anything that a page about the exchange has said."""
    return f"{fee.grosze}/{line.iccid}/{'blocked' if line.sim_blocked_at else 'works'}"


def check_lately(session: Session, line: Line, *, now: datetime) -> None:
    """Two exchanges within 48 hours are what a thief would want, whoever gets the code. Raises SimChangedLately."""
    if not line.sim_blocked_at:
        check_sim(session, line.msisdn, now=now)


class SimExchange(Kind):
    """Done when the operator says so, or when the feed brings the new card."""

    name = SIM_EXCHANGE

    def check(self, session: Session, order: Order, today: date) -> None:  # noqa: ARG002  # it begins when it is done
        if order.facts["why"] not in reasons(order.its_line):
            raise SimTermsChanged

    def apply(self, session: Session, order: Order, *, now: datetime) -> None:  # noqa: ARG002
        line = order.its_line
        line.sim_kind, line.sim_changed_at, line.sim_blocked_at = str(order.facts["sim_kind"]), now, None
