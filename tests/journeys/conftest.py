"""One Chromium and one running demo for all journeys."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests import chromium
from tests.journeys.phone import Phone, phone_of
from tests.journeys.portal import Portal


@pytest.fixture(scope="session")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    with Portal(tmp_path_factory.mktemp("demo")) as portal:
        yield portal


@pytest.fixture(scope="session")
def real_browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium.executable() or None, args=list(chromium.ARGUMENTS)
        )
        yield browser
        browser.close()


@pytest.fixture
def phone(real_browser: Browser, portal: Portal) -> Iterator[Phone]:
    with phone_of(real_browser, portal) as phone:
        yield phone
