"""Anna with a password, at noon, in English."""

from collections.abc import Iterator

import pytest
import time_machine
from argon2 import PasswordHasher, profiles
from sqlalchemy.orm import Session

from selfcare.auth import passwords
from selfcare.auth.models import Credential
from selfcare.catalogue.models import Tariff
from selfcare.customers.models import Customer
from tests import builders
from tests.builders import NOON

PASSWORD = "zielony słonik tańczy 7"


@pytest.fixture(autouse=True)
def _cheap_hasher(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "hasher", PasswordHasher.from_parameters(profiles.CHEAPEST))


@pytest.fixture(autouse=True)
def _noon() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def anna(db: Session, tariff: Tariff) -> Customer:
    anna = builders.make_anna(db, tariff)
    anna.chosen_language = "en"
    db.add(Credential(customer_id=anna.id, password_hash=passwords.hash_password(PASSWORD), changed_at=NOON))
    db.flush()
    return anna
