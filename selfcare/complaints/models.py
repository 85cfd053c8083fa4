"""Complaints: what a customer claims, the dates that the law counts, and what we decided."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from selfcare.customers.models import Customer
from selfcare.errors import RuleBroken
from selfcare.invoices.models import Invoice
from selfcare.lines.models import Line
from selfcare.money import Money
from selfcare.tables import Table


class Kind(StrEnum):
    """What it is about (art. 378 of the Electronic Communications Law); accessibility has a law of its own."""

    CHARGE = "charge"  # wrong charges
    BREAK = "break"  # no service for a time
    QUALITY = "quality"  # bad service
    START = "start"  # late start
    ACCESSIBILITY = "accessibility"  # Dz.U. 2024 poz. 731
    OTHER = "other"


class State(StrEnum):
    """How far it is."""

    DRAFT = "draft"  # not sent yet
    FILED = "filed"
    INCOMPLETE = "incomplete"  # filed, and something that the law asks for is missing
    CONFIRMING = "confirming"  # an answer waits for the consent of a second person; nobody outside knows
    ANSWERED = "answered"
    ACCEPTED_BY_LAW = "accepted_by_law"  # nobody answered in time
    LAPSED = "lapsed"  # not completed in time; completed later it counts from that day
    WITHDRAWN = "withdrawn"


MAY_BECOME: Mapping[str, frozenset[State]] = {
    State.DRAFT: frozenset({State.FILED, State.INCOMPLETE}),
    State.FILED: frozenset(
        {State.INCOMPLETE, State.CONFIRMING, State.ANSWERED, State.ACCEPTED_BY_LAW, State.WITHDRAWN}
    ),
    State.INCOMPLETE: frozenset(
        {State.FILED, State.CONFIRMING, State.ANSWERED, State.ACCEPTED_BY_LAW, State.LAPSED, State.WITHDRAWN}
    ),
    State.CONFIRMING: frozenset({State.FILED, State.ANSWERED, State.ACCEPTED_BY_LAW, State.WITHDRAWN}),
    State.LAPSED: frozenset({State.FILED}),
    State.ANSWERED: frozenset(),
    State.ACCEPTED_BY_LAW: frozenset(),
    State.WITHDRAWN: frozenset(),
}
OPEN = (State.FILED, State.INCOMPLETE, State.CONFIRMING)  # the clock runs
ENDED = (State.ANSWERED, State.ACCEPTED_BY_LAW, State.LAPSED, State.WITHDRAWN)

ACCEPTED, IN_PART, REFUSED = "accepted", "accepted_in_part", "refused"
DECISIONS = (ACCEPTED, IN_PART, REFUSED)
NOTHING, SET_OFF, ACCOUNT = "nothing", "set_off", "account"  # what shall be done with the money
WISHES = (NOTHING, SET_OFF, ACCOUNT)
EMAIL, PORTAL, POST = "email", "portal", "post"  # how we answer
MEDIA = (EMAIL, PORTAL, POST)
NEVER_WARNED = 99  # days

_IS_OPEN = text("state IN ('filed', 'incomplete', 'confirming')")


class WrongState(RuleBroken):
    """It is past the point where that could be done."""

    message = _l("This complaint has moved on meanwhile. Look at its state and try again.")


class Complaint(Table):
    """One claim. The clock counts days in Warsaw, see `deadlines`."""

    __tablename__ = "complaint"
    __table_args__ = (
        Index("ix_complaint_newest", "customer_id", "changed_at", "id"),
        Index("ix_complaint_by_deadline", "answer_by", "id", sqlite_where=_IS_OPEN, postgresql_where=_IS_OPEN),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(32), unique=True)  # while it is a draft, the same as `draft`
    draft: Mapped[str] = mapped_column(String(32), unique=True)  # what it was written under before it was sent
    customer_id: Mapped[int] = mapped_column(ForeignKey("customer.id"))
    kind: Mapped[str] = mapped_column(String(16))
    state: Mapped[str] = mapped_column(String(16), default=State.DRAFT, index=True)
    language: Mapped[str] = mapped_column(String(8))  # of its documents
    drafted_at: Mapped[datetime]
    changed_at: Mapped[datetime]

    line_id: Mapped[int | None] = mapped_column(ForeignKey("line.id"))
    invoice_id: Mapped[int | None] = mapped_column(ForeignKey("invoice.id"))
    evidence: Mapped[str] = mapped_column(Text, default="{}")  # JSON: what was pointed at, see `evidence`
    since: Mapped[date | None]  # when it was
    until: Mapped[date | None]
    place: Mapped[str] = mapped_column(Text, default="")
    circumstances: Mapped[str] = mapped_column(Text, default="")
    wish: Mapped[str] = mapped_column(String(16), default=NOTHING)
    claimed: Mapped[Money | None]
    account: Mapped[str] = mapped_column(String(26), default="")  # NRB for a payout
    medium: Mapped[str] = mapped_column(String(16), default=EMAIL)

    filed_at: Mapped[datetime | None]
    window_ends_on: Mapped[date | None]  # it should have been filed by then; None: no such term
    counted_from: Mapped[date | None]  # the day that the clock counts from
    answer_by: Mapped[date | None]  # at midnight after it the complaint is accepted
    complete_by: Mapped[date | None]
    is_extended: Mapped[bool] = mapped_column(default=False)  # accessibility: 60 days with notice
    warned: Mapped[int] = mapped_column(default=NEVER_WARNED)  # days left when staff were warned last
    assigned_to: Mapped[str] = mapped_column(String(254), default="", index=True)  # who of us answers

    decision: Mapped[str] = mapped_column(String(16), default="")
    reasons: Mapped[str] = mapped_column(Text, default="")
    awarded: Mapped[Money | None]
    first_by: Mapped[str] = mapped_column(String(254), default="")  # who decided
    second_by: Mapped[str] = mapped_column(String(254), default="")  # who consented
    signature: Mapped[str] = mapped_column(Text, default="")  # name and position of who answered
    closed_at: Mapped[datetime | None]
    pay_by: Mapped[date | None]
    paid_at: Mapped[datetime | None]  # when the ledger got it, or the payout was ordered
    payout_id: Mapped[int | None] = mapped_column(ForeignKey("payout.id"))
    resend_by: Mapped[date | None]  # the customer did not get our answer
    is_unread: Mapped[bool] = mapped_column(default=False)  # there is something that the customer has not seen

    customer: Mapped[Customer] = relationship()
    line: Mapped[Line | None] = relationship()
    invoice: Mapped[Invoice | None] = relationship()

    @property
    def is_open(self) -> bool:
        """Whether the clock runs."""
        return self.state in OPEN

    @property
    def pointed_at(self) -> dict[str, Any]:
        """What of the customer's own records it is about; empty when nothing was pointed at."""
        return dict(json.loads(self.evidence))

    @property
    def files_place(self) -> str:
        """The subject of its attachments."""
        return f"complaint/{self.id}"

    @property
    def missing(self) -> list[str]:
        """What the law wants in a complaint and this one lacks; the name and the number we know."""
        lacks = {
            "circumstances": not self.circumstances.strip(),
            "period": self.since is None and not self.pointed_at and self.kind != Kind.ACCESSIBILITY,
            "claimed": self.wish != NOTHING and not self.claimed,
            "account": self.wish == ACCOUNT and not self.account,
        }
        return [name for name, is_missing in lacks.items() if is_missing]

    def days_left(self, today: date) -> int:
        """Whole days until the last one on which we may answer; below nothing when it is over."""
        return (self.answer_by - today).days if self.answer_by else 0

    def is_out_of_time(self, today: date) -> bool:
        """Whether the law accepted it, whether or not somebody has written that down yet."""
        is_over = self.is_open and self.answer_by is not None and self.answer_by < today
        return is_over and not self.has_lapsed(today)

    def has_lapsed(self, today: date) -> bool:
        """Whether it was not completed in time, whether or not somebody has written that down yet."""
        return self.state == State.INCOMPLETE and self.complete_by is not None and self.complete_by < today

    def move(self, state: State, *, now: datetime) -> None:
        """Take the next step. Raises WrongState for one that MAY_BECOME does not know."""
        if state not in MAY_BECOME[self.state]:
            raise WrongState
        self.state, self.changed_at = state, now
        self.closed_at = now if state in ENDED else None


class What(StrEnum):
    """What happened to a complaint."""

    FILED = "filed"
    ASKED = "asked"  # to complete it
    COMPLETED = "completed"
    ADDED = "added"  # the customer wrote more, or sent a file
    EXTENDED = "extended"
    ANSWERED = "answered"
    ACCEPTED_BY_LAW = "accepted_by_law"
    LAPSED = "lapsed"
    WITHDRAWN = "withdrawn"
    PAID = "paid"  # awarded money is in the ledger, or ordered to be sent
    RESEND_ASKED = "resend_asked"
    RESENT = "resent"
    WARNED = "warned"  # staff: so many days are left
    ASSIGNED = "assigned"
    NOTE = "note"
    PROPOSED = "proposed"  # an answer that needs a second person
    SENT_BACK = "sent_back"  # the second person did not consent


INTERNAL = (What.WARNED, What.ASSIGNED, What.NOTE, What.PROPOSED, What.SENT_BACK)  # no customer sees these


class Event(Table):
    """One line of a complaint's course."""

    __tablename__ = "complaint_event"
    __table_args__ = (Index("ix_complaint_event_course", "complaint_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    complaint_id: Mapped[int] = mapped_column(ForeignKey("complaint.id", ondelete="CASCADE"))
    what: Mapped[str] = mapped_column(String(16))
    at: Mapped[datetime]
    by: Mapped[str] = mapped_column(String(254), default="")  # who of us; "" is the customer or the clock
    text: Mapped[str] = mapped_column(Text, default="")
    once: Mapped[bytes | None] = mapped_column(unique=True)  # a form sent twice is one event
