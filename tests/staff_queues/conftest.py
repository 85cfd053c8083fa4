"""The queue is looked at on Wednesday 25 November 2026 at noon in Warsaw, in English, by Kasia, an agent."""

from collections.abc import Iterator

import pytest
import time_machine
from flask import Flask
from sqlalchemy.orm import Session

from selfcare.staff.models import StaffMember
from tests import builders
from tests.browser import Browser
from tests.builders import NOON


@pytest.fixture
def noon() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def kasia(db: Session, noon: None) -> StaffMember:
    return builders.make_staff(db, email="kasia@example.org", name="Kasia Lis")


@pytest.fixture
def agent(browser: Browser, kasia: StaffMember) -> Browser:
    browser.speak("en")
    browser.sign_in_staff(kasia)
    return browser


@pytest.fixture
def ewa(db: Session, noon: None) -> StaffMember:
    return builders.make_staff(db, "supervisor", email="ewa@example.org", name="Ewa Zych")


@pytest.fixture
def supervisor(app: Flask, db: Session, ewa: StaffMember) -> Browser:
    browser = Browser(app, db)
    browser.speak("en")
    browser.sign_in_staff(ewa)
    return browser
