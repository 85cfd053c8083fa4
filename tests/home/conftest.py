"""Anna at noon, in English."""

from collections.abc import Iterator

import pytest
import time_machine
from sqlalchemy.orm import Session

from selfcare.catalogue.models import Tariff
from selfcare.customers.models import Customer
from tests import builders
from tests.builders import NOON


@pytest.fixture(autouse=True)
def _noon() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def anna(db: Session, tariff: Tariff) -> Customer:
    anna = builders.make_anna(db, tariff)
    anna.chosen_language = "en"
    return anna
