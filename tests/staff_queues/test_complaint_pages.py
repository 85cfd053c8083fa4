"""A complaint is decided: what the law wants in the answer, who must agree, and what becomes of the money."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from selfcare.attachments.folder import NAME
from selfcare.attachments.inspection import Accepted
from selfcare.audit.models import Entry as Log
from selfcare.balance.models import Entry
from selfcare.complaints import actions
from selfcare.complaints.models import Complaint, Kind, State
from selfcare.customers.models import Customer
from selfcare.money import Money
from selfcare.staff.models import StaffMember
from tests.attachments import corpus
from tests.browser import Browser
from tests.builders import NOON
from tests.staff_queues.cases import file_complaint


def at(complaint: Complaint) -> str:
    return f"/staff/queue/complaint/{complaint.id}"


def answer(browser: Browser, complaint: Complaint, *, status: int = 200, **facts: Any) -> None:
    facts = {"decision": "accepted_in_part", "amount": "20", "reasons": "We looked at the records.", **facts}
    browser.open(at(complaint)).press("Send the answer", status=status, **facts)


def test_a_part_is_accepted_and_becomes_credit(agent: Browser, db: Session, anna: Customer) -> None:
    complaint = file_complaint(db, anna)

    answer(agent, complaint)

    assert "The answer is on its way." in agent.text
    assert "Accepted in part, 20.00 zł" in agent.text.replace("\u00a0", " ")
    assert "Kasia Lis, customer service specialist" in agent.text
    assert (complaint.state, complaint.awarded) == (State.ANSWERED, Money(2000))
    assert db.scalars(select(Entry.amount)).all() == [Money(2000)]
    assert at(complaint) not in agent.open("/staff/queue").links()


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"decision": None}, "Choose the decision."),
        ({"reasons": " "}, "Write the reasons: the law wants them in the answer."),
        ({"amount": "31"}, "The amount does not fit the decision"),
        ({"amount": "twenty"}, "Type an amount, e.g. 18.45."),
        ({"decision": "refused", "amount": "1"}, "The amount does not fit the decision"),
    ],
)
def test_an_answer_that_lacks_something_is_not_sent(
    agent: Browser, db: Session, anna: Customer, facts: dict[str, Any], sentence: str
) -> None:
    complaint = file_complaint(db, anna)

    answer(agent, complaint, status=422, **facts)

    assert sentence in agent.text
    assert complaint.state == State.FILED


def test_of_two_answers_at_once_one_wins_and_the_other_keeps_its_text(
    agent: Browser, supervisor: Browser, db: Session, anna: Customer
) -> None:
    complaint = file_complaint(db, anna)
    agent.open(at(complaint))
    answer(supervisor, complaint, decision="accepted", amount="30", reasons="")

    agent.press("Send the answer", status=409, decision="refused", amount="", reasons="It was her call.")

    assert "This complaint has moved on meanwhile." in agent.text
    assert agent.page.find(".//textarea[@id='kept']").text.strip() == "It was her call."
    assert complaint.decision == "accepted"
    assert "customer service supervisor" in agent.text


def test_a_large_sum_needs_another_person(agent: Browser, supervisor: Browser, db: Session, anna: Customer) -> None:
    complaint = file_complaint(db, anna, claimed=Money(90000))

    answer(agent, complaint, decision="accepted", amount="900")
    assert complaint.state == State.CONFIRMING
    assert agent.address.endswith("done=proposed")
    assert "The answer is on its way." not in agent.text
    assert "A supervisor must consent." in agent.text
    assert "Waits for consent" in supervisor.open("/staff/queue").text
    supervisor.open(at(complaint)).press("Consent to 900.00 zł")

    assert (complaint.state, complaint.first_by, complaint.second_by) == (
        State.ANSWERED,
        "kasia@example.org",
        "ewa@example.org",
    )
    assert db.scalars(select(Entry.amount)).all() == [Money(90000)]


def test_nobody_consents_to_his_own_answer(supervisor: Browser, db: Session, anna: Customer) -> None:
    complaint = file_complaint(db, anna, claimed=Money(90000))

    answer(supervisor, complaint, decision="accepted", amount="900")

    assert "Another person must do so, too." in supervisor.text


def test_an_answer_can_be_sent_back_to_its_author(
    agent: Browser, supervisor: Browser, db: Session, anna: Customer
) -> None:
    complaint = file_complaint(db, anna, claimed=Money(90000))
    answer(agent, complaint, decision="accepted", amount="900")
    supervisor.open(at(complaint))
    assert "Say why." in supervisor.press("Send back", status=422, why="").text

    supervisor.press("Send back", why="Too much: see the log.")

    assert (complaint.state, complaint.decision) == (State.FILED, "")
    assert "Too much: see the log." in agent.open(at(complaint)).text


def test_an_agent_cannot_consent(agent: Browser, db: Session, anna: Customer, kasia: StaffMember) -> None:
    complaint = file_complaint(db, anna, claimed=Money(90000))
    answer(agent, complaint, decision="accepted", amount="900")
    kasia.role = "supervisor"
    complaint.first_by = "somebody@example.org"
    agent.open(at(complaint))
    kasia.role = "agent"

    agent.press("Consent to 900.00 zł", status=404)

    assert complaint.state == State.CONFIRMING


def test_what_is_missing_is_asked_for(agent: Browser, db: Session, anna: Customer) -> None:
    complaint = file_complaint(db, anna)
    agent.open(at(complaint))
    assert "Write what is missing." in agent.press("Ask the customer", status=422, question="").text

    agent.press("Ask the customer", question="Which number was it?")

    assert (complaint.state, str(complaint.complete_by)) == (State.INCOMPLETE, "2026-12-02")
    assert "Waits for the customer" in agent.open("/staff/queue").text


def test_accessibility_can_be_given_sixty_days(agent: Browser, db: Session, anna: Customer) -> None:
    complaint = file_complaint(db, anna, kind=Kind.ACCESSIBILITY)
    agent.open(at(complaint))
    assert "Say why." in agent.press("Tell the customer", status=422, why="").text

    agent.press("Tell the customer", why="The maker of the reader must look at it.")

    assert str(complaint.answer_by) == "2027-01-24"
    assert "60 days left" in agent.text


def test_nobody_answers_what_the_law_has_accepted(agent: Browser, db: Session, anna: Customer) -> None:
    complaint = file_complaint(db, anna)
    agent.open(at(complaint))
    complaint.answer_by = (NOON - timedelta(days=1)).date()

    agent.press("Send the answer", status=409, decision="refused", amount="", reasons="Late.")
    assert "The time to answer is over" in agent.text
    assert "Accepted by law" in agent.text


def test_money_that_the_law_awarded_waits_for_two_people(supervisor: Browser, db: Session, anna: Customer) -> None:
    complaint = file_complaint(db, anna, claimed=Money(90000))
    complaint.state, complaint.awarded = State.ACCEPTED_BY_LAW, Money(90000)
    complaint.pay_by, complaint.first_by = complaint.answer_by, "kasia@example.org"
    assert "Awarded by law, waits for consent" in supervisor.open("/staff/queue").text

    supervisor.open(at(complaint)).press("Consent to 900.00 zł")

    assert db.scalars(select(Entry.amount)).all() == [Money(90000)]
    assert complaint.paid_at == NOON


def test_a_letter_that_did_not_arrive_goes_out_again(agent: Browser, db: Session, anna: Customer) -> None:
    complaint = file_complaint(db, anna)
    answer(agent, complaint)
    complaint.resend_by = (NOON + timedelta(days=3)).date()
    assert "To be sent by post" in agent.open("/staff/queue").text

    agent.open(at(complaint)).press("The letter went out")

    assert complaint.resend_by is None
    agent.open(f"{at(complaint)}/files/1", status=404)
    agent.open(f"{at(complaint)}/files/{2**63}", status=404)


def test_whoever_reads_a_customers_file_is_in_the_log(app: Flask, agent: Browser, db: Session, anna: Customer) -> None:
    complaint = file_complaint(db, anna)
    file = Accepted("photo.pdf", "application/pdf", corpus.PDF)
    actions.attach(db, complaint, [file], app.extensions["settings"].data / NAME, now=NOON)
    agent.open(at(complaint))

    agent.open(next(link for link in agent.links() if "/files/" in link))

    looks = db.scalars(select(Log).where(Log.what == "staff_looked", Log.customer_no == anna.customer_no)).all()
    assert len(looks) == 2  # at the page, and at the file


def test_staff_read_the_very_letter_that_the_customer_has(
    agent: Browser, browser: Browser, db: Session, anna: Customer
) -> None:
    complaint = file_complaint(db, anna)
    agent.open(f"{at(complaint)}/answer.pdf", status=404)
    answer(agent, complaint)

    letter = agent.open(f"{at(complaint)}/answer.pdf").response.data
    browser.sign_in(anna)

    assert letter.startswith(b"%PDF")
    assert browser.open(f"/complaints/{complaint.number}/answer.pdf").response.data == letter
    assert f"{at(complaint)}/confirmation.pdf" in agent.open(at(complaint)).links()
