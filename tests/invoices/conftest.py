"""Invoices are looked at on 25 November 2026, in English: the Polish is looked at by the tests of translations."""

from collections.abc import Iterator

import pytest
import time_machine
from sqlalchemy.orm import Session

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
