"""The portal can be put on the home screen: nothing that browsers ask for is missing."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext

from tests import chromium
from tests.journeys.portal import Portal

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("offline")]


@pytest.fixture
def profile(real_browser: Browser, tmp_path: Path) -> Iterator[BrowserContext]:
    """A browser with a profile on disk: a private window can install nothing."""
    context = real_browser.browser_type.launch_persistent_context(
        tmp_path, executable_path=chromium.executable() or None, args=list(chromium.ARGUMENTS)
    )
    yield context
    context.close()


def test_nothing_stops_the_installation(profile: BrowserContext, portal: Portal) -> None:
    page = profile.pages[0]
    page.goto(portal.address + "/login")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.reload()
    tools = profile.new_cdp_session(page)

    errors = tools.send("Page.getInstallabilityErrors")
    manifest = tools.send("Page.getAppManifest")

    assert errors["installabilityErrors"] == []
    assert manifest["errors"] == []
    assert manifest["url"].endswith("/manifest.json")


def test_every_picture_of_the_manifest_is_there_in_the_size_it_says(profile: BrowserContext, portal: Portal) -> None:
    manifest = profile.request.get(portal.address + "/manifest.json").json()
    pictures = manifest["icons"] + manifest["screenshots"] + [i for s in manifest["shortcuts"] for i in s["icons"]]
    page = profile.pages[0]
    page.goto(portal.address + "/login")

    sizes = {
        picture["src"]: page.evaluate(
            "async (src) => { const i = new Image(); i.src = src; await i.decode(); return `${i.width}x${i.height}` }",
            picture["src"],
        )
        for picture in pictures
    }

    assert pictures
    assert sizes == {picture["src"]: picture["sizes"] for picture in pictures}
