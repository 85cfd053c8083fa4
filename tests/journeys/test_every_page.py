"""Every page opens on every phone, for everybody: small screens, large letters, thumbs, screen readers, both themes."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.journeys import rules
from tests.journeys.phone import Phone, phone_of
from tests.journeys.places import OPEN, private_pages
from tests.journeys.portal import Portal

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("pages")]


# A phone zooms out of what is too wide, some time later; this screen scrolls, and can be measured at once.
STILL: dict[str, Any] = {"is_mobile": False, "reduced_motion": "reduce"}


@pytest.fixture(scope="module")
def anna(real_browser: Browser, portal: Portal) -> Iterator[Phone]:
    with phone_of(real_browser, portal, **STILL) as phone:
        phone.sign_in()
        yield phone


@pytest.fixture(scope="module")
def stranger(real_browser: Browser, portal: Portal) -> Iterator[Phone]:
    with phone_of(real_browser, portal, **STILL) as phone:
        yield phone


@pytest.fixture(scope="module")
def pages(anna: Phone) -> list[str]:
    return private_pages(anna.context.request, anna.portal.address)


def test_the_demo_has_what_a_newcomer_looks_for(pages: list[str]) -> None:
    assert {"/", "/invoices", "/billing", "/account", "/account/devices", "/account/password"} <= set(pages)
    assert sum(re.fullmatch(r"/(invoices|billing)/\d+", page) is not None for page in pages) == 4


@pytest.fixture(scope="module")
def wrong(anna: Phone, stranger: Phone, pages: list[str]) -> dict[str, dict[str, list[str]]]:
    """What each rule has against each page; every page is opened once and then looked at in every way."""
    asked = [(stranger, path) for path in OPEN] + [(anna, path) for path in pages]
    found: dict[str, dict[str, list[str]]] = {}
    for phone, path in asked:
        for rule, complaints in _looked_at(phone.open(path)).items():
            found.setdefault(rule, {})[path] = complaints
    return {rule: {path: said for path, said in told.items() if said} for rule, told in found.items()}


@pytest.mark.parametrize(
    "rule",
    [
        "axe finds nothing in light colours",
        "axe finds nothing in dark colours",
        "nothing scrolls sideways on the smallest phone",
        "text of twice the size stays on the screen",
        "a thumb hits everything",
        "a screen of 820 is used and not overflowed",
        "a screen of 1440 is used and not overflowed",
    ],
)
def test_on_every_page(wrong: dict[str, dict[str, list[str]]], rule: str) -> None:
    assert wrong[rule] == {}


def _looked_at(page: Page) -> dict[str, list[str]]:
    found = {}
    page.set_viewport_size({"width": 390, "height": 844})
    found["a thumb hits everything"] = rules.too_small(page)
    found["axe finds nothing in light colours"] = rules.axe(page)
    page.emulate_media(color_scheme="dark")
    found["axe finds nothing in dark colours"] = rules.contrast(page)
    page.emulate_media(color_scheme="light")
    rules.set_letters(page, 32)
    found["text of twice the size stays on the screen"] = rules.too_wide(page)
    rules.set_letters(page, 16)
    page.set_viewport_size({"width": 320, "height": 640})
    found["nothing scrolls sideways on the smallest phone"] = rules.too_wide(page)
    for width in (820, 1440):
        page.set_viewport_size({"width": width, "height": 900})
        found[f"a screen of {width} is used and not overflowed"] = rules.too_wide(page)
    return found
