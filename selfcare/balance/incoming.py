"""Money that files tell of: whose it is, and into the ledger with it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import TypeVar

from sqlalchemy import ColumnElement, Connection, Select, String, cast, insert, literal, select, update
from sqlalchemy.orm import InstrumentedAttribute, Session

from selfcare.balance import actions
from selfcare.balance.matching import named_in
from selfcare.balance.models import Entry, Incoming, Kind, Unsettled
from selfcare.customers.models import Customer
from selfcare.invoices.models import Invoice
from selfcare.money import CURRENCY, Money, nrb_of
from selfcare.tables import Moment

_Found = TypeVar("_Found")
_WORD = re.compile(r"[^\s,;:()]+")
_NRB = re.compile(r"(?<!\d)(?:PL)?\s?(\d(?:\s?\d){25})(?!\d)", re.IGNORECASE)


@dataclass(frozen=True)
class Told:
    """What may say whose money it is."""

    accounts: str  # text that may hold the customer's own account
    title: str


def waiting() -> ColumnElement[bool]:
    """Nobody was found for it, and no member of staff looked at it."""
    return (Incoming.entry_id.is_(None)) & (Incoming.set_aside_at.is_(None))


def waiting_for_staff() -> Select[Incoming]:
    """The queue, oldest first."""
    return select(Incoming).where(waiting()).order_by(Incoming.booked_on, Incoming.id)


@dataclass(frozen=True)
class Owner:
    """Whose it is, and the individual account that says so ("": the title does)."""

    customer_id: int
    account: str


def whose(connection: Connection, told: Sequence[Told]) -> list[Owner | None]:
    """The customer of each: by individual account, then by the title. None where that says nobody, or two."""
    accounts = [accounts_in(one.accounts) for one in told]
    by_account = _customers_by(connection, Customer.bank_account, {nrb for found in accounts for nrb in found})
    by_title = _by_title(connection, [one.title for one in told])
    return [
        _only({Owner(i, nrb) for nrb in found for i in by_account.get(nrb, ())}) or (Owner(i, "") if i else None)
        for found, i in zip(accounts, by_title, strict=True)
    ]


def accounts_in(text: str) -> list[str]:
    """Every valid Polish account number in a text."""
    return [nrb for found in _NRB.finditer(text) if (nrb := nrb_of(found[1]))]


def book(connection: Connection, *, now: datetime) -> None:
    """Everything whose customer is known goes into the ledger, in three statements; `settle_waiting` does the rest."""
    names = ("customer_id", "kind", "amount", "title", "booked_on", "number", "method", "source", "created_at")
    source = literal("incoming:") + cast(Incoming.id, String) + ":" + cast(Incoming.times, String)
    is_ready = (
        waiting() & Incoming.customer_id.is_not(None) & (Incoming.amount > Money()) & (Incoming.currency == CURRENCY)
    )
    facts = select(
        *(Incoming.customer_id, literal(Kind.PAYMENT.value), Incoming.amount, Incoming.title, Incoming.booked_on),
        *(literal(""), Incoming.method, source, literal(now, Moment())),
    )
    connection.execute(
        insert(Entry).from_select(names, facts.where(is_ready).order_by(Incoming.booked_on, Incoming.id))
    )
    connection.execute(
        insert(Unsettled).from_select(["customer_id"], select(Incoming.customer_id).where(is_ready).distinct())
    )
    entry_id = select(Entry.id).where(Entry.source == source).scalar_subquery()
    connection.execute(update(Incoming).where(is_ready).values(entry_id=entry_id))


def rebook(session: Session, changed: Collection[Incoming], *, now: datetime) -> None:
    """A file tells otherwise than before: what was booked is taken back, and booked anew by `book`."""
    for incoming in changed:
        entry = session.get(Entry, incoming.entry_id) if incoming.entry_id else None
        facts = (incoming.customer_id, incoming.amount, incoming.booked_on)
        if entry and facts != (entry.customer_id, entry.amount, entry.booked_on):
            actions.reverse(session, entry, reason=incoming.title, now=now)
            incoming.entry_id = None
            incoming.times += 1
    session.flush()


def is_something_unsettled(session: Session) -> bool:
    return session.scalar(select(Unsettled.id).limit(1)) is not None


def settle_waiting(session: Session, *, now: datetime, most: int = 100) -> bool:
    """Lay the new entries of some customers against what they owe; False when nobody waits."""
    rows = session.scalars(select(Unsettled).order_by(Unsettled.id).limit(most)).all()
    if rows:
        actions.book(session, {row.customer_id for row in rows}, now=now)
        for row in rows:
            session.delete(row)
        session.flush()
    return bool(rows)


def _by_title(connection: Connection, titles: Sequence[str]) -> list[int | None]:
    words = [_words(title) for title in titles]
    candidates = {word for found in words for word in found}
    by_number = _customers_by(connection, Customer.customer_no, candidates)
    invoices: dict[str, set[int]] = {}
    query = select(Invoice.number, Invoice.customer_id).where(Invoice.number.in_(candidates))
    for number, customer_id in connection.execute(query):
        invoices.setdefault(number, set()).add(customer_id)
    return [
        _only({i for number in named_in(title, found & invoices.keys()) for i in invoices[number]})
        or _only({i for word in found for i in by_number.get(word, ())})
        for title, found in zip(titles, words, strict=True)
    ]


def _words(title: str) -> set[str]:
    """Whatever could be a number of something; banks put line breaks anywhere, so also two neighbours as one."""
    words = [word.strip(".").upper() for word in _WORD.findall(title)]
    return {*words, *(one + other for one, other in pairwise(words))} - {""}


def _customers_by(
    connection: Connection, column: InstrumentedAttribute[str], values: Iterable[str]
) -> Mapping[str, set[int]]:
    found: dict[str, set[int]] = {}
    for value, customer_id in connection.execute(select(column, Customer.id).where(column.in_(set(values)))):
        found.setdefault(value, set()).add(customer_id)
    return found


def _only(found: set[_Found]) -> _Found | None:
    return next(iter(found)) if len(found) == 1 else None
