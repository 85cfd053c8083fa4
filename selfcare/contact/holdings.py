"""What is held on a customer here."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Select, select

from selfcare.contact.models import CallBack, ContactMessage, Thread
from selfcare.customers.holdings import Holdings
from selfcare.customers.models import Customer


def lists_of(customer: Customer) -> Mapping[str, Select[Any]]:
    own = Thread.customer_id == customer.id
    return {
        "questions.json": select(Thread).where(own).order_by(Thread.id),
        "question-messages.json": (
            select(ContactMessage)
            .join(Thread, Thread.id == ContactMessage.thread_id)
            .where(own)
            .order_by(ContactMessage.id)
        ),
        "call-backs.json": select(CallBack).where(CallBack.customer_id == customer.id).order_by(CallBack.id),
    }


HOLDINGS = Holdings(
    facts={
        Thread: ("id", "subject", "opened_at", "changed_at", "is_answered", "is_unread", "closed_at"),
        ContactMessage: ("id", "thread_id", "author", "text", "written_at", "read_at"),
        CallBack: ("phone", "about", "begins_at", "asked_at", "state"),
    },
    lists=lists_of,
)
