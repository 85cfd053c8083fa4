"""How keeping ends: by itself, from afar, or not at all because it never began."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.kept import kept_in, wait_until_empty, wait_until_kept
from tests.journeys.people import BARTEK, give_bartek_annas_password, let_newest_session_run_out, set_status_of_bartek
from tests.journeys.phone import Phone, phone_of
from tests.journeys.portal import Portal
from tests.journeys.wire import Wire

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("offline")]


@pytest.fixture
def wire(portal: Portal) -> Iterator[Wire]:
    with Wire(portal) as wire:
        yield wire


@pytest.fixture
def phone(real_browser: Browser, wire: Wire) -> Iterator[Phone]:
    with phone_of(real_browser, wire) as phone:
        yield phone
        phone.was_cut_off = True


def keeps_something(page: Page) -> bool:
    return bool(kept_in(page).pages)


def test_after_a_session_that_ran_out_invoices_can_still_be_read(phone: Phone, wire: Wire) -> None:
    page = phone.sign_in()
    wait_until_kept(page)
    let_newest_session_run_out(wire.data)

    phone.open("/invoices")
    assert phone.path == "/login?next=/invoices"
    assert keeps_something(page)

    wire.is_cut = True
    phone.open("/invoices")
    expect(page.locator(".stale")).to_be_visible()
    expect(page.locator("#invoices a.row[href]").nth(11)).to_be_attached()


def test_signing_out_everywhere_empties_a_phone_that_was_lost(phone: Phone, real_browser: Browser, wire: Wire) -> None:
    page = phone.sign_in()
    wait_until_kept(page)
    with phone_of(real_browser, wire) as other:
        other.sign_in()
        other.open("/account/devices")
        other.page.locator("form[action$='/end-all'] button").click()
        other.page.wait_for_url("**/login?done=signed_out")
        assert kept_in(other.page).is_empty

    phone.open("/")

    assert phone.path == "/login"
    assert kept_in(page).is_empty
    wire.is_cut = True
    phone.open("/invoices")
    expect(page.locator("[data-no-network-page]")).to_be_visible()


def test_a_swap_is_enough_to_hear_of_it(phone: Phone, real_browser: Browser, wire: Wire) -> None:
    page = phone.sign_in()
    wait_until_kept(page)
    with phone_of(real_browser, wire) as other:
        other.sign_in()
        other.open("/account/devices")
        other.page.locator("form[action$='/end-all'] button").click()
        other.page.wait_for_url("**/login?done=signed_out")

    page.locator(".nav a[href='/invoices']:visible").click()
    page.wait_for_url("**/login?next=/invoices")

    assert kept_in(page).is_empty


def test_a_blocked_account_empties_the_device(phone: Phone, wire: Wire) -> None:
    give_bartek_annas_password(wire.data)
    page = phone.sign_in(BARTEK)
    wait_until_kept(page)
    try:
        set_status_of_bartek(wire.data, "blocked")
        phone.open("/invoices")
    finally:
        set_status_of_bartek(wire.data, "active")

    assert phone.path == "/login?next=/invoices"
    assert kept_in(page).is_empty


def test_on_somebody_elses_device_nothing_is_kept(phone: Phone, wire: Wire) -> None:
    page = phone.open("/login")
    page.locator("[name=my_device]").uncheck()
    phone.fill("login", "500 100 200")
    phone.fill("password", "demo-Anna-2026")
    phone.send("login")
    page.wait_for_url(wire.address + "/")
    phone.open("/invoices")
    page.wait_for_timeout(500)

    assert kept_in(page).is_empty
    assert page.locator("html").get_attribute("data-offline") is None
    wire.is_cut = True
    phone.open("/invoices")
    expect(page.locator("[data-no-network-page]")).to_be_visible()


def test_anna_deletes_what_is_kept_and_keeps_it_again(phone: Phone) -> None:
    page = phone.sign_in()
    wait_until_kept(page)
    phone.open("/account/offline")
    expect(page.locator("[data-kept-size]")).to_contain_text("MB")

    page.locator("main form[action$='/offline'] button").click()
    expect(page.locator("main [name=keep]")).to_be_attached()
    wait_until_empty(page)

    page.locator("main form[action$='/offline'] button").click()
    page.locator("html[data-offline=ready]").wait_for(state="attached", timeout=30_000)
    assert keeps_something(page)
