"""A bug is reported without anything of the customer's."""

import gzip
import json
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import brotli  # type: ignore[import-untyped]
import pytest

from selfcare.config import Settings
from tests.commands.conftest import Installation

_BUG = """
import sentry_sdk
from selfcare.commands.portal import open_portal
from selfcare.web.access import open_to_everyone

app = open_portal()

@app.get("/bug")
@open_to_everyone
def bug():
    code = "123456"
    raise RuntimeError("a bug")

client = app.test_client()
client.set_cookie("sid", "a-secret-cookie")
client.get("/bug?q=600700800", headers={"Authorization": "a-secret-header"})
sentry_sdk.flush(10)
"""


_UNPACK: dict[str | None, Callable[[bytes], bytes]] = {"br": brotli.decompress, "gzip": gzip.decompress, None: bytes}


class Reports(BaseHTTPRequestHandler):
    """Where the operator reads of bugs."""

    came: list[str]

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.came.append(_UNPACK[self.headers["Content-Encoding"]](body).decode())
        self.send_response(200)
        self.end_headers()

    def log_message(self, format: str, *_arguments: object) -> None:  # noqa: A002  # named by the base class
        pass


@pytest.fixture
def reports() -> Iterator[HTTPServer]:
    Reports.came = []
    server = HTTPServer(("127.0.0.1", 0), Reports)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def test_a_bug_is_reported_without_anything_of_the_customers(tmp_path: Path, reports: HTTPServer) -> None:
    dsn = "http://" + f"key@127.0.0.1:{reports.server_port}/1"
    (tmp_path / "data").mkdir()
    env = Installation(tmp_path / "data", more={"SELFCARE_SENTRY_DSN": dsn}).env

    subprocess.run([sys.executable, "-c", _BUG], env=env, check=True, capture_output=True, timeout=60)

    (event,) = [json.loads(line) for said in Reports.came for line in said.splitlines() if '"exception"' in line]
    assert event["exception"]["values"][0]["value"] == "a bug"
    assert event["request"] == {"url": "http://localhost/bug", "method": "GET"}
    for secret in ("a-secret", "600700800", "123456"):
        assert secret not in json.dumps(event)


def test_an_address_that_is_none_stops_the_start(tmp_path: Path) -> None:
    said = Installation(tmp_path, more={"SELFCARE_SENTRY_DSN": "nowhere"}).run("db", "current", exit_code=2).output

    assert "SELFCARE_SENTRY_DSN: malformed" in said


@pytest.mark.parametrize("bind", ["9100", "127.0.0.1", "127.0.0.1:0", "127.0.0.1:99999", "127.0.0.1:9100/metrics"])
def test_an_address_for_monitoring_has_a_host_and_a_port(bind: str) -> None:
    assert Settings(metrics_bind=bind).mistakes() == ["SELFCARE_METRICS_BIND: malformed"]


@pytest.mark.parametrize("bind", ["", "127.0.0.1:9100", "[::1]:9100"])
def test_such_an_address_is_right(bind: str) -> None:
    assert Settings(metrics_bind=bind).mistakes() == []
