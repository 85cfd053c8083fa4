import pytest
from flask import Flask

from selfcare import create_app
from selfcare.config import Settings
from selfcare.web.headers import always
from tests.browser import ORIGIN, Browser

POLICY = {
    "default-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    "form-action 'self'",
}


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/login", 200),
        ("/", 302),
        ("/no/such/page", 404),
        ("/try/bug", 500),
        ("/try/rule", 409),
        ("/offline", 200),
        ("/service-worker.js", 200),
        ("/manifest.json", 200),
        ("/healthz", 200),
    ],
)
def test_every_answer_trusts_nothing_but_us(browser: Browser, address: str, status: int) -> None:
    headers = browser.open(address, status=status).response.headers

    assert set(headers["Content-Security-Policy"].split("; ")) == POLICY
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "strict-origin-when-cross-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Strict-Transport-Security"].startswith("max-age=31536000")
    assert headers["X-Request-ID"]
    assert "Server" not in headers
    assert all(len(headers.getlist(name)) == 1 for name in ("Content-Security-Policy", "Cache-Control"))


def test_the_policy_makes_no_exception() -> None:
    """No inline script or style, no eval, no data: addresses, no other host."""
    assert not any(word in rule for rule in POLICY for word in ("unsafe", "data:", "http", "nonce", "*"))


@pytest.mark.parametrize("address", ["/login", "/try/kit", "/no/such/page", "/legal/privacy"])
def test_pages_are_kept_by_nobody(browser: Browser, address: str) -> None:
    headers = browser.open(address, status=404 if "no/" in address else 200).response.headers

    assert headers["Cache-Control"] == "no-store"
    assert "HX-Request" in headers["Vary"]


def test_a_demo_that_speaks_plain_http_does_not_ask_for_https(settings: Settings) -> None:
    app: Flask = create_app(Settings(data=settings.data, secret_key="k" * 32, demo=True), create_database=True)

    answer = app.test_client().get("/healthz", base_url="http://localhost:8000")

    assert "Strict-Transport-Security" not in answer.headers


def test_no_page_holds_anything_the_policy_would_refuse(browser: Browser) -> None:
    page = browser.open("/try/kit").page

    assert page.xpath("//style | //*[@style] | //script[not(@src)]") == []
    assert [name for part in page.iter() for name in part.attrib if str(name).startswith("on")] == []
    assert [
        address for address in page.xpath("//@href | //@src") if str(address).startswith(("data:", "http", "//"))
    ] == []


def test_a_request_keeps_a_decent_id_of_the_proxy_and_no_other(app: Flask) -> None:
    client = app.test_client()

    kept = client.get("/healthz", base_url=ORIGIN, headers={"X-Request-ID": "0123456789abcdef"})
    refused = client.get("/healthz", base_url=ORIGIN, headers={"X-Request-ID": "a b<script>"})

    assert kept.headers["X-Request-ID"] == "0123456789abcdef"
    assert refused.headers["X-Request-ID"] != "a b<script>"


def test_forms_may_lead_to_the_payment_company_s_pages_and_no_further() -> None:
    policy = always(secure=True, leads_to=["https://*.payu.com"])["Content-Security-Policy"]

    assert policy.endswith("; form-action 'self' https://*.payu.com")
