"""Finding changes of contact data."""

from datetime import datetime, timedelta

from sqlalchemy import Select, and_, or_, select
from sqlalchemy.orm import joinedload

from selfcare.customers.models import Customer
from selfcare.orders.contact_models import WAY_BACK_LASTS, ContactChange
from selfcare.orders.models import CONTACT_CHANGE, DONE, WAITING, Order

OLD_EXPORTS_COME = timedelta(days=3)  # files that were written before a change may be loaded so long after it
_LARGEST = 2**63 - 1


def changes_of(customer: Customer) -> Select[ContactChange]:
    return select(ContactChange).where(ContactChange.customer_id == customer.id).order_by(ContactChange.id.desc())


def change_of(customer: Customer, change_id: int) -> Select[ContactChange]:
    return changes_of(customer).where(ContactChange.id == min(change_id, _LARGEST))


def open_changes_of(customer: Customer) -> Select[ContactChange]:
    return changes_of(customer).where(ContactChange.order_id.is_(None), ContactChange.dropped_at.is_(None))


def changes_since(change: ContactChange) -> Select[ContactChange]:
    """This one and all of the same kind after it."""
    same = (ContactChange.customer_id == change.customer_id, ContactChange.what == change.what)
    return select(ContactChange).where(*same, ContactChange.id >= change.id)


def begun_since(customer: Customer, moment: datetime) -> Select[ContactChange]:
    return changes_of(customer).order_by(None).where(ContactChange.asked_at > moment)


def change_with_way_back(token_hash: bytes, now: datetime) -> Select[ContactChange]:
    """Of whomever it is: the token alone says so. Gone after a week, or with an earlier one."""
    return (
        select(ContactChange)
        .join(ContactChange.order)
        .where(ContactChange.way_back == token_hash, ContactChange.dropped_at.is_(None))
        .where(Order.placed_at > now - WAY_BACK_LASTS)
        .options(joinedload(ContactChange.order), joinedload(ContactChange.customer))
    )


def held_changes(now: datetime) -> Select[ContactChange]:
    """What waits for billing to say the same, and what it confirmed so lately that an older export may come; by age."""
    is_late = and_(Order.state == DONE, Order.closed_at > now - OLD_EXPORTS_COME)
    return (
        select(ContactChange)
        .join(ContactChange.order)
        .where(Order.kind == CONTACT_CHANGE, or_(Order.state == WAITING, is_late))
        .where(ContactChange.dropped_at.is_(None))
        .order_by(ContactChange.id)
        .options(joinedload(ContactChange.order), joinedload(ContactChange.customer))
    )


def forgotten_changes(before: datetime) -> Select[ContactChange]:
    """What was never proved."""
    return select(ContactChange).where(ContactChange.order_id.is_(None), ContactChange.asked_at < before).limit(1000)
