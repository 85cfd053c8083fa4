"""The demo's money adds up: one invoice overdue, one paid in part, one to pay, and nothing doubled."""

from datetime import date
from pathlib import Path

from sqlalchemy import select

from selfcare import clock, create_app, database
from selfcare.balance.checking import check_all
from selfcare.balance.models import Entry, Kind
from selfcare.balance.queries import balance_of
from selfcare.config import Settings
from selfcare.customers.queries import customer_numbered
from selfcare.demo.world import write_feed
from selfcare.feeds.importing import import_paths
from selfcare.invoices.queries import to_pay_of
from selfcare.money import Money
from tests.conftest import SECRET_KEY

TODAY = date(2026, 11, 25)


def test_the_ledger_of_the_demo_is_as_the_story_says(tmp_path: Path) -> None:
    write_feed(tmp_path / "feed", TODAY)
    app = create_app(Settings(data=tmp_path, secret_key=SECRET_KEY), create_database=True)
    with app.app_context():
        database.migrations.upgrade()
        reports = import_paths([tmp_path / "feed"])

    with app.app_context():
        session = database.session()
        anna = session.scalars(customer_numbered("1002456")).one()
        invoices = session.scalars(to_pay_of(anna)).all()
        balance = session.execute(balance_of(anna)).scalar_one()
        believed = select(Entry.number).where(Entry.method == "declared", Entry.kind == Kind.PAYMENT)
        taken_back = select(Entry.number).where(Entry.kind == Kind.REVERSAL)

        assert all(report.is_all_well for report in reports)
        assert [invoice.is_part_paid for invoice in invoices] == [False, True, False]
        assert [invoice.is_overdue(TODAY) for invoice in invoices] == [True, False, False]
        assert -balance == sum((invoice.left_to_pay for invoice in invoices), Money())
        assert {check.wrong for check in check_all(session, now=clock.now())} == {0}
        assert set(session.scalars(believed)) <= set(session.scalars(taken_back))  # the money itself was shown
        session.close()
        database.db.engine.dispose()
