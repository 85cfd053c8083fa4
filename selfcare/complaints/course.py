"""Writing down what happened to a complaint, and having people told of it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from selfcare.audit import actions as audit
from selfcare.complaints import disputing
from selfcare.complaints.models import INTERNAL, Complaint, Event, What
from selfcare.outbox import actions as outbox

TELL = "complaints.tell"  # in the outbox


def note(
    session: Session,
    complaint: Complaint,
    what: What,
    *,
    now: datetime,
    by: str = "",
    text: str = "",
    once: bytes | None = None,
) -> Event:
    """One line of its course and one of the audit log; what is among us stays out of the customer's history."""
    event = Event(complaint_id=complaint.id, what=what, at=now, by=by, text=text, once=once)
    session.add(event)
    if what not in INTERNAL:
        complaint.changed_at = now
    if what in _BEGINS_OR_ENDS:
        disputing.follow(session, complaint, now=now)
    audit.record(
        session,
        f"complaint_{what}",
        now=now,
        customer_no="" if what in INTERNAL else complaint.customer.customer_no,
        actor=by or (audit.SYSTEM if what in _BY_THE_CLOCK else audit.CUSTOMER),
        complaint=complaint.number,
    )
    return event


def tell(session: Session, complaint: Complaint, news: What, *, now: datetime) -> None:
    """Have the customer told, with the document if there is one."""
    complaint.is_unread = news not in _HEARD_ON_THE_PAGE
    outbox.put(session, TELL, {"complaint_id": complaint.id, "news": news}, now=now)


def note_read(complaint: Complaint) -> None:
    """The customer has seen our news."""
    complaint.is_unread = False


def lock(session: Session, complaint: Complaint) -> None:
    """Ours until the commit: a browser, a clerk and the clock go one after the other."""
    session.flush()
    session.execute(select(Complaint.id).where(Complaint.id == complaint.id).with_for_update())
    session.refresh(complaint)


_BY_THE_CLOCK = frozenset({What.ACCEPTED_BY_LAW, What.LAPSED, What.WARNED, What.PAID})
_BEGINS_OR_ENDS = frozenset(
    {What.FILED, What.COMPLETED, What.ANSWERED, What.ACCEPTED_BY_LAW, What.LAPSED, What.WITHDRAWN}
)
_HEARD_ON_THE_PAGE = frozenset({What.FILED, What.COMPLETED, What.RESENT})
