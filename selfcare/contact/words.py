"""How contact says its moments and days."""

from datetime import datetime, timedelta

from babel.dates import get_day_names
from flask_babel import get_locale
from flask_babel import gettext as _

from selfcare import clock
from selfcare.brand import DAYS
from selfcare.web.formats import DASH, day, hour

_DAY = timedelta(days=1)


def when(moment: datetime) -> str:
    """`Today, 15:20`, `Yesterday, 9:05`, else `14 December, 9:05`; in Warsaw."""
    date = moment.astimezone(clock.WARSAW).date()
    names = {clock.today(): _("Today"), clock.today() - _DAY: _("Yesterday"), clock.today() + _DAY: _("Tomorrow")}
    return f"{names.get(date, day(date))}, {hour(moment)}"


def slot_name(begins: datetime) -> str:
    """`Today, 14:00–15:00`, `Tomorrow, …`, else `friday, …`: short enough for a phone."""
    days = (begins.astimezone(clock.WARSAW).date() - clock.today()).days
    name = {0: _("Today"), 1: _("Tomorrow")}.get(days) or day_names(DAYS[begins.weekday()], DAYS[begins.weekday()])
    return f"{name}, {hour_span(begins)}"


def hour_span(begins: datetime) -> str:
    """`14:00–15:00`."""
    return f"{hour(begins)}{DASH}\u2060{hour(begins + timedelta(hours=1))}"


def from_to(since: datetime, until: datetime | None) -> str:
    """`29 November, 1:00–4:00`, `since 29 November, 1:00`, or both days in full."""
    if until is None:
        return str(_("since %(since)s", since=when(since)))
    if since.astimezone(clock.WARSAW).date() == until.astimezone(clock.WARSAW).date():
        return f"{when(since)}{DASH}\u2060{hour(until)}"
    return f"{when(since)} {DASH} {when(until)}"


def day_names(first: str, last: str) -> str:
    """`monday – friday` out of `mon`, `fri`."""
    if first == "holiday":
        return str(_("public holidays"))
    names = get_day_names("wide", locale=get_locale() or "pl")
    ends = dict.fromkeys((names[DAYS.index(first)], names[DAYS.index(last)]))
    return f" {DASH} ".join(ends)


def span(text: str) -> str:
    """`7:00–22:00` out of `07:00-22:00`."""
    if not text:
        return str(_("closed"))
    return f"{DASH}\u2060".join(part.removeprefix("0") if part != "00:00" else "0:00" for part in text.split("-"))


def size(count: int) -> str:
    """`320 kB`, `1,4 MB`."""
    if count < 1_000_000:
        return f"{max(1, count // 1000)}\u00a0kB"
    text = f"{count / 1_000_000:.1f}"
    return f"{text.replace('.', ',') if str(get_locale()) == 'pl' else text}\u00a0MB"
