"""What a device is told to keep, and what the worker may keep at all."""

import json
import re
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from selfcare.config import Settings
from selfcare.customers.models import Customer
from selfcare.web.offline import kept_addresses
from tests.browser import Browser
from tests.builders import make_invoice
from tests.invoices.reception import received

ALWAYS = {"/", "/invoices", "/account", "/account/contact", "/contact", "/contact/new", "/help"}


def make_invoices(db: Session, customer: Customer, count: int) -> list[int]:
    """That many invoices, one a month. Returns their ids, newest first."""
    newest = date(2026, 11, 30)
    made = [
        make_invoice(db, customer, f"FV-{customer.id}-{number}", issued_on=newest - timedelta(days=30 * number))
        for number in range(count)
    ]
    return [invoice.id for invoice in made]


def listed(browser: Browser) -> tuple[list[str], int]:
    answer = json.loads(browser.open("/offline/list").response.text)
    return answer["addresses"], answer["first"]


@pytest.mark.parametrize("count", [0, 3, 30])
def test_the_newest_invoices_with_their_pdfs_are_kept(
    browser: Browser, db: Session, anna: Customer, count: int
) -> None:
    """24 of them; with the first 12 the device is fit for a tunnel."""
    kept, first = min(count, 24), min(count, 12)
    ids = make_invoices(db, anna, count)
    browser.sign_in(anna, my_device=True)

    addresses, needed = listed(browser)

    wanted = {f"/invoices/{one}{end}" for one in ids[:kept] for end in ("", "/pdf")}
    assert set(addresses) == ALWAYS | wanted
    assert len(addresses) == len(set(addresses))
    assert needed == 2 + 2 * first
    assert set(addresses[:needed]) == {"/", "/invoices"} | {
        f"/invoices/{one}{end}" for one in ids[:first] for end in ("", "/pdf")
    }


def test_pages_come_before_files_and_the_newest_first(browser: Browser, db: Session, anna: Customer) -> None:
    ids = make_invoices(db, anna, 3)
    browser.sign_in(anna, my_device=True)

    addresses, _needed = listed(browser)

    assert addresses[:5] == ["/", "/invoices", *(f"/invoices/{one}" for one in ids)]


def test_nobody_is_told_to_keep_anothers(browser: Browser, db: Session, anna: Customer, bartek: Customer) -> None:
    make_invoices(db, bartek, 2)
    browser.sign_in(anna, my_device=True)

    addresses, _needed = listed(browser)

    assert set(addresses) == ALWAYS


def test_everything_on_the_list_may_be_kept(browser: Browser, db: Session, anna: Customer) -> None:
    """Else it would be fetched again at every visit, for nothing."""
    received(db, anna)
    browser.sign_in(anna, my_device=True)

    addresses, _needed = listed(browser)

    assert {browser.open(address).response.headers.get("X-Offline") for address in addresses} == {"1"}


def test_the_list_is_not_kept_itself(browser: Browser, anna: Customer) -> None:
    browser.sign_in(anna, my_device=True)

    response = browser.open("/offline/list").response

    assert response.headers["Cache-Control"] == "no-store"
    assert "X-Offline" not in response.headers


def test_the_worker_may_keep_these_pages_and_no_other(browser: Browser, app: Flask) -> None:
    """Adding a page here is a decision; one with records of calls must never be among them."""
    worker = browser.open("/service-worker.js").response.text
    found = re.search(r"^const KEPT_PAGES = (\[.*\]);$", worker, re.MULTILINE)
    assert found

    kept = json.loads(found[1])

    assert kept == kept_addresses(app)
    contact = ["/complaints", "/contact", "/contact/new", "/help"]
    assert kept == [
        "/",
        "/account",
        "/account/contact",
        *contact,
        "/invoices",
        "/invoices/[^/]+",
        "/invoices/[^/]+/pdf",
    ]


@pytest.mark.parametrize(
    "address",
    ["/account/messages", "/account/history", "/account/lines/1", "/account/export", "/offline/list", "/login"],
)
def test_pages_with_records_do_not_fit(app: Flask, address: str) -> None:
    assert not any(re.fullmatch(pattern, address) for pattern in kept_addresses(app))


def test_switched_off_the_worker_is_one_that_forgets_and_goes(
    browser: Browser, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    before: Settings = app.extensions["settings"]
    off = Settings(data=before.data, secret_key=before.secret_key, offline_reading=False)
    monkeypatch.setitem(app.extensions, "settings", off)

    worker = browser.open("/service-worker.js").response

    assert worker.mimetype == "text/javascript"
    assert worker.headers["Cache-Control"] == "no-cache"
    assert "unregister()" in worker.text
    assert "fetch" not in worker.text
