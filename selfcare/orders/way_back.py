"""The way back: whoever has the former e-mail or number undoes a change that he did not want, without signing in."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from selfcare.audit import actions as audit
from selfcare.auth import devices
from selfcare.auth.actions import end_all_sessions
from selfcare.auth.models import Credential
from selfcare.auth.tokens import hash_of
from selfcare.customers.models import Customer
from selfcare.notifications import actions as notifications
from selfcare.orders import contact_queries as queries
from selfcare.orders.actions import SEND_RECEIPT, topic_of
from selfcare.orders.contact_change import contact_order
from selfcare.orders.contact_models import FIELDS, ContactChange
from selfcare.orders.handing_over import PLACED, WITHDRAWN, hand_over
from selfcare.orders.models import CANCELLED, CONTACT_CHANGE, TAKEN_BACK
from selfcare.orders.queries import AS_IT_IS, waiting_about
from selfcare.outbox import actions as outbox


def change_behind(session: Session, token: str, now: datetime) -> ContactChange | None:
    """What the link in the message undoes; None for one that is too old, used, or made up."""
    return session.scalars(queries.change_with_way_back(hash_of(token), now)).one_or_none()


def take_back(session: Session, change: ContactChange, *, now: datetime, today: date, request_id: str = "") -> None:
    """The former one holds again, whatever came after it here. Everybody is signed out, and the password is void.

    Whoever made the change had password and codes: he must not be able to make it again, nor to undo this by the
    links that his own later changes brought him. A second time it changes nothing.
    """
    customer = change.customer
    session.execute(select(Customer.id).where(Customer.id == customer.id).with_for_update())
    session.refresh(change)
    if change.way_back is None:
        return
    session.refresh(customer, list(FIELDS.values()))
    topic = topic_of(CONTACT_CHANGE, customer, change.what)
    waiting = session.scalars(waiting_about(topic).with_for_update(), execution_options=AS_IT_IS).one_or_none()
    if waiting:
        waiting.move(CANCELLED, now=now, reason=TAKEN_BACK)
        session.flush()
        hand_over(session, waiting, WITHDRAWN, now=now)
    for later in session.scalars(queries.changes_since(change)):
        later.dropped_at, later.way_back = later.dropped_at or now, None
    _order_back(session, change, now=now, today=today)
    change.set_to(change.former)
    for other in session.scalars(queries.open_changes_of(customer)):
        other.dropped_at = now
    end_all_sessions(session, customer, now=now)
    devices.forget_all(session, customer)
    if credential := session.get(Credential, customer.id):
        session.delete(credential)
    audit.record(session, "contact_taken_back", now=now, customer_no=customer.customer_no, request_id=request_id)
    session.flush()
    notifications.tell_everywhere(session, customer, "contact_taken_back", now=now)


def _order_back(session: Session, change: ContactChange, *, now: datetime, today: date) -> None:
    """Billing may have taken the change over already; until it says otherwise, what it says of it is too old."""
    order = contact_order(change, change.holds_now, change.former, now=now, today=today)
    back = ContactChange(
        customer=change.customer,
        what=change.what,
        former=change.holds_now,
        wanted=change.former,
        session_id=0,  # no browser of the customer's
        new_proved_at=now,
        asked_at=now,
        order=order,
    )
    session.add(back)
    session.flush()
    hand_over(session, order, PLACED, now=now)
    outbox.put(session, SEND_RECEIPT, {"order_id": order.id}, now=now)
