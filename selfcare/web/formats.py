"""Amounts, dates and numbers as people read them. Hard spaces keep together what belongs together."""

from datetime import date, datetime
from functools import lru_cache

from babel.dates import format_date, format_time
from babel.numbers import format_decimal
from flask import Flask
from flask_babel import get_locale
from markupsafe import Markup

from selfcare import clock
from selfcare.lines.numbers import shown
from selfcare.money import CURRENCY, Money
from selfcare.web.texts import inline

NBSP = "\u00a0"
MINUS = "\u2212"
DASH = "\u2013"
_MOBILE = ("45", "50", "51", "53", "57", "60", "66", "69", "72", "73", "78", "79", "88")


def init_app(app: Flask) -> None:
    app.jinja_env.filters |= {
        "amount": amount,
        "money": money,
        "unit": unit,
        "grosze": grosze,
        "day": day,
        "full_day": full_day,
        "short_day": short_day,
        "local_day": local_day,
        "month": month,
        "moment": moment,
        "hour": hour,
        "period": period,
        "phone": phone,
        "fours": fours,
        "slashes": slashes,
        "inline": inline,
    }
    app.jinja_env.globals["today"] = clock.today
    app.jinja_env.globals["now"] = clock.now


def amount(value: Money) -> str:
    """`1 234,50`, with a real minus."""
    return _amount(value.grosze, _locale())


def money(value: Money, currency: str = CURRENCY) -> str:
    """`114,89 zł`; other currencies keep their code."""
    return f"{amount(value)}{NBSP}{unit(currency)}"


def grosze(value: int) -> str:
    """An amount that came as a number, as the facts of a message do."""
    return money(Money(value))


def unit(currency: str) -> str:
    return "zł" if currency == CURRENCY else currency


def day(value: date) -> str:
    """`14 grudnia`, and the year when it is not this one."""
    return _hard(_date(value, "d MMMM" if value.year == clock.today().year else "d MMMM y", _locale()))


def full_day(value: date) -> str:
    """`14 grudnia 2026`."""
    return _hard(_date(value, "d MMMM y", _locale()))


def short_day(value: date) -> str:
    """`14 gru`, for a narrow column."""
    return _hard(_date(value, "d MMM", _locale()).rstrip("."))


def local_day(value: datetime) -> date:
    """The date in Warsaw of a moment."""
    return value.astimezone(clock.WARSAW).date()


def month(value: date) -> str:
    """`grudzień`, and the year when it is not this one."""
    return _hard(_date(value, "LLLL" if value.year == clock.today().year else "LLLL y", _locale()))


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


def phone(number: str) -> str:
    """`500 100 200`, but `22 500 00 00` for one that does not move; foreign numbers keep their country code."""
    text = shown(number)
    home = text.replace(NBSP, "")
    if not (home.isdigit() and len(home) == 9) or home.startswith(_MOBILE):
        return text
    return NBSP.join((home[:2], home[2:5], home[5:7], home[7:]))


def slashes(text: str) -> Markup:
    """`FV/2026/11/000122`, which may go on in the next line after a slash, and nowhere else."""
    return Markup("/<wbr>").join(text.split("/"))


def fours(text: str) -> str:
    """An account number: two digits, then fours."""
    return NBSP.join([text[:2], *(text[i : i + 4] for i in range(2, len(text), 4))])


def _hard(text: str) -> str:
    return text.replace(" ", NBSP)


@lru_cache(maxsize=10_000)  # a page shows the same few amounts again and again, and babel is thorough
def _amount(grosze: int, locale: str) -> str:
    text = str(format_decimal(abs(Money(grosze).zlote), format="#,##0.00", locale=locale))
    return (MINUS if grosze < 0 else "") + text.replace(" ", NBSP)


@lru_cache(maxsize=10_000)
def _date(value: date, pattern: str, locale: str) -> str:
    return str(format_date(value, pattern, locale))


def _locale() -> str:
    found = get_locale()
    return str(found.language) if found else "pl"
