"""What failed, on one page; trying again only where nothing can be done twice; the auditor's report."""

import csv
import io
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from selfcare import clock as portal_clock
from selfcare.audit.models import Entry
from selfcare.balance.models import Check
from selfcare.complaints.models import Complaint
from selfcare.customers.models import Customer
from selfcare.feeds.models import FeedRun
from selfcare.money import Money
from selfcare.notifications.models import Message
from selfcare.outbox.models import Task
from selfcare.payments.models import Payment, Refund
from selfcare.staff.deadline_report import harmless
from selfcare.staff.models import StaffMember
from tests.auth.conftest import Clock
from tests.browser import Browser
from tests.statements import MOST_PER_PAGE, count_statements


@pytest.fixture
def desk(browser: Browser, supervisor: StaffMember) -> Browser:
    browser.sign_in_staff(supervisor)
    return browser


def task(db: Session, clock: Clock, **facts: Any) -> Task:
    moments = {"created_at": clock.now, "due_at": clock.now + timedelta(hours=4)}
    row = Task(**{"kind": "notifications.deliver", "facts": "", "tries": 7, **moments, **facts})
    db.add(row)
    db.flush()
    return row


def payment(db: Session, customer: Customer, clock: Clock, **facts: Any) -> Payment:
    long_ago = clock.now - timedelta(days=2)
    known = {"reference": "P-1", "form_key": "k", "company": "payu", "method": "blik", "amount": Money(11489)}
    moments = {"created_at": long_ago, "expires_at": long_ago, "title": "FV/1", "state": "pending"}
    row = Payment(**{"customer_id": customer.id, **known, **moments, **facts})
    db.add(row)
    db.flush()
    return row


def complaint(db: Session, customer: Customer, clock: Clock, number: str, **facts: Any) -> Complaint:
    moments = {"drafted_at": clock.now, "changed_at": clock.now, "filed_at": clock.now}
    days = {"counted_from": portal_clock.today(), "answer_by": portal_clock.today() + timedelta(days=30)}
    known = {"number": number, "draft": number, "kind": "charge", "state": "filed", "language": "pl"}
    row = Complaint(**{"customer_id": customer.id, **known, **moments, **days, **facts})
    db.add(row)
    db.flush()
    return row


def test_when_nothing_failed_it_says_so(desk: Browser) -> None:
    desk.open("/staff/failures")

    assert "Nothing failed" in desk.text


def test_everything_that_failed_is_on_one_page(desk: Browser, db: Session, anna: Customer, clock: Clock) -> None:
    task(db, clock, state="waiting", last_error="no way to send SMS is set up")
    task(db, clock, state="failed", kind="payments.confirm", last_error="never came to an end")
    task(db, clock, state="done", kind="orders.send_news")
    message = {"channel": "email", "recipient": "anna@example.org", "text": "", "created_at": clock.now}
    db.add(Message(customer_id=anna.id, kind="payment_soon", state="failed", **message))
    db.add(FeedRun(started_at=clock.now, files=3, rejected=2, state="partly"))
    db.add(Check(made_at=clock.now, what="left_to_pay", looked_at=100, wrong=1, examples="17"))
    stuck = payment(db, anna, clock)
    refund = {"title": "x", "asked_by": "system", "created_at": clock.now - timedelta(days=2)}
    db.add(Refund(reference="R-1", payment_id=stuck.id, amount=Money(100), **refund))
    db.flush()

    with count_statements() as asked:
        desk.open("/staff/failures")

    assert len(asked) <= MOST_PER_PAGE
    for words in (
        "no way to send SMS is set up",
        "never came to an end",
        "payment_soon",
        "2 rows rejected",
        "Invoices whose rest differs from the ledger",
        "P-1",
        "R-1",
    ):
        assert words in desk.text
    assert "orders.send_news" not in desk.text


def test_a_task_is_tried_at_once(desk: Browser, db: Session, clock: Clock) -> None:
    row = task(db, clock, state="waiting", last_error="silent")

    desk.open("/staff/failures").press("Try now")

    assert "It is tried again now." in desk.text
    db.refresh(row)
    assert row.due_at == clock.now
    entry = db.scalars(select(Entry)).one()
    assert (entry.what, entry.actor) == ("task_retried", "szef@example.org")


def test_what_was_given_up_is_not_tried_again(desk: Browser, db: Session, clock: Clock) -> None:
    row = task(db, clock, state="waiting", last_error="silent")
    desk.open("/staff/failures")
    row.state = "failed"

    desk.press("Try now", status=409)

    assert db.scalars(select(Entry)).all() == []


@pytest.mark.parametrize("what", ["payment", "refund"])
def test_a_company_is_asked_at_once(desk: Browser, db: Session, anna: Customer, clock: Clock, what: str) -> None:
    row = payment(db, anna, clock, state="pending" if what == "payment" else "paid")
    if what == "refund":
        facts = {"title": "x", "asked_by": "system", "created_at": clock.now - timedelta(days=2)}
        db.add(Refund(reference="R-1", payment_id=row.id, amount=Money(100), **facts))

    desk.open("/staff/failures").press("Ask now")

    assert "The payment company is being asked." in desk.text
    assert (
        db.scalars(select(Task.kind)).one() == {"payment": "payments.look", "refund": "payments.look_at_refund"}[what]
    )
    assert db.scalars(select(Entry)).one().customer_no == "1002456"


def test_a_payment_that_ended_meanwhile_is_left_alone(desk: Browser, db: Session, anna: Customer, clock: Clock) -> None:
    row = payment(db, anna, clock)
    desk.open("/staff/failures")
    row.state = "paid"

    desk.press("Ask now", status=409)

    assert db.scalars(select(Task)).all() == []


def test_the_report_names_every_deadline(desk: Browser, db: Session, anna: Customer, clock: Clock) -> None:
    complaint(db, anna, clock, "R/1")
    closed = {"state": "answered", "closed_at": clock.now + timedelta(days=31), "decision": "accepted"}
    complaint(db, anna, clock, "R/2", awarded=Money(2000), first_by="bok@example.org", **closed)
    complaint(db, anna, clock, "D/3", state="draft")

    desk.open("/staff/reports/deadlines.csv")

    rows = list(csv.DictReader(io.StringIO(desk.response.get_data(as_text=True))))
    assert [row["number"] for row in rows] == ["R/1", "R/2"]
    assert rows[0] | {"answer_by": "2026-12-25", "in_time": "open", "customer_no": "1002456"} == rows[0]
    assert (
        rows[1] | {"in_time": "no", "awarded": "20.00", "days_taken": "31", "decided_by": "bok@example.org"} == rows[1]
    )
    assert "attachment" in desk.response.headers["Content-Disposition"]
    assert db.scalars(select(Entry)).one().what == "deadlines_exported"


@pytest.mark.parametrize("cell", ["=1+1", "+48", "-1", "@x", "\tx"])
def test_no_cell_begins_a_formula(cell: str) -> None:
    assert harmless(cell) == f"'{cell}"
    assert harmless("R/1") == "R/1"
