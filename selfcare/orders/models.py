"""What a customer asks us to do, and how far we are."""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from selfcare.customers.models import Customer
from selfcare.errors import RuleBroken
from selfcare.lines.models import Line
from selfcare.money import Money
from selfcare.tables import Table

TARIFF_CHANGE = "tariff_change"  # the kinds there are

DRAFT, WAITING, DONE, CANCELLED, REJECTED, DROPPED = "draft", "waiting", "done", "cancelled", "rejected", "dropped"
TRANSITIONS = {
    DRAFT: frozenset({WAITING, DROPPED}),  # authorised by its code, or replaced by another draft
    WAITING: frozenset({DONE, CANCELLED, REJECTED}),
}
BY_FEED, BY_DATE = "feed", "date"  # how it came to be done
LINE_GONE, OTHER_TARIFF = "line_gone", "other_tariff"  # why it could not be
BY_HAND = "hand"  # a person said why: `why` of its facts

_IS_WAITING = text("state = 'waiting'")


class WrongState(RuleBroken):
    """The order is past the point where that could be done."""

    message = _l("This order has moved on meanwhile. Look at its state and try again.")


class Order(Table):
    """One thing asked for. What was agreed is copied into it: tariffs and customers go on changing."""

    __tablename__ = "customer_order"
    __table_args__ = (
        Index(
            "uq_customer_order_waiting",
            "line_id",
            "kind",
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
    customer_id: Mapped[int] = mapped_column(ForeignKey("customer.id"))
    line_id: Mapped[int] = mapped_column(ForeignKey("line.id"), index=True)
    asked: Mapped[str] = mapped_column(Text)  # JSON: what the kind needs to know
    former_tariff_id: Mapped[int | None] = mapped_column(ForeignKey("tariff.id"))
    tariff_id: Mapped[int | None] = mapped_column(ForeignKey("tariff.id"))
    terms_version: Mapped[str] = mapped_column(String(64), default="")  # SHA-256 of the terms that were accepted
    price: Mapped[Money]  # once, gross; monthly fees are in `asked`
    effective_on: Mapped[date]
    language: Mapped[str] = mapped_column(String(8))  # of its documents
    code_id: Mapped[int | None]  # the newest code sent for it; codes are forgotten sooner than orders
    sent_to: Mapped[str] = mapped_column(String(16))  # E.164: whose SMS authorises it
    asked_at: Mapped[datetime]
    placed_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]

    customer: Mapped[Customer] = relationship()
    line: Mapped[Line] = relationship()

    @property
    def facts(self) -> dict[str, Any]:
        """What was asked for, as the kind wrote it down."""
        return dict(json.loads(self.asked))

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
        """Until the day before it takes effect."""
        return self.state == WAITING and today < self.effective_on
