"""What an open complaint about charges means for its invoice: so much of it is disputed."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from selfcare.balance import settling
from selfcare.balance.disputes import dispute
from selfcare.clock import WARSAW
from selfcare.complaints.models import OPEN, Complaint, Kind
from selfcare.invoices.models import Invoice
from selfcare.money import Money


def follow(session: Session, complaint: Complaint, *, now: datetime) -> None:
    """Write down to the invoice what all open complaints claim of it. Called whenever one begins or ends."""
    if complaint.kind != Kind.CHARGE or complaint.invoice is None:
        return
    session.flush()
    settling.lock(session, [complaint.customer_id])
    claimed = session.scalar(_claimed_of(complaint.invoice))
    dispute(session, complaint.invoice, claimed or Money(), today=now.astimezone(WARSAW).date())


def _claimed_of(invoice: Invoice) -> Select[Money | None]:
    return select(func.sum(Complaint.claimed)).where(
        Complaint.invoice_id == invoice.id, Complaint.kind == Kind.CHARGE, Complaint.state.in_(OPEN)
    )
