"""What the law counts, in days of Warsaw (Electronic Communications Law, art. 378–384; Civil Code, art. 111–112)."""

from __future__ import annotations

import calendar
from datetime import date, datetime, time, timedelta

from selfcare.clock import WARSAW
from selfcare.customers.cycles import next_period
from selfcare.holidays import is_working_day

ANSWER = timedelta(days=30)  # calendar days; the day of filing does not count, and nothing extends it
ANSWER_EXTENDED = timedelta(days=60)  # accessibility, with notice
COMPLETE = timedelta(days=7)
PAY = timedelta(days=30)
RESEND_DAYS = 3  # working days
WARN_AT = (14, 7, 3, 1)  # days left
WINDOW_MONTHS = 12
DISPUTE_MONTHS = 12  # to go to the regulator after our answer


def answer_by(counted_from: date, *, extended: bool = False) -> date:
    """The last day on which we may answer."""
    return counted_from + (ANSWER_EXTENDED if extended else ANSWER)


def accepted_at(last_day: date) -> datetime:
    """The midnight in Warsaw at which a complaint counts as accepted: when its last day is over."""
    return datetime.combine(last_day + timedelta(days=1), time(), WARSAW)


def resend_by(asked_on: date) -> date:
    """The third working day after that one."""
    day, left = asked_on, RESEND_DAYS
    while left:
        day += timedelta(days=1)
        left -= is_working_day(day)
    return day


def months_later(day: date, months: int) -> date:
    """The same day of a later month; its last day when it has no such (art. 112 of the Civil Code)."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def window_after_break(ended_on: date, cycle_day: int) -> date:
    """To complain of a break: 12 months from the end of the billing period in which it ended."""
    return window_after(next_period(cycle_day, ended_on) - timedelta(days=1))


def window_after(day: date) -> date:
    """To complain of bad service, or of a wrong invoice: 12 months from that day, or from its delivery."""
    return months_later(day, WINDOW_MONTHS)


def warning_due(days_left: int) -> int | None:
    """The step of WARN_AT that so few days left have reached; None when there are more."""
    return min((step for step in WARN_AT if days_left <= step), default=None)
