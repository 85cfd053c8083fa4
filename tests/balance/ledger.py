"""A short way to say what came when, and what is left."""

from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from selfcare.balance import actions, queries
from selfcare.balance.models import Entry
from selfcare.customers.models import Customer
from selfcare.invoices.models import Invoice
from selfcare.money import Money
from tests.builders import NOON, make_invoice

TODAY = date(2026, 11, 25)


class Ledger:
    """One customer's ledger."""

    def __init__(self, db: Session, customer: Customer) -> None:
        self.db = db
        self.customer = customer
        self._count = 0

    def owe(self, number: str, grosze: int = 10000, *, due_on: date = date(2026, 12, 14), **facts: Any) -> Invoice:
        facts = {"total": Money(grosze), "due_on": due_on, **facts}
        invoice = make_invoice(self.db, self.customer, number, **facts)
        actions.charge(self.db, invoice, now=NOON)
        return invoice

    def receive(self, grosze: int, title: str = "", *, on: date = TODAY, **facts: Any) -> Entry:
        self._count += 1
        facts = {"source": f"test:{self.customer.id}:{self._count}", **facts}
        return actions.credit(self.db, self.customer, Money(grosze), title=title, booked_on=on, now=NOON, **facts)

    @property
    def balance(self) -> int:
        return self.db.execute(queries.balance_of(self.customer)).scalar_one().grosze

    @property
    def entries(self) -> list[Entry]:
        return list(self.db.scalars(queries.entries_of(self.customer)))

    @property
    def left(self) -> int:
        """The sum of what is left to pay of all invoices."""
        query = select(func.coalesce(func.sum(Invoice.left_to_pay), queries.NOTHING))
        return self.db.execute(query.where(Invoice.customer_id == self.customer.id)).scalar_one().grosze
