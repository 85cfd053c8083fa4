"""Contact is looked at on Wednesday 25 November 2026 at noon in Warsaw, in English."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import time_machine
from flask import Flask
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


@pytest.fixture
def status_file(app: Flask) -> Iterator[Path]:
    """Where the operator writes how the network is; gone after the test."""
    file: Path = app.extensions["settings"].data / "status.toml"
    yield file
    file.unlink(missing_ok=True)
