"""Moving between pages: only the main part is fetched, and everything else behaves as if it were a page load."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.phone import Phone

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("journeys")]

MARK = "window.isStillHere = true"
IS_MARKED = "window.isStillHere === true"


def test_a_tab_swaps_the_main_part_and_says_where_we_are(phone: Phone) -> None:
    page = phone.sign_in()
    page.evaluate(MARK)
    before = page.title()

    page.locator(".nav a[href='/invoices']:visible").click()
    page.wait_for_url("**/invoices")

    expect(page.locator("h1")).to_be_focused()
    assert page.evaluate(IS_MARKED), "the whole page was loaded"
    assert page.locator("h1").count() == 1
    assert page.title() != before
    assert page.locator("h1").inner_text() in page.title()
    expect(page.locator(".nav a[href='/invoices']:visible")).to_have_attribute("aria-current", "page")
    expect(page.locator(".nav li a[href='/']:visible").last).not_to_have_attribute("aria-current", "page")
    expect(page.locator("#said")).to_contain_text(page.locator("h1").inner_text())


def test_back_and_reload_show_whole_pages(phone: Phone) -> None:
    page = phone.sign_in()
    start = page.title()
    page.locator(".nav a[href='/invoices']:visible").click()
    page.wait_for_url("**/invoices")
    expect(page.locator("h1")).to_be_focused()
    invoices = page.title()

    page.go_back()
    page.wait_for_url(phone.portal.address + "/")
    expect(page).to_have_title(start)
    assert page.locator(".nav:visible").count() == 1

    page.go_forward()
    page.wait_for_url("**/invoices")
    expect(page).to_have_title(invoices)
    page.reload()
    expect(page).to_have_title(invoices)
    assert page.locator(".nav:visible").count() == 1


def test_going_away_and_back_never_shows_a_bare_part(phone: Phone) -> None:
    """Without `Vary: HX-Request` the browser would take the swapped part for the page."""
    page = phone.sign_in()
    page.locator(".nav a[href='/invoices']:visible").click()
    page.wait_for_url("**/invoices")
    expect(page.locator("h1")).to_be_focused()

    page.goto(phone.portal.address + "/legal/privacy")
    page.go_back()

    assert page.locator(".nav:visible").count() == 1


def test_back_after_signing_out_shows_nothing_private(phone: Phone) -> None:
    page = phone.sign_in()
    page.goto(phone.portal.address + "/invoices")
    page.goto(phone.portal.address + "/account")
    page.locator("form[action='/logout'] button:visible").first.click()
    page.wait_for_url("**/login?done=signed_out")

    page.go_back()

    page.wait_for_url(re.compile(r"/login\?next="))
    assert page.locator("main a[href^='/invoices/']").count() == 0


def test_the_language_can_be_changed(phone: Phone) -> None:
    page = phone.open("/login")
    expect(page.locator("html")).to_have_attribute("lang", "pl")
    polish = page.locator("h1").inner_text()

    page.locator("form[action='/language'] button:visible").first.click()

    expect(page.locator("html")).to_have_attribute("lang", "en")
    assert page.locator("h1").inner_text() != polish
