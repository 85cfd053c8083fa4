"""Finding usage. Every page starts from `usage_line`, which starts from the customer.

Sums come from `usage_total`, which is small; the records themselves are read a page at a time.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import TypeVar

from sqlalchemy import BindParameter, Cast, ColumnElement, ScalarSelect, Select, and_, cast, func, select
from sqlalchemy.orm import InstrumentedAttribute, contains_eager, joinedload

from selfcare.billing.models import RUNNING, UsageLoad, UsagePeriod, UsageRecord, UsageTotal
from selfcare.billing.months import months_later, starts_at
from selfcare.customers.models import Customer
from selfcare.invoices.models import Invoice
from selfcare.lines.models import Line
from selfcare.money import Money

Number = TypeVar("Number", int, Money)


def usage_line(customer: Customer, line_id: int) -> Select[Line]:
    """The customer's line of that id, also one that ended: its usage is still his."""
    return select(Line).where(Line.customer_id == customer.id, Line.id == line_id).options(joinedload(Line.tariff))


def periods_of(line: Line) -> Select[UsagePeriod, Invoice]:
    """Everything that has usage, newest first, each with its invoice; None for what is on none yet, or on one to come.

    Where a number was given out twice, both documents come.
    """
    return (
        select(UsagePeriod, Invoice)
        .outerjoin(Invoice, and_(Invoice.customer_id == line.customer_id, Invoice.number == UsagePeriod.invoice_number))
        .where(UsagePeriod.line_id == line.id)
        .order_by(UsagePeriod.last_on.desc(), UsagePeriod.id.desc(), Invoice.id)
    )


def periods_for(customer: Customer) -> Select[UsagePeriod]:
    """Everything that any of the customer's lines has usage in, each with its line; also lines that ended."""
    return (
        select(UsagePeriod)
        .join(UsagePeriod.line)
        .where(Line.customer_id == customer.id)
        .order_by(UsagePeriod.line_id, UsagePeriod.id)
        .options(contains_eager(UsagePeriod.line))
    )


def records_of(periods: Collection[UsagePeriod]) -> Select[UsageRecord]:
    """The records of one period (or a few), newest first. Served by the table's own order."""
    if not periods:
        return _newest_first(select(UsageRecord).where(UsageRecord.period_id.is_(None)))
    first = starts_at(min(period.first_on for period in periods))
    end = months_later(max(period.last_on for period in periods), 1)  # whole months: exactness costs no row here
    of_these = _one_of(UsageRecord.period_id, [period.id for period in periods])
    return _newest_first(
        select(UsageRecord).where(of_these, UsageRecord.started_at >= first, UsageRecord.started_at < starts_at(end))
    )


def only_paid(query: Select[UsageRecord]) -> Select[UsageRecord]:
    return query.where(UsageRecord.gross > Money())


def totals_of(periods: Collection[UsagePeriod], *, since: date | None = None) -> Select[UsageTotal]:
    """A few hundred rows a period, by day: what all sums of a page are made of."""
    query = select(UsageTotal).where(_one_of(UsageTotal.period_id, [period.id for period in periods]))
    return query.where(UsageTotal.day >= since) if since else query


def totals_since(customer: Customer, since: date) -> Select[int, str, str, str, bool, int, int, int, int, Money]:
    """Of all lines of the customer from a day on, whatever invoice they are on: what this period has used up.

    Rows are (line_id, kind, direction, zone, paid, records, seconds, bytes, units, gross).
    """
    alike = (UsagePeriod.line_id, UsageTotal.kind, UsageTotal.direction, UsageTotal.zone, UsageTotal.paid)
    return (
        select(
            *alike,
            _sum(UsageTotal.records),
            _sum(UsageTotal.seconds),
            _sum(UsageTotal.bytes),
            _sum(UsageTotal.units),
            _sum(UsageTotal.gross),
        )
        .join_from(UsagePeriod, UsageTotal, UsageTotal.period_id == UsagePeriod.id)
        .join(Line, Line.id == UsagePeriod.line_id)
        .where(Line.customer_id == customer.id, UsagePeriod.last_on >= since, UsageTotal.day >= since)
        .group_by(*alike)
        .order_by(*alike)
    )


def included_data_of_line(since: date | BindParameter[date]) -> ScalarSelect[int]:
    """Within a statement about lines: bytes that each one's package was used up by from a day on."""
    return (
        select(func.coalesce(_sum(UsageTotal.bytes), 0))
        .join_from(UsagePeriod, UsageTotal, UsageTotal.period_id == UsagePeriod.id)
        .where(
            UsagePeriod.line_id == Line.id,
            UsagePeriod.last_on >= since,
            UsageTotal.day >= since,
            UsageTotal.kind == "data",
            UsageTotal.zone != "world",
        )
        .correlate(Line)
        .scalar_subquery()
    )


def newest_load() -> Select[UsageLoad]:
    """The last file of usage: its `loaded_at` is the time that the running period is as of."""
    return select(UsageLoad).order_by(UsageLoad.id.desc()).limit(1)


def periods_changed_by(load_id: int) -> Select[UsagePeriod]:
    """The running periods that a file added something to, line by line."""
    return (
        select(UsagePeriod)
        .where(UsagePeriod.load_id == load_id, UsagePeriod.invoice_number == RUNNING)
        .order_by(UsagePeriod.id)
        .options(joinedload(UsagePeriod.line).joinedload(Line.customer))
    )


def _newest_first(query: Select[UsageRecord]) -> Select[UsageRecord]:
    return query.order_by(UsageRecord.started_at.desc(), UsageRecord.record_id.desc())


def _one_of(column: InstrumentedAttribute[int], ids: Collection[int]) -> ColumnElement[bool]:
    """With one value a database reads in the order of its index; with several it must sort."""
    return column == next(iter(ids)) if len(ids) == 1 else column.in_(ids)


def _sum(column: InstrumentedAttribute[Number]) -> Cast[Number]:
    """Of the column's own type: PostgreSQL would make a decimal of it."""
    return cast(func.sum(column), column.type)
