"""One page of records, by day, in words. Made here and not by filters: there are many on a page."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Protocol
from urllib.parse import quote

from flask_babel import gettext

from selfcare.billing import short_codes, words
from selfcare.billing.masking import masked, whole
from selfcare.billing.picking import Key, key_of
from selfcare.clock import WARSAW
from selfcare.money import Money
from selfcare.web.formats import money

PER_PAGE = 50

_ICONS = {"sms": "message-square", "mms": "message-square", "data": "globe"}


class Record(Protocol):
    """What is read of a usage record."""

    period_id: int
    started_at: datetime
    record_id: str
    kind: str
    direction: str
    peer: str
    zone: str
    country: str
    seconds: int
    bytes: int
    units: int
    net: Money
    gross: Money


@dataclass(frozen=True, kw_only=True)
class Row:
    """A record as it is read."""

    time: str
    icon: str
    title: str
    about: str
    gross: str
    net: str
    is_paid: bool
    complain: str  # where one complains of it, if it cost something


@dataclass(frozen=True)
class Day:
    """The rows of one day in Warsaw."""

    on: date
    heading: str
    rows: Sequence[Row]


@dataclass(frozen=True)
class Page:
    """Some days, and the key of the page after them; "" when nothing is older."""

    days: Sequence[Day] = ()
    next_key: str = ""
    searched_to: datetime | None = None  # the search ended here, and there is more to look through


def page_of(records: Sequence[Record], *, numbers_shown: bool, down_to: Key | None = None) -> Page:
    """From one record more than a page holds. `down_to` is where a search ended before there was nothing older."""
    shown = records[:PER_PAGE]
    say = whole if numbers_shown else masked
    days = [Day(on, words.heading(on), [_row(record, say) for record in group]) for on, group in _by_day(shown)]
    if len(records) > PER_PAGE:
        return Page(days, key_of(shown[-1].started_at, shown[-1].record_id))
    return Page(days, key_of(*down_to), down_to[0]) if down_to else Page(days)


def _by_day(records: Iterable[Record]) -> Iterable[tuple[date, Iterable[Record]]]:
    return groupby(records, lambda record: record.started_at.astimezone(WARSAW).date())


def _row(record: Record, say: Callable[[str], str]) -> Row:
    return Row(
        time=words.time_of(record.started_at),
        icon=_icon(record),
        title=say(record.peer) if record.peer else str(words.KINDS[record.kind]),
        about=", ".join(filter(None, about(record))),
        gross=money(record.gross),
        net=money(record.net),
        is_paid=bool(record.gross),
        complain=f"/complaints/new?period={record.period_id}&record={quote(record.record_id)}" if record.gross else "",
    )


def about(record: Record) -> Iterable[str]:
    """What kind, how much, where, and which of two equal hours it was."""
    yield _what(record)
    if record.kind == "premium":
        yield _price_of(record)
    if record.country:
        yield words.country_name(record.country)
    elif record.zone != "home":
        yield str(words.ZONES[record.zone])
    yield words.half_of_night(record.started_at)


def _what(record: Record) -> str:
    if record.kind == "data":
        return f"{_('internet')} {words.volume(record.bytes)}" if record.peer else words.volume(record.bytes)
    if record.kind == "premium":
        length = words.duration(record.seconds) if record.seconds else ""
        return ", ".join(filter(None, (_("special number"), length)))
    if record.kind == "voice":
        length = words.duration(record.seconds)
        return (
            _("answered, %(length)s", length=length)
            if record.direction == "in"
            else _("call %(length)s", length=length)
        )
    name = "MMS" if record.kind == "mms" else "SMS"
    return _("%(kind)s received", kind=name) if record.direction == "in" else name


def _price_of(record: Record) -> str:
    """The rule by which a short code says its own price."""
    price = short_codes.net_price_of(record.peer)
    if price is None:
        return ""
    said = money(price)
    if record.peer.startswith("9"):
        return _("%(price)s net each: its second and third digits are the price", price=said)
    return _("%(price)s net each: its second digit is the price", price=said)


def _icon(record: Record) -> str:
    incoming = "phone-incoming" if record.direction == "in" else "phone-outgoing"
    if record.kind == "premium" and not record.seconds:
        return "message-square"
    return _ICONS.get(record.kind, incoming)


def _(text: str, **facts: object) -> str:
    return str(gettext(text, **facts))
