"""What a customer asks us to do, and how far we are."""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from selfcare.customers.models import Customer
from selfcare.errors import RuleBroken
from selfcare.lines.models import Line
from selfcare.money import Money
from selfcare.tables import Table

# The kinds there are. Rules of each: kinds.py; its words: words.py.
TARIFF_CHANGE, OPTION_CHANGE = "tariff_change", "option_change"
SIM_EXCHANGE, SIM_BLOCK = "sim_exchange", "sim_block"
TERMINATION, ASSIGNMENT = "termination", "assignment"
PAPER_CHANGE, PAYOUT, CONTACT_CHANGE = "paper_change", "payout", "contact_change"

DRAFT, WAITING, DONE, CANCELLED, REJECTED, DROPPED = "draft", "waiting", "done", "cancelled", "rejected", "dropped"
TRANSITIONS = {
    DRAFT: frozenset({WAITING, DROPPED}),  # authorised by its code, or replaced by another draft
    WAITING: frozenset({DONE, CANCELLED, REJECTED}),
}
A_DAY, THE_OPERATOR, STAFF = "day", "operator", "staff"  # what an order waits for; staff: to see who is asking
BY_FEED, BY_DATE = "feed", "date"  # how it came to be done
BY_OPERATOR = "operator"  # its end was said about this very order, by its number
LINE_GONE, OTHER_TARIFF, OVERTAKEN = "line_gone", "other_tariff", "overtaken"  # why it could not be
OTHER_CONTACT, NOT_PAID = "other_contact", "not_paid"
TAKEN_BACK = "taken_back"  # by whoever had the former e-mail or number

_IS_WAITING = text("state = 'waiting'")


class WrongState(RuleBroken):
    """The order is past the point where that could be done."""

    message = _l("This order has moved on meanwhile. Look at its state and try again.")


class Answer(Table):
    """What the operator said about an order in orders.csv, as it was read; each state once."""

    __tablename__ = "order_answer"
    __table_args__ = (UniqueConstraint("order_number", "state"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    order_number: Mapped[str] = mapped_column(String(32))
    state: Mapped[str] = mapped_column(String(16))  # accepted, rejected, done
    effective_on: Mapped[date | None]
    reason: Mapped[str] = mapped_column(default="")  # words for the customer


class Order(Table):
    """One thing asked for. What was agreed is copied into it: tariffs and customers go on changing."""

    __tablename__ = "customer_order"
    __table_args__ = (
        Index(
            "uq_customer_order_waiting",
            "topic",
            unique=True,
            sqlite_where=_IS_WAITING,
            postgresql_where=_IS_WAITING,
        ),
        Index("ix_customer_order_newest", "customer_id", "id"),
        Index("ix_customer_order_state", "state", "effective_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(32), unique=True)
    kind: Mapped[str] = mapped_column(String(32))
    state: Mapped[str] = mapped_column(String(16), default=DRAFT)
    reason: Mapped[str] = mapped_column(String(32), default="")  # of its last state, where there is more than one
    topic: Mapped[str] = mapped_column(String(128))  # what it is about: one order waits for a topic
    customer_id: Mapped[int] = mapped_column(ForeignKey("customer.id"))
    line_id: Mapped[int | None] = mapped_column(ForeignKey("line.id"), index=True)  # none: about the whole account
    asked: Mapped[str] = mapped_column(Text)  # JSON: what the kind needs to know
    former_tariff_id: Mapped[int | None] = mapped_column(ForeignKey("tariff.id"))
    tariff_id: Mapped[int | None] = mapped_column(ForeignKey("tariff.id"))
    terms_version: Mapped[str] = mapped_column(String(64), default="")  # SHA-256 of the terms that were accepted
    price: Mapped[Money]  # once, gross; monthly fees are in `asked`
    effective_on: Mapped[date]
    with_period: Mapped[bool] = mapped_column(default=False)  # its day begins a billing period, and moves with these
    waits_for: Mapped[str] = mapped_column(String(16), default=A_DAY)  # day, operator, staff
    language: Mapped[str] = mapped_column(String(8))  # of its documents
    code_id: Mapped[int | None]  # the newest code sent for it; codes are forgotten sooner than orders
    sent_to: Mapped[str] = mapped_column(String(254))  # E.164 or an e-mail address: where its code went
    asked_at: Mapped[datetime]
    placed_at: Mapped[datetime | None]
    accepted_at: Mapped[datetime | None]  # by the operator, or by staff
    closed_at: Mapped[datetime | None]
    said: Mapped[str] = mapped_column(Text, default="")  # by the operator, about its end

    customer: Mapped[Customer] = relationship()
    line: Mapped[Line | None] = relationship()

    @property
    def facts(self) -> dict[str, Any]:
        """What was asked for, as the kind wrote it down."""
        return dict(json.loads(self.asked))

    @property
    def its_line(self) -> Line:
        """Of an order that is about one."""
        assert self.line  # noqa: S101  # for the type checker
        return self.line

    @property
    def is_gone(self) -> bool:
        """Its number has ended or has another holder, who must get nothing that he did not order."""
        line = self.line
        if line is None:
            return False
        return line.ended_at is not None or line.status == "ended" or line.customer_id != self.customer_id

    def move(self, state: str, *, now: datetime, reason: str = "") -> None:
        """Take the next step. Raises WrongState for one that TRANSITIONS does not know."""
        if state not in TRANSITIONS.get(self.state, ()):
            raise WrongState
        self.state, self.reason = state, reason
        if state == WAITING:
            self.placed_at = now
        else:
            self.closed_at = now

    def can_be_cancelled(self, today: date) -> bool:
        """Until the day before it takes effect, or until somebody has looked at it."""
        return self.state == WAITING and (today < self.effective_on or self.waits_for == STAFF)
