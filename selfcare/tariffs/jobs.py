"""What the worker does: the yearly information on tariffs, to a few customers each day."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from selfcare.clock import WARSAW
from selfcare.outbox import actions as outbox
from selfcare.tariffs.actions import tell_yearly_advice
from selfcare.tariffs.queries import to_advise

TASK = "tariffs.advise"
SLOTS = 28  # days on which a customer's turn comes again
NOT_BEFORE = timedelta(days=365 - 2 * SLOTS)  # after the last time: one turn may be missed, and it is still a year
_AT_ONCE = 20  # customers, in one transaction


def begin_yearly_advice(session: Session, *, now: datetime) -> None:
    """Every day, so that nobody's turn is missed and no mail server gets all of them at once."""
    today = now.astimezone(WARSAW).date()
    outbox.put(session, TASK, {"on": today.isoformat(), "after": 0}, now=now)


def advise_some(session: Session, facts: dict[str, Any], *, now: datetime) -> None:
    """Those whose turn it is on a day, and then another task for the rest."""
    on = date.fromisoformat(facts["on"])
    turn = on.toordinal() % SLOTS
    query = to_advise(turn, SLOTS, told_before=on - NOT_BEFORE, after=int(facts["after"])).limit(_AT_ONCE)
    customers = session.scalars(query).all()
    for customer in customers:
        tell_yearly_advice(session, customer, now=now, today=on)
    if len(customers) == _AT_ONCE:
        outbox.put(session, TASK, {"on": facts["on"], "after": customers[-1].id}, now=now)
