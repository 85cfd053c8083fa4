"""The bank as a whole: its app, its memory, its courier, and the clockwork that drives them."""

from __future__ import annotations

import threading
import time
from pathlib import Path
from typing import Self

from flask import Flask, abort
from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

from selfcare.fakebank import desk, pages, payu, payu_letters, przelewy24, przelewy24_letters
from selfcare.fakebank.courier import Courier
from selfcare.fakebank.ledger import P24, PAYU, Ledger

HURRY = 60  # minutes of the companies' schedules pass as seconds
THINKS = 2.0  # seconds that a customer of the sandbox needs to say yes, and the bank to give money back
_BEAT = 0.1  # seconds
_SILENCE = 12  # seconds: longer than anybody waits


class Bank:
    """Answers on one port until it is closed."""

    def __init__(
        self, file: Path, *, host: str = "127.0.0.1", port: int = 0, hurry: float = HURRY, thinks: float = THINKS
    ) -> None:
        self.ledger = Ledger(file)
        self.thinks = thinks
        self.silence: float = _SILENCE
        writers = {PAYU: payu_letters.write, P24: przelewy24_letters.write}
        self._courier = Courier(self.ledger, writers, hurry=hurry)
        self._server = _server(_app(self), host, port)
        self._closing = threading.Event()
        self._threads = [
            threading.Thread(target=self._server.serve_forever, args=(_BEAT,), name="bank"),
            threading.Thread(target=self._clockwork, name="clockwork"),
        ]

    @property
    def address(self) -> str:
        host = str(self._server.host)
        return f"http://{f'[{host}]' if ':' in host else host}:{self._server.port}"

    def __enter__(self) -> Self:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_why: object) -> None:
        self._closing.set()
        self._server.shutdown()
        for thread in self._threads:
            thread.join()
        self._server.server_close()
        self._courier.close()
        self.ledger.close()

    def after_creating(self, payment_id: str, *, step: str = "create") -> None:
        """The faults between a company's deed and its answer."""
        payment = self.ledger.payment(payment_id)
        if payment and payment["verdict"] and self.ledger.fault("notice_first"):
            desk.decide(self.ledger, payment_id, payment["verdict"])
            self._courier.deliver_now(payment_id)
        if self.ledger.fault(f"{step}_silent"):
            self._closing.wait(self.silence)
            abort(504)
        if self.ledger.fault(f"{step}_500"):
            abort(500)

    def _clockwork(self) -> None:
        while not self._closing.wait(_BEAT):
            desk.tick(self.ledger)
            self._courier.tick()


def serve(file: Path, *, host: str, port: int, hurry: float = HURRY) -> None:
    """Until the process is told to end."""
    with Bank(file, host=host, port=port, hurry=hurry):
        threading.Event().wait()


class _Quiet(WSGIRequestHandler):
    """Says nothing about each request: the demo's screen is for messages."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        pass


def _server(app: Flask, host: str, port: int) -> BaseWSGIServer:
    server = make_server(host, port, app, threaded=True, request_handler=_Quiet)
    server.daemon_threads = True  # type: ignore[attr-defined]  # a browser's open connection does not keep us
    return server


def _app(bank: Bank) -> Flask:
    app = Flask(__name__, static_url_path="/bank")
    app.extensions["bank"] = bank
    app.json.sort_keys = False  # type: ignore[attr-defined]  # as the companies write
    for blueprint in (payu.api, przelewy24.api, pages.pages):
        app.register_blueprint(blueprint)
    app.jinja_env.filters["zlote"] = _zlote
    app.jinja_env.filters["hour"] = lambda seconds: time.strftime("%H:%M:%S", time.localtime(seconds))
    return app


def _zlote(grosze: int) -> str:
    """`1 234,50` with hard spaces."""
    return f"{grosze // 100:,}".replace(",", "\u00a0") + f",{grosze % 100:02d}"
