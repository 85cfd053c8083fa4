"""The other side of the counter: usable with keys alone, on any screen, for everybody who works there."""

import time
from collections.abc import Iterator
from typing import Any

import pyotp
import pytest
from playwright.sync_api import Browser

from selfcare import clock
from selfcare.demo.staff import PASSWORD, TOTP
from tests.journeys import rules
from tests.journeys.phone import Phone, phone_of
from tests.journeys.portal import Portal

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("journeys")]
STILL: dict[str, Any] = {"is_mobile": False, "reduced_motion": "reduce"}
PAGES = (
    "/staff/queue",
    "/staff/customers?q=an",
    "/staff/customers/1002456",
    "/staff/customers/1002456/access",
    "/staff/customers/1002456/calls",
    "/staff/failures",
    "/staff/people",
    "/staff/people/1",
    "/staff/me",
)
DARK = PAGES[::3]  # colours are the same everywhere


class _Codes(pyotp.TOTP):
    """Of the demo's published key, which is short."""

    min_secret_length_bits = 80


@pytest.fixture(scope="module")
def ewa(real_browser: Browser, portal: Portal) -> Iterator[Phone]:
    """An administrator: she may see everything."""
    with phone_of(real_browser, portal, **STILL, viewport={"width": 1440, "height": 900}) as phone:
        page = phone.open("/staff/login")
        for _code_may_be_used_up in range(3):
            phone.fill("email", "admin@example.org")
            phone.fill("password", PASSWORD)
            phone.fill("code", _Codes(TOTP).at(clock.now()))
            phone.send("code")
            page.wait_for_load_state()
            if "/staff/login" not in phone.path:
                break
            time.sleep(15)
        yield phone


def test_keys_alone_lead_to_a_customer(ewa: Phone) -> None:
    page = ewa.open("/staff/queue")

    page.keyboard.press("/")
    page.keyboard.type("zielinski")
    page.keyboard.press("Enter")
    page.wait_for_url("**/staff/customers?q=zielinski")
    page.locator("main a.row").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/staff/customers/1002457")

    assert page.locator("h1").inner_text().startswith("Zieliński")


def test_every_page_of_staff_fits_every_screen_and_reader(ewa: Phone) -> None:
    wrong: dict[str, list[str]] = {}
    for path in PAGES:
        page = ewa.open(path)
        found = []
        page.emulate_media(color_scheme="dark" if path in DARK else "light")
        found += rules.axe(page)
        for width in (1440, 820, 320):
            page.set_viewport_size({"width": width, "height": 844})
            found += rules.too_wide(page)
        found += rules.too_small(page)
        wrong |= {path: found} if found else {}

    assert wrong == {}
