"""What a phone asks for: the worker, the manifest, the page without a network."""

import json
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from selfcare.customers.models import Customer
from selfcare.pwa import shell
from tests.browser import Browser

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture
def manifest(browser: Browser) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(browser.open("/manifest.json").response.text)
    return found


def shell_files(worker: str) -> list[str]:
    found = re.search(r"^const SHELL_FILES = (\[.*\]);$", worker, re.MULTILINE)
    assert found
    return [str(address) for address in json.loads(found[1])]


def version(worker: str) -> str:
    found = re.search(r'^const VERSION = "(\w{12})";$', worker, re.MULTILINE)
    assert found
    return found[1]


@pytest.mark.parametrize(
    ("address", "mimetype"),
    [("/service-worker.js", "text/javascript"), ("/manifest.json", "application/manifest+json")],
)
def test_it_is_asked_for_again_and_again_but_sent_once(browser: Browser, address: str, mimetype: str) -> None:
    first = browser.open(address).response
    tag = first.headers["ETag"]

    again = browser.open(address, status=304, headers={"If-None-Match": tag}).response

    assert first.mimetype == mimetype
    assert first.headers["Cache-Control"] == "no-cache"
    assert again.data == b""


def test_the_worker_is_the_file_at_the_top_with_its_version_and_files(browser: Browser) -> None:
    worker = browser.open("/service-worker.js").response.text

    assert worker.endswith((ROOT / "service-worker.js").read_text(encoding="utf-8"))
    assert version(worker)


def test_every_file_of_the_shell_is_there(browser: Browser) -> None:
    """One that is missing would stop the worker from being installed."""
    files = shell_files(browser.open("/service-worker.js").response.text)

    answers = {address: browser._ask("GET", address, buffered=True).status_code for address in [*files, "/offline"]}

    assert set(answers.values()) == {200}
    assert len(files) == len(set(files)) == len(shell.SHELL_FILES) + len(shell.OPEN_PAGES)


def test_the_offline_page_needs_nothing_but_the_shell(browser: Browser) -> None:
    files = shell_files(browser.open("/service-worker.js").response.text)

    browser.open("/offline")

    needed = browser.page.xpath("//link[@rel='stylesheet']/@href | //script/@src | //use/@href")
    assert {address.partition("#")[0] for address in needed} <= set(files)


def test_the_offline_page_knows_nothing_of_anybody(browser: Browser, anna: Customer) -> None:
    stranger = browser.open("/offline").response.text
    browser.sign_in(anna)

    page = browser.open("/offline")

    assert page.response.text == stranger
    assert "Set-Cookie" not in page.response.headers
    assert page.page.xpath("//form | //input") == []


def test_the_offline_page_says_whom_to_call(browser: Browser) -> None:
    browser.open("/offline")

    assert "tel:+48225000000" in browser.links()
    assert "22 500 00 00" in browser.text.replace("\u00a0", " ")


def test_the_version_is_the_same_in_every_language(browser: Browser) -> None:
    polish = version(browser.open("/service-worker.js").response.text)
    browser.speak("en")

    assert version(browser.open("/service-worker.js").response.text) == polish


def test_another_offline_page_is_another_version(app: Flask) -> None:
    assets = app.extensions["assets"]

    assert version(shell.worker(assets, "one", [])) != version(shell.worker(assets, "two", []))
    assert version(shell.worker(assets, "one", [])) != version(shell.worker(assets, "one", ["/"]))
    assert version(shell.worker(assets, "one", [])) == version(shell.worker(assets, "one", []))


def test_the_manifest_carries_the_operators_name(manifest: dict[str, Any]) -> None:
    assert manifest["name"] == manifest["short_name"] == "Listek"
    assert "Listek" in manifest["description"]
    assert manifest["lang"] == "pl"
    assert manifest["display"] == "standalone"
    assert manifest["id"] == manifest["start_url"] == manifest["scope"] == "/"


def test_the_manifests_pictures_are_there_and_as_large_as_it_says(browser: Browser, manifest: dict[str, Any]) -> None:
    pictures = [*manifest["icons"], *manifest["screenshots"]]
    pictures += [icon for shortcut in manifest["shortcuts"] for icon in shortcut["icons"]]

    for picture in pictures:
        answer = browser._ask("GET", picture["src"], buffered=True)
        width, height = int.from_bytes(answer.data[16:20]), int.from_bytes(answer.data[20:24])
        assert answer.mimetype == picture["type"] == "image/png"
        assert picture["sizes"] == f"{width}x{height}"


def test_the_manifest_has_what_installing_needs(manifest: dict[str, Any]) -> None:
    icons = {(icon["sizes"], icon["purpose"]) for icon in manifest["icons"]}

    assert icons == {("192x192", "any"), ("512x512", "any"), ("512x512", "maskable")}


def test_shortcuts_lead_to_places_that_exist(browser: Browser, anna: Customer, manifest: dict[str, Any]) -> None:
    browser.sign_in(anna)

    assert {shortcut["url"] for shortcut in manifest["shortcuts"]} == {"/invoices", "/account"}
    assert all(shortcut["name"] for shortcut in manifest["shortcuts"])
    assert all(browser._ask("GET", shortcut["url"]).status_code == 200 for shortcut in manifest["shortcuts"])


def test_a_shortcut_to_a_place_that_does_not_exist_is_left_out(app: Flask) -> None:
    facts = shell.manifest(app.extensions["assets"], app.extensions["operator"], (), "")

    assert facts["shortcuts"] == []


def test_paper_is_the_colour_around_the_page(browser: Browser, manifest: dict[str, Any]) -> None:
    browser.open("/offline")

    colours = browser.page.xpath("//meta[@name='theme-color']/@content")
    assert colours == [manifest["theme_color"], "#121512"]


def test_the_wheel_takes_both_files_along() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))

    taken = project["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"]

    assert taken == {
        "service-worker.js": "selfcare/pwa/service-worker.js",
        "manifest.json": "selfcare/pwa/manifest.json",
    }


def test_an_installed_portal_reads_its_own_copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "site-packages" / "selfcare" / "pwa"
    package.mkdir(parents=True)
    (package / "service-worker.js").write_text("// in the wheel")
    monkeypatch.setattr(shell, "_PACKAGE", package)

    assert shell.text_of("service-worker.js") == "// in the wheel"


def test_the_worker_stays_short_enough_to_read() -> None:
    lines = (ROOT / "service-worker.js").read_text(encoding="utf-8").splitlines()

    assert len(lines) <= 350
    assert max(map(len, lines)) <= 120
