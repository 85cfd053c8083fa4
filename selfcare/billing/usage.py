"""Sums of usage, added up from the totals that the feed keeps. No record is looked at here."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple, Protocol

from selfcare.money import Money


class Total(Protocol):
    """What a stored total says; a row of a grouped statement says the same."""

    @property
    def kind(self) -> str: ...
    @property
    def direction(self) -> str: ...
    @property
    def zone(self) -> str: ...
    @property
    def paid(self) -> bool: ...
    @property
    def records(self) -> int: ...
    @property
    def seconds(self) -> int: ...
    @property
    def bytes(self) -> int: ...
    @property
    def gross(self) -> Money: ...


class DayTotal(Total, Protocol):
    """The same of one day."""

    @property
    def day(self) -> date: ...


class LineTotal(NamedTuple):
    """A row of `queries.totals_since`."""

    line_id: int
    kind: str
    direction: str
    zone: str
    paid: bool
    records: int
    seconds: int
    bytes: int
    units: int
    gross: Money


@dataclass(frozen=True)
class Sum:
    """So many records, with all that they add up to."""

    records: int = 0
    seconds: int = 0
    bytes: int = 0
    gross: int = 0  # grosze

    @property
    def cost(self) -> Money:
        return Money(self.gross)


@dataclass(frozen=True, kw_only=True)
class Usage:
    """What a line used in some time."""

    calls_out: Sum
    calls_in: Sum
    texts: Sum  # SMS sent
    pictures: Sum  # MMS sent
    data: Sum
    data_eu: Sum
    data_world: Sum
    premium: Sum
    paid: Sum  # everything that cost something beside the monthly fee

    @property
    def included_data(self) -> int:
        """Bytes that the package is used up by: at home and in the EU (roam like at home)."""
        return self.data.bytes - self.data_world.bytes

    @property
    def sent(self) -> int:
        return self.texts.records + self.pictures.records

    @property
    def is_nothing(self) -> bool:
        return not any(
            part.records for part in (self.calls_out, self.calls_in, self.data, self.premium, self.paid)
        ) and (not self.sent)


def usage_from(totals: Iterable[Total]) -> Usage:
    rows = list(totals)
    data = [row for row in rows if row.kind == "data"]
    out = [row for row in rows if row.direction == "out"]
    return Usage(
        calls_out=sum_of(row for row in out if row.kind == "voice"),
        calls_in=sum_of(row for row in rows if row.kind == "voice" and row.direction == "in"),
        texts=sum_of(row for row in out if row.kind == "sms"),
        pictures=sum_of(row for row in out if row.kind == "mms"),
        data=sum_of(data),
        data_eu=sum_of(row for row in data if row.zone == "eu"),
        data_world=sum_of(row for row in data if row.zone == "world"),
        premium=sum_of(row for row in rows if row.kind == "premium"),
        paid=sum_of(row for row in rows if row.paid),
    )


def sum_of(totals: Iterable[Total]) -> Sum:
    records = seconds = size = gross = 0
    for total in totals:
        records += total.records
        seconds += total.seconds
        size += total.bytes
        gross += total.gross.grosze
    return Sum(records, seconds, size, gross)


def by_day(totals: Iterable[DayTotal], measure: Callable[[DayTotal], int]) -> dict[date, int]:
    """What each day that has any adds up to."""
    found: dict[date, int] = {}
    for total in totals:
        found[total.day] = found.get(total.day, 0) + measure(total)
    return found
