"""The core of reading without a network, told to any engine. Each story goes on where the one before ended."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from tests.engines.drivers import Driver
from tests.journeys.kept import DUMP, Kept
from tests.journeys.people import BARTEK, end_sessions, give_bartek_annas_password
from tests.journeys.portal import ANNA, ANNAS_PASSWORD, Portal

_PDF = """fetch(%r, {headers: %s}).then(async (answer) => [answer.status, answer.headers.get('Content-Range'),
  (await answer.arrayBuffer()).byteLength])"""


class Visit:
    """A browser at a portal that can go away and come back."""

    def __init__(self, driver: Driver, portal: Portal) -> None:
        self.driver = driver
        self.portal = portal
        self.invoices: list[str] = []

    def open(self, path: str) -> None:
        self.driver.open(self.portal.address + path)

    def ask(self, expression: str) -> Any:
        return self.driver.evaluate(expression)

    def path(self) -> str:
        return str(self.ask("location.pathname"))

    def until(self, expression: str, seconds: float = 30) -> None:
        """Ask again and again; while a page goes away nobody answers."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            try:
                if self.ask(expression):
                    return
            except (AssertionError, OSError):
                pass
            time.sleep(0.2)
        raise AssertionError(f"not so after {seconds} s: {expression}, at {self.ask('location.href')}")

    def sign_in(self, login: str) -> None:
        self.open("/login")
        self.ask(
            f"""(() => {{
              const [name, password] = ['login', 'password'].map((one) => document.querySelector(`[name=${{one}}]`));
              name.value = {login!r}; password.value = {ANNAS_PASSWORD!r};
              document.querySelector('[name=my_device]').checked = true;
              setTimeout(() => name.form.requestSubmit());
            }})()"""
        )
        self.until("location.pathname === '/' && document.documentElement.dataset.offline === 'ready'", 60)

    def sign_out(self) -> None:
        self.ask("void setTimeout(() => document.querySelector(\"form[action='/logout']\").requestSubmit())")

    def is_stored(self) -> bool:
        return bool(self.ask("document.getElementById('main')?.dataset.source") == "store")

    def has_no_page(self) -> bool:
        return bool(self.ask("document.querySelector('[data-no-network-page]') !== null"))

    def kept(self) -> Kept:
        return Kept(self.ask(f"({DUMP})()"))


def invoices_are_kept(visit: Visit) -> None:
    visit.sign_in(ANNA)
    visit.until("caches.keys().then((names) => names.some((name) => name.startsWith('kept-')))")
    assert visit.kept().readable == []
    assert visit.kept().facts["key"]["kind"] == "CryptoKey"


def start_and_list_open_in_a_tunnel(visit: Visit) -> None:
    visit.portal.kill()
    visit.open("/")
    assert visit.is_stored()
    assert "Nowak" in visit.ask("document.getElementById('main').textContent")
    visit.open("/invoices")
    assert visit.is_stored()
    rows = "[...document.querySelectorAll('#invoices a.row[href]')].map((row) => row.getAttribute('href'))"
    visit.invoices = visit.ask(rows)
    assert len(visit.invoices) >= 12


def twelve_invoices_open_with_their_pdfs(visit: Visit) -> None:
    for address in visit.invoices[:12]:
        visit.open(address)
        assert visit.is_stored(), address
        status, _range, size = visit.ask(_PDF % (address + "/pdf", "{}"))
        assert status == 200
        assert size > 1000


def a_pdf_gives_the_bytes_that_are_asked_for(visit: Visit) -> None:
    address = visit.invoices[0] + "/pdf"
    size = visit.ask(_PDF % (address, "{}"))[2]

    assert visit.ask(_PDF % (address, "{Range: 'bytes=0-9'}")) == [206, f"bytes 0-9/{size}", 10]
    assert visit.ask(_PDF % (address, f"{{Range: 'bytes={size}-'}}"))[0] == 416


def htmx_back_and_reload_work_in_a_tunnel(visit: Visit) -> None:
    visit.open("/")
    visit.ask("(window.isSame = true, document.querySelector('.nav li a[href=\"/invoices\"]').click())")
    visit.until("location.pathname === '/invoices' && document.querySelector('#invoices') !== null")
    assert visit.ask("window.isSame === true")
    visit.ask("void setTimeout(() => history.back())")
    visit.until("location.pathname === '/' && document.querySelector('.slip') !== null")
    visit.ask("void setTimeout(() => location.reload())")
    visit.until("window.isSame === undefined && document.getElementById('main')?.dataset.source === 'store'")


def what_is_not_kept_says_so(visit: Visit) -> None:
    visit.open("/account/devices")
    assert visit.has_no_page()


def signing_out_in_a_tunnel_leaves_nothing(visit: Visit) -> None:
    visit.open("/")
    visit.sign_out()
    visit.until("document.querySelector('[data-no-network-page]') !== null")
    assert visit.kept().is_empty
    visit.open("/invoices")
    assert visit.has_no_page()


def the_server_hears_of_it_first(visit: Visit) -> None:
    visit.portal.start()
    visit.open("/")
    visit.until("location.pathname === '/login'")
    assert "sign out" not in visit.kept().facts


def bartek_finds_nothing_of_anna(visit: Visit) -> None:
    visit.sign_in(ANNA)
    annas = visit.kept().owners
    give_bartek_annas_password(visit.portal.data)
    end_sessions(visit.portal.data, column="expires_at")
    visit.sign_in(BARTEK)
    assert len(visit.kept().owners) == 1
    assert visit.kept().owners != annas


def ended_from_afar_nothing_is_left(visit: Visit) -> None:
    end_sessions(visit.portal.data, column="ended_at")
    visit.open("/")
    assert visit.path() == "/login"
    assert visit.kept().is_empty


def signing_out_leaves_nothing(visit: Visit) -> None:
    visit.sign_in(ANNA)
    visit.sign_out()
    visit.until("location.pathname === '/login'")
    visit.until("caches.keys().then((names) => names.every((name) => !name.startsWith('kept-')))")
    assert visit.kept().is_empty


def signing_out_everywhere_leaves_nothing_here(visit: Visit) -> None:
    visit.sign_in(ANNA)
    visit.open("/account/devices")
    visit.ask("void setTimeout(() => document.querySelector(\"form[action$='/end-all']\").requestSubmit())")
    visit.until("location.pathname === '/login'")
    visit.until("caches.keys().then((names) => names.every((name) => !name.startsWith('kept-')))")
    assert visit.kept().is_empty


def whoever_comes_next_is_kept_as_before(visit: Visit) -> None:
    """Look and all: a browser that was emptied by the server has lost that, too."""
    visit.sign_in(BARTEK)
    visit.until("caches.keys().then((names) => names.some((name) => name.startsWith('shell-')))")
    visit.portal.kill()
    visit.open("/invoices")
    assert visit.is_stored()
    visit.open("/account/devices")
    assert visit.has_no_page()


STORIES: tuple[Callable[[Visit], None], ...] = (
    invoices_are_kept,
    start_and_list_open_in_a_tunnel,
    twelve_invoices_open_with_their_pdfs,
    a_pdf_gives_the_bytes_that_are_asked_for,
    htmx_back_and_reload_work_in_a_tunnel,
    what_is_not_kept_says_so,
    signing_out_in_a_tunnel_leaves_nothing,
    the_server_hears_of_it_first,
    bartek_finds_nothing_of_anna,
    ended_from_afar_nothing_is_left,
    signing_out_leaves_nothing,
    signing_out_everywhere_leaves_nothing_here,
    whoever_comes_next_is_kept_as_before,
)
