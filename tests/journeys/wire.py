"""The wire between a phone and the portal, which can be cut, clogged or held: a small proxy on a port of its own."""

from __future__ import annotations

import threading
import time
from http.client import HTTPConnection, HTTPException
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self

from tests.journeys.portal import HOST, Portal

_OF_THE_CONNECTION = {"connection", "keep-alive", "transfer-encoding", "content-length"}


class Held:
    """A place on the wire where messages wait."""

    def __init__(self, on_the_way_there: bool) -> None:  # noqa: FBT001  # only Wire makes one
        self.on_the_way_there = on_the_way_there
        self.has_come = threading.Event()
        self.go_on = threading.Event()

    def wait(self) -> None:
        self.has_come.set()
        self.go_on.wait(20)


class Wire:
    """Hands every request on as it is. `data` and `address` make it stand for the portal behind it."""

    def __init__(self, portal: Portal) -> None:
        self.portal = portal
        self.data = portal.data
        self.inbox = portal.inbox
        self.status = 0  # answer with this instead, as a proxy does whose portal is gone
        self.delay = 0.0  # seconds before anything is handed on
        self.is_cut = False
        self.asked: list[str] = []
        self._held: dict[str, Held] = {}

    def __enter__(self) -> Self:
        self._server = _Server(self)
        self.address = f"http://{HOST}:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_why: object) -> None:
        self.let_go()
        self._server.shutdown()
        self._server.server_close()

    def hold(self, path: str, *, on_the_way_there: bool = False) -> Held:
        """From now on answers to this path, or requests for it, wait in the middle of the way."""
        self._held[path] = Held(on_the_way_there)
        return self._held[path]

    def let_go(self) -> None:
        """Whatever was held arrives."""
        for held in self._held.values():
            held.go_on.set()

    def carry(self, method: str, path: str, headers: dict[str, str], body: bytes) -> tuple[int, Any, bytes]:
        """What the portal says, or what a proxy says in its place."""
        if self.status:
            return self.status, [("Content-Type", "text/plain")], b"Bad gateway"
        held = self._held.get(path)
        if held and held.on_the_way_there:
            held.wait()
        connection = HTTPConnection(HOST, self.portal.port, timeout=30)
        connection.request(method, path, body=body or None, headers=headers)
        answer = connection.getresponse()
        content = answer.read()
        connection.close()
        if held and not held.on_the_way_there:
            held.wait()
        return answer.status, answer.getheaders(), content


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, wire: Wire) -> None:
        super().__init__((HOST, 0), _Carrier)
        self.wire = wire

    def handle_error(self, *_whom: object) -> None:
        """A browser that hangs up is none of our business."""


class _Carrier(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def _carry(self) -> None:
        wire = self.server.wire
        wire.asked.append(f"{self.command} {self.path}")
        if wire.is_cut:
            self.close_connection = True
            return
        time.sleep(wire.delay)
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        headers = {name: value for name, value in self.headers.items() if name.lower() != "connection"}
        try:
            self._answer(*wire.carry(self.command, self.path, headers, body))
        except (OSError, HTTPException):
            self.close_connection = True  # the portal is gone

    def _answer(self, status: int, headers: list[tuple[str, str]], content: bytes) -> None:
        self.send_response_only(status)
        for name, value in headers:
            if name.lower() not in _OF_THE_CONNECTION:
                self.send_header(name, value)
        if status != 304:
            self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    do_GET = do_POST = _carry  # noqa: N815  # the names are the library's

    def log_message(self, *_what: object) -> None:
        """Nobody reads it."""
