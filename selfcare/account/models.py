"""What a customer said yes or no to."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from selfcare.tables import Table

OURS, PARTNERS = "ours", "partners"  # what for
PURPOSES = (OURS, PARTNERS)
CHANNELS = ("email", "sms", "phone")


class Consent(Table):
    """One answer, word for word. Rows are only added: the newest of a purpose and a channel holds; none means no."""

    __tablename__ = "consent"
    __table_args__ = (Index("ix_consent_newest", "customer_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customer.id"))
    purpose: Mapped[str] = mapped_column(String(16))
    channel: Mapped[str] = mapped_column(String(8))
    given: Mapped[bool]
    text: Mapped[str] = mapped_column(Text)  # as it was shown
    text_version: Mapped[str] = mapped_column(String(64))  # SHA-256 of the text
    at: Mapped[datetime]
    actor: Mapped[str] = mapped_column(String(254))  # who said so: "customer", or a member of staff's e-mail
    request_id: Mapped[str] = mapped_column(String(32), default="")
