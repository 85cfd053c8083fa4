"""Itemised usage: every call, message and megabyte of a line, and sums of them that pages can add up at once."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from selfcare.billing import months
from selfcare.lines.models import Line
from selfcare.money import Money
from selfcare.tables import Table

KINDS = ("voice", "sms", "mms", "data", "premium")
DIRECTIONS = ("out", "in")
ZONES = ("home", "eu", "world")
_IS_PAID = text("gross > 0")  # few are
RUNNING = ""  # the invoice number of what is on no invoice yet


class UsagePeriod(Table):
    """What of a line is on one invoice, or on none yet. Only the feed writes it."""

    __tablename__ = "usage_period"
    __table_args__ = (UniqueConstraint("line_id", "invoice_number"), Index("ix_usage_period_load_id", "load_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    line_id: Mapped[int] = mapped_column(ForeignKey("line.id"))
    invoice_number: Mapped[str] = mapped_column(String(256), default=RUNNING)  # of an invoice that may still come
    first_on: Mapped[date]  # days in Warsaw: no record lies outside of them
    last_on: Mapped[date]
    load_id: Mapped[int]  # the last file that changed something here

    line: Mapped[Line] = relationship()

    @property
    def is_running(self) -> bool:
        return self.invoice_number == RUNNING


class UsageRecord(Table):
    """One call, message or session. On PostgreSQL a partition for each month, on SQLite one table in this order.

    Nothing in the database checks `period_id`: the feed alone writes here, and asking costs more than writing.
    """

    __tablename__ = "usage_record"
    __table_args__ = (
        UniqueConstraint("record_id", "started_at"),  # PostgreSQL keeps nothing unique across partitions
        Index("ix_usage_record_paid", "period_id", "started_at", sqlite_where=_IS_PAID, postgresql_where=_IS_PAID),
        {"postgresql_partition_by": "RANGE (started_at)", "sqlite_with_rowid": False},
    )

    period_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    started_at: Mapped[datetime] = mapped_column(primary_key=True)
    record_id: Mapped[str] = mapped_column(String(64), primary_key=True)  # the billing system's own
    kind: Mapped[str] = mapped_column(String(8))  # see KINDS
    direction: Mapped[str] = mapped_column(String(4))  # out, in
    peer: Mapped[str] = mapped_column(String(64), default="")  # the number or name at the other end
    zone: Mapped[str] = mapped_column(String(8))  # home, eu, world
    country: Mapped[str] = mapped_column(String(64), default="")  # where it was, or where it went
    seconds: Mapped[int] = mapped_column(default=0)
    bytes: Mapped[int] = mapped_column(default=0)
    units: Mapped[int] = mapped_column(default=0)  # what was charged for: messages, minutes, as the price list counts
    net: Mapped[Money] = mapped_column(default=Money())
    vat_rate: Mapped[str] = mapped_column(String(5), default="")  # 23, 8, zw
    gross: Mapped[Money] = mapped_column(default=Money())


class UsageTotal(Table):
    """The sums of a day's records that are alike, kept in the same transaction as the records."""

    __tablename__ = "usage_total"
    __table_args__ = ({"sqlite_with_rowid": False},)

    period_id: Mapped[int] = mapped_column(ForeignKey("usage_period.id"), primary_key=True, autoincrement=False)
    day: Mapped[date] = mapped_column(primary_key=True)  # in Warsaw, when it began
    kind: Mapped[str] = mapped_column(String(8), primary_key=True)
    direction: Mapped[str] = mapped_column(String(4), primary_key=True)
    zone: Mapped[str] = mapped_column(String(8), primary_key=True)
    paid: Mapped[bool] = mapped_column(primary_key=True)  # whether they cost anything
    records: Mapped[int]
    seconds: Mapped[int]
    bytes: Mapped[int]
    units: Mapped[int]
    net: Mapped[Money]
    gross: Mapped[Money]


class UsageLoad(Table):
    """A file of usage that was loaded: so old is what we know."""

    __tablename__ = "usage_load"

    id: Mapped[int] = mapped_column(primary_key=True)
    loaded_at: Mapped[datetime]
    new: Mapped[int] = mapped_column(default=0)
    changed: Mapped[int] = mapped_column(default=0)
    name: Mapped[str] = mapped_column(Text, default="")  # the bare name of the file


months.attach(UsageRecord.metadata.tables[UsageRecord.__tablename__])
