"""Billing periods begin at midnight in Warsaw on the customer's day."""

from datetime import UTC, date, datetime

import pytest

from selfcare.billing.cycles import Cycle, cycle_on


@pytest.mark.parametrize(
    ("day", "cycle_day", "first", "last"),
    [
        (date(2026, 11, 25), 1, date(2026, 11, 1), date(2026, 11, 30)),
        (date(2026, 11, 24), 24, date(2026, 11, 24), date(2026, 12, 23)),
        (date(2026, 11, 23), 24, date(2026, 10, 24), date(2026, 11, 23)),
        (date(2026, 1, 7), 8, date(2025, 12, 8), date(2026, 1, 7)),
        (date(2026, 12, 31), 16, date(2026, 12, 16), date(2027, 1, 15)),
        (date(2028, 2, 29), 1, date(2028, 2, 1), date(2028, 2, 29)),
    ],
)
def test_a_day_lies_in_one_period(day: date, cycle_day: int, first: date, last: date) -> None:
    assert cycle_on(day, cycle_day) == Cycle(first, last)


@pytest.mark.parametrize(
    ("day", "starts_at", "ends_at", "days"),
    [
        (date(2026, 3, 29), datetime(2026, 2, 28, 23, tzinfo=UTC), datetime(2026, 3, 31, 22, tzinfo=UTC), 31),
        (date(2026, 10, 25), datetime(2026, 9, 30, 22, tzinfo=UTC), datetime(2026, 10, 31, 23, tzinfo=UTC), 31),
    ],
    ids=["an hour less", "an hour more"],
)
def test_periods_with_a_clock_change_touch_each_other(
    day: date, starts_at: datetime, ends_at: datetime, days: int
) -> None:
    cycle = cycle_on(day, 1)

    assert (cycle.starts_at, cycle.ends_at, cycle.days) == (starts_at, ends_at, days)
    assert cycle_on(cycle.renews_on, 1).starts_at == ends_at
