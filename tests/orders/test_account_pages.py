"""Invoices on paper or not, and credit sent back."""

import json
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from selfcare.balance import payouts
from selfcare.balance.actions import credit, free_credit
from selfcare.balance.models import Method, Payout
from selfcare.customers.models import Customer
from selfcare.money import Money
from selfcare.orders import jobs
from selfcare.orders.models import Order
from tests.auth.conftest import Clock
from tests.auth.post import Post
from tests.browser import Browser
from tests.builders import NOON
from tests.orders.steps import code_button, send_button, the_order

ACCOUNT = "61 1090 1014 0000 0712 1981 2874"


@pytest.fixture
def rich(db: Session, anna: Customer) -> Customer:
    """Anna has paid 80 zł too much."""
    facts: dict[str, Any] = {
        "method": Method.TRANSFER,
        "source": "t1",
        "title": "za dużo",
        "booked_on": NOON.date(),
        "now": NOON,
    }
    credit(db, anna, Money(8000), **facts)
    return anna


def ask_back(browser: Browser, amount: str = "50,00", account: str = ACCOUNT, status: int = 200) -> None:
    browser.open("/orders/refund")
    browser.press(send_button(browser), amount=amount, account=account, status=status)


def test_paper_costs_what_the_page_says_from_the_next_period(
    *, browser: Browser, db: Session, anna: Customer, post: Post
) -> None:
    browser.open("/orders/paper")
    assert "6.15 zł" in browser.text
    assert "with the invoice of 1 December 2026" in browser.text

    code_button(browser, post)

    order = the_order(db)
    assert (order.state, order.facts["monthly"], order.effective_on.isoformat()) == ("waiting", "6.15", "2026-12-01")
    assert not anna.paper_invoice
    assert browser.open(f"/orders/{order.number}/receipt.pdf").response.data.startswith(b"%PDF")


@pytest.mark.parametrize("by", ["date", "feed"])
def test_on_the_day_it_holds_whoever_says_so_first(
    *, browser: Browser, db: Session, anna: Customer, post: Post, clock: Clock, by: str
) -> None:
    anna.paper_invoice = True
    browser.open("/orders/paper")
    code_button(browser, post)
    clock.move(days=6)
    anna.paper_invoice = by == "date"
    db.flush()

    jobs.settle(db, now=clock.now)

    assert (anna.paper_invoice, the_order(db).state, the_order(db).reason) == (False, "done", by)


def test_another_price_than_was_read_orders_nothing(browser: Browser, db: Session, anna: Customer, post: Post) -> None:
    browser.open("/orders/paper")
    browser.press(send_button(browser), monthly="0.01", status=409)
    browser.open("/orders/paper")
    anna.paper_invoice = True
    browser.press(send_button(browser), status=409)
    anna.paper_invoice = False
    browser.open("/orders/paper").press(send_button(browser))
    anna.paper_invoice = True
    browser.press("Order the change", code=post.code(), status=409)

    assert [order.state for order in db.scalars(select(Order))] == ["draft"]


def test_another_cycle_meanwhile_orders_nothing(browser: Browser, db: Session, anna: Customer, post: Post) -> None:
    browser.open("/orders/paper").press(send_button(browser))
    anna.cycle_day = 16

    browser.press("Order the change", code=post.code(), status=409)

    assert the_order(db).state == "draft"


def test_credit_is_sent_back_within_30_days(*, browser: Browser, db: Session, rich: Customer, post: Post) -> None:
    ask_back(browser)
    [letter] = post.deliver()
    assert letter.facts["what"].replace("\u00a0", " ") == "refund of 50.00 zł to account 2874"
    browser.press("Order the change", code=letter.code)

    order, payout = the_order(db), db.scalars(select(Payout)).one()
    assert (order.state, payout.amount, payout.account) == ("waiting", Money(5000), ACCOUNT.replace(" ", ""))
    assert "We send the money by 25 December 2026" in browser.text
    assert browser.open(f"{browser.address.partition('?')[0]}/receipt.pdf").response.data.startswith(b"%PDF")
    assert ACCOUNT.replace(" ", "") not in order.asked
    assert free_credit(db, rich) == Money(3000)


def test_a_refund_is_cancelled_until_it_is_taken_up(
    *, browser: Browser, db: Session, rich: Customer, post: Post
) -> None:
    ask_back(browser)
    browser.press("Order the change", code=post.code())

    browser.press("Cancel the change")
    assert (the_order(db).state, free_credit(db, rich)) == ("cancelled", Money(8000))
    db.commit()


def test_a_refund_that_is_taken_up_stays(*, browser: Browser, db: Session, rich: Customer, post: Post) -> None:
    ask_back(browser)
    browser.press("Order the change", code=post.code())
    payouts.approve(db, db.scalars(select(Payout)).one(), by="bok@example.org", now=NOON)

    browser.press("Cancel the change", status=409)

    assert the_order(db).state == "waiting"


@pytest.mark.parametrize(("sent", "state"), [(True, "done"), (False, "rejected")])
def test_the_order_ends_with_the_payout(
    *, browser: Browser, db: Session, rich: Customer, post: Post, sent: bool, state: str
) -> None:
    ask_back(browser)
    browser.press("Order the change", code=post.code())
    payout = db.scalars(select(Payout)).one()
    if sent:
        payouts.approve(db, payout, by="bok@example.org", now=NOON)
        payouts.note_sent(db, payout, by="bok@example.org", now=NOON)
    else:
        payouts.reject(db, payout, by="bok@example.org", reason="no such account", now=NOON)
    db.flush()

    jobs.settle(db, now=NOON)

    assert the_order(db).state == state
    assert "order_news" in {letter.kind for letter in post.deliver()}
    assert free_credit(db, rich) == Money(3000 if sent else 8000)


@pytest.mark.parametrize(
    ("amount", "account", "says"),
    [
        ("80,01", ACCOUNT, "Your credit is 80.00 zł"),
        ("0", ACCOUNT, "Your credit is 80.00 zł"),
        ("-5", ACCOUNT, "Your credit is 80.00 zł"),
        ("dużo", ACCOUNT, "Type an amount"),
        ("50", "61 1090 1014 0000 0712 1981 287", "has 26 digits, and this one has 25"),
        ("50", "61 1090 1014 0000 0712 1981 2875", "One of the digits is wrong"),
        ("50", "DE89 3704 0044 0532 0130 00", "has only digits"),
    ],
)
def test_what_cannot_be_sent_is_said_at_the_field(
    *, browser: Browser, db: Session, rich: Customer, amount: str, account: str, says: str
) -> None:
    ask_back(browser, amount, account, status=422)

    assert says in browser.text
    assert db.scalars(select(Order)).all() == []


def test_credit_that_went_meanwhile_is_not_sent(browser: Browser, db: Session, rich: Customer, post: Post) -> None:
    ask_back(browser)
    facts: dict[str, Any] = {"form_key": "k", "needs_two_above": Money(50000), "now": NOON, "today": NOON.date()}
    payouts.ask(db, rich, Money(7000), ACCOUNT, **facts)

    browser.press("Order the change", code=post.code(), status=409)

    assert (the_order(db).state, json.loads(the_order(db).asked)["amount"]) == ("draft", "50.00")


def test_without_credit_there_is_nothing_to_order(browser: Browser, anna: Customer) -> None:
    browser.open("/orders/refund")

    assert "There is nothing to send back" in browser.text


def test_one_refund_at_a_time(*, browser: Browser, db: Session, rich: Customer, post: Post) -> None:
    ask_back(browser)
    browser.press("Order the change", code=post.code())

    browser.open("/orders/refund")

    assert "This is waiting already" in browser.text
    assert f"/orders/{the_order(db).number}" in browser.links()
