"""What happens to complaints when nobody does anything: the law does not wait."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from selfcare.complaints import awards, deadlines, queries
from selfcare.complaints.course import note, tell
from selfcare.complaints.models import NOTHING, Complaint, State, What
from selfcare.money import Money


def accept_by_law(
    session: Session, complaint: Complaint, *, needs_two_above: Money, now: datetime, today: date
) -> None:
    """Nobody answered in time: what was claimed is owed. More than that sum is paid when two have agreed to it."""
    complaint.move(State.ACCEPTED_BY_LAW, now=now)
    complaint.decision = complaint.reasons = complaint.first_by = complaint.second_by = complaint.signature = ""
    complaint.awarded = (complaint.claimed or None) if complaint.wish != NOTHING else None
    note(session, complaint, What.ACCEPTED_BY_LAW, now=now)
    if complaint.awarded and complaint.answer_by:
        complaint.pay_by = complaint.answer_by + deadlines.PAY
        if complaint.awarded <= needs_two_above:
            awards.pay(session, complaint, needs_two_above=needs_two_above, now=now, today=today)
    tell(session, complaint, What.ACCEPTED_BY_LAW, now=now)


def lapse(session: Session, complaint: Complaint, *, now: datetime) -> None:
    """It was not completed in time. Completed later it counts from that day."""
    complaint.move(State.LAPSED, now=now)
    note(session, complaint, What.LAPSED, now=now)
    tell(session, complaint, What.LAPSED, now=now)


def warn(session: Session, *, now: datetime, today: date, most: int = 200) -> bool:
    """Write down for staff which deadlines have come near, some at a time; False when there are no more."""
    last_days = [(step, today + timedelta(days=step)) for step in deadlines.WARN_AT]
    found = session.scalars(queries.to_warn_of(last_days, today).limit(most)).all()
    for complaint in found:
        complaint.warned = deadlines.warning_due(complaint.days_left(today)) or complaint.warned
        note(session, complaint, What.WARNED, now=now, text=str(complaint.days_left(today)))
    return bool(found)
