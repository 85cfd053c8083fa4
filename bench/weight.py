"""What a phone has to fetch: bytes and requests up to the load event, and the time from a tap to the new page."""

from __future__ import annotations

import statistics
import tempfile
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from bench.report import Table
from tests import chromium
from tests.journeys.phone import Phone, phone_of
from tests.journeys.portal import Portal

TAPS = 9
_TAP = """(path) => new Promise((resolve) => {
  const heading = () => document.querySelector("main h1").textContent;
  const [began, before] = [performance.now(), heading()];
  const swapped = new MutationObserver(() => {
    if (heading() === before) return;
    swapped.disconnect();
    requestAnimationFrame(() => requestAnimationFrame(() => resolve(performance.now() - began)));
  });
  swapped.observe(document.body, { subtree: true, childList: true, characterData: true });
  document.querySelector(`.nav li a[href="${path}"]`).click();
})"""
_AT_REST = 400  # milliseconds; the page has faded in, and nobody taps faster


class Wire:
    """Counts what comes over the network for a page, as the browser itself does; the worker's own fetches apart."""

    def __init__(self, page: Page) -> None:
        tools = page.context.new_cdp_session(page)
        tools.send("Network.enable")
        tools.on("Network.responseReceived", self._respond)
        tools.on("Network.loadingFinished", self._finish)
        self._kinds: dict[str, str] = {}
        self.bytes: dict[str, int] = {}
        self.requests = 0

    def forget(self) -> None:
        self.bytes, self.requests = {}, 0

    def sum(self, *kinds: str) -> float:
        """Kilobytes of those kinds (Document, Stylesheet, Script …), of all when none is named."""
        return sum(size for kind, size in self.bytes.items() if not kinds or kind in kinds) / 1000

    def _respond(self, event: dict[str, Any]) -> None:
        response = event["response"]
        if not response.get("fromDiskCache") and not response.get("fromServiceWorker"):
            self._kinds[event["requestId"]] = event["type"]

    def _finish(self, event: dict[str, Any]) -> None:
        kind = self._kinds.pop(event["requestId"], "")
        if kind:
            self.requests += 1
            self.bytes[kind] = self.bytes.get(kind, 0) + int(event["encodedDataLength"])


def measure() -> list[Table]:
    with tempfile.TemporaryDirectory() as folder, Portal(Path(folder)) as portal, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium.executable() or None, args=list(chromium.ARGUMENTS)
        )
        tables = [_bytes(browser, portal), _taps(browser, portal)]
        browser.close()
    return tables


def _bytes(browser: Browser, portal: Portal) -> Table:
    table = Table(
        "What a phone fetches",
        ["page", "requests", "kB", "HTML", "CSS", "JS"],
        note="Over the network up to the load event, compressed, with headers. Budgets: first view cold ≤ 60 kB and "
        "≤ 9 requests; HTML ≤ 10, CSS ≤ 12, JS ≤ 22 kB; a swap ≤ 6 kB.",
    )
    with phone_of(browser, portal) as phone:
        wire = Wire(phone.page)
        phone.open("/login")
        _add(table, "sign-in page, first view cold", wire)
        cookies = _cookies_of(phone)
    for path, name in (("/", "start, cold"), ("/invoices", "invoice list, cold")):
        with phone_of(browser, portal) as phone:
            phone.context.add_cookies(cookies)
            wire = Wire(phone.page)
            phone.open(path)
            _add(table, name, wire)
            if path == "/":
                wire.forget()
                phone.page.locator(".nav a[href='/invoices']:visible").click()
                expect(phone.page.locator("h1")).to_be_focused()
                phone.page.wait_for_load_state("networkidle")
                _add(table, "invoice list, swapped in", wire)
    return table


def _cookies_of(phone: Phone) -> list[Any]:
    phone.sign_in()
    context: BrowserContext = phone.context
    return [cookie for cookie in context.cookies() if cookie["name"].endswith("sid")]


def _add(table: Table, name: str, wire: Wire) -> None:
    kinds = (wire.sum("Document", "Fetch", "XHR"), wire.sum("Stylesheet"), wire.sum("Script"))
    table.add(name, str(wire.requests), f"{wire.sum():.1f}", *(f"{size:.1f}" if size else "" for size in kinds))


def _taps(browser: Browser, portal: Portal) -> Table:
    """From a tap on a tab until the new page is drawn, the CPU slowed down as on a cheap phone."""
    with phone_of(browser, portal) as phone:
        page = phone.sign_in()
        page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": 4})
        took = []
        for number in range(TAPS):
            took.append(page.evaluate(_TAP, ("/invoices", "/")[number % 2]))
            page.wait_for_timeout(_AT_REST)
    note = "Until the new page is drawn; it then fades in for 200 ms. Aim: 200 ms with a CPU four times slower."
    table = Table("From a tap to the next page", ["", "median"], note=note)
    table.add("tab to tab", f"{statistics.median(took):.0f} ms")
    return table
