"""The first sign-in and the reset, step by step (domain.md §2)."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from selfcare.audit.queries import entries_about
from selfcare.auth.models import SessionRow
from selfcare.customers.models import Customer
from selfcare.lines.models import Line
from tests.auth.conftest import PASSWORD, Clock
from tests.auth.post import Post
from tests.auth.steps import LONG_ENOUGH, leave_password_empty, sign_in, to_new_password, to_second_code
from tests.browser import Browser
from tests.builders import NOON, make_line

WHERE = {"sms": "+48500100300", "email": "bartek@example.org"}


@pytest.mark.parametrize(("login", "first"), [("500 100 300", "sms"), (" Bartek@Example.org ", "email")])
@pytest.mark.usefixtures("bartek")
def test_all_nine_steps(browser: Browser, db: Session, post: Post, login: str, first: str) -> None:
    second = {"sms": "email", "email": "sms"}[first]

    browser.open("/login")
    browser.press("Sign in", login=login, password="")
    assert "already on its way" in browser.text
    (letter,) = post.deliver()
    assert (letter.channel, letter.to, letter.kind) == (first, WHERE[first], "one_time_password")
    browser.press("Continue", password=letter.code)
    assert browser.address == "/login/new-password"
    browser.press("Set the password", new_password=LONG_ENOUGH, repeat_password=LONG_ENOUGH)
    assert browser.address == "/login/confirm"
    (letter,) = post.deliver()
    assert (letter.channel, letter.to, letter.kind) == (second, WHERE[second], "second_code")
    browser.press("Continue", code=letter.code)
    assert browser.address == "/login?done=password"
    assert "The password is set" in browser.text
    browser.press("Sign in", login=login, password=LONG_ENOUGH, status=303)

    assert browser.response.location == "/"
    written = [entry.what for entry in db.scalars(entries_about("1002457"))]
    assert written == ["signed_in", "password_changed", "code_sent", "code_sent"]


@pytest.mark.parametrize("login", ["500-100-300", "+48500100300", "0048 500 100 300", " 500 100 300 ", "48500100300"])
def test_numbers_are_taken_as_people_write_them(browser: Browser, bartek: Customer, post: Post, login: str) -> None:
    leave_password_empty(browser, login)

    (letter,) = post.deliver()
    assert letter.to == "+48500100300"


def test_the_code_field_is_made_for_phones_and_shows_the_login_again(browser: Browser, bartek: Customer) -> None:
    leave_password_empty(browser, "500 100 300")

    field = browser.page.get_element_by_id("password")
    assert (field.get("name"), field.get("inputmode")) == ("password", "numeric")
    assert field.get("autocomplete") == "one-time-code"
    assert field.get("required") is None
    assert browser.page.get_element_by_id("login").get("value") == "500 100 300"
    assert "until 12:10" in browser.text


def test_a_customer_with_a_password_resets_it_by_the_same_road(
    browser: Browser, db: Session, anna: Customer, post: Post
) -> None:
    sign_in(browser, "anna@example.org", PASSWORD)
    post.deliver()

    browser.forget_cookies()
    browser.speak("en")
    to_second_code(browser, post, "anna@example.org")
    (second,) = post.deliver()
    browser.press("Continue", code=second.code)

    told = [(letter.channel, letter.kind) for letter in post.deliver()]
    assert sorted(told) == [("email", "password_changed"), ("sms", "password_changed")]
    sign_in(browser, "anna@example.org", PASSWORD, status=422)
    sign_in(browser, "anna@example.org", LONG_ENOUGH)
    assert db.scalars(select(SessionRow.ended_at).order_by(SessionRow.id)).first() == NOON


def test_the_permanent_password_may_be_typed_in_the_code_field(browser: Browser, anna: Customer, post: Post) -> None:
    leave_password_empty(browser, "anna@example.org")

    browser.press("Continue", password=PASSWORD, status=303)

    assert browser.response.location == "/"


def test_a_code_may_be_pasted_with_spaces(browser: Browser, bartek: Customer, post: Post) -> None:
    leave_password_empty(browser, "500100300")
    code = post.code()

    browser.press("Continue", password=f" {code[:3]} {code[3:]} ", status=303)

    assert browser.response.location == "/login/new-password"


def test_the_wanted_page_is_not_forgotten_on_the_long_road(browser: Browser, bartek: Customer, post: Post) -> None:
    browser.open("/login?next=/invoices?year=2025")
    browser.press("Sign in", login="500100300", password="")
    browser.press("Continue", password=post.code())
    browser.press("Set the password", new_password=LONG_ENOUGH, repeat_password=LONG_ENOUGH)
    browser.press("Continue", code=post.code())
    browser.press("Sign in", login="500100300", password=LONG_ENOUGH, status=303)

    assert browser.response.location == "/invoices?year=2025"


def test_the_token_changes_with_the_first_code_and_is_gone_after_the_second(
    browser: Browser, bartek: Customer, post: Post
) -> None:
    leave_password_empty(browser, "500100300")
    first = browser.cookie("__Host-sid")
    browser.press("Continue", password=post.code())
    second = browser.cookie("__Host-sid")
    browser.press("Set the password", new_password=LONG_ENOUGH, repeat_password=LONG_ENOUGH)
    browser.press("Continue", code=post.code())

    assert first
    assert second
    assert first != second
    assert browser.cookie("__Host-sid") is None


def test_pages_of_the_road_cannot_be_opened_out_of_turn(browser: Browser, bartek: Customer, post: Post) -> None:
    for address in ("/login/new-password", "/login/confirm"):
        assert browser.open(address, status=303).response.location == "/login"

    to_new_password(browser, post, "500100300")
    assert browser.open("/login/confirm", status=303).response.location == "/login/new-password"
    assert browser.open("/", status=302).response.location == "/login"

    browser.open("/login/new-password")
    browser.press("Set the password", new_password=LONG_ENOUGH, repeat_password=LONG_ENOUGH)
    assert browser.open("/login/new-password", status=303).response.location == "/login/confirm"


def test_every_step_waits_half_an_hour_at_most(browser: Browser, bartek: Customer, post: Post, clock: Clock) -> None:
    to_new_password(browser, post, "500100300")

    clock.move(minutes=31)

    assert browser.open("/login/new-password", status=303).response.location == "/login"


def test_a_number_that_moved_on_the_way_leads_nowhere(
    browser: Browser, db: Session, anna: Customer, bartek: Customer, post: Post
) -> None:
    leave_password_empty(browser, "500100300")
    code = post.code()
    line = db.scalars(select(Line).where(Line.msisdn == "+48500100300")).one()
    line.ended_at = NOON
    db.flush()
    make_line(db, anna, "+48500100300", main=True)

    browser.press("Continue", password=code, status=422)
