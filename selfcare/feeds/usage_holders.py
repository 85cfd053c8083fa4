"""Whose a record of usage is: the line that was open when it began, and there the period of its invoice."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import JSON, BigInteger, Column, Connection, MetaData, Select, Text, cast, func, insert, literal, select
from sqlalchemy import Table as Columns
from sqlalchemy.schema import CreateTable, DropTable

from selfcare.billing.models import RUNNING, UsagePeriod
from selfcare.feeds.usage_rows import DAY, INVOICE_NUMBER, MSISDN, STARTED_AT, Row
from selfcare.invoices.models import Invoice
from selfcare.lines.models import Line

_FOR_EVER = "9999"
_MOST_KEPT = 50_000  # numbers, and periods, remembered at once

NEW_PERIODS = Columns(  # that are still to be made, with ids that nobody else will get
    "new_usage_period",
    MetaData(),
    Column("id", BigInteger),
    Column("line_id", BigInteger, primary_key=True, autoincrement=False),
    Column("customer_id", BigInteger),
    Column("invoice_number", Text, primary_key=True),
    Column("is_strange", BigInteger),  # 1: none of the customer's invoices has that number
    prefixes=["TEMPORARY"],
)


class Held(NamedTuple):
    """A line, and from when to when the number was this holder's."""

    ended_at: str  # as a Row writes moments
    activated_on: str
    line_id: int
    customer_id: int


class Home(NamedTuple):
    """Where a record belongs."""

    period_id: str
    line_id: str
    is_running: str  # 1 or 0


Wanted = Mapping[tuple[int, str], Held]  # by line and invoice number


class Holders:
    """Looks lines and periods up for some thousands of rows at once, and remembers as many as memory allows."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._lines: dict[str, Sequence[Held]] = {}
        self._homes: dict[tuple[int, str], Home] = {}
        connection.execute(DropTable(NEW_PERIODS, if_exists=True))
        connection.execute(CreateTable(NEW_PERIODS))
        self._next_id = 0

    def homes_of(self, rows: Sequence[Row]) -> list[Home | str]:
        """For each row where it belongs, or why nowhere."""
        self._learn_lines({row[MSISDN] for row in rows})
        found = [(self._holder(row), row[INVOICE_NUMBER]) for row in rows]
        self._learn_homes({(held.line_id, number): held for held, number in found if isinstance(held, Held)})
        return [held if isinstance(held, str) else self._homes[held.line_id, number] for held, number in found]

    def _learn_lines(self, numbers: set[str]) -> None:
        if len(self._lines) + len(numbers) > _MOST_KEPT:
            self._lines.clear()
        missing = numbers - self._lines.keys()
        lines = select(Line.msisdn, Line.ended_at, Line.activated_on, Line.id, Line.customer_id)
        found: dict[str, list[Held]] = {number: [] for number in missing}
        for msisdn, ended_at, activated_on, *ids in self._ask(lines, {Line.msisdn: 0}, [[one] for one in missing]):
            ended = f"{ended_at:%Y-%m-%d %H:%M:%S.%f}" if ended_at else _FOR_EVER
            found[msisdn].append(Held(ended, activated_on.isoformat(), *ids))
        self._lines |= {number: sorted(lines) for number, lines in found.items()}

    def _holder(self, row: Row) -> Held | str:
        """Of the lines that the number had, the one that ended next after the record began."""
        for held in self._lines[row[MSISDN]]:
            if held[0] > row[STARTED_AT]:
                return held if held[1] <= row[DAY] else f"msisdn {row[MSISDN]} was nobody's then"
        is_known = self._lines[row[MSISDN]]
        return f"msisdn {row[MSISDN]} was nobody's then" if is_known else f"msisdn {row[MSISDN]} is unknown"

    def _learn_homes(self, wanted: Wanted) -> None:
        if len(self._homes) + len(wanted) > _MOST_KEPT:
            self._homes.clear()
        missing = [key for key in wanted if key not in self._homes]
        for period in (UsagePeriod.__table__.c, NEW_PERIODS.c):
            query = select(period.id, period.line_id, period.invoice_number).order_by(period.id.desc())
            for found in self._ask(query, {period.line_id: 0, period.invoice_number: 1}, missing):
                self._remember(*found)
        self._make({key: wanted[key] for key in missing if key not in self._homes})

    def _make(self, unknown: Wanted) -> None:
        if not unknown:
            return
        his = [(held.customer_id, number) for (_line_id, number), held in unknown.items()]
        invoices = select(Invoice.customer_id, Invoice.number)
        known = {tuple(row) for row in self._ask(invoices, {Invoice.customer_id: 0, Invoice.number: 1}, his)}
        rows = []
        for ((line_id, number), held), period_id in zip(unknown.items(), self._ids(len(unknown)), strict=True):
            self._remember(period_id, line_id, number)
            is_strange = int(number != RUNNING and (held.customer_id, number) not in known)
            rows.append((period_id, line_id, held.customer_id, number, is_strange))
        names = NEW_PERIODS.c.keys()
        self._connection.execute(insert(NEW_PERIODS), [dict(zip(names, row, strict=True)) for row in rows])

    def _remember(self, period_id: int, line_id: int, number: str) -> None:
        self._homes[line_id, number] = Home(str(period_id), str(line_id), str(int(number == RUNNING)))

    def _ids(self, count: int) -> Iterable[int]:
        """Only one import runs, and only imports make periods."""
        if self._connection.dialect.name == "postgresql":
            sequence = func.nextval(func.pg_get_serial_sequence("usage_period", "id"))
            return self._connection.scalars(select(sequence).select_from(func.generate_series(1, count))).all()
        if not self._next_id:
            self._next_id = (self._connection.scalar(select(func.max(UsagePeriod.id))) or 0) + 1
        first, self._next_id = self._next_id, self._next_id + count
        return range(first, self._next_id)

    def _ask(
        self, query: Select[*tuple[Any, ...]], columns: Mapping[Any, int], keys: Sequence[Sequence[object]]
    ) -> Sequence[Any]:
        """The rows whose columns have these values, by their places in the keys: sent as one value, however many."""
        if not keys:
            return []
        text = literal(json.dumps(list(keys), ensure_ascii=False), Text)
        is_postgresql = self._connection.dialect.name == "postgresql"
        each = func.json_array_elements(cast(text, JSON)) if is_postgresql else func.json_each(text)
        key = each.table_valued("value", name="key")
        same = (column == cast(key.c.value.op("->>")(place), column.type) for column, place in columns.items())
        return self._connection.execute(query.select_from(key).where(*same)).all()
