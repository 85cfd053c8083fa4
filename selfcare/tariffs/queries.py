"""Adding up the usage of a line by billing period; and finding whose yearly information is due."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from sqlalchemy import ColumnElement, Select, and_, case, cast, func, literal_column, or_, select

from selfcare.billing.cycles import Cycle
from selfcare.billing.models import UsagePeriod, UsageRecord, UsageTotal
from selfcare.customers.models import Customer
from selfcare.lines.models import Line
from selfcare.money import Money
from selfcare.tariffs.models import YearlyAdvice

_SENT = ("voice", "sms", "mms")


class Sums(NamedTuple):
    """A row of `sums_of`."""

    place: int  # of its period among those asked for
    kind: str
    zone: str
    counted: int  # begun minutes, or messages
    bytes: int


class Charge(NamedTuple):
    """A row of `charged_anyway`."""

    place: int
    kind: str
    zone: str
    is_abroad: bool  # called or sent from Poland to another country
    vat_rate: str
    records: int
    counted: int
    net: Money
    gross: Money


def usage_known_since(line: Line) -> Select[date]:
    return select(func.min(UsagePeriod.first_on)).where(UsagePeriod.line_id == line.id)


def sums_of(line: Line, periods: Sequence[Cycle]) -> Select[int, str, str, int, int]:
    """Rows of `Sums`: what counts against allowances at home and in the EU, from the sums kept beside the records."""
    place = case(*((UsageTotal.day >= one.first, number) for number, one in enumerate(periods))).label("place")
    begun = case(
        (UsageTotal.units > 0, UsageTotal.units),
        (UsageTotal.kind == "voice", (UsageTotal.seconds + 59) // 60),
        else_=UsageTotal.records,
    )
    return (
        select(
            place,
            UsageTotal.kind,
            UsageTotal.zone,
            cast(func.sum(begun), UsageTotal.units.type).label("counted"),
            cast(func.sum(UsageTotal.bytes), UsageTotal.bytes.type).label("bytes"),
        )
        .join(UsagePeriod, UsagePeriod.id == UsageTotal.period_id)
        .where(
            UsagePeriod.line_id == line.id,
            UsagePeriod.last_on >= periods[-1].first,
            UsageTotal.day.between(periods[-1].first, periods[0].last),
            UsageTotal.zone != "world",
            or_(UsageTotal.kind == "data", and_(UsageTotal.kind.in_(_SENT), UsageTotal.direction == "out")),
        )
        .group_by(place, UsageTotal.kind, UsageTotal.zone)
    )


def charged_anyway(line: Line, periods: Sequence[Cycle]) -> Select[int, str, str, bool, str, int, int, Money, Money]:
    """Rows of `Charge`: what costs the same on every tariff. Only paid records are looked at, by their own index."""
    record = UsageRecord
    place = case(*((record.started_at >= one.starts_at, number) for number, one in enumerate(periods))).label("place")
    is_abroad = and_(record.kind.in_(_SENT), record.zone == "home", record.country != "", record.direction == "out")
    abroad: ColumnElement[bool] = is_abroad.label("is_abroad")
    begun = case((record.units > 0, record.units), (record.kind == "voice", (record.seconds + 59) // 60), else_=1)
    alike = (place, record.kind, record.zone, abroad, record.vat_rate)
    return (
        select(
            *alike,
            cast(func.count(), record.units.type).label("records"),
            cast(func.sum(begun), record.units.type).label("counted"),
            cast(func.sum(record.net), record.net.type).label("net"),
            cast(func.sum(record.gross), record.gross.type).label("gross"),
        )
        .join(UsagePeriod, UsagePeriod.id == record.period_id)
        .where(
            UsagePeriod.line_id == line.id,
            UsagePeriod.last_on >= periods[-1].first,
            record.started_at >= periods[-1].starts_at,
            record.started_at < periods[0].ends_at,
            literal_column("usage_record.gross > 0"),  # as the index has it, so that it is used
            or_(
                record.zone == "world",
                record.kind == "premium",
                and_(record.kind.in_(_SENT), record.direction == "in"),
                is_abroad,
            ),
        )
        .group_by(*alike)
    )


def to_advise(turn: int, turns: int, *, told_before: date, after: int) -> Select[Customer]:
    """Active customers whose turn it is, and who were told nothing since that day, in the order of their ids."""
    told = select(YearlyAdvice.id).where(YearlyAdvice.customer_id == Customer.id, YearlyAdvice.told_on > told_before)
    return (
        select(Customer)
        .where(Customer.id > after, Customer.id % turns == turn, Customer.status == "active", ~told.exists())
        .order_by(Customer.id)
    )


def advice_given_to(customer: Customer) -> Select[YearlyAdvice]:
    return select(YearlyAdvice).where(YearlyAdvice.customer_id == customer.id).order_by(YearlyAdvice.told_on)
