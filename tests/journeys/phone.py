"""A phone: a real browser on a small screen that counts whatever its console complains about."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Error, Page

from tests.journeys.portal import ANNA, ANNAS_PASSWORD, Portal
from tests.journeys.wire import Wire

SCREEN = {"width": 390, "height": 844}
# Answers that a journey asks for on purpose; the browser writes each into the console.
_ON_PURPOSE = ("status of 401", "status of 403", "status of 404", "status of 409", "status of 422", "status of 429")
# The browser says so of itself when a page goes away while it is still fading in.
_CUT_SHORT = "Transition was "


class Phone:
    """One person's phone: cookies of its own, one tab."""

    def __init__(self, context: BrowserContext, portal: Portal | Wire) -> None:
        self.context = context
        self.portal = portal
        self.complaints: list[str] = []
        self.was_cut_off = False  # a portal that is gone may be complained about
        self.page = self.watch(context.new_page())

    def watch(self, page: Page) -> Page:
        page.on("console", self._hear)
        page.on("pageerror", self._hear_error)
        return page

    def open(self, path: str) -> Page:
        self.page.goto(self.portal.address + path)
        return self.page

    def sign_in(self, login: str = ANNA, password: str = ANNAS_PASSWORD) -> Page:
        page = self.open("/login")
        self.fill("login", login)
        self.fill("password", password)
        self.send("login")
        page.wait_for_url(self.portal.address + "/")
        return page

    def fill(self, field: str, text: str) -> None:
        self.page.locator(f"[name={field}]:visible").fill(text)

    def send(self, field: str) -> None:
        """Press the main button of the form that holds this field."""
        self.page.locator(f"form:has([name={field}]:visible) button:not([type=button])").click()

    @property
    def path(self) -> str:
        """Where we are, with the query."""
        parts = urlsplit(self.page.url)
        return parts.path + (f"?{parts.query}" if parts.query else "")

    def _hear_error(self, error: Error) -> None:
        if not error.message.startswith(_CUT_SHORT):
            self.complaints.append(f"error in a script: {error.message}")

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not any(known in message.text for known in _ON_PURPOSE):
            self.complaints.append(f"{message.text} ({message.location.get('url', '')})")


@contextmanager
def phone_of(chromium: Browser, portal: Portal | Wire, **options: Any) -> Iterator[Phone]:
    """A phone for as long as it is needed. Fails when its console complained."""
    defaults: dict[str, Any] = {"viewport": SCREEN, "has_touch": True, "is_mobile": True, "locale": "pl-PL"}
    context = chromium.new_context(**(defaults | options))
    context.set_default_timeout(10_000)
    phone = Phone(context, portal)
    yield phone
    context.close()
    assert phone.was_cut_off or not phone.complaints, "\n".join(phone.complaints)
