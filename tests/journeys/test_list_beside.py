"""On a wide screen the list stands beside the invoice, and stays as it was while one follows another."""

import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, Request, expect

from tests.journeys.phone import Phone, phone_of
from tests.journeys.portal import Portal

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("journeys")]

WIDE = {"viewport": {"width": 1440, "height": 900}, "has_touch": False, "is_mobile": False}


def test_one_invoice_after_another_leaves_the_list_alone(real_browser: Browser, portal: Portal) -> None:
    with phone_of(real_browser, portal, **WIDE) as desk:
        page = desk.sign_in()
        asked = _asked_for_the_list(page)
        desk.open("/invoices?show=to-pay")
        rows = page.locator("#listing .row").count()
        page.locator("#listing .row").last.click()
        page.wait_for_url(re.compile(r"/invoices/\d+$"))

        expect(page.locator("#listing .row[aria-current]")).to_have_attribute("href", desk.path)
        expect(page.locator("#listing .row")).to_have_count(rows)
        expect(page.locator("main h1")).to_have_count(1)
        assert asked == ["/invoices?show=to-pay"]


def test_an_invoice_opened_by_its_address_asks_for_the_list_once(real_browser: Browser, portal: Portal) -> None:
    with phone_of(real_browser, portal, **WIDE) as desk:
        page = desk.sign_in()
        asked = _asked_for_the_list(page)
        desk.open(_address_of_an_invoice(desk))
        expect(page.locator("#listing .row[aria-current]")).to_have_attribute("href", desk.path)
        page.locator(".split-list").evaluate("list => list.scrollTo(0, 300)")
        row = page.locator("#listing .row").nth(9)
        row.click()
        page.wait_for_url(f"**{row.get_attribute('href')}")
        expect(row).to_have_attribute("aria-current", "page")

        assert asked == ["/invoices"]
        assert page.locator(".split-list").evaluate("list => list.scrollTop") == 300


def test_a_phone_never_asks_for_it(phone: Phone) -> None:
    page = phone.sign_in()
    address = _address_of_an_invoice(phone)
    asked = _asked_for_the_list(page)

    phone.open(address)
    page.wait_for_load_state("networkidle")

    assert asked == []


def test_without_a_script_there_is_a_way_to_the_list(real_browser: Browser, portal: Portal) -> None:
    with phone_of(real_browser, portal, java_script_enabled=False, **WIDE) as desk:
        desk.sign_in()
        page = desk.open(_address_of_an_invoice(desk))

        page.locator("#listing a").click()

        page.wait_for_url("**/invoices")


def _address_of_an_invoice(phone: Phone) -> str:
    text = phone.context.request.get(f"{phone.portal.address}/invoices").text()
    found: list[str] = re.findall(r'href="(/invoices/\d+)"', text)
    return found[3]


def _asked_for_the_list(page: Page) -> list[str]:
    asked: list[str] = []

    def note(request: Request) -> None:
        address = urlsplit(request.url)
        if address.path == "/invoices":
            asked.append(f"{address.path}?{address.query}".rstrip("?"))

    page.on("request", note)
    return asked
