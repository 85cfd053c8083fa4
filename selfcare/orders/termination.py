"""Ending the contract of one number: on which day, for how much, and until when the number can still be moved.

The notice is one month, from any day (PKE allows no longer one for consumers; ours is the same for everybody). A
contract for a time that runs longer ends with its fee after that month, or without one when its time is over.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from selfcare.customers.cycles import month_after
from selfcare.errors import RuleBroken
from selfcare.lines.models import Line
from selfcare.money import Money
from selfcare.orders.actions import begin
from selfcare.orders.asking import Asking
from selfcare.orders.kind import Kind, Verdict
from selfcare.orders.models import BY_FEED, DONE, TERMINATION, Order

SOON, AT_END = "soon", "at_end"  # after the month of notice; when the time of the contract is over


class EndingChanged(RuleBroken):
    """What was read is not what would be agreed."""

    message = _l("The last day or the cost has changed meanwhile. Read them again.")


class NoSuchEnding(RuleBroken):
    """Not offered for this line."""

    message = _l("The contract cannot be ended in this way. Choose another one.")


@dataclass(frozen=True)
class Ending:
    """One way to end it."""

    how: str  # soon, at_end
    last_day: date
    fee: Money

    @property
    def portable_until(self) -> date:
        """So long the number can be taken to another operator (PKE, domain.md §7)."""
        return month_after(self.last_day)


def endings_of(line: Line, today: date) -> list[Ending]:
    """The ways there are today, the soonest first. Early only when we know what it costs."""
    notice_over = month_after(today)
    until = line.contract_until
    if until is None or until <= notice_over:
        return [Ending(SOON, notice_over, Money())]
    at_end = Ending(AT_END, until, Money())
    if line.termination_fee is None:
        return [at_end]
    return [Ending(SOON, notice_over, line.termination_fee), at_end]


def begin_termination(session: Session, asking: Asking, line: Line, how: str, read: tuple[str, str]) -> Order:
    """A draft, with a code on its way. `read` are last day (ISO) and fee, as they stood on the page.

    Raises NoSuchEnding, EndingChanged and what `begin` raises.
    """
    ending = _ending(line, how, asking.today)
    if read != (ending.last_day.isoformat(), str(ending.fee)):
        raise EndingChanged
    return begin(session, asking, termination_of(line, ending))


def termination_of(line: Line, ending: Ending) -> Order:
    """What such an order holds, before anybody asks for it."""
    facts = {
        "msisdn": line.msisdn,
        "how": ending.how,
        "last_day": ending.last_day.isoformat(),
        "portable_until": ending.portable_until.isoformat(),
        "contract_until": line.contract_until.isoformat() if line.contract_until else "",
        "is_main": line.main,
    }
    return Order(
        kind=TERMINATION,
        line=line,
        asked=json.dumps(facts),
        price=ending.fee,
        effective_on=ending.last_day + timedelta(days=1),
    )


class Termination(Kind):
    """The operator's billing ends the line; the order is done when it has, or on the day after the last."""

    name = TERMINATION

    def check(self, session: Session, order: Order, today: date) -> None:  # noqa: ARG002
        assert order.line  # noqa: S101  # for the type checker: this kind is about a line
        ending = _ending(order.line, str(order.facts["how"]), today)
        if (ending.last_day.isoformat(), ending.fee) != (order.facts["last_day"], order.price):
            raise EndingChanged

    def gone(self, session: Session, order: Order, *, now: datetime) -> Verdict:  # noqa: ARG002
        """It has ended, or was taken to another operator before: that is what was wanted."""
        return Verdict(DONE, BY_FEED)


def _ending(line: Line, how: str, today: date) -> Ending:
    found = next((ending for ending in endings_of(line, today) if ending.how == how), None)
    if found is None:
        raise NoSuchEnding
    return found
