"""Sending credit to a customer's own account: within 30 days, and a large one only with two people's consent."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from flask_babel import lazy_gettext as _l
from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from selfcare.audit import actions as audit
from selfcare.balance import actions
from selfcare.balance.models import Entry, Payout
from selfcare.customers.models import Customer
from selfcare.errors import RuleBroken
from selfcare.money import Money, nrb_of

TERM = timedelta(days=30)
MAY_BECOME: Mapping[str, frozenset[str]] = {
    Payout.ASKED: frozenset({Payout.APPROVED, Payout.REJECTED}),
    Payout.APPROVED: frozenset({Payout.SENT, Payout.REJECTED}),
    Payout.SENT: frozenset(),
    Payout.REJECTED: frozenset(),
}
WAITING = (Payout.ASKED, Payout.APPROVED)
_LAST_DIGITS = 4


class NotAnAccount(RuleBroken):
    """Money sent to a mistyped number is gone."""

    message = _l("This is not a Polish account number. Check its 26 digits.")


class NotPossibleNow(RuleBroken):
    """It was sent or rejected already."""

    message = _l("This payout cannot be changed any more.")


class SecondPersonNeeded(RuleBroken):
    """Nobody sends a large sum alone."""

    message = _l("A payout this large needs the consent of another person.")


def ask(
    session: Session,
    customer: Customer,
    amount: Money,
    account: str,
    *,
    form_key: str,
    needs_two_above: Money,
    now: datetime,
    today: date,
) -> Payout:
    """Set credit apart at once. Raises NotAnAccount or NotEnoughCredit; the same `form_key` is the same payout."""
    nrb = nrb_of(account)
    if nrb is None:
        raise NotAnAccount
    known = select(Payout).where(Payout.form_key == form_key, Payout.customer_id == customer.id)
    if found := session.scalars(known).one_or_none():
        return found
    title = f"•••• {nrb[-_LAST_DIGITS:]}"
    source = f"payout:{form_key}"
    entry = actions.pay_out(session, customer, amount, source=source, title=title, booked_on=today, now=now)
    payout = Payout(
        form_key=form_key,
        customer_id=customer.id,
        entry_id=entry.id,
        amount=amount,
        account=nrb,
        needs_two=amount > needs_two_above,
        asked_at=now,
        due_on=today + TERM,
    )
    session.add(payout)
    session.flush()
    return payout


def approve(session: Session, payout: Payout, *, by: str, now: datetime) -> None:
    """Consent of one person. Raises SecondPersonNeeded when the same person consents to a large one again."""
    _lock(session, payout)
    _must(payout, Payout.APPROVED)
    if payout.first_by == by:
        raise SecondPersonNeeded
    if payout.first_by:
        payout.second_by = by
    else:
        payout.first_by = by
    if payout.second_by or not payout.needs_two:
        payout.state = Payout.APPROVED
    _note(session, "payout_approved", payout, by, now)


def note_sent(session: Session, payout: Payout, *, by: str, now: datetime) -> None:
    """The bank has it: from here on nobody needs the account's number."""
    _lock(session, payout)
    _must(payout, Payout.SENT)
    _end(payout, Payout.SENT, now)
    _note(session, "payout_sent", payout, by, now)


def reject(session: Session, payout: Payout, *, by: str, reason: str, now: datetime) -> None:
    """The credit is the customer's again."""
    _lock(session, payout)
    _must(payout, Payout.REJECTED)
    entry = session.get_one(Entry, payout.entry_id)
    actions.reverse(session, entry, reason=reason, now=now, booked_on=entry.booked_on)
    _end(payout, Payout.REJECTED, now)
    _note(session, "payout_rejected", payout, by, now)


def withdraw(session: Session, payout: Payout, *, now: datetime) -> None:
    """The customer thought better of it, before anybody took it up. Raises NotPossibleNow afterwards."""
    _lock(session, payout)
    if payout.state != Payout.ASKED or payout.first_by:
        raise NotPossibleNow
    reject(session, payout, by=audit.CUSTOMER, reason="withdrawn", now=now)


def late_payouts(today: date) -> Select[Payout]:
    """What should have been sent before today."""
    return select(Payout).where(Payout.state.in_(WAITING), Payout.due_on < today).order_by(Payout.due_on)


def payouts_of(customer: Customer) -> Select[Payout]:
    return select(Payout).where(Payout.customer_id == customer.id).order_by(Payout.id.desc())


def _lock(session: Session, payout: Payout) -> None:
    """Ours until the commit, and as it is now: two clerks and the customer go one after the other."""
    session.flush()
    session.execute(select(Payout.id).where(Payout.id == payout.id).with_for_update())
    session.refresh(payout)


def _must(payout: Payout, state: str) -> None:
    if state not in MAY_BECOME[payout.state]:
        raise NotPossibleNow


def _end(payout: Payout, state: str, now: datetime) -> None:
    payout.state, payout.ended_at = state, now
    payout.account = payout.account[-_LAST_DIGITS:]


def _note(session: Session, what: str, payout: Payout, by: str, now: datetime) -> None:
    customer = session.get_one(Customer, payout.customer_id)
    number, amount = customer.customer_no, str(payout.amount)
    audit.record(session, what, now=now, customer_no=number, actor=by, payout=payout.id, amount=amount)
