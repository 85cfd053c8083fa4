"""Whoever answers one byte at a time is left after our patience, not after his."""

import contextlib
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing

import pytest

from selfcare.catalogue.gateways.https import HttpsPapers
from selfcare.errors import PartnerUnavailable
from selfcare.orders.gateways.https import HttpsOrders
from selfcare.patience import Patience
from tests.orders.operator import SECRET
from tests.payments.gateways.worlds import p24_at

PATIENCE = 0.4
_BYTES = 40  # one in each tenth of a second


@contextlib.contextmanager
def dripping(begin: bytes) -> Iterator[str]:
    """The address of a server that begins so, and then says "a" for four seconds."""

    def answer() -> None:
        connection, _address = listening.accept()
        with connection, contextlib.suppress(OSError):
            connection.recv(65536)
            connection.sendall(begin)
            for _byte in range(_BYTES):
                time.sleep(0.1)
                connection.sendall(b"a")

    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=answer)
        thread.start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}/l60.pdf"
        thread.join()


def order(address: str) -> None:
    HttpsOrders(address, SECRET, patience=PATIENCE).send(b"{}", "key")


def read(address: str) -> None:
    HttpsPapers(patience=PATIENCE).read(address)


def pay(address: str) -> None:
    with closing(p24_at(address, patience=PATIENCE)) as company:
        company.check()


@pytest.mark.parametrize(
    ("ask", "begin"),
    [
        (order, b"HTTP/1.1 202 Accepted\r\nX-A: "),
        (read, b"HTTP/1.1 200 OK\r\nX-A: "),
        (read, b"HTTP/1.1 200 OK\r\nContent-Length: 60\r\n\r\n%PDF-"),
        (read, b"HTTP/1.1 200 OK\r\n\r\n%PDF-"),
        (pay, b"HTTP/1.1 200 OK\r\nX-A: "),
        (pay, b'HTTP/1.1 200 OK\r\nContent-Length: 60\r\n\r\n{"a": "'),
        (pay, b'HTTP/1.1 200 OK\r\n\r\n{"data": true}'),
    ],
    ids=[
        "an order's headers",
        "a paper's headers",
        "a paper",
        "a paper that ends with its connection",
        "a payment's headers",
        "a payment",
        "a payment that ends with its connection",
    ],
)
def test_an_answer_has_an_end(ask: Callable[[str], None], begin: bytes) -> None:
    began = time.monotonic()

    with dripping(begin) as address, pytest.raises(PartnerUnavailable):
        ask(address)

    assert time.monotonic() - began < PATIENCE + 1


def test_a_connection_that_came_too_late_is_shut_at_once() -> None:
    ours, theirs = socket.socketpair()

    class Stream:
        def get_extra_info(self, _name: str) -> socket.socket:
            return ours

    with ours, theirs, Patience(0) as patience:
        while not patience.is_over:
            time.sleep(0.01)
        patience.extensions["trace"]("connection.connect_tcp.complete", {"return_value": Stream()})
        assert theirs.recv(1) == b""
