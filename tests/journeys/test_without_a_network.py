"""The server is gone, as when a train enters a tunnel: the portal says so itself."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.journeys.phone import phone_of
from tests.journeys.portal import Portal

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("offline")]

WORKER_STANDS = "navigator.serviceWorker.ready.then(() => true)"


@pytest.fixture
def doomed(portal: Portal) -> Iterator[Portal]:
    """A second web server on the same folder, to be killed."""
    with Portal(portal.data, "serve", "--workers", "1") as doomed:
        yield doomed


def test_without_a_network_the_portal_says_so_and_comes_back(real_browser: Browser, doomed: Portal) -> None:
    with phone_of(real_browser, doomed) as phone:
        page = phone.open("/login")
        assert page.evaluate(WORKER_STANDS)
        page.reload()

        doomed.kill()
        page.goto(doomed.address + "/invoices")

        expect(page.locator("h1")).to_have_count(1)
        assert page.locator("[data-no-network-page]").count() == 1
        assert page.evaluate("getComputedStyle(document.documentElement).backgroundColor") != "rgba(0, 0, 0, 0)", (
            "no style"
        )
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        phone.was_cut_off = True
