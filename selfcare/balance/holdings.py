"""What is held on a customer here."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Select, select

from selfcare.balance.models import Allocation, Entry, Incoming, Payout, Reminder, SaidPaid
from selfcare.balance.payouts import payouts_of
from selfcare.balance.queries import entries_of
from selfcare.customers.holdings import Holdings
from selfcare.customers.models import Customer
from selfcare.notifications.models import Choice


def lists_of(customer: Customer) -> Mapping[str, Select[Any]]:
    return {
        "ledger.json": entries_of(customer),
        "ledger-allocations.json": (
            select(Allocation).where(Allocation.customer_id == customer.id).order_by(Allocation.id)
        ),
        "ledger-received.json": select(Incoming).where(Incoming.customer_id == customer.id).order_by(Incoming.id),
        "payouts.json": payouts_of(customer),
        "reminders.json": select(Reminder).where(Reminder.customer_id == customer.id).order_by(Reminder.id),
        "transfers-announced.json": select(SaidPaid).where(SaidPaid.customer_id == customer.id).order_by(SaidPaid.id),
        "notifications.json": select(Choice).where(Choice.customer_id == customer.id),
    }


HOLDINGS = Holdings(
    facts={
        Entry: (
            *("id", "kind", "amount", "title", "booked_on", "due_on", "invoice_id", "number", "about_id", "method"),
            *("source", "created_at"),
        ),
        Allocation: ("credit_id", "debit_id", "amount", "created_at"),
        Incoming: (
            *("payment_id", "customer_no", "account", "booked_on", "amount", "currency", "title", "method", "payer"),
            "entry_id",
        ),
        Payout: ("amount", "account", "state", "asked_at", "due_on", "ended_at"),
        Reminder: ("invoice_id", "step", "on"),
        SaidPaid: ("invoice_id", "said_at"),
        Choice: ("reminders", "quiet_from", "quiet_to"),
    },
    lists=lists_of,
)
