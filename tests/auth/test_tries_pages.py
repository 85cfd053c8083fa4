"""Wrong tries: five per code, ten in a row per login, then a growing delay that is not the owner's own."""

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from selfcare.audit.queries import entries_about
from selfcare.customers.models import Customer
from tests.auth.conftest import PASSWORD, Clock
from tests.auth.post import Post
from tests.auth.steps import LONG_ENOUGH, fail, leave_password_empty, sign_in, to_second_code
from tests.auth.test_codes_pages import another_browser, other_than
from tests.browser import Browser


def test_five_wrong_tries_kill_a_code(browser: Browser, bartek: Customer, post: Post) -> None:
    leave_password_empty(browser, "500100300")
    code = post.code()
    for _ in range(5):
        browser.press("Continue", password=other_than(code), status=422)

    browser.press("Continue", password=code, status=422)

    assert "no longer valid" in browser.text


def test_a_new_code_does_not_reset_the_count(browser: Browser, bartek: Customer, post: Post, clock: Clock) -> None:
    leave_password_empty(browser, "500100300")
    for _ in range(2):
        wrong = other_than(post.code())
        for _ in range(5):
            browser.press("Continue", password=wrong, status=422)
        clock.move(seconds=30)
        browser.press("Send again")

    code = post.code()
    clock.move(seconds=-1)
    browser.press("Continue", password=code, status=429)

    assert browser.response.headers["Retry-After"] == "1"
    clock.move(seconds=1)
    browser.press("Continue", password=code, status=303)


@pytest.mark.parametrize("login", ["500100200", "600600600", "nobody@example.org"])
def test_after_ten_wrong_ones_the_delay_doubles(browser: Browser, anna: Customer, clock: Clock, login: str) -> None:
    fail(browser, login, 10)

    for delay in (30, 60, 120):
        sign_in(browser, login, "wrong wrong wrong", status=429)
        assert browser.response.headers["Retry-After"] == str(delay)
        clock.move(seconds=delay)
        sign_in(browser, login, "wrong wrong wrong", status=422)


def test_the_delay_never_grows_beyond_an_hour(browser: Browser, anna: Customer, clock: Clock) -> None:
    fail(browser, "500100200", 10)
    for _ in range(15):
        clock.move(hours=1)
        fail(browser, "500100200", 1)

    sign_in(browser, "500100200", PASSWORD, status=429)

    assert browser.response.headers["Retry-After"] == "3600"
    assert "60 min" in browser.text


def test_the_right_password_waits_too_and_then_clears_the_count(
    browser: Browser, app: Flask, db: Session, anna: Customer, clock: Clock
) -> None:
    fail(browser, "500100200", 10)
    sign_in(browser, "+48500100200", PASSWORD, status=429)

    clock.move(seconds=30)
    sign_in(browser, "500100200", PASSWORD)

    fail(another_browser(app, db), "500100200", 9)
    sign_in(another_browser(app, db), "500100200", PASSWORD)


def test_codes_and_passwords_are_counted_together(browser: Browser, bartek: Customer, post: Post) -> None:
    fail(browser, "500100300", 6)
    leave_password_empty(browser, "500100300")
    code = post.code()
    for _ in range(4):
        browser.press("Continue", password=other_than(code), status=422)

    browser.press("Continue", password=code, status=429)


def test_wrong_second_codes_are_counted_too(
    browser: Browser, db: Session, bartek: Customer, post: Post, clock: Clock
) -> None:
    fail(browser, "500100300", 5)
    to_second_code(browser, post, "500100300")
    code = post.code()
    for _ in range(5):
        browser.press("Continue", code=other_than(code), status=422)

    browser.press("Continue", code=code, status=429)
    assert browser.response.headers["Retry-After"] == "30"
    assert next(iter(db.scalars(entries_about("1002457")))).what == "sign_in_failed_often"


def test_a_second_code_is_dead_after_five_wrong_tries(
    browser: Browser, bartek: Customer, post: Post, clock: Clock
) -> None:
    to_second_code(browser, post, "500100300")
    code = post.code()
    for _ in range(5):
        browser.press("Continue", code=other_than(code), status=422)
    browser.press("Continue", code=code, status=422)

    clock.move(seconds=30)
    browser.press("Send again")
    browser.press("Continue", code=post.code(), status=303)


def test_a_stranger_does_not_lock_the_owner_out(
    browser: Browser, app: Flask, db: Session, anna: Customer, clock: Clock
) -> None:
    sign_in(browser, "500100200", PASSWORD)
    fail(another_browser(app, db), "500100200", 10)
    sign_in(another_browser(app, db), "500100200", PASSWORD, status=429)

    clock.move(hours=12)
    fail(another_browser(app, db), "500100200", 1)
    sign_in(another_browser(app, db), "500100200", PASSWORD, status=429)
    sign_in(browser, "500100200", PASSWORD)


def test_the_owners_own_browser_has_a_count_of_its_own(
    browser: Browser, app: Flask, db: Session, anna: Customer, clock: Clock
) -> None:
    sign_in(browser, "500100200", PASSWORD)
    clock.move(hours=12)
    fail(another_browser(app, db), "500100200", 10)

    fail(browser, "500100200", 10)
    sign_in(browser, "500100200", PASSWORD, status=429)
    clock.move(seconds=30)
    sign_in(browser, "500100200", PASSWORD)

    sign_in(another_browser(app, db), "500100200", PASSWORD)


@pytest.mark.usefixtures("anna", "bartek", "clock")
def test_somebody_elses_known_browser_has_to_wait(browser: Browser, app: Flask, db: Session, post: Post) -> None:
    to_second_code(browser, post, "500100300")
    browser.press("Continue", code=post.code())
    assert browser.cookie("__Host-device")
    fail(another_browser(app, db), "500100200", 10)

    sign_in(browser, "500100200", PASSWORD, status=429)
    sign_in(browser, "500100300", LONG_ENOUGH)


@pytest.mark.usefixtures("anna")
def test_a_reset_on_the_owners_browser_does_not_wait_for_a_stranger(
    browser: Browser, app: Flask, db: Session, post: Post, clock: Clock
) -> None:
    sign_in(browser, "500100200", PASSWORD)
    post.deliver()
    clock.move(hours=12)
    fail(another_browser(app, db), "500100200", 10)
    post.deliver()

    to_second_code(browser, post, "500100200")
    browser.press("Continue", code=post.code())

    assert browser.address == "/login?done=password"


def test_ten_wrong_tries_are_written_down_for_a_known_login_only(
    browser: Browser, db: Session, anna: Customer, post: Post
) -> None:
    fail(browser, "600600600", 10)
    fail(browser, "500100200", 10)

    assert post.deliver() == []
    assert [entry.what for entry in db.scalars(entries_about("1002456"))] == ["sign_in_failed_often"]
    assert list(db.scalars(entries_about(""))) == []
