"""Anna, who wants another tariff: a browser, a clock, and the phone that codes arrive on."""

from collections.abc import Iterator

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from selfcare.catalogue.models import Tariff
from selfcare.customers.models import Customer
from selfcare.lines.models import Line
from selfcare.money import Money
from tests import builders
from tests.auth.conftest import Clock
from tests.auth.post import Post
from tests.browser import Browser
from tests.builders import NOON
from tests.orders.operator import letters


@pytest.fixture(autouse=True)
def clock() -> Iterator[Clock]:
    with time_machine.travel(NOON, tick=False) as traveller:
        yield Clock(traveller)


@pytest.fixture(autouse=True)
def _letters_fit_their_schema(db: Session) -> Iterator[None]:
    """Whatever a test orders, what leaves for the operator is what docs/order.schema.json promises."""
    yield
    letters(db)


@pytest.fixture
def post(app: Flask, db: Session) -> Post:
    return Post(app, db)


@pytest.fixture
def anna(db: Session, tariff: Tariff) -> Customer:
    anna = builders.make_anna(db, tariff)
    anna.chosen_language = "en"
    return anna


@pytest.fixture
def larger(db: Session) -> Tariff:
    return builders.make_tariff(
        db,
        "L60",
        name="Listek 60 GB",
        monthly_gross=Money(5499),
        data_mb=61440,
        price_list_url="https://listek.example/l60.pdf",
        promotion_url="https://listek.example/l60-promo.pdf",
    )


@pytest.fixture
def line(db: Session, anna: Customer) -> Line:
    return db.scalars(select(Line).where(Line.msisdn == "+48500100200")).one()


@pytest.fixture
def browser(browser: Browser, anna: Customer) -> Browser:
    browser.sign_in(anna)
    return browser
