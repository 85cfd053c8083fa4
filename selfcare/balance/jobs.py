"""What the worker does about money: settles, reminds, charges interest where the operator wants it, and checks."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, cast

from flask import current_app
from flask_babel import force_locale
from sqlalchemy import select
from sqlalchemy.orm import Session

from selfcare.balance import charging, checking, incoming, reminding
from selfcare.balance.interest import with_newer
from selfcare.balance.models import Step
from selfcare.brand import Operator
from selfcare.clock import WARSAW
from selfcare.database import begin_writing
from selfcare.invoices.models import Invoice
from selfcare.notifications import actions as notifications
from selfcare.notifications.models import BOTH, EMAIL, NONE, SMS, Choice
from selfcare.notifications.wording import language_for
from selfcare.web.formats import day

_BOTH = (EMAIL, SMS)
_LAWFUL = (Step.NOTICE, Step.LAST_NOTICE)  # these go out whatever was chosen


def settle_waiting(session: Session, *, now: datetime) -> None:
    """What an import that was killed had booked and not settled yet."""
    if not incoming.is_something_unsettled(session):
        return
    session.commit()
    begin_writing()
    while incoming.settle_waiting(session, now=now):
        session.commit()  # others must not wait for all of them
        begin_writing()


def remind(session: Session, *, now: datetime) -> None:
    """Today's steps, some at a time; each is sent when the customer's quiet hours are over."""
    today = now.astimezone(WARSAW).date()
    for take in (reminding.give_last_notices, reminding.remind_some):
        while take(session, now=now, today=today):
            session.commit()
            begin_writing()


def tell(session: Session, facts: Mapping[str, Any], *, now: datetime) -> None:
    """One reminder, unless it was paid meanwhile; of what nobody disputes."""
    invoice = session.get(Invoice, facts["invoice_id"])
    if invoice is None or not reminding.still_to_tell(session, invoice, now=now):
        return
    step = Step(facts["step"])
    choice = session.scalars(select(Choice).where(Choice.customer_id == invoice.customer_id)).one_or_none()
    chosen = choice.reminders if choice else BOTH
    if chosen == NONE and step not in _LAWFUL:
        return
    channels = _BOTH if step in _LAWFUL or chosen in {BOTH, NONE} else (chosen,)
    notifications.tell_by(
        session, invoice.customer, channels, f"payment_{step}", now=now, facts=_facts(invoice, invoice.customer.speaks)
    )


def charge_interest(session: Session, *, now: datetime) -> None:
    """Only where the operator's file says so."""
    dues = _operator().dues
    if dues.charge_interest:
        today = now.astimezone(WARSAW).date()
        charging.charge_interest(session, now=now, today=today, rates=with_newer(dues.interest_rates))


def check(session: Session, *, now: datetime) -> None:
    checking.check_all(session, now=now)


def _facts(invoice: Invoice, language: str) -> dict[str, object]:
    with force_locale(language_for(language)):
        return {
            "number": invoice.number,
            "amount": invoice.undisputed.grosze,
            "due": str(day(invoice.due_on)) if invoice.due_on else "",
            "invoice_id": invoice.id,
        }


def _operator() -> Operator:
    return cast("Operator", current_app.extensions["operator"])
