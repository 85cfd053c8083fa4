"""A period that lies in several parts, as long files leave it, is one for whoever looks at it."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from selfcare.billing import listing, notice_jobs
from selfcare.customers.models import Customer
from selfcare.lines.models import Line
from selfcare.money import Money
from selfcare.notifications.models import Message
from tests import builders
from tests.billing.test_line_pages import titles
from tests.browser import Browser
from tests.builders import NOON
from tests.statements import MOST_PER_PAGE, count_statements

GIGABYTE = 1024**3


def test_parts_are_one_list_in_pages_in_order(
    reader: Browser, db: Session, line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listing, "PER_PAGE", 4)
    monkeypatch.setattr("selfcare.billing.screens.PER_PAGE", 4)
    parts = [builders.make_period(db, line) for _part in range(3)]
    for number in range(10):
        builders.make_record(db, parts[number % 3], NOON - timedelta(minutes=number), peer=str(1000 + number))

    seen, address = [], f"/billing/{line.id}"
    while address:
        seen += titles(reader.open(address))
        address = next((link for link in reader.links() if "after=" in link), "")

    assert seen == [str(1000 + number) for number in range(10)]


def test_parts_of_an_invoice_are_one_period_with_one_sum(
    reader: Browser, db: Session, anna: Customer, line: Line
) -> None:
    invoice = builders.make_invoice(db, anna, "FV/1")
    facts = {"first_on": date(2026, 11, 3), "last_on": date(2026, 11, 20)}
    for gross in (30, 12):
        part = builders.make_period(db, line, "FV/1", **facts)
        builders.make_record(db, part, NOON - timedelta(days=9), gross=Money(gross))

    with count_statements() as statements:
        reader.open(f"/billing/{line.id}?period={invoice.id}")

    assert len(reader.page.xpath("//select[@id='period']/option[contains(., 'FV/1')]")) == 1
    assert "0.42 zł" in reader.text.replace("\u00a0", " ")
    assert len(titles(reader)) == 2
    assert len(statements) <= MOST_PER_PAGE
    assert len(reader.open(f"/billing/{line.id}/export.csv?period={invoice.id}").response.data.splitlines()) == 3


def test_a_threshold_that_parts_reach_together_is_told_once(
    db: Session, line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(notice_jobs, "AT_ONCE", 1)
    parts = [builders.make_period(db, line, load_id=7) for _part in range(2)]
    for part in parts:
        builders.make_record(db, part, kind="data", bytes=8 * GIGABYTE, seconds=0, peer="")

    for after in (0, parts[0].id, parts[1].id):
        notice_jobs.tell_thresholds(db, {"load_id": 7, "after": after}, now=NOON)
        db.flush()

    assert sorted(db.scalars(select(Message.channel))) == ["email", "sms"]
