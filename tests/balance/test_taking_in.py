"""Invoices from before there was a ledger are taken in by its migration."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from selfcare import clock, create_app, database
from selfcare.balance import checking, jobs
from selfcare.balance.models import Entry
from selfcare.config import Settings
from selfcare.invoices.models import Corrected, Invoice
from selfcare.money import Money
from tests import builders
from tests.commands.conftest import new_database
from tests.conftest import SECRET_KEY

BEFORE = "0001"


@pytest.fixture(params=["sqlite", "postgresql"])
def portal(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Flask]:
    if request.param == "sqlite":
        yield from _portal(tmp_path, "")
    else:
        with new_database(request.getfixturevalue("postgresql")) as url:
            yield from _portal(tmp_path, url)


def _portal(data: Path, url: str) -> Iterator[Flask]:
    app = create_app(Settings(data=data, secret_key=SECRET_KEY, database_url=url), create_database=True)
    with app.app_context():
        database.migrations.upgrade()
        yield app
        database.session().close()
        database.db.engine.dispose()


def test_every_invoice_is_charged_and_what_it_says_was_paid_is_believed(portal: Flask) -> None:
    session = database.session()
    fill(session)
    database.migrations.downgrade(BEFORE)

    database.migrations.upgrade()
    database.begin_writing()
    jobs.settle_waiting(session, now=clock.now())
    session.commit()

    lefts = {invoice.number: invoice.left_to_pay.grosze for invoice in session.scalars(select(Invoice))}
    balance = sum(amount.grosze for amount in session.scalars(select(Entry.amount)))
    assert {check.wrong for check in checking.check_all(session, now=clock.now())} == {0}
    assert balance == -(lefts["FV/2"] + lefts["FV/3"]) == -(4000 + 7000 - 500)
    assert lefts["EUR/1"] == 10000
    with pytest.raises(DBAPIError, match="append-only"):
        session.execute(text("UPDATE ledger SET amount = 1"))


def fill(session: Session) -> None:
    """As in an installation from before: nothing is charged yet.

    The models know only the newest tables: it is filled in those, and then taken back to what there was.
    """
    anna = builders.make_anna(session, builders.make_tariff(session))
    paid_on = date(2026, 10, 20)
    facts: dict[str, Any] = {"total": Money(10000)}
    builders.make_invoice(session, anna, "FV/1", left_to_pay=Money(), paid_on=paid_on, **facts)
    builders.make_invoice(session, anna, "FV/2", left_to_pay=Money(4000), **facts)
    builders.make_invoice(session, anna, "FV/3", to_pay=Money(7000), left_to_pay=Money(7000), **facts)
    builders.make_invoice(session, anna, "FV/4", to_pay=Money(-500), left_to_pay=Money(), **facts)
    builders.make_invoice(session, anna, "EUR/1", currency="EUR", **facts)
    correction: dict[str, Any] = {
        "kind": "KOR",
        "total": Money(-3000),
        "left_to_pay": Money(),
        "issued_on": date(2026, 10, 1),
    }
    builders.make_invoice(session, anna, "FK/1", corrected=[Corrected(number="FV/1", issued_on=None)], **correction)
    builders.make_invoice(session, anna, "FK/2", paid_on=paid_on, **correction)
    session.commit()
    session.close()
    database.migrations.downgrade(BEFORE)
