"""What goes wrong on the way: a portal that hangs or is away, a full phone, a new version, an operator who gives up."""

from collections.abc import Iterator
from pathlib import Path
from time import monotonic

import pytest
from playwright.sync_api import Browser, expect

from selfcare.brand import DEMO_FILE
from tests.journeys.kept import kept_in, wait_until_empty, wait_until_kept
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


def test_a_portal_that_is_away_is_like_no_network(phone: Phone, wire: Wire) -> None:
    page = phone.sign_in()
    wait_until_kept(page)

    for status in (502, 503, 504):
        wire.status = status
        phone.open("/invoices")
        expect(page.locator(".stale")).to_be_visible()

    phone.open("/account/messages")
    expect(page.locator("[data-no-network-page]")).to_be_visible()


def test_a_portal_that_hangs_is_waited_for_three_seconds(phone: Phone, wire: Wire) -> None:
    page = phone.sign_in()
    wait_until_kept(page)
    before = {one["path"]: one["text"] for one in kept_in(page).pages}
    wire.delay = 4

    began = monotonic()
    phone.open("/invoices")
    took = monotonic() - began
    expect(page.locator(".stale")).to_be_visible()
    assert 2.5 < took < 4

    for _time in range(50):  # the network went on, and what it brought is kept
        after = {one["path"]: one["text"] for one in kept_in(page).pages}
        if after["/invoices"] != before["/invoices"]:
            break
        page.wait_for_timeout(100)
    assert after["/invoices"] != before["/invoices"]

    phone.open("/account/devices")  # nothing is stored: there is nothing else to do than wait
    expect(page.locator("main")).to_have_attribute("data-source", "network")


def test_a_phone_without_room_says_so_and_the_portal_goes_on(phone: Phone, wire: Wire) -> None:
    page = phone.open("/login")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    tools = phone.context.new_cdp_session(page)
    room = {"origin": wire.address, "quotaSize": 1_200_000}
    tools.send("Storage.overrideQuotaForOrigin", room)

    phone.sign_in()

    page.locator("html[data-offline=full]").wait_for(state="attached", timeout=30_000)
    expect(page.locator(".kept-full")).to_be_visible()
    expect(page.locator(".kept")).to_be_hidden()
    phone.open("/invoices")
    expect(page.locator("main")).to_have_attribute("data-source", "network")
    page.locator("#invoices a.row[href]").nth(5).click()
    expect(page.locator("h1")).to_be_focused()
    page.evaluate("document.querySelector(\"form[action='/logout']\").requestSubmit()")
    page.wait_for_url("**/login?done=signed_out")
    wait_until_empty(page)


def test_a_new_version_is_offered_and_the_page_is_loaded_again_once(
    real_browser: Browser, portal: Portal, tmp_path: Path
) -> None:
    other = tmp_path / "operator.toml"
    other.write_text(DEMO_FILE.read_text(encoding="utf-8").replace("225000000", "225000001"), encoding="utf-8")
    with (
        Portal(portal.data, "serve", "--workers", "1") as old,
        Portal(portal.data, "serve", "--workers", "1", operator_file=str(other)) as new,
        Wire(old) as wire,
        phone_of(real_browser, wire) as phone,
    ):
        page = phone.sign_in()
        wait_until_kept(page)
        first = set(kept_in(page).owners)
        wire.portal = new
        phone.open("/invoices")
        expect(page.locator("#toast")).to_contain_text("Nowa wersja")
        page.evaluate("sessionStorage.setItem('loads', '0')")
        phone.context.add_init_script("sessionStorage.setItem('loads', Number(sessionStorage.getItem('loads')) + 1)")

        page.locator("#toast button", has_text="Odśwież").click()
        page.wait_for_function("() => sessionStorage.getItem('loads') === '1'")
        page.wait_for_timeout(1000)

        assert page.evaluate("sessionStorage.getItem('loads')") == "1"
        expect(page.locator("#toast")).to_be_hidden()
        assert kept_in(page).owners == first
        wire.is_cut = True
        page.reload()
        expect(page.locator(".stale")).to_be_visible()
        phone.was_cut_off = True


def test_an_operator_who_switches_it_off_empties_every_device(real_browser: Browser, portal: Portal) -> None:
    with (
        Portal(portal.data, "serve", "--workers", "1", offline_reading="no") as without,
        Wire(portal) as wire,
        phone_of(real_browser, wire) as phone,
    ):
        page = phone.sign_in()
        wait_until_kept(page)
        wire.portal = without

        phone.open("/")
        gone = "navigator.serviceWorker.getRegistrations().then((all) => all.length)"
        for _time in range(50):
            if page.evaluate(gone) == 0:
                break
            page.wait_for_timeout(100)

        assert page.evaluate("caches.keys()") == []
        assert page.evaluate("indexedDB.databases().then((all) => all.length)") == 0
        assert page.evaluate(gone) == 0
        phone.open("/invoices")
        expect(page.locator("#invoices")).to_be_visible()
