"""A supervisor takes back the block of a SIM; the customer is told, and reads why."""

import json

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from selfcare.audit.models import Entry
from selfcare.customers.models import Customer
from selfcare.lines.models import Line
from selfcare.notifications.models import Message
from selfcare.staff.models import StaffMember
from tests.browser import Browser
from tests.builders import NOON
from tests.statements import MOST_PER_PAGE, count_statements

CARD = "/staff/customers/1002456"
REASON = "The phone was found; identity card checked at the desk."


@pytest.fixture
def blocked(db: Session, anna: Customer) -> Line:
    line = db.scalars(select(Line).where(Line.customer_id == anna.id, ~Line.main).order_by(Line.id)).first()
    assert line is not None
    line.sim_blocked_at = NOON
    db.flush()
    return line


def unblocked(db: Session) -> list[tuple[str, str]]:
    found = db.scalars(select(Entry).where(Entry.what == "sim_unblocked"))
    return [(entry.actor, json.loads(entry.facts)["because"]) for entry in found]


def test_a_supervisor_takes_the_block_back(
    browser: Browser, db: Session, supervisor: StaffMember, blocked: Line
) -> None:
    browser.sign_in_staff(supervisor)
    browser.open(CARD)
    assert "SIM blocked" in browser.text
    with count_statements() as asked:
        browser.open(f"{CARD}/sim/{blocked.id}")
    assert len(asked) <= MOST_PER_PAGE

    browser.press("Take the block back", status=422, reason="found")
    assert unblocked(db) == []
    browser.press("Take the block back", reason=REASON)

    assert "The SIM card works again. The customer was told." in browser.text
    assert blocked.sim_blocked_at is None
    assert unblocked(db) == [(supervisor.email, REASON)]
    assert {message.kind for message in db.scalars(select(Message))} == {"sim_unblocked"}
    assert "This SIM card is not blocked." in browser.open(f"{CARD}/sim/{blocked.id}").text


def test_an_agent_sees_the_block_and_no_way_to_take_it_back(
    browser: Browser, agent: StaffMember, blocked: Line
) -> None:
    browser.sign_in_staff(agent)

    browser.open(CARD)

    assert "SIM blocked" in browser.text
    assert "Take the block back" not in browser.text
    browser.open(f"{CARD}/sim/{blocked.id}", status=404)


def test_a_number_of_somebody_else_is_not_there(
    browser: Browser, supervisor: StaffMember, bartek: Customer, blocked: Line
) -> None:
    browser.sign_in_staff(supervisor)

    browser.open(f"/staff/customers/{bartek.customer_no}/sim/{blocked.id}", status=404)
