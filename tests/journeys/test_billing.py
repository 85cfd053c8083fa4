"""Anna asks what she paid for: with and without JavaScript, on a phone."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.journeys.phone import Phone, phone_of
from tests.journeys.portal import ANNA, ANNAS_PASSWORD, Portal

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("billing")]

MASKED = re.compile(r"\d{3}\s\*\*\*\s\d{3}")
ANY_RECORD = "#days .row"


@pytest.fixture(scope="module")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    """One of its own: two codes for the same login would come too soon."""
    with Portal(tmp_path_factory.mktemp("demo")) as portal:
        yield portal


@pytest.fixture(params=[True, False], ids=["with-script", "without-script"])
def reader(request: pytest.FixtureRequest, real_browser: Browser, portal: Portal) -> Iterator[Phone]:
    with phone_of(real_browser, portal, java_script_enabled=request.param) as phone:
        phone.sign_in(ANNA if request.param else "anna@example.org")
        yield phone


def test_from_the_tab_to_whole_numbers_and_back(reader: Phone, portal: Portal) -> None:
    page = reader.page
    page.locator(".nav a[href='/billing']:visible").click()
    page.wait_for_url("**/billing")
    expect(page.locator(".figure").first).to_be_visible()

    page.locator("main a.btn[href^='/billing/']").first.click()
    page.wait_for_url(re.compile(r"/billing/\d+$"))
    page.locator(ANY_RECORD).first.wait_for()
    assert MASKED.search(page.locator("#days").inner_text())

    page.locator(".pills a", has_text="Płatne").click()
    page.wait_for_url("**paid_only=1**")
    page.locator("#days .row:not(:has(.money))").first.wait_for(state="detached")
    assert page.locator("#days .money").count() == page.locator(ANY_RECORD).count() > 0

    inbox = portal.inbox("anna@example.org")
    page.get_by_role("link", name="Pokaż całe numery").click()
    page.wait_for_url("**/prove?**")
    reader.fill("password", ANNAS_PASSWORD)
    reader.send("password")
    page.locator("[name=code]").wait_for()
    channel, code = inbox.next_code()
    assert channel == "sms"
    reader.fill("code", code)
    page.get_by_role("button", name="Potwierdź").click()
    page.wait_for_url("**numbers=shown**")
    assert "paid_only=1" in page.url
    assert not MASKED.search(page.locator("#days").inner_text())


def test_more_records_and_another_period(reader: Phone) -> None:
    page = reader.open("/billing")
    page.locator("main a.btn[href^='/billing/']").first.click()
    page.locator(ANY_RECORD).first.wait_for()
    first = page.locator(ANY_RECORD).count()

    page.get_by_role("link", name="Pokaż starsze").click()
    if _has_script(reader):
        page.locator(ANY_RECORD).nth(first).wait_for()
    else:
        page.wait_for_url("**after=**")

    page.locator("[name=period]").select_option(index=1)
    if not _has_script(reader):
        page.locator("form:has([name=period]) button").click()
    page.wait_for_url(re.compile(r"period=\d+"))
    page.locator(ANY_RECORD).first.wait_for()
    expect(page.locator("main .sub a[href^='/invoices/']")).to_be_visible()


def _has_script(reader: Phone) -> bool:
    return bool(reader.page.evaluate("() => Boolean(window.htmx)"))
