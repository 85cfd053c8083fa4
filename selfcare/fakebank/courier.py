"""Carrying notices to whom they are for, again and again until they are taken."""

from __future__ import annotations

import http.client
import threading
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from urllib.parse import urlsplit

from selfcare.fakebank.ledger import COMPLETED, P24, Ledger, Row

_PATIENCE = 10  # seconds for an answer
_MINUTES = {  # after the first try
    "payu": (1, 2, 5, 10, 30, *(60 * hours for hours in (1, 2, 3, 6, 9, 12, 15, 18, 21, 24, 36, 48, 60, 72))),
    "p24": (3, 5, 15, 30, 60, 150, 450),
}


@dataclass(frozen=True)
class Letter:
    """One notice as it goes over the wire."""

    url: str
    body: bytes
    headers: dict[str, str]


Writer = Callable[[Ledger, Row, Row], Letter]  # of the ledger, the payment and the notice


class Courier:
    """Notices of one payment go one after another, those of different payments side by side."""

    def __init__(self, ledger: Ledger, writers: Mapping[str, Writer], *, hurry: float) -> None:
        self._ledger = ledger
        self._writers = writers
        self._hurry = hurry
        self._hands = ThreadPoolExecutor(8, thread_name_prefix="courier")
        self._on_the_way: set[str] = set()
        self._turn = threading.Lock()

    def tick(self) -> None:
        """Send off everything that is due. Does not wait for it."""
        query = "SELECT * FROM notice WHERE done = 0 AND due_at <= ? ORDER BY due_at, id"
        for notice in self._ledger.rows(query, time.time()):
            with self._turn:
                is_busy = notice["payment_id"] in self._on_the_way
                self._on_the_way.add(notice["payment_id"])
            if not is_busy:
                self._hands.submit(self._deliver, notice)

    def deliver_now(self, payment_id: str) -> None:
        """Everything about one payment, before this returns."""
        query = "SELECT * FROM notice WHERE done = 0 AND payment_id = ? AND due_at <= ? ORDER BY id"
        for notice in self._ledger.rows(query, payment_id, time.time()):
            self._try(notice)

    def close(self) -> None:
        self._hands.shutdown(cancel_futures=True)

    def _deliver(self, notice: Row) -> None:
        try:
            self._try(notice)
        finally:
            with self._turn:
                self._on_the_way.discard(notice["payment_id"])

    def _try(self, notice: Row) -> None:
        payment = self._ledger.payment(notice["payment_id"])
        fresh = self._ledger.row("SELECT * FROM notice WHERE id = ?", notice["id"])
        if payment is None or fresh is None or fresh["done"]:
            return
        letter = self._writers[payment["company"]](self._ledger, payment, notice)
        answer = "dropped" if self._ledger.use_up("drop_first") else _sent(letter)
        self._note(notice, payment["company"], answer)

    def _note(self, notice: Row, company: str, answer: str) -> None:
        tries = int(notice["tries"]) + 1
        waits = _MINUTES[company]
        is_done = answer == "200" and not self._must_repeat(notice, company)
        if is_done or tries > len(waits):
            self._ledger.change("notice", notice["id"], tries=tries, done=1, answer=answer)
        else:
            due_at = notice["first_at"] + waits[tries - 1] * 60 / self._hurry
            self._ledger.change("notice", notice["id"], tries=tries, due_at=due_at, answer=answer)

    def _must_repeat(self, notice: Row, company: str) -> bool:
        """Przelewy24 tells of money until it is verified, whatever the answer was."""
        if company != P24 or notice["kind"] != COMPLETED:
            return False
        payment = self._ledger.payment(notice["payment_id"])
        return payment is not None and not payment["verified"]


def _sent(letter: Letter) -> str:
    """The status, or why there is none."""
    parts = urlsplit(letter.url)
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    connection = kind(parts.hostname or "", parts.port, timeout=_PATIENCE)
    try:
        connection.request("POST", parts.path or "/", letter.body, letter.headers)
        return str(connection.getresponse().status)
    except (OSError, http.client.HTTPException) as error:
        return type(error).__name__
    finally:
        connection.close()
