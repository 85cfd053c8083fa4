"""Bartek signs in for the first time, as the operator's process says: empty password, code, password, second code."""

import re

import pytest
from playwright.sync_api import Browser

from tests.journeys.phone import Phone, phone_of
from tests.journeys.portal import Portal

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("journeys")]

PHONE, EMAIL = "500 100 300", "bartek@example.org"


def test_first_sign_in_with_a_phone_number(phone: Phone) -> None:
    _sign_in_for_the_first_time(phone, PHONE, "cztery zielone krzesła")

    assert phone.page.locator("h1").inner_text()


def test_first_sign_in_without_a_script(real_browser: Browser, portal: Portal) -> None:
    with phone_of(real_browser, portal, java_script_enabled=False) as phone:
        _sign_in_for_the_first_time(phone, EMAIL, "osiem niebieskich okien")

        phone.open("/invoices")
        phone.page.locator("main a[href^='/invoices/']").first.click()
        assert phone.page.locator("h1").count() == 1


def test_a_wrong_password_is_explained_at_its_field(phone: Phone) -> None:
    page = phone.open("/login")
    phone.fill("login", "nobody@example.org")
    phone.fill("password", "not the password")
    phone.send("login")

    page.locator("[name=password][aria-invalid=true]").wait_for()
    assert page.evaluate("document.activeElement.id") == "errors"
    assert page.locator("[name=login]").input_value() == "nobody@example.org"


def _sign_in_for_the_first_time(phone: Phone, login: str, password: str) -> None:
    inbox = phone.portal.inbox(login)
    page = phone.open("/invoices")
    assert phone.path == "/login?next=/invoices"
    phone.fill("login", login)
    phone.send("login")

    page.locator("[name=password][autocomplete=one-time-code]").wait_for()
    first_channel, code = inbox.next_code()
    phone.fill("password", code)
    phone.send("password")

    page.wait_for_url("**/login/new-password")
    phone.fill("new_password", password)
    phone.fill("repeat_password", password)
    phone.send("new_password")

    page.wait_for_url("**/login/confirm")
    second_channel, code = inbox.next_code()
    assert {first_channel, second_channel} == {"sms", "email"}
    phone.fill("code", code)
    phone.send("code")

    page.wait_for_url(re.compile(r"/login\?done=password"))
    phone.fill("login", login)
    phone.fill("password", password)
    phone.send("password")
    page.wait_for_url("**/invoices")
