"""Usage in words: how much, how long, what kind, where, and by whom."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

from babel import Locale
from babel.dates import format_date
from babel.numbers import format_decimal
from flask_babel import get_locale, gettext, ngettext
from flask_babel import lazy_gettext as _l

from selfcare import clock
from selfcare.money import Money
from selfcare.web.formats import NBSP, day, hour, money

MEGABYTE = 1024**2
GIGABYTE = 1024**3
_LONG_FIGURE = 10_000

KINDS = {
    "voice": _l("Calls"),
    "sms": _l("SMS"),
    "mms": _l("MMS"),
    "data": _l("Internet"),
    "premium": _l("Special numbers"),
}
DIRECTIONS = {"out": _l("outgoing"), "in": _l("incoming")}
ZONES = {"home": _l("in Poland"), "eu": _l("in the EU"), "world": _l("outside the EU")}


def _(text: str, **facts: object) -> str:
    return str(gettext(text, **facts))


def volume(amount: int) -> str:
    """Bytes as `12,4 GB` or `412 MB`; a gigabyte has 1024 megabytes, as tariffs count."""
    return NBSP.join(volume_parts(amount))


def volume_parts(amount: int) -> tuple[str, str]:
    """The number and its unit, for a figure that sets them in two sizes."""
    if abs(amount) < GIGABYTE:
        whole = (Decimal(amount) / MEGABYTE).quantize(Decimal(1), ROUND_HALF_UP)
        if whole < 1024:
            return str(max(int(whole), 1) if amount > 0 else int(whole)), "MB"
    return _tenths(amount, _language()), "GB"


def duration(seconds: int) -> str:
    """`2 h 14 min`, `3 min 24 s`, `45 s`."""
    hours, rest = divmod(seconds, 3600)
    minutes, seconds = divmod(rest, 60)
    parts = [(hours, "h"), (minutes, "min")] if hours else [(minutes, "min"), (seconds, "s")]
    return " ".join(f"{figure(count)}{NBSP}{unit}" for count, unit in parts if count) or f"0{NBSP}s"


def figure(count: int) -> str:
    """`64 736`."""
    return f"{count:,}".replace(",", NBSP) if count >= _LONG_FIGURE else str(count)


def grosze(count: int) -> str:
    """`12,30 zł`, for a message, whose facts are plain numbers."""
    return money(Money(count))


def messages(count: int) -> str:
    return str(ngettext("%(num)d message", "%(num)d messages", count))


def as_of(moment: datetime) -> str:
    """`today, 10:15`, or `24 November, 10:15`."""
    return f"{_relative(_day_of(moment)) or day(_day_of(moment))}, {hour(moment)}"


def heading(value: date) -> str:
    """Of a day's records: `Today, 8 December`, `Sunday, 6 December`."""
    text = named_day(value)
    return text[0].upper() + text[1:]


def named_day(value: date) -> str:
    """The same within a sentence."""
    name = _relative(value) or str(format_date(value, "EEEE", locale=_language()))
    return f"{name}, {day(value)}"


def time_of(moment: datetime) -> str:
    """`9:48` in Warsaw."""
    return hour(moment)


def half_of_night(moment: datetime) -> str:
    """Which of the two hours it was when the clock went back and the same hour came twice; else nothing."""
    local = moment.astimezone(clock.WARSAW)
    offsets = {local.replace(fold=fold).utcoffset() for fold in (0, 1)}
    if len(offsets) == 1:
        return ""
    return _("summer time") if local.dst() else _("winter time")


def country_name(code: str) -> str:
    """`CH` → `Szwajcaria`; what is no code stays as it is."""
    return _countries(_language()).get(code.upper(), code)


def _day_of(moment: datetime) -> date:
    return moment.astimezone(clock.WARSAW).date()


def _relative(value: date) -> str:
    today = clock.today()
    if value == today:
        return _("today")
    return _("yesterday") if value == today - timedelta(days=1) else ""


def _language() -> str:
    return str(get_locale() or "pl")


@lru_cache(maxsize=10_000)
def _tenths(amount: int, language: str) -> str:
    tenths = (Decimal(amount) / GIGABYTE).quantize(Decimal("0.1"), ROUND_HALF_UP)
    return str(format_decimal(tenths, format="#,##0.#", locale=language)).replace(" ", NBSP)


@lru_cache(maxsize=8)
def _countries(language: str) -> dict[str, str]:
    return dict(Locale.parse(language).territories)
