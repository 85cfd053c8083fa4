"""Taking money: each try of a customer to pay, what it pays, what companies told us of it, and what was given back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from selfcare.customers.models import Customer
from selfcare.invoices.models import Invoice
from selfcare.money import CURRENCY, Money
from selfcare.tables import Table

VALID_FOR = timedelta(minutes=15)  # so long a company lets a customer pay; both are told so
WATCHED_FOR = timedelta(seconds=120)  # so long a page asks by itself; BLIK is confirmed or dead by then
_LOOKS = tuple(timedelta(minutes=minutes) for minutes in (1, 2, 5, 15))  # and hourly from then on


class State(StrEnum):
    """What became of a try to pay."""

    CREATED = "created"  # we mean to ask the company; it may have heard of it, or not
    PENDING = "pending"  # the company knows; the customer is to confirm
    CONFIRMING = "confirming"  # the customer paid; the company gives us the money when we say that we know
    PAID = "paid"
    FAILED = "failed"
    EXPIRED = "expired"  # nobody paid while it could be paid
    PART_REFUNDED = "part_refunded"
    REFUNDED = "refunded"


# Every way that there is. Money that comes after all is always welcome; what was paid never becomes unpaid.
MAY_BECOME: Mapping[State, frozenset[State]] = {
    State.CREATED: frozenset({State.PENDING, State.CONFIRMING, State.PAID, State.FAILED, State.EXPIRED}),
    State.PENDING: frozenset({State.CONFIRMING, State.PAID, State.FAILED, State.EXPIRED}),
    State.CONFIRMING: frozenset({State.PAID}),
    State.FAILED: frozenset({State.CONFIRMING, State.PAID}),
    State.EXPIRED: frozenset({State.FAILED, State.CONFIRMING, State.PAID}),
    State.PAID: frozenset({State.PART_REFUNDED, State.REFUNDED}),
    State.PART_REFUNDED: frozenset({State.REFUNDED}),
    State.REFUNDED: frozenset(),
}
OPEN = (State.CREATED, State.PENDING, State.CONFIRMING)
RECEIVED = (State.PAID, State.PART_REFUNDED, State.REFUNDED)


class Payment(Table):
    """One try to pay one amount, at one company. Trying again is another payment: nothing can be counted twice."""

    __tablename__ = "payment"
    __table_args__ = (
        UniqueConstraint("customer_id", "form_key"),
        Index("ix_payment_newest", "customer_id", "id"),
        Index("ix_payment_to_look_at", "state", "look_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(String(32), unique=True)  # what the company knows it by
    customer_id: Mapped[int] = mapped_column(ForeignKey("customer.id"))
    form_key: Mapped[str] = mapped_column(String(36))  # of the form: however often it is sent, it is one payment
    company: Mapped[str] = mapped_column(String(16))  # the gateway's name
    method: Mapped[str] = mapped_column(String(8))
    amount: Mapped[Money]
    title: Mapped[str] = mapped_column(Text)  # what the customer reads at the bank
    state: Mapped[str] = mapped_column(String(16), default=State.CREATED)
    reason: Mapped[str] = mapped_column(String(16), default="")  # of FAILED, where the company tells
    order_id: Mapped[str] = mapped_column(Text, default="")  # the company's name for it
    page_url: Mapped[str] = mapped_column(Text, default="")  # the company's page, if it is paid there
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]  # nobody can pay it after that
    looked: Mapped[int] = mapped_column(default=0)  # how often we asked the company ourselves
    look_at: Mapped[datetime | None]  # when we ask next; None: no need to
    ended_at: Mapped[datetime | None]

    customer: Mapped[Customer] = relationship()
    parts: Mapped[list[Part]] = relationship(order_by="Part.id")
    refunds: Mapped[list[Refund]] = relationship(back_populates="payment", order_by="Refund.id")

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    @property
    def is_received(self) -> bool:
        return self.state in RECEIVED

    @property
    def refunded(self) -> Money:
        """What was really given back; each refund counts once."""
        return sum((refund.amount for refund in self.refunds if refund.state == Refund.DONE), Money())

    @property
    def refundable(self) -> Money:
        """What is neither given back nor about to be."""
        promised = sum((refund.amount for refund in self.refunds if refund.state != Refund.REJECTED), Money())
        return self.amount - promised

    def become(self, state: State, *, now: datetime) -> bool:
        """Change if the table allows it; False otherwise: old news."""
        if state not in MAY_BECOME[State(self.state)]:
            return False
        self.state = state
        if not self.is_open:
            self.look_at = None
            self.ended_at = self.ended_at or now if state in RECEIVED else now
        return True

    def look_again(self, *, now: datetime) -> None:
        """Set when the company is asked next: after 1, 2, 5 and 15 minutes, then hourly."""
        self.look_at = now + (_LOOKS[self.looked] if self.looked < len(_LOOKS) else timedelta(hours=1))
        self.looked += 1


class Part(Table):
    """What a payment was meant for, as it was then: an invoice, or nothing that is billed yet."""

    __tablename__ = "payment_part"

    id: Mapped[int] = mapped_column(primary_key=True)
    payment_id: Mapped[int] = mapped_column(ForeignKey("payment.id"), index=True)
    invoice_id: Mapped[int | None] = mapped_column(ForeignKey("invoice.id"))  # None: for what comes
    number: Mapped[str] = mapped_column(String(256), default="")  # of the invoice; a copied fact
    amount: Mapped[Money]

    invoice: Mapped[Invoice | None] = relationship()


class Verdict(StrEnum):
    """What we made of an event."""

    APPLIED = "applied"
    OLD_NEWS = "old_news"
    UNKNOWN = "unknown"  # we never asked for such a payment
    WRONG_AMOUNT = "wrong_amount"  # or another currency
    WRONG_ORDER = "wrong_order"  # the company knows that payment by another name


DOUBTED = (Verdict.UNKNOWN, Verdict.WRONG_AMOUNT, Verdict.WRONG_ORDER)


class PaymentEvent(Table):
    """What a company told us, once, however often it says so. What is wrong is kept and never applied."""

    __tablename__ = "payment_event"
    __table_args__ = (UniqueConstraint("company", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    company: Mapped[str] = mapped_column(String(16))
    key: Mapped[str] = mapped_column(Text)
    payment_id: Mapped[int | None] = mapped_column(ForeignKey("payment.id"), index=True)
    reference: Mapped[str] = mapped_column(Text)
    order_id: Mapped[str] = mapped_column(Text)
    kind: Mapped[str] = mapped_column(String(16))
    amount: Mapped[Money]
    currency: Mapped[str] = mapped_column(Text, default=CURRENCY)
    verdict: Mapped[str] = mapped_column(String(16))
    body: Mapped[bytes]  # as it came; empty for what we asked for ourselves, and after a while
    received_at: Mapped[datetime] = mapped_column(index=True)


class Refund(Table):
    """Money of a payment to give back, the way it came."""

    __tablename__ = "payment_refund"

    ASKED, DONE, REJECTED = "asked", "done", "rejected"

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(String(32), unique=True)
    payment_id: Mapped[int] = mapped_column(ForeignKey("payment.id"), index=True)
    amount: Mapped[Money]
    title: Mapped[str] = mapped_column(String(35))
    state: Mapped[str] = mapped_column(String(16), default=ASKED)
    asked_by: Mapped[str] = mapped_column(String(254))  # a member of staff, or "system"
    created_at: Mapped[datetime]
    look_at: Mapped[datetime | None] = mapped_column(index=True)
    ended_at: Mapped[datetime | None]

    payment: Mapped[Payment] = relationship(back_populates="refunds")
