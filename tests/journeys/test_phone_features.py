"""Saving data, sharing a PDF, the number on the icon, installing: with the browser's own functions replaced."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.journeys.cards import IPHONE, MAY_BE_INSTALLED, SECOND_VISIT
from tests.journeys.kept import kept_in, wait_until_kept
from tests.journeys.phone import Phone, phone_of
from tests.journeys.portal import Portal

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("offline")]

SAVES_DATA = "Object.defineProperty(navigator, 'connection', { value: { saveData: true, effectiveType: '4g' } })"
SLOW = "Object.defineProperty(navigator, 'connection', { value: { saveData: false, effectiveType: '2g' } })"
SHARES = """
  navigator.canShare = ({ files }) => files.every((file) => file.type === 'application/pdf');
  navigator.share = async ({ files }) => { window.shared = files.map(({ name, size }) => [name, size]); };
"""
BADGE = """
  window.badges = [];
  navigator.setAppBadge = (count) => { window.badges.push(count); return Promise.resolve(); };
  navigator.clearAppBadge = () => { window.badges.push(0); return Promise.resolve(); };
"""


@pytest.fixture
def phone(real_browser: Browser, portal: Portal) -> Iterator[Phone]:
    with phone_of(real_browser, portal) as phone:
        yield phone


@pytest.mark.parametrize("network", [SAVES_DATA, SLOW])
def test_who_saves_data_gets_three_pdfs(phone: Phone, network: str) -> None:
    phone.context.add_init_script(network)

    page = phone.sign_in()
    page.wait_for_timeout(1500)
    page.wait_for_load_state("networkidle")

    paths = kept_in(page).paths
    assert len([path for path in paths if path.endswith("/pdf")]) == 3
    assert "/invoices" in paths


def test_a_pdf_is_shared_in_the_tap_itself(phone: Phone) -> None:
    phone.context.add_init_script(SHARES)
    page = phone.sign_in()
    phone.open("/invoices")
    page.locator("#invoices a.row").first.click()
    button = page.locator("button[data-share]")

    button.click()

    ((name, size),) = page.evaluate("window.shared")
    assert name.endswith(".pdf")
    assert size > 10_000


def test_without_sharing_there_is_no_button_for_it(phone: Phone) -> None:
    phone.context.add_init_script("navigator.canShare = undefined; navigator.share = undefined;")
    page = phone.sign_in()
    phone.open("/invoices")
    page.locator("#invoices a.row").first.click()

    expect(page.locator("h1")).to_be_focused()
    expect(page.locator("button[data-share]")).to_be_hidden()


def test_the_icon_says_how_many_invoices_wait(phone: Phone) -> None:
    phone.context.add_init_script(BADGE)

    page = phone.sign_in()

    unpaid = int(page.locator("[data-unpaid]").get_attribute("data-unpaid") or 0)
    assert unpaid > 0
    page.wait_for_function("() => window.badges.length > 0")
    assert page.evaluate("window.badges.at(-1)") == unpaid


def test_the_portal_offers_itself_as_an_app_on_the_second_visit_only(phone: Phone) -> None:
    page = phone.sign_in()
    page.evaluate(MAY_BE_INSTALLED)
    expect(page.locator("[data-install-card=ask]")).to_be_hidden()

    page.evaluate(SECOND_VISIT)
    phone.open("/")
    page.evaluate(MAY_BE_INSTALLED)
    page.get_by_role("button", name="Zainstaluj").click()

    expect(page.locator("html[data-prompted=yes]")).to_be_attached()
    expect(page.locator("[data-install-card=ask]")).to_be_hidden()


def test_whoever_said_not_now_is_not_asked_again(phone: Phone) -> None:
    page = phone.sign_in()
    page.evaluate(SECOND_VISIT)
    phone.open("/")
    page.evaluate(MAY_BE_INSTALLED)

    page.locator("[data-install-card=ask] [data-not-now]").click()
    phone.open("/")
    page.evaluate(MAY_BE_INSTALLED)

    expect(page.locator("[data-install-card=ask]")).to_be_hidden()


def test_an_iphone_is_told_how(real_browser: Browser, portal: Portal) -> None:
    with phone_of(real_browser, portal, user_agent=IPHONE) as phone:
        page = phone.sign_in()
        expect(page.locator("[data-install-card=ios]")).to_be_hidden()

        page.evaluate(SECOND_VISIT)
        phone.open("/")

        expect(page.locator("[data-install-card=ios]")).to_be_visible()
        expect(page.locator("[data-install-card=ios]")).to_contain_text("Do ekranu początkowego")
        wait_until_kept(page)
