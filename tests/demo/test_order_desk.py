"""The operator to play with: takes what is signed, answers as operators do, and goes on after a restart."""

import csv
import json
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from selfcare.demo.order_desk import OrderDesk
from selfcare.errors import PartnerUnavailable
from selfcare.orders.gateways.https import HttpsOrders

SECRET = "a secret for tests only, thirty-two b"
NUMBER = "Z261125-4F7K2Q"


class Office:
    """A desk that listens, and the portal that its files go to."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.is_busy = False
        self.meanwhile: Callable[[], None] = lambda: None
        self.today = date(2026, 11, 25)
        self.read: list[list[str]] = []
        self.desk = self.reopened()

    def reopened(self) -> OrderDesk:
        return OrderDesk(self.folder, SECRET, self._deliver, today=lambda: self.today)

    def take(self, event: str = "placed", kind: str = "tariff_change", number: str = NUMBER) -> None:
        order = {"number": number, "kind": kind, "effective_on": "2026-12-01"}
        letter: dict[str, Any] = {"event": event, "event_id": f"{number}-{event}", "order": order}
        self.gateway.send(json.dumps(letter).encode(), letter["event_id"])

    def answers(self, after: float) -> list[list[str]]:
        """What comes when so many seconds have passed."""
        self.read = []
        self.desk.answer(time.time() + after)
        return self.read

    @property
    def gateway(self) -> HttpsOrders:
        return HttpsOrders(f"http://127.0.0.1:{self.desk.port}/orders", SECRET)

    def _deliver(self, path: Path) -> bool:
        with path.open(encoding="utf-8", newline="") as file:
            self.read = list(csv.reader(file))[1:]
        self.meanwhile()
        return not self.is_busy


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    office = Office(tmp_path / "desk")
    with office.desk.listen("127.0.0.1", 0):
        yield office


def test_people_accept_first_and_carry_it_out_on_its_day(office: Office) -> None:
    office.take()

    assert office.answers(after=1) == []
    assert office.answers(after=9) == [[NUMBER, "accepted", "2026-12-01", ""]]
    assert office.answers(after=100) == []
    office.today = date(2026, 12, 1)
    assert office.answers(after=100) == [[NUMBER, "done", "2026-12-01", ""]]
    assert office.answers(after=100) == []


def test_a_letter_that_comes_while_the_portal_reads_is_kept(office: Office) -> None:
    office.take()
    office.meanwhile = lambda: office.take("withdrawn")

    assert office.answers(after=9) == [[NUMBER, "accepted", "2026-12-01", ""]]

    office.meanwhile = lambda: None
    office.today = date(2026, 12, 1)
    assert office.answers(after=100) == []


def test_machines_do_it_at_once(office: Office) -> None:
    office.take(kind="option_change")

    assert office.answers(after=3) == [[NUMBER, "done", "2026-12-01", ""]]


def test_the_same_letter_twice_is_one_order(office: Office) -> None:
    office.take()
    office.take()

    assert len(office.answers(after=9)) == 1


def test_what_is_withdrawn_is_not_answered_any_more(office: Office) -> None:
    office.take("withdrawn")  # letters may overtake each other
    office.take()

    assert office.answers(after=100) == []


def test_what_the_portal_could_not_read_is_said_again(office: Office) -> None:
    office.take()
    office.is_busy = True
    office.answers(after=9)
    office.is_busy = False

    office.desk.answer(time.time() + 9)

    assert office.read == [[NUMBER, "accepted", "2026-12-01", ""]]


def test_after_a_restart_it_goes_on(office: Office) -> None:
    office.take()
    office.answers(after=9)
    office.today = date(2026, 12, 1)

    office.reopened().answer(time.time() + 100)

    assert office.read == [[NUMBER, "done", "2026-12-01", ""]]


def test_what_is_not_signed_is_not_read(office: Office) -> None:
    stranger = HttpsOrders(f"http://127.0.0.1:{office.desk.port}/orders", "another secret")

    with pytest.raises(PartnerUnavailable, match="HTTP 401"):
        stranger.send(b"no JSON at all", "key")

    assert list(office.folder.iterdir()) == []
