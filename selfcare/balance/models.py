"""What is owed and what was received: a ledger that only grows, and what each received amount paid."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from selfcare.balance import triggers
from selfcare.customers.models import Customer
from selfcare.money import CURRENCY, Money
from selfcare.tables import Table


class Kind(StrEnum):
    """Why an entry is there."""

    CHARGE = "charge"  # an invoice
    CORRECTION = "correction"  # of an invoice, up or down
    INTEREST = "interest"  # for paying late
    PAYMENT = "payment"  # money received, however it came
    REFUND = "refund"  # a payment, or a part of it, given back the way it came
    AWARD = "award"  # money that a complaint brought
    PAYOUT = "payout"  # credit sent to the customer's account
    REVERSAL = "reversal"  # takes another entry back


class Method(StrEnum):
    """How money came."""

    TRANSFER = "transfer"
    ONLINE = "online"
    CARD = "card"
    CASH = "cash"
    DIRECT_DEBIT = "direct_debit"
    OTHER = "other"
    DECLARED = "declared"  # the invoice itself says so, and nobody told us more


class Entry(Table):
    """One line of the ledger. Below nothing: the customer owes it. Triggers refuse to change or delete it."""

    __tablename__ = "ledger"
    __table_args__ = (
        CheckConstraint("amount <> 0", name="amount_is_something"),
        Index("ix_ledger_newest", "customer_id", "booked_on", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customer.id"))
    kind: Mapped[str] = mapped_column(String(16))
    amount: Mapped[Money]  # signed: the sum of all is the balance
    title: Mapped[str] = mapped_column(Text, default="")  # of the transfer, or the reason
    booked_on: Mapped[date]
    due_on: Mapped[date | None]  # of what is owed
    invoice_id: Mapped[int | None] = mapped_column(ForeignKey("invoice.id"), index=True)  # what it is about
    number: Mapped[str] = mapped_column(String(256), default="")  # of that invoice; a copied fact
    about_id: Mapped[int | None] = mapped_column(ForeignKey("ledger.id"), index=True)  # what it takes back
    method: Mapped[str] = mapped_column(String(16), default="")  # of a payment
    source: Mapped[str] = mapped_column(String(255), unique=True)  # whoever tells us twice changes nothing
    created_at: Mapped[datetime]

    @property
    def is_credit(self) -> bool:
        return self.amount > Money()

    @property
    def is_declared(self) -> bool:
        """The invoice said of itself that it was paid; nobody showed us the money."""
        return self.method == Method.DECLARED


class Allocation(Table):
    """So much of a credit pays so much of what is owed. Taken back by another one below nothing."""

    __tablename__ = "ledger_allocation"

    id: Mapped[int] = mapped_column(primary_key=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customer.id"), index=True)
    credit_id: Mapped[int] = mapped_column(ForeignKey("ledger.id"), index=True)
    debit_id: Mapped[int] = mapped_column(ForeignKey("ledger.id"), index=True)
    amount: Mapped[Money]
    created_at: Mapped[datetime]


class Unsettled(Table):
    """A customer with new entries that were not laid against each other yet: see `jobs.settle_waiting`."""

    __tablename__ = "ledger_unsettled"

    id: Mapped[int] = mapped_column(primary_key=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customer.id"))


class Incoming(Table):
    """Money that came, as a file tells it. Nothing of it is lost: what nobody can be found for waits for staff."""

    __tablename__ = "incoming_payment"
    __table_args__ = (Index("ix_incoming_payment_entry", "entry_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    payment_id: Mapped[str] = mapped_column(String(128), unique=True)  # the file's, or a hash of a statement's line
    customer_no: Mapped[str] = mapped_column(String(64), default="")  # as told
    account: Mapped[str] = mapped_column(String(26), default="")  # the customer's own, which it came to
    booked_on: Mapped[date]
    amount: Mapped[Money]  # below nothing: the bank took a credit back
    currency: Mapped[str] = mapped_column(String(3), default=CURRENCY)
    title: Mapped[str] = mapped_column(Text, default="")
    method: Mapped[str] = mapped_column(String(16), default=Method.TRANSFER)
    payer: Mapped[str] = mapped_column(Text, default="")
    customer_id: Mapped[int | None] = mapped_column(ForeignKey("customer.id"), index=True)  # whose it was found to be
    entry_id: Mapped[int | None] = mapped_column(ForeignKey("ledger.id"))
    times: Mapped[int] = mapped_column(default=0, server_default="0")  # how often it was booked and taken back
    set_aside_at: Mapped[datetime | None]  # staff: it is none of ours


class Step(StrEnum):
    """What a customer is told of an unpaid invoice, in this order; each once."""

    SOON = "soon"  # three days before
    TODAY = "today"
    NOTICE = "notice"  # art. 382 PKE: from it on the days are counted
    LAST_NOTICE = "last_notice"  # before everything is suspended


class Reminder(Table):
    """A step that was taken with an invoice. Nothing is told twice."""

    __tablename__ = "reminder"
    __table_args__ = (UniqueConstraint("invoice_id", "step"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    invoice_id: Mapped[int] = mapped_column(ForeignKey("invoice.id"))
    customer_id: Mapped[int] = mapped_column(ForeignKey("customer.id"), index=True)
    step: Mapped[str] = mapped_column(String(16))
    on: Mapped[date]


class SaidPaid(Table):
    """A customer told us that the money is on its way: reminders wait for it."""

    __tablename__ = "said_paid"
    __table_args__ = (Index("ix_said_paid_invoice", "invoice_id", "said_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customer.id"), index=True)
    invoice_id: Mapped[int] = mapped_column(ForeignKey("invoice.id"))
    said_at: Mapped[datetime]


class Payout(Table):
    """Credit to send to the customer's own account, within 30 days. A large one needs two people."""

    __tablename__ = "payout"

    ASKED, APPROVED, SENT, REJECTED = "asked", "approved", "sent", "rejected"

    id: Mapped[int] = mapped_column(primary_key=True)
    form_key: Mapped[str] = mapped_column(String(64), unique=True)  # however often it is asked for, it is one
    customer_id: Mapped[int] = mapped_column(ForeignKey("customer.id"), index=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("ledger.id"))
    amount: Mapped[Money]
    account: Mapped[str] = mapped_column(String(26))  # NRB; its last four digits when nobody needs it any more
    needs_two: Mapped[bool]
    state: Mapped[str] = mapped_column(String(16), default=ASKED)
    asked_at: Mapped[datetime]
    due_on: Mapped[date] = mapped_column(index=True)
    first_by: Mapped[str] = mapped_column(String(254), default="")
    second_by: Mapped[str] = mapped_column(String(254), default="")
    ended_at: Mapped[datetime | None]

    customer: Mapped[Customer] = relationship()


class Check(Table):
    """One look whether two records of the same money agree. Staff see the newest of each."""

    __tablename__ = "ledger_check"
    __table_args__ = (Index("ix_ledger_check_newest", "what", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    made_at: Mapped[datetime]
    what: Mapped[str] = mapped_column(String(32))
    looked_at: Mapped[int]  # how many
    wrong: Mapped[int]
    examples: Mapped[str] = mapped_column(Text, default="")  # ids of the first of them


triggers.attach(Entry.metadata.tables[Entry.__tablename__])
triggers.attach(Allocation.metadata.tables[Allocation.__tablename__])
