"""How much will be used by the end of the period, as a range: a guess that says how sure it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import fmean, stdev

FEWEST_DAYS = 3  # whole ones; before that nobody can tell
_LATELY = 28  # days that count
_FOUR_OF_FIVE = 1.2816  # so many standard deviations hold 80 % of what happens


@dataclass(frozen=True)
class Range:
    """From the low end to the high one, in bytes used in the whole period."""

    low: int
    high: int


def forecast(used: int, whole_days: Sequence[int], days_left: int) -> Range | None:
    """What the period will end with, four times out of five, if days go on as the whole ones of this period did.

    `whole_days` are bytes of each day that is over, `days_left` counts today. None when there are too few of them, or
    nothing is left to come.
    """
    days = whole_days[-_LATELY:]
    if len(days) < FEWEST_DAYS or days_left < 1 or not any(days):
        return None
    to_come = fmean(days) * days_left
    spread = stdev(days) * sqrt(days_left + days_left**2 / len(days)) * _FOUR_OF_FIVE
    return Range(used + int(max(0.0, to_come - spread)), used + int(to_come + spread))
