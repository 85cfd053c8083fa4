"""What an invoice says of itself to be paid already: believed once, until the money itself is shown (ADR 0020)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Select, func, select, type_coerce
from sqlalchemy.orm import Session, aliased

from selfcare.balance import reversing
from selfcare.balance.matching import named_in
from selfcare.balance.models import Entry, Kind, Method
from selfcare.balance.queries import NOTHING
from selfcare.invoices.models import Invoice
from selfcare.money import Money
from selfcare.tables import MoneyColumn

BANKS_TAKE = timedelta(days=3)  # a transfer of the day that the invoice speaks of is booked by then
_INSTEAD = ":instead:"  # in the source of what takes a declaration back
_Back = aliased(Entry)


def believe(session: Session, charged: Sequence[tuple[Invoice, Entry]], *, now: datetime) -> None:
    """Book what these invoices say was paid, or given back."""
    pairs = [(said, entry) for invoice, entry in charged if (said := _declaration(invoice, now))]
    if not pairs:
        return
    session.add_all(said for said, _entry in pairs)
    session.flush()
    for said, entry in pairs:
        credit, debit = (said, entry) if said.is_credit else (entry, said)
        reversing.lay(session, credit, debit, Money(abs(said.amount.grosze)), now=now)


@dataclass
class GivenWay:
    """Which invoices' numbers payments are for, by the credit's id; and which debits are open again."""

    named: dict[int, set[str]]
    freed: list[int]


def give_way(
    session: Session, customer_ids: Collection[int], named: Mapping[int, AbstractSet[str]], *, now: datetime
) -> GivenWay:
    """Take declarations back that payments are about. Looking at the same again changes nothing."""
    session.flush()
    given = GivenWay({}, [])
    standing = _standing(session, customer_ids)
    if not standing:
        return given
    counted = _counted(session, customer_ids)
    for entry in session.scalars(_shown(customer_ids)).all():
        left = entry.amount.grosze - counted.get(entry.id, 0)
        for said in standing:
            grosze = min(left, said.grosze)
            if grosze > 0 and _is_about(entry, said.entry, named.get(entry.id, frozenset())):
                given.freed += _withdraw(session, said.entry, Money(grosze), instead_of=entry, now=now)
                given.named.setdefault(entry.id, set()).add(said.entry.number)
                said.grosze -= grosze
                left -= grosze
    return given


@dataclass
class _Standing:
    """A declaration, and how many grosze of it nobody showed us yet."""

    entry: Entry
    grosze: int


def _declaration(invoice: Invoice, now: datetime) -> Entry | None:
    """A payment; or of a correction that was paid back, a payout."""
    amount = invoice.to_pay - invoice.left_to_pay
    if invoice.to_pay < Money() and invoice.paid_on is None:
        return None  # what it gives back is credit
    return Entry(
        customer_id=invoice.customer_id,
        kind=Kind.PAYMENT if amount > Money() else Kind.PAYOUT,
        amount=amount,
        title=invoice.number,
        booked_on=invoice.paid_on or invoice.issued_on,
        invoice_id=invoice.id,
        number=invoice.number,
        method=Method.DECLARED,
        source=f"invoice:{invoice.id}:paid",
        created_at=now,
    )


def _is_about(entry: Entry, said: Entry, named: AbstractSet[str]) -> bool:
    """It names the invoice and is not later than declared; or it is as much on the same day, and names nothing."""
    if entry.customer_id != said.customer_id:
        return False
    if said.number in named or named_in(entry.title, [said.number]):
        return entry.booked_on <= said.booked_on + BANKS_TAKE
    return not named and (entry.amount, entry.booked_on) == (said.amount, said.booked_on)


def _withdraw(session: Session, said: Entry, amount: Money, *, instead_of: Entry, now: datetime) -> list[int]:
    back = Entry(
        customer_id=said.customer_id,
        kind=Kind.REVERSAL,
        amount=-amount,
        title=instead_of.title,
        booked_on=said.booked_on,
        invoice_id=said.invoice_id,
        number=said.number,
        about_id=said.id,
        source=f"{said.source}{_INSTEAD}{instead_of.id}",
        created_at=now,
    )
    return reversing.take_back(session, said, back, now=now)


def _shown(customer_ids: Collection[int]) -> Select[Entry]:
    """Money that came. What was reversed since is no sign of anything."""
    reversed_since = select(_Back.id).where(_Back.about_id == Entry.id).exists()
    is_shown = (Entry.kind == Kind.PAYMENT, Entry.method != Method.DECLARED, ~reversed_since)
    return select(Entry).where(Entry.customer_id.in_(customer_ids), *is_shown).order_by(Entry.booked_on, Entry.id)


def _standing(session: Session, customer_ids: Collection[int]) -> list[_Standing]:
    """Declarations that are believed still, the oldest first."""
    backs = select(func.coalesce(func.sum(_Back.amount), NOTHING)).where(_Back.about_id == Entry.id).scalar_subquery()
    left = type_coerce(Entry.amount + backs, MoneyColumn()).label("left")
    query = (
        select(Entry, left)
        .where(
            Entry.customer_id.in_(customer_ids), Entry.method == Method.DECLARED, Entry.amount > Money(), left > NOTHING
        )
        .order_by(Entry.booked_on, Entry.id)
    )
    return [_Standing(entry, left.grosze) for entry, left in session.execute(query)]


def _counted(session: Session, customer_ids: Collection[int]) -> dict[int, int]:
    """By the credit's id, how many grosze of it took the place of declarations already."""
    query = select(Entry.source, Entry.amount).where(
        Entry.customer_id.in_(customer_ids), Entry.kind == Kind.REVERSAL, Entry.source.contains(_INSTEAD)
    )
    counted: dict[int, int] = {}
    for source, amount in session.execute(query):
        credit_id = int(source.rpartition(_INSTEAD)[2])
        counted[credit_id] = counted.get(credit_id, 0) - amount.grosze
    return counted
