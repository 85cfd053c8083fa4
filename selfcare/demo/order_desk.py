"""The operator's other side, to play with: it takes signed orders, thinks, and answers by a feed file.

It knows nothing of the portal but the form of a letter (docs/orders.md) and of orders.csv.
"""

from __future__ import annotations

import csv
import hashlib
import hmac
import io
import json
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from werkzeug.serving import WSGIRequestHandler, make_server
from werkzeug.wrappers import Request, Response

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

ANSWERS = "orders.csv"
AT_ONCE = {"option_change", "contact_change", "sim_block"}  # carried out by machines
QUICK, ACCEPTS, CARRIES_OUT = 2.0, 8.0, 40.0  # seconds after it came
_BEAT = 0.1
_LARGEST = 256 * 1024  # bytes of a letter

Row = tuple[str, str, str, str]


class OrderDesk:
    """Answers on one port until it is closed. `deliver` brings a finished file to the portal; False: try again."""

    def __init__(
        self, folder: Path, secret: str, deliver: Callable[[Path], bool], *, today: Callable[[], date]
    ) -> None:
        self._folder = folder
        self._secret = secret.encode()
        self._deliver = deliver
        self._today = today
        self._closing = threading.Event()
        self._writing = threading.Lock()
        folder.mkdir(exist_ok=True)

    def listen(self, host: str, port: int) -> Self:
        self._server = make_server(host, port, self.take, threaded=True, request_handler=_Quiet)
        self.port = int(self._server.port)
        return self

    def __enter__(self) -> Self:
        self._threads = [
            threading.Thread(target=self._server.serve_forever, args=(_BEAT,), name="order desk", daemon=True),
            threading.Thread(target=self._think, name="operator", daemon=True),
        ]
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_why: object) -> None:
        self._closing.set()
        self._server.shutdown()
        for thread in self._threads:
            thread.join()
        self._server.server_close()

    def take(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """One letter. The same again is the same; nothing is read before its signature is right."""
        request = Request(environ)
        request.max_content_length = _LARGEST
        status = self._taken(request.headers.get("X-Signature", ""), request.get_data())
        return Response(status=status)(environ, start_response)

    def answer(self, now: float) -> None:
        """Everything that is due, in one file. What the portal did not take is said again next time."""
        known = {file: json.loads(file.read_text(encoding="utf-8")) for file in sorted(self._folder.glob("Z*.json"))}
        due = {file: list(self._due(order, now)) for file, order in known.items()}
        rows = [row for answers in due.values() for row in answers]
        if not rows:
            return
        path = self._folder / ANSWERS
        _replace(path, _csv(rows))
        if self._deliver(path):
            for file, answers in due.items():
                self._note(file, answers)

    def _note(self, file: Path, answers: Iterable[Row]) -> None:
        """Read anew: letters have come while the portal read our answers."""
        with self._writing:
            order = json.loads(file.read_text(encoding="utf-8"))
            order["said"] += [answer[1] for answer in answers]
            _replace(file, json.dumps(order))

    def _taken(self, signature: str, body: bytes) -> int:
        right = hmac.new(self._secret, body, hashlib.sha256).hexdigest()
        if not hmac.compare_digest(right, signature):
            return 401
        letter = json.loads(body)
        with self._writing:
            self._keep(letter)
        return 202

    def _keep(self, letter: dict[str, Any]) -> None:
        file = self._folder / f"{letter['order']['number']}.json"
        known = json.loads(file.read_text(encoding="utf-8")) if file.exists() else _nothing_yet()
        if letter["event_id"] not in known["events"]:
            known["events"].append(letter["event_id"])
            known["is_withdrawn"] |= letter["event"] == "withdrawn"
            known["order"] = letter["order"]
            known["came_at"] = known["came_at"] or time.time()
            _replace(file, json.dumps(known))

    def _due(self, order: dict[str, Any], now: float) -> Iterator[Row]:
        """Machines do it at once; people accept it first, and carry it out on its day."""
        asked, waited = order["order"], now - order["came_at"]
        if order["is_withdrawn"] or "done" in order["said"]:
            return
        number, on = asked["number"], asked["effective_on"]
        if asked["kind"] in AT_ONCE:
            if waited >= QUICK:
                yield number, "done", on, ""
            return
        if waited >= ACCEPTS and "accepted" not in order["said"]:
            yield number, "accepted", on, ""
        if waited >= CARRIES_OUT and date.fromisoformat(on) <= self._today():
            yield number, "done", on, ""

    def _think(self) -> None:
        while not self._closing.wait(_BEAT):
            self.answer(time.time())


class _Quiet(WSGIRequestHandler):
    """Says nothing about each letter: the demo's screen is for messages."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        pass


def _nothing_yet() -> dict[str, Any]:
    return {"events": [], "is_withdrawn": False, "order": {}, "came_at": 0.0, "said": []}


def _csv(rows: Iterable[Row]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([("order_number", "state", "effective_on", "reason"), *rows])
    return text.getvalue()


def _replace(file: Path, text: str) -> None:
    part = file.with_suffix(".part")
    part.write_text(text, encoding="utf-8")
    part.replace(file)
