"""Proving who is asking."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from selfcare.customers.models import Customer
from selfcare.tables import Table


class Credential(Table):
    """A customer's permanent password, as Argon2id sees it."""

    __tablename__ = "credential"

    customer_id: Mapped[int] = mapped_column(ForeignKey("customer.id"), primary_key=True)
    password_hash: Mapped[str] = mapped_column(Text)
    changed_at: Mapped[datetime]


class SessionRow(Table):
    """One browser that signed in, or is half-way there. Its cookie holds a random token, and nothing else."""

    __tablename__ = "session"
    __table_args__ = (Index("ix_session_customer", "customer_id", "ended_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[bytes] = mapped_column(unique=True)  # SHA-256 of the cookie
    customer_id: Mapped[int | None] = mapped_column(ForeignKey("customer.id"))  # unknown logins have none
    stage: Mapped[str] = mapped_column(String(16))  # code, new_password, confirm, signed_in
    login_key: Mapped[bytes]  # keyed hash of the typed login
    msisdn: Mapped[str] = mapped_column(String(16), index=True, default="")  # the number it came through
    my_device: Mapped[bool] = mapped_column(default=False)
    agent: Mapped[str] = mapped_column(String(100), default="")  # e.g. "Chrome, Android", for the list of devices
    next_path: Mapped[str] = mapped_column(Text, default="")
    new_password_hash: Mapped[str] = mapped_column(Text, default="")  # waits for the second code
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    proved_at: Mapped[datetime | None]  # when the password was last typed; sensitive parts ask again
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    customer: Mapped[Customer | None] = relationship()


class Code(Table):
    """A code that was sent. Good for one session and one purpose, once."""

    __tablename__ = "code"

    id: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("session.id"), index=True)
    purpose: Mapped[str] = mapped_column(String(32))
    keyed_hash: Mapped[bytes]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    wrong_tries: Mapped[int] = mapped_column(default=0)
    used_at: Mapped[datetime | None]
    voided_at: Mapped[datetime | None]  # a newer one replaced it


class Tries(Table):
    """How often a typed login went wrong or asked for a code, whether anybody has that login or not."""

    __tablename__ = "login_tries"

    login_key: Mapped[bytes] = mapped_column(primary_key=True)
    wrong_in_row: Mapped[int] = mapped_column(default=0)
    wrong_at: Mapped[datetime | None]
    codes_in_hour: Mapped[int] = mapped_column(default=0)
    hour_began_at: Mapped[datetime | None]
    code_sent_at: Mapped[datetime | None]


class Device(Table):
    """A browser that has signed in before: no delay for its owner, no "new device" notice."""

    __tablename__ = "device"

    id: Mapped[int] = mapped_column(primary_key=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customer.id"), index=True)
    token_hash: Mapped[bytes] = mapped_column(index=True)
    agent: Mapped[str] = mapped_column(String(100), default="")
    first_seen_at: Mapped[datetime]
    seen_at: Mapped[datetime]
