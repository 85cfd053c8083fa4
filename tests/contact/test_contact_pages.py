"""The customer's side of customer service."""

import io
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from selfcare.contact import actions
from selfcare.contact.models import CallBack, ContactMessage, Thread
from selfcare.customers.models import Customer
from tests import builders
from tests.attachments import corpus
from tests.browser import Browser
from tests.builders import NOON
from tests.contact.questions import ask


def send(reader: Browser, **fields: Any) -> Browser:
    reader.open("/contact/new")
    return reader.press("Send the message", **({"subject": "A number", "text": "May I?"} | fields))


def test_nobody_has_asked_yet(reader: Browser) -> None:
    reader.open("/contact")

    assert "No questions yet" in reader.text
    assert "22 500 00 00" in reader.text
    assert "open until 22:00" in reader.text
    assert "Wednesday" not in reader.text
    assert "Monday – Sunday" in reader.text
    assert {"/contact/new", "/contact/call-back", "/help", "/status"} <= set(reader.links())


def test_a_question_is_sent_and_stands_in_the_list(reader: Browser, db: Session, anna: Customer) -> None:
    line = builders.make_line(db, anna, "+48500100222")

    send(reader, line=str(line.id))

    assert "Sent. We will answer here" in reader.text
    assert "May I?" in reader.text
    assert "500 100 222" in reader.text.replace("\u00a0", " ")
    thread = db.scalars(select(Thread)).one()
    assert (thread.line_id, thread.customer_id) == (line.id, anna.id)
    reader.open("/contact")
    assert "Waits for our answer" in reader.text
    assert f"/contact/{thread.id}" in reader.links()


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"text": ""}, "Write your message."),
        ({"subject": ""}, "Say in a few words what it is about."),
        ({"text": "x" * 5001}, "Write at most 5000 characters."),
        ({"subject": "x" * 121}, "Write at most 120 characters."),
    ],
)
def test_what_is_missing_is_said_at_its_field(
    reader: Browser, db: Session, fields: dict[str, str], sentence: str
) -> None:
    send(reader, status=422, **fields)

    assert sentence in reader.text
    assert db.scalar(select(func.count()).select_from(Thread)) == 0


def test_more_is_written_in_the_question(reader: Browser, db: Session, anna: Customer) -> None:
    thread = ask(db, anna)
    reader.open(f"/contact/{thread.id}")

    reader.press("Send the message", text="One more thing.", files=[(io.BytesIO(corpus.PDF), "umowa.pdf")])

    assert "One more thing." in reader.text
    assert "umowa.pdf" in reader.text
    reader.press("Send the message", text="", status=422)
    assert "Write your message." in reader.text


def test_the_same_page_sent_twice_is_one_message(reader: Browser, db: Session, anna: Customer) -> None:
    reader.open("/contact/new")
    page, address = reader.page, reader.address

    for _twice in range(2):
        reader.page, reader.address = page, address
        reader.press("Send the message", subject="Once", text="Only once")

    assert db.scalar(select(func.count()).select_from(Thread)) == 1


def test_an_answer_is_new_until_it_was_read(reader: Browser, db: Session, anna: Customer) -> None:
    thread = ask(db, anna)
    actions.answer(db, thread, "Yes. See https://example.org", by="Marta", now=NOON)
    assert "New answer" in reader.open("/contact").text

    reader.open(f"/contact/{thread.id}")
    assert "Marta" in reader.text
    assert "New answer" in reader.open("/contact").text  # looking changes nothing
    reader.open(f"/contact/{thread.id}")
    form = reader.page.xpath("//form[@data-hx-trigger='load']")[0]
    assert form.get("data-hx-post") == f"/contact/{thread.id}/read"
    reader.press("Mark as read")

    assert db.scalars(select(ContactMessage.read_at).where(ContactMessage.author != "")).one() == NOON
    assert "Answered" in reader.open("/contact").text


def test_what_customers_write_is_only_text(reader: Browser, db: Session, anna: Customer) -> None:
    thread = ask(db, anna, "<b>bold</b>", text="<script>alert(1)</script>\njavascript:alert(1)")

    reader.open(f"/contact/{thread.id}")

    assert "<script>alert(1)</script>" in reader.text
    assert not reader.page.xpath("//main//script")


@pytest.mark.parametrize("path", ["", "/files/1"])
@pytest.mark.parametrize("number", ["theirs", 0, 2**63, 10**30])
def test_someone_elses_question_is_not_found(
    reader: Browser, db: Session, bartek: Customer, number: str | int, path: str
) -> None:
    theirs = ask(db, bartek)

    reader.open(f"/contact/{theirs.id if number == 'theirs' else number}{path}", status=404)


@pytest.mark.parametrize("path", ["", "/read"])
def test_nobody_writes_into_someone_elses_question(
    reader: Browser, db: Session, anna: Customer, bartek: Customer, path: str
) -> None:
    mine, theirs = ask(db, anna), ask(db, bartek)
    actions.answer(db, mine, "Yes.", by="Marta", now=NOON)
    button = {"": "Send the message", "/read": "Mark as read"}[path]
    words: Any = {} if path else {"text": "Let me in"}

    reader.open(f"/contact/{mine.id}")
    form, _pressed = reader._form_of(button)
    form.set("action", f"/contact/{theirs.id}{path}")
    reader.press(button, status=404, **words)

    assert db.scalar(select(func.count()).where(ContactMessage.text == "Let me in")) == 0


def test_lists_and_questions_are_read_page_by_page(reader: Browser, db: Session, anna: Customer) -> None:
    for number in range(27):
        ask(db, anna, f"Question {number}", key=str(number), now=NOON + timedelta(minutes=number // 2))
    newest = db.scalars(select(Thread).order_by(Thread.id.desc()).limit(1)).one()
    for number in range(60):
        actions.answer(db, newest, f"Answer no. {number}.", by="Marta", now=NOON + timedelta(hours=1))

    reader.open("/contact")
    first = set(reader.links())
    reader.open(next(link for link in first if "after=" in link))
    second = {link for link in reader.links() if link.removeprefix("/contact/").isdigit()}
    assert len(second) == 2
    assert not second & first

    reader.open(f"/contact/{newest.id}")
    assert "Answer no. 59." in reader.text
    assert "Answer no. 0." not in reader.text
    reader.open(next(link for link in reader.links() if "before=" in link))
    assert "Answer no. 0." in reader.text


@pytest.mark.parametrize("key", ["x", "-1", "9" * 30, "1.5"])
def test_a_key_that_no_page_of_ours_links_to_is_not_found(reader: Browser, key: str) -> None:
    reader.open(f"/contact?after={key}", status=404)


def test_a_call_is_asked_for_and_cancelled(reader: Browser, db: Session) -> None:
    reader.open("/contact/call-back")
    assert reader.page.xpath("//input[@name='phone']")[0].value.replace("\u00a0", " ") == "500 100 200"
    slot = reader.page.xpath("//select[@name='slot']/option")[1]

    reader.press("Ask for the call", slot=slot.get("value"), phone="500-100-201", about="An invoice")

    call = db.scalars(select(CallBack)).one()
    assert (call.phone, call.about, call.begins_at) == ("+48500100201", "An invoice", NOON + timedelta(hours=2))
    assert "Done. We will call you." in reader.text
    assert "We will call 500 100 201: 25 November, 14:00–15:00" in reader.text.replace("\u00a0", " ")
    reader.open("/contact/call-back")
    reader.press("Ask for the call", status=409, phone="500 100 200")
    assert reader.notice == "We already have a call planned for you. Cancel it first."
    reader.open("/contact")
    reader.press("Cancel the call")
    assert "The call is cancelled." in reader.text
    assert call.state == "cancelled"


@pytest.mark.parametrize("phone", ["", "12", "+49 30 123456", "none of your business"])
def test_only_polish_numbers_are_called(reader: Browser, db: Session, phone: str) -> None:
    reader.open("/contact/call-back")

    reader.press("Ask for the call", status=422, phone=phone)

    assert db.scalar(select(func.count()).select_from(CallBack)) == 0


def test_a_form_that_waited_for_a_network_is_taken_from_its_writer_alone(
    browser: Browser, db: Session, anna: Customer, bartek: Customer, noon: None
) -> None:
    browser.sign_in(anna, my_device=True)
    annas = browser.open("/contact").response.headers["X-Customer-Key"]
    browser.sign_in(bartek, my_device=True)
    browser.open("/contact/new")

    browser.press("Wyślij wiadomość", status=403, headers={"X-For-Customer": annas}, subject="x", text="Anna’s words")

    assert db.scalar(select(func.count()).select_from(Thread)) == 0
    browser.sign_in(anna, my_device=True)
    browser.open("/contact/new")
    browser.press("Wyślij wiadomość", headers={"X-For-Customer": annas}, subject="x", text="Anna’s words")
    assert db.scalars(select(Thread.customer_id)).all() == [anna.id]


def test_contact_is_kept_for_the_tunnel_but_questions_are_not(browser: Browser, db: Session, anna: Customer) -> None:
    browser.sign_in(anna, my_device=True)
    thread = ask(db, anna)

    kept = {
        address: browser.open(address).response.headers.get("X-Offline")
        for address in ("/contact", "/contact/new", "/help", f"/contact/{thread.id}", "/contact/call-back")
    }

    assert list(kept.values()) == ["1", "1", "1", None, None]
