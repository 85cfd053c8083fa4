"""kill -9 of web and worker at random moments, while customers pay and the bank goes on."""

from __future__ import annotations

import random
import re
import sqlite3
import tempfile
import threading
import time
from collections import Counter
from pathlib import Path

from tests.faults.customer import Customer
from tests.faults.town import Town
from tests.journeys.portal import ANNA, ANNAS_PASSWORD

MANY = 50
_TO_SETTLE = 240  # seconds, with the portal's clock running ahead
_ANSWERS = ("approve", "approve", "approve", "reject", "ignore")
_OPEN = {"created", "pending", "confirming"}
_RECEIVED = {"paid", "part_refunded", "refunded"}
_EXPECTED = (303, 503)  # on to what was begun, or "try again in a moment"
_BREATH = 12  # payments; then the clock moves on, so that nobody pays too often


def run() -> None:
    """Fifty payments with each company."""
    for gateway in ("payu", "przelewy24"):
        seed = time.time_ns()
        print(f"{gateway}, seed {seed}: ", end="", flush=True)
        with tempfile.TemporaryDirectory() as folder, Town(Path(folder), gateway=gateway) as town:
            print(Story(town, seed=seed).tell(MANY), flush=True)


class Story:
    """So many payments under so many kills; in the end portal and bank agree to the grosz."""

    def __init__(self, town: Town, *, seed: int) -> None:
        self._town = town
        self._dice = random.Random(seed)  # noqa: S311  # misfortune, not secrets
        self._codes: list[str] = []

    def tell(self, count: int) -> str:
        """What happened, in a line. Raises AssertionError when portal and bank disagree in the end."""
        anna = Customer(self._town.address, ANNA, ANNAS_PASSWORD)
        for number in range(1, count + 1):
            self._one_payment(anna, f"{number}.{self._dice.randrange(100):02d}")
            if number % _BREATH == 0:
                self._town.later(11)
        anna.close()
        settle(self._town)
        self._look_for_codes()
        states = dict(Counter(row["state"] for row in self._town.payments()))
        return f"{self._town.kills} kills; {states}; what the bank took is booked once, and nothing else"

    def _one_payment(self, anna: Customer, zlote: str) -> None:
        town = self._town
        code = str(town.bank.post("/control/code").json()["code"])
        self._codes.append(code)
        page = anna.form_for(zlote)
        misfortune = threading.Timer(self._dice.uniform(0, 0.35), self._kill)
        misfortune.start()
        answer = anna.pay(page, code)
        misfortune.join()
        assert answer.status_code in _EXPECTED, f"{answer.status_code}: {answer.text[:2000]}"
        order = next((row for row in town.at_the_bank() if row["state"] == "PENDING"), None)
        if order:
            again = threading.Timer(self._dice.uniform(0, 0.2), self._kill)
            again.start()
            town.bank.post(f"/control/payments/{order['id']}/{self._dice.choice(_ANSWERS)}").raise_for_status()
            again.join()

    def _kill(self) -> None:
        """One or the other, or for once nobody."""
        name = self._dice.choice(("web", "web", "worker", ""))
        if name:
            self._town.kill(name)

    def _look_for_codes(self) -> None:
        """A code is in no row and in no log."""
        codes = re.compile(rf"\b({'|'.join(self._codes)})\b")
        with sqlite3.connect(self._town.data / "selfcare.db") as connection:
            rows = [line for line in connection.iterdump() if codes.search(line)]
        connection.close()
        assert rows == []
        assert not codes.search(self._town.said())


def settle(town: Town) -> None:
    """Wait until nothing is open, and compare. Nobody lends a hand: only time passes."""
    town.wait_for_web()
    until = time.monotonic() + _TO_SETTLE
    while [row for row in town.payments() if row["state"] in _OPEN]:
        assert time.monotonic() < until, town.payments()
        town.later(3)
        time.sleep(1)
    time.sleep(1)  # for notices that are still under way
    _compare(town)


def _compare(town: Town) -> None:
    """Portal, ledger and bank agree to the grosz."""
    at_the_bank = [row for row in town.at_the_bank() if row["state"] == "COMPLETED"]
    completed = {row["reference"]: row["amount"] for row in at_the_bank}
    paid = {row["reference"]: row["amount"] for row in town.payments() if row["state"] in _RECEIVED}
    booked = town.rows("SELECT source, amount FROM ledger WHERE source LIKE 'payment:%'")
    assert paid == completed
    assert len(booked) == len(completed)
    assert {row["source"].removeprefix("payment:"): abs(row["amount"]) for row in booked} == completed
    assert all(row["verified"] for row in at_the_bank if row["company"] == "p24")
