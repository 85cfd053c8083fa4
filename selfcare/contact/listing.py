"""A page of the list of questions, and a page of one question's messages."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from selfcare.contact import queries
from selfcare.contact.models import ContactMessage, Thread
from selfcare.customers.models import Customer

PER_PAGE = 25
_MESSAGES = 50


@dataclass(frozen=True)
class Threads:
    """Questions on this page, and the key of the next page if there is one."""

    shown: Sequence[Thread]
    next_key: int | None


def threads_after(session: Session, customer: Customer, key: int | None) -> Threads:
    """One statement. `key` is the id of the last question of the page before."""
    query = queries.threads_of(customer)
    if key is not None:
        moved = select(Thread.changed_at).where(Thread.customer_id == customer.id, Thread.id == key).scalar_subquery()
        query = query.where(queries.is_older(moved, key))
    found = session.scalars(query.limit(PER_PAGE + 1)).all()
    shown = found[:PER_PAGE]
    return Threads(shown, shown[-1].id if len(found) > PER_PAGE else None)


def older_messages(session: Session, thread: Thread, key: int | None) -> tuple[list[ContactMessage], int | None]:
    """The newest messages, or those before the key, in the order they were written; and the key of those before."""
    query = queries.messages_in(thread)
    if key is not None:
        query = query.where(ContactMessage.id < key)
    found = session.scalars(query.limit(_MESSAGES + 1)).all()
    shown = list(reversed(found[:_MESSAGES]))
    return shown, shown[0].id if len(found) > _MESSAGES else None
