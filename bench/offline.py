"""Reading without a network: how soon a device is ready for it, and how soon a page opens when the portal is gone."""

from __future__ import annotations

import statistics
import tempfile
import time
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from bench.report import Table
from tests import chromium
from tests.journeys.kept import kept_in, wait_until_all_is_kept, wait_until_kept
from tests.journeys.phone import Phone, phone_of
from tests.journeys.portal import Portal

OPENINGS = 9
PATHS = (("/", "start"), ("/invoices", "invoice list"))


def measure() -> list[Table]:
    table = Table(
        "Reading without a network",
        ["", "measured", "aim"],
        note="Chromium as a phone, the CPU not slowed down; opening: median of nine, up to the load event.",
    )
    with tempfile.TemporaryDirectory() as folder, Portal(Path(folder)) as portal, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium.executable() or None, args=list(chromium.ARGUMENTS)
        )
        with Portal(portal.data, "serve", "--workers", "1") as doomed:
            _measure(table, browser, doomed)
        browser.close()
    return [table]


def _measure(table: Table, browser: Browser, portal: Portal) -> None:
    with phone_of(browser, portal) as phone:
        began = time.perf_counter()
        page = phone.sign_in()
        wait_until_kept(page)
        table.add("sign-in to 12 invoices with PDFs kept", f"{time.perf_counter() - began:.1f} s", "10 s")
        wait_until_all_is_kept(page)
        table.add("sign-in to 24 invoices with PDFs kept", f"{time.perf_counter() - began:.1f} s", "")
        kept = kept_in(page).pages
        table.add("on the device", f"{len(kept)} pages, {sum(one['size'] for one in kept) / 1e6:.1f} MB", "")
        portal.kill()
        for path, name in PATHS:
            table.add(f"{name}, opened offline", f"{_opening(phone, path):.0f} ms", "400 ms")
        phone.was_cut_off = True


def _opening(phone: Phone, path: str) -> float:
    """Milliseconds, as the median."""
    took = []
    for _time in range(OPENINGS):
        began = time.perf_counter()
        phone.open(path)
        took.append((time.perf_counter() - began) * 1000)
    return statistics.median(took)
