"""Coming in with login and password, and going out."""

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from selfcare.audit.queries import entries_about
from selfcare.auth.models import Credential, SessionRow
from selfcare.auth.signed_in import hash_of
from selfcare.customers.models import Customer
from tests.auth.conftest import PASSWORD, Clock
from tests.auth.post import Post
from tests.auth.steps import leave_password_empty, sign_in
from tests.browser import Browser
from tests.statements import MOST_PER_PAGE, count_statements


@pytest.mark.parametrize("login", ["500 100 200", "0048500100200", "ANNA@example.org ", "500\u00a0100\u00a0200"])
def test_the_password_opens_the_start_page(browser: Browser, anna: Customer, login: str) -> None:
    sign_in(browser, login, PASSWORD)

    assert browser.response.location == "/"
    assert browser.open("/login", status=303).response.location == "/"


def test_a_password_typed_in_another_unicode_spelling_is_the_same(browser: Browser, anna: Customer) -> None:
    import unicodedata  # noqa: PLC0415

    sign_in(browser, "500100200", unicodedata.normalize("NFD", PASSWORD))


@pytest.mark.parametrize(
    ("login", "password"),
    [
        ("500100200", "not the password"),
        ("500100200", PASSWORD.upper()),
        ("500100200", "123456"),
        ("500100201", PASSWORD),
        ("600600600", PASSWORD),
        ("anna", PASSWORD),
    ],
)
def test_everything_wrong_is_answered_with_one_sentence(
    browser: Browser, anna: Customer, login: str, password: str
) -> None:
    sign_in(browser, login, password, status=422)

    (sentence,) = {line.text_content() for line in browser.page.iterfind(".//main//div[@role='alert']//li")}
    assert sentence.startswith("The login or the password is wrong.")
    assert password not in browser.response.get_data(as_text=True)


@pytest.mark.parametrize("status", ["blocked", "left"])
def test_a_blocked_or_former_customer_is_wrong_like_everybody(browser: Browser, anna: Customer, status: str) -> None:
    anna.status = status

    sign_in(browser, "500100200", PASSWORD, status=422)


def test_a_customer_without_a_password_cannot_sign_in_with_one(browser: Browser, bartek: Customer) -> None:
    sign_in(browser, "500100300", "nobody has this password", status=422)


@pytest.mark.parametrize("login", ["", "   ", "x" * 255])
def test_a_missing_or_endless_login_is_pointed_at(browser: Browser, login: str) -> None:
    browser.open("/login")
    browser.press("Sign in", login=login, password="", status=422)

    assert browser.page.get_element_by_id("login").get("aria-invalid") == "true"


def test_the_wanted_page_opens_after_signing_in(browser: Browser, anna: Customer) -> None:
    browser.open("/invoices?year=2025", status=302)
    assert browser.response.location == "/login?next=/invoices?year%3D2025"
    browser.open(browser.response.location)

    browser.press("Sign in", login="500100200", password=PASSWORD, status=303)

    assert browser.response.location == "/invoices?year=2025"


def test_the_way_back_never_leads_to_another_site(browser: Browser, anna: Customer) -> None:
    browser.open("/login?next=//evil.example/")

    browser.press("Sign in", login="500100200", password=PASSWORD, next="https://evil.example/", status=303)

    assert browser.response.location == "/"


def test_an_htmx_request_without_a_session_is_told_where_to_go(browser: Browser) -> None:
    browser.open("/account", status=401, headers={"HX-Request": "true"})

    assert browser.response.headers["HX-Redirect"] == "/login?next=/account"
    assert browser.response.data == b""


def test_the_cookie_holds_a_random_token_and_nothing_else(browser: Browser, db: Session, anna: Customer) -> None:
    sign_in(browser, "500100200", PASSWORD)

    token = browser.cookie("__Host-sid") or ""
    row = db.scalars(select(SessionRow).where(SessionRow.token_hash == hash_of(token))).one()
    assert (row.customer_id, row.stage, row.msisdn, len(token)) == (anna.id, "signed_in", "+48500100200", 43)
    (cookie,) = [text for text in browser.response.headers.getlist("Set-Cookie") if text.startswith("__Host-sid=")]
    parts = {part.strip().split("=")[0] for part in cookie.split(";")}
    assert parts == {"__Host-sid", "Secure", "HttpOnly", "Path", "SameSite"}
    assert "SameSite=Lax" in cookie


@pytest.mark.parametrize(("my_device", "hours"), [("y", 30 * 24), (None, 12)])
def test_a_session_lasts_longer_on_ones_own_device(
    browser: Browser, anna: Customer, clock: Clock, my_device: str | None, hours: int
) -> None:
    browser.open("/login")
    browser.press("Sign in", login="500100200", password=PASSWORD, my_device=my_device, status=303)
    (cookie,) = [text for text in browser.response.headers.getlist("Set-Cookie") if text.startswith("__Host-sid=")]
    assert ("Max-Age=2592000" in cookie) == (my_device is not None)

    clock.move(hours=hours, seconds=-1)
    assert browser.open("/login", status=303).response.location == "/"
    clock.move(seconds=1)
    browser.open("/login")


def test_a_phone_is_taken_for_ones_own_device(browser: Browser) -> None:
    phone = {"User-Agent": "Mozilla/5.0 (Linux; Android 16; Pixel 9) AppleWebKit/537.36 Chrome/140.0 Mobile Safari"}

    browser.open("/login", headers=phone)
    assert browser.page.get_element_by_id("my_device").get("checked") is not None

    browser.open("/login", headers={"User-Agent": "Mozilla/5.0 (Windows NT 10.0) Chrome/140.0 Safari/537.36"})
    assert browser.page.get_element_by_id("my_device").get("checked") is None


def test_signing_in_again_gives_a_new_token_and_ends_the_former_session(
    browser: Browser, db: Session, anna: Customer
) -> None:
    browser.open("/login")
    page = browser.page
    sign_in(browser, "500100200", PASSWORD)
    first = browser.cookie("__Host-sid")
    browser.page, browser.address = page, "/login"

    browser.press("Sign in", login="500100200", password=PASSWORD, status=303)

    assert browser.cookie("__Host-sid") != first
    ended = db.scalars(select(SessionRow.ended_at).order_by(SessionRow.id)).all()
    assert [moment is None for moment in ended] == [False, True]


def test_a_password_kept_with_older_figures_is_kept_anew(
    browser: Browser, db: Session, anna: Customer, monkeypatch: pytest.MonkeyPatch
) -> None:
    from argon2 import PasswordHasher  # noqa: PLC0415

    from selfcare.auth import passwords  # noqa: PLC0415

    monkeypatch.setattr(passwords, "hasher", PasswordHasher(time_cost=2, memory_cost=16, parallelism=1))

    sign_in(browser, "500100200", PASSWORD)

    assert "m=16,t=2,p=1" in db.get_one(Credential, anna.id).password_hash


def test_signing_out_ends_the_session_and_clears_the_browser(
    browser: Browser, db: Session, app: Flask, anna: Customer
) -> None:
    browser.open("/login")
    page = browser.page
    sign_in(browser, "500100200", PASSWORD)
    token = browser.cookie("__Host-sid") or ""
    form = page.find(".//main//form[@action='/login']")
    form.set("action", "/logout")
    browser.page = page

    browser.press("Sign in", status=303)

    assert browser.response.location == "/login?done=signed_out"
    assert browser.response.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert browser.cookie("__Host-sid") is None
    assert db.scalars(select(SessionRow.ended_at).where(SessionRow.token_hash == hash_of(token))).one()
    assert next(iter(db.scalars(entries_about("1002456")))).what == "signed_out"
    browser.open("/login?done=signed_out")
    assert "You are signed out." in browser.text


def test_signing_in_needs_the_token_of_our_form(browser: Browser, anna: Customer) -> None:
    browser.open("/login")

    browser.press("Sign in", login="500100200", password=PASSWORD, csrf_token="forged", status=400)


def test_a_half_open_session_opens_no_private_page(browser: Browser, anna: Customer, post: Post) -> None:
    leave_password_empty(browser, "500100200")

    assert browser.open("/account", status=302).response.location == "/login?next=/account"


def test_the_page_asks_the_database_little(browser: Browser, anna: Customer) -> None:
    leave_password_empty(browser, "500100200")

    with count_statements() as sent:
        browser.open("/login")

    assert len(sent) <= MOST_PER_PAGE, sent
