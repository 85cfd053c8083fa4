"""What was told to whom."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, mapped_column

from selfcare.tables import Table

SMS, EMAIL = "sms", "email"
BOTH, NONE = "both", "none"  # of reminders, besides the two above
QUIET_FROM, QUIET_TO = 21, 8
WAITING, SENT, DELIVERED, EXPIRED, FAILED = "waiting", "sent", "delivered", "expired", "failed"

_HAS_FAILED = sql("state = 'failed'")


class Message(Table):
    """One SMS or e-mail to one customer. Kept so that he can see what was sent to him."""

    __tablename__ = "message"
    __table_args__ = (
        Index("ix_message_newest", "customer_id", "id"),
        Index("ix_message_failed", "id", sqlite_where=_HAS_FAILED, postgresql_where=_HAS_FAILED),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    customer_id: Mapped[int | None] = mapped_column(ForeignKey("customer.id"))
    channel: Mapped[str] = mapped_column(String(8))  # sms, email, push
    recipient: Mapped[str] = mapped_column(String(254))  # E.164 or an address
    kind: Mapped[str] = mapped_column(String(64))  # the template's name, e.g. "one_time_password"
    subject: Mapped[str] = mapped_column(Text, default="")
    text: Mapped[str] = mapped_column(Text)  # with the code only in the demo; else with dots in its place
    state: Mapped[str] = mapped_column(String(16), default=WAITING)  # waiting, sent, delivered, expired, failed
    created_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    provider_id: Mapped[str] = mapped_column(String(64), index=True, default="")  # of an SMS, for its receipt


class Choice(Table):
    """How a customer wants to be reminded, and when he wants to be left alone. No row: as below."""

    __tablename__ = "notification_choice"

    customer_id: Mapped[int] = mapped_column(ForeignKey("customer.id"), primary_key=True, autoincrement=False)
    reminders: Mapped[str] = mapped_column(String(8), default=BOTH)
    quiet_from: Mapped[int] = mapped_column(default=QUIET_FROM)  # hours in Warsaw; the same hour twice: never quiet
    quiet_to: Mapped[int] = mapped_column(default=QUIET_TO)
