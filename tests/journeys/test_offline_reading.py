"""A train enters a tunnel: the server is killed, and Anna reads her invoices."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.kept import kept_in, wait_until_all_is_kept, wait_until_kept
from tests.journeys.phone import Phone, phone_of
from tests.journeys.portal import Portal

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("offline")]

BEGINNING_OF = "(address) => fetch(address).then(async (answer) => [answer.status, (await answer.text()).slice(0, 5)])"
ASK_FOR_BYTES = """([address, range]) => fetch(address, {headers: {Range: range}}).then(async (answer) => {
  const bytes = new Uint8Array(await answer.arrayBuffer());
  return {status: answer.status, range: answer.headers.get('Content-Range'), size: bytes.length,
          start: String.fromCharCode(...bytes.slice(0, 5))};
})"""


@pytest.fixture(scope="module")
def phone(real_browser: Browser, portal: Portal) -> Iterator[Phone]:
    """Anna signed in on her phone, waited for "available offline", and entered the tunnel."""
    with Portal(portal.data, "serve", "--workers", "1") as doomed, phone_of(real_browser, doomed) as phone:
        page = phone.sign_in()
        wait_until_kept(page)
        wait_until_all_is_kept(page)
        doomed.kill()
        yield phone
        phone.was_cut_off = True


@pytest.fixture
def page(phone: Phone) -> Page:
    """The start page, as it opens in the tunnel."""
    return phone.open("/")


def newest_invoices(page: Page, count: int = 12) -> list[str]:
    """Their addresses, as the stored list gives them."""
    page.locator(".nav a[href='/invoices']:visible").click()
    page.wait_for_url("**/invoices")
    rows = page.locator("#invoices a.row[href]")
    expect(rows.nth(count - 1)).to_be_attached()
    return [str(row.get_attribute("href")) for row in rows.all()[:count]]


def test_the_start_page_opens_and_says_how_old_it_is(page: Page) -> None:
    expect(page.locator("main")).to_have_attribute("data-source", "store")
    expect(page.locator(".stale")).to_be_visible()
    expect(page.locator(".stale")).to_contain_text("stan na")
    expect(page.locator("main")).to_contain_text("Anna Nowak")


def test_each_of_the_newest_twelve_invoices_opens_with_its_pdf(page: Page) -> None:
    addresses = newest_invoices(page)

    for address in addresses:
        page.goto(page.url.split("/invoices")[0] + address)
        expect(page.locator("main")).to_have_attribute("data-source", "store")
        expect(page.locator("main")).to_contain_text("Nabywca")
        whole = page.evaluate(
            "(a) => fetch(a).then(async (r) => [r.status, (await r.text()).slice(0, 5)])", address + "/pdf"
        )
        assert whole == [200, "%PDF-"]

    assert len(set(addresses)) == 12


def test_a_viewer_gets_the_bytes_of_a_pdf_that_it_asks_for(page: Page) -> None:
    address = newest_invoices(page)[2] + "/pdf"
    whole = page.evaluate("(a) => fetch(a).then((r) => r.arrayBuffer()).then((b) => b.byteLength)", address)

    def ask(wanted: str) -> dict[str, object]:
        answer: dict[str, object] = page.evaluate(ASK_FOR_BYTES, [address, wanted])
        return answer

    assert ask("bytes=0-4") == {"status": 206, "range": f"bytes 0-4/{whole}", "size": 5, "start": "%PDF-"}
    assert ask(f"bytes=10-{whole * 2}")["size"] == whole - 10
    assert ask("bytes=-7")["range"] == f"bytes {whole - 7}-{whole - 1}/{whole}"
    assert ask("bytes=100-")["size"] == whole - 100
    assert ask(f"bytes={whole}-")["status"] == 416
    assert ask("bytes=many")["status"] == 200


def test_going_around_by_htmx_and_back_and_reloading(page: Page) -> None:
    page.evaluate("window.isSame = true")
    first = newest_invoices(page)[0]
    page.locator(f"#invoices a.row[href='{first}']").first.click()
    page.wait_for_url(f"**{first}")
    expect(page.locator("h1")).to_be_focused()
    assert page.evaluate("window.isSame"), "the page was left, not swapped"
    expect(page.locator("main")).to_have_attribute("data-source", "store")

    page.evaluate("history.back()")
    page.wait_for_url("**/invoices")
    expect(page.locator("#invoices")).to_be_visible()

    page.reload()
    expect(page.locator("#invoices")).to_be_visible()
    expect(page.locator(".stale")).to_be_visible()


def test_a_tab_that_was_closed_opens_again(phone: Phone, page: Page) -> None:
    address = newest_invoices(page)[1]
    other = phone.watch(phone.context.new_page())

    other.goto(phone.portal.address + address)

    expect(other.locator("main")).to_have_attribute("data-source", "store")
    other.close()


def test_the_bank_account_and_the_phone_of_customer_service_are_there(page: Page, phone: Phone) -> None:
    phone.open("/account")
    expect(page.locator("main")).to_have_attribute("data-source", "store")

    phone.open("/account/contact")
    expect(page.locator("main a[href^='tel:']").first).to_be_visible()


def test_what_needs_the_internet_is_switched_off_and_says_why(page: Page) -> None:
    devices = page.locator("main .tile", has_text="Taryfy")
    expect(devices).to_have_attribute("aria-disabled", "true")
    assert devices.get_attribute("href") is None

    row = page.locator("main .row.needs-internet").first
    expect(row).to_contain_text("tylko online")
    expect(page.locator("main .tile", has_text="Zadzwoń")).to_have_attribute("href", "tel:+48225000000")


@pytest.mark.parametrize("path", ["/account/messages", "/account/history", "/account/devices", "/invoices?show=to-pay"])
def test_nothing_else_pretends_to_be_there(phone: Phone, page: Page, path: str) -> None:
    """A filtered list is answered with the whole list, and says that it is stored."""
    phone.open(path)

    if path.startswith("/invoices"):
        expect(page.locator(".stale")).to_be_visible()
    else:
        expect(page.locator("[data-no-network-page]")).to_be_visible()


def test_htmx_gets_the_page_without_a_network_for_what_is_not_kept(page: Page) -> None:
    text = page.evaluate("fetch('/account/devices', {headers: {'HX-Request': 'true'}}).then((answer) => answer.text())")

    assert "data-no-network-page" in text


def test_nothing_of_anna_can_be_read_in_what_is_stored(page: Page) -> None:
    kept = kept_in(page)

    assert len(kept.paths) == 7 + 2 * 24
    assert kept.readable == []
    assert len(kept.owners) == 1
    assert {name: (fact["kind"], fact["leaves"]) for name, fact in kept.facts.items()} == {"key": ("CryptoKey", False)}
    assert not [
        path for path in kept.paths if path.startswith(("/account/messages", "/account/history", "/account/lines"))
    ]


def test_paying_is_switched_off_and_says_why(page: Page) -> None:
    coupon = page.locator("main .stub").first

    expect(coupon).to_have_text("Zapłacisz, gdy wróci internet")
    expect(coupon).to_have_attribute("aria-disabled", "true")
    expect(coupon).not_to_have_attribute("href", "/payments/pay")
