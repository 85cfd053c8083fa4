"""Whoever leaves a device takes everything along; whoever comes finds nothing."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.journeys.kept import kept_in, wait_until_all_is_kept, wait_until_empty, wait_until_kept
from tests.journeys.people import BARTEK, give_bartek_annas_password, live_sessions
from tests.journeys.phone import Phone, phone_of
from tests.journeys.portal import ANNAS_PASSWORD, Portal
from tests.journeys.wire import Wire

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("offline")]

SIGN_OUT = "document.querySelector(\"form[action='/logout']\").requestSubmit()"


@pytest.fixture
def wire(portal: Portal) -> Iterator[Wire]:
    with Wire(portal) as wire:
        yield wire


@pytest.fixture
def phone(real_browser: Browser, wire: Wire) -> Iterator[Phone]:
    """Anna's phone, with her invoices on it."""
    with phone_of(real_browser, wire) as phone:
        wait_until_kept(phone.sign_in())
        yield phone
        phone.was_cut_off = True


def let_bartek_in(phone: Phone) -> None:
    """He presses the button; nobody waits for the answer."""
    phone.fill("login", BARTEK)
    phone.fill("password", ANNAS_PASSWORD)
    phone.page.evaluate("document.querySelector('[name=password]').form.requestSubmit()")


def test_signing_out_leaves_nothing(phone: Phone, wire: Wire) -> None:
    page = phone.page
    assert kept_in(page).paths

    page.evaluate(SIGN_OUT)
    page.wait_for_url("**/login?done=signed_out")

    wait_until_empty(page)
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")  # a new one, with nothing but the shell
    wire.is_cut = True
    phone.open("/invoices")
    expect(page.locator("[data-no-network-page]")).to_be_visible()


def test_signing_out_without_a_network_leaves_nothing_and_the_server_hears_of_it_first(
    phone: Phone, wire: Wire
) -> None:
    page = phone.open("/account")
    before = live_sessions(wire.data)
    wire.is_cut = True

    page.evaluate(SIGN_OUT)
    page.wait_for_url("**/offline")
    expect(page.locator("[data-no-network-page]")).to_be_visible()
    kept = kept_in(page)
    assert kept.is_empty
    assert kept.facts.keys() == {"sign out"}
    phone.open("/invoices")
    expect(page.locator("[data-no-network-page]")).to_be_visible()
    assert live_sessions(wire.data) == before

    wire.is_cut = False
    wire.asked.clear()
    phone.open("/invoices")

    assert phone.path == "/login?next=/invoices"
    asked = [one for one in wire.asked if one != "GET /service-worker.js"]  # browsers look after that by themselves
    assert asked[:2] == ["POST /logout", "GET /invoices"]
    assert live_sessions(wire.data) == before - 1
    assert kept_in(page).facts == {}


def test_a_portal_that_is_away_does_not_keep_anybody_signed_in(phone: Phone, wire: Wire) -> None:
    page = phone.page
    before = live_sessions(wire.data)
    wire.status = 502

    page.evaluate(SIGN_OUT)
    page.wait_for_url("**/offline")
    wait_until_empty(page)
    phone.open("/")
    expect(page.locator("[data-no-network-page]")).to_be_visible()

    wire.status = 0
    phone.open("/")
    assert phone.path == "/login"
    assert live_sessions(wire.data) == before - 1


def test_before_another_customer_sees_anything_the_formers_is_gone(phone: Phone, wire: Wire) -> None:
    give_bartek_annas_password(wire.data)
    page = phone.page
    (annas,) = kept_in(page).owners
    phone.context.clear_cookies()  # as if her session had run out: her invoices stay
    phone.open("/login")
    assert kept_in(page).owners == {annas}
    first_page = wire.hold("/")

    let_bartek_in(phone)
    assert first_page.has_come.wait(10)
    wire.let_go()
    page.wait_for_url(wire.address + "/")

    assert annas not in kept_in(page).owners
    assert "Nowak" not in page.content()
    wait_until_kept(page)
    (barteks,) = kept_in(page).owners
    assert barteks != annas


def test_the_formers_pages_are_not_shown_while_nobody_knows_who_came(phone: Phone, wire: Wire) -> None:
    """Bartek's sign-in went through, and the network broke down before his first page."""
    give_bartek_annas_password(wire.data)
    page = phone.page
    phone.context.clear_cookies()
    phone.open("/login")
    first_page = wire.hold("/")
    let_bartek_in(phone)
    assert first_page.has_come.wait(10)

    wire.is_cut = True
    phone.page.goto(wire.address + "/invoices")

    expect(page.locator("[data-no-network-page]")).to_be_visible()
    assert "Nowak" not in page.content()


def test_whoever_comes_back_finds_what_was_kept(phone: Phone, wire: Wire) -> None:
    """The same customer after a session that ran out: no file is fetched twice."""
    page = phone.page
    wait_until_all_is_kept(page)
    phone.context.clear_cookies()
    wire.asked.clear()

    wait_until_kept(phone.sign_in())

    assert not [asked for asked in wire.asked if asked.endswith("/pdf")]
    wire.is_cut = True
    phone.open("/invoices")
    expect(page.locator(".stale")).to_be_visible()


def test_what_is_under_way_while_anna_leaves_is_not_kept(phone: Phone, wire: Wire) -> None:
    page = phone.page
    contact = wire.hold("/account/contact")
    page.evaluate("void fetch('/account/contact')")
    assert contact.has_come.wait(10)

    page.evaluate("navigator.serviceWorker.controller.postMessage({do: 'forget'})")
    wait_until_empty(page)
    wire.let_go()
    page.wait_for_timeout(500)

    assert kept_in(page).is_empty


@pytest.mark.parametrize("action", ["/logout", "/account/devices/end-all"])
def test_what_is_asked_for_before_the_server_hears_of_it_is_not_kept(phone: Phone, wire: Wire, action: str) -> None:
    """All is forgotten, the sign-out is on its way, and another tab of Anna's fills the store again."""
    page = phone.open("/account/devices")
    other = phone.watch(phone.context.new_page())
    other.goto(wire.address + "/account/history")
    wait_until_all_is_kept(page)
    sign_out = wire.hold(action, on_the_way_there=True)
    contact = wire.hold("/account/contact")
    page.evaluate(SIGN_OUT.replace("/logout", action))
    assert sign_out.has_come.wait(10)
    other.evaluate("navigator.serviceWorker.controller.postMessage({do: 'keep', addresses: ['/account/contact', '/']})")
    assert contact.has_come.wait(10)

    sign_out.go_on.set()
    page.wait_for_url("**/login?done=signed_out")
    wire.let_go()
    page.wait_for_timeout(500)

    assert kept_in(page).is_empty


def test_the_page_tells_a_worker_that_does_not_look_after_it(phone: Phone, wire: Wire) -> None:
    """After a forced reload the worker does not see the sign-out; the page says so, and so does the server."""
    page = phone.page
    page.evaluate(
        """new Promise((done) => {
          const form = document.querySelector("form[action='/logout']");
          form.addEventListener('submit', (event) => event.preventDefault());
          form.requestSubmit();
          setTimeout(done, 300);
        })"""
    )

    wait_until_empty(page)
