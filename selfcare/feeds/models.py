"""What was loaded from the operator's files, and when."""

from datetime import datetime

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from selfcare.tables import Table

RUNNING, LOADED, PARTLY, REFUSED, KILLED = "running", "loaded", "partly", "refused", "killed"


class FeedRun(Table):
    """One import, whatever became of it."""

    __tablename__ = "feed_run"

    id: Mapped[int] = mapped_column(primary_key=True)
    started_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    files: Mapped[int] = mapped_column(default=0)
    new: Mapped[int] = mapped_column(default=0)
    changed: Mapped[int] = mapped_column(default=0)
    rejected: Mapped[int] = mapped_column(default=0)
    state: Mapped[str] = mapped_column(String(16), default=RUNNING)  # running, loaded, partly, refused, killed


class InvoiceRow(Table):
    """One row of invoices.csv: what an XML cannot say of itself. Kept, because the XML may come later."""

    __tablename__ = "invoice_row"

    id: Mapped[int] = mapped_column(primary_key=True)
    file: Mapped[str] = mapped_column(Text, unique=True)  # the bare name of the XML's file
    ksef_number: Mapped[str] = mapped_column(String(36), default="")
    customer_no: Mapped[str] = mapped_column(String(64), default="")
    received_at: Mapped[datetime | None]
