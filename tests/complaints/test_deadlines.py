"""Days as the law counts them: over weekends, holidays, both nights of the clock, and 29 February."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from selfcare import clock
from selfcare.complaints import actions, deadlines
from selfcare.complaints.actions import Missing
from selfcare.complaints.models import Kind, State
from selfcare.customers.models import Customer
from selfcare.money import Money
from tests.complaints.filed import file


@pytest.mark.parametrize(
    ("filed_at", "last_day"),
    [
        ("2026-03-01T00:00+01:00", "2026-03-31"),  # the first minute of the day
        ("2026-03-01T23:59+01:00", "2026-03-31"),  # and its last one
        ("2026-02-28T23:30+00:00", "2026-03-31"),  # already March in Warsaw
        ("2026-03-05T12:00+01:00", "2026-04-04"),  # over the night of 29 March; a Saturday before Easter
        ("2026-03-06T12:00+01:00", "2026-04-05"),  # Easter Sunday does not wait for Tuesday
        ("2026-10-01T12:00+02:00", "2026-10-31"),  # over the night of 25 October
        ("2026-11-25T12:00+01:00", "2026-12-25"),  # Christmas
        ("2026-12-05T12:00+01:00", "2027-01-04"),  # into another year
        ("2028-01-30T12:00+01:00", "2028-02-29"),  # a leap day is a day
        ("2028-02-29T12:00+01:00", "2028-03-30"),
        ("2027-01-30T12:00+01:00", "2027-03-01"),
    ],
)
def test_thirty_days_follow_the_day_of_filing(filed_at: str, last_day: str) -> None:
    filed_on = datetime.fromisoformat(filed_at).astimezone(clock.WARSAW).date()

    assert deadlines.answer_by(filed_on) == date.fromisoformat(last_day)


@pytest.mark.parametrize(
    ("last_day", "midnight"),
    [
        ("2026-03-31", datetime(2026, 3, 31, 22, tzinfo=UTC)),  # summer time
        ("2026-12-25", datetime(2026, 12, 25, 23, tzinfo=UTC)),
        ("2026-03-28", datetime(2026, 3, 28, 23, tzinfo=UTC)),  # three hours before the clock goes ahead
        ("2026-10-24", datetime(2026, 10, 24, 22, tzinfo=UTC)),
        ("2026-10-25", datetime(2026, 10, 25, 23, tzinfo=UTC)),  # a day of 25 hours
    ],
)
def test_it_is_accepted_when_the_last_day_is_over_in_warsaw(last_day: str, midnight: datetime) -> None:
    assert deadlines.accepted_at(date.fromisoformat(last_day)) == midnight


@pytest.mark.parametrize(
    ("asked_on", "by"),
    [
        ("2026-11-23", "2026-11-26"),  # Monday → Thursday
        ("2026-11-27", "2026-12-02"),  # Friday → Wednesday
        ("2026-11-28", "2026-12-02"),  # Saturday
        ("2026-12-23", "2026-12-30"),  # Christmas Eve is a holiday, and so are both days after it
        ("2026-04-02", "2026-04-08"),  # Easter Monday
        ("2026-04-30", "2026-05-06"),  # 1 May; 3 May is a Sunday
    ],
)
def test_only_sending_again_counts_working_days(asked_on: str, by: str) -> None:
    assert deadlines.resend_by(date.fromisoformat(asked_on)) == date.fromisoformat(by)


@pytest.mark.parametrize(
    ("day", "cycle_day", "window"),
    [
        (date(2026, 3, 10), 1, date(2027, 3, 31)),  # the period ended with March
        (date(2026, 3, 10), 16, date(2027, 3, 15)),
        (date(2026, 3, 16), 16, date(2027, 4, 15)),
        (date(2028, 2, 10), 1, date(2029, 2, 28)),  # 29 February has no day like it a year later
    ],
)
def test_after_a_break_the_window_opens_with_the_end_of_the_period(day: date, cycle_day: int, window: date) -> None:
    assert deadlines.window_after_break(day, cycle_day) == window


def test_a_year_after_the_leap_day_is_the_last_of_february() -> None:
    assert deadlines.window_after(date(2028, 2, 29)) == date(2029, 2, 28)


@pytest.mark.parametrize(
    ("left", "step"), [(30, None), (15, None), (14, 14), (8, 14), (7, 7), (4, 7), (3, 3), (2, 3), (1, 1), (0, 1)]
)
def test_staff_are_warned_in_four_steps(left: int, step: int | None) -> None:
    assert deadlines.warning_due(left) == step


@given(day=st.dates(date(2025, 1, 1), date(2060, 12, 31)), months=st.integers(0, 36))
def test_months_end_where_they_end(day: date, months: int) -> None:
    later = deadlines.months_later(day, months)

    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
    assert later.day == day.day or (later + timedelta(days=1)).day == 1


@pytest.mark.parametrize(
    ("days_until_completed", "answer_by"),
    [
        (0, date(2026, 12, 25)),
        (7, date(2026, 12, 25)),  # the last day is in time
        (8, date(2027, 1, 2)),  # late: counted from the day it was completed
        (40, date(2027, 2, 3)),
    ],
)
def test_completed_in_time_it_keeps_its_first_day(
    db: Session, anna: Customer, noon: None, days_until_completed: int, answer_by: date
) -> None:
    complaint = file(db, anna, claimed=None)
    now = clock.now() + timedelta(days=days_until_completed)

    actions.complete(db, complaint, Missing(claimed=Money(500)), "", now=now, today=now.astimezone(clock.WARSAW).date())

    assert (complaint.state, complaint.answer_by) == (State.FILED, answer_by)


@pytest.mark.parametrize(
    ("kind", "facts", "window"),
    [
        (Kind.BREAK, {"since": date(2026, 11, 1), "until": date(2026, 11, 3)}, date(2027, 11, 30)),
        (Kind.QUALITY, {"since": date(2026, 11, 10)}, date(2027, 11, 10)),
        (Kind.START, {"since": date(2026, 11, 10)}, date(2027, 11, 10)),
        (Kind.ACCESSIBILITY, {"since": date(2020, 11, 10)}, None),
        (Kind.CHARGE, {"since": date(2026, 2, 28)}, date(2027, 2, 28)),
    ],
)
def test_each_subject_has_its_own_window(  # noqa: PLR0917
    db: Session, anna: Customer, noon: None, kind: Kind, facts: dict[str, Any], window: date | None
) -> None:
    assert file(db, anna, kind, **facts).window_ends_on == window
