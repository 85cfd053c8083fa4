"""What the operator sells."""

from datetime import date, datetime

from sqlalchemy import ScalarSelect, String, Text, select
from sqlalchemy.orm import Mapped, column_property, mapped_column

from selfcare.money import Money
from selfcare.tables import Table


class Paper(Table):
    """What lay at an address of a price list or of a promotion's rules when we last looked."""

    __tablename__ = "tariff_paper"

    address: Mapped[str] = mapped_column(Text, primary_key=True)
    sha256: Mapped[bytes]  # of its bytes, which are kept as a document
    since: Mapped[datetime]  # this version


def _paper_at(address: Mapped[str]) -> ScalarSelect[bytes]:
    return select(Paper.sha256).where(Paper.address == address).correlate_except(Paper).scalar_subquery()


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

    price_list_sha256: Mapped[bytes | None] = column_property(_paper_at(price_list_url))  # none: not read yet
    promotion_sha256: Mapped[bytes | None] = column_property(_paper_at(promotion_url))


ROAMING, DATA, INTERNATIONAL, PREMIUM = "roaming", "data", "international", "premium"
VOICEMAIL, CLIR, BLOCK = "voicemail", "clir", "block"
OPTION_KINDS = (ROAMING, DATA, INTERNATIONAL, PREMIUM, VOICEMAIL, CLIR, BLOCK)
NOW, PERIOD = "now", "period"  # when an option may begin: at once, too, or only with the next billing period


class Option(Table):
    """Something that may be added to a line, or switched off on it."""

    __tablename__ = "option"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(64), unique=True)
    name: Mapped[str]
    kind: Mapped[str] = mapped_column(String(16))  # one of OPTION_KINDS
    price_gross: Mapped[Money]  # a month if recurring, else once
    recurring: Mapped[bool]
    data_mb: Mapped[int]
    ends: Mapped[str] = mapped_column(String(16))  # none, period, days:N
    starts: Mapped[str] = mapped_column(String(8))  # now, period
