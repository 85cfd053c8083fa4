"""A browser that was never seen before is told of; one that was is not."""

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from selfcare.customers.models import Customer
from tests.auth.conftest import PASSWORD, Clock, give_password
from tests.auth.post import Post
from tests.auth.steps import LONG_ENOUGH, sign_in, to_second_code
from tests.auth.test_codes_pages import another_browser
from tests.browser import Browser

ANDROID = "Mozilla/5.0 (Linux; Android 16; Pixel 9) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36"


def test_a_new_device_is_told_of_on_all_channels_and_known_from_then_on(
    browser: Browser, anna: Customer, post: Post, clock: Clock
) -> None:
    browser.open("/login")
    browser.press("Sign in", login="500100200", password=PASSWORD, status=303, headers={"User-Agent": ANDROID})
    told = post.deliver()
    clock.move(hours=12)
    sign_in(browser, "500100200", PASSWORD)

    assert sorted(letter.to for letter in told) == ["+48500100200", "anna@example.org"]
    assert {letter.kind for letter in told} == {"new_device"}
    assert told[0].facts == {"device": "Chrome, Android", "at": "25.11.2026, 12:00"}
    assert post.deliver() == []


def test_the_browser_that_set_the_password_is_known(
    browser: Browser, app: Flask, db: Session, bartek: Customer, post: Post
) -> None:
    to_second_code(browser, post, "500100300")
    browser.press("Continue", code=post.code())
    post.deliver()

    sign_in(browser, "500100300", LONG_ENOUGH)
    assert post.deliver() == []

    sign_in(another_browser(app, db), "500100300", LONG_ENOUGH)
    assert {letter.kind for letter in post.deliver()} == {"new_device"}


@pytest.mark.usefixtures("anna")
def test_one_browser_may_serve_a_family(
    browser: Browser, db: Session, bartek: Customer, post: Post, clock: Clock
) -> None:
    give_password(db, bartek, LONG_ENOUGH)
    sign_in(browser, "500100200", PASSWORD)
    annas = browser.cookie("__Host-device")
    clock.move(hours=12)
    sign_in(browser, "500100300", LONG_ENOUGH)
    post.deliver()

    clock.move(hours=12)
    sign_in(browser, "500100200", PASSWORD)
    clock.move(hours=12)
    sign_in(browser, "500100300", LONG_ENOUGH)

    assert browser.cookie("__Host-device") == annas
    assert post.deliver() == []


def test_a_device_cookie_that_is_not_ours_is_replaced(browser: Browser, anna: Customer) -> None:
    browser._client.set_cookie("__Host-device", "planted", domain="selfcare.example.org", secure=True)

    sign_in(browser, "500100200", PASSWORD)

    assert browser.cookie("__Host-device") != "planted"


def test_the_device_cookie_outlives_the_session_on_ones_own_device_only(browser: Browser, anna: Customer) -> None:
    for ticked, lives in (("y", True), (None, False)):
        browser.forget_cookies()
        browser.speak("en")
        browser.open("/login")
        browser.press("Sign in", login="500100200", password=PASSWORD, my_device=ticked, status=303)

        (cookie,) = [c for c in browser.response.headers.getlist("Set-Cookie") if c.startswith("__Host-device=")]
        assert ("Max-Age=34560000" in cookie) == lives
        assert "HttpOnly" in cookie
        assert "Secure" in cookie


@pytest.mark.usefixtures("anna", "clock")
def test_a_new_password_makes_all_other_browsers_strangers(
    browser: Browser, app: Flask, db: Session, post: Post
) -> None:
    former = another_browser(app, db)
    sign_in(former, "500100200", PASSWORD)
    post.deliver()

    to_second_code(browser, post, "500100200")
    browser.press("Continue", code=post.code())
    post.deliver()

    assert former.open("/login").response.status_code == 200
    sign_in(former, "500100200", LONG_ENOUGH)
    assert {letter.kind for letter in post.deliver()} == {"new_device"}
