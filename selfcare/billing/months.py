"""The monthly partitions of usage on PostgreSQL. SQLite has none, and nothing here does anything there.

A month is one in Warsaw, so that no day's records lie in two of them. What has no month of its own lies in the rest.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time

from sqlalchemy import Connection, Table, event, text

from selfcare.clock import WARSAW

TABLE = "usage_record"
REST = f"{TABLE}__rest"  # two underscores: a part of another table, see database.py
AHEAD = 3  # months that are made before they come


def attach(table: Table) -> None:
    """Make the rest whenever `create_all` makes the table."""
    event.listen(table, "after_create", lambda _table, connection, **_options: make_rest(connection))


def make_rest(connection: Connection) -> None:
    """For migrations, too: what comes for a month that nobody made is kept all the same."""
    if _has_months(connection):
        connection.execute(text(f"CREATE TABLE {REST} PARTITION OF {TABLE} DEFAULT"))


def make(connection: Connection, firsts: Iterable[date]) -> int:
    """Make the months that begin on these days and are not there yet; say how many were made.

    A month that has records in the rest stays there: to move them would keep everybody waiting.
    """
    if not _has_months(connection):
        return 0
    missing = [first for first in firsts if _name(first) not in set(_names(connection))]
    return sum(_make_one(connection, first) for first in missing)


def drop_before(connection: Connection, first: date) -> int:
    """Drop every month before the one that begins on `first`, with all its records; say how many went."""
    if not _has_months(connection):
        return 0
    old = [name for name in _names(connection) if name != REST and name < _name(first)]
    for name in old:
        connection.execute(text(f"DROP TABLE {name}"))
    return len(old)


def missing_ahead(connection: Connection, today: date) -> list[date]:
    """Months that will be needed soon and are not made."""
    if not _has_months(connection):
        return []
    there = set(_names(connection))
    return [first for first in between(month_of(today), months_later(today, AHEAD)) if _name(first) not in there]


def month_of(day: date) -> date:
    """Its first day."""
    return day.replace(day=1)


def months_later(day: date, count: int) -> date:
    """The first day of the month that comes `count` months after the day's; a negative count goes back."""
    number = day.year * 12 + day.month - 1 + count
    return date(number // 12, number % 12 + 1, 1)


def between(first: date, last: date) -> Iterator[date]:
    """The first days of all months from the one to the other, both included."""
    month = month_of(first)
    while month <= last:
        yield month
        month = months_later(month, 1)


def starts_at(day: date) -> datetime:
    """The moment at which a day begins in Warsaw."""
    return datetime.combine(day, time(), WARSAW)


def _make_one(connection: Connection, first: date) -> bool:
    begin, end = (starts_at(day).isoformat() for day in (first, months_later(first, 1)))
    is_begun = text(f"SELECT EXISTS (SELECT 1 FROM {REST} WHERE started_at >= :begin AND started_at < :end)")  # noqa: S608  # our own names
    if connection.scalar(is_begun, {"begin": begin, "end": end}):
        return False
    connection.execute(
        text(f"CREATE TABLE IF NOT EXISTS {_name(first)} PARTITION OF {TABLE} FOR VALUES FROM ('{begin}') TO ('{end}')")
    )
    return True


def _names(connection: Connection) -> list[str]:
    parts = text("SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = to_regclass(:name)")
    return [str(name) for name in connection.scalars(parts, {"name": TABLE})]


def _name(first: date) -> str:
    return f"{TABLE}__{first:%Y_%m}"


def _has_months(connection: Connection) -> bool:
    return connection.dialect.name == "postgresql"
