"""What was told to whom about tariffs, once a year."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from selfcare.tables import Table


class YearlyAdvice(Table):
    """The yearly information on the most favourable tariffs (PKE art. 302), as it was given."""

    __tablename__ = "tariff_advice"
    __table_args__ = (UniqueConstraint("customer_id", "told_on"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customer.id"))
    told_on: Mapped[date]
    said: Mapped[str] = mapped_column(Text)  # JSON: for each number its tariff, the best one, and what it would save
