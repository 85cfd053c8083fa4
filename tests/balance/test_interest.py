"""Statutory interest, worked out by hand."""

from datetime import date
from decimal import Decimal

import pytest
from flask import Flask
from sqlalchemy import select

from selfcare.balance import charging, jobs
from selfcare.balance.interest import STATUTORY, interest_on, with_newer
from selfcare.balance.models import Entry, Kind
from selfcare.money import Money
from tests.balance.ledger import TODAY, Ledger
from tests.builders import NOON


@pytest.mark.parametrize(
    ("grosze", "due_on", "until", "expected"),
    [
        (10000, date(2026, 1, 14), date(2026, 1, 14), 0),  # on the day itself
        (36500000, date(2026, 1, 14), date(2026, 1, 15), 9500),  # 9.5 % of 365 000 zł for one day
        (36500000, date(2025, 12, 2), date(2025, 12, 4), 19250),  # a day at 9.75 %, a day at 9.5 %
        (10000, date(2025, 12, 31), date(2026, 12, 31), 950),  # a whole year
        (36500000, date(2026, 1, 10), date(2026, 1, 12), 0),  # a Saturday: Monday is in time
        (36500000, date(2026, 1, 10), date(2026, 1, 13), 9500),
        (36500000, date(2026, 1, 11), date(2026, 1, 12), 0),  # a Sunday
        (36500000, date(2026, 6, 4), date(2026, 6, 5), 0),  # Corpus Christi: Friday is in time
        (36500000, date(2026, 12, 24), date(2026, 12, 28), 0),  # Christmas, then a weekend
        (36500000, date(2026, 12, 24), date(2026, 12, 29), 9500),
        (36500000, date(2024, 12, 24), date(2024, 12, 27), 2 * 11250 + 11250),  # no holiday yet in 2024
        (100, date(2026, 1, 14), date(2026, 1, 15), 0),  # less than half a grosz
        (10000, date(2015, 1, 1), date(2015, 6, 1), 0),  # before the table begins
    ],
)
def test_interest_is_counted_day_by_day(grosze: int, due_on: date, until: date, expected: int) -> None:
    assert interest_on(Money(grosze), due_on, until, STATUTORY) == Money(expected)


def test_the_operators_newer_rates_go_on_where_ours_end() -> None:
    rates = with_newer({date(2026, 3, 1): Decimal(3)})

    assert interest_on(Money(36500000), date(2026, 2, 27), date(2026, 3, 1), rates) == Money(9500 + 3000)


def test_what_is_paid_on_the_monday_after_is_not_late(annas: Ledger) -> None:
    annas.owe("FV/1", 10_000_000, due_on=date(2026, 11, 21))  # a Saturday
    annas.receive(10_000_000, on=date(2026, 11, 23))

    assert charging.charge_interest(annas.db, now=NOON, today=TODAY, rates=STATUTORY) == 0


def late(annas: Ledger) -> None:
    invoice = annas.owe("FV/1", 100000, due_on=date(2026, 10, 14))
    annas.receive(50000, on=date(2026, 10, 14))
    annas.receive(50000, on=date(2026, 11, 23))
    assert invoice.paid_on == date(2026, 11, 23)


def test_it_is_charged_once_on_what_came_late(annas: Ledger) -> None:
    late(annas)

    for _ in range(2):
        charging.charge_interest(annas.db, now=NOON, today=TODAY, rates=STATUTORY)

    (entry,) = (entry for entry in annas.entries if entry.kind == Kind.INTEREST)
    assert entry.amount == Money(-521)  # 500 zł, 40 days, 9.5 %
    assert (entry.number, entry.due_on, entry.invoice_id) == ("FV/1", date(2026, 12, 9), None)
    annas.receive(521, "FV/1")
    assert annas.balance == 0


def test_little_interest_and_old_debts_are_left_alone(annas: Ledger) -> None:
    annas.owe("FV/1", 5000, due_on=date(2026, 11, 14))
    annas.receive(5000, on=date(2026, 11, 20))
    annas.owe("FV/2", 100000, due_on=date(2026, 9, 14))
    annas.receive(100000, on=date(2026, 11, 1))

    assert charging.charge_interest(annas.db, now=NOON, today=TODAY, rates=STATUTORY) == 0


def test_the_job_charges_only_where_the_operators_file_says_so(app: Flask, annas: Ledger) -> None:
    late(annas)

    jobs.charge_interest(annas.db, now=NOON)

    assert not annas.db.scalars(select(Entry).where(Entry.kind == Kind.INTEREST)).all()
    operator = app.extensions["operator"]
    from dataclasses import replace  # noqa: PLC0415

    app.extensions["operator"] = replace(operator, dues=replace(operator.dues, charge_interest=True))
    jobs.charge_interest(annas.db, now=NOON)
    app.extensions["operator"] = operator
    assert len(annas.db.scalars(select(Entry).where(Entry.kind == Kind.INTEREST)).all()) == 1
