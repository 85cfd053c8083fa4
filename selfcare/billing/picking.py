"""Picking out records: what the address asks for, and the page of the list that it names."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, or_, select, tuple_, union_all

from selfcare.billing.masking import patterns
from selfcare.billing.models import DIRECTIONS, KINDS, ZONES, UsagePeriod, UsageRecord
from selfcare.billing.months import starts_at
from selfcare.billing.queries import only_paid
from selfcare.billing.usage import Total

CURRENT = "current"
NUMBERS_SHOWN = "shown"
READ = (  # of each record
    UsageRecord.period_id,
    *(UsageRecord.started_at, UsageRecord.record_id, UsageRecord.kind, UsageRecord.direction, UsageRecord.peer),
    *(UsageRecord.zone, UsageRecord.country, UsageRecord.seconds, UsageRecord.bytes, UsageRecord.units),
    *(UsageRecord.period_id, UsageRecord.net, UsageRecord.vat_rate, UsageRecord.gross),
)
_YES = {"1", "y", "yes", "on", "true"}
_KEY = re.compile(r"([0-9]{8}T[0-9]{12})~(.{1,64})")
_MOMENT = "%Y%m%dT%H%M%S%f"
_LONGEST_SEARCH = 40


Key = tuple[datetime, str]  # of a row: when it began, and its id


class NoSuchPage(ValueError):
    """The address asks for something that no page of ours links to."""


@dataclass(frozen=True, kw_only=True)
class Filters:
    """What the address asks for. `after` is the key of the last row of the page before."""

    period: str = CURRENT
    kind: str = ""
    direction: str = ""
    zone: str = ""
    paid_only: bool = False
    q: str = ""
    numbers: str = ""  # "shown": of other people, whole
    after: Key | None = None

    @classmethod
    def from_address(cls, arguments: Mapping[str, str]) -> Filters:
        """Read them. Raises NoSuchPage."""
        key = arguments.get("after", "")
        return cls(
            period=arguments.get("period") or CURRENT,
            kind=_one_of(arguments.get("kind", ""), KINDS),
            direction=_one_of(arguments.get("direction", ""), DIRECTIONS),
            zone=_one_of(arguments.get("zone", ""), ZONES),
            paid_only=arguments.get("paid_only", "").lower() in _YES,
            q="".join(one for one in arguments.get("q", "") if one.isprintable()).strip()[:_LONGEST_SEARCH],
            numbers=NUMBERS_SHOWN if arguments.get("numbers") == NUMBERS_SHOWN else "",
            after=_read_key(key) if key else None,
        )

    @property
    def arguments(self) -> dict[str, str]:
        """The same as arguments of an address, without `after`; what is not asked for is left out."""
        found = {
            "period": "" if self.period == CURRENT else self.period,
            "kind": self.kind,
            "direction": self.direction,
            "zone": self.zone,
            "paid_only": "1" if self.paid_only else "",
            "q": self.q,
            "numbers": self.numbers,
        }
        return {name: value for name, value in found.items() if value}

    def but(self, **changed: object) -> dict[str, str]:
        """Arguments of the same list with something else asked for, from its beginning."""
        return replace(self, after=None, **changed).arguments  # type: ignore[arg-type]  # templates name fields

    @property
    def are_more(self) -> bool:
        """Whether one of the less used filters is on."""
        return bool(self.direction or self.zone or self.q)

    @property
    def is_any(self) -> bool:
        return bool(self.kind or self.paid_only or self.are_more)

    def fits(self, total: Total) -> bool:
        """Whether records of this total can be among those asked for."""
        asked = ((self.kind, total.kind), (self.direction, total.direction), (self.zone, total.zone))
        return all(not wanted or wanted == has for wanted, has in asked) and (total.paid or not self.paid_only)


def picked(
    periods: Collection[UsagePeriod],
    filters: Filters,
    days: Collection[date],
    *,
    all_digits: bool,
    down_to: Key | None = None,
) -> Select[*tuple[Any, ...]]:
    """READ of the records asked for, newest first. `days` are those that have any: only they are looked at.

    What a number is searched by depends on what of it is shown. `down_to` is the last record that is looked at.
    """
    query = _between(filters.after, days)
    if down_to:
        is_within = tuple_(UsageRecord.started_at, UsageRecord.record_id) >= tuple_(*down_to)
        query = query.where(UsageRecord.started_at >= down_to[0], is_within)
    named = {name: getattr(filters, name) for name in ("kind", "direction", "zone")}
    query = query.filter_by(**{name: wanted for name, wanted in named.items() if wanted})
    query = only_paid(query) if filters.paid_only else query
    query = query.where(_number_like(filters.q, all_digits=all_digits)) if filters.q else query
    return _merged(periods, query.with_only_columns(*READ))


def keys_from(
    periods: Collection[UsagePeriod], filters: Filters, days: Collection[date], *, skip: int
) -> Select[*tuple[Any, ...]]:
    """The key of the record so many further on, whatever the filters say; no row where there are fewer."""
    keys = _between(filters.after, days).with_only_columns(UsageRecord.started_at, UsageRecord.record_id)
    return _merged(periods, keys).offset(skip).limit(1)


def _between(after: Key | None, days: Collection[date]) -> Select[UsageRecord]:
    """One lower and one upper bound of the time, so that either database goes straight to where the page begins."""
    first, end = starts_at(min(days)), starts_at(max(days) + timedelta(days=1))
    query = select(UsageRecord).where(UsageRecord.started_at >= first)
    if after is None:
        return query.where(UsageRecord.started_at < end)
    is_before = tuple_(UsageRecord.started_at, UsageRecord.record_id) < tuple_(*after)
    return query.where(UsageRecord.started_at <= min(after[0], end), is_before)


def _merged(periods: Collection[UsagePeriod], query: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    """Newest first. Each period is read in the order of its key; several are merged as they are read, never sorted."""
    each = [query.where(UsageRecord.period_id == period.id) for period in periods]
    if len(each) == 1:
        return each[0].order_by(UsageRecord.started_at.desc(), UsageRecord.record_id.desc())
    rows = union_all(*each).subquery().c
    return select(*rows).order_by(rows.started_at.desc(), rows.record_id.desc())


def _number_like(text: str, *, all_digits: bool) -> ColumnElement[bool]:
    likes = patterns(text, all_digits=all_digits)
    how = UsageRecord.peer.ilike if any(one.isalpha() for one in text) else UsageRecord.peer.like
    return or_(*(how(like, escape="\\") for like in likes))


def key_of(started_at: datetime, record_id: str) -> str:
    """The key of a row, for the address of the page after it."""
    return f"{started_at.astimezone(UTC):{_MOMENT}}~{record_id}"


def _read_key(text: str) -> Key:
    found = _KEY.fullmatch(text)
    if not found or not text.isprintable():
        raise NoSuchPage
    try:
        return datetime.strptime(found[1], _MOMENT).replace(tzinfo=UTC), found[2]
    except ValueError:
        raise NoSuchPage from None


def _one_of(text: str, known: Sequence[str]) -> str:
    if text and text not in known:
        raise NoSuchPage
    return text
