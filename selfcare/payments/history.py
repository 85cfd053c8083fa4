"""What was paid, however it came: the ledger's side of money, with what each amount paid."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import groupby

from sqlalchemy import Select, and_, extract, func, or_, select, tuple_
from sqlalchemy.orm import Session, aliased

from selfcare.balance.actions import taken_back
from selfcare.balance.models import Allocation, Entry, Kind, Method
from selfcare.balance.queries import NOTHING
from selfcare.customers.models import Customer
from selfcare.money import Money
from selfcare.payments import wording
from selfcare.payments.models import OPEN, VALID_FOR, Payment
from selfcare.payments.queries import LARGEST

PER_PAGE = 40
_KINDS = (Kind.PAYMENT, Kind.AWARD, Kind.REFUND, Kind.PAYOUT, Kind.REVERSAL)
_PREFIX = "payment:"


@dataclass(frozen=True)
class Paid:
    """An invoice that an amount paid, or a part of it; without an invoice: interest on it."""

    invoice_id: int | None
    number: str
    amount: Money


@dataclass(frozen=True)
class Row:
    """One amount that came or went."""

    entry: Entry
    name: str
    payment: Payment | None
    paid: Sequence[Paid]
    back: Money = field(default_factory=Money)  # given back since, or taken back

    @property
    def left(self) -> Money:
        """What of an amount that came paid nothing yet."""
        return self.entry.amount - self.back - sum((one.amount for one in self.paid), Money())

    @property
    def has_receipt(self) -> bool:
        """Money that really moved, and is not taken back by the bank."""
        return self.entry.kind != Kind.REVERSAL and not self.entry.is_declared


@dataclass(frozen=True)
class Year:
    """What came and went in one year; the rows are those of this page."""

    year: int
    total: Money
    rows: Sequence[Row]


@dataclass(frozen=True, kw_only=True)
class History:
    """One page of it."""

    balance: Money
    waiting: Sequence[Payment]
    years: Sequence[Year]
    all_years: Sequence[int]
    next_key: str


def moves_of(customer: Customer, year: int | None = None) -> Select[Entry]:
    """Money that came or went, newest first. What only takes back a charge is no money."""
    about = select(Entry.id).where(
        Entry.customer_id == customer.id, Entry.kind == Kind.PAYMENT, Entry.method != Method.DECLARED
    )
    back = aliased(Entry)
    gave_way = select(back.id).where(back.about_id == Entry.id, Entry.method == Method.DECLARED)
    query = (
        select(Entry)
        .where(Entry.customer_id == customer.id, Entry.kind.in_(_KINDS))
        .where(or_(Entry.kind != Kind.REVERSAL, Entry.about_id.in_(about)), ~gave_way.exists())
        .order_by(Entry.booked_on.desc(), Entry.id.desc())
    )
    return query.where(Entry.booked_on.between(date(year, 1, 1), date(year, 12, 31))) if year else query


def move_of(customer: Customer, entry_id: int) -> Select[Entry]:
    """One of them."""
    return moves_of(customer).where(Entry.id == min(entry_id, LARGEST))


def history_for(
    session: Session,
    customer: Customer,
    *,
    year: int | None,
    after: tuple[date, int] | None,
    balance: Money,
    now: datetime,
) -> History:
    """Four statements, whatever is asked for."""
    query = moves_of(customer, year)
    if after:
        query = query.where(tuple_(Entry.booked_on, Entry.id) < tuple_(*after))
    found = session.scalars(query.limit(PER_PAGE + 1)).all()
    shown = found[:PER_PAGE]
    totals = totals_of(session, customer)
    payments = _payments(session, customer, shown, now)
    rows = rows_of(session, shown, payments)
    last = shown[-1] if len(found) > PER_PAGE else None
    return History(
        balance=balance,
        waiting=[payment for payment in payments if payment.is_open],
        years=[
            Year(number, totals.get(number, Money()), list(group))
            for number, group in groupby(rows, key=lambda row: row.entry.booked_on.year)
        ],
        all_years=sorted(totals, reverse=True),
        next_key=f"{last.booked_on}_{last.id}" if last else "",
    )


def totals_of(session: Session, customer: Customer) -> Mapping[int, Money]:
    """The sum of each year."""
    year = extract("year", Entry.booked_on)
    query = moves_of(customer).order_by(None).with_only_columns(year, func.sum(Entry.amount)).group_by(year)
    return {int(number): total for number, total in session.execute(query)}


def row_of(session: Session, entry: Entry) -> Row:
    """One line by itself; what a payment company took has a page of its own."""
    paid = _paid_by(session, [entry]).get(entry.id, [])
    return Row(entry, wording.entry_name(entry, None), None, paid, taken_back(session, entry))


def rows_of(session: Session, entries: Sequence[Entry], payments: Iterable[Payment]) -> list[Row]:
    by_source = {f"{_PREFIX}{payment.reference}": payment for payment in payments}
    paid = _paid_by(session, entries)
    return [
        Row(
            entry,
            wording.entry_name(entry, by_source.get(entry.source)),
            by_source.get(entry.source),
            paid.get(entry.id, []),
        )
        for entry in entries
    ]


def payments_behind(session: Session, customer: Customer, entries: Sequence[Entry]) -> Sequence[Payment]:
    references = [entry.source.removeprefix(_PREFIX) for entry in entries if entry.source.startswith(_PREFIX)]
    query = select(Payment).where(Payment.customer_id == customer.id, Payment.reference.in_(references))
    return session.scalars(query).all()


def _payments(session: Session, customer: Customer, entries: Sequence[Entry], now: datetime) -> Sequence[Payment]:
    """Those behind these entries, and those that may still be confirmed."""
    references = [entry.source.removeprefix(_PREFIX) for entry in entries if entry.source.startswith(_PREFIX)]
    is_open = and_(Payment.state.in_(OPEN), Payment.created_at > now - VALID_FOR)
    query = select(Payment).where(Payment.customer_id == customer.id, or_(is_open, Payment.reference.in_(references)))
    return session.scalars(query.order_by(Payment.id.desc())).all()


def _paid_by(session: Session, entries: Sequence[Entry]) -> Mapping[int, list[Paid]]:
    """By the entry's id, the invoices that it paid."""
    amount = func.sum(Allocation.amount)
    query = (
        select(Allocation.credit_id, Entry.invoice_id, Entry.number, amount)
        .join(Entry, Entry.id == Allocation.debit_id)
        .where(Allocation.credit_id.in_([entry.id for entry in entries]), Entry.number != "")
        .group_by(Allocation.credit_id, Entry.id)
        .having(amount != NOTHING)
        .order_by(Entry.due_on, Entry.id)
    )
    found: dict[int, list[Paid]] = {}
    for credit_id, invoice_id, number, sum_ in session.execute(query):
        found.setdefault(credit_id, []).append(Paid(invoice_id, number, sum_))
    return found
