import re
from pathlib import Path

import brotli  # type: ignore[import-untyped]
import pytest
from flask import Flask
from werkzeug.test import TestResponse

from selfcare.brand import Colours
from selfcare.web.assets import Assets
from tests.browser import ORIGIN
from tests.web.test_brand import GREEN, YELLOW

ROOT = Path(__file__).parent.parent.parent
STATIC = ROOT / "selfcare" / "static"


@pytest.fixture
def assets(app: Flask) -> Assets:
    found: Assets = app.extensions["assets"]
    return found


def get(app: Flask, address: str, **headers: str) -> TestResponse:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return app.test_client().get(address, base_url=ORIGIN, headers=named, buffered=True)


@pytest.mark.parametrize(
    "name", ["css/app.css", "js/app.js", "icons/favicon.svg", "icons/icon-192.png", "vendor/htmx-4.0.1/htmx.min.js"]
)
def test_a_file_is_kept_for_years_under_a_name_that_holds_its_hash(app: Flask, assets: Assets, name: str) -> None:
    address = assets.url(name)

    answer = get(app, address)

    assert re.search(r"\.[0-9a-f]{8}\.\w+$", address)
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "max-age=315360000, public, immutable"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Strict-Transport-Security"].startswith("max-age=31536000")
    assert "Content-Security-Policy" in answer.headers


@pytest.mark.parametrize("name", ["css/app.css", "js/app.js", "vendor/lucide-1.62.0/sprite.svg"])
def test_texts_are_sent_compressed_to_those_who_can_read_it(app: Flask, assets: Assets, name: str) -> None:
    plain = get(app, assets.url(name), Accept_Encoding="identity")
    small = get(app, assets.url(name), Accept_Encoding="br")

    assert small.headers["Content-Encoding"] == "br"
    assert "Accept-Encoding" in small.headers["Vary"]
    assert brotli.decompress(small.data) == plain.data


def test_a_file_is_found_under_its_present_hash_only(app: Flask, assets: Assets) -> None:
    assert get(app, "/static/css/app.css").status_code == 404
    assert get(app, assets.url("css/app.css").replace(".css", ".br")).status_code == 404
    assert get(app, "/static/%2e%2e/config.py").status_code == 404


def test_part_of_a_file_can_be_asked_for(app: Flask, assets: Assets) -> None:
    address = assets.url("icons/icon-512.png")

    part = get(app, address, Range="bytes=1-3")
    beyond = get(app, address, Range="bytes=9999999-")

    assert (part.status_code, part.data) == (206, b"PNG")
    assert beyond.status_code == 416


def test_a_name_that_does_not_exist_is_a_mistake_of_ours(assets: Assets) -> None:
    with pytest.raises(KeyError, match="css/gone"):
        assets.url("css/gone.css")


def test_only_what_browsers_need_is_served(assets: Assets) -> None:
    kinds = {Path(name).suffix for name in assets.names}

    assert kinds == {".css", ".js", ".png", ".svg"}
    assert [name for name in assets.names if name.endswith(".css")] == ["css/app.css"]


def test_another_colour_is_another_name(tmp_path: Path) -> None:
    green = Assets(tmp_path / "green", Colours(**GREEN), "<svg/>")
    yellow = Assets(tmp_path / "yellow", Colours(**YELLOW), "<svg/>")

    assert green.url("css/app.css") != yellow.url("css/app.css")
    assert green.url("js/app.js") == yellow.url("js/app.js")


def test_the_operators_icons_stand_in_for_the_demos(tmp_path: Path) -> None:
    (tmp_path / "icons").mkdir()
    (tmp_path / "icons" / "icon-192.png").write_bytes(b"theirs")

    published = Assets(tmp_path / "out", Colours(**GREEN), "<svg/>", tmp_path / "icons")

    assert (tmp_path / "out" / published.names["icons/icon-192.png"]).read_bytes() == b"theirs"
    assert "icons/icon-512.png" in published.names


def test_the_first_view_stays_small(app: Flask, assets: Assets) -> None:
    """CSS at most 12 kB, all script at most 22 kB, icons at most 5 kB, compressed."""

    def size(name: str) -> int:
        return len(get(app, assets.url(name), Accept_Encoding="br").data)

    assert size("css/app.css") <= 12_000
    assert size("js/app.js") + size("vendor/htmx-4.0.1/htmx.min.js") <= 22_000
    assert size("vendor/lucide-1.62.0/sprite.svg") <= 5_000
