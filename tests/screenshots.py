"""`make screenshots`: every page on phone, tablet and desktop, light and dark; and what the manifest shows."""

import re
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from tests import chromium
from tests.journeys.cards import IPHONE, MAY_BE_INSTALLED, SECOND_VISIT
from tests.journeys.phone import Phone, phone_of
from tests.journeys.places import NUMBER, OPEN, private_pages
from tests.journeys.portal import Portal
from tests.journeys.staff import PAGES, sign_in

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / "docs" / "screenshots"
OF_MANIFEST = ROOT / "selfcare" / "static" / "icons" / "screenshots"
SIZES = {"phone": (360, 740), "tablet": (820, 1180), "desktop": (1440, 900)}
THEMES = ("light", "dark")
QUALITY = 50  # of JPEG: a page takes some 30 kB, and letters stay clean
_STILL = {"is_mobile": False, "reduced_motion": "reduce"}


def main() -> int:
    FOLDER.mkdir(parents=True, exist_ok=True)
    OF_MANIFEST.mkdir(parents=True, exist_ok=True)
    for old in FOLDER.glob("*.jpg"):
        old.unlink()
    with tempfile.TemporaryDirectory() as folder, Portal(Path(folder)) as portal, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium.executable() or None, args=list(chromium.ARGUMENTS)
        )
        _stranger(browser, portal)
        _anna(browser, portal)
        _bartek(browser, portal)
        _staff(browser, portal)
        _install_cards(browser, portal)
        _manifest(browser, portal)
        browser.close()
    taken = list(FOLDER.glob("*.jpg"))
    print(f"{len(taken)} pictures, {sum(file.stat().st_size for file in taken) / 1e6:.1f} MB, in {FOLDER}")
    return 0


def _stranger(browser: Browser, portal: Portal) -> None:
    with phone_of(browser, portal, **_STILL) as phone:
        for path in OPEN:
            _take(phone.open(path), _name(path))


def _anna(browser: Browser, portal: Portal) -> None:
    with phone_of(browser, portal, **_STILL) as phone:
        phone.sign_in()
        names: dict[str, str] = {}
        for path in private_pages(phone.context.request, portal.address):
            names.setdefault(_name(path), path)
        for name, path in names.items():
            _take(phone.open(path), name)


def _bartek(browser: Browser, portal: Portal) -> None:
    """The pages that stand only between a first code and a new password."""
    with phone_of(browser, portal, **_STILL) as phone:
        inbox = portal.inbox("bartek@example.org")
        page = phone.open("/login")
        phone.fill("login", "bartek@example.org")
        phone.send("login")
        page.locator("[autocomplete=one-time-code]").wait_for()
        _take(page, "login-code")
        phone.fill("password", inbox.next_code()[1])
        phone.send("password")
        page.wait_for_url("**/login/new-password")
        _take(page, "login-new-password")
        _choose_password(phone)
        page.wait_for_url("**/login/confirm")
        _take(page, "login-confirm")


def _staff(browser: Browser, portal: Portal) -> None:
    with phone_of(browser, portal, **_STILL) as phone:
        sign_in(phone, "admin@example.org")
        for path in PAGES:
            _take(phone.open(path), _name(path))
        page = phone.open("/staff/queue?kind=complaint")
        page.locator("main a[href^='/staff/queue/complaint/']").first.click()
        page.wait_for_url("**/staff/queue/complaint/*")
        _take(page, "staff-queue-one")


def _choose_password(phone: Phone) -> None:
    phone.fill("new_password", "cztery zielone krzesła")
    phone.fill("repeat_password", "cztery zielone krzesła")
    phone.send("new_password")


def _install_cards(browser: Browser, portal: Portal) -> None:
    """The offers to install: what a browser asks, and how it is done on an iPhone."""
    for name, options, act in (("install", {}, MAY_BE_INSTALLED), ("install-ios", {"user_agent": IPHONE}, "")):
        with phone_of(browser, portal, **_STILL, **options) as phone:
            phone.sign_in().evaluate(SECOND_VISIT)
            page = phone.open("/")
            if act:
                page.evaluate(act)
            page.locator("[data-install-card]:visible").wait_for()
            _take(page, name)


def _manifest(browser: Browser, portal: Portal) -> None:
    with phone_of(browser, portal, device_scale_factor=2) as phone:
        for path, name in (("/", "start-phone"), ("/invoices", "invoices-phone")):
            _settle(phone.sign_in() if path == "/" else phone.open(path))
            phone.page.screenshot(path=OF_MANIFEST / f"{name}.png")
    with phone_of(browser, portal, viewport={"width": 1440, "height": 900}, is_mobile=False) as phone:
        phone.sign_in()
        _settle(phone.open("/invoices"))
        phone.page.screenshot(path=OF_MANIFEST / "invoices-desktop.png")


def _take(page: Page, name: str) -> None:
    """One page in every size and theme; it stays open meanwhile."""
    for size, (width, height) in SIZES.items():
        page.set_viewport_size({"width": width, "height": height})
        for theme in THEMES:
            page.emulate_media(color_scheme=theme, reduced_motion="reduce")  # type: ignore[arg-type]  # it is one of two
            _settle(page)
            page.screenshot(path=FOLDER / f"{name}-{size}-{theme}.jpg", type="jpeg", quality=QUALITY, caret="hide")


def _settle(page: Page) -> None:
    page.wait_for_load_state("networkidle")
    page.evaluate("document.activeElement?.blur()")
    page.evaluate("scrollTo(0, 0)")


def _name(path: str) -> str:
    """`/invoices/17` is `invoices-one`; `/` is `start`; one legal text speaks for all."""
    plain = re.sub(NUMBER, "/one", re.sub(r"\?.*", "", path))
    return re.sub(r"^/legal/.*", "legal", plain).strip("/").replace("/", "-") or "start"


if __name__ == "__main__":
    sys.exit(main())
