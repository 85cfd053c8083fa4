"""Billing cycles: a period is one month long and begins on the customer's day."""

from datetime import date, timedelta


def next_period(cycle_day: int, today: date) -> date:
    """When the next billing period starts: never today. Cycles start on day 1, 8, 16 or 24 (domain.md §3)."""
    if today.day < cycle_day:
        return today.replace(day=cycle_day)
    return (today.replace(day=1) + timedelta(days=32)).replace(day=cycle_day)


def month_after(day: date) -> date:
    """The same day of the next month, or its last one where there is no such day (Civil Code, art. 112)."""
    first = (day.replace(day=1) + timedelta(days=32)).replace(day=1)
    last = (first + timedelta(days=32)).replace(day=1) - timedelta(days=1)
    return min(first + timedelta(days=day.day - 1), last)
