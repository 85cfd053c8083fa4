"""Bartek complains of an invoice with a picture; Katarzyna accepts a part; he keeps the letter and has credit."""

import re
import time
from collections.abc import Iterator
from typing import Any

import pyotp
import pytest
from playwright.sync_api import Browser, FilePayload, Page

from selfcare import clock
from selfcare.demo.staff import PASSWORD, TOTP
from tests.attachments import corpus
from tests.journeys.people import BARTEK, give_bartek_annas_password
from tests.journeys.phone import Phone, phone_of
from tests.journeys.portal import Portal

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("journeys")]
DESK: dict[str, Any] = {"viewport": {"width": 1440, "height": 900}, "is_mobile": False, "has_touch": False}


class _Codes(pyotp.TOTP):
    """Of the demo's published key, which is short."""

    min_secret_length_bits = 80


@pytest.fixture
def bartek(real_browser: Browser, portal: Portal) -> Iterator[Phone]:
    give_bartek_annas_password(portal.data)
    with phone_of(real_browser, portal, **DESK) as phone:
        phone.sign_in(BARTEK)
        yield phone


@pytest.fixture
def katarzyna(real_browser: Browser, portal: Portal) -> Iterator[Phone]:
    with phone_of(real_browser, portal, **DESK) as phone:
        page = phone.open("/staff/login")
        for _code_may_be_used_up in range(3):
            phone.fill("email", "bok@example.org")
            phone.fill("password", PASSWORD)
            phone.fill("code", _Codes(TOTP).at(clock.now()))
            phone.send("code")
            page.wait_for_load_state()
            if "/staff/login" not in phone.path:
                break
            time.sleep(15)
        yield phone


def test_a_complaint_is_filed_answered_read_and_kept(bartek: Phone, katarzyna: Phone) -> None:
    number = _file(bartek)
    assert _pdf(bartek, f"/complaints/{number}/confirmation.pdf")

    _answer(katarzyna, number)

    page = bartek.open(f"/complaints/{number}")
    assert "20,00 zł" in _text(page)
    assert _pdf(bartek, f"/complaints/{number}/answer.pdf")
    assert "20,00 zł" in _text(bartek.open("/payments"))


def _file(bartek: Phone) -> str:
    page = bartek.open("/invoices")
    page.locator("main a[href^='/invoices/']").first.click()
    page.locator("a[href*='/complaints/new?invoice=']").click()
    page.wait_for_url(re.compile("/complaints/new"))
    page.locator("main form.stack button.btn-main, main form button.btn-main").first.click()
    bartek.fill("circumstances", "Opłata jest dwa razy za ten sam miesiąc.")
    bartek.send("circumstances")
    page.locator("label:has([name=wish][value=set_off])").click()
    bartek.fill("claimed", "40")
    bartek.send("claimed")
    picture = FilePayload(name="dom.jpg", mimeType="image/jpeg", buffer=corpus.picture_with_a_place())
    page.locator("[name=files]").set_input_files([picture])
    page.locator("form:has([name=files]) button.btn-main").click()
    page.wait_for_url(re.compile("/check"))
    assert "dom.jpg" in _text(page)
    page.locator("main form:not([action*=delete]) button.btn-main").click()
    page.wait_for_url(re.compile(r"/complaints/R\w+-\w+"))
    return bartek.path.split("/")[2].split("?")[0]


def _answer(katarzyna: Phone, number: str) -> None:
    page = katarzyna.open("/staff/queue?kind=complaint")
    page.keyboard.press("?")
    page.locator("#keys").wait_for()
    page.keyboard.press("Escape")
    row = page.locator("tr", has_text=number.replace("-", "\u2011")).locator("a")
    for _row in range(30):
        page.keyboard.press("j")
        if row.evaluate("link => link === document.activeElement"):
            break
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/staff/queue/complaint/"))
    assert "dom.jpg" in _text(page)
    page.locator("form[action$='/assign'] button").click()
    page.wait_for_url(re.compile("done=taken"))
    page.locator("label:has([value=accepted_in_part])").click()
    katarzyna.fill("amount", "20")
    page.locator("summary", has_text="Zacznij").click()
    page.locator("a[data-text]").first.click()
    page.locator("form:has([name=amount]) button.btn-main").click()
    page.wait_for_url(re.compile("done=answered"))


def _pdf(phone: Phone, path: str) -> bool:
    return phone.context.request.get(phone.portal.address + path).body().startswith(b"%PDF")


def _text(page: Page) -> str:
    return page.locator("#main").inner_text().replace("\u00a0", " ").replace("\u2060", "")
