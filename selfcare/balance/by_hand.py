"""Money that nobody was found for: a person says whose it is, or that it goes back."""

from collections.abc import Sequence
from datetime import date, datetime

from flask_babel import lazy_gettext as _l
from sqlalchemy import Select, func, literal, select, tuple_
from sqlalchemy.orm import Session

from selfcare.audit import actions as audit
from selfcare.balance import actions
from selfcare.balance.incoming import waiting_for_staff
from selfcare.balance.models import Incoming
from selfcare.customers.models import Customer
from selfcare.errors import RuleBroken
from selfcare.invoices.models import Invoice
from selfcare.money import CURRENCY, Money

PER_PAGE = 25


class NoLongerWaiting(RuleBroken):
    """Somebody else was faster, or a file told us whose it is."""

    message = _l("Somebody has already decided about this payment.")


class NotBookable(RuleBroken):
    """Money in another currency, or what a bank took back, is nobody's credit."""

    message = _l("This amount cannot be booked to a customer. It can only be put aside.")


def give_to(
    session: Session, incoming: Incoming, customer: Customer, invoice: Invoice | None, *, by: str, now: datetime
) -> None:
    """It pays that invoice, or else the oldest due. Raises NoLongerWaiting and NotBookable."""
    _lock(session, incoming)
    if incoming.amount <= Money() or incoming.currency != CURRENCY:
        raise NotBookable
    entry = actions.credit(
        session,
        customer,
        incoming.amount,
        source=f"incoming:{incoming.id}:{incoming.times}",
        title=incoming.title,
        booked_on=incoming.booked_on,
        for_invoices=[invoice] if invoice else (),
        method=incoming.method,
        now=now,
    )
    incoming.customer_id, incoming.entry_id = customer.id, entry.id
    number, amount = customer.customer_no, str(incoming.amount)
    audit.record(session, "transfer_found", now=now, customer_no=number, actor=by, amount=amount, received=incoming.id)


def set_aside(session: Session, incoming: Incoming, *, reason: str, by: str, now: datetime) -> None:
    """None of ours: whoever keeps the bank account sends it back. Raises NoLongerWaiting."""
    _lock(session, incoming)
    incoming.set_aside_at = now
    amount = str(incoming.amount)
    audit.record(session, "transfer_set_aside", now=now, actor=by, amount=amount, received=incoming.id, reason=reason)


def waiting_after(session: Session, key: tuple[date, int] | None) -> tuple[Sequence[Incoming], str]:
    """A page of what waits, the oldest first, and the key of the next one ("" for none)."""
    query = waiting_for_staff()
    if key is not None:
        query = query.where(tuple_(Incoming.booked_on, Incoming.id) > tuple_(*map(literal, key)))
    found = session.scalars(query.limit(PER_PAGE + 1)).all()
    shown = found[:PER_PAGE]
    return shown, f"{shown[-1].booked_on}.{shown[-1].id}" if len(found) > PER_PAGE else ""


def perhaps_from(incoming: Incoming) -> Select[Customer]:
    """Customers called like whoever paid: a hint, no proof."""
    return select(Customer).where(func.lower(Customer.name) == incoming.payer.strip().lower()).limit(3)


def _lock(session: Session, incoming: Incoming) -> None:
    session.execute(select(Incoming.id).where(Incoming.id == incoming.id).with_for_update())
    session.refresh(incoming, ["entry_id", "set_aside_at", "amount", "currency", "times"])
    if incoming.entry_id or incoming.set_aside_at:
        raise NoLongerWaiting
