"""Public holidays in Poland (ustawa o dniach wolnych od pracy; Christmas Eve is one since 2025)."""

from datetime import date, timedelta
from functools import cache

_FIXED = ((1, 1), (1, 6), (5, 1), (5, 3), (8, 15), (11, 1), (11, 11), (12, 25), (12, 26))
_CHRISTMAS_EVE, _SINCE = (12, 24), 2025
_AFTER_EASTER = (0, 1, 49, 60)  # days: Easter, its Monday, Pentecost, Corpus Christi


def is_holiday(day: date) -> bool:
    return day in _holidays(day.year)


def is_working_day(day: date) -> bool:
    """Neither a Saturday nor a Sunday nor a holiday."""
    return day.weekday() < 5 and not is_holiday(day)


@cache
def _holidays(year: int) -> frozenset[date]:
    fixed = (*_FIXED, _CHRISTMAS_EVE) if year >= _SINCE else _FIXED
    moving = (_easter(year) + timedelta(days=days) for days in _AFTER_EASTER)
    return frozenset((*(date(year, month, day) for month, day in fixed), *moving))


def _easter(year: int) -> date:
    """Butcher's rule (1876), valid for every year of the Gregorian calendar."""
    century, of_century = divmod(year, 100)
    moon = (19 * (year % 19) + century - century // 4 - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    week = (32 + 2 * (century % 4) + 2 * (of_century // 4) - moon - of_century % 4) % 7
    late = (year % 19 + 11 * moon + 22 * week) // 451
    month, day = divmod(moon + week - 7 * late + 114, 31)
    return date(year, month, day + 1)
