"""Where an order must not be taken."""

from datetime import date
from typing import Any

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
from tests.orders.steps import ask, order, review, send_button, the_order


def hidden(browser: Browser, name: str) -> Any:
    return browser.page.xpath("//main//input[@name=$name]", name=name)[0]


def states(db: Session) -> list[str]:
    return list(db.scalars(select(Order.state).order_by(Order.id)))


@pytest.mark.parametrize("number", ["0", str(2**63), "1" * 40, "x", "-1"])
def test_a_line_that_is_not_there_is_not_found(browser: Browser, number: str) -> None:
    browser.open(f"/orders/tariff-change?line={number}", status=404)


def test_someone_elses_line_is_not_found(
    browser: Browser, db: Session, bartek: Customer, line: Line, larger: Tariff
) -> None:
    theirs = db.scalars(select(Line).where(Line.customer_id == bartek.id)).one()

    browser.open(f"/orders/tariff-change?line={theirs.id}", status=404)
    review(browser, line, larger)
    hidden(browser, "line").set("value", str(theirs.id))
    browser.press(send_button(browser), accept="y", status=404)

    assert states(db) == []


def test_a_form_without_a_line_is_not_found(browser: Browser, line: Line, larger: Tariff) -> None:
    review(browser, line, larger)

    browser.press(send_button(browser), accept="y", line="", status=404)


def test_someone_elses_order_is_not_found(
    *, app: Flask, browser: Browser, db: Session, bartek: Customer, line: Line, larger: Tariff, post: Post
) -> None:
    order(browser, post, line, larger)
    stranger = Browser(app, db)
    stranger.sign_in(bartek)

    number = the_order(db).number

    stranger.open(f"/orders/{number}", status=404)
    stranger.open(f"/orders/{number}/receipt.pdf", status=404)
    stranger.open("/orders")
    assert number not in "".join(stranger.links())


@pytest.mark.parametrize("facts", [{"available_to": date(2026, 11, 24)}, {"kind": "data"}])
def test_what_is_not_on_sale_is_refused(
    browser: Browser, db: Session, line: Line, larger: Tariff, facts: dict[str, object]
) -> None:
    review(browser, line, larger)
    for name, value in facts.items():
        setattr(larger, name, value)

    browser.press(send_button(browser), accept="y", status=409)

    assert "not on sale" in browser.notice
    browser.open(f"/orders/tariff-change?line={line.id}&tariff=L60", status=409)
    assert states(db) == []


def test_todays_tariff_is_refused(browser: Browser, line: Line, larger: Tariff) -> None:
    browser.open(f"/orders/tariff-change?line={line.id}&tariff=L30", status=409)
    assert "has this tariff already" in browser.notice

    review(browser, line, larger)
    browser.press(send_button(browser), accept="y", tariff="L30", status=409)


@pytest.mark.parametrize(("field", "value"), [("terms", "0" * 64), ("day", "2026-11-26"), ("terms", "")])
def test_an_altered_form_is_refused(
    *, browser: Browser, db: Session, line: Line, larger: Tariff, field: str, value: str
) -> None:
    review(browser, line, larger)

    hidden(browser, field).set("value", value)
    browser.press(send_button(browser), accept="y", status=409)

    assert "Read them again" in browser.notice
    assert states(db) == []


def test_terms_that_change_after_they_were_read_are_refused(
    browser: Browser, db: Session, line: Line, larger: Tariff, post: Post
) -> None:
    ask(browser, line, larger)
    code = post.code()
    larger.monthly_gross = Money(5999)

    browser.press("Order the change", code=code, status=409)

    assert "Read them again" in browser.notice
    assert states(db) == ["draft"]


def test_a_line_that_changed_after_it_was_read_is_refused(
    browser: Browser, db: Session, line: Line, larger: Tariff, post: Post
) -> None:
    ask(browser, line, larger)
    code = post.code()
    line.tariff_id = builders.make_tariff(db, "L10").id

    browser.press("Order the change", code=code, status=409)

    assert states(db) == ["draft"]


@pytest.mark.parametrize("what", ["ended", "another holder"])
def test_a_number_that_is_gone_is_not_ordered_for(
    *, browser: Browser, db: Session, line: Line, bartek: Customer, post: Post, what: str
) -> None:
    browser.open(f"/orders/termination?line={line.id}")
    browser.press(send_button(browser), how="soon", accept="y")
    code = post.code()
    if what == "ended":
        line.ended_at = NOON
    else:
        line.customer = bartek
    db.flush()

    browser.press("Order the change", code=code, status=409)

    assert states(db) == ["draft"]
    assert "belongs to somebody else now" in browser.text


def test_one_change_waits_for_a_line(browser: Browser, db: Session, line: Line, larger: Tariff, post: Post) -> None:
    review(browser, line, larger)
    kept = browser.page
    order(browser, post, line, larger)

    browser.page = kept  # back, and sent once more
    browser.press(send_button(browser), accept="y", status=409)
    assert "already waiting" in browser.notice
    review(browser, line, larger)
    assert "A change already waits" in browser.text
    assert not browser.page.xpath("//input[@name='accept']")
    assert states(db) == ["waiting"]


def test_a_double_press_places_one_order(browser: Browser, db: Session, line: Line, larger: Tariff, post: Post) -> None:
    ask(browser, line, larger)
    code = post.code()
    kept = browser.page
    browser.press("Order the change", code=code)

    browser.page = kept
    browser.press("Order the change", code=code)

    assert "The order is placed" in browser.text
    assert states(db) == ["waiting"]
    assert sorted(letter.channel for letter in post.deliver()) == ["email", "sms"]


def test_two_drafts_in_two_browsers_become_one_order(
    *, app: Flask, browser: Browser, db: Session, anna: Customer, line: Line, larger: Tariff, post: Post
) -> None:
    ask(browser, line, larger)
    code = post.code()
    other = Browser(app, db)
    other.sign_in(anna, login_key=b"by e-mail")
    order(other, post, line, larger)

    browser.press("Order the change", code=code, status=409)

    assert states(db) == ["dropped", "waiting"]


def test_it_is_too_late_on_its_day(
    *, browser: Browser, db: Session, line: Line, larger: Tariff, post: Post, clock: Clock
) -> None:
    order(browser, post, line, larger)
    clock.move(days=5, hours=12)  # midnight of 1 December in Warsaw
    browser.sign_in(line.customer)

    browser.press("Cancel the change", status=409)

    assert "too late" in browser.notice
    assert states(db) == ["waiting"]


def test_cancelling_twice_changes_nothing(
    browser: Browser, db: Session, line: Line, larger: Tariff, post: Post
) -> None:
    order(browser, post, line, larger)
    post.deliver()
    kept = browser.page
    browser.press("Cancel the change")
    browser.page = kept

    browser.press("Cancel the change")

    assert states(db) == ["cancelled"]
    assert len(post.deliver()) == 2


def test_what_was_never_placed_has_no_receipt(browser: Browser, db: Session, line: Line, larger: Tariff) -> None:
    ask(browser, line, larger)

    browser.open(f"/orders/{the_order(db).number}/receipt.pdf", status=404)


def test_a_code_typed_after_the_day_has_changed_orders_nothing(
    *, browser: Browser, db: Session, line: Line, larger: Tariff, post: Post, clock: Clock
) -> None:
    clock.move(days=5, hours=11, minutes=58)  # 30 November, 23:58 in Warsaw
    browser.sign_in(line.customer)
    ask(browser, line, larger)
    code = post.code()
    clock.move(minutes=3)

    browser.press("Order the change", code=code, status=409)

    assert the_order(db).effective_on == date(2026, 12, 1)
    assert states(db) == ["draft"]
