from datetime import date

import pytest

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
