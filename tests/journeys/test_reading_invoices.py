"""Anna reads an invoice, and takes its files with her."""

import hashlib
import io
import re

import pypdf
import pytest
from lxml import etree

from tests.journeys.phone import Phone

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("journeys")]


def test_from_the_list_to_one_invoice_and_its_files(phone: Phone) -> None:
    page = phone.sign_in()

    page.locator(".nav a[href='/invoices']:visible").click()
    page.wait_for_url("**/invoices")
    page.locator("main a[href^='/invoices/']").first.click()
    page.wait_for_url(re.compile(r"/invoices/\d+$"))

    page.locator("main a[href$='/pdf']").first.wait_for()
    address = page.url
    xml = phone.context.request.get(f"{address}/xml")
    pdf = phone.context.request.get(f"{address}/pdf")
    assert xml.ok
    assert pdf.ok
    assert etree.fromstring(xml.body()).tag.endswith("}Faktura")
    reader = pypdf.PdfReader(io.BytesIO(pdf.body()))
    (embedded,) = next(iter(reader.attachments.values()))
    assert 1 <= len(reader.pages) <= 3
    assert hashlib.sha256(embedded).digest() == hashlib.sha256(xml.body()).digest()


def test_the_pdf_is_the_same_the_second_time(phone: Phone) -> None:
    page = phone.sign_in()
    page.goto(phone.portal.address + "/invoices")
    address = page.locator("main a[href^='/invoices/']").first.get_attribute("href")

    first, second = (phone.context.request.get(f"{phone.portal.address}{address}/pdf").body() for _twice in range(2))

    assert first == second
