"""The code that authorises an order: of this order, in this browser, on a SIM that proves something."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from selfcare.catalogue.models import Tariff
from selfcare.customers.models import Customer
from selfcare.lines.models import Line
from selfcare.money import Money
from selfcare.orders.models import Order
from tests import builders
from tests.auth.conftest import Clock
from tests.auth.post import Post
from tests.browser import Browser
from tests.builders import NOON
from tests.orders.steps import ask, review, send_button, the_order


def other_than(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06}"


def states(db: Session) -> list[str]:
    return list(db.scalars(select(Order.state).order_by(Order.id)))


def test_a_wrong_code_is_refused_and_the_right_one_still_good(
    browser: Browser, db: Session, line: Line, larger: Tariff, post: Post
) -> None:
    ask(browser, line, larger)
    code = post.code()

    browser.press("Order the change", code=other_than(code), status=422)
    browser.press("Order the change", code="", status=422)
    browser.press("Order the change", code=code)

    assert states(db) == ["waiting"]


def test_an_old_code_is_refused(
    *, browser: Browser, db: Session, line: Line, larger: Tariff, post: Post, clock: Clock
) -> None:
    ask(browser, line, larger)
    code = post.code()
    clock.move(minutes=10)

    browser.press("Order the change", code=code, status=422)

    assert "no longer valid" in browser.text
    assert states(db) == ["draft"]


def test_changing_anything_voids_the_code(
    *, browser: Browser, db: Session, line: Line, larger: Tariff, post: Post, clock: Clock
) -> None:
    builders.make_tariff(db, "L100", name="Listek 100 GB", monthly_gross=Money(6999))
    ask(browser, line, larger)
    code = post.code()
    first = the_order(db).number
    clock.move(seconds=30)
    ask(browser, line, db.scalars(select(Tariff).where(Tariff.code == "L100")).one())

    browser.press("Order the change", code=code, status=422)
    browser.open(f"/orders/{first}")

    assert states(db) == ["dropped", "draft"]
    assert "not finished" in browser.text


def test_the_code_of_another_order_is_refused(
    *, browser: Browser, db: Session, anna: Customer, line: Line, larger: Tariff, post: Post, clock: Clock
) -> None:
    second = db.scalars(select(Line).where(Line.msisdn == "+48500100201")).one()
    ask(browser, line, larger)
    post.deliver()
    first = the_order(db).number
    clock.move(seconds=30)
    ask(browser, second, larger)
    code = post.code()

    browser.open(f"/orders/{first}").press("Order the change", code=code, status=422)

    assert states(db) == ["draft", "draft"]
    browser.open(f"/orders/{the_order(db).number}").press("Order the change", code=code)
    assert states(db) == ["draft", "waiting"]


def test_a_code_is_good_only_in_the_browser_that_asked_for_it(
    *, app: Flask, browser: Browser, db: Session, anna: Customer, line: Line, larger: Tariff, post: Post
) -> None:
    ask(browser, line, larger)
    code = post.code()
    other = Browser(app, db)
    other.sign_in(anna, login_key=b"by e-mail")

    other.open(f"/orders/{the_order(db).number}")
    assert "no longer valid" in other.text
    other.press("Order the change", code=code, status=422)
    other.press("Send again").press("Order the change", code=post.code())

    assert states(db) == ["waiting"]


@pytest.mark.parametrize("hours", [20, 47])
def test_a_sim_changed_lately_receives_no_code(
    *, browser: Browser, db: Session, line: Line, larger: Tariff, post: Post, hours: int
) -> None:
    review(browser, line, larger)
    line.sim_changed_at = NOON - timedelta(hours=hours)

    browser.press(send_button(browser), accept="y", status=409)
    review(browser, line, larger)

    assert "changed less than 48 hours ago" in browser.text
    assert not browser.page.xpath("//input[@name='accept']")
    assert (states(db), post.deliver()) == ([], [])


def test_a_sim_changed_while_the_code_is_under_way_orders_nothing(
    browser: Browser, db: Session, line: Line, larger: Tariff, post: Post
) -> None:
    ask(browser, line, larger)
    code = post.code()
    line.sim_changed_at = NOON

    browser.press("Order the change", code=code, status=409)

    assert states(db) == ["draft"]


def test_without_a_number_for_the_code_nothing_is_ordered(
    browser: Browser, db: Session, anna: Customer, larger: Tariff
) -> None:
    data_line = db.scalars(select(Line).where(Line.msisdn == "+48500100209")).one()
    data_line.contact_phone = anna.contact_phone = ""
    larger.kind = "data"

    review(browser, data_line, larger)

    assert "We know no number" in browser.text


def test_codes_are_not_sent_faster_than_every_thirty_seconds(
    browser: Browser, line: Line, larger: Tariff, post: Post
) -> None:
    ask(browser, line, larger)

    browser.press("Send again", status=429)

    assert "Retry-After" in browser.response.headers
    assert "asked for a moment ago" in browser.text


def test_a_second_order_at_once_stays_and_gets_its_code_half_a_minute_later(
    *, browser: Browser, db: Session, line: Line, larger: Tariff, post: Post, clock: Clock
) -> None:
    ask(browser, line, larger)
    browser.press("Order the change", code=post.code())
    post.deliver()

    browser.open("/orders/paper").press(send_button(browser))
    assert "You had another code sent a moment ago" in browser.text
    assert browser.page.find(".//input[@name='code']") is None
    assert browser.page.find(".//button[@data-seconds]").get("data-seconds") == "30"

    clock.move(seconds=30)
    browser.press("Send the code")
    browser.press("Order the change", code=post.code())
    assert states(db) == ["waiting", "waiting"]


def test_asking_for_the_same_twice_at_once_is_one_order_with_one_code(
    browser: Browser, db: Session, line: Line, larger: Tariff, post: Post
) -> None:
    ask(browser, line, larger)

    ask(browser, line, larger)

    assert states(db) == ["draft"]
    browser.press("Order the change", code=post.code())
    assert states(db) == ["waiting"]


def test_another_wish_at_once_replaces_the_first_and_its_code(
    *, browser: Browser, db: Session, line: Line, larger: Tariff, tariff: Tariff, post: Post
) -> None:
    other = builders.make_tariff(db, "L90", name="Listek 90 GB")
    ask(browser, line, larger)

    ask(browser, line, other)

    assert states(db) == ["dropped", "draft"]
    assert "You had another code sent a moment ago" in browser.text


def test_ten_wrong_codes_make_one_wait(
    *, browser: Browser, db: Session, line: Line, larger: Tariff, post: Post, clock: Clock
) -> None:
    ask(browser, line, larger)
    for _half in range(2):
        code = post.code()
        for _again in range(5):
            browser.press("Order the change", code=other_than(code), status=422)
        clock.move(seconds=30)
        browser.press("Send again")
    code = post.code()
    browser.press("Order the change", code=other_than(code), status=422)

    browser.press("Order the change", code=code, status=429)

    assert states(db) == ["draft"]


def test_a_placed_order_sends_no_more_codes(
    *, browser: Browser, db: Session, line: Line, larger: Tariff, post: Post, clock: Clock
) -> None:
    ask(browser, line, larger)
    kept, code = browser.page, post.code()
    browser.press("Order the change", code=code)
    clock.move(minutes=1)
    browser.page = kept

    browser.press("Send again", status=409)
