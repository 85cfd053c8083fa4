"""What is ordered on a phone: Anna's tariff, an option, a blocked SIM; the end of Bartek's contract, and his e-mail."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.journeys.people import BARTEK, forget_whose_codes, give_bartek_annas_password
from tests.journeys.phone import Phone, phone_of
from tests.journeys.portal import ANNA, ANNAS_PASSWORD, Portal

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("ordering")]


@pytest.fixture(scope="module")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    """One of its own: two codes for the same login would come too soon."""
    with Portal(tmp_path_factory.mktemp("demo")) as portal:
        yield portal


def test_a_tariff_is_changed_on_a_phone(phone: Phone) -> None:
    phone.sign_in()

    _change_and_cancel(phone, "voice", "L60")


def test_a_tariff_is_changed_without_a_script(real_browser: Browser, portal: Portal) -> None:
    with phone_of(real_browser, portal, java_script_enabled=False) as phone:
        phone.sign_in("anna@example.org")  # codes are counted by login, and two would come too soon

        _change_and_cancel(phone, "data", "NET300")


def test_a_contract_is_ended_on_a_phone_and_the_email_changed(phone: Phone) -> None:
    give_bartek_annas_password(phone.portal.data)
    phone.sign_in(BARTEK)

    _end_and_withdraw(phone)
    _change_email(phone, "bartek.zielinski@example.net")


def test_an_option_is_bought_on_a_phone(phone: Phone) -> None:
    forget_whose_codes(phone.portal.data)
    phone.sign_in()
    inbox = phone.portal.inbox(ANNA)
    page = phone.open("/orders")
    page.locator("main a[href='/orders/options']:visible").click()
    page.locator("main a[href^='/orders/options?line=']").first.click()
    page.locator("main a[href$='option=NET20']").click()
    page.locator("label:has([value=now])").click()
    phone.send("start")
    page.locator("[name=code]").wait_for()
    phone.fill("code", inbox.next_code()[1])
    phone.send("code")

    page.wait_for_url(re.compile(r"/orders/Z.*done=placed"))
    page.locator("main .tag-ok:visible").first.wait_for()
    forget_whose_codes(phone.portal.data)


def test_a_stolen_phone_is_blocked_from_any_browser_without_a_script(real_browser: Browser, portal: Portal) -> None:
    with phone_of(real_browser, portal, java_script_enabled=False) as phone:
        inbox = portal.inbox(ANNA)
        page = phone.open("/login")
        page.locator("a[href='/orders/stolen']").click()
        phone.fill("number", "500 100 201")
        phone.send("number")
        channel, digits = inbox.next_code()
        phone.fill("code", digits)
        page.locator("label:has([value=sim])").click()
        phone.send("code")

        page.wait_for_url(re.compile(r"/orders/stolen\?done=asked"))
        assert channel == "email"
        phone.sign_in()
        page.locator(".note-bad", has_text=re.compile("500.100.201")).wait_for()


def _end_and_withdraw(phone: Phone) -> None:
    inbox = phone.portal.inbox(BARTEK)
    page = phone.open("/orders")
    page.locator("main a[href='/orders/termination']:visible").click()
    page.locator("label:has([value=soon])").click()
    page.locator("label:has([name=accept])").click()
    phone.send("accept")
    page.locator("[name=code]").wait_for()
    phone.fill("code", inbox.next_code()[1])
    phone.send("code")
    page.wait_for_url(re.compile(r"/orders/Z.*done=placed"))
    page.locator("form[action$='/cancel'] button:visible").click()
    page.wait_for_url(re.compile(r"/orders/Z.*done=cancelled"))


def _change_email(phone: Phone, wanted: str) -> None:
    inbox = phone.portal.inbox(BARTEK)
    page = phone.open("/account/contact")
    page.locator("main a[href='/orders/contact-change/email']").click()
    phone.fill("password", ANNAS_PASSWORD)
    phone.send("password")
    page.locator("[name=code]").wait_for()
    phone.fill("code", inbox.next_code()[1])
    phone.send("code")
    page.locator("[name=wanted]").wait_for()
    phone.fill("wanted", wanted)
    phone.send("wanted")
    page.locator("[name=old]").wait_for()
    (_, new), (_, old) = inbox.next_code(), inbox.next_code()
    phone.fill("new", new)
    phone.fill("old", old)
    phone.send("new")
    page.wait_for_url(re.compile(r"/orders/Z.*done=placed"))
    phone.open("/account/contact")
    page.locator("main dd").get_by_text(wanted).wait_for()


def _change_and_cancel(phone: Phone, kind: str, code: str) -> None:
    inbox = phone.portal.inbox(ANNA)
    page = phone.open(f"/tariffs?kind={kind}")
    page.locator(f"label:has([value={code}])").click()
    phone.send("compare")
    page.locator(f"main a[href*='tariff={code}']").click()

    page.locator("label:has([name=accept])").click()
    phone.send("accept")
    page.locator("[name=code][autocomplete=one-time-code]").wait_for()
    channel, digits = inbox.next_code()
    assert channel == "sms"
    phone.fill("code", digits)
    phone.send("code")

    page.wait_for_url(re.compile(r"/orders/Z.*done=placed"))
    number = phone.path.split("/")[-1].split("?")[0]
    receipt = phone.context.request.get(f"{phone.portal.address}/orders/{number}/receipt.pdf")
    assert receipt.body().startswith(b"%PDF")
    phone.open("/orders")
    page.locator(f"main a[href='/orders/{number}']").click()
    page.locator("form[action$='/cancel'] button:visible").click()
    page.wait_for_url(re.compile(r"/orders/Z.*done=cancelled"))
