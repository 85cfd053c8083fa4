"""What the first screen shows, each found in one statement."""

from datetime import date, datetime, timedelta
from types import SimpleNamespace
from typing import cast

from sqlalchemy import BindParameter, Date, Select, bindparam, func, or_, select

from selfcare.audit.models import Entry
from selfcare.audit.queries import entries_about
from selfcare.balance.queries import balance_of, notice_given
from selfcare.billing.queries import included_data_of_line
from selfcare.customers.models import Customer
from selfcare.invoices.models import Invoice
from selfcare.invoices.queries import invoices_of, to_pay_of
from selfcare.lines.models import SIM_CHANGE_QUARANTINE, Line
from selfcare.lines.queries import lines_of_customer
from selfcare.money import Money
from selfcare.notifications.models import Message
from selfcare.notifications.queries import messages_to

LINES_SHOWN = 5
CONTRACT_NOTICE = timedelta(days=60)  # so long before its end a contract is among the dates
EVENTS_OF_A_KIND = 3
NOTABLE = ("signed_in", "password_changed", "puk_shown", "account_exported")  # lines of the log worth a place here

_MOST_UNPAID = 60  # listed; the sums beside them count everything
_MOST_LINES = 100


def unpaid_with_sums(customer: Customer) -> Select[Invoice, Money, int, date | None]:
    """Unpaid invoices, the oldest due first, each with sum and count of everything unpaid in its currency.

    The last is the day when notice was given of it.
    """
    return _UNPAID.params(customer_id=customer.id)


def lines_to_show(customer: Customer, *, now: datetime, today: date, since: date) -> Select[Line, int, int, int]:
    """The first few lines, and whichever others need a word; each with its place, the count of all, and its data.

    Data are bytes that its package was used up by `since` the billing period began.
    """
    return _LINES.params(
        customer_id=customer.id,
        changed_after=now - SIM_CHANGE_QUARANTINE,
        today=today,
        notice_ends=today + CONTRACT_NOTICE,
        since=since,
    )


def newest_invoices(customer: Customer) -> Select[Invoice, Money]:
    """Each with the customer's balance: above nothing is credit."""
    return _NEWEST_INVOICES.params(customer_id=customer.id)


def newest_messages(customer: Customer) -> Select[Message]:
    return _NEWEST_MESSAGES.params(customer_id=customer.id)


def newest_entries(customer: Customer) -> Select[Entry]:
    return _NEWEST_ENTRIES.params(customer_no=customer.customer_no)


def _unpaid_with_sums(customer: Customer) -> Select[Invoice, Money, int, date | None]:
    total = func.sum(Invoice.left_to_pay).over(partition_by=Invoice.currency)
    count = func.count(Invoice.id).over(partition_by=Invoice.currency)
    return to_pay_of(customer).add_columns(total, count, notice_given()).limit(_MOST_UNPAID)


def _lines_to_show(its_customer: BindParameter[int]) -> Select[Line, int, int, int]:
    placed = (
        select(
            Line.id,
            func.row_number().over(order_by=(Line.main.desc(), Line.msisdn)).label("place"),
            func.count().over().label("count"),
        )
        .where(Line.customer_id == its_customer, Line.ended_at.is_(None))
        .subquery()
    )
    return (
        lines_of_customer(its_customer)
        .join(placed, placed.c.id == Line.id)
        .where(
            or_(
                placed.c.place <= LINES_SHOWN,
                Line.sim_blocked_at.is_not(None),
                Line.sim_changed_at > bindparam("changed_after", type_=Line.sim_changed_at.type),
                Line.status.in_(("restricted", "suspended")),
                Line.contract_until.between(bindparam("today", type_=Date), bindparam("notice_ends", type_=Date)),
            )
        )
        .add_columns(placed.c.place, placed.c.count, included_data_of_line(bindparam("since", type_=Date)))
        .limit(_MOST_LINES)
    )


# Put together once: that takes longer than the database needs to answer them.
_CUSTOMER_ID = bindparam("customer_id", type_=Line.customer_id.type)
_WHOEVER_ASKS = cast("Customer", SimpleNamespace(id=_CUSTOMER_ID))
_LINES = _lines_to_show(_CUSTOMER_ID)
_UNPAID = _unpaid_with_sums(_WHOEVER_ASKS)
_NEWEST_INVOICES = (
    invoices_of(_WHOEVER_ASKS).add_columns(balance_of(_WHOEVER_ASKS).scalar_subquery()).limit(EVENTS_OF_A_KIND)
)
_NEWEST_MESSAGES = messages_to(_WHOEVER_ASKS).limit(EVENTS_OF_A_KIND)
_NEWEST_ENTRIES = entries_about(bindparam("customer_no")).where(Entry.what.in_(NOTABLE)).limit(EVENTS_OF_A_KIND)
