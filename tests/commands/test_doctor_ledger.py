"""The doctor looks at the money: what disagrees, what waits for staff, what should have been paid out."""

from datetime import date, timedelta

from selfcare import clock
from selfcare.balance import checking
from selfcare.balance.models import Incoming
from selfcare.commands.portal import closing
from selfcare.database import session
from selfcare.money import Money
from tests import builders
from tests.commands.conftest import Installation


def said(installation: Installation, exit_code: int = 0) -> str:
    lines = installation.run("doctor", exit_code=exit_code).output.splitlines()
    return next(line for line in lines if line[6:].startswith("ledger"))


def test_a_ledger_that_agrees_is_well(installation: Installation) -> None:
    assert "not looked at yet" in said(installation)
    app = installation.portal()
    with closing(app), app.app_context():
        checking.check_all(session(), now=clock.now())
        session().commit()

    assert said(installation).startswith("ok")


def test_money_that_nobody_is_found_for_waits_for_staff(installation: Installation) -> None:
    app = installation.portal()
    with closing(app), app.app_context():
        session().add(Incoming(payment_id="P1", booked_on=date(2026, 11, 24), amount=Money(5)))
        checking.check_all(session(), now=clock.now())
        session().commit()

    assert said(installation).endswith(
        "1 received payments wait for somebody to find their customer, 0 payouts are late"
    )


def test_interest_is_not_charged_by_an_old_rate_unnoticed(installation: Installation) -> None:
    lines = installation.run("doctor").output.splitlines()

    assert "ok    interest    the newest statutory rate that is known is 9.5 % from 2025-12-04" in lines


def test_records_that_disagree_are_bad(installation: Installation) -> None:
    app = installation.portal()
    with closing(app), app.app_context():
        anna = builders.make_anna(session(), builders.make_tariff(session()))
        builders.make_invoice(session(), anna, "FV/1")  # never charged
        checking.check_all(session(), now=clock.now() - timedelta(days=1))
        session().commit()

    assert "records of money disagree (invoices: 1, e.g. 1)" in said(installation, exit_code=1)
