"""A year of usage that a test can work out by hand."""

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from selfcare.billing.models import UsagePeriod
from selfcare.clock import WARSAW
from selfcare.lines.models import Line
from tests import builders

MB = 1024**2


def moment(year: int, month: int, day: int, hour: int = 12) -> datetime:
    return datetime(year, month, day, hour, tzinfo=WARSAW)


def line_numbered(db: Session, msisdn: str = "+48500100200") -> Line:
    return db.scalars(select(Line).where(Line.msisdn == msisdn)).one()


def use(db: Session, line: Line, at: datetime, **facts: Any) -> None:
    """One record, on the invoice of its month."""
    number = f"FV/{at:%Y/%m}"
    query = select(UsagePeriod).where(UsagePeriod.line_id == line.id, UsagePeriod.invoice_number == number)
    day = at.astimezone(WARSAW).date()
    period = db.scalars(query).one_or_none() or builders.make_period(db, line, number, first_on=day, last_on=day)
    builders.make_record(db, period, at, **facts)


def use_data(db: Session, line: Line, at: datetime, megabytes: int, **facts: Any) -> None:
    use(db, line, at, kind="data", peer="internet", bytes=megabytes * MB, units=1, **facts)


def use_every_month(db: Session, line: Line, megabytes: int, months: int = 12) -> None:
    """The same in each of the months that are over; the oldest is known from its first day."""
    for age in range(1, months + 1):
        number = 2026 * 12 + 10 - age
        use_data(db, line, moment(number // 12, number % 12 + 1, 1), megabytes)
