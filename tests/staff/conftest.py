"""People who answer, with a password and an authenticator app; the time stands still until it is moved."""

from collections.abc import Iterator

import pytest
import time_machine
from argon2 import PasswordHasher, profiles
from flask import Flask
from sqlalchemy.orm import Session

from selfcare.auth import passwords
from selfcare.staff import authenticator
from selfcare.staff.models import StaffMember
from tests.auth.conftest import Clock
from tests.browser import Browser
from tests.builders import NOON, make_staff
from tests.conftest import SECRET_KEY
from tests.staff.door import KEY, PASSWORD


@pytest.fixture(autouse=True)
def _cheap_hasher(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "hasher", PasswordHasher.from_parameters(profiles.CHEAPEST))


@pytest.fixture
def clock() -> Iterator[Clock]:
    with time_machine.travel(NOON, tick=False) as traveller:
        yield Clock(traveller)


@pytest.fixture
def browser(app: Flask, db: Session, clock: Clock) -> Browser:
    browser = Browser(app, db)
    browser.speak("en")
    return browser


@pytest.fixture
def agent(db: Session) -> StaffMember:
    return _ready(make_staff(db, "agent", name="Katarzyna Lis"))


@pytest.fixture
def supervisor(db: Session) -> StaffMember:
    return _ready(make_staff(db, "supervisor"))


@pytest.fixture
def admin(db: Session) -> StaffMember:
    return _ready(make_staff(db, "admin"))


def _ready(member: StaffMember) -> StaffMember:
    member.password_hash = passwords.hash_password(PASSWORD)
    authenticator.keep_secret(member, KEY, SECRET_KEY)
    return member
