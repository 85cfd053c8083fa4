"""A customer as staff see one, and what the customer sees of that."""

import io
import json
import zipfile
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from selfcare.account.archive import write_archive
from selfcare.audit.models import Entry
from selfcare.auth.models import SessionRow
from selfcare.auth.tries import tries_of
from selfcare.contact.models import Thread
from selfcare.customers.models import Customer
from selfcare.notifications.models import Message
from selfcare.staff.customer_actions import login_keys_of
from selfcare.staff.models import StaffMember
from tests.auth.conftest import Clock
from tests.browser import Browser
from tests.builders import make_invoice, make_line, make_period, make_record
from tests.conftest import SECRET_KEY
from tests.statements import MOST_PER_PAGE, count_statements

REASON = "Complaint R/2026/11/0042: data in Switzerland"


@pytest.fixture
def desk(browser: Browser, agent: StaffMember) -> Browser:
    browser.sign_in_staff(agent)
    return browser


def log_of(db: Session, customer: Customer) -> list[tuple[str, str, dict[str, Any]]]:
    found = db.scalars(select(Entry).where(Entry.customer_no == customer.customer_no).order_by(Entry.id))
    return [(entry.what, entry.actor, json.loads(entry.facts)) for entry in found]


def test_search_leads_to_the_customer(desk: Browser, anna: Customer) -> None:
    desk.open("/staff/customers?q=nowak")

    assert "1 customer found" in desk.text
    assert "/staff/customers/1002456" in desk.links()
    desk.open("/staff/customers?q=500100201")
    assert "500 100 201" in desk.text.replace("\u00a0", " ")
    desk.open("/staff/customers?q=kowalska")
    assert "Nobody like that" in desk.text


def test_the_page_says_what_matters_and_the_customer_reads_that_it_was_opened(
    desk: Browser, db: Session, anna: Customer, clock: Clock
) -> None:
    make_invoice(db, anna, "FV/1")
    asked_at = {"opened_at": clock.now, "changed_at": clock.now}
    db.add(Thread(customer_id=anna.id, subject="Where is my SIM card?", answer_by=clock.now.date(), **asked_at))
    db.add(Thread(customer_id=anna.id, subject="Thank you", **asked_at))
    db.flush()

    with count_statements() as asked:
        desk.open("/staff/customers/1002456")

    assert len(asked) <= MOST_PER_PAGE
    for fact in (
        "Anna Nowak",
        "ul. Klonowa 7/3",
        "anna@example.org",
        "FV/1",
        "main number",
        "Listek 30 GB",
        "Where is my SIM card?",
        "open",
        "closed",
    ):
        assert fact in desk.text
    assert "12345678" not in desk.response.text  # a PUK
    assert log_of(db, anna) == [("staff_looked", "bok@example.org", {})]
    customers = Browser(desk._app, db)
    customers.speak("en")
    customers.sign_in(anna)
    anna.chosen_language = "en"
    assert "Looking at your accountcustomer service" in customers.open("/account/history").text


@pytest.mark.parametrize("part", ["", "/access", "/calls"])
def test_nobody_of_that_number(desk: Browser, part: str) -> None:
    desk.open(f"/staff/customers/nobody{part}", status=404)


def test_sessions_are_ended_and_the_customer_is_told(desk: Browser, db: Session, anna: Customer, clock: Clock) -> None:
    row = Browser(desk._app, db).sign_in(anna, agent="Chrome, Android")

    with count_statements() as asked:
        desk.open("/staff/customers/1002456/access")
    assert len(asked) <= MOST_PER_PAGE + 1
    assert "Chrome, Android" in desk.text
    desk.press("Sign the customer out everywhere")

    assert "The customer is signed out everywhere" in desk.text
    assert db.get_one(SessionRow, row.id).ended_at == clock.now
    assert {message.kind for message in db.scalars(select(Message))} == {"signed_out_everywhere"}
    assert ("signed_out_everywhere", "bok@example.org", {}) in log_of(db, anna)


def test_a_lock_is_taken_away(desk: Browser, db: Session, anna: Customer, clock: Clock) -> None:
    counter = tries_of(db, login_keys_of(anna, "+48500100200", SECRET_KEY)[0], clock.now)
    counter.wrong_in_row, counter.wrong_at = 12, clock.now
    db.flush()

    desk.open("/staff/customers/1002456/access")
    assert "Signing in has to wait until" in desk.text
    desk.press("Let the customer try again")

    assert "Nobody has to wait any more." in desk.text
    db.refresh(counter)
    assert counter.open_again_at() is None
    assert log_of(db, anna)[-2][0] == "sign_in_unlocked"


def test_call_records_are_shut_without_a_reason(desk: Browser, db: Session, anna: Customer) -> None:
    period = make_period(db, make_line(db, anna, "+48500100205"))
    make_record(db, period, peer="+48600700800")

    desk.open("/staff/customers/1002456/calls", status=403)

    assert "600" not in desk.text
    assert log_of(db, anna) == []
    desk.press("Show the records", status=422, reason="because")
    assert "Write between 10 and 500 characters." in desk.text
    desk.press("Show the records", status=422, reason=" ")
    assert "Write the reason." in desk.text


def test_a_reason_opens_them_and_the_customer_reads_it(
    desk: Browser, db: Session, anna: Customer, clock: Clock
) -> None:
    period = make_period(db, make_line(db, anna, "+48500100205"))
    make_record(db, period, peer="+48600700800")

    desk.open("/staff/customers/1002456/calls", status=403)
    desk.press("Show the records", reason=REASON)

    assert "600 700 800" in desk.text.replace("\u00a0", " ")
    assert log_of(db, anna) == [
        ("staff_gave_reason", "bok@example.org", {"because": REASON}),
        ("staff_saw_calls", "bok@example.org", {"because": REASON, "line": "+48500100205"}),
    ]
    with count_statements() as asked:
        desk.open("/staff/customers/1002456/calls")
    assert len(asked) <= MOST_PER_PAGE
    clock.move(minutes=14)
    desk.open("/staff/customers/1002456/calls")
    clock.move(minutes=1)
    desk.open("/staff/customers/1002456/calls", status=403)


def test_a_reason_is_for_one_customer_and_one_session(
    desk: Browser, db: Session, anna: Customer, bartek: Customer, agent: StaffMember
) -> None:
    desk.open("/staff/customers/1002456/calls", status=403)
    desk.press("Show the records", reason=REASON)
    assert "No records" in desk.text

    desk.open("/staff/customers/1002457/calls", status=403)
    desk.sign_in_staff(agent)
    desk.open("/staff/customers/1002456/calls", status=403)


def test_records_come_a_page_at_a_time_and_only_the_customers(
    desk: Browser, db: Session, anna: Customer, bartek: Customer, monkeypatch: pytest.MonkeyPatch
) -> None:
    from selfcare.staff import call_views  # noqa: PLC0415

    monkeypatch.setattr(call_views, "PAGE", 2)
    period = make_period(db, make_line(db, anna, "+48500100205"))
    for number in range(3):
        make_record(db, period, peer=f"+4860070080{number}", record_id=f"r{number}")
    others = make_period(db, make_line(db, bartek, "+48500100305"))
    desk.open("/staff/customers/1002456/calls", status=403)
    desk.press("Show the records", reason=REASON)

    older = next(link for link in desk.links() if "after=" in link)
    desk.open(older)

    assert "600 700 800" in desk.text.replace("\u00a0", " ")
    assert "after=" not in "".join(desk.links())
    desk.open(f"/staff/customers/1002456/calls?period={others.id}", status=404)
    desk.open("/staff/customers/1002456/calls?after=x", status=404)


def test_what_was_written_about_a_customer_is_handed_out(
    desk: Browser, db: Session, anna: Customer, clock: Clock
) -> None:
    desk.open("/staff/customers/1002456/calls", status=403)
    desk.press("Show the records", reason=REASON)
    file = io.BytesIO()

    write_archive(db, anna, file, now=clock.now)

    assert [look["text"] for look in json.loads(zipfile.ZipFile(file).read("looks_at_calls.json"))] == [REASON]
