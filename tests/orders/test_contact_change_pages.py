"""Another e-mail or contact number: who is asking, both codes, and that it holds at once."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from selfcare.customers.models import Customer
from selfcare.lines.models import Line
from selfcare.orders import contact_jobs
from selfcare.orders.contact_models import ContactChange
from selfcare.orders.models import Order
from tests import builders
from tests.auth.conftest import Clock
from tests.auth.post import Post
from tests.browser import Browser
from tests.builders import NOON
from tests.orders.contact_steps import NEW, NEW_NUMBER, ask, change, codes, way_back_in
from tests.orders.steps import the_order


@pytest.fixture
def browser(app: Flask, db: Session, anna: Customer) -> Browser:
    """Anna has just typed her password and a code."""
    browser = Browser(app, db)
    browser.sign_in(anna, confirmed_at=NOON)
    return browser


def test_password_and_code_come_first(app: Flask, db: Session, anna: Customer, post: Post) -> None:
    browser = Browser(app, db)
    browser.sign_in(anna)

    browser.open("/orders/contact-change/email", status=302)
    assert browser.response.location == "/prove?next=/orders/contact-change/email"
    browser.open("/orders/contact-change/email")
    assert "Before one of them changes" in browser.text
    browser.open("/orders/contact-change/shoe-size", status=404)


def test_a_form_kept_open_too_long_asks_for_the_proof_again(
    *, browser: Browser, db: Session, post: Post, clock: Clock
) -> None:
    browser.open("/orders/contact-change/email")
    clock.move(minutes=16)

    browser.press("Send the codes", wanted=NEW)

    assert browser.address.startswith("/prove")
    assert (post.deliver(), db.scalars(select(ContactChange)).all()) == ([], [])


def test_both_codes_change_the_email_at_once(*, browser: Browser, db: Session, anna: Customer, post: Post) -> None:
    ask(browser, " Anna.Nowak@Example.net ")
    letters = post.deliver()
    assert {(letter.channel, letter.to, letter.kind) for letter in letters} == {
        ("email", NEW, "contact_new_code"),
        ("email", "anna@example.org", "contact_old_code"),
    }
    assert anna.email == "anna@example.org"

    browser.press("Confirm the change", new=letters[0].code, old=letters[1].code)

    order = the_order(db)
    assert (anna.email, order.kind, order.state, order.waits_for) == (NEW, "contact_change", "waiting", "operator")
    assert "It holds already" in browser.text
    assert browser.open(f"/orders/{order.number}/receipt.pdf").response.data.startswith(b"%PDF")
    told = {(letter.to, letter.kind) for letter in post.deliver()}
    assert told == {
        ("anna@example.org", "contact_way_back"),
        (NEW, "order_receipt"),
        ("+48500100200", "order_receipt"),
    }


def test_a_contact_number_is_proved_by_sms(*, browser: Browser, anna: Customer, post: Post) -> None:
    ask(browser, "600 700 800", "phone")
    letters = post.deliver()
    assert {(letter.channel, letter.to) for letter in letters} == {("sms", NEW_NUMBER), ("sms", "+48500100200")}

    browser.press("Confirm the change", new=letters[0].code, old=letters[1].code)

    assert anna.contact_phone == NEW_NUMBER
    assert way_back_in(post.deliver())[0].to == "+48500100200"


def test_where_there_was_none_the_new_one_alone_is_proved(*, browser: Browser, anna: Customer, post: Post) -> None:
    anna.email = ""
    ask(browser)
    [letter] = post.deliver()

    browser.press("Confirm the change", new=letter.code)

    assert anna.email == NEW
    assert way_back_in(post.deliver())[0].to == "+48500100200"


def test_one_right_code_is_not_enough_but_stays_right(*, browser: Browser, anna: Customer, post: Post) -> None:
    ask(browser)
    typed = codes(post)

    browser.press("Confirm the change", new=typed["new"], old="000000", status=422)
    assert anna.email == "anna@example.org"
    assert not browser.page.xpath("//input[@name='new']")
    browser.press("Confirm the change", old="", status=422)
    browser.press("Confirm the change", old=typed["old"])

    assert anna.email == NEW


def test_the_codes_of_the_two_are_not_exchangeable(*, browser: Browser, anna: Customer, post: Post) -> None:
    ask(browser)
    typed = codes(post)

    browser.press("Confirm the change", new=typed["old"], old=typed["new"], status=422)

    assert anna.email == "anna@example.org"


def test_an_old_code_is_refused_and_a_new_one_voids_it(
    *, browser: Browser, anna: Customer, post: Post, clock: Clock
) -> None:
    ask(browser)
    old = codes(post)
    browser.press("Send again", status=429)
    clock.move(seconds=31)
    browser.press("Send again")
    browser.press("Confirm the change", **old, status=422)
    clock.move(minutes=10)

    browser.press("Confirm the change", **codes(post), status=422)

    assert anna.email == "anna@example.org"


def test_changing_the_wish_voids_the_codes(
    *, browser: Browser, db: Session, anna: Customer, post: Post, clock: Clock
) -> None:
    ask(browser)
    first, typed = browser.address, codes(post)
    clock.move(seconds=31)
    ask(browser, "other@example.net")
    browser.press("Confirm the change", **typed, status=422)

    browser.open(first)

    assert browser.address == "/orders/contact-change/email"
    assert anna.email == "anna@example.org"


def test_codes_are_good_only_in_the_browser_that_asked(
    *, app: Flask, browser: Browser, db: Session, anna: Customer, post: Post
) -> None:
    ask(browser)
    address, typed = browser.address, codes(post)
    other = Browser(app, db)
    other.sign_in(anna, confirmed_at=NOON)

    other.open(address)
    assert "begun in another browser" in other.text
    other.press("Confirm the change", **typed, status=409)

    assert anna.email == "anna@example.org"


def test_somebody_elses_change_is_not_there(*, browser: Browser, bartek: Customer, post: Post) -> None:
    ask(browser)
    address = browser.address
    browser.sign_in(bartek, confirmed_at=NOON)

    browser.open(address, status=404)


def test_pressing_twice_changes_once(*, browser: Browser, db: Session, post: Post) -> None:
    ask(browser)
    address, typed = browser.address, codes(post)
    page = browser.page
    browser.press("Confirm the change", **typed)
    browser.page, browser.address = page, address

    browser.press("Confirm the change", **typed)

    assert browser.address.startswith(f"/orders/{the_order(db).number}")
    assert len(db.scalars(select(Order)).all()) == 1


@pytest.mark.parametrize(
    ("what", "wanted"), [("email", "anna"), ("email", ""), ("phone", "12"), ("phone", "+4930123456")]
)
def test_what_cannot_be_one_is_a_mistake(browser: Browser, db: Session, what: str, wanted: str) -> None:
    ask(browser, wanted, what, status=422)

    assert db.scalars(select(ContactChange)).all() == []


def test_what_holds_already_is_no_change(browser: Browser) -> None:
    ask(browser, "anna@example.org", status=409)


def test_whoever_else_has_that_address_the_answer_is_the_same(
    *, browser: Browser, bartek: Customer, post: Post, clock: Clock
) -> None:
    ask(browser, "nobody@example.net")
    unknown = browser.text.replace("nobody@example.net", "X")
    clock.move(seconds=31)
    ask(browser, bartek.email)

    assert browser.text.replace(bartek.email, "X") == unknown


@pytest.mark.parametrize("what", ["email", "phone"])
def test_a_sim_changed_lately_changes_nothing(*, browser: Browser, line: Line, post: Post, what: str) -> None:
    line.sim_changed_at = NOON - timedelta(hours=20)

    ask(browser, NEW if what == "email" else NEW_NUMBER, what, status=409)

    assert post.deliver() == []


def test_a_sim_changed_meanwhile_changes_nothing(*, browser: Browser, anna: Customer, line: Line, post: Post) -> None:
    ask(browser)
    typed = codes(post)
    line.sim_changed_at = NOON

    browser.press("Confirm the change", **typed, status=409)

    assert anna.email == "anna@example.org"


def test_a_new_number_whose_sim_was_changed_lately_proves_nothing(
    *, browser: Browser, db: Session, bartek: Customer, post: Post
) -> None:
    builders.make_line(db, bartek, NEW_NUMBER, sim_changed_at=NOON - timedelta(hours=1))

    ask(browser, NEW_NUMBER, "phone", status=409)


def test_another_value_from_the_feed_meanwhile_voids_it(*, browser: Browser, anna: Customer, post: Post) -> None:
    ask(browser)
    typed = codes(post)
    anna.email = "from.the.feed@example.org"

    browser.press("Confirm the change", **typed, status=409)

    assert anna.email == "from.the.feed@example.org"


def test_five_a_day_are_enough(*, browser: Browser, post: Post, clock: Clock, anna: Customer) -> None:
    for number in range(5):
        ask(browser, f"a{number}@example.net")
        clock.move(hours=1)
        browser.sign_in(anna, confirmed_at=clock.now)

    ask(browser, "a6@example.net", status=429)

    assert "often enough for today" in browser.text
    assert int(browser.response.headers["Retry-After"]) == 19 * 3600


def test_wrong_codes_are_counted_over_all_changes(
    *, browser: Browser, anna: Customer, post: Post, clock: Clock
) -> None:
    for number in range(2):
        ask(browser, f"a{number}@example.net")
        clock.move(seconds=31)
        for _ in range(5):
            browser.press("Confirm the change", new="000000", old="000000", status=422)
    ask(browser)

    browser.press("Confirm the change", **codes(post), status=429)

    assert anna.email == "anna@example.org"


def test_a_wish_can_be_left_and_is_forgotten(*, browser: Browser, db: Session, post: Post, clock: Clock) -> None:
    ask(browser)
    browser.press("Leave everything as it is")
    assert browser.address == "/account/contact"
    assert post.deliver() == []

    contact_jobs.forget_unproved(db, now=clock.now + timedelta(days=3))

    assert db.scalars(select(ContactChange)).all() == []


def test_one_change_at_a_time_waits_for_billing(*, browser: Browser, db: Session, post: Post, clock: Clock) -> None:
    change(browser, post)
    clock.move(seconds=31)

    browser.open("/orders/contact-change/email")

    assert "on its way to our billing" in browser.text
    assert f"/orders/{the_order(db).number}" in browser.links()
