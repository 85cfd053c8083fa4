"""What the pages of billing show, found in a handful of statements."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Any

from sqlalchemy import Select, cast, func, select
from sqlalchemy.orm import Session

from selfcare.billing import chart, picking, queries
from selfcare.billing.chart import Chart
from selfcare.billing.cycles import Cycle, cycle_on
from selfcare.billing.listing import PER_PAGE, Page, page_of
from selfcare.billing.meters import Meter, meters_of
from selfcare.billing.models import UsageLoad, UsagePeriod, UsageTotal
from selfcare.billing.picking import CURRENT, Filters, Key
from selfcare.billing.usage import LineTotal, Sum, Total, Usage, by_day, sum_of, usage_from
from selfcare.customers.models import Customer
from selfcare.invoices.models import Invoice
from selfcare.lines.models import Line
from selfcare.lines.queries import lines_of

LINES_ON_A_PAGE = 20
LOOKED_THROUGH = 100_000  # records, by one page of a search for a number
MOST_LINES = 100  # in the list to choose from


@dataclass(frozen=True, kw_only=True)
class Choice:
    """One period that can be looked at: what is on one invoice, or what is on none yet."""

    key: str  # for the address: "current", or the invoice's id
    first: date
    last: date
    invoice: Invoice | None = None
    periods: tuple[UsagePeriod, ...] = ()

    @property
    def is_current(self) -> bool:
        return self.invoice is None


@dataclass(frozen=True, kw_only=True)
class LineCard:
    """A line on the first page of billing."""

    line: Line
    usage: Usage
    meters: tuple[Meter, ...]


@dataclass(frozen=True, kw_only=True)
class Index:
    """The first page of billing."""

    cards: Sequence[LineCard]
    cycle: Cycle
    as_of: datetime | None
    next_line: int | None  # key of the next page


@dataclass(frozen=True, kw_only=True)
class LineScreen:
    """One line in one period."""

    line: Line
    lines: Sequence[Line]
    choices: Sequence[Choice]
    chosen: Choice
    as_of: datetime | None
    cycle: Cycle
    usage: Usage
    meters: tuple[Meter, ...]
    chart: Chart | None
    found: Sum  # of everything that fits the filters, but for the search by number
    days: Sequence[date]  # that have any of it
    page: Page
    filters: Filters


def index_of(session: Session, customer: Customer, today: date, after: int | None) -> Index:
    lines = session.scalars(_lines_after(customer, after)).all()
    shown = lines[:LINES_ON_A_PAGE]
    ids = [line.id for line in shown]
    cycle = cycle_on(today, customer.cycle_day)
    load = session.scalars(queries.newest_load()).one_or_none()
    rows: dict[int, list[Total]] = {line_id: [] for line_id in ids}
    for row in session.execute(queries.totals_since(customer, cycle.first).where(UsagePeriod.line_id.in_(ids))):
        rows[row[0]].append(LineTotal(*row))
    days: dict[int, dict[date, int]] = {line_id: {} for line_id in ids}
    for line_id, day, size in session.execute(_included_by_day(ids, cycle.first)):
        days[line_id][day] = size
    return Index(
        cards=[_card(line, rows[line.id], days[line.id], cycle, today) for line in shown],
        cycle=cycle,
        as_of=load.loaded_at if load else None,
        next_line=shown[-1].id if len(lines) > LINES_ON_A_PAGE else None,
    )


def line_screen(
    session: Session, customer: Customer, line_id: int, filters: Filters, today: date, *, numbers_shown: bool
) -> LineScreen | None:
    """None when the customer has no such line, or no such invoice."""
    lines = session.scalars(lines_of(customer).limit(MOST_LINES)).all()
    line = next((line for line in lines if line.id == line_id), None) or _any_line(session, customer, line_id)
    if line is None:
        return None
    cycle = cycle_on(today, customer.cycle_day)
    rows = session.execute(_periods_and_load(line)).all()
    choices = choices_of([(period, invoice) for period, invoice, _loaded in rows], cycle, customer.cycle_day)
    chosen = next((choice for choice in choices if choice.key == filters.period), None)
    chosen = chosen or _without_usage(session, customer, filters.period)
    if chosen is None:
        return None
    totals = _totals(session, chosen, [period for period, _invoice, _loaded in rows], cycle)
    mine = [total for total in totals if total.period_id in {period.id for period in chosen.periods}]
    lately = [total for total in totals if total.day >= cycle.first]
    fitting = [total for total in mine if filters.fits(total)]
    used, days = usage_from(lately), [total.day for total in fitting]
    return LineScreen(
        line=line,
        lines=lines if line in lines else [*lines, line],
        choices=choices if chosen in choices else [*choices, chosen],
        chosen=chosen,
        as_of=rows[0][2] if rows else None,
        cycle=cycle,
        usage=usage_from(mine),
        meters=meters_of(line.tariff, used, _included_days(lately), cycle, today) if chosen.is_current else (),
        chart=_chart(mine, filters, chosen, today),
        found=sum_of(fitting),
        days=days,
        page=_page(session, chosen, filters, fitting, numbers_shown=numbers_shown),
        filters=filters,
    )


def records_asked_for(
    chosen: Choice, filters: Filters, days: Sequence[date], *, all_digits: bool, down_to: Key | None = None
) -> Select[*tuple[Any, ...]]:
    """What the filters pick out of a period. `days` are those that have any of it."""
    return picking.picked(chosen.periods, filters, days, all_digits=all_digits, down_to=down_to)


def choices_of(rows: Sequence[tuple[UsagePeriod, Invoice | None]], cycle: Cycle, cycle_day: int) -> list[Choice]:
    """What is on no invoice yet as one period, the first; then each invoice, the newest first."""
    running = tuple(period for period, invoice in rows if invoice is None)
    first = min((period.first_on for period in running), default=cycle.first)
    last = max((period.last_on for period in running), default=cycle.last)
    current = Choice(key=CURRENT, first=min(first, cycle.first), last=max(last, cycle.last), periods=running)
    documents = {invoice.id: invoice for _period, invoice in rows if invoice}
    parts = [[period for period, invoice in rows if invoice and invoice.id == key] for key in documents]
    return [current, *map(partial(_choice, cycle_day), documents.values(), parts)]


def _choice(cycle_day: int, invoice: Invoice, parts: Sequence[UsagePeriod]) -> Choice:
    around = cycle_on(max(part.last_on for part in parts), cycle_day)
    first = min(around.first, *(part.first_on for part in parts))
    return Choice(key=str(invoice.id), first=first, last=around.last, invoice=invoice, periods=tuple(parts))


def _without_usage(session: Session, customer: Customer, key: str) -> Choice | None:
    """The customer's invoice on which this line has nothing."""
    if not (key.isascii() and key.isdigit() and len(key) < 19):
        return None
    own = select(Invoice).where(Invoice.customer_id == customer.id, Invoice.id == int(key))
    invoice = session.scalars(own).one_or_none()
    if invoice is None:
        return None
    first, last = invoice.period_from or invoice.issued_on, invoice.period_to or invoice.issued_on
    return Choice(key=key, first=first, last=last, invoice=invoice)


def _any_line(session: Session, customer: Customer, line_id: int) -> Line | None:
    """One that ended, or one too many for the list."""
    return session.scalars(queries.usage_line(customer, line_id)).one_or_none()


def _lines_after(customer: Customer, after: int | None) -> Select[Line]:
    query = lines_of(customer).limit(LINES_ON_A_PAGE + 1)
    if after is None:
        return query
    last = select(Line.msisdn).where(Line.customer_id == customer.id, Line.id == after)
    return query.where(Line.main.is_(False), Line.msisdn > last.scalar_subquery())


def _periods_and_load(line: Line) -> Select[UsagePeriod, Invoice, datetime]:
    """All periods of the line, and with each when usage was last loaded."""
    newest = select(UsageLoad.loaded_at).order_by(UsageLoad.id.desc()).limit(1).scalar_subquery()
    return queries.periods_of(line).add_columns(newest)


def _totals(session: Session, chosen: Choice, periods: Iterable[UsagePeriod], cycle: Cycle) -> Sequence[UsageTotal]:
    """Of what is looked at; and of everything in this billing period, on whatever invoice, for the meters."""
    wanted = {period.id: period for period in chosen.periods}
    if chosen.is_current:
        wanted |= {period.id: period for period in periods if period.last_on >= cycle.first}
    return session.scalars(queries.totals_of(wanted.values())).all() if wanted else []


def _page(
    session: Session, chosen: Choice, filters: Filters, fitting: Sequence[UsageTotal], *, numbers_shown: bool
) -> Page:
    days = [total.day for total in fitting]
    if not days:
        return Page()
    down_to = _as_far_as(session, chosen, filters, fitting)
    query = records_asked_for(chosen, filters, days, all_digits=numbers_shown, down_to=down_to)
    records = session.execute(query.limit(PER_PAGE + 1)).all()
    return page_of(records, numbers_shown=numbers_shown, down_to=down_to)


def _as_far_as(session: Session, chosen: Choice, filters: Filters, fitting: Sequence[UsageTotal]) -> Key | None:
    """Where one page of a search ends: no index knows parts of numbers, and nobody waits for a million to be read."""
    if not filters.q or sum(total.records for total in fitting) <= LOOKED_THROUGH:
        return None
    days = [total.day for total in fitting]
    found = session.execute(picking.keys_from(chosen.periods, filters, days, skip=LOOKED_THROUGH - 1)).one_or_none()
    return (found[0], found[1]) if found else None


def _chart(totals: Sequence[UsageTotal], filters: Filters, chosen: Choice, today: date) -> Chart | None:
    """Of the kind that is looked at; else of the internet, or of calls when there is none."""
    sent = [total for total in totals if filters.fits(total)]
    kind = filters.kind or ("data" if any(total.kind == "data" for total in sent) else "voice")
    of_kind = [total for total in sent if total.kind == kind]
    if kind == "data":
        values = by_day(of_kind, lambda total: total.bytes)
        measure = chart.data(max(values.values(), default=0))
    elif kind == "voice":
        values, measure = by_day(of_kind, lambda total: total.seconds), chart.calls()
    elif kind == "premium":
        values, measure = by_day(of_kind, lambda total: total.gross.grosze), chart.cost()
    else:
        values, measure = by_day(of_kind, lambda total: total.records), chart.messages()
    return chart.chart_of(values, chosen.first, chosen.last, today, measure)


def _card(line: Line, rows: Iterable[Total], days: Mapping[date, int], cycle: Cycle, today: date) -> LineCard:
    usage = usage_from(rows)
    return LineCard(line=line, usage=usage, meters=meters_of(line.tariff, usage, days, cycle, today))


def _included_days(totals: Iterable[UsageTotal]) -> Mapping[date, int]:
    return by_day((row for row in totals if row.kind == "data" and row.zone != "world"), lambda row: row.bytes)


def _included_by_day(line_ids: Sequence[int], since: date) -> Select[int, date, int]:
    """Bytes that the packages of some lines were used up by, day by day."""
    return (
        select(UsagePeriod.line_id, UsageTotal.day, cast(func.sum(UsageTotal.bytes), UsageTotal.bytes.type))
        .join_from(UsagePeriod, UsageTotal, UsageTotal.period_id == UsagePeriod.id)
        .where(
            UsagePeriod.line_id.in_(line_ids),
            UsagePeriod.last_on >= since,
            UsageTotal.day >= since,
            UsageTotal.kind == "data",
            UsageTotal.zone != "world",
        )
        .group_by(UsagePeriod.line_id, UsageTotal.day)
    )
