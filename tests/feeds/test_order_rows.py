"""orders.csv: the operator's answers to orders."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from selfcare.balance.models import Entry, Payout
from selfcare.catalogue.models import Tariff
from selfcare.customers.models import Customer
from selfcare.database import db
from selfcare.lines.models import Line
from selfcare.money import Money
from selfcare.orders.models import DRAFT, WAITING, Answer, Order
from selfcare.orders.tariff_change import change_of
from selfcare.outbox.models import Task
from tests import builders
from tests.feeds.feed import Feed, counts, rejected

NUMBER = "Z261125-4F7K2Q"
ASKED = datetime(2026, 11, 25, 11, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _order(feed: Feed) -> None:
    """Anna asked for the larger tariff from 1 December."""
    with Session(db.engine, expire_on_commit=False) as session:
        small, large = builders.make_tariff(session), builders.make_tariff(session, "L60", name="Listek 60 GB")
        anna = builders.make_anna(session, small)
        line = session.scalars(select(Line).where(Line.main)).one()
        order = change_of(line, small, large, date(2026, 12, 1))
        order.number, order.customer, order.language, order.sent_to = NUMBER, anna, "pl", line.msisdn
        order.state, order.asked_at = DRAFT, ASKED
        order.move(WAITING, now=ASKED)
        session.add(order)
        session.commit()


def order(feed: Feed) -> Order:
    return feed.one(select(Order))


def test_an_accepted_order_goes_on_waiting(feed: Feed) -> None:
    report = feed.load_rows("orders", {"state": "accepted"})

    assert counts(report) == (1, 0, 0, 0)
    assert (order(feed).state, order(feed).effective_on) == (WAITING, date(2026, 12, 1))
    assert order(feed).accepted_at is not None


def test_the_operators_day_counts_and_is_told(feed: Feed) -> None:
    feed.load_rows("orders", {"state": "accepted", "effective_on": "2026-12-08"})

    assert order(feed).effective_on == date(2026, 12, 8)
    assert not order(feed).with_period  # it is no longer moved with the cycle
    assert [task.kind for task in feed.all(select(Task))] == ["orders.send_news"]


def test_what_is_done_is_in_force(feed: Feed) -> None:
    feed.load_rows("orders", {"state": "done", "effective_on": "2026-11-30"})

    line = feed.one(select(Line).where(Line.main))
    tariff = feed.one(select(Tariff).where(Tariff.code == "L60"))
    assert line.tariff_id == tariff.id
    assert (order(feed).state, order(feed).reason, order(feed).effective_on) == (
        *("done", "operator"),
        date(2026, 11, 30),
    )


def test_what_is_rejected_says_why(feed: Feed) -> None:
    feed.load_rows("orders", {"state": "rejected", "reason": "Umowa na czas określony"})

    assert (order(feed).state, order(feed).said) == ("rejected", "Umowa na czas określony")
    assert [task.kind for task in feed.all(select(Task))] == ["orders.send_news"]  # and nothing back to the operator


def test_an_order_may_be_accepted_and_done_in_one_file_in_any_order(feed: Feed) -> None:
    report = feed.load_rows("orders", {"state": "done"}, {"state": "accepted"})

    assert counts(report) == (2, 0, 0, 0)
    assert (order(feed).state, order(feed).accepted_at is not None) == ("done", True)


def test_the_same_file_again_changes_nothing(feed: Feed) -> None:
    rows = ({"state": "accepted", "effective_on": "2026-12-08"}, {"state": "done", "effective_on": "2026-12-08"})
    feed.load_rows("orders", *rows)
    tasks = len(feed.all(select(Task)))

    report = feed.load_rows("orders", *rows)

    assert counts(report) == (0, 0, 2, 0)
    assert len(feed.all(select(Task))) == tasks


def test_bad_rows_are_listed_and_the_others_count(feed: Feed) -> None:
    report = feed.load_rows(
        "orders",
        {"order_number": "Z000000-NOBODY"},
        {"state": "done"},
        {"state": "rejected"},
        {"state": "lost"},
        {"state": "done", "effective_on": "tomorrow"},
    )

    assert rejected(report) == [
        ("2", "order_number Z000000-NOBODY is unknown"),
        ("4", f"an end of order {NUMBER} stands already on line 3"),
        ("5", "state is not one of accepted, rejected, done"),
        ("6", "effective_on is not a date like 2026-11-25"),
    ]
    assert order(feed).state == "done"


@pytest.mark.parametrize(
    ("state", "said", "rejects"),
    [
        ("cancelled", "done", 1),
        ("cancelled", "rejected", 0),
        ("rejected", "done", 1),
        ("done", "rejected", 1),
        ("done", "accepted", 0),
        ("draft", "done", 1),
    ],
)
def test_an_order_that_came_to_its_end_stays_there(feed: Feed, state: str, said: str, rejects: int) -> None:
    with Session(db.engine) as session:
        session.scalars(select(Order)).one().state = state
        session.commit()

    report = feed.load_rows("orders", {"state": said})

    assert report.rejected == rejects
    assert order(feed).state == state
    assert feed.all(select(Task)) == []


def test_a_broken_file_and_a_dry_run_leave_everything_as_it_is(feed: Feed) -> None:
    broken = feed.load_one(feed.put("orders.csv", f"order_number,state\n{NUMBER},done\n".encode()))
    (tried,) = feed.load(feed.write("orders", {"state": "done"}), dry_run=True)

    assert broken.reason == "Missing column: effective_on, reason."
    assert counts(tried) == (1, 0, 0, 0)
    assert (order(feed).state, feed.all(select(Answer))) == (WAITING, [])


def test_an_answer_that_the_order_refuses_is_kept_and_the_rest_goes_on(feed: Feed) -> None:
    """A payout that somebody took up cannot be rejected from outside."""
    with Session(db.engine) as session:
        anna = session.scalars(select(Customer)).one()
        payout = Order(kind="payout", topic="payout/1", asked="{}", number="Z261125-PAYOUT", language="pl", sent_to="x")
        payout.customer, payout.price, payout.effective_on = anna, Money(), date(2026, 12, 1)
        payout.state, payout.asked_at = DRAFT, ASKED
        payout.move(WAITING, now=ASKED)
        session.add(payout)
        _take_up(session, anna, payout.number)
        session.commit()

    report = feed.load_rows("orders", {"order_number": "Z261125-PAYOUT", "state": "rejected"}, {"state": "done"})

    assert counts(report) == (2, 0, 0, 0)
    states = {one.number: one.state for one in feed.all(select(Order))}
    assert states == {NUMBER: "done", "Z261125-PAYOUT": WAITING}


def _take_up(session: Session, customer: Customer, number: str) -> None:
    """Somebody has consented to that payout already."""
    apart = Entry(customer_id=customer.id, kind="payout", amount=Money(-100), booked_on=ASKED.date(), source=number)
    apart.created_at = ASKED
    session.add(apart)
    session.flush()
    payout = Payout(form_key=number, customer_id=customer.id, entry_id=apart.id, amount=Money(100), needs_two=False)
    payout.account, payout.asked_at, payout.due_on = "0001", ASKED, date(2026, 12, 25)
    payout.state, payout.first_by = Payout.APPROVED, "bok@example.org"
    session.add(payout)
