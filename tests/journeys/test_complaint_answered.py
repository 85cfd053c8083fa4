"""Bartek complains of an invoice: Katarzyna accepts a part, he keeps the letter and has credit; or nobody answers."""

import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, FilePayload, Page

from tests.attachments import corpus
from tests.journeys.people import BARTEK, give_bartek_annas_password
from tests.journeys.phone import Phone, phone_of
from tests.journeys.portal import Portal
from tests.journeys.staff import sign_in

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("journeys")]
DESK: dict[str, Any] = {"viewport": {"width": 1440, "height": 900}, "is_mobile": False, "has_touch": False}


@pytest.fixture
def bartek(real_browser: Browser, portal: Portal) -> Iterator[Phone]:
    give_bartek_annas_password(portal.data)
    with phone_of(real_browser, portal, **DESK) as phone:
        phone.sign_in(BARTEK)
        yield phone


@pytest.fixture
def katarzyna(real_browser: Browser, portal: Portal) -> Iterator[Phone]:
    with phone_of(real_browser, portal, **DESK) as phone:
        sign_in(phone, "bok@example.org")
        yield phone


def test_a_complaint_is_filed_answered_read_and_kept(bartek: Phone, katarzyna: Phone) -> None:
    number = _file(bartek)
    assert _pdf(bartek, f"/complaints/{number}/confirmation.pdf")

    _answer(katarzyna, number)

    page = bartek.open(f"/complaints/{number}")
    assert "20,00 zł" in _text(page)
    assert _pdf(bartek, f"/complaints/{number}/answer.pdf")
    assert "20,00 zł" in _text(bartek.open("/payments"))


def test_after_31_days_of_silence_it_is_accepted_by_law(real_browser: Browser, tmp_path: Path) -> None:
    with Portal(tmp_path) as portal, phone_of(real_browser, portal, **DESK) as bartek:
        give_bartek_annas_password(portal.data)
        bartek.sign_in(BARTEK)
        number = _file(bartek)

        portal.run("clock", "+31d")

        bartek.sign_in(BARTEK)  # the session has run out
        _wait_for(bartek, f"/complaints/{number}", "Uznana z mocy prawa")
        _wait_for(bartek, "/payments", "40,00 zł")


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
    page.locator("#main").get_by_text("dom.jpg").wait_for()
    page.locator("form[action$='/assign'] button").click()
    page.wait_for_url(re.compile("done=taken"))
    page.locator("label:has([value=accepted_in_part])").click()
    katarzyna.fill("amount", "20")
    page.locator("summary", has_text="Zacznij").click()
    page.locator("a[data-text]").first.click()
    page.locator("form:has([name=amount]) button.btn-main").click()
    page.wait_for_url(re.compile("done=answered"))


def _wait_for(phone: Phone, path: str, text: str) -> None:
    """What the worker does shows on a page after a while."""
    until = time.monotonic() + 60
    while text not in _text(phone.open(path)):
        assert time.monotonic() < until, _text(phone.page)
        time.sleep(0.5)


def _pdf(phone: Phone, path: str) -> bool:
    return phone.context.request.get(phone.portal.address + path).body().startswith(b"%PDF")


def _text(page: Page) -> str:
    return page.locator("#main").inner_text().replace("\u00a0", " ").replace("\u2060", "")
