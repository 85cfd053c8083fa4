"""A backup brings money back to the grosz: ledger, what paid what, tries to pay, companies' words, usage."""

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

from selfcare.balance import actions as balance
from selfcare.balance import checking, payouts, reminding
from selfcare.balance.incoming import book, settle_waiting
from selfcare.balance.models import Allocation, Entry, Incoming
from selfcare.balance.queries import balance_of
from selfcare.commands.portal import closing
from selfcare.commands.rows import tables
from selfcare.customers.models import Customer
from selfcare.database import session
from selfcare.lines.queries import lines_of
from selfcare.money import Money
from selfcare.payments import actions
from selfcare.payments.choice import Choice
from selfcare.payments.gateway import Kind, Method
from selfcare.payments.models import Payment
from selfcare.payments.queries import locked
from selfcare.payments.refunds import ask_refund
from tests import builders
from tests.balance.ledger import TODAY
from tests.builders import NOON
from tests.commands.conftest import Installation, new_database
from tests.payments.company import event_for

ACCOUNT = "92124012340001567890123456"


def test_money_comes_back_as_it_was_and_goes_on(installation: Installation, tmp_path: Path, postgresql: str) -> None:
    live_through_everything(installation)
    before = everything(installation)
    installation.run("backup", str(tmp_path / "one.zip"))

    with new_database(postgresql) as url:
        for other in (Installation(tmp_path / "small"), Installation(tmp_path / "large", url)):
            other.run("restore", str(tmp_path / "one.zip"))

            assert everything(other) == before
            assert {"ledger", "payment_event", "incoming_payment", "usage_record", "payout"} <= filled(before)
            goes_on(other)


def live_through_everything(installation: Installation) -> None:
    """Paid online, by transfer and in cash; partly given back; money of nobody; a payout; usage."""
    app = installation.portal()
    with closing(app), app.app_context():
        db = session()
        anna = builders.make_anna(db, builders.make_tariff(db))
        first, second = (builders.make_invoice(db, anna, f"FV/2026/{month}/1") for month in (10, 11))
        balance.charge_all(db, [first, second], now=NOON)
        payment, _is_new = actions.start_payment(
            db, anna, Choice((first, second)), company="payu", method=Method.BLIK, form_key="key", now=NOON
        )
        told = event_for(payment.reference, Kind.PAID, payment.amount)
        actions.note_event(db, "payu", told, body=b"\x00{}", now=NOON, today=TODAY)
        refund = ask_refund(db, payment, Money(1000), title="zwrot", asked_by="szef@example.org", now=NOON)
        told = event_for(payment.reference, Kind.REFUND_DONE, refund.amount, refund_reference=refund.reference)
        actions.note_event(db, "payu", told, now=NOON, today=TODAY)
        db.add_all(
            [
                Incoming(payment_id="P1", booked_on=TODAY, amount=Money(5000), customer_id=anna.id),
                Incoming(payment_id="P2", booked_on=TODAY, amount=Money(77), title="nie wiadomo czyje: żółw"),
            ]
        )
        db.flush()
        book(db.connection(), now=NOON)
        settle_waiting(db, now=NOON)
        cash = balance.credit(db, anna, Money(300), source="cash", title="", booked_on=TODAY, method="cash", now=NOON)
        balance.reverse(db, cash, reason="pomyłka", now=NOON)
        payouts.ask(db, anna, Money(700), ACCOUNT, form_key="out", needs_two_above=Money(500), now=NOON, today=TODAY)
        reminding.said_paid(db, anna, [second], now=NOON)
        line = db.scalars(lines_of(anna).limit(1)).one()
        builders.make_record(db, builders.make_period(db, line, first.number), NOON)
        checking.check_all(db, now=NOON)
        db.commit()


def everything(installation: Installation) -> dict[str, list[tuple[object, ...]]]:
    app = installation.portal()
    with closing(app), app.app_context():
        return {
            table.name: [tuple(row) for row in session().execute(select(table).order_by(*table.primary_key))]
            for table in tables()
        }


def filled(found: dict[str, list[tuple[object, ...]]]) -> set[str]:
    return {name for name, rows in found.items() if rows}


def goes_on(installation: Installation) -> None:
    """The balance is the same, all records agree, new money is booked, and still nothing can be changed."""
    app = installation.portal()
    with closing(app), app.app_context():
        db = session()
        anna = db.scalars(select(Customer)).one()
        payment = db.scalars(locked(db.scalars(select(Payment.id)).one())).unique().one()
        assert db.scalar(balance_of(anna)) == Money(-1000 + 5000 - 700)
        assert [check.what for check in checking.check_all(db, now=NOON) if check.wrong] == [checking.WAITING]
        again = event_for(payment.reference, Kind.PAID, payment.amount)
        assert actions.note_event(db, "payu", again, now=NOON, today=TODAY) is None
        booked_on = date(2026, 11, 26)
        new = balance.credit(db, anna, Money(5), source="new", title="", booked_on=booked_on, now=NOON)
        assert new.id == max(db.scalars(select(Entry.id)))
        db.commit()
        for row in (db.scalars(select(Entry)).first(), db.scalars(select(Allocation)).first()):
            assert row
            row.amount = Money(1_000_000)
            with pytest.raises(DBAPIError, match="append-only"):
                db.flush()
            db.rollback()
