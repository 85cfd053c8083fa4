"""A code is good for one session and one purpose, once, for ten minutes, and only the newest one."""

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from selfcare.auth.models import Code
from selfcare.customers.models import Customer
from selfcare.outbox.models import Task
from tests.auth.conftest import Clock
from tests.auth.post import Post
from tests.auth.steps import LONG_ENOUGH, leave_password_empty, to_second_code
from tests.browser import Browser


def another_browser(app: Flask, db: Session) -> Browser:
    browser = Browser(app, db)
    browser.speak("en")
    return browser


def other_than(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06}"


def test_a_wrong_code_is_refused_and_the_right_one_still_good(browser: Browser, bartek: Customer, post: Post) -> None:
    leave_password_empty(browser, "500100300")
    code = post.code()

    browser.press("Continue", password=other_than(code), status=422)
    assert browser.page.get_element_by_id("password").get("aria-invalid") == "true"
    browser.press("Continue", password=code, status=303)


def test_a_code_dies_after_ten_minutes(browser: Browser, bartek: Customer, post: Post, clock: Clock) -> None:
    leave_password_empty(browser, "500100300")
    code = post.code()

    clock.move(minutes=10)
    browser.press("Continue", password=code, status=422)

    browser.open("/login")
    assert "no longer valid" in browser.text


def test_a_code_is_good_until_the_last_second(browser: Browser, bartek: Customer, post: Post, clock: Clock) -> None:
    leave_password_empty(browser, "500100300")
    code = post.code()

    clock.move(minutes=10, seconds=-1)

    browser.press("Continue", password=code, status=303)


def test_a_newer_code_kills_the_older(browser: Browser, bartek: Customer, post: Post, clock: Clock) -> None:
    leave_password_empty(browser, "500100300")
    older = post.code()
    clock.move(seconds=30)
    browser.press("Send again")
    newer = post.code()

    if older != newer:
        browser.press("Continue", password=older, status=422)
    browser.press("Continue", password=newer, status=303)


@pytest.mark.usefixtures("bartek")
def test_a_newer_code_kills_the_older_of_another_browser(
    browser: Browser, app: Flask, db: Session, post: Post, clock: Clock
) -> None:
    leave_password_empty(browser, "500100300")
    older = post.code()
    clock.move(seconds=30)
    leave_password_empty(another_browser(app, db), "+48 500 100 300")

    browser.press("Continue", password=older, status=422)

    assert "no longer valid" in browser.text


@pytest.mark.usefixtures("bartek")
def test_a_code_is_good_in_its_own_browser_only(
    browser: Browser, app: Flask, db: Session, post: Post, clock: Clock
) -> None:
    other = another_browser(app, db)
    leave_password_empty(other, "500100300")
    other_code = post.code()
    clock.move(seconds=30)
    leave_password_empty(browser, "500100300")
    code = post.code()

    other.press("Continue", password=code, status=422)
    if other_code != code:
        browser.press("Continue", password=other_code, status=422)
    browser.press("Continue", password=code, status=303)


def test_a_code_for_one_login_does_not_open_another(
    browser: Browser, anna: Customer, bartek: Customer, post: Post
) -> None:
    leave_password_empty(browser, "500100300")
    code = post.code()

    browser.press("Continue", login="500100200", password=code, status=422)


def test_a_used_code_is_gone(browser: Browser, app: Flask, db: Session, bartek: Customer, post: Post) -> None:
    leave_password_empty(browser, "500100300")
    code, token = post.code(), browser.cookie("__Host-sid")
    page = browser.page
    browser.press("Continue", password=code, status=303)

    browser.page, browser.address = page, "/login"
    browser.press("Continue", password=code, status=422)

    assert browser.cookie("__Host-sid") != token


def test_the_first_code_does_not_confirm_the_password(browser: Browser, bartek: Customer, post: Post) -> None:
    leave_password_empty(browser, "500100300")
    first = post.code()
    browser.press("Continue", password=first)
    browser.press("Set the password", new_password=LONG_ENOUGH, repeat_password=LONG_ENOUGH)
    second = post.code()

    if first != second:
        browser.press("Continue", code=first, status=422)
    browser.press("Continue", code=second, status=303)


def test_a_code_that_was_never_sent_opens_nothing(
    browser: Browser, db: Session, bartek: Customer, post: Post, clock: Clock
) -> None:
    leave_password_empty(browser, "500100300")
    code = post.code()
    db.scalars(select(Code)).one().channel = ""

    browser.press("Continue", password=code, status=422)


def test_the_second_code_can_be_sent_again(browser: Browser, bartek: Customer, post: Post, clock: Clock) -> None:
    to_second_code(browser, post, "500100300")
    first = post.code()

    browser.press("Send again", status=429)
    assert browser.response.headers["Retry-After"] == "30"
    clock.move(seconds=30)
    browser.press("Send again")
    second = post.code()

    if first != second:
        browser.press("Continue", code=first, status=422)
    browser.press("Continue", code=second, status=303)


def test_a_missing_second_code_is_pointed_at(browser: Browser, bartek: Customer, post: Post) -> None:
    to_second_code(browser, post, "500100300")

    browser.press("Continue", code="", status=422)

    assert "Type the code." in browser.text


@pytest.mark.parametrize("login", ["500100300", "600600600", "nobody@example.org", "no login"])
def test_the_next_code_comes_after_half_a_minute_at_the_earliest(
    browser: Browser, bartek: Customer, clock: Clock, login: str
) -> None:
    leave_password_empty(browser, login)
    clock.move(seconds=6)

    browser.press("Send again", status=429)
    assert browser.response.headers["Retry-After"] == "24"
    assert "24\u00a0s".replace("\u00a0", " ") in browser.text
    clock.move(seconds=24)
    browser.press("Send again")


@pytest.mark.parametrize("login", ["500100300", "600600600"])
@pytest.mark.usefixtures("bartek")
def test_five_codes_an_hour_are_enough(browser: Browser, app: Flask, db: Session, clock: Clock, login: str) -> None:
    leave_password_empty(browser, login)
    for _ in range(4):
        clock.move(minutes=1)
        browser.press("Send again")

    clock.move(minutes=1)
    browser.press("Send again", status=429)
    assert browser.response.headers["Retry-After"] == str(55 * 60)
    leave_password_empty(another_browser(app, db), login, status=429)
    clock.move(minutes=55)
    leave_password_empty(browser, login)


def test_only_a_hash_of_the_code_is_kept_and_the_letter_waits_sealed(
    browser: Browser, db: Session, bartek: Customer, post: Post
) -> None:
    leave_password_empty(browser, "500100300")
    task = db.scalars(select(Task)).one()
    sealed = task.facts
    code = post.code()

    assert task.secret
    assert code not in sealed
    assert "500100300" not in sealed
    assert code.encode() not in db.scalars(select(Code.keyed_hash)).one()
