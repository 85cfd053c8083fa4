"""Money that a complaint brought: into the ledger at once, and on to the customer's account if that was the wish."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy.orm import Session

from selfcare.balance import actions as balance
from selfcare.balance import payouts
from selfcare.balance.models import Kind, Payout
from selfcare.complaints.course import note
from selfcare.complaints.models import ACCOUNT, Complaint, What
from selfcare.money import Money


def pay(session: Session, complaint: Complaint, *, needs_two_above: Money, now: datetime, today: date) -> None:
    """Book what was awarded, once. Whoever owes something has that paid first; the rest goes to the account.

    Who consented to the award (`first_by`, `second_by`) has consented to its payout.
    """
    if not complaint.awarded or complaint.paid_at is not None:
        return
    balance.credit(
        session,
        complaint.customer,
        complaint.awarded,
        source=f"complaint:{complaint.id}",
        title=complaint.number,
        booked_on=today,
        for_invoices=[complaint.invoice] if complaint.invoice else (),
        kind=Kind.AWARD,
        now=now,
    )
    if complaint.wish == ACCOUNT and complaint.account:
        _order_payout(session, complaint, needs_two_above=needs_two_above, now=now, today=today)
    complaint.paid_at = now
    note(session, complaint, What.PAID, now=now, text=str(complaint.awarded))


def _order_payout(
    session: Session, complaint: Complaint, *, needs_two_above: Money, now: datetime, today: date
) -> None:
    amount = min(balance.free_credit(session, complaint.customer), complaint.awarded or Money())
    if not amount:
        return
    payout = payouts.ask(
        session,
        complaint.customer,
        amount,
        complaint.account,
        form_key=f"complaint-{complaint.id}",
        needs_two_above=needs_two_above,
        now=now,
        today=today,
    )
    complaint.payout_id = payout.id
    for who in filter(None, (complaint.first_by, complaint.second_by)):
        if payout.state == Payout.ASKED:
            payouts.approve(session, payout, by=who, now=now)
