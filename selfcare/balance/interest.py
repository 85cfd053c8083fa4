"""Interest for paying late: so much a year, day by day, by a table of dates (art. 481 §2 of the Civil Code)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal

from selfcare.holidays import is_working_day
from selfcare.money import Money

Rates = Mapping[date, Decimal]  # per cent a year, from that day on

# The reference rate of the NBP and 5.5 points, as the minister announces it in Monitor Polski. Ends with 4 December
# 2025: whatever came since is the operator's to find there, and stands in the operator's file.
STATUTORY: Rates = {
    date(2016, 1, 1): Decimal(7),
    date(2020, 3, 18): Decimal("6.5"),
    date(2020, 4, 9): Decimal(6),
    date(2020, 5, 29): Decimal("5.6"),
    date(2021, 10, 7): Decimal(6),
    date(2021, 11, 4): Decimal("6.75"),
    date(2021, 12, 9): Decimal("7.25"),
    date(2022, 1, 5): Decimal("7.75"),
    date(2022, 2, 9): Decimal("8.25"),
    date(2022, 3, 9): Decimal(9),
    date(2022, 4, 7): Decimal(10),
    date(2022, 5, 6): Decimal("10.75"),
    date(2022, 6, 9): Decimal("11.5"),
    date(2022, 7, 8): Decimal(12),
    date(2022, 9, 8): Decimal("12.25"),
    date(2023, 9, 7): Decimal("11.5"),
    date(2023, 10, 5): Decimal("11.25"),
    date(2025, 5, 8): Decimal("10.75"),
    date(2025, 7, 3): Decimal("10.5"),
    date(2025, 9, 4): Decimal("10.25"),
    date(2025, 10, 9): Decimal(10),
    date(2025, 11, 6): Decimal("9.75"),
    date(2025, 12, 4): Decimal("9.5"),
}


def interest_on(amount: Money, due_on: date, until: date, rates: Rates) -> Money:
    """From the day after the last one to pay, that day and `until` included. Rounded once, at the end."""
    total, last_day = Decimal(), last_day_to_pay(due_on)
    changes = sorted(day for day in rates if day <= until)
    for number, since in enumerate(changes):
        ends = changes[number + 1] - timedelta(days=1) if number + 1 < len(changes) else until
        days = (min(ends, until) - max(since, last_day + timedelta(days=1))).days + 1
        if days > 0:
            total += amount.zlote * rates[since] * days / 100 / 365
    return Money.rounded(total)


def last_day_to_pay(due_on: date) -> date:
    """A term that ends on a Saturday or a holiday ends on the next working day (art. 115 of the Civil Code)."""
    day = due_on
    while not is_working_day(day):
        day += timedelta(days=1)
    return day


def with_newer(newer: Mapping[date, Decimal]) -> Rates:
    """The statutory table with the operator's rows; the same day twice: the operator's."""
    return {**STATUTORY, **newer}
