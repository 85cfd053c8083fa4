"""The people who answer, and where they are signed in."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from selfcare.customers.models import Customer
from selfcare.tables import Table

AGENT, SUPERVISOR, ADMIN = "agent", "supervisor", "admin"
ROLES = (AGENT, SUPERVISOR, ADMIN)

IDLE = timedelta(minutes=15)  # security.md §1.4
LONGEST = timedelta(hours=8)
LINK_LASTS = timedelta(days=3)
REASON_LASTS = timedelta(minutes=15)


class StaffMember(Table):
    """Somebody who answers. Signs in with a password and a code of an authenticator app, both of which are needed."""

    __tablename__ = "staff_member"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(254), unique=True)  # lower case
    name: Mapped[str] = mapped_column(Text, default="")
    role: Mapped[str] = mapped_column(String(16))  # agent, supervisor, admin
    password_hash: Mapped[str] = mapped_column(Text, default="")  # empty until the set-up link was used
    totp_secret: Mapped[str] = mapped_column(Text, default="")  # sealed
    totp_step: Mapped[int] = mapped_column(default=0)  # of the last code taken: no code is taken twice
    link_hash: Mapped[bytes | None] = mapped_column(unique=True)  # SHA-256 of the set-up link's token
    link_until: Mapped[datetime | None]
    invited_at: Mapped[datetime]
    invited_by: Mapped[str] = mapped_column(String(254))  # a member's e-mail, or "system"
    ready_at: Mapped[datetime | None]  # when password and authenticator were set up last
    ended_at: Mapped[datetime | None]

    @property
    def shown_name(self) -> str:
        return self.name or self.email

    @property
    def may_sign_in(self) -> bool:
        return self.ended_at is None and self.ready_at is not None

    def is_senior(self) -> bool:
        """Whether money above the limit may be approved."""
        return self.role in {SUPERVISOR, ADMIN}


class StaffSession(Table):
    """One browser of a member of staff. Its cookie holds a random token, and nothing else."""

    __tablename__ = "staff_session"
    __table_args__ = (Index("ix_staff_session_member", "member_id", "ended_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[bytes] = mapped_column(unique=True)  # SHA-256 of the cookie
    member_id: Mapped[int] = mapped_column(ForeignKey("staff_member.id"))
    agent: Mapped[str] = mapped_column(String(100), default="")  # e.g. "Firefox, Linux"
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    member: Mapped[StaffMember] = relationship()


class Reason(Table):
    """Why a member of staff wants to see a customer's call records; the customer reads it. Good for one session."""

    __tablename__ = "staff_reason"
    __table_args__ = (Index("ix_staff_reason_given", "session_id", "customer_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("staff_session.id"))
    customer_id: Mapped[int] = mapped_column(ForeignKey("customer.id"))
    text: Mapped[str] = mapped_column(Text)
    given_at: Mapped[datetime]

    customer: Mapped[Customer] = relationship()
