"""Anna reads her billing at noon, in English."""

from collections.abc import Iterator

import pytest
import time_machine
from argon2 import PasswordHasher, profiles
from sqlalchemy.orm import Session

from selfcare.auth import passwords
from selfcare.auth.models import Credential
from selfcare.customers.models import Customer
from selfcare.lines.models import Line
from selfcare.lines.queries import lines_of
from tests.browser import Browser
from tests.builders import NOON

PASSWORD = "zielony słonik tańczy 7"


@pytest.fixture
def noon() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture
def line(db: Session, anna: Customer) -> Line:
    """Anna's main line."""
    found = db.scalars(lines_of(anna)).first()
    assert found
    return found


@pytest.fixture
def reader(browser: Browser, db: Session, anna: Customer, noon: object, monkeypatch: pytest.MonkeyPatch) -> Browser:
    """A browser in which Anna is signed in; her password is known, and nothing was proved lately."""
    monkeypatch.setattr(passwords, "hasher", PasswordHasher.from_parameters(profiles.CHEAPEST))
    anna.chosen_language = "en"
    db.add(Credential(customer_id=anna.id, password_hash=passwords.hash_password(PASSWORD), changed_at=NOON))
    browser.sign_in(anna, login_key=b"anna", proved_at=None)
    return browser
