"""Forms that did not come from our own pages."""

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from tests.browser import Browser


def test_a_form_of_our_own_page_is_taken(browser: Browser) -> None:
    browser.open("/try/kit").press("Send", login="anna", password="long-enough-123")


def test_a_form_without_a_token_is_refused(browser: Browser) -> None:
    browser.open("/try/kit").press("Send", status=400, csrf_token=None, login="anna")


def test_a_form_with_another_token_is_refused(browser: Browser) -> None:
    browser.open("/try/kit").press("Send", status=400, csrf_token="altered", login="anna")


def test_a_token_of_another_browser_is_refused(app: Flask, db: Session, browser: Browser) -> None:
    other = Browser(app, db).open("/try/kit")

    browser.open("/try/kit").press("Send", status=400, csrf_token=token_in(other))


def test_a_token_may_come_in_a_header_from_the_cookie(browser: Browser) -> None:
    browser.open("/try/kit")

    header = {"X-CSRFToken": browser.cookie("__Host-csrf") or ""}
    browser.press("Send", headers=header, csrf_token=None, login="anna", password="long-enough-123")


@pytest.mark.parametrize(
    "origin",
    ["https://evil.example", "http://evil.selfcare.example.org", "null", "https://selfcare.example.org.evil.example"],
)
def test_a_form_of_another_origin_is_refused(browser: Browser, origin: str) -> None:
    browser.open("/try/kit").press("Send", status=403, headers={"Origin": origin}, login="anna")


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_a_form_of_another_site_is_refused_even_with_our_origin(browser: Browser, site: str) -> None:
    browser.open("/try/kit").press("Send", status=403, headers={"Sec-Fetch-Site": site}, login="anna")


@pytest.mark.parametrize("site", ["same-origin", "none"])
def test_our_own_site_and_the_address_bar_are_taken(browser: Browser, site: str) -> None:
    browser.open("/try/kit").press("Send", headers={"Sec-Fetch-Site": site}, login="anna", password="long-enough-123")


def test_a_client_that_sends_neither_is_judged_by_its_token_alone(browser: Browser) -> None:
    token = token_in(browser.open("/try/kit"))

    answer = browser._ask("POST", "/try/kit", data={"csrf_token": token, "login": "a", "password": "long-enough-123"})

    assert answer.status_code == 200


@pytest.mark.parametrize("address", ["/login", "/logout", "/language"])
def test_no_open_form_is_taken_without_a_token(browser: Browser, address: str) -> None:
    assert browser._ask("POST", address).status_code == 400


def test_the_tokens_cookie_is_read_by_our_script_and_sent_by_our_site_only(browser: Browser) -> None:
    browser.open("/try/kit")

    cookies = browser.response.headers.getlist("Set-Cookie")
    (token,) = [cookie for cookie in cookies if cookie.startswith("__Host-csrf=")]
    (form,) = [cookie for cookie in cookies if cookie.startswith("__Host-form=")]
    assert "Secure" in token
    assert "SameSite=Strict" in token
    assert "Path=/" in token
    assert "HttpOnly" not in token
    assert "Domain" not in token + form
    assert all(word in form for word in ("Secure", "HttpOnly", "SameSite=Lax"))


def test_a_valid_token_is_not_handed_out_again(browser: Browser) -> None:
    browser.open("/try/kit").open("/try/kit")

    assert browser.response.headers.getlist("Set-Cookie") == []


def token_in(browser: Browser) -> str:
    return str(browser.page.find(".//input[@name='csrf_token']").get("value"))
