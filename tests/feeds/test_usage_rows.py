"""Usage: whose a record is, where it belongs, and what may change about it."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from selfcare import database
from selfcare.billing.models import UsageLoad, UsagePeriod, UsageRecord, UsageTotal
from selfcare.customers.models import Customer
from selfcare.lines.models import Line
from selfcare.money import Money
from selfcare.outbox.models import Task
from tests import builders
from tests.feeds.feed import Feed, counts, rejected

ANNA, BARTEK = "1002456", "1002457"
FIRST, SECOND = "+48500100200", "+48500100300"


@pytest.fixture(autouse=True)
def _lines(feed: Feed) -> None:
    feed.load_rows("customers", {}, {"customer_no": BARTEK, "email": "bartek@example.org"})
    feed.load_rows("lines", {"main": "1"}, {"msisdn": SECOND, "customer_no": BARTEK, "main": "1"})


def add_invoice(feed: Feed, customer_no: str, number: str) -> None:
    customer = feed.one(select(Customer).where(Customer.customer_no == customer_no))
    builders.make_invoice(database.session(), customer, number)
    database.session().commit()


def places(feed: Feed) -> list[tuple[str, str, str]]:
    """Record, number of the line and of the invoice."""
    query = (
        select(UsageRecord.record_id, Line.msisdn, UsagePeriod.invoice_number)
        .join(UsagePeriod, UsagePeriod.id == UsageRecord.period_id)
        .join(Line)
        .order_by(UsageRecord.record_id)
    )
    return [(name, msisdn, number) for name, msisdn, number in database.session().execute(query)]


def totals(feed: Feed) -> list[tuple[Any, ...]]:
    total = UsageTotal
    query = select(
        *(total.day, total.kind, total.direction, total.zone, total.paid),
        *(total.records, total.seconds, total.bytes, total.units, total.net, total.gross),
    )
    return [tuple(row) for row in database.session().execute(query.order_by(total.period_id, total.day, total.kind))]


def test_a_record_is_loaded_with_everything_the_file_says(feed: Feed) -> None:
    report = feed.load_rows("usage", {"country": "CH", "bytes": "5000000000"})

    record = feed.one(select(UsageRecord))
    assert counts(report) == (1, 0, 0, 0)
    assert (record.record_id, record.started_at) == ("R1", datetime(2026, 11, 20, 11, tzinfo=UTC))
    assert (record.kind, record.direction, record.peer) == ("voice", "out", "+48600100001")
    assert (record.zone, record.country) == ("home", "CH")
    assert (record.seconds, record.bytes, record.units) == (180, 5_000_000_000, 3)
    assert (record.net, record.vat_rate, record.gross) == (Money(71), "23", Money(87))
    assert places(feed) == [("R1", FIRST, "")]
    assert totals(feed) == [
        (date(2026, 11, 20), "voice", "out", "home", True, 1, 180, 5_000_000_000, 3, Money(71), Money(87))
    ]
    period = feed.one(select(UsagePeriod))
    load = feed.one(select(UsageLoad))
    assert (period.first_on, period.last_on, period.load_id) == (date(2026, 11, 20), date(2026, 11, 20), load.id)
    assert (load.new, load.changed, load.name) == (1, 0, "usage.csv")
    assert feed.one(select(Task.facts)) == f'{{"load_id": {load.id}}}'


def test_the_same_file_twice_changes_nothing(feed: Feed) -> None:
    rows: list[dict[str, str]] = [{"record_id": "R1"}, {"record_id": "R2", "gross": "0", "net": "0"}]
    feed.load_rows("usage", *rows)
    before = totals(feed)

    again = feed.load_rows("usage", *rows)

    assert counts(again) == (0, 0, 2, 0)
    assert (len(places(feed)), totals(feed)) == (2, before)
    assert [load.new for load in feed.all(select(UsageLoad).order_by(UsageLoad.id))] == [2, 0]


def test_the_same_row_twice_in_a_file_is_one_record(feed: Feed) -> None:
    report = feed.load_rows("usage", {}, {}, {"seconds": "181"}, {"record_id": "R2"})

    assert counts(report) == (2, 0, 1, 1)
    assert rejected(report) == [("4", "record_id R1 stands already on line 2")]
    assert sum(total[5] for total in totals(feed)) == 2


@pytest.mark.parametrize(
    ("changed", "named"),
    [
        ({"seconds": "181"}, "seconds"),
        ({"peer": "+48600100002"}, "peer"),
        ({"msisdn": SECOND}, "msisdn"),
        ({"started_at": "2026-11-20T12:00:01+01:00"}, "started_at"),
        ({"kind": "sms"}, "kind"),
    ],
)
def test_an_id_never_stands_for_something_else(feed: Feed, changed: dict[str, str], named: str) -> None:
    feed.load_rows("usage", {})

    report = feed.load_rows("usage", changed, {"record_id": "R2"})

    assert counts(report) == (1, 0, 0, 1)
    assert rejected(report) == [("2", f"record_id R1 is known already with another {named}")]
    assert places(feed) == [("R1", FIRST, ""), ("R2", FIRST, "")]


def test_what_a_record_costs_may_change(feed: Feed) -> None:
    feed.load_rows("usage", {}, {"record_id": "R2"})

    report = feed.load_rows("usage", {"net": "0", "gross": "0.00", "units": "0"}, {"record_id": "R2", "gross": "0.88"})

    assert counts(report) == (0, 2, 0, 0)
    day = date(2026, 11, 20)
    assert sorted(totals(feed)) == [
        (day, "voice", "out", "home", False, 1, 180, 0, 0, Money(0), Money(0)),
        (day, "voice", "out", "home", True, 1, 180, 0, 3, Money(71), Money(88)),
    ]


def test_records_move_to_their_invoice_when_it_comes(feed: Feed) -> None:
    october = {"record_id": "R1", "started_at": "2026-10-31T23:59:59+01:00"}
    november = {"record_id": "R2", "started_at": "2026-11-01T00:00:00+01:00"}
    feed.load_rows("usage", october, november)
    add_invoice(feed, ANNA, "FV/1")

    report = feed.load_rows("usage", october | {"invoice_number": "FV/1"}, {"record_id": "R3", "gross": "1.23"})

    assert counts(report) == (1, 1, 0, 0)
    assert places(feed) == [("R1", FIRST, "FV/1"), ("R2", FIRST, ""), ("R3", FIRST, "")]
    days = {row.invoice_number: (row.first_on, row.last_on) for row in feed.all(select(UsagePeriod))}
    assert days == {
        "": (date(2026, 11, 1), date(2026, 11, 20)),
        "FV/1": (date(2026, 10, 31), date(2026, 10, 31)),
    }
    assert [(total[0], total[10]) for total in sorted(totals(feed))] == [
        (date(2026, 10, 31), Money(87)),
        (date(2026, 11, 1), Money(87)),
        (date(2026, 11, 20), Money(123)),
    ]


def test_a_period_that_moved_whole_leaves_nothing_behind(feed: Feed) -> None:
    feed.load_rows("usage", {})

    feed.load_rows("usage", {"invoice_number": "FV/1"})

    assert [period.invoice_number for period in feed.all(select(UsagePeriod))] == ["FV/1"]
    assert len(totals(feed)) == 1


def test_an_older_file_takes_no_record_off_its_invoice(feed: Feed) -> None:
    feed.load_rows("usage", {"invoice_number": "FV/1", "gross": "0.90"})

    again = feed.load_rows("usage", {})

    assert counts(again) == (0, 0, 1, 0)
    assert places(feed) == [("R1", FIRST, "FV/1")]


def test_an_invoice_of_somebody_else_is_refused(feed: Feed) -> None:
    add_invoice(feed, BARTEK, "FV/2")
    add_invoice(feed, BARTEK, "FV/3")
    add_invoice(feed, ANNA, "FV/3")

    report = feed.load_rows(
        "usage",
        {"record_id": "R2", "invoice_number": "FV/2"},
        {"record_id": "R3", "invoice_number": "FV/3"},
        {"record_id": "R4", "invoice_number": "FV/4"},  # may still come
    )

    assert rejected(report) == [("2", "invoice_number FV/2 is another customer's")]
    assert places(feed) == [("R3", FIRST, "FV/3"), ("R4", FIRST, "FV/4")]


def test_usage_belongs_to_the_line_that_was_open_when_it_began(feed: Feed) -> None:
    moved_at = datetime(2026, 11, 20, 11, tzinfo=UTC)
    anna, bartek = (feed.one(select(Customer).where(Customer.customer_no == number)) for number in (ANNA, BARTEK))
    database.session().execute(update(Line).where(Line.msisdn == FIRST).values(ended_at=moved_at, status="ended"))
    builders.make_line(database.session(), bartek, FIRST)
    database.session().commit()

    report = feed.load_rows(
        "usage",
        {"record_id": "R1", "started_at": "2026-11-20T11:59:59+01:00"},
        {"record_id": "R2", "started_at": "2026-11-20T12:00:00+01:00"},
        {"record_id": "R3", "started_at": "2024-10-31T23:59:59+01:00"},
        {"record_id": "R4", "msisdn": "+48500100999"},
    )

    assert rejected(report) == [
        ("4", f"msisdn {FIRST} was nobody's then"),
        ("5", "msisdn +48500100999 is unknown"),
    ]
    holders = (
        select(UsageRecord.record_id, Line.customer_id)
        .join(UsagePeriod, UsagePeriod.id == UsageRecord.period_id)
        .join(Line)
    )
    assert sorted(tuple(row) for row in database.session().execute(holders)) == [("R1", anna.id), ("R2", bartek.id)]


def test_a_line_that_ended_has_no_usage_afterwards(feed: Feed) -> None:
    feed.load_rows("lines", {"main": "1", "status": "ended"})
    ended_at = feed.one(select(Line.ended_at).where(Line.msisdn == FIRST))
    assert ended_at is not None

    report = feed.load_rows("usage", {"started_at": (ended_at + timedelta(seconds=1)).isoformat()})

    assert rejected(report) == [("2", f"msisdn {FIRST} was nobody's then")]


def test_a_dry_run_says_the_same_and_keeps_nothing(feed: Feed) -> None:
    feed.load_rows("usage", {})
    path = feed.write("usage", {"invoice_number": "FV/1"}, {"record_id": "R2"}, {"record_id": "R3", "seconds": "-1"})

    (tried,) = feed.load(path, dry_run=True)

    assert counts(tried) == (1, 1, 0, 1)
    assert places(feed) == [("R1", FIRST, "")]
    assert counts(feed.load_one(path)) == counts(tried)
