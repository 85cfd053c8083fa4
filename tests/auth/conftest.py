"""Signing in as people do: a browser, a worker, and the phone and mailbox that codes arrive in."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from argon2 import PasswordHasher, profiles
from flask import Flask
from sqlalchemy.orm import Session

from selfcare.auth import passwords
from selfcare.auth.models import Credential
from selfcare.catalogue.models import Tariff
from selfcare.customers.models import Customer
from tests import builders
from tests.auth.post import Post
from tests.browser import Browser
from tests.builders import NOON

PASSWORD = "zielony słonik tańczy 7"


class Clock:
    """The time of a test; it stands still until it is moved."""

    def __init__(self, traveller: time_machine.Traveller) -> None:
        self._traveller = traveller
        self.now = NOON

    def move(self, **by: float) -> None:
        self.now += timedelta(**by)
        self._traveller.move_to(self.now, tick=False)


@pytest.fixture(autouse=True)
def _cheap_hasher(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "hasher", PasswordHasher.from_parameters(profiles.CHEAPEST))


@pytest.fixture
def clock() -> Iterator[Clock]:
    with time_machine.travel(NOON, tick=False) as traveller:
        yield Clock(traveller)


@pytest.fixture
def post(app: Flask, db: Session) -> Post:
    return Post(app, db)


@pytest.fixture
def browser(app: Flask, db: Session, clock: Clock) -> Browser:
    browser = Browser(app, db)
    browser.speak("en")
    return browser


@pytest.fixture
def anna(db: Session, tariff: Tariff) -> Customer:
    """Anna with a password."""
    anna = builders.make_anna(db, tariff)
    give_password(db, anna, PASSWORD)
    return anna


def give_password(db: Session, customer: Customer, text: str) -> None:
    db.add(Credential(customer_id=customer.id, password_hash=passwords.hash_password(text), changed_at=NOON))
    db.flush()
