"""What lies on the disk of a device that keeps invoices: nothing that somebody could read there."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests import chromium
from tests.journeys.kept import ANNAS, wait_until_kept
from tests.journeys.phone import Phone
from tests.journeys.portal import Portal

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("offline")]

TYPED = {"500 100 200"}  # into the sign-in form: the browser remembers that by itself
OF_INVOICES = {"%PDF-", "Nabywca"}


def test_no_page_and_no_pdf_lies_there_in_plain_text(real_browser: Browser, portal: Portal, tmp_path: Path) -> None:
    context = real_browser.browser_type.launch_persistent_context(
        tmp_path,
        executable_path=chromium.executable() or None,
        args=list(chromium.ARGUMENTS),
        viewport={"width": 390, "height": 844},
        has_touch=True,
        is_mobile=True,
    )
    phone = Phone(context, portal)
    wait_until_kept(phone.sign_in())
    phone.open("/invoices")
    context.close()

    files = {file: file.read_bytes() for file in tmp_path.rglob("*") if file.is_file()}
    found = {
        (word, file.name)
        for file, content in files.items()
        for word in ({*ANNAS} | OF_INVOICES) - TYPED
        for encoding in ("utf-8", "utf-16-le")
        if word.encode(encoding) in content
    }

    assert any("CacheStorage" in file.parts for file in files)
    assert found == set()
