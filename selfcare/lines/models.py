"""Phone numbers with their holders, and the SIM cards in them."""

from datetime import date, datetime, timedelta

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from selfcare.catalogue.models import Option, Tariff
from selfcare.customers.models import Customer
from selfcare.money import Money
from selfcare.tables import Table

SIM_CHANGE_QUARANTINE = timedelta(hours=48)  # domain.md §2: so long an SMS to the number proves nothing


class Line(Table):
    """A number *with its holder*: when the number moves, this line ends and another begins."""

    __tablename__ = "line"
    __table_args__ = (
        Index(
            "uq_line_open_msisdn",
            "msisdn",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    msisdn: Mapped[str] = mapped_column(String(16), index=True)  # E.164
    customer_id: Mapped[int] = mapped_column(ForeignKey("customer.id"), index=True)
    main: Mapped[bool] = mapped_column(default=False)
    kind: Mapped[str] = mapped_column(String(16))  # voice, data
    tariff_id: Mapped[int | None] = mapped_column(ForeignKey("tariff.id"))
    activated_on: Mapped[date]
    status: Mapped[str] = mapped_column(String(16))  # active, restricted, suspended, ended
    contact_phone: Mapped[str] = mapped_column(String(16), default="")  # where codes for a data line go
    iccid: Mapped[str] = mapped_column(String(32), default="")
    sim_kind: Mapped[str] = mapped_column(String(16), default="sim")  # sim, esim
    sim_changed_at: Mapped[datetime | None]
    sim_blocked_at: Mapped[datetime | None]  # reported stolen; customer care alone takes it back, or another SIM
    puk: Mapped[str] = mapped_column(String(16), default="")
    contract_until: Mapped[date | None]
    termination_fee: Mapped[Money | None]
    ended_at: Mapped[datetime | None]  # empty: this holder still has the number

    customer: Mapped[Customer] = relationship()
    tariff: Mapped[Tariff | None] = relationship()

    def sim_was_changed_lately(self, now: datetime) -> bool:
        return self.sim_changed_at is not None and now < self.sim_changed_at + SIM_CHANGE_QUARANTINE

    def sms_proves_nothing(self, now: datetime) -> bool:
        """Who has the SIM need not be who has the contract."""
        return self.sim_blocked_at is not None or self.sim_was_changed_lately(now)


class LineOption(Table):
    """An option that a line has, had, or will have. The columns are named as in the feed."""

    __tablename__ = "line_option"
    __table_args__ = (UniqueConstraint("line_id", "option_id", "from"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    line_id: Mapped[int] = mapped_column(ForeignKey("line.id"))
    option_id: Mapped[int] = mapped_column(ForeignKey("option.id"), index=True)
    value: Mapped[Money | None]  # a limit, where its kind has one
    begins_on: Mapped[date] = mapped_column("from")
    ends_on: Mapped[date | None] = mapped_column("to")  # the last day; empty: until somebody switches it off

    line: Mapped[Line] = relationship()
    option: Mapped[Option] = relationship()

    def is_in_force(self, day: date) -> bool:
        return self.begins_on <= day and (self.ends_on is None or self.ends_on >= day)
