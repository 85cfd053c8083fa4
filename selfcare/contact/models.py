"""Questions to customer service, their answers, and calls that customers ask for."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from selfcare.customers.models import Customer
from selfcare.lines.models import Line
from selfcare.tables import Table

WAITING, DONE, CANCELLED, MISSED = "waiting", "done", "cancelled", "missed"  # missed: nobody answered the phone


class Thread(Table):
    """One question and everything that was written about it."""

    __tablename__ = "contact_thread"
    __table_args__ = (
        Index("ix_contact_thread_newest", "customer_id", "changed_at", "id"),
        Index("ix_contact_thread_waiting", "answer_by", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customer.id"))
    line_id: Mapped[int | None] = mapped_column(ForeignKey("line.id"))  # the number it is about
    subject: Mapped[str] = mapped_column(String(120))
    opened_at: Mapped[datetime]
    changed_at: Mapped[datetime] = mapped_column(index=True)  # of its newest message
    is_answered: Mapped[bool] = mapped_column(default=False)  # the newest message is ours
    is_unread: Mapped[bool] = mapped_column(default=False)  # there is an answer that the customer has not seen
    answer_by: Mapped[date | None]  # our own promise; None: it does not wait for us
    closed_at: Mapped[datetime | None]  # by us; whoever writes again opens it again

    customer: Mapped[Customer] = relationship()
    line: Mapped[Line | None] = relationship()


class ContactMessage(Table):
    """What one of the two sides wrote."""

    __tablename__ = "contact_message"
    __table_args__ = (Index("ix_contact_message_newest", "thread_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    thread_id: Mapped[int] = mapped_column(ForeignKey("contact_thread.id", ondelete="CASCADE"))
    author: Mapped[str] = mapped_column(String(254), default="")  # of customer service; "" is the customer
    text: Mapped[str]
    written_at: Mapped[datetime]
    read_at: Mapped[datetime | None]  # by the other side
    once: Mapped[bytes | None] = mapped_column(unique=True)  # a form sent twice is one message

    @property
    def is_ours(self) -> bool:
        """Whether customer service wrote it."""
        return bool(self.author)

    @property
    def place(self) -> str:
        """The subject of its attachments."""
        return f"contact/{self.id}"


class CallBack(Table):
    """A call that the customer asked for, within the hours of service."""

    __tablename__ = "call_back"
    __table_args__ = (Index("ix_call_back_waiting", "state", "begins_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customer.id"), index=True)
    phone: Mapped[str] = mapped_column(String(16))  # E.164
    about: Mapped[str] = mapped_column(String(200), default="")
    begins_at: Mapped[datetime]  # of the hour in which we call
    asked_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(String(16), default=WAITING)

    customer: Mapped[Customer] = relationship()
