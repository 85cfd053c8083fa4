"""Anna complains of an invoice on her phone without a script, goes back on the way, and gets her confirmation."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.attachments import corpus
from tests.journeys import rules
from tests.journeys.phone import Phone, phone_of
from tests.journeys.portal import Portal

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("journeys")]

TEXT = "Opłata za dane, a internet był wyłączony."


@pytest.fixture
def phone(real_browser: Browser, portal: Portal) -> Iterator[Phone]:
    with phone_of(real_browser, portal, java_script_enabled=False) as phone:
        phone.sign_in()
        yield phone


def test_a_complaint_is_filed_on_a_phone_without_a_script(phone: Phone) -> None:
    page = _go_to_the_files(phone)

    page.locator("main a.back").click()
    assert page.locator("[name=claimed]").input_value() == "18,45"
    phone.send("claimed")
    picture = {"name": "rachunek.jpg", "mimeType": "image/jpeg", "buffer": corpus.picture_with_a_place()}
    page.locator("[name=files]").set_input_files(files=[picture])  # type: ignore[arg-type]  # a file as a mapping
    page.locator("form:has([name=files]) button.btn-main").click()
    page.wait_for_url(re.compile("/check$"))
    assert TEXT in page.inner_text("main")
    page.locator("main button.btn-main").click()

    page.wait_for_url(re.compile(r"/complaints/R\w+-\w+\?done=filed"))
    number = phone.path.split("/")[2].split("?")[0]
    assert "rachunek.jpg" in page.inner_text("main")
    paper = phone.context.request.get(f"{phone.portal.address}/complaints/{number}/confirmation.pdf")
    assert paper.body().startswith(b"%PDF")
    page.go_back()
    page.reload()
    assert f"/complaints/{number}" in phone.path  # the form that was sent leads to what it made
    page.set_viewport_size({"width": 320, "height": 640})
    assert rules.too_wide(page) == []  # its title has a number that is one long word


def _go_to_the_files(phone: Phone) -> Page:
    page = phone.open("/invoices")
    page.locator("main a[href^='/invoices/']:visible").first.click()
    page.locator("a[href*='/complaints/new?invoice=']").click()
    phone.send("kind")
    phone.fill("circumstances", TEXT)
    phone.send("circumstances")
    page.locator("label:has([name=wish][value=set_off])").click()
    phone.fill("claimed", "18,45")
    phone.send("claimed")
    return page
