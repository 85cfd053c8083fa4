"""Writing into the ledger. Every action is told only once: the same `source` again changes nothing."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import date, datetime

from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import Session

from selfcare.balance import declared, reversing, settling
from selfcare.balance.models import Entry, Kind, Method
from selfcare.balance.queries import entry_from
from selfcare.customers.models import Customer
from selfcare.errors import RuleBroken
from selfcare.invoices.models import Invoice
from selfcare.money import CURRENCY, Money


class NotEnoughCredit(RuleBroken):
    """Nobody is paid out what he does not have."""

    message = _l("There is not that much credit.")


class AlreadyGivenBack(RuleBroken):
    """Nothing is taken back twice."""

    message = _l("That was given back already.")


def charge(session: Session, invoice: Invoice, *, now: datetime) -> None:
    """Owe an invoice, or be given back what a correction takes off. Once, however often it is asked for."""
    charge_all(session, [invoice], now=now)


def charge_all(session: Session, invoices: Sequence[Invoice], *, now: datetime) -> None:
    """The same for many at once. What is in another currency stays outside: nobody can pay it here."""
    session.flush()
    mine = {source_of(invoice): invoice for invoice in invoices if invoice.currency == CURRENCY and _owed_by(invoice)}
    settling.lock(session, {invoice.customer_id for invoice in mine.values()})
    there = set(session.scalars(select(Entry.source).where(Entry.source.in_(mine))))
    new = [(invoice, _charge_for(invoice, source, now)) for source, invoice in mine.items() if source not in there]
    if not new:
        return
    session.add_all(entry for _invoice, entry in new)
    session.flush()
    said = [(invoice, entry) for invoice, entry in new if -entry.amount != invoice.left_to_pay]
    declared.believe(session, said, now=now)
    named = {entry.id: _corrected_by(invoice) for invoice, entry in new if entry.is_credit}
    customer_ids = {invoice.customer_id for invoice, _entry in new}
    given = declared.give_way(session, customer_ids, {}, now=now) if said else declared.GivenWay({}, [])
    freed = [entry.id for _invoice, entry in said] + given.freed
    settling.settle(session, customer_ids, now=now, named={**named, **given.named}, freed=freed)


def credit(  # noqa: PLR0913  # facts are passed by name
    session: Session,
    customer: Customer,
    amount: Money,
    *,
    source: str,
    title: str,
    booked_on: date,
    for_invoices: Collection[Invoice] = (),
    method: str = Method.ONLINE,
    kind: Kind = Kind.PAYMENT,
    now: datetime,
) -> Entry:
    """Money came. It pays the invoices it is for, or that its title names, then the oldest due; the rest is credit."""
    settling.lock(session, [customer.id])
    if known := session.scalars(entry_from(source)).one_or_none():
        return known
    entry = Entry(
        customer_id=customer.id,
        kind=kind,
        amount=amount,
        title=title,
        booked_on=booked_on,
        method=method if kind == Kind.PAYMENT else "",
        source=source,
        created_at=now,
    )
    session.add(entry)
    session.flush()
    book(session, [customer.id], now=now, named={entry.id: {invoice.number for invoice in for_invoices}})
    return entry


def book(
    session: Session,
    customer_ids: Collection[int],
    *,
    now: datetime,
    named: Mapping[int, AbstractSet[str]] | None = None,
) -> None:
    """Settle payments that are in the ledger already. `named` tells by the entry's id what they are for."""
    meant = named or {}
    settling.lock(session, customer_ids)
    given = declared.give_way(session, customer_ids, meant, now=now)
    both = {entry_id: meant.get(entry_id, frozenset()) | numbers for entry_id, numbers in given.named.items()}
    settling.settle(session, customer_ids, now=now, named={**meant, **both}, freed=given.freed)


def give_back(
    session: Session,
    entry: Entry,
    amount: Money,
    *,
    source: str,
    title: str,
    booked_on: date,
    now: datetime,
) -> Entry:
    """A payment, or a part of it, went back the way it came. What it paid is open again. Raises AlreadyGivenBack."""
    return _take_back(
        session, entry, amount, kind=Kind.REFUND, source=source, title=title, booked_on=booked_on, now=now
    )


def reverse(session: Session, entry: Entry, *, reason: str, now: datetime, booked_on: date | None = None) -> Entry:
    """Take an entry back, with all that it paid or that paid it: nothing in the ledger is ever changed."""
    settling.lock(session, [entry.customer_id])
    rest = abs(entry.amount.grosze) - taken_back(session, entry).grosze
    source = f"{entry.source}:reversed"
    if known := session.scalars(entry_from(source)).one_or_none():
        return known
    return _take_back(
        session,
        entry,
        Money(rest),
        kind=Kind.REVERSAL,
        source=source,
        title=reason,
        booked_on=booked_on or entry.booked_on,
        now=now,
    )


def taken_back(session: Session, entry: Entry) -> Money:
    """How much of an entry was refunded or reversed."""
    session.flush()
    amounts = session.scalars(select(Entry.amount).where(Entry.about_id == entry.id))
    return Money(abs(sum(amount.grosze for amount in amounts)))


def settle(session: Session, customers: Iterable[Customer], *, now: datetime) -> None:
    """Lay what is open against each other again; changes nothing where all is settled."""
    ids = [customer.id for customer in customers]
    settling.lock(session, ids)
    settling.settle(session, ids, now=now)


def source_of(invoice: Invoice) -> str:
    """What the ledger knows an invoice by."""
    return f"invoice:{invoice.id}"


def pay_out(
    session: Session,
    customer: Customer,
    amount: Money,
    *,
    source: str,
    title: str,
    booked_on: date,
    now: datetime,
) -> Entry:
    """Credit leaves for the customer's account. Raises NotEnoughCredit."""
    settling.lock(session, [customer.id])
    if known := session.scalars(entry_from(source)).one_or_none():
        return known
    if free_credit(session, customer) < amount:
        raise NotEnoughCredit
    entry = Entry(
        customer_id=customer.id,
        kind=Kind.PAYOUT,
        amount=-amount,
        title=title,
        booked_on=booked_on,
        source=source,
        created_at=now,
    )
    session.add(entry)
    settling.settle(session, [customer.id], now=now)
    return entry


def free_credit(session: Session, customer: Customer) -> Money:
    """What came and paid nothing yet."""
    session.flush()
    lefts = (left for entry, left in session.execute(settling.open_entries([customer.id])) if entry.is_credit)
    return sum(lefts, Money())


def _take_back(
    session: Session,
    entry: Entry,
    amount: Money,
    *,
    kind: Kind,
    source: str,
    title: str,
    booked_on: date,
    now: datetime,
) -> Entry:
    settling.lock(session, [entry.customer_id])
    if known := session.scalars(entry_from(source)).one_or_none():
        return known
    if not Money() < amount <= Money(abs(entry.amount.grosze)) - taken_back(session, entry):
        raise AlreadyGivenBack
    back = Entry(
        customer_id=entry.customer_id,
        kind=kind,
        amount=-amount if entry.is_credit else amount,
        title=title,
        booked_on=booked_on,
        invoice_id=entry.invoice_id,
        number=entry.number,
        about_id=entry.id,
        source=source,
        created_at=now,
    )
    freed = reversing.take_back(session, entry, back, now=now)
    settling.settle(session, [entry.customer_id], now=now, freed=freed)
    return back


def _charge_for(invoice: Invoice, source: str, now: datetime) -> Entry:
    return Entry(
        customer_id=invoice.customer_id,
        kind=Kind.CORRECTION if invoice.is_correction else Kind.CHARGE,
        amount=-_owed_by(invoice),
        booked_on=invoice.issued_on,
        due_on=invoice.due_on,
        invoice_id=invoice.id,
        number=invoice.number,
        source=source,
        created_at=now,
    )


def _owed_by(invoice: Invoice) -> Money:
    """All of it, also what was taken off: that is credit used up, see `declared`."""
    return max(invoice.to_pay, invoice.total)


def _corrected_by(invoice: Invoice) -> frozenset[str]:
    """What a correction lowers first: the documents that it corrects."""
    return frozenset(fact.number for fact in invoice.corrected)
