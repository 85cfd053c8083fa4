"""What is held on a customer's complaints, for the archive that hands out everything."""

from typing import Any

from sqlalchemy import Select, select

from selfcare.complaints.models import INTERNAL, Complaint, Event
from selfcare.customers.holdings import Holdings
from selfcare.customers.models import Customer


def _lists(customer: Customer) -> dict[str, Select[Any]]:
    own = Complaint.customer_id == customer.id
    events = select(Event).join(Complaint, Complaint.id == Event.complaint_id).where(own, Event.what.not_in(INTERNAL))
    return {
        "complaints.json": select(Complaint).where(own).order_by(Complaint.id),
        "complaint-events.json": events.order_by(Event.id),
    }


HOLDINGS = Holdings(
    facts={
        Complaint: (
            *("id", "number", "kind", "state", "language", "drafted_at", "changed_at", "evidence", "since", "until"),
            *("place", "circumstances", "wish", "claimed", "account", "medium", "filed_at", "window_ends_on"),
            *("counted_from", "answer_by", "complete_by", "is_extended", "decision", "reasons", "awarded"),
            *("signature", "closed_at", "pay_by", "paid_at", "resend_by", "is_unread"),
        ),
        Event: ("complaint_id", "what", "at", "text"),
    },
    lists=_lists,
)
