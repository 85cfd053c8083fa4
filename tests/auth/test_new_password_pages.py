"""Choosing the permanent password."""

import pytest
from sqlalchemy.orm import Session

from selfcare.auth.models import Credential
from selfcare.customers.models import Customer
from tests.auth.conftest import Clock
from tests.auth.post import Post
from tests.auth.steps import LONG_ENOUGH, to_new_password, to_second_code
from tests.auth.test_codes_pages import another_browser
from tests.browser import Browser


@pytest.mark.parametrize("text", ["", "too short", "Password12345", "Listek 500100300"])
def test_a_poor_password_is_refused_at_its_field(browser: Browser, bartek: Customer, post: Post, text: str) -> None:
    to_new_password(browser, post, "500100300")

    browser.press("Set the password", new_password=text, repeat_password=text, status=422)

    assert browser.page.get_element_by_id("new_password").get("aria-invalid") == "true"
    assert post.deliver() == []


def test_a_typing_mistake_is_noticed(browser: Browser, bartek: Customer, post: Post) -> None:
    to_new_password(browser, post, "500100300")

    browser.press("Set the password", new_password=LONG_ENOUGH, repeat_password=LONG_ENOUGH + "x", status=422)

    assert browser.page.get_element_by_id("repeat_password").get("aria-invalid") == "true"
    assert LONG_ENOUGH not in browser.response.get_data(as_text=True)


def test_a_long_password_in_any_script_is_taken(browser: Browser, db: Session, bartek: Customer, post: Post) -> None:
    new = "пароль 🦊 " + "zażółć gęślą jaźń " * 4

    to_second_code(browser, post, "500100300", new)
    assert db.get(Credential, bartek.id) is None
    browser.press("Continue", code=post.code())
    browser.press("Sign in", login="500100300", password=new, status=303)

    assert browser.response.location == "/"


def test_a_manager_is_told_whose_password_it_is(browser: Browser, bartek: Customer, post: Post) -> None:
    to_new_password(browser, post, "500 100 300")

    (login,) = browser.page.xpath("//input[@autocomplete='username']/@value")
    assert login == "500 100 300"
    assert len(browser.page.xpath("//input[@autocomplete='new-password']")) == 2


@pytest.mark.usefixtures("app", "bartek")
def test_two_roads_at_once_wait_for_each_other(browser: Browser, db: Session, post: Post, clock: Clock) -> None:
    other = another_browser(browser._app, db)
    to_new_password(other, post, "500100300")
    clock.move(seconds=30)
    to_new_password(browser, post, "500100300")
    browser.press("Set the password", new_password=LONG_ENOUGH, repeat_password=LONG_ENOUGH)

    other.press("Set the password", new_password=LONG_ENOUGH, repeat_password=LONG_ENOUGH, status=429)

    assert other.response.headers["Retry-After"] == "30"
    assert other.open("/login/new-password").response.status_code == 200
