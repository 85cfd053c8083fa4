"""What an invoice says of itself to be paid already: believed once, until the money itself is shown (ADR 0020)."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Select, func, select, type_coerce
from sqlalchemy.orm import Session, aliased

from selfcare.balance import reversing, settling
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
    pairs = [(said, entry) for invoice, entry in charged for said in _declarations(invoice, entry, now)]
    if not pairs:
        return
    session.add_all(said for said, _entry in pairs)
    session.flush()
    left = {entry.id: abs(entry.amount.grosze) for _said, entry in pairs}
    for said, entry in pairs:
        credit, debit = (said, entry) if said.is_credit else (entry, said)
        if grosze := min(left[entry.id], abs(said.amount.grosze)) if credit.is_credit != debit.is_credit else 0:
            reversing.lay(session, credit, debit, Money(grosze), now=now)
            left[entry.id] -= grosze


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
    every = _standing(session, customer_ids)
    _let_credit_count(session, [said for said in every if said.is_deduction], given, now=now)
    standing = [said for said in every if not said.is_deduction]
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

    @property
    def is_deduction(self) -> bool:
        """Credit that the invoice took off, not money that paid it."""
        return self.entry.kind == Kind.CORRECTION


def _declarations(invoice: Invoice, charge: Entry, now: datetime) -> Iterator[Entry]:
    """What it took off; and a payment, or of a correction that was paid back, a payout."""
    if deducted := -charge.amount - invoice.to_pay:
        yield _declaration(invoice, Kind.CORRECTION, deducted, "deducted", now)
    amount = max(invoice.to_pay, Money()) - invoice.left_to_pay
    if invoice.is_correction and invoice.to_pay < Money() and invoice.paid_on:
        amount = invoice.to_pay  # else what it gives back is credit
    if amount:
        kind = Kind.PAYMENT if amount > Money() else Kind.PAYOUT
        yield _declaration(invoice, kind, amount, "paid", now)


def _declaration(invoice: Invoice, kind: Kind, amount: Money, what: str, now: datetime) -> Entry:
    paid_on = invoice.paid_on if what == "paid" else None
    return Entry(
        customer_id=invoice.customer_id,
        kind=kind,
        amount=amount,
        title=invoice.number,
        booked_on=paid_on or invoice.issued_on,
        invoice_id=invoice.id,
        number=invoice.number,
        method=Method.DECLARED,
        source=f"invoice:{invoice.id}:{what}",
        created_at=now,
    )


def _let_credit_count(session: Session, deductions: Sequence[_Standing], given: GivenWay, *, now: datetime) -> None:
    """Credit that was there when an invoice took some off is that credit: it pays this invoice, and nothing else."""
    if not deductions:
        return
    opened = settling.open_entries({said.entry.customer_id for said in deductions}).where(Entry.amount > Money())
    credit = {entry: left.grosze for entry, left in session.execute(opened) if not entry.is_declared}
    for said in deductions:
        for entry in sorted(credit, key=lambda entry: (entry.booked_on, entry.id)):
            grosze = min(credit[entry], said.grosze)
            is_earlier = entry.customer_id == said.entry.customer_id and entry.booked_on <= said.entry.booked_on
            if grosze > 0 and is_earlier:
                given.freed += _withdraw(session, said.entry, Money(grosze), instead_of=entry, now=now)
                given.named.setdefault(entry.id, set()).add(said.entry.number)
                said.grosze -= grosze
                credit[entry] -= grosze


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
