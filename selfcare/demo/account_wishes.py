"""What Anna did with her account: another e-mail long ago, the end of a contract thought better of, and consents."""

from datetime import datetime, timedelta

from flask_babel import force_locale
from sqlalchemy import select
from sqlalchemy.orm import Session

from selfcare import clock
from selfcare.account import consents
from selfcare.account.models import CHANNELS, OURS, Consent
from selfcare.brand import DEMO_FILE, operator_from
from selfcare.customers.models import Customer
from selfcare.customers.queries import customers_with_email
from selfcare.lines.models import Line
from selfcare.orders.actions import topic_of
from selfcare.orders.contact_change import contact_order
from selfcare.orders.contact_models import EMAIL_ADDRESS, ContactChange
from selfcare.orders.models import BY_FEED, CANCELLED, DONE, DRAFT, TERMINATION, WAITING
from selfcare.orders.termination import endings_of, termination_of

_EMAIL_CHANGED, _THOUGHT_BETTER, _AGREED = timedelta(days=300), timedelta(days=65), timedelta(days=200)


def add_account_orders(session: Session, *, now: datetime) -> None:
    """Once, like everything else in this demo."""
    if session.scalars(select(Consent.id).limit(1)).first():
        return
    anna = session.scalars(customers_with_email("anna@example.org")).one()
    _change_email(session, anna, now - _EMAIL_CHANGED)
    _think_better(session, anna, now - _THOUGHT_BETTER)
    with force_locale(anna.speaks):
        shown = consents.texts(operator_from(DEMO_FILE).legal_name)
    version = consents.version_of_all(shown)
    agreed = {(OURS, channel) for channel in CHANNELS}
    consents.choose(session, anna, agreed, shown, version, now=now - _AGREED)
    session.flush()
    consents.choose(session, anna, {(OURS, "email")}, shown, version, now=now - _AGREED + timedelta(days=9, hours=3))


def _change_email(session: Session, anna: Customer, at: datetime) -> None:
    change = ContactChange(
        customer=anna, what=EMAIL_ADDRESS, former="anna.nowak@example.net", wanted=anna.email, session_id=0, asked_at=at
    )
    order = contact_order(change, change.former, change.wanted, now=at, today=at.astimezone(clock.WARSAW).date())
    order.number = f"Z{order.effective_on:%y%m%d}-ANNAE2"
    order.move(DONE, now=at + timedelta(hours=20), reason=BY_FEED)
    change.order, change.new_proved_at, change.old_proved_at = order, at, at
    session.add(change)


def _think_better(session: Session, anna: Customer, at: datetime) -> None:
    """A contract for a time, which would have cost money to end."""
    line = session.scalars(select(Line).where(Line.customer_id == anna.id, Line.kind == "data")).one()
    today = at.astimezone(clock.WARSAW).date()
    order = termination_of(line, endings_of(line, today)[0])
    order.number, order.topic = f"Z{today:%y%m%d}-ANNAK2", topic_of(TERMINATION, line)
    order.customer, order.language, order.sent_to = anna, anna.speaks, line.contact_phone
    order.state, order.asked_at = DRAFT, at
    order.move(WAITING, now=at)
    order.move(CANCELLED, now=at + timedelta(days=1))
    session.add(order)
