"""The other side of the counter: usable with keys alone, on any screen, for everybody who works there."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.journeys import rules
from tests.journeys.phone import Phone, phone_of
from tests.journeys.portal import Portal
from tests.journeys.staff import PAGES, sign_in

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("journeys")]
STILL: dict[str, Any] = {"is_mobile": False, "reduced_motion": "reduce"}
DARK = PAGES[::3]  # colours are the same everywhere


@pytest.fixture(scope="module")
def ewa(real_browser: Browser, portal: Portal) -> Iterator[Phone]:
    """An administrator: she may see everything."""
    with phone_of(real_browser, portal, **STILL, viewport={"width": 1440, "height": 900}) as phone:
        sign_in(phone, "admin@example.org")
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

    page.locator("h1", has_text="Zieliński").wait_for()
    assert ewa.path == "/staff/customers/1002457"


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
