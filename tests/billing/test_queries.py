"""Finding usage: whose it is, in which period, in which order."""

from datetime import UTC, date, datetime, timedelta

from sqlalchemy.orm import Session

from selfcare.billing import queries
from selfcare.customers.models import Customer
from selfcare.lines.models import Line
from selfcare.lines.queries import lines_of
from selfcare.money import Money
from tests import builders
from tests.builders import NOON


def line_of(db: Session, customer: Customer) -> Line:
    return db.scalars(lines_of(customer)).first()  # type: ignore[return-value]


def test_somebody_elses_line_is_not_found(db: Session, anna: Customer, bartek: Customer) -> None:
    line = line_of(db, anna)

    assert db.scalars(queries.usage_line(anna, line.id)).one() is line
    assert db.scalars(queries.usage_line(bartek, line.id)).all() == []


def test_periods_come_with_their_invoices_the_newest_first(db: Session, anna: Customer, bartek: Customer) -> None:
    line = line_of(db, anna)
    invoice = builders.make_invoice(db, anna, "FV/1")
    builders.make_invoice(db, bartek, "FV/2")  # the same number, and somebody else's
    running = builders.make_period(db, line)
    late = builders.make_period(db, line, "FV/2", first_on=date(2026, 10, 1), last_on=date(2026, 10, 31))
    former = builders.make_period(db, line, "FV/1", first_on=date(2026, 9, 1), last_on=date(2026, 9, 30))

    found = db.execute(queries.periods_of(line)).all()

    assert [tuple(row) for row in found] == [(running, None), (late, None), (former, invoice)]


def test_records_come_newest_first(db: Session, anna: Customer) -> None:
    period = builders.make_period(db, line_of(db, anna))
    times = [NOON, NOON, NOON - timedelta(hours=1), NOON - timedelta(days=40)]
    records = [builders.make_record(db, period, at, record_id=name) for at, name in zip(times, "badc", strict=True)]
    others = builders.make_period(db, line_of(db, anna), "FV/1")
    builders.make_record(db, others)

    assert db.scalars(queries.records_of([period])).all() == records
    assert db.scalars(queries.records_of([])).all() == []
    assert len(db.scalars(queries.records_of([period, others])).all()) == 5


def test_sums_of_a_cycle_count_every_line_from_its_first_day_on(db: Session, anna: Customer) -> None:
    line = line_of(db, anna)
    running = builders.make_period(db, line)
    builders.make_record(db, running, datetime(2026, 10, 31, 22, 59, tzinfo=UTC))  # 23:59 in Warsaw
    builders.make_record(db, running, datetime(2026, 10, 31, 23, 0, tzinfo=UTC), gross=Money(30))
    builders.make_record(db, builders.make_period(db, line, "FV/1"), seconds=60, gross=Money(31))

    sums = db.execute(queries.totals_since(anna, date(2026, 11, 1))).all()

    assert [tuple(row) for row in sums] == [(line.id, "voice", "out", "home", True, 2, 240, 0, 6, Money(61))]
    assert len(db.scalars(queries.totals_of([running], since=date(2026, 11, 1))).all()) == 1
    assert len(db.scalars(queries.totals_of([running])).all()) == 2
