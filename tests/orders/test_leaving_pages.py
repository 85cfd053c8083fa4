"""Ending a contract, and handing a number over, as the customer does it."""

from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from selfcare.customers.models import Customer
from selfcare.documents.models import Document
from selfcare.lines.models import Line
from selfcare.money import Money
from selfcare.orders import jobs
from selfcare.orders.models import Order
from tests.auth.conftest import Clock
from tests.auth.post import Post
from tests.browser import Browser
from tests.builders import NOON
from tests.orders.steps import send_button, the_order

TAKER: dict[str, Any] = {"name": "Celina Nowak", "email": "celina@example.org", "phone": "600 700 800"}


@pytest.fixture
def bound(line: Line) -> Line:
    """A contract for a time."""
    line.contract_until, line.termination_fee = date(2027, 10, 31), Money(24000)
    return line


def ask_to_end(browser: Browser, line: Line, how: str = "soon", status: int = 200) -> None:
    browser.open(f"/orders/termination?line={line.id}")
    browser.press(send_button(browser), how=how, accept="y", status=status)


def test_the_page_says_both_days_and_what_each_costs(browser: Browser, bound: Line) -> None:
    browser.open(f"/orders/termination?line={bound.id}")

    for fact in (
        "25 December 2026",
        "240.00 zł",
        "31 October 2027",
        "0.00 zł",
        "25 January 2027",
        "he ends the contract",
    ):
        assert fact in browser.text
    assert f"/tariffs?line={bound.id}" in browser.links()


def test_a_contract_is_ended_with_a_code(*, browser: Browser, db: Session, bound: Line, post: Post) -> None:
    ask_to_end(browser, bound)
    [letter] = post.deliver()
    assert letter.facts["what"] == "end of the contract for 500100200"

    browser.press("Order the change", code=letter.code)

    order = the_order(db)
    assert (order.state, order.price, order.effective_on) == ("waiting", Money(24000), date(2026, 12, 26))
    assert "The number works until 25 December 2026" in browser.text
    sent = post.deliver()
    assert {(letter.channel, letter.kind) for letter in sent} == {("sms", "order_receipt"), ("email", "order_receipt")}
    kept = db.scalars(select(Document).where(Document.subject == f"order/{order.id}")).one()
    assert kept.content.startswith(b"%PDF")


def test_it_can_be_withdrawn_until_the_last_day(
    *, browser: Browser, db: Session, line: Line, post: Post, clock: Clock, anna: Customer
) -> None:
    ask_to_end(browser, line)
    browser.press("Order the change", code=post.code())
    clock.move(days=30)
    browser.sign_in(anna)

    browser.open(f"/orders/{the_order(db).number}").press("Cancel the change")

    assert the_order(db).state == "cancelled"
    assert "The contract goes on as before" in browser.text


@pytest.mark.parametrize("ended", [True, False], ids=["billing ended it", "only the day has come"])
def test_it_is_done_when_the_line_has_ended_or_the_day_is_over(
    *, browser: Browser, db: Session, line: Line, post: Post, clock: Clock, ended: bool
) -> None:
    ask_to_end(browser, line)
    browser.press("Order the change", code=post.code())
    clock.move(days=10 if ended else 31)
    line.ended_at = clock.now if ended else None
    db.flush()

    jobs.settle(db, now=clock.now)

    assert (the_order(db).state, the_order(db).reason) == ("done", "feed" if ended else "date")
    assert "order_news" in {letter.kind for letter in post.deliver()}


def test_another_fee_or_another_day_meanwhile_orders_nothing(
    *, browser: Browser, db: Session, bound: Line, post: Post, clock: Clock
) -> None:
    browser.open(f"/orders/termination?line={bound.id}")
    bound.termination_fee = Money(20000)
    browser.press(send_button(browser), how="soon", accept="y", status=409)
    ask_to_end(browser, bound)
    clock.move(minutes=9)
    bound.termination_fee = Money(10000)

    browser.press("Order the change", code=post.code(), status=409)

    assert the_order(db).state == "draft"


@pytest.mark.parametrize(
    ("altered", "status"),
    [({"read": "soon=2026-12-25/0.00"}, 409), ({"read": ""}, 409), ({"how": "now"}, 422), ({"accept": ""}, 422)],
)
def test_an_altered_form_ends_nothing(
    browser: Browser, db: Session, bound: Line, altered: dict[str, Any], status: int
) -> None:
    browser.open(f"/orders/termination?line={bound.id}")

    browser.press(send_button(browser), **({"how": "soon", "accept": "y"} | altered), status=status)

    assert db.scalars(select(Order)).all() == []


@pytest.mark.parametrize("page", ["termination", "assignment"])
def test_a_line_of_somebody_else_is_not_there(browser: Browser, db: Session, bartek: Customer, page: str) -> None:
    theirs = db.scalars(select(Line).where(Line.customer_id == bartek.id)).one()

    browser.open(f"/orders/{page}?line={theirs.id}", status=404)
    browser.open(f"/orders/{page}?line=x", status=404)
    browser.open(f"/orders/{page}")

    assert "Which number is it about?" in browser.text
    assert f"/orders/{page}?line={theirs.id}" not in browser.links()


def test_pressing_twice_and_going_back_end_it_once(
    *, app: Flask, browser: Browser, db: Session, line: Line, post: Post, clock: Clock
) -> None:
    ask_to_end(browser, line)
    draft, code = browser.address, post.code()
    browser.press("Order the change", code=code)
    clock.move(seconds=31)

    browser.open(draft)
    assert browser.address == draft
    ask_again = browser.open(f"/orders/termination?line={line.id}")

    assert "This is waiting already" in ask_again.text
    assert len(db.scalars(select(Order).where(Order.state == "waiting")).all()) == 1


def test_an_assignment_waits_for_staff(*, browser: Browser, db: Session, line: Line, post: Post) -> None:
    browser.open(f"/orders/assignment?line={line.id}")
    browser.press(send_button(browser), **TAKER)
    browser.press("Order the change", code=post.code())

    order = the_order(db)
    assert (order.state, order.waits_for, order.facts["phone"]) == ("waiting", "staff", "+48600700800")
    assert "Customer service sends you both the agreement" in browser.text
    assert browser.open(f"/orders/{order.number}/receipt.pdf").response.data.startswith(b"%PDF")
    browser.open(f"/orders/{order.number}")
    browser.press("Cancel the change")
    assert order.state == "cancelled"


@pytest.mark.parametrize(
    ("facts", "status"),
    [
        ({"name": ""}, 422),
        ({"email": "celina"}, 422),
        ({"phone": "12"}, 422),
        ({"email": "ANNA@example.org"}, 409),
        ({"phone": "500100200"}, 409),
    ],
)
def test_whoever_takes_it_over_must_be_somebody_else(
    browser: Browser, db: Session, line: Line, facts: dict[str, Any], status: int
) -> None:
    browser.open(f"/orders/assignment?line={line.id}")

    browser.press(send_button(browser), **(TAKER | facts), status=status)

    assert db.scalars(select(Order)).all() == []


@pytest.mark.parametrize(("moved", "state"), [(True, "done"), (False, "rejected")])
def test_the_feed_says_when_the_number_has_its_new_holder(
    *, browser: Browser, db: Session, line: Line, post: Post, bartek: Customer, moved: bool, state: str
) -> None:
    browser.open(f"/orders/assignment?line={line.id}")
    browser.press(send_button(browser), **TAKER)
    browser.press("Order the change", code=post.code())
    line.ended_at = NOON
    db.flush()
    if moved:
        db.add(Line(customer_id=bartek.id, msisdn=line.msisdn, kind="voice", activated_on=NOON.date(), status="active"))
    db.flush()

    jobs.settle(db, now=NOON)

    assert the_order(db).state == state
    assert "order_news" in {letter.kind for letter in post.deliver()}


@pytest.mark.parametrize("page", ["termination", "assignment", "paper"])
def test_a_sim_changed_20_hours_ago_orders_nothing(
    *, browser: Browser, db: Session, line: Line, post: Post, page: str
) -> None:
    address = f"/orders/{page}?line={line.id}"
    browser.open(address)
    line.sim_changed_at = NOON - timedelta(hours=20)
    filled = {"termination": {"how": "soon", "accept": "y"}, "assignment": TAKER, "paper": {}}[page]

    browser.press(send_button(browser), **filled, status=409)
    browser.open(address)

    assert "changed less than 48 hours ago" in browser.text
    assert (post.deliver(), db.scalars(select(Order)).all()) == ([], [])


def test_an_only_line_needs_no_choice(browser: Browser, bartek: Customer) -> None:
    bartek.chosen_language = "en"
    browser.sign_in(bartek)

    for page in ("termination", "assignment"):
        browser.open(f"/orders/{page}")
        assert "500 100 300" in browser.text
