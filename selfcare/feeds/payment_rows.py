"""payments.csv and bank statements: money that came. Whose it is may have to be found out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import ColumnElement, bindparam, func, literal, select, update
from sqlalchemy.orm import Session

from selfcare.balance import incoming
from selfcare.balance.incoming import Told
from selfcare.balance.models import Incoming, Method
from selfcare.customers.models import Customer
from selfcare.feeds import cells
from selfcare.feeds.cells import Reader
from selfcare.feeds.kind import CsvKind
from selfcare.feeds.ready import Ready
from selfcare.feeds.staging import Lookup, Staging, Values
from selfcare.money import CURRENCY

_AT_ONCE = 500  # rows whose customer is looked for
_METHODS = (Method.TRANSFER, Method.ONLINE, Method.CARD, Method.CASH, Method.DIRECT_DEBIT, Method.OTHER)


class PaymentRows(CsvKind):
    """Payments as the billing system knows them."""

    name = "payments"
    table = Incoming
    key = ("payment_id",)
    readers: ClassVar[Mapping[str, Reader]] = {
        "payment_id": cells.word(64, needed=True),
        "customer_no": cells.word(64),
        "booked_on": cells.day,
        "amount": cells.positive_amount,
        "title": cells.text(1000),
        "method": cells.one_of(*_METHODS, empty=Method.TRANSFER),
        "payer": cells.text(500),
    }
    found: ClassVar[tuple[str, ...]] = ("customer_id", "account", "currency")
    indexed = ("customer_id",)

    def lookups(self) -> Sequence[Lookup]:
        return [self._target, _named]

    def check(self, rows: Staging, now: datetime) -> None:
        super().check(rows, now)
        _find_customers(rows)

    def afterwards(self, ready: Ready, now: datetime) -> None:
        """Into the ledger, all at once; what was told otherwise before is taken back first."""
        if ready.changed_count:
            with Session(ready.connection) as session:
                changed = select(Incoming).where(Incoming.id.in_(select(ready.changed.target_id)))
                incoming.rebook(session, session.scalars(changed).all(), now=now)
                session.flush()
        incoming.book(ready.connection, now=now)


class StatementRows(PaymentRows):
    """What a bank says: no customer is named, but accounts and titles tell."""

    name = "statements"
    given = ("payment_id", "booked_on", "amount", "currency", "title", "payer", "accounts")
    found = ("customer_id", "account", "customer_no", "method")

    def fits(self, header: Sequence[str]) -> bool:  # noqa: ARG002  # a statement is no CSV
        return False

    def lookups(self) -> Sequence[Lookup]:
        return [self._target, lambda row: {**_nobody_named(row), "customer_id": _found_before(row)}]


def _named(row: Values) -> dict[str, ColumnElement[Any]]:
    """Whom the file names; else whoever was found before, by us or by staff."""
    named = select(Customer.id).where(Customer.customer_no == row.customer_no, row.customer_no != "")
    return {
        "customer_id": func.coalesce(named.scalar_subquery(), _found_before(row)),
        "account": literal(""),
        "currency": literal(CURRENCY),
    }


def _nobody_named(row: Values) -> dict[str, ColumnElement[Any]]:
    before = select(Incoming.account).where(Incoming.id == row.target_id).scalar_subquery()
    return {
        "account": func.coalesce(before, ""),
        "customer_no": literal(""),
        "method": literal(Method.TRANSFER.value),
    }


def _found_before(row: Values) -> ColumnElement[Any]:
    return select(Incoming.customer_id).where(Incoming.id == row.target_id).scalar_subquery()


def _find_customers(rows: Staging) -> None:
    """Look at titles and accounts where no customer is known: outside of the lock."""
    row = rows.rows.c
    accounts = row.accounts if "accounts" in row else literal("")
    query = select(row.payment_id, row.title, accounts).where(rows.is_good, row.customer_id.is_(None))
    unknown = rows.connection.execute(query).all()
    for start in range(0, len(unknown), _AT_ONCE):
        some = unknown[start : start + _AT_ONCE]
        found = incoming.whose(rows.connection, [Told(accounts or "", title or "") for _id, title, accounts in some])
        values = [
            {"which": payment_id, "who": owner.customer_id, "where": owner.account}
            for (payment_id, _title, _accounts), owner in zip(some, found, strict=True)
            if owner
        ]
        if values:
            setting = update(rows.rows).where(row.payment_id == bindparam("which"))
            rows.connection.execute(setting.values(customer_id=bindparam("who"), account=bindparam("where")), values)
