"""Confirmation, answer and request to the regulator: on paper, by e-mail, and the same for ever."""

import io
import json
import re
from datetime import timedelta
from zipfile import ZipFile

import pypdf
import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from selfcare.account.archive import write_archive
from selfcare.complaints import actions, answering, jobs
from selfcare.complaints.models import EMAIL, IN_PART, PORTAL, POST, REFUSED, Complaint, Kind, What
from selfcare.customers.models import Customer
from selfcare.documents.models import Document
from selfcare.money import Money
from selfcare.notifications import jobs as notifications_jobs
from selfcare.notifications.gateway import Mail
from selfcare.notifications.models import Message
from selfcare.notifications.wording import worded
from tests.auth.post import Post
from tests.browser import Browser
from tests.builders import NOON
from tests.complaints.filed import TODAY, answer, file


@pytest.fixture
def post(app: Flask, db: Session) -> Post:
    return Post(app, db)


def _text(pdf: bytes) -> str:
    pages = pypdf.PdfReader(io.BytesIO(pdf)).pages
    return re.sub(r"\s+", " ", " ".join(page.extract_text() for page in pages))


def test_the_confirmation_says_what_the_law_wants(reader: Browser, db: Session, anna: Customer) -> None:
    complaint = file(db, anna, Kind.BREAK, place="Kraków, ul. Klonowa 7", since=TODAY, until=TODAY)

    pdf = reader.open(f"/complaints/{complaint.number}/confirmation.pdf").response.data

    text = _text(pdf)
    for fact in (
        complaint.number,
        "Anna Nowak, ul. Klonowa 7/3, 30-001",
        "25 November 2026, 12:00",
        "The internet did not work at home.",
        "20.00 zł, taken off the next invoices",
        "Kraków, ul. Klonowa 7",
        "by e-mail",
        "We answer by 25 December 2026 at the latest.",
        "26 December 2026 begins in Warsaw",
    ):
        assert fact in text
    assert b"pdfaid" in pdf


def test_it_is_the_same_for_ever(reader: Browser, db: Session, anna: Customer) -> None:
    complaint = file(db, anna)
    address = f"/complaints/{complaint.number}/confirmation.pdf"
    first = reader.open(address).response.data

    complaint.circumstances, anna.name = "Something else.", "Anna Kowalska"
    db.flush()

    assert reader.open(address).response.data == first
    kept = select(Document).where(Document.subject == f"complaint/{complaint.id}/confirmation")
    assert len(db.scalars(kept).all()) == 1


def test_the_answer_names_everything(reader: Browser, db: Session, anna: Customer) -> None:
    complaint = file(db, anna, claimed=Money(5000))
    reader.open(f"/complaints/{complaint.number}/answer.pdf", status=404)
    answer(db, complaint, IN_PART, 2000, reasons="Two days of thirty.\nArt. 379.")

    text = _text(reader.open(f"/complaints/{complaint.number}/answer.pdf").response.data)

    for fact in (
        complaint.number,
        "Accepted in part, 20.00 zł",
        "25 December 2026",  # of payment
        "Two days of thirty.",
        "Marta, agent",
        "the way of complaint is exhausted",
        "until 25 November 2027, and from a value of 20.00 zł",
        "Listek sp. z o.o.",
    ):
        assert fact in text


def test_the_request_to_the_regulator_is_filled_in_in_polish(reader: Browser, db: Session, anna: Customer) -> None:
    complaint = file(db, anna)
    answer(db, complaint, REFUSED, 0)

    text = _text(reader.open(f"/complaints/{complaint.number}/uke.pdf?inline").response.data)

    for fact in (
        "Prezes Urzędu Komunikacji Elektronicznej",
        "Anna Nowak",
        complaint.number,
        "The internet did not work",
    ):
        assert fact in text
    assert reader.response.headers["Content-Disposition"].startswith("inline")


def test_after_a_year_the_regulator_takes_nothing(reader: Browser, db: Session, anna: Customer) -> None:
    complaint = file(db, anna, now=NOON - timedelta(days=400))
    answer(db, complaint, REFUSED, 0, now=NOON - timedelta(days=390))

    reader.open(f"/complaints/{complaint.number}/uke.pdf", status=404)


def test_filing_is_confirmed_with_the_paper_by_both_ways(db: Session, anna: Customer, noon: None, post: Post) -> None:
    complaint = file(db, anna)

    letters = post.deliver()

    assert [(letter.channel, letter.kind) for letter in letters] == [
        ("email", "complaint_filed"),
        ("sms", "complaint_filed"),
    ]
    [[subject, edition, name]] = letters[0].enclosed
    assert name == f"{complaint.number}-confirmation.pdf"
    assert db.scalars(select(Document).where(Document.subject == subject)).one().edition == edition


@pytest.mark.parametrize(("medium", "channels"), [(EMAIL, {"email", "sms"}), (PORTAL, {"sms"}), (POST, {"sms"})])
def test_the_answer_goes_the_way_that_was_chosen(
    *, db: Session, anna: Customer, noon: None, post: Post, medium: str, channels: set[str]
) -> None:
    complaint = file(db, anna, medium=medium)
    post.deliver()

    answer(db, complaint)

    letters = post.deliver()
    assert {letter.channel for letter in letters} == channels
    if medium == EMAIL:
        assert [name for _subject, _edition, name in letters[0].enclosed] == [f"{complaint.number}-answer.pdf"]


def test_the_paper_is_in_the_mail(app: Flask, db: Session, anna: Customer, noon: None) -> None:
    complaint = file(db, anna)
    sent: list[Mail] = []

    class Box:
        def send(self, mail: Mail) -> None:
            sent.append(mail)

    jobs.tell(db, {"complaint_id": complaint.id, "news": What.FILED}, now=NOON)
    db.flush()
    message = db.scalars(select(Message).where(Message.channel == "email")).one()
    enclosed = [[f"complaint/{complaint.id}/confirmation", "en-1", "c.pdf"]]
    former = app.extensions["mail_gateway"]
    app.extensions["mail_gateway"] = Box()
    notifications_jobs.deliver(
        db, {"message_id": message.id, "facts": _facts(complaint), "enclosed": enclosed}, now=NOON
    )
    app.extensions["mail_gateway"] = former

    [paper] = sent[0].enclosed
    assert paper.name == "c.pdf"
    assert paper.content.startswith(b"%PDF")


@pytest.mark.parametrize(
    ("news", "words"),
    [
        (What.ANSWERED, "We have answered your complaint"),
        (What.RESENT, "enclosed as a PDF"),
        (What.ACCEPTED_BY_LAW, "accepted by law"),
        (What.ASKED, "we need something more from you by"),
        (What.COMPLETED, "is complete"),
        (What.EXTENDED, "needs more time"),
        (What.LAPSED, "was not completed in time"),
    ],
)
def test_each_news_says_its_own(*, app: Flask, db: Session, anna: Customer, noon: None, news: What, words: str) -> None:
    complaint = file(db, anna)
    answer(db, complaint)
    facts = {**_facts(complaint), "news": news}

    wording = worded("complaint_news", "email", facts, "en")

    assert words in wording.text
    assert f"https://selfcare.example.org/complaints/{complaint.number}" in wording.text
    for language in ("en", "pl"):
        assert len(worded("complaint_news", "sms", facts, language).text) <= 160


def test_what_is_missing_is_said_at_once(db: Session, anna: Customer, noon: None, post: Post) -> None:
    anna.chosen_language = "en"
    file(db, anna, circumstances="")

    letters = post.deliver()

    wording = worded("complaint_filed", "email", letters[0].facts, "en")
    assert "Still missing: what happened. Please add it by 2 December 2026:" in wording.text.replace("\u00a0", " ")
    assert "2 December" in worded("complaint_filed", "sms", letters[1].facts, "en").text


def test_other_news_go_out_too(db: Session, anna: Customer, noon: None, post: Post) -> None:
    complaint = file(db, anna, Kind.ACCESSIBILITY)
    post.deliver()
    told = {"by": "bok@example.org", "now": NOON, "today": TODAY}

    answering.ask_for_completion(db, complaint, "Which reader?", **told)  # type: ignore[arg-type]
    assert {letter.facts["news"] for letter in post.deliver()} == {What.ASKED}
    actions.complete(db, complaint, actions.Missing(), "NVDA.", now=NOON, today=TODAY)
    answering.extend(db, complaint, "We must try it.", **told)  # type: ignore[arg-type]

    assert {letter.facts["news"] for letter in post.deliver()} == {What.COMPLETED, What.EXTENDED}
    jobs.tell(db, {"complaint_id": 0, "news": What.ASKED}, now=NOON)  # gone meanwhile
    assert not post.deliver()


def test_the_archive_holds_complaints(db: Session, anna: Customer, noon: None) -> None:
    complaint = file(db, anna)
    answer(db, complaint)
    file_ = io.BytesIO()

    write_archive(db, anna, file_, now=NOON)

    [kept] = json.loads(ZipFile(file_).read("complaints.json"))
    events = json.loads(ZipFile(file_).read("complaint-events.json"))
    assert (kept["number"], kept["decision"]) == (complaint.number, "accepted")
    assert [event["what"] for event in events] == [What.FILED, What.ANSWERED, What.PAID]


def _facts(complaint: Complaint) -> dict[str, object]:
    return jobs.facts_of(complaint)
