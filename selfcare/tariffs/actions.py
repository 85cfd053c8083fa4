"""Telling a customer once a year which tariffs are the most favourable (PKE art. 302), and keeping what was told."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, datetime

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from selfcare.catalogue.queries import tariffs_on_sale
from selfcare.customers.models import Customer
from selfcare.lines.queries import lines_of
from selfcare.notifications import actions as notifications
from selfcare.notifications.models import EMAIL
from selfcare.tariffs.advice import Advice, advise
from selfcare.tariffs.history import MOST
from selfcare.tariffs.models import YearlyAdvice

KIND = "tariff_advice"  # of the message
_LINES_TOLD = 100


def tell_yearly_advice(session: Session, customer: Customer, *, now: datetime, today: date) -> bool:
    """By e-mail, or by SMS to whoever has none. False when there is nothing to say yet, or it was said today."""
    said = [_said(advice) for advice in _advice_for(session, customer, today)]
    if not said:
        return False
    kept = YearlyAdvice(customer_id=customer.id, told_on=today, said=json.dumps(said, ensure_ascii=False))
    try:
        with session.begin_nested():
            session.add(kept)
    except IntegrityError:  # another worker was quicker
        return False
    notifications.tell_by(session, customer, {EMAIL}, KIND, now=now, facts={"numbers": said})
    return True


def _advice_for(session: Session, customer: Customer, today: date) -> Iterator[Advice]:
    for line in session.scalars(lines_of(customer).limit(_LINES_TOLD)):
        found = advise(
            session,
            line,
            session.scalars(tariffs_on_sale(line.kind, today)).all(),
            cycle_day=customer.cycle_day,
            is_firm=customer.kind == "business",
            today=today,
            most=MOST,
        )
        if isinstance(found, Advice) and found.todays:
            yield found


def _said(advice: Advice) -> dict[str, object]:
    """Averages of a month, in grosze."""
    todays, best = advice.todays or advice.best, advice.best
    return {
        "number": advice.line.msisdn,
        "months": len(advice.periods),
        "tariff": todays.tariff.name,
        "average": todays.average.grosze,
        "best": best.tariff.name,
        "best_average": best.average.grosze,
        "is_best": advice.is_todays_best,
    }
