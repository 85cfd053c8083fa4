"""Anna pays: three taps and one code from the start page, with and without a script, here and at the bank."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.kept import wait_until_kept
from tests.journeys.phone import Phone, phone_of
from tests.journeys.portal import Portal

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("paying")]

PAID = "Zapłacono"
CONFIRMS_ITSELF = "777123"
LONG = 30_000  # ms that the bank may take
# When each page was put away, by its path.
KEPT_AT = """async () => {
  const found = {};
  for (const name of (await caches.keys()).filter((name) => name.startsWith('kept-'))) {
    const store = await caches.open(name);
    for (const request of await store.keys()) {
      found[new URL(request.url).pathname] = (await store.match(request)).headers.get('X-Kept-At');
    }
  }
  return found;
}"""


@pytest.fixture(scope="module")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    """A portal of these stories' own: what is paid here would be paid for all others too."""
    with Portal(tmp_path_factory.mktemp("paying")) as portal:
        yield portal


@pytest.fixture(autouse=True)
def something_to_pay(portal: Portal, tmp_path: Path) -> None:
    """One more invoice of Anna's, whatever the story before has paid."""
    known = max((portal.data / "feed" / "invoices").glob("FV-*-000121.xml"), key=lambda file: file.name)
    file = tmp_path / "one-more.xml"
    file.write_text(re.sub(r"<P_2>[^<]*</P_2>", f"<P_2>FV/MORE/{time.time_ns()}</P_2>", known.read_text()))
    command = [sys.executable, "-m", "selfcare.commands", "import", str(file)]
    subprocess.run(command, env=portal.environment(), check=True, capture_output=True)


class Taps:
    """A thumb that counts."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.count = 0

    def on(self, selector: str) -> None:
        self.page.locator(selector).first.click()
        self.count += 1


def test_with_blik_in_two_taps_and_one_code(phone: Phone) -> None:
    before = _confirmations(phone)
    page = phone.sign_in()
    taps = Taps(page)

    taps.on("main .stub")
    page.locator("[name=blik_code]").fill("777 123")
    taps.on(".sheet form .btn-main")
    expect(page.locator(".sheet h1")).to_have_text("Potwierdź w aplikacji banku")
    expect(page.locator(".sheet h1")).to_have_text(PAID, timeout=LONG)

    assert taps.count <= 3
    assert _confirmations(phone) == before + 1
    page.get_by_role("button", name="Gotowe").click()
    expect(page.locator(".slip-torn")).to_contain_text("Wszystko zapłacone")


def test_the_sheet_closes_as_it_was_opened_and_is_a_page_of_its_own_too(phone: Phone) -> None:
    page = phone.sign_in()
    page.locator(".nav a[href='/invoices']:visible").click()
    page.locator("#invoices a.row").first.click()
    page.wait_for_url(re.compile(r"/invoices/\d+$"))
    expect(page.locator("main h1")).not_to_have_text("Faktury")
    invoice, heading = page.url, page.locator("main h1").inner_text()

    for close in (page.go_back, lambda: page.keyboard.press("Escape"), page.locator("#sheet > [data-close]").click):
        page.locator("main .stub:visible").click()
        expect(page.locator("#sheet [name=blik_code]")).to_be_focused()
        assert page.url == f"{invoice}/pay"
        close()
        expect(page.locator("#sheet")).to_be_hidden()
        expect(page).to_have_url(invoice)
        expect(page.locator("main h1")).to_have_text(heading)
    page.locator("main .stub:visible").click()
    page.locator("#sheet .sheet").wait_for()
    page.reload()

    expect(page.locator("main > .sheet [name=blik_code]")).to_be_visible()
    expect(page.locator("#sheet")).to_be_hidden()


def test_what_the_phone_keeps_shows_that_it_is_paid(phone: Phone) -> None:
    page = phone.sign_in()
    wait_until_kept(page)
    before = page.evaluate(KEPT_AT)

    page.locator("main .stub").click()
    page.locator("[name=blik_code]").fill(CONFIRMS_ITSELF)
    page.locator(".sheet form .btn-main").click()
    expect(page.locator(".sheet h1")).to_have_text(PAID, timeout=LONG)
    for _time in range(100):
        if all(page.evaluate(KEPT_AT)[path] != before[path] for path in ("/", "/invoices")):
            break
        page.wait_for_timeout(100)
    phone.was_cut_off = True
    phone.context.set_offline(True)
    phone.open("/")

    expect(page.locator("main")).to_have_attribute("data-source", "store")
    expect(page.locator(".slip-torn")).to_contain_text("Wszystko zapłacone")


def test_the_page_asks_by_itself_what_the_banks_app_said(phone: Phone) -> None:
    page = phone.sign_in()
    code = json.loads(phone.context.request.post(f"{_bank(phone)}/control/code").body())["code"]

    page.locator("main .stub").click()
    page.locator("[name=blik_code]").fill(code)
    page.locator(".sheet form .btn-main").click()
    page.locator("#waiting").wait_for()
    (payment, *_) = phone.context.request.get(f"{_bank(phone)}/control/payments").json()
    phone.context.request.post(f"{_bank(phone)}/control/payments/{payment['id']}/reject")

    expect(page.locator(".sheet h1")).to_have_text("Płatność się nie udała", timeout=LONG)
    expect(page.locator(".sheet")).to_contain_text("Pieniądze nie zostały pobrane.")


def test_a_code_that_no_bank_gave_out_is_explained_at_once(phone: Phone) -> None:
    page = phone.sign_in()

    page.locator("main .stub").click()
    page.locator("[name=blik_code]").fill("111111")
    page.locator(".sheet form .btn-main").click()

    expect(page.locator("#errors")).to_contain_text("Bank nie zna tego kodu.")
    expect(page.locator("[name=blik_code]")).to_have_value("")


def test_without_javascript_it_is_the_same(real_browser: Browser, portal: Portal) -> None:
    with phone_of(real_browser, portal, java_script_enabled=False) as phone:
        page = phone.sign_in()
        taps = Taps(page)

        taps.on("main .stub")
        page.locator("[name=blik_code]").fill(CONFIRMS_ITSELF)
        taps.on(".sheet form .btn-main")
        expect(page.locator(".sheet h1")).to_have_text(PAID, timeout=LONG)

        assert taps.count <= 3


def test_at_the_banks_page_it_is_the_same(phone: Phone) -> None:
    page = phone.sign_in()
    taps = Taps(page)

    taps.on("main .stub")
    taps.on(".sheet .method:has([value=bank])")
    taps.on(".sheet form .btn-main")
    page.wait_for_url(f"{_bank(phone)}/**")
    page.locator("button").first.click()
    page.wait_for_url(re.compile(re.escape(phone.portal.address) + r"/payments/\d+"), timeout=LONG)
    expect(page.locator(".sheet h1")).to_have_text(PAID, timeout=LONG)

    assert taps.count <= 3


def _bank(phone: Phone) -> str:
    assert isinstance(phone.portal, Portal)
    return (phone.portal.data / "bank").read_text().strip()


def _confirmations(phone: Phone) -> int:
    """How many messages the payment was confirmed with."""
    assert isinstance(phone.portal, Portal)
    found = phone.portal.messages("anna@example.org")
    return sum(message["subject"].startswith("Mamy Twoją wpłatę") for message in found)
