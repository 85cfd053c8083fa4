"""Questions and calls on the other side of the counter."""

import io
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from selfcare.audit.models import Entry
from selfcare.contact import actions
from selfcare.contact.models import CallBack, ContactMessage
from selfcare.customers.models import Customer
from selfcare.staff import desk_jobs
from selfcare.staff.desk_models import Assignment, Note
from selfcare.staff.models import StaffMember
from tests.attachments import corpus
from tests.browser import Browser
from tests.builders import NOON
from tests.contact.questions import NOWHERE, ask
from tests.statements import MOST_PER_PAGE, count_statements


def messages(db: Session) -> list[ContactMessage]:
    return list(db.scalars(select(ContactMessage).order_by(ContactMessage.id)))


def logged(db: Session, what: str) -> list[Entry]:
    return list(db.scalars(select(Entry).where(Entry.what == what)))


def test_an_answer_reaches_the_customer_under_a_name(agent: Browser, db: Session, anna: Customer) -> None:
    thread = ask(db, anna, "Roaming in Norway?")

    agent.open(f"/staff/queue/question/{thread.id}")
    agent.press("Send the answer", text="Yes, it counts as the EU.")

    assert "The answer is on its way." in agent.text
    answer = messages(db)[-1]
    assert (answer.text, answer.author) == ("Yes, it counts as the EU.", "Kasia Lis")
    assert (thread.is_unread, thread.answer_by) == (True, None)
    assert messages(db)[0].read_at is not None
    assert [entry.actor for entry in logged(db, "question_answered")] == ["kasia@example.org"]


def test_a_file_goes_with_the_answer_and_the_question_is_closed(agent: Browser, db: Session, anna: Customer) -> None:
    thread = ask(db, anna)

    agent.open(f"/staff/queue/question/{thread.id}")
    agent.press("Send the answer", text="See the file.", closes="y", files=(io.BytesIO(corpus.PDF), "list.pdf"))

    assert "list.pdf" in agent.text
    assert thread.closed_at is not None
    link = next(link for link in agent.links() if "/files/" in link)
    assert agent.open(link).response.mimetype == "application/pdf"
    for wrong in (999999, 2**63):
        agent.open(f"{link.rsplit('/', 1)[0]}/{wrong}", status=404)
    assert len(logged(db, "staff_looked")) == 3  # at the page twice, at the file once


def test_a_refused_file_keeps_the_text(agent: Browser, db: Session, anna: Customer) -> None:
    thread = ask(db, anna)

    agent.open(f"/staff/queue/question/{thread.id}")
    agent.press("Send the answer", status=422, text="See the file.", files=(io.BytesIO(b"<svg/>"), "list.pdf"))

    assert agent.page.find(".//textarea[@name='text']").text.strip() == "See the file."
    assert len(messages(db)) == 1


def test_an_empty_answer_is_no_answer(agent: Browser, db: Session, anna: Customer) -> None:
    thread = ask(db, anna)

    agent.open(f"/staff/queue/question/{thread.id}")
    agent.press("Send the answer", status=422, text=" ")

    assert "Write the answer." in agent.text


def test_of_two_answers_at_once_one_wins_and_the_other_keeps_its_text(
    agent: Browser, supervisor: Browser, db: Session, anna: Customer
) -> None:
    thread = ask(db, anna)
    agent.open(f"/staff/queue/question/{thread.id}")
    supervisor.open(f"/staff/queue/question/{thread.id}")
    supervisor.press("Send the answer", text="Yes.")

    agent.press("Send the answer", status=409, text="No.")

    assert "Something was written here meanwhile." in agent.text
    assert agent.page.find(".//textarea[@name='text']").text.strip() == "No."
    assert "Ewa Zych" in agent.text
    assert [message.text for message in messages(db)] == ["May I?", "Yes."]
    agent.press("Send the answer", text="No.")
    assert len(messages(db)) == 3


def test_the_same_form_pressed_twice_is_one_answer(agent: Browser, db: Session, anna: Customer) -> None:
    thread = ask(db, anna)
    agent.open(f"/staff/queue/question/{thread.id}")
    page = agent.page

    agent.press("Send the answer", text="Yes.")
    agent.page, agent.address = page, f"/staff/queue/question/{thread.id}"
    agent.press("Send the answer", text="Yes.")

    assert len(messages(db)) == 2


def test_the_same_form_pressed_twice_closes_nothing_that_was_written_meanwhile(
    agent: Browser, db: Session, anna: Customer
) -> None:
    thread = ask(db, anna)
    agent.open(f"/staff/queue/question/{thread.id}")
    page = agent.page
    agent.press("Send the answer", text="Yes.", closes="y")
    actions.write_more(db, anna, thread, actions.Written("And now?", "k2"), folder=NOWHERE, now=NOON)

    agent.page, agent.address = page, f"/staff/queue/question/{thread.id}"
    agent.press("Send the answer", text="Yes.", closes="y")

    assert (thread.closed_at, str(thread.answer_by)) == (None, "2026-11-27")
    assert messages(db)[-1].read_at is None
    assert len(logged(db, "question_answered")) == 1


def test_what_was_written_meanwhile_is_read_before_closing(agent: Browser, db: Session, anna: Customer) -> None:
    thread = ask(db, anna)
    agent.open(f"/staff/queue/question/{thread.id}")
    actions.write_more(db, anna, thread, actions.Written("And now?", "k2"), folder=NOWHERE, now=NOON)

    agent.press("Close without an answer", status=409)

    assert "Something was written here meanwhile. Read it first." in agent.text
    assert "And now?" in agent.text
    assert str(thread.answer_by) == "2026-11-27"
    agent.press("Close without an answer")
    assert (thread.closed_at, thread.answer_by) == (NOON, None)


def test_whoever_writes_again_opens_the_question_again(agent: Browser, db: Session, anna: Customer) -> None:
    thread = ask(db, anna)
    agent.open(f"/staff/queue/question/{thread.id}")
    agent.press("Close without an answer")
    assert (thread.answer_by, thread.closed_at) == (None, NOON)
    assert "Closed on 25 November" in agent.text.replace("\u00a0", " ")

    written = actions.Written("And now?", "k2")
    actions.write_more(db, anna, thread, written, folder=NOWHERE, now=NOON)

    assert thread.closed_at is None
    assert str(thread.answer_by) == "2026-11-27"  # two working days


def test_opening_a_question_marks_nothing_until_the_page_says_so(agent: Browser, db: Session, anna: Customer) -> None:
    thread = ask(db, anna)
    agent.open(f"/staff/queue/question/{thread.id}")
    assert messages(db)[0].read_at is None

    agent.press("Mark as read")

    assert messages(db)[0].read_at == NOON
    assert "Mark as read" not in agent.text


def test_notes_are_forgotten_with_the_questions(app: Flask, agent: Browser, db: Session, anna: Customer) -> None:
    thread = ask(db, anna)
    agent.open(f"/staff/queue/question/{thread.id}").press("Keep the note", note="She called.")
    agent.press("Take")
    keep = timedelta(days=app.extensions["settings"].keep_contact_days)

    desk_jobs.forget_old(db, now=NOON + keep)
    assert len(db.scalars(select(Note)).all()) == 1
    desk_jobs.forget_old(db, now=NOON + keep + timedelta(seconds=1))

    assert db.scalars(select(Note)).all() == []
    assert db.scalars(select(Assignment)).all() == []


def test_the_customer_reads_that_a_question_is_closed(
    agent: Browser, browser: Browser, db: Session, anna: Customer
) -> None:
    thread = ask(db, anna)
    agent.open(f"/staff/queue/question/{thread.id}").press("Close without an answer")
    anna.chosen_language = "en"

    browser.sign_in(anna)

    assert "Closed. Write if something is still open" in browser.open(f"/contact/{thread.id}").text


def test_a_text_of_the_operator_begins_an_answer(agent: Browser, db: Session, anna: Customer) -> None:
    thread = ask(db, anna)

    agent.open(f"/staff/queue/question/{thread.id}?answer=0")

    assert agent.page.find(".//textarea[@name='text']").text.strip().startswith("Dzień dobry")
    for wrong in ("x", "999", "9" * 5000):
        agent.open(f"/staff/queue/question/{thread.id}?answer={wrong}")
        assert agent.page.find(".//textarea[@name='text']").text.strip() == ""


@pytest.mark.parametrize(
    ("button", "means"), [("We have talked", ("done", "call_made")), ("Nobody answered", ("missed", "call_missed"))]
)
def test_how_a_call_went_is_written_down_once(
    agent: Browser, db: Session, anna: Customer, button: str, means: tuple[str, str]
) -> None:
    begins = NOON + timedelta(hours=2)
    call = CallBack(customer_id=anna.id, phone="+48500100200", about="A bill", begins_at=begins, asked_at=NOON)
    db.add(call)
    agent.open("/staff/queue")
    assert "A bill" in agent.text

    agent.open(f"/staff/queue/call/{call.id}").press(button)

    assert call.state == means[0]
    assert len(logged(db, means[1])) == 1
    assert "A bill" not in agent.open("/staff/queue").text
    with pytest.raises(actions.NoCallWaiting):
        actions.note_called(call, reached=True)


def test_every_look_at_a_question_is_in_the_customers_log(agent: Browser, db: Session, anna: Customer) -> None:
    thread = ask(db, anna)

    with count_statements() as sent:
        agent.open(f"/staff/queue/question/{thread.id}")

    looks = logged(db, "staff_looked")
    assert [(look.customer_no, look.actor) for look in looks] == [(anna.customer_no, "kasia@example.org")]
    assert len([one for one in sent if not one.startswith("INSERT INTO audit")]) <= MOST_PER_PAGE, sent


def test_a_stranger_a_customer_and_a_wrong_number_see_nothing(
    browser: Browser, kasia: StaffMember, db: Session, anna: Customer
) -> None:
    thread = ask(db, anna)
    browser.open(f"/staff/queue/question/{thread.id}", status=302)
    browser.sign_in(anna)
    browser.open(f"/staff/queue/question/{thread.id}", status=302)
    browser.sign_in_staff(kasia)

    for address in (f"question/{thread.id + 1}", f"question/{2**70}", "nothing/1", "payout/1"):
        browser.open(f"/staff/queue/{address}", status=404)
