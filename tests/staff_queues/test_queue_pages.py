"""One queue of everything that waits: its order, its filters, its pages, and whose each case is."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from selfcare.audit.models import Entry
from selfcare.contact.models import CallBack
from selfcare.customers.models import Customer
from selfcare.staff import desk_actions, queues
from selfcare.staff.desk_actions import TakenMeanwhile
from selfcare.staff.desk_models import Assignment, Note
from selfcare.staff.models import StaffMember
from selfcare.staff.queues import Waiting, Wanted
from tests.browser import Browser
from tests.builders import NOON
from tests.contact.questions import ask
from tests.staff_queues.cases import file_complaint, order_tariff
from tests.statements import MOST_PER_PAGE, count_statements

TODAY = date(2026, 11, 25)


def test_the_nearest_deadline_stands_first_whatever_the_kind(
    agent: Browser, db: Session, anna: Customer, bartek: Customer
) -> None:
    ask(db, anna, "By the day after tomorrow")
    file_complaint(db, bartek, filed=NOON - timedelta(days=29))
    db.add(CallBack(customer_id=anna.id, phone="+48500100200", about="Now", begins_at=NOON, asked_at=NOON))
    file_complaint(db, anna, filed=NOON)

    with count_statements() as sent:
        agent.open("/staff/queue")

    rows = ["".join(row.find("./td[2]/a").itertext()) for row in agent.page.iterfind(".//tbody/tr")]
    assert rows == ["Now", "Wrong charge", "By the day after tomorrow", "Wrong charge"]
    assert "1 day left" in agent.text
    assert "30 days left" in agent.text
    assert "Nobody's 4" in agent.text
    assert "Within 3 days 3" in agent.text
    assert len(sent) <= MOST_PER_PAGE


def test_a_case_is_taken_given_away_and_put_back(agent: Browser, db: Session, anna: Customer, ewa: StaffMember) -> None:
    thread = ask(db, anna)
    address = f"/staff/queue/question/{thread.id}"

    assert "The case is yours." in agent.open(address).press("Take").text
    assert "A number" in agent.open("/staff/queue?show=mine").text
    assert "A number" not in agent.open("/staff/queue?show=free").text
    assert "The case has somebody now." in agent.open(f"{address}/give").press("Give to Ewa Zych").text
    assert "Ewa Zych" in agent.text
    agent.press("Take over").press("Put back")

    assert db.scalars(select(Assignment)).all() == []
    facts = [entry.facts for entry in db.scalars(select(Entry).where(Entry.what == "case_assigned"))]
    assert [('"to": "kasia' in one, '"to": "ewa' in one) for one in facts] == [
        (True, False),
        (False, True),
        (True, False),
        (False, False),
    ]


def test_a_complaint_knows_itself_whose_it_is(agent: Browser, db: Session, anna: Customer) -> None:
    complaint = file_complaint(db, anna)

    agent.open(f"/staff/queue/complaint/{complaint.id}").press("Take")

    assert complaint.assigned_to == "kasia@example.org"
    assert "Kasia Lis" in agent.open("/staff/queue?show=mine").text


@pytest.mark.parametrize("kind", ["question", "complaint"])
def test_two_people_cannot_take_the_same_case(
    agent: Browser, supervisor: Browser, db: Session, anna: Customer, kind: str
) -> None:
    case = ask(db, anna) if kind == "question" else file_complaint(db, anna)
    agent.open(f"/staff/queue/{kind}/{case.id}")
    supervisor.open(f"/staff/queue/{kind}/{case.id}").press("Take")

    agent.press("Take", status=409)

    assert agent.notice == "ewa@example.org was faster and has taken this case."


def test_the_unique_column_decides_who_was_first(db: Session, anna: Customer, noon: None) -> None:
    facts: dict[str, Any] = {"customer_no": anna.customer_no, "now": NOON}
    desk_actions.assign(db, "question/1", "ewa@example.org", seen="", by="ewa@example.org", **facts)
    desk_actions.assign(db, "question/1", "ewa@example.org", seen="", by="ewa@example.org", **facts)

    with pytest.raises(TakenMeanwhile):
        desk_actions._take(db, Assignment(subject="question/1", assignee="kasia@example.org", taken_at=NOON))

    assert len(db.scalars(select(Assignment)).all()) == 1


def test_only_colleagues_can_be_given_a_case(agent: Browser, db: Session, anna: Customer, ewa: StaffMember) -> None:
    thread = ask(db, anna)
    agent.open(f"/staff/queue/question/{thread.id}/give")
    ewa.ended_at = NOON

    agent.press("Give to Ewa Zych", status=422)

    assert db.scalars(select(Assignment)).all() == []


@pytest.mark.parametrize("kind", ["question", "complaint"])
def test_notes_stay_among_colleagues(agent: Browser, browser: Browser, db: Session, anna: Customer, kind: str) -> None:
    case = ask(db, anna) if kind == "question" else file_complaint(db, anna)
    address = f"/staff/queue/{kind}/{case.id}"

    agent.open(address).press("Keep the note", note="She called twice.")
    agent.press("Keep the note", note="She called twice.")
    assert "The note is kept." in agent.text
    assert "Kasia Lis" in agent.text
    assert "Write the note." in agent.press("Keep the note", status=422, note=" ").text

    browser.sign_in(anna)
    place = f"/contact/{case.id}" if kind == "question" else f"/complaints/{getattr(case, 'number', '')}"
    assert "She called twice." not in browser.open(place).text
    assert len(db.scalars(select(Note)).all()) == (1 if kind == "question" else 0)


def test_the_queue_comes_in_pages_by_key(db: Session, anna: Customer, bartek: Customer, noon: None) -> None:
    for number in range(queues.PER_PAGE + 3):
        ask(db, anna, f"Question {number}", key=str(number), now=NOON - timedelta(days=number % 3))
        file_complaint(db, bartek, filed=NOON - timedelta(days=number % 5 + 25))
    order_tariff(db, anna, TODAY + timedelta(days=3))

    found: list[Waiting] = []
    pages, after = 0, ""
    while pages == 0 or after:
        rows, after = queues.waiting(db, Wanted(today=TODAY, after=after))
        found += rows
        pages += 1

    keys = [(row.due_on, queues.KINDS.index(row.kind), row.id) for row in found]
    assert pages == 3
    assert keys == sorted(set(keys))
    assert len(keys) == 2 * (queues.PER_PAGE + 3) + 1
    assert queues.counted(db, Wanted(today=TODAY))["all"] == len(keys)


@pytest.mark.parametrize(
    "query",
    [
        *("show=theirs", "kind=nothing", "kind=payout", "after=x", "after=2026-11-25.what.1"),
        *(f"after=2026-11-25.complaint.{number}" for number in (-1, 2**63, -(2**70))),
    ],
)
def test_an_address_that_no_page_links_to_is_not_found(agent: Browser, query: str) -> None:
    agent.open(f"/staff/queue?{query}", status=404)


@pytest.mark.parametrize(
    ("show", "sentence"),
    [
        ("all", "Nobody waits for us"),
        ("mine", "Nothing of yours waits"),
        ("free", "Every case has somebody"),
        ("soon", "No deadline is near"),
    ],
)
def test_an_empty_queue_says_what_that_means(agent: Browser, show: str, sentence: str) -> None:
    assert sentence in agent.open(f"/staff/queue?show={show}").text


def test_a_kind_can_be_looked_at_alone(agent: Browser, db: Session, anna: Customer) -> None:
    ask(db, anna, "A question")
    file_complaint(db, anna)

    agent.open("/staff/queue?kind=question")

    assert "A question" in agent.text
    assert "Wrong charge" not in agent.text
