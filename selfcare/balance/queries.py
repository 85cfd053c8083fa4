"""Finding what is owed and what was received. Every page starts from the customer."""

from datetime import date

from sqlalchemy import ColumnElement, ScalarSelect, Select, String, and_, case, cast, func, literal, or_, select

from selfcare.balance.models import Allocation, Entry, Reminder, Step
from selfcare.customers.models import Customer
from selfcare.invoices.models import Invoice
from selfcare.invoices.queries import to_pay_of
from selfcare.money import CURRENCY, Money
from selfcare.tables import MoneyColumn

NOTHING = literal(Money(), MoneyColumn())


def balance_of(customer: Customer) -> Select[Money]:
    """The sum of the ledger: above nothing is credit, below nothing is owed."""
    return select(func.coalesce(func.sum(Entry.amount), NOTHING)).where(Entry.customer_id == customer.id)


def entries_of(customer: Customer) -> Select[Entry]:
    """The customer's own ledger, newest first."""
    return select(Entry).where(Entry.customer_id == customer.id).order_by(Entry.booked_on.desc(), Entry.id.desc())


def overdue_of(customer: Customer, today: date) -> Select[Invoice]:
    """What should have been paid before today, the oldest due first. Other currencies cannot be paid here."""
    return to_pay_of(customer).where(Invoice.due_on < today, Invoice.currency == CURRENCY)


def entry_from(source: str) -> Select[Entry]:
    """The one entry that came from there, if it was booked already."""
    return select(Entry).where(Entry.source == source)


def from_invoice(what: str) -> ColumnElement[str]:
    """The source of an entry that an invoice has at most one of, e.g. `invoice:12`."""
    return literal(what) + cast(Invoice.id, String)


def paid_by(credit: Entry) -> Select[Entry, Money]:
    """What a credit paid: each entry that it was laid against, and how much of it."""
    return (
        select(Entry, func.sum(Allocation.amount))
        .join(Allocation, Allocation.debit_id == Entry.id)
        .where(Allocation.credit_id == credit.id)
        .group_by(Entry.id)
        .having(func.sum(Allocation.amount) != NOTHING)
        .order_by(Entry.due_on, Entry.id)
    )


def standing_of(customer: Customer, today: date) -> Select[Money, Invoice | None, date | None]:
    """The balance, and beside it whatever is overdue or disputed, each with the day that the law counts from."""
    matters = or_(Invoice.due_on < today, Invoice.disputed > Money())
    is_unpaid = and_(Invoice.left_to_pay > Money(), Invoice.currency == CURRENCY, matters)
    return (
        select(balance_of(customer).scalar_subquery(), Invoice, notice_given())
        .select_from(Customer)
        .outerjoin(Invoice, and_(Invoice.customer_id == Customer.id, is_unpaid))
        .where(Customer.id == customer.id)
    )


def notice_given() -> ScalarSelect[date]:
    """Of an invoice: the day from which the law counts, the notice's or that of a later answer to a complaint."""
    counts_from = case((Invoice.answered_on > Reminder.on, Invoice.answered_on), else_=Reminder.on)
    given = (
        select(counts_from).select_from(Reminder).where(Reminder.invoice_id == Invoice.id, Reminder.step == Step.NOTICE)
    )
    return given.correlate(Invoice).scalar_subquery()
