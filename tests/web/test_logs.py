import json

import pytest
import structlog
from structlog.testing import capture_logs

from selfcare.web import logs
from tests.browser import Browser


def test_a_request_is_one_line_without_its_query(browser: Browser) -> None:
    with capture_logs() as lines:
        browser.open("/try/kit?q=48500100200")

    (line,) = [line for line in lines if line["event"] == "request"]
    assert (line["method"], line["path"], line["status"], line["endpoint"]) == ("GET", "/try/kit", 200, "try_kit")
    assert line["ms"] >= 0
    assert "48500100200" not in json.dumps(line)


def test_a_bug_is_logged_with_what_happened(browser: Browser) -> None:
    with capture_logs() as lines:
        browser.open("/try/bug", status=500)

    (bug,) = [line for line in lines if line["event"] == "bug"]
    assert bug["path"] == "/try/bug"
    assert bug["exc_info"][0] is ZeroDivisionError


def test_a_silent_partner_is_a_warning(browser: Browser) -> None:
    with capture_logs() as lines:
        browser.open("/try/partner", status=503)

    (line,) = [line for line in lines if line["event"] == "partner unavailable"]
    assert line["log_level"] == "warning"
    assert line["error"] == "sms centre"


def test_lines_are_json_and_a_line_break_from_outside_stays_inside(capsys: pytest.CaptureFixture[str]) -> None:
    before = structlog.get_config()
    try:
        logs.set_up("INFO")
        logs.log.info("request", path="/a\nforged")
        logs.log.debug("too quiet")
    finally:
        structlog.configure(**before)

    (line,) = capsys.readouterr().err.strip().splitlines()
    found = json.loads(line)
    assert found["path"] == "/a\nforged"
    assert found["level"] == "info"
    assert found["timestamp"].endswith("Z")
