"""Finding questions. Every page starts from `threads_of`."""

from datetime import datetime

from sqlalchemy import ColumnElement, ScalarSelect, Select, and_, func, or_, select
from sqlalchemy.orm import joinedload

from selfcare.contact.models import WAITING, CallBack, ContactMessage, Thread
from selfcare.customers.models import Customer


def threads_of(customer: Customer) -> Select[Thread]:
    """The customer's own questions, the one that moved last first."""
    own = select(Thread).where(Thread.customer_id == customer.id)
    return own.order_by(Thread.changed_at.desc(), Thread.id.desc())


def is_older(changed_at: ScalarSelect[datetime], thread_id: int) -> ColumnElement[bool]:
    """Whether a question comes after this one in the list."""
    return or_(Thread.changed_at < changed_at, and_(Thread.changed_at == changed_at, Thread.id < thread_id))


def thread_of(customer: Customer, thread_id: int) -> Select[Thread]:
    return threads_of(customer).where(Thread.id == thread_id).options(joinedload(Thread.line))


def messages_in(thread: Thread) -> Select[ContactMessage]:
    """What was written, newest first."""
    return select(ContactMessage).where(ContactMessage.thread_id == thread.id).order_by(ContactMessage.id.desc())


def newest_message_in(thread: Thread) -> Select[int]:
    """The id of what was written last."""
    return select(func.max(ContactMessage.id)).where(ContactMessage.thread_id == thread.id)


def message_sent_as(once: bytes) -> Select[ContactMessage]:
    return select(ContactMessage).where(ContactMessage.once == once)


def written_since(customer: Customer, moment: datetime) -> Select[int]:
    """How much the customer wrote since then."""
    own = select(func.count()).select_from(ContactMessage).join(Thread, Thread.id == ContactMessage.thread_id)
    return own.where(Thread.customer_id == customer.id, ContactMessage.written_at > moment, ContactMessage.author == "")


def call_back_of(customer: Customer, now: datetime) -> Select[CallBack]:
    """The call that the customer waits for."""
    own = select(CallBack).where(CallBack.customer_id == customer.id, CallBack.state == WAITING)
    return own.where(CallBack.begins_at > now).order_by(CallBack.begins_at, CallBack.id).limit(1)
