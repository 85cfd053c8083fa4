"""Billing periods: one month long, beginning on the customer's cycle day."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from datetime import date, timedelta

_MONTHS = (
    *("stycznia", "lutego", "marca", "kwietnia", "maja", "czerwca"),
    *("lipca", "sierpnia", "września", "października", "listopada", "grudnia"),
)


@dataclass(frozen=True, order=True)
class Period:
    """From the first day to the last, both included."""

    first: date
    last: date

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    @property
    def before(self) -> Period:
        """The period that ended when this one began."""
        last = self.first - timedelta(days=1)
        return Period(_months_earlier(self.first, 1), last)

    def __str__(self) -> str:
        """Write `1–30 listopada`, `8 listopada – 7 grudnia`."""
        if self.first.month == self.last.month:
            return f"{self.first.day}–{self.last.day} {_MONTHS[self.last.month - 1]}"
        return f"{_day(self.first)} – {_day(self.last)}"


def periods_until(today: date, *, cycle_day: int, count: int) -> tuple[Period, ...]:
    """The `count` periods up to and with the running one, oldest first."""
    running = today.replace(day=cycle_day)
    if running > today:
        running = _months_earlier(running, 1)
    firsts = [_months_earlier(running, count - 1 - number) for number in range(count + 1)]
    return tuple(Period(first, following - timedelta(days=1)) for first, following in itertools.pairwise(firsts))


def _months_earlier(day: date, months: int) -> date:
    number = day.year * 12 + day.month - 1 - months
    return date(number // 12, number % 12 + 1, day.day)


def _day(day: date) -> str:
    return f"{day.day} {_MONTHS[day.month - 1]}"
