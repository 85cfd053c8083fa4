"""How the databases find a page of records: along the table's own order, never by sorting a period."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Select, event, insert, text
from sqlalchemy.orm import Session

from selfcare.billing import months, queries
from selfcare.billing.models import UsagePeriod, UsageRecord, UsageTotal
from selfcare.billing.picking import Filters, keys_from, picked
from selfcare.customers.models import Customer
from selfcare.lines.queries import lines_of
from selfcare.money import Money
from tests import builders
from tests.builders import NOON

PAGE = 50
EACH = 4000  # records of a period
DAYS = (date(2026, 10, 29), date(2026, 11, 25))  # the first and the last that have any


@pytest.fixture
def periods(db: Session, anna: Customer) -> list[UsagePeriod]:
    """Three lines with as many records each, over the end of a month, so that two partitions hold them."""
    months.make(db.connection(), [date(2026, 10, 1), date(2026, 11, 1)])
    began = date(2026, 10, 24)
    periods = [builders.make_period(db, line, first_on=began) for line in db.scalars(lines_of(anna)).all()]
    rows = [
        {
            "period_id": period.id,
            "started_at": NOON - timedelta(minutes=10 * number),
            "record_id": f"{period.id}-{number}",
            "kind": "voice",
            "direction": "out",
            "peer": f"+4860010{number:04d}",
            "zone": "home",
            "gross": Money(number % 50 // 49),
        }
        for number in range(EACH)
        for period in periods
    ]
    db.execute(insert(UsageRecord), rows)
    db.execute(text("ANALYZE"))
    return periods


@pytest.mark.parametrize("after", [None, NOON - timedelta(days=9)], ids=["first page", "later page"])
def test_a_page_is_read_in_order_and_nothing_is_sorted(
    db: Session, periods: list[UsagePeriod], after: datetime | None
) -> None:
    asked = Filters(after=(after, "x") if after else None)

    plan = explained(db, picked(periods[:1], asked, DAYS, all_digits=False).limit(PAGE + 1))

    assert "pkey" in plan or "USING PRIMARY KEY" in plan
    assert not [word for word in ("Sort", "TEMP B-TREE", "Seq Scan", "SCAN") if word in plan]


def test_a_narrow_search_sorts_no_more_than_a_page(db: Session, periods: list[UsagePeriod]) -> None:
    asked = Filters(q="9", kind="voice", paid_only=True)

    plan = explained(db, picked(periods[:1], asked, DAYS, all_digits=True).limit(PAGE + 1))

    assert most_sorted(plan) <= PAGE
    assert "TEMP B-TREE" not in plan


@pytest.mark.parametrize("after", [None, (NOON - timedelta(days=9), "x")], ids=["first page", "later page"])
def test_a_search_reads_in_order_and_no_further_than_its_end(
    db: Session, periods: list[UsagePeriod], after: tuple[datetime, str] | None
) -> None:
    asked = Filters(q="999", kind="voice", after=after)
    down_to = (NOON - timedelta(days=12), "y")

    skipping = explained(db, keys_from(periods[:1], asked, DAYS, skip=200))
    searching = explained(db, picked(periods[:1], asked, DAYS, all_digits=True, down_to=down_to).limit(PAGE + 1))

    for plan in (skipping, searching):
        assert "pkey" in plan or "USING PRIMARY KEY" in plan
        assert not [word for word in ("TEMP B-TREE", "Seq Scan", "SCAN") if word in plan]
    assert "Sort" not in skipping
    assert most_sorted(searching) <= PAGE
    assert re.search(r"started_at>\? AND started_at<|Index Cond: .*started_at >= ", searching)


def test_parts_of_a_period_are_merged_as_they_are_read(db: Session, periods: list[UsagePeriod]) -> None:
    if db.get_bind().dialect.name != "sqlite":
        pytest.skip("only SQLite has parts")

    plan = explained(db, picked(periods, Filters(), DAYS, all_digits=False).limit(PAGE + 1))

    assert "MERGE (UNION ALL)" in plan
    assert not [word for word in ("TEMP B-TREE", "SCAN") if word in plan]


def test_sums_are_found_by_their_period(db: Session, periods: list[UsagePeriod]) -> None:
    more = [builders.make_period(db, periods[0].line, f"FV/{number}") for number in range(40)]
    rows = [
        {
            "period_id": period.id,
            "day": date(2026, 1, 1) + timedelta(days=day),
            "kind": "voice",
            "direction": "out",
            "zone": "home",
            "paid": False,
            **dict.fromkeys(("records", "seconds", "bytes", "units"), 1),
            "net": Money(),
            "gross": Money(),
        }
        for period in (*periods, *more)
        for day in range(300)
    ]
    db.execute(insert(UsageTotal), rows)
    db.execute(text("ANALYZE"))

    plan = explained(db, queries.totals_of(periods[:1]))

    assert not [word for word in ("Seq Scan", "SCAN") if word in plan]


def most_sorted(plan: str) -> int:
    """The rows that PostgreSQL reckons to sort."""
    return max((int(rows) for rows in re.findall(r"Sort .*rows=(\d+)", plan)), default=0)


def explained(db: Session, query: Select[*tuple[Any, ...]]) -> str:
    with _explaining(db):
        rows = db.connection().execute(query, execution_options={"compiled_cache": None}).all()  # other columns
    return "\n".join(str(row[-1]) for row in rows)


@contextmanager
def _explaining(db: Session) -> Iterator[None]:
    connection = db.connection()
    word = "EXPLAIN QUERY PLAN " if connection.dialect.name == "sqlite" else "EXPLAIN "

    def explain(*facts: Any) -> tuple[str, Any]:
        return word + facts[2], facts[3]

    event.listen(connection, "before_cursor_execute", explain, retval=True)
    try:
        yield
    finally:
        event.remove(connection, "before_cursor_execute", explain)
