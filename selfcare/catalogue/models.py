"""What the operator sells."""

from datetime import date

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from selfcare.money import Money
from selfcare.tables import Table


class Tariff(Table):
    """A price plan."""

    __tablename__ = "tariff"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(64), unique=True)
    name: Mapped[str]
    kind: Mapped[str] = mapped_column(String(16))  # voice, data
    monthly_gross: Mapped[Money]
    data_mb: Mapped[int]
    eu_data_mb: Mapped[int]
    minutes: Mapped[int]  # -1: unlimited
    sms: Mapped[int]
    mms: Mapped[int]
    rate_minute: Mapped[Money]  # gross, outside the allowance
    rate_sms: Mapped[Money]
    rate_mms: Mapped[Money]
    rate_mb: Mapped[Money]
    available_from: Mapped[date | None]
    available_to: Mapped[date | None]
    price_list_url: Mapped[str] = mapped_column(Text, default="")
    promotion_url: Mapped[str] = mapped_column(Text, default="")
