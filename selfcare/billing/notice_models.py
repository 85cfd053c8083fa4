"""What the customer wants to be told about a line's usage, and what was told already."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from selfcare.money import Money
from selfcare.tables import Table

DATA, PREMIUM, ROAMING = "data", "premium", "roaming"
PREMIUM_LIMITS = (Money(0), Money(3500), Money(10000), Money(20000))  # the least that PKE art. 342 wants offered
PREMIUM_LIMIT = PREMIUM_LIMITS[1]  # for whoever did not choose


class UsageWish(Table):
    """What the customer chose for a line. A line without one has the defaults."""

    __tablename__ = "usage_wish"

    line_id: Mapped[int] = mapped_column(ForeignKey("line.id"), primary_key=True)
    data: Mapped[bool] = mapped_column(default=True)  # at 50, 80 and 100 % of the package
    roaming: Mapped[bool] = mapped_column(default=True)  # at 80 and 100 % of the limit for data outside the EU
    premium_limit: Mapped[Money] = mapped_column(default=PREMIUM_LIMIT)  # gross, for one period


class UsageNotice(Table):
    """A threshold that a line reached in a period: it is told once."""

    __tablename__ = "usage_notice"
    __table_args__ = (UniqueConstraint("line_id", "period_from", "kind", "percent"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    line_id: Mapped[int] = mapped_column(ForeignKey("line.id"))
    period_from: Mapped[date] = mapped_column(index=True)  # first day of the billing period
    kind: Mapped[str] = mapped_column(String(8))  # data, premium, roaming
    percent: Mapped[int]
    reached_at: Mapped[datetime]  # when we learned of it
