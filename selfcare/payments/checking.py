"""Whether what companies took and gave back agrees with the ledger. Looked at every day, beside the ledger itself."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Select, and_, func, literal, or_, select
from sqlalchemy.orm import Session

from selfcare.balance import checking
from selfcare.balance.models import Check, Entry
from selfcare.payments import queries
from selfcare.payments.models import OPEN, RECEIVED, Payment, Refund

ONLINE = "online"
NOTICES = "notices"  # what companies told us and we did not believe: not wrong with us, but somebody must look
_ENDS_WITHIN = timedelta(days=1)  # a try to pay that is open longer is stuck
_LOOKS_BACK = timedelta(days=7)


def check_all(session: Session, *, now: datetime) -> list[Check]:
    """Every payment and refund against its entry; write down what was found, also when it was nothing."""
    session.flush()
    wrong = {number for query in (_payments(now), _refunds()) for number in session.scalars(query)}
    doubted = session.scalars(queries.wrong_events(since=now - _LOOKS_BACK)).all()
    looked_at = session.scalar(select(func.count()).select_from(Payment)) or 0
    return [
        checking.note(session, ONLINE, sorted(wrong), looked_at=looked_at, now=now),
        checking.note(session, NOTICES, [event.id for event in doubted], looked_at=len(doubted), now=now),
    ]


def _payments(now: datetime) -> Select[int]:
    """Received and not booked so, booked and not received, or open for a day."""
    is_booked = and_(Entry.amount == Payment.amount, Entry.customer_id == Payment.customer_id)
    return (
        select(Payment.id)
        .outerjoin(Entry, Entry.source == literal("payment:") + Payment.reference)
        .where(
            or_(
                and_(Payment.state.in_(RECEIVED), or_(Entry.id.is_(None), ~is_booked)),
                and_(Payment.state.not_in(RECEIVED), Entry.id.is_not(None)),
                and_(Payment.state.in_(OPEN), Payment.created_at < now - _ENDS_WITHIN),
            )
        )
    )


def _refunds() -> Select[int]:
    """Payments of which something went back and was not booked so, or the other way round."""
    return (
        select(Refund.payment_id)
        .outerjoin(Entry, Entry.source == literal("refund:") + Refund.reference)
        .where(
            or_(
                and_(Refund.state == Refund.DONE, or_(Entry.id.is_(None), Entry.amount != -Refund.amount)),
                and_(Refund.state != Refund.DONE, Entry.id.is_not(None)),
            )
        )
    )
