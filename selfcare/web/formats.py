"""Amounts, dates and numbers as people read them (look.md §7). Hard spaces keep together what belongs together."""

from datetime import date, datetime

from babel.dates import format_date, format_time
from babel.numbers import format_decimal
from flask import Flask
from flask_babel import get_locale

from selfcare import clock
from selfcare.lines.numbers import shown
from selfcare.money import CURRENCY, Money

NBSP = "\u00a0"
MINUS = "\u2212"
DASH = "\u2013"


def init_app(app: Flask) -> None:
    app.jinja_env.filters |= {
        "amount": amount,
        "money": money,
        "day": day,
        "full_day": full_day,
        "short_day": short_day,
        "month": month,
        "moment": moment,
        "hour": hour,
        "period": period,
        "phone": shown,
        "fours": fours,
    }
    app.jinja_env.globals["today"] = clock.today


def amount(value: Money) -> str:
    """`1 234,50`, with a real minus."""
    text = format_decimal(abs(value.zlote), format="#,##0.00", locale=_locale())
    return (MINUS if value < Money(0) else "") + text.replace(" ", NBSP)


def money(value: Money, currency: str = CURRENCY) -> str:
    """`114,89 zł`; other currencies keep their code."""
    return f"{amount(value)}{NBSP}{unit(currency)}"


def unit(currency: str) -> str:
    return "zł" if currency == CURRENCY else currency


def day(value: date) -> str:
    """`14 grudnia`, and the year when it is not this one."""
    return _hard(format_date(value, "d MMMM" if value.year == clock.today().year else "d MMMM y", _locale()))


def full_day(value: date) -> str:
    """`14 grudnia 2026`."""
    return _hard(format_date(value, "d MMMM y", _locale()))


def short_day(value: date) -> str:
    """`14 gru`, for a narrow column."""
    return _hard(format_date(value, "d MMM", _locale()).rstrip("."))


def month(value: date) -> str:
    """`grudzień`, and the year when it is not this one."""
    return _hard(format_date(value, "LLLL" if value.year == clock.today().year else "LLLL y", _locale()))


def hour(value: datetime) -> str:
    """`9:48`, Warsaw time."""
    return str(format_time(value.astimezone(clock.WARSAW), "H:mm", locale=_locale()))


def moment(value: datetime) -> str:
    """`14 grudnia, 9:48`, Warsaw time."""
    return f"{day(value.astimezone(clock.WARSAW).date())}, {hour(value)}"


def period(first: date, last: date) -> str:
    """`1–31 grudnia`, or `15 listopada – 14 grudnia`. A word joiner keeps the range on one line."""
    if first == last:
        return day(first)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}{DASH}\u2060{day(last)}"
    return f"{day(first)} {DASH}{NBSP}{day(last)}"


def fours(text: str) -> str:
    """An account number: two digits, then fours."""
    return NBSP.join([text[:2], *(text[i : i + 4] for i in range(2, len(text), 4))])


def _hard(text: str) -> str:
    return text.replace(" ", NBSP)


def _locale() -> str:
    return str(get_locale() or "pl")
