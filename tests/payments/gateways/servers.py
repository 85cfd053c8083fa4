"""Small real servers on the other end of the wire: one that replays recorded answers, one that takes notices."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass(frozen=True)
class Asked:
    """One request that arrived."""

    verb: str
    path: str
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True)
class Said:
    """What is answered. `silence`: seconds before the connection is dropped without a word."""

    status: int = 200
    body: str = "{}"
    headers: Mapping[str, str] = field(default_factory=dict)
    silence: float = 0


Answers = Callable[[Asked], Said]


class _Patient(ThreadingHTTPServer):
    """Lets many callers wait in line."""

    request_queue_size = 64
    daemon_threads = True


class Server:
    """Answers as it is told, and keeps what it was asked."""

    def __init__(self, answers: Answers) -> None:
        self.answers = answers
        self.asked: list[Asked] = []
        self._http = _Patient(("127.0.0.1", 0), self._requests())
        self.address = f"http://127.0.0.1:{self._http.server_port}"

    @contextmanager
    def running(self) -> Iterator[Server]:
        thread = threading.Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield self
        finally:
            self._http.shutdown()
            thread.join()
            self._http.server_close()

    def paths(self) -> list[str]:
        return [asked.path for asked in self.asked]

    def wait_for(self, is_so: Callable[[], bool], *, seconds: float = 5) -> None:
        until = time.monotonic() + seconds
        while not is_so():
            assert time.monotonic() < until, f"waited in vain; so far: {self.paths()}"
            time.sleep(0.01)

    def _requests(self) -> type[BaseHTTPRequestHandler]:
        server = self

        class Requests(BaseHTTPRequestHandler):
            def answer(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                asked = Asked(self.command, self.path, dict(self.headers), body)
                server.asked.append(asked)
                said = server.answers(asked)
                if said.silence:
                    time.sleep(said.silence)
                    return
                self.send_response(said.status)
                for name, value in said.headers.items():
                    self.send_header(name, value)
                content = said.body.encode()
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            do_GET = do_POST = do_PUT = answer  # noqa: N815  # the library's names

            def log_message(self, *arguments: object) -> None:
                pass

        return Requests


def recorded(answers: Mapping[tuple[str, str], Said], *, reference: str) -> Answers:
    """Answers by verb and beginning of the path; `@REFERENCE@` in them is the payment's own."""

    def said(asked: Asked) -> Said:
        for (verb, path), answer in answers.items():
            if asked.verb == verb and asked.path.startswith(path):
                body = answer.body.replace("@REFERENCE@", reference)
                return Said(answer.status, body, answer.headers, answer.silence)
        return Said(404, json.dumps({"error": "not recorded", "status": {"statusCode": "DATA_NOT_FOUND"}}))

    return said
