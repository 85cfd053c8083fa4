"""Anna ends the sessions of a phone that she no longer has."""

import pytest
from playwright.sync_api import Browser

from tests.journeys.phone import Phone, phone_of
from tests.journeys.portal import Portal

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("journeys")]


def test_another_browser_ends_this_one(phone: Phone, real_browser: Browser, portal: Portal) -> None:
    phone.sign_in()

    with phone_of(real_browser, portal) as other:
        page = other.sign_in()
        page.goto(portal.address + "/account/devices")
        page.locator("form[action$='/end-all'] button").click()
        page.wait_for_load_state()

        phone.open("/invoices")
        assert phone.path == "/login?next=/invoices"


def test_a_swap_after_that_goes_to_the_sign_in_page(phone: Phone, real_browser: Browser, portal: Portal) -> None:
    """401 with HX-Redirect: the sign-in page must not land inside the other one."""
    page = phone.sign_in()

    with phone_of(real_browser, portal) as other:
        other.sign_in().goto(portal.address + "/account/devices")
        other.page.locator("form[action$='/end-all'] button").click()
        other.page.wait_for_load_state()

    page.locator(".nav a[href='/invoices']:visible").click()
    page.wait_for_url("**/login?next=/invoices")
    assert page.locator("nav:visible").count() == 0
