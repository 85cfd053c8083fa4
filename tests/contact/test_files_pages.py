"""Files that come with a question, and go out again."""

import io
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from selfcare.attachments.models import Attachment
from selfcare.contact.models import Thread
from selfcare.customers.models import Customer
from tests.attachments import corpus
from tests.browser import Browser
from tests.statements import MOST_PER_PAGE, count_statements


def send(reader: Browser, **fields: Any) -> Browser:
    reader.open("/contact/new")
    return reader.press("Send the message", **({"subject": "A number", "text": "May I?"} | fields))


def test_files_come_along_and_go_out_safely(reader: Browser, db: Session) -> None:
    photo = (io.BytesIO(corpus.picture_with_a_place()), "dom\u202e.jpg")
    send(reader, files=[photo, (io.BytesIO(corpus.PDF), "umowa.pdf")])

    names = [file.name for file in db.scalars(select(Attachment).order_by(Attachment.id))]
    assert names == ["dom.jpg", "umowa.pdf"]
    pdf = next(
        link
        for link in reader.links()
        if "/files/" in link and link.endswith(str(db.scalars(select(func.max(Attachment.id))).one()))
    )
    response = reader.open(pdf).response
    assert response.data == corpus.PDF
    assert response.headers["Content-Disposition"] == "attachment; filename=umowa.pdf"
    assert response.headers["Content-Security-Policy"].startswith("sandbox")
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Cache-Control"] == "no-store"


def test_a_refused_file_keeps_the_whole_message_back(reader: Browser, db: Session) -> None:
    send(reader, status=422, files=[(io.BytesIO(b"<svg/>"), "rysunek.svg")])

    assert "“rysunek.svg” is not a PDF" in reader.text
    assert reader.page.xpath("//textarea")[0].text.strip() == "May I?"
    assert db.scalar(select(func.count()).select_from(Thread)) == 0


def test_a_file_of_30_mb_is_explained(reader: Browser) -> None:
    send(reader, status=422, files=[(io.BytesIO(b"%PDF-1.7\n" + bytes(30 * 1024 * 1024)), "wielki.pdf")])

    assert "“wielki.pdf” is larger than 10 MB" in reader.text


def test_more_than_a_form_takes_is_refused_at_once(reader: Browser) -> None:
    send(reader, status=413, files=[(io.BytesIO(bytes(60 * 1024 * 1024)), "wielki.pdf")])


def test_six_files_are_too_many(reader: Browser) -> None:
    send(reader, status=422, files=[(io.BytesIO(corpus.PDF), f"{number}.pdf") for number in range(6)])

    assert "At most 5 files at once." in reader.text


def test_other_pages_take_only_small_requests(reader: Browser) -> None:
    reader.open("/contact/call-back")
    reader.press("Ask for the call", status=413, about="x" * 1_200_000)


def test_a_file_that_the_disk_lost_is_not_found(reader: Browser, db: Session) -> None:
    send(reader, files=[(io.BytesIO(corpus.PDF), "umowa.pdf")])
    link = next(link for link in reader.links() if "/files/" in link)
    db.execute(update(Attachment).values(place="00/nothing"))

    reader.open(link, status=404)
    reader.open(f"{link.rsplit('/', 1)[0]}/{2**63}", status=404)


def test_a_disk_that_is_full_is_a_short_break(
    reader: Browser, db: Session, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = app.extensions["settings"]
    (settings.data / "in-the-way").write_text("")
    monkeypatch.setattr("selfcare.contact.views.attachments_folder", lambda: settings.data / "in-the-way")

    send(reader, status=503, files=[(io.BytesIO(corpus.PDF), "umowa.pdf")])

    assert db.scalar(select(func.count()).select_from(Thread)) == 0


def test_a_question_with_files_asks_the_database_little(reader: Browser, db: Session, anna: Customer) -> None:
    send(reader, files=[(io.BytesIO(corpus.PDF), "umowa.pdf")])
    thread = db.scalars(select(Thread)).one()

    with count_statements() as sent:
        reader.open(f"/contact/{thread.id}")

    assert len(sent) <= MOST_PER_PAGE, sent
