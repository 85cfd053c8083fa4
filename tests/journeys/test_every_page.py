"""Every page opens on every phone, for everybody: small screens, large letters, thumbs, screen readers, both themes."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.journeys import rules
from tests.journeys.phone import Phone, phone_of
from tests.journeys.places import OPEN, private_pages
from tests.journeys.portal import Portal

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("journeys")]


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
    assert sum(re.fullmatch(r"/(invoices|billing)/\d+", page) is not None for page in pages) == 6


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing(anna: Phone, stranger: Phone, pages: list[str], theme: str) -> None:
    for phone in (anna, stranger):
        phone.page.set_viewport_size({"width": 390, "height": 844})
        phone.page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]  # one of the two it knows

    assert _wrong(anna, stranger, pages, rules.axe) == {}


def test_nothing_scrolls_sideways_on_the_smallest_phone(anna: Phone, stranger: Phone, pages: list[str]) -> None:
    for phone in (anna, stranger):
        phone.page.set_viewport_size({"width": 320, "height": 640})

    assert _wrong(anna, stranger, pages, rules.too_wide) == {}


def test_text_of_twice_the_size_stays_on_the_screen(anna: Phone, stranger: Phone, pages: list[str]) -> None:
    for phone in (anna, stranger):
        phone.page.set_viewport_size({"width": 390, "height": 844})

        rules.set_letters(phone.page, 32)

    wrong = _wrong(anna, stranger, pages, rules.too_wide)

    for phone in (anna, stranger):
        rules.set_letters(phone.page, 16)
    assert wrong == {}


@pytest.mark.parametrize("width", [820, 1440])
def test_larger_screens_are_used_and_not_overflowed(anna: Phone, stranger: Phone, pages: list[str], width: int) -> None:
    for phone in (anna, stranger):
        phone.page.set_viewport_size({"width": width, "height": 900})

    assert _wrong(anna, stranger, pages, rules.too_wide) == {}


def test_a_thumb_hits_everything(anna: Phone, stranger: Phone, pages: list[str]) -> None:
    for phone in (anna, stranger):
        phone.page.set_viewport_size({"width": 390, "height": 844})

    assert _wrong(anna, stranger, pages, rules.too_small) == {}


def _wrong(anna: Phone, stranger: Phone, pages: list[str], rule: Callable[[Page], list[str]]) -> dict[str, list[str]]:
    """What the rule has against each page."""
    asked = [(stranger, path) for path in OPEN] + [(anna, path) for path in pages]
    found = {path: rule(phone.open(path)) for phone, path in asked}
    return {path: wrong for path, wrong in found.items() if wrong}
