"""Billing periods: a month long, beginning on the customer's cycle day, at midnight in Warsaw."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from selfcare.billing.months import months_later, starts_at


@dataclass(frozen=True, order=True)
class Cycle:
    """From the first day to the last, both included."""

    first: date
    last: date

    @property
    def starts_at(self) -> datetime:
        return starts_at(self.first)

    @property
    def ends_at(self) -> datetime:
        """The moment at which the next one begins."""
        return starts_at(self.renews_on)

    @property
    def renews_on(self) -> date:
        """The first day of the next one: allowances are full again."""
        return self.last + timedelta(days=1)

    @property
    def days(self) -> int:
        return (self.renews_on - self.first).days


def cycle_on(day: date, cycle_day: int) -> Cycle:
    """The period that a day lies in. `cycle_day` is 1, 8, 16 or 24."""
    first = day.replace(day=cycle_day) if day.day >= cycle_day else months_later(day, -1).replace(day=cycle_day)
    return Cycle(first, months_later(first, 1).replace(day=cycle_day) - timedelta(days=1))
