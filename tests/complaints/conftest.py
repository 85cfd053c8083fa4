"""Complaints are looked at on Wednesday 25 November 2026 at noon in Warsaw, in English."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta

import pytest
import time_machine
from sqlalchemy.orm import Session

from selfcare import clock
from selfcare.complaints import jobs
from selfcare.customers.models import Customer
from tests.browser import Browser
from tests.builders import NOON


@pytest.fixture
def noon() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def reader(browser: Browser, db: Session, anna: Customer, noon: None) -> Browser:
    """Anna's browser."""
    anna.chosen_language = "en"
    db.flush()
    browser.sign_in(anna)
    return browser


@pytest.fixture
def at_midnight(db: Session) -> Callable[[date], None]:
    """What the worker does when that day begins in Warsaw."""

    def run(day: date) -> None:
        moment = datetime.combine(day, datetime.min.time(), clock.WARSAW) + timedelta(minutes=1)
        with time_machine.travel(moment, tick=False):
            jobs.keep_the_clock(db, now=clock.now())
            db.flush()

    return run
