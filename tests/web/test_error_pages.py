import pytest
from lxml import etree

from tests.browser import Browser

pytestmark = pytest.mark.usefixtures("english")

PARTIAL = {"HX-Request": "true", "HX-Request-Type": "partial"}


@pytest.mark.parametrize(
    ("name", "status", "sentence"),
    [
        ("rule", 409, "We could not do that."),
        ("too-many", 429, "Too many tries. Try again in a while."),
        ("too-many-requests", 429, "Too many tries. Try again in a while."),
        ("partner", 503, "Another system is not answering just now. Nothing is lost. Try again in a moment."),
        ("locked", 503, "We have a short break. Nothing is lost. Try again in a moment."),
        ("pool", 503, "We have a short break. Nothing is lost. Try again in a moment."),
    ],
)
def test_what_went_wrong_is_one_sentence(browser: Browser, name: str, status: int, sentence: str) -> None:
    browser.open(f"/try/{name}", status=status)

    assert browser.notice == sentence


@pytest.mark.parametrize(
    ("name", "seconds"), [("too-many", "90"), ("too-many-requests", "7"), ("partner", "10"), ("locked", "10")]
)
def test_it_says_when_to_try_again(browser: Browser, name: str, seconds: str) -> None:
    browser.open(f"/try/{name}", status=503 if name in {"partner", "locked"} else 429)

    assert browser.response.headers["Retry-After"] == seconds


@pytest.mark.parametrize("name", ["bug", "mistake"])
def test_a_bug_shows_its_request_and_nothing_else(browser: Browser, name: str) -> None:
    browser.open(f"/try/{name}", status=500)

    assert browser.notice.startswith("Something went wrong on our side.")
    assert browser.response.headers["X-Request-ID"] in browser.text
    assert "secret-detail" not in browser.response.text
    assert "no such column" not in browser.response.text
    assert "Traceback" not in browser.response.text


def test_an_address_that_does_not_exist_is_not_found(browser: Browser) -> None:
    browser.open("/no/such/page", status=404)

    assert browser.notice == "There is no such page, or it is not yours."


@pytest.mark.parametrize(
    "address", ["/static/css/gone.css", "/invoices/99999999999999999999999999", "/%00", "/legal/" + "x" * 5000]
)
def test_strange_addresses_are_not_found_or_ask_to_sign_in(browser: Browser, address: str) -> None:
    browser.open(address, status=302 if address.startswith("/invoices") else 404)


def test_a_method_that_a_page_does_not_know_is_said_with_those_it_knows(browser: Browser) -> None:
    browser.open("/language", status=405)

    assert set(browser.response.headers["Allow"].split(", ")) == {"OPTIONS", "POST"}
    assert browser.notice == "This page cannot be used that way."


def test_more_than_a_form_may_hold_is_refused(browser: Browser) -> None:
    browser.open("/try/kit").press("Send", status=413, login="x" * 2_000_000)

    assert browser.notice == "That is too much to send at once."


def test_htmx_gets_only_the_title_and_the_main_part(browser: Browser) -> None:
    browser.open("/try/rule", status=409, headers=PARTIAL)

    parts = [part.tag for part in etree.HTML(f"<div>{browser.response.text}</div>").iter("title", "main")]
    assert parts == ["title", "main"]
    assert "<nav" not in browser.response.text
    assert "<!doctype" not in browser.response.text
    assert {"HX-Request", "HX-Request-Type"} <= set(browser.response.vary)


def test_a_page_restored_from_history_is_whole(browser: Browser) -> None:
    browser.open("/try/rule", status=409, headers={**PARTIAL, "HX-History-Restore-Request": "true"})

    assert browser.response.text.startswith("<!doctype html>")


def test_a_stranger_is_led_to_the_sign_in_page(browser: Browser) -> None:
    browser.open("/no/such/page", status=404)

    assert browser.links() == ["/"]
    assert "Go to the sign-in page" in browser.text
