"""Whose a case is, and what staff wrote beside it. A case is known by its subject, e.g. `complaint/12`."""

from datetime import datetime

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from selfcare.tables import Table


class Assignment(Table):
    """Somebody of ours has taken a case. Without a row it is nobody's."""

    __tablename__ = "staff_assignment"

    id: Mapped[int] = mapped_column(primary_key=True)
    subject: Mapped[str] = mapped_column(String(64), unique=True)
    assignee: Mapped[str] = mapped_column(String(254), index=True)  # e-mail of a member of staff
    taken_at: Mapped[datetime]


class Note(Table):
    """What colleagues tell each other about a case. No page of the customer ever shows it."""

    __tablename__ = "staff_note"
    __table_args__ = (Index("ix_staff_note_newest", "subject", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    subject: Mapped[str] = mapped_column(String(64))
    customer_no: Mapped[str] = mapped_column(String(64), default="", index=True)  # whose data it may hold
    author: Mapped[str] = mapped_column(String(254))
    text: Mapped[str]
    written_at: Mapped[datetime]
