"""Laying open credits against open debits, and writing down to invoices what is left to pay. Nobody else does."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import date, datetime

from sqlalchemy import ColumnElement, Select, case, func, select, type_coerce, union_all
from sqlalchemy.orm import Session

from selfcare.balance.matching import Match, Open, by_customer, match
from selfcare.balance.models import Allocation, Entry
from selfcare.balance.queries import NOTHING
from selfcare.customers.models import Customer
from selfcare.invoices.models import Invoice
from selfcare.money import Money
from selfcare.tables import MoneyColumn


def lock(session: Session, customer_ids: Iterable[int]) -> None:
    """One at a time for each customer. SQLite's writers are alone already."""
    ids = sorted(set(customer_ids))
    if session.get_bind().dialect.name == "postgresql":
        query = select(Customer.id).where(Customer.id.in_(ids)).order_by(Customer.id)
        session.execute(query.with_for_update(key_share=True))


def settle(
    session: Session,
    customer_ids: Collection[int],
    *,
    now: datetime,
    named: Mapping[int, AbstractSet[str]] | None = None,
    freed: Collection[int] = (),
) -> None:
    """Use up credits or debits, whichever are fewer. The caller holds `lock`.

    `named`: by the credit's id, the numbers of invoices that it is for; `freed`: debits that lost what paid them.
    """
    session.flush()
    received = _opened(session, customer_ids, Entry.amount > Money())
    whose = {credit.customer_id for credit in received}
    owed = _opened(session, whose, Entry.amount < Money()) if whose else []
    matches = [found for side in by_customer([*received, *owed]).values() for found in match(side, named or {})]
    session.add_all(
        Allocation(
            customer_id=found.credit.customer_id,
            credit_id=found.credit.id,
            debit_id=found.debit.id,
            amount=Money(found.grosze),
            created_at=now,
        )
        for found in matches
    )
    others = set(freed) - {debit.id for debit in owed}
    debits = [
        *owed,
        *(_opened(session, customer_ids, Entry.id.in_(others) & (Entry.amount < Money())) if others else ()),
    ]
    changed = {found.debit.id for found in matches} | set(freed)
    _write_down(session, [debit for debit in debits if debit.id in changed], matches)


def _write_down(session: Session, debits: Sequence[Open], matches: Sequence[Match]) -> None:
    """What is left of each invoice, and the day when nothing was."""
    paid_on: dict[int, date] = {}
    for found in matches:
        paid_on[found.debit.id] = max(paid_on.get(found.debit.id, date.min), found.credit.booked_on)
    of_invoice = {debit.invoice_id: debit for debit in debits if debit.invoice_id}
    for invoice in session.scalars(select(Invoice).where(Invoice.id.in_(of_invoice))):
        debit = of_invoice[invoice.id]
        invoice.left_to_pay = Money(debit.left)
        invoice.paid_on = None if debit.left else paid_on.get(debit.id, invoice.paid_on)
    session.flush()


def _opened(session: Session, customer_ids: Collection[int], which: ColumnElement[bool]) -> list[Open]:
    return [
        Open(
            id=entry.id,
            customer_id=entry.customer_id,
            is_credit=entry.is_credit,
            left=left.grosze,
            booked_on=entry.booked_on,
            due_on=entry.due_on,
            title=entry.title,
            number=entry.number,
            invoice_id=entry.invoice_id,
        )
        for entry, left in session.execute(open_entries(customer_ids).where(which))
    ]


def open_entries(customer_ids: Collection[int]) -> Select[Entry, Money]:
    """Entries of which something is left."""
    of_these = Allocation.customer_id.in_(customer_ids)
    used = union_all(
        select(Allocation.credit_id.label("entry_id"), Allocation.amount).where(of_these),
        select(Allocation.debit_id.label("entry_id"), Allocation.amount).where(of_these),
    ).subquery()
    sums = select(used.c.entry_id, func.sum(used.c.amount).label("grosze")).group_by(used.c.entry_id).subquery()
    size = case((Entry.amount > Money(), Entry.amount), else_=-Entry.amount)
    left = type_coerce(size - func.coalesce(sums.c.grosze, NOTHING), MoneyColumn()).label("left")
    return (
        select(Entry, left)
        .outerjoin(sums, sums.c.entry_id == Entry.id)
        .where(Entry.customer_id.in_(customer_ids), left != NOTHING)
    )
