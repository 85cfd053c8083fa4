"""Months of usage come in time and go in time."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from selfcare.billing import jobs, months, retention
from selfcare.billing.models import UsageLoad, UsagePeriod, UsageRecord, UsageTotal
from selfcare.customers.models import Customer
from selfcare.lines.models import Line
from selfcare.lines.queries import lines_of
from selfcare.outbox.models import Task
from tests import builders
from tests.builders import NOON

BORDER = datetime(2024, 10, 31, 23, tzinfo=UTC)  # 1 November 2024 in Warsaw


@pytest.fixture
def line(db: Session, anna: Customer) -> Line:
    return db.scalars(lines_of(anna).limit(1)).one()


def forget(db: Session) -> int:
    """As the worker does, task by task; says how many tasks it took."""
    jobs.forget_old(db, now=NOON)
    done = 0
    while task := db.scalars(select(Task).where(Task.kind == jobs.FORGET).order_by(Task.id).offset(done)).first():
        jobs.forget_usage(db, {"before": "2024-11-01"}, now=NOON)
        assert "2024-11-01" in task.facts
        done += 1
    db.expire_all()
    return done


def test_whole_months_are_kept_beside_the_running_one() -> None:
    assert retention.kept_since(date(2026, 11, 25), 24) == date(2024, 11, 1)
    assert retention.kept_since(date(2026, 1, 31), 13) == date(2024, 12, 1)


def test_what_is_older_than_the_setting_goes_and_nothing_else(db: Session, line: Line) -> None:
    gone = builders.make_period(db, line, "FV/1", first_on=date(2024, 9, 1), last_on=date(2024, 9, 1))
    builders.make_record(db, gone, BORDER - timedelta(days=40))
    gone.last_on = date(2024, 9, 22)
    half = builders.make_period(db, line, "FV/2", first_on=date(2024, 11, 1), last_on=date(2024, 11, 1))
    builders.make_record(db, half, BORDER - timedelta(microseconds=1))
    kept = builders.make_record(db, half, BORDER)
    kept_id = kept.record_id

    assert forget(db) == 1

    assert db.scalars(select(UsageRecord.record_id)).all() == [kept_id]
    assert db.execute(select(UsagePeriod.invoice_number, UsagePeriod.first_on)).all() == [("FV/2", date(2024, 11, 1))]
    assert db.scalars(select(UsageTotal.day)).all() == [date(2024, 11, 1)]


def test_much_goes_a_little_at_a_time(db: Session, line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retention, "AT_ONCE", 2)
    for number in range(5):
        period = builders.make_period(db, line, f"FV/{number}", first_on=date(2024, 9, 1), last_on=date(2024, 9, 1))
        builders.make_record(db, period, BORDER - timedelta(days=61))

    assert forget(db) == 3

    assert db.scalar(select(func.count()).select_from(UsageRecord)) == 0
    assert db.scalar(select(func.count()).select_from(UsagePeriod)) == 0


def test_the_newest_load_stays(db: Session) -> None:
    for day in (1, 2):
        db.add(UsageLoad(loaded_at=datetime(2023, 1, day, tzinfo=UTC)))
    db.flush()

    forget(db)

    assert [load.loaded_at.day for load in db.scalars(select(UsageLoad))] == [2]


def test_months_are_made_ahead_and_dropped_when_they_are_old(db: Session, line: Line) -> None:
    is_partitioned = db.connection().dialect.name == "postgresql"
    months.make(db.connection(), [date(2024, 10, 1)])
    period = builders.make_period(db, line, first_on=date(2024, 10, 1), last_on=date(2024, 10, 31))
    builders.make_record(db, period, BORDER - timedelta(days=1))
    assert bool(months.missing_ahead(db.connection(), date(2026, 11, 25))) is is_partitioned

    jobs.make_months(db, now=NOON)
    jobs.make_months(db, now=NOON)

    assert months.missing_ahead(db.connection(), date(2026, 11, 25)) == []
    assert months.drop_before(db.connection(), date(2024, 11, 1)) == int(is_partitioned)
    assert db.scalar(select(func.count()).select_from(UsageRecord)) == int(not is_partitioned)


def test_a_month_that_has_records_in_the_rest_stays_there(db: Session, line: Line) -> None:
    builders.make_record(db, builders.make_period(db, line), NOON)

    assert months.make(db.connection(), [date(2026, 11, 1)]) == 0
    assert db.scalar(select(func.count()).select_from(UsageRecord)) == 1
