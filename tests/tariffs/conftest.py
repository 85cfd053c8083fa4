"""Anna at noon, in English, and a few tariffs more."""

from collections.abc import Iterator
from datetime import date

import pytest
import time_machine
from sqlalchemy.orm import Session

from selfcare.catalogue.models import Tariff
from selfcare.customers.models import Customer
from selfcare.money import Money
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


@pytest.fixture(autouse=True)
def _catalogue(db: Session, tariff: Tariff) -> None:
    builders.make_tariff(db, "L60", name="Listek 60 GB", monthly_gross=Money(5499), data_mb=61440, eu_data_mb=12288)
    builders.make_tariff(db, "L100", name="Listek 100 GB", monthly_gross=Money(6999), data_mb=102400)
    builders.make_tariff(db, "L200", name="Listek 200 GB", monthly_gross=Money(8999), data_mb=204800)
    builders.make_tariff(
        db,
        "MINI",
        name="Listek Mini",
        monthly_gross=Money(1499),
        data_mb=500,
        eu_data_mb=0,
        minutes=200,
        sms=100,
        mms=0,
    )
    builders.make_tariff(db, "OLD", name="Listek Old", available_to=date(2026, 11, 24))
    builders.make_tariff(db, "NEW", name="Listek New", available_from=date(2026, 11, 26))
    builders.make_tariff(db, "LAST", name="Listek Last Day", available_to=date(2026, 11, 25), data_mb=-1)
    builders.make_tariff(db, "NET", name="Listek Net", kind="data", minutes=0, sms=0, mms=0)
