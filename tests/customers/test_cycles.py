from datetime import date, datetime

import pytest
import time_machine

from selfcare import clock
from selfcare.customers.cycles import next_period


@pytest.mark.parametrize(
    ("cycle_day", "today", "starts_on"),
    [
        (1, date(2026, 11, 25), date(2026, 12, 1)),
        (1, date(2026, 12, 1), date(2027, 1, 1)),
        (1, date(2026, 12, 31), date(2027, 1, 1)),
        (16, date(2026, 11, 15), date(2026, 11, 16)),
        (16, date(2026, 11, 16), date(2026, 12, 16)),
        (24, date(2027, 1, 31), date(2027, 2, 24)),
        (24, date(2027, 2, 23), date(2027, 2, 24)),
    ],
)
def test_the_next_period_starts_on_the_day_of_the_cycle(cycle_day: int, today: date, starts_on: date) -> None:
    assert next_period(cycle_day, today) == starts_on


@pytest.mark.parametrize(
    ("today", "by_cycle"),
    [
        ("2026-01-31", ("2026-02-01", "2026-02-08", "2026-02-16", "2026-02-24")),
        ("2026-02-01", ("2026-03-01", "2026-02-08", "2026-02-16", "2026-02-24")),
        ("2026-02-23", ("2026-03-01", "2026-03-08", "2026-03-16", "2026-02-24")),
        ("2026-02-24", ("2026-03-01", "2026-03-08", "2026-03-16", "2026-03-24")),
        ("2026-02-28", ("2026-03-01", "2026-03-08", "2026-03-16", "2026-03-24")),
        ("2028-02-28", ("2028-03-01", "2028-03-08", "2028-03-16", "2028-03-24")),
        ("2028-02-29", ("2028-03-01", "2028-03-08", "2028-03-16", "2028-03-24")),
        ("2100-02-28", ("2100-03-01", "2100-03-08", "2100-03-16", "2100-03-24")),
        ("2026-03-29", ("2026-04-01", "2026-04-08", "2026-04-16", "2026-04-24")),  # clocks go forward
        ("2026-04-30", ("2026-05-01", "2026-05-08", "2026-05-16", "2026-05-24")),
        ("2026-10-25", ("2026-11-01", "2026-11-08", "2026-11-16", "2026-11-24")),  # clocks go back
        ("2026-12-07", ("2027-01-01", "2026-12-08", "2026-12-16", "2026-12-24")),
        ("2026-12-16", ("2027-01-01", "2027-01-08", "2027-01-16", "2026-12-24")),
        ("2026-12-31", ("2027-01-01", "2027-01-08", "2027-01-16", "2027-01-24")),
    ],
)
def test_all_four_cycles_over_the_year(today: str, by_cycle: tuple[str, ...]) -> None:
    found = tuple(next_period(day, date.fromisoformat(today)).isoformat() for day in (1, 8, 16, 24))

    assert found == by_cycle


@pytest.mark.parametrize(
    ("moment", "starts_on"),
    [
        ("2026-03-28T22:59:00+00:00", "2026-03-29"),  # 23:59 in winter time
        ("2026-03-28T23:00:00+00:00", "2026-04-29"),  # midnight; two hours later clocks go forward
        ("2026-10-24T21:59:00+00:00", "2026-10-25"),  # 23:59 in summer time
        ("2026-10-24T22:00:00+00:00", "2026-11-25"),
        ("2026-12-31T23:30:00+00:00", "2027-01-25"),  # the new year has begun in Warsaw
    ],
)
def test_the_day_is_the_one_in_warsaw(moment: str, starts_on: str) -> None:
    with time_machine.travel(datetime.fromisoformat(moment), tick=False):
        today = clock.today()

    assert next_period(date.fromisoformat(starts_on).day, today).isoformat() == starts_on
