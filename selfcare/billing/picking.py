"""Picking out records: what the address asks for, and the page of the list that it names."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import Select, or_

from selfcare.billing.masking import patterns
from selfcare.billing.models import DIRECTIONS, KINDS, ZONES, UsageRecord
from selfcare.billing.months import starts_at
from selfcare.billing.queries import after, only_paid
from selfcare.billing.usage import Total

CURRENT = "current"
NUMBERS_SHOWN = "shown"
_YES = {"1", "y", "yes", "on", "true"}
_KEY = re.compile(r"([0-9]{8}T[0-9]{12})~(.{1,64})")
_MOMENT = "%Y%m%dT%H%M%S%f"
_LONGEST_SEARCH = 40


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
    after: tuple[datetime, str] | None = None

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
    query: Select[UsageRecord], filters: Filters, days: Sequence[date], *, all_digits: bool
) -> Select[UsageRecord]:
    """The records asked for, of the days that have any; what a number is searched by depends on what is shown of it."""
    asked = (
        (UsageRecord.kind, filters.kind),
        (UsageRecord.direction, filters.direction),
        (UsageRecord.zone, filters.zone),
    )
    query = query.where(*(column == wanted for column, wanted in asked if wanted))
    query = query.where(UsageRecord.started_at >= starts_at(min(days)))
    query = query.where(UsageRecord.started_at < starts_at(max(days) + timedelta(days=1)))
    if filters.paid_only:
        query = only_paid(query)
    if filters.q:
        likes = patterns(filters.q, all_digits=all_digits)
        query = query.where(or_(*(UsageRecord.peer.ilike(like, escape="\\") for like in likes)))
    return after(query, *filters.after) if filters.after else query


def key_of(started_at: datetime, record_id: str) -> str:
    """The key of a row, for the address of the page after it."""
    return f"{started_at.astimezone(UTC):{_MOMENT}}~{record_id}"


def _read_key(text: str) -> tuple[datetime, str]:
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
