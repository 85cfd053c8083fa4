"""The demo's children live and end together."""

import http.server
import os
import signal
import socket
import threading
import time

import pytest

from selfcare.demo.processes import Children, Ended, Stopped, free_port, is_free, is_ready


@pytest.fixture(autouse=True)
def _put_back_signals() -> object:
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    yield
    for number, what in before.items():
        signal.signal(number, what)


def test_a_child_that_ends_is_noticed_and_named() -> None:
    with Children(os.environ) as children:
        children.start("The printer", ["--version"])

        with pytest.raises(Ended, match="The printer ended with 0"):
            children.watch()


def test_waiting_ends_when_it_is_so_or_takes_too_long() -> None:
    with Children(os.environ) as children:
        looks = iter([False, False, True])

        assert children.wait_until(lambda: next(looks), seconds=5)
        assert not children.wait_until(lambda: False, seconds=0.15)


def test_a_signal_stops_everything() -> None:
    with Children(os.environ) as children:
        threading.Timer(0.1, os.kill, (os.getpid(), signal.SIGTERM)).start()

        with pytest.raises(Stopped):
            children.watch()


def test_leaving_ends_the_children_and_waits_for_them() -> None:
    with Children(os.environ) as children:
        children.start("The server", ["serve"])  # it would first have to load the whole portal
        (child,) = children._running.values()

    assert child.returncode == -signal.SIGTERM


def test_a_port_is_free_until_somebody_listens() -> None:
    port = free_port("127.0.0.1")
    assert is_free("127.0.0.1", port)

    with socket.create_server(("127.0.0.1", port)):
        assert not is_free("127.0.0.1", port)


@pytest.mark.parametrize(("status", "expected"), [(200, True), (503, False)])
def test_ready_is_what_the_portal_says_of_itself(status: int, *, expected: bool) -> None:
    class Portal(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            assert self.path == "/readyz"
            self.send_response(status)
            self.end_headers()

        def log_message(self, *arguments: object) -> None:
            pass

    with http.server.HTTPServer(("127.0.0.1", 0), Portal) as server:
        threading.Thread(target=server.handle_request).start()
        time.sleep(0)

        assert is_ready("127.0.0.1", server.server_port) is expected


def test_nobody_there_is_not_ready() -> None:
    assert not is_ready("127.0.0.1", free_port("127.0.0.1"))
