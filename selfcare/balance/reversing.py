"""Taking entries back: what they had paid, or what had paid them, is open again."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from selfcare.balance.models import Allocation, Entry
from selfcare.balance.queries import NOTHING
from selfcare.money import Money


def take_back(session: Session, entry: Entry, back: Entry, *, now: datetime) -> list[int]:
    """Add `back`, which takes `entry` or a part of it back; tell which debits are open again."""
    session.add(back)
    session.flush()
    amount = Money(abs(back.amount.grosze))
    freed = _free(session, entry, amount, now=now)
    credit, debit = (entry, back) if entry.is_credit else (back, entry)
    lay(session, credit, debit, amount, now=now)
    session.flush()
    return freed


def lay(session: Session, credit: Entry, debit: Entry, amount: Money, *, now: datetime) -> None:
    """So much of the credit is for that debit; below nothing: is not any more."""
    session.add(
        Allocation(
            customer_id=credit.customer_id, credit_id=credit.id, debit_id=debit.id, amount=amount, created_at=now
        )
    )


def _free(session: Session, entry: Entry, amount: Money, *, now: datetime) -> list[int]:
    """Undo the newest of what the entry is laid against until so much of it is free."""
    pairs = session.execute(_pairs_of(entry)).all()
    needed = amount.grosze - (abs(entry.amount.grosze) - sum(laid.grosze for _other, laid in pairs))
    freed = []
    for other, laid in pairs:
        grosze = min(needed, laid.grosze)
        if grosze <= 0:
            break
        credit, debit = (entry, other) if entry.is_credit else (other, entry)
        lay(session, credit, debit, Money(-grosze), now=now)
        freed.append(debit.id)
        needed -= grosze
    return freed


def _pairs_of(entry: Entry) -> Select[Entry, Money]:
    """What stands on the other side of it, the newest first; never what took a part of it back already."""
    mine, other = Allocation.credit_id, Allocation.debit_id
    if not entry.is_credit:
        mine, other = other, mine
    laid = func.sum(Allocation.amount)
    return (
        select(Entry, laid)
        .join(Allocation, other == Entry.id)
        .where(mine == entry.id)
        .group_by(Entry.id)
        .having(laid > NOTHING)
        .order_by(func.coalesce(Entry.about_id, 0) == entry.id, func.max(Allocation.id).desc())
    )
