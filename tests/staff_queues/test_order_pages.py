"""Orders that need a hand: done from a day, or not possible with a reason that the customer reads."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from selfcare.customers.models import Customer
from selfcare.orders.models import A_DAY, DONE, PAYOUT, REJECTED, STAFF, THE_OPERATOR, WAITING
from tests.browser import Browser
from tests.builders import NOON
from tests.staff_queues.cases import order_tariff

TODAY = date(2026, 11, 25)


def test_an_order_is_done_from_today(agent: Browser, db: Session, anna: Customer) -> None:
    order = order_tariff(db, anna, TODAY + timedelta(days=10))
    assert "Change of tariff" in agent.open("/staff/orders").text

    agent.open(f"/staff/queue/order/{order.id}").press("Write it down", decision="done", effective_on="2026-11-25")

    assert (order.state, order.effective_on, order.closed_at) == (DONE, TODAY, NOON)
    assert order.its_line.tariff_id == order.tariff_id
    assert "Nobody waits for us" in agent.open("/staff/orders").text


def test_an_order_is_accepted_for_another_day(agent: Browser, db: Session, anna: Customer) -> None:
    order = order_tariff(db, anna, TODAY + timedelta(days=10))

    agent.open(f"/staff/queue/order/{order.id}").press("Write it down", decision="done", effective_on="2026-12-24")

    assert (order.state, order.effective_on) == (WAITING, date(2026, 12, 24))


def test_an_order_that_will_be_done_goes_on_waiting(agent: Browser, db: Session, anna: Customer) -> None:
    order = order_tariff(db, anna, TODAY + timedelta(days=10))
    order.waits_for = STAFF

    agent.open(f"/staff/queue/order/{order.id}").press("Write it down", decision="accept")

    assert (order.state, order.waits_for, order.accepted_at) == (WAITING, THE_OPERATOR, NOON)


def test_an_order_that_waits_for_its_day_only_needs_nobody(agent: Browser, db: Session, anna: Customer) -> None:
    order_tariff(db, anna, TODAY + timedelta(days=10)).waits_for = A_DAY

    assert "Nobody waits for us" in agent.open("/staff/orders").text


def test_the_customer_reads_why_an_order_is_not_possible(
    agent: Browser, browser: Browser, db: Session, anna: Customer
) -> None:
    order = order_tariff(db, anna, TODAY + timedelta(days=10))
    agent.open(f"/staff/queue/order/{order.id}")

    agent.press("Write it down", decision="reject", reason="The card in this phone is too old.")

    assert order.state == REJECTED
    assert "The card in this phone is too old." in agent.text
    anna.chosen_language = "en"
    browser.sign_in(anna)
    assert "The card in this phone is too old." in browser.open(f"/orders/{order.number}").text


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"decision": None}, "Choose what became of it."),
        ({"decision": "reject", "reason": " "}, "Say why it is not possible."),
        ({"decision": "done", "effective_on": ""}, "Say from which day it is in force."),
        *(
            ({"decision": "accept", "effective_on": day}, "Choose a day from 25 November 2026 to 25 November 2028.")
            for day in ("0001-01-01", "2026-11-24", "2028-11-26", "9999-12-31")
        ),
    ],
)
def test_half_a_decision_is_none(
    agent: Browser, db: Session, anna: Customer, facts: dict[str, Any], sentence: str
) -> None:
    order = order_tariff(db, anna, TODAY + timedelta(days=10))

    agent.open(f"/staff/queue/order/{order.id}").press("Write it down", status=422, **facts)

    assert sentence in agent.text.replace("\u00a0", " ")
    assert order.state == WAITING


def test_a_refund_is_decided_by_seniors_as_a_payout(agent: Browser, db: Session, anna: Customer) -> None:
    order = order_tariff(db, anna, TODAY)
    order.kind = PAYOUT

    agent.open(f"/staff/queue/order/{order.id}", status=404)


def test_of_two_decisions_one_wins(agent: Browser, db: Session, anna: Customer) -> None:
    order = order_tariff(db, anna, TODAY + timedelta(days=10))
    agent.open(f"/staff/queue/order/{order.id}")
    order.state = DONE

    agent.press("Write it down", status=409, decision="reject", reason="No.")

    assert agent.notice.startswith("This order has moved on meanwhile.")
