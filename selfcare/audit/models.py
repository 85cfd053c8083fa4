"""Who looked and who changed."""

from datetime import datetime

from sqlalchemy import Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from selfcare.audit import triggers
from selfcare.tables import Table


class Entry(Table):
    """One line of the log. Triggers in both databases refuse to change or delete it."""

    __tablename__ = "audit"
    __table_args__ = (Index("ix_audit_newest", "customer_no", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    customer_no: Mapped[str] = mapped_column(String(64), default="")  # whose data; a copied fact
    actor: Mapped[str] = mapped_column(String(254))  # "customer", "system", or a member of staff's e-mail
    what: Mapped[str] = mapped_column(String(64))  # e.g. "signed_in", "puk_shown"
    facts: Mapped[str] = mapped_column(Text, default="{}")  # JSON; never codes, passwords or called numbers
    request_id: Mapped[str] = mapped_column(String(32), default="")


triggers.attach(Entry.metadata.tables[Entry.__tablename__])
