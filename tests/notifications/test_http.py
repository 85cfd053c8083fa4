"""SMS by HTTP, spoken with a server that answers whatever a carrier may."""

import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from selfcare.errors import PartnerUnavailable
from selfcare.notifications.gateway import Refused
from selfcare.notifications.gateways.http import HttpSms
from tests.notifications.ports import free_port

ANNA = "+48500100200"


class Carrier(HTTPServer):
    """Keeps what it was asked, and answers what it was told to."""

    def __init__(self, status: int, body: bytes) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.status, self.body = status, body
        self.asked: list[tuple[str, str | None, object]] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/send?v=2"


class _Handler(BaseHTTPRequestHandler):
    server: Carrier

    def do_POST(self) -> None:
        said = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.asked.append((self.path, self.headers["Authorization"], said))
        self.send_response(self.server.status)
        self.send_header("Location", "/elsewhere")
        self.send_header("Content-Length", str(len(self.server.body)))
        self.end_headers()
        self.wfile.write(self.server.body)

    def log_message(self, *_said: object) -> None:
        pass


@contextmanager
def carrier(status: int = 200, body: bytes = b"{}") -> Iterator[Carrier]:
    with Carrier(status, body) as server:
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield server
        server.shutdown()


@contextmanager
def gateway_to(url: str, *, token: str = "a-token", patience: float = 2) -> Iterator[HttpSms]:  # noqa: S107  # of nothing real
    gateway = HttpSms(url, token=token, sender="Listek", patience=patience)
    yield gateway
    gateway.close()


@pytest.mark.parametrize(
    ("body", "number"),
    [
        (b'{"id": "a-17"}', "a-17"),
        (b'{"id": 17}', "17"),
        (b'{"id": ["17"]}', ""),
        (b'["17"]', ""),
        (b"OK", ""),
        (b"", ""),
        (b'{"id": "' + b"7" * 100 + b'"}', "7" * 64),
    ],
)
def test_it_says_to_whom_from_whom_and_what_and_keeps_the_number(body: bytes, number: str) -> None:
    with carrier(202, body) as server, gateway_to(server.url) as gateway:
        assert gateway.send(ANNA, "Kod: 271828 – zażółć") == number

    said = {"to": ANNA, "from": "Listek", "text": "Kod: 271828 – zażółć"}
    assert server.asked == [("/send?v=2", "Bearer a-token", said)]
    assert gateway.receipts() == ()


def test_without_a_token_none_is_sent() -> None:
    with carrier() as server, gateway_to(server.url, token="") as gateway:
        gateway.send(ANNA, "Hello")

    assert server.asked[0][1] is None


@pytest.mark.parametrize("status", [400, 404, 410, 422])
def test_a_message_that_is_wrong_is_refused_for_good(status: int) -> None:
    with carrier(status) as server, gateway_to(server.url) as gateway, pytest.raises(Refused, match=str(status)):
        gateway.send("+00", "Hello")


@pytest.mark.parametrize("status", [302, 401, 403, 429, 500, 503])
def test_everything_else_is_tried_again_and_no_redirect_is_followed(status: int) -> None:
    with (
        carrier(status) as server,
        gateway_to(server.url) as gateway,
        pytest.raises(PartnerUnavailable, match=str(status)),
    ):
        gateway.send(ANNA, "Hello")

    assert len(server.asked) == 1


def test_a_dead_carrier_is_asked_again_later() -> None:
    with gateway_to(f"http://127.0.0.1:{free_port()}/") as gateway, pytest.raises(PartnerUnavailable):
        gateway.send(ANNA, "Hello")


def test_a_carrier_that_does_not_answer_is_not_waited_for() -> None:
    with (
        socket.create_server(("127.0.0.1", 0)) as silent,
        gateway_to(f"http://127.0.0.1:{silent.getsockname()[1]}/", patience=0.2) as gateway,
        pytest.raises(PartnerUnavailable, match="ReadTimeout"),
    ):
        gateway.send(ANNA, "Hello")
