"""The whole town: web, worker and bank as processes, and what may happen to them. `make faults` does it many times."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.faults.customer import Customer
from tests.faults.payments import Story, settle
from tests.faults.town import Town
from tests.journeys.portal import ANNA, ANNAS_PASSWORD

pytestmark = pytest.mark.xdist_group("town")
GATEWAYS = {"payu": "create_silent", "przelewy24": "charge_silent"}  # and how each falls silent after a code


@pytest.fixture(scope="module", params=GATEWAYS)
def town(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    folder: Path = tmp_path_factory.mktemp("town")
    with Town(folder, gateway=request.param) as town:
        yield town


@pytest.fixture
def anna(town: Town) -> Iterator[Customer]:
    town.wait_for_web()
    anna = Customer(town.address, ANNA, ANNAS_PASSWORD)
    yield anna
    anna.close()
    town.later(20)  # so that the next test may pay again


def test_whoever_is_killed_every_payment_of_the_bank_is_booked_once(town: Town) -> None:
    story = Story(town, seed=time.time_ns())

    story.tell(5 if town.gateway == "payu" else 2)

    assert town.payments()


def test_a_notice_may_overtake_the_answer(town: Town, anna: Customer) -> None:
    town.switch(notice_first=True)

    answer = anna.pay(anna.form_for("21.21"), "777123")

    town.switch(notice_first=False)
    assert answer.status_code == 303
    settle(town)
    newest = town.payments()[-1]
    assert (newest["amount"], newest["state"]) == (2121, "paid")
    assert "21,21" in anna.open(urlsplit(answer.headers["Location"]).path).text


def test_a_silent_company_costs_nobody_else_anything_and_it_settles(town: Town, anna: Customer) -> None:
    page = anna.form_for("22.22")
    town.switch(**{GATEWAYS[town.gateway]: True})
    answers = []
    paying = threading.Thread(target=lambda: answers.append(anna.pay(page, "777123")))
    paying.start()
    time.sleep(1)

    somebody = Customer(town.address, ANNA, ANNAS_PASSWORD)  # signing in writes, too: nobody holds the database
    assert somebody.open("/invoices").status_code == 200
    is_still_silent = paying.is_alive()
    paying.join()

    somebody.close()
    town.switch(**{GATEWAYS[town.gateway]: False})
    assert is_still_silent  # and yet somebody has signed in and read invoices
    assert answers[0].status_code == 303  # to the page that waits: it may have been charged
    town.later(10)
    settle(town)
    newest = town.payments()[-1]
    assert (newest["amount"], newest["state"]) == (2222, "paid")


def test_a_company_that_is_away_is_a_sentence(town: Town, anna: Customer) -> None:
    page = anna.form_for("23.23")
    town.switch(create_500=True)

    answer = anna.pay(page, "777123")

    town.switch(create_500=False)
    settle(town)
    if town.gateway == "payu":  # it has the code: the portal waits, and the bank takes the money
        assert (answer.status_code, town.payments()[-1]["state"]) == (303, "paid")
    else:  # only the registration went wrong: no code was handed over
        assert (answer.status_code, town.payments()[-1]["state"]) == (503, "failed")
        assert 'role="alert"' in answer.text
