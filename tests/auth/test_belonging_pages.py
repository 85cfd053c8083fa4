"""What answers tell the browser's worker: whose they are, what may be kept, and when everything must go."""

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from selfcare.auth import belonging
from selfcare.config import Settings
from selfcare.customers.models import Customer
from tests.auth.conftest import PASSWORD, Clock
from tests.browser import Browser
from tests.invoices.reception import received

PART = {"HX-Request": "true", "HX-Request-Type": "partial"}


def facts(browser: Browser) -> dict[str, str]:
    """What the last answer told the worker."""
    names = ("X-Customer-Key", "X-Offline", "X-Purge")
    return {name: browser.response.headers[name] for name in names if name in browser.response.headers}


def test_on_a_device_of_ones_own_a_page_may_be_kept(browser: Browser, anna: Customer) -> None:
    browser.sign_in(anna, my_device=True)

    browser.open("/")

    assert facts(browser).keys() == {"X-Customer-Key", "X-Offline"}
    assert facts(browser)["X-Offline"] == "1"
    assert browser.page.get("data-keep") == "/offline/list"


def test_on_somebody_elses_device_nothing_is_kept_and_all_goes(browser: Browser, anna: Customer) -> None:
    browser.sign_in(anna, my_device=False)

    browser.open("/")

    assert facts(browser) == {"X-Purge": "1"}
    assert browser.page.get("data-keep") is None
    assert browser.page.xpath("//*[contains(@class, 'stale')]") == []


def test_a_stranger_is_told_nothing(browser: Browser) -> None:
    browser.open("/login")

    assert facts(browser) == {}


def test_a_part_says_that_it_is_one(browser: Browser, anna: Customer) -> None:
    browser.sign_in(anna, my_device=True)

    browser.open("/invoices", headers=PART)

    assert facts(browser)["X-Offline"] == "part"


def test_invoices_and_their_pdfs_may_be_kept(browser: Browser, db: Session, anna: Customer) -> None:
    invoice = received(db, anna)
    browser.sign_in(anna, my_device=True)

    for address in (f"/invoices/{invoice.id}", f"/invoices/{invoice.id}/pdf", "/account/contact"):
        assert facts(browser.open(address))["X-Offline"] == "1", address


@pytest.mark.parametrize(
    "address",
    ["/account/messages", "/account/history", "/account/lines", "/account/devices", "/account/export", "/offline/list"],
)
def test_a_page_with_records_is_never_kept_but_says_whose_it_is(browser: Browser, anna: Customer, address: str) -> None:
    browser.sign_in(anna, my_device=True)

    browser.open(address)

    assert facts(browser).keys() == {"X-Customer-Key"}


@pytest.mark.parametrize("address", ["/invoices?show=to-pay", "/account?done=password"])
def test_a_filtered_list_is_not_the_list(browser: Browser, anna: Customer, address: str) -> None:
    browser.sign_in(anna, my_device=True)

    browser.open(address)

    assert facts(browser).keys() == {"X-Customer-Key"}


def test_what_is_not_there_is_not_kept(browser: Browser, anna: Customer) -> None:
    browser.sign_in(anna, my_device=True)

    browser.open("/invoices/77", status=404)

    assert "X-Offline" not in facts(browser)


def test_a_redirect_is_not_kept(browser: Browser, anna: Customer) -> None:
    browser.sign_in(anna, my_device=True)

    browser.open("/login", status=303)

    assert facts(browser).keys() == {"X-Customer-Key"}


def test_a_session_that_was_ended_takes_everything_along(browser: Browser, anna: Customer, clock: Clock) -> None:
    browser.sign_in(anna, my_device=True, ended_at=clock.now)

    browser.open("/invoices", status=302)
    assert facts(browser) == {"X-Purge": "1"}

    browser.open("/login")
    assert facts(browser) == {"X-Purge": "1"}


def test_a_session_that_ran_out_leaves_what_is_kept(browser: Browser, anna: Customer, clock: Clock) -> None:
    browser.sign_in(anna, my_device=True)
    clock.move(days=31)

    browser.open("/invoices", status=302)

    assert facts(browser) == {}


def test_htmx_hears_it_too(browser: Browser, anna: Customer, clock: Clock) -> None:
    browser.sign_in(anna, my_device=True, ended_at=clock.now)

    browser.open("/invoices", status=401, headers=PART)

    assert facts(browser) == {"X-Purge": "1"}


@pytest.mark.parametrize("status", ["blocked", "left"])
def test_a_customer_who_may_not_sign_in_any_more_loses_it(browser: Browser, anna: Customer, status: str) -> None:
    browser.sign_in(anna, my_device=True)
    anna.status = status

    browser.open("/invoices", status=302)

    assert facts(browser) == {"X-Purge": "1"}


@pytest.mark.parametrize(("said", "cleared"), [({}, '"cache", "storage"'), ({"X-Emptied": "1"}, None)])
def test_signing_out_empties_the_browser_unless_its_worker_did(
    browser: Browser, anna: Customer, said: dict[str, str], cleared: str | None
) -> None:
    anna.chosen_language = "en"
    browser.sign_in(anna, my_device=True)

    browser.open("/")
    browser.press("Sign out", status=303, headers=said)

    assert browser.response.headers.get("Clear-Site-Data") == cleared


def test_two_customers_have_two_keys(browser: Browser, anna: Customer, bartek: Customer) -> None:
    browser.sign_in(anna, my_device=True)
    annas = facts(browser.open("/"))["X-Customer-Key"]
    browser.sign_in(bartek, my_device=True)

    barteks = facts(browser.open("/"))["X-Customer-Key"]

    assert annas != barteks


def test_the_key_stays_the_same_and_says_nothing(browser: Browser, anna: Customer) -> None:
    browser.sign_in(anna, my_device=True)
    first = facts(browser.open("/"))["X-Customer-Key"]
    browser.sign_in(anna, my_device=True)

    again = facts(browser.open("/account"))["X-Customer-Key"]

    assert first == again
    assert len(first) == 32
    assert anna.customer_no not in first


def test_an_operator_may_switch_it_off(
    browser: Browser, anna: Customer, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    before: Settings = app.extensions["settings"]
    off = Settings(data=before.data, secret_key=before.secret_key, offline_reading=False)
    monkeypatch.setitem(app.extensions, "settings", off)
    browser.sign_in(anna, my_device=True)

    browser.open("/")

    assert facts(browser) == {"X-Purge": "1"}
    assert browser.page.get("data-keep") is None


def test_another_portals_key_is_another(app: Flask) -> None:
    with app.app_context():
        ours = belonging._key_of(1)
        app.config["SECRET_KEY"], kept = "another key for tests, thirty-two", app.config["SECRET_KEY"]
        theirs = belonging._key_of(1)
        app.config["SECRET_KEY"] = kept

    assert ours != theirs


def test_signing_in_decides(browser: Browser, anna: Customer) -> None:
    """Unless the customer ticks "This is my device", nothing is kept on it."""
    browser.open("/login")
    browser.press("Sign in", login="500100200", password=PASSWORD, my_device="y")
    assert facts(browser)["X-Offline"] == "1"

    browser.forget_cookies()
    browser.speak("en")
    browser.open("/login")
    browser.press("Sign in", login="500100200", password=PASSWORD)
    assert facts(browser) == {"X-Purge": "1"}
