"""Making complaints for tests."""

from datetime import date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from selfcare import clock
from selfcare.complaints import actions, answering
from selfcare.complaints.answering import Reply
from selfcare.complaints.models import ACCEPTED, SET_OFF, Complaint, Kind
from selfcare.customers.models import Customer
from selfcare.money import Money
from tests.builders import NOON

NOWHERE = Path("nowhere")  # a folder that is never written to
LIMIT = Money(50_000)  # above it two must agree
TODAY = date(2026, 11, 25)
_COMPLETE: dict[str, Any] = {
    "since": date(2026, 11, 10),
    "circumstances": "The internet did not work at home.",
    "wish": SET_OFF,
    "claimed": Money(2000),
}


def draft(
    db: Session, customer: Customer, kind: Kind = Kind.QUALITY, *, now: datetime = NOON, **facts: Any
) -> Complaint:
    """A complete one, but for the facts given."""
    complaint = actions.begin(db, customer, kind, pointed=None, line=None, now=now)
    for name, value in (_COMPLETE | facts).items():
        setattr(complaint, name, value)
    db.flush()
    return complaint


def file(
    db: Session, customer: Customer, kind: Kind = Kind.QUALITY, *, now: datetime = NOON, **facts: Any
) -> Complaint:
    complaint = draft(db, customer, kind, now=now, **facts)
    actions.file(db, complaint, language="en", now=now, today=now.astimezone(clock.WARSAW).date())
    db.flush()
    return complaint


def answer(
    db: Session,
    complaint: Complaint,
    decision: str = ACCEPTED,
    grosze: int = 2000,
    *,
    now: datetime = NOON,
    reasons: str = "We looked at the network.",
) -> None:
    reply = Reply(
        decision=decision, reasons=reasons, amount=Money(grosze), by="bok@example.org", signature="Marta, agent"
    )
    today = now.astimezone(clock.WARSAW).date()
    answering.answer(db, complaint, reply, needs_two_above=LIMIT, now=now, today=today)
    db.flush()
