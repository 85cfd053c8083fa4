"""A complaint is written in steps, and nothing that was typed is lost on the way."""

import io
import re
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from selfcare.complaints import actions
from selfcare.complaints.actions import Added
from selfcare.complaints.models import NOTHING, SET_OFF, Complaint, State
from selfcare.customers.models import Customer
from selfcare.demo.pictures import picture_of_a_letter
from selfcare.errors import TooMany
from selfcare.money import Money
from tests.browser import Browser
from tests.builders import NOON
from tests.complaints import filed


def _go_through(reader: Browser, **facts: str) -> None:
    """From the kind to the summary."""
    reader.open("/complaints/new")
    reader.press("Describe what happened", kind=facts.get("kind", "quality"))
    reader.press(
        "Say what you want", since=facts.get("since", "2026-11-10"), circumstances=facts.get("text", "No signal.")
    )
    reader.press(
        "Add files",
        wish=facts.get("wish", "set_off"),
        claimed=facts.get("claimed", "18,45 zł"),
        account=facts.get("account", ""),
    )
    reader.press("See the summary")


def _only(db: Session) -> Complaint:
    return db.scalars(select(Complaint)).one()


def test_a_complaint_goes_from_the_kind_to_the_clock(reader: Browser, db: Session) -> None:
    _go_through(reader)
    assert "18.45 zł, taken off the next invoices" in reader.text.replace("\u00a0", " ")

    reader.press("Send the complaint")

    complaint = _only(db)
    assert (complaint.state, complaint.claimed) == (State.FILED, Money(1845))
    assert re.fullmatch(r"R261125-[2-9A-Z]{6}", complaint.number)
    assert reader.address == f"/complaints/{complaint.number}?done=filed"
    assert "We answer by 25 December" in reader.text.replace("\u00a0", " ")


def test_only_who_was_charged_wrongly_is_offered_money_first(reader: Browser, db: Session) -> None:
    reader.open("/complaints/new")
    reader.press("Describe what happened", kind="charge")
    complaint = _only(db)
    offered = complaint.wish

    reader.open(f"/complaints/new/{complaint.draft}/about")
    reader.press("Describe what happened", kind="quality")

    assert (offered, complaint.wish) == (SET_OFF, NOTHING)


def test_pressed_twice_it_is_one(reader: Browser, db: Session) -> None:
    _go_through(reader)
    summary = reader.address
    reader.press("Send the complaint")

    reader.open(summary)

    assert reader.address == f"/complaints/{_only(db).number}"
    assert "Complaint sent" in reader.text


def test_what_was_typed_is_there_when_one_goes_back(reader: Browser, db: Session) -> None:
    _go_through(reader, wish="account", account="45 9990 0009 0000 0100 2456 0001", text="No signal since Monday.")
    draft = _only(db).draft

    reader.open(f"/complaints/new/{draft}/what")
    assert "No signal since Monday." in reader.page.find(".//textarea").text
    reader.open(f"/complaints/new/{draft}/wish")
    assert reader.page.find(".//input[@name='claimed']").get("value") == "18.45"
    assert reader.page.find(".//input[@name='account']").get("value") == "45999000090000010024560001"


def test_from_the_summary_one_step_is_changed(reader: Browser, db: Session) -> None:
    _go_through(reader)
    draft = _only(db).draft

    reader.open(f"/complaints/new/{draft}/about?then=check")
    reader.press("Describe what happened", kind="break")

    assert reader.address == f"/complaints/new/{draft}/check"
    assert "No service" in reader.text


def test_what_is_missing_is_explained_and_can_follow(reader: Browser, db: Session) -> None:
    _go_through(reader, since="", text="", claimed="")
    assert "Still missing: what happened, when it was, how much money you want." in reader.text

    reader.press("Send the complaint")

    assert _only(db).state == State.INCOMPLETE
    assert "Please add something by 2 December" in reader.text.replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"since": "2026-11-26"}, "This day has not come yet."),
        ({"since": "1826-11-26"}, "This is not a date."),
        ({"since": "yesterday"}, "This is not a date."),
        ({"since": "2026-11-10", "until": "2026-11-09"}, "This is before it began."),
        ({"circumstances": "a" * 10_001}, "Write at most 10000 characters."),
    ],
)
def test_a_mistake_is_explained_at_its_field(reader: Browser, fields: dict[str, Any], sentence: str) -> None:
    reader.open("/complaints/new")
    reader.press("Describe what happened", kind="quality")

    reader.press("Say what you want", status=422, **fields)

    assert sentence in reader.text


@pytest.mark.parametrize("amount", ["much", "-5", "0", "12.345", "1000000.01"])
def test_an_amount_must_be_one(reader: Browser, amount: str) -> None:
    reader.open("/complaints/new")
    reader.press("Describe what happened", kind="quality")
    reader.press("Say what you want")

    reader.press("Add files", status=422, wish="set_off", claimed=amount)

    assert "Type an amount" in reader.text


def test_an_account_must_be_one(reader: Browser) -> None:
    reader.open("/complaints/new")
    reader.press("Describe what happened", status=422)
    assert "Choose what it is about." in reader.text
    reader.press("Describe what happened", kind="other")
    reader.press("Say what you want")

    reader.press("Add files", status=422, wish="account", account="12 3456")

    assert "Check its 26 digits." in reader.text


def test_files_come_along_and_can_be_taken_out(reader: Browser, db: Session) -> None:
    reader.open("/complaints/new")
    reader.press("Describe what happened", kind="other")
    reader.press("Say what you want")
    reader.press("Add files")
    reader.press("See the summary", status=422, files=[(io.BytesIO(b"<html>"), "page.html")])
    picture = picture_of_a_letter()
    for _ in range(2):  # the same picture twice is one
        reader.press("Upload and add more", files=[(io.BytesIO(picture), "photo.png")])
    assert reader.text.count("photo.png") == 1

    reader.press("Delete photo.png")
    assert "photo.png" not in reader.text
    reader.press("Upload and add more", files=[(io.BytesIO(picture), "photo.png")])
    reader.open(f"/complaints/new/{_only(db).draft}/check")
    reader.press("Send the complaint")

    link = next(link for link in reader.links() if "/files/" in link)
    reader.open(link)
    assert reader.response.mimetype == "image/png"
    assert reader.response.headers["Content-Disposition"].startswith("attachment")


def test_what_was_begun_can_be_deleted(reader: Browser, db: Session) -> None:
    _go_through(reader)

    reader.press("Delete what I wrote")

    assert "Nothing was sent." in reader.text
    assert not db.scalars(select(Complaint)).all()


def test_what_was_sent_is_no_draft_any_more(reader: Browser, db: Session, anna: Customer) -> None:
    sent = filed.file(db, anna)

    for step in ("about", "what", "wish", "files"):
        reader.open(f"/complaints/new/{sent.draft}/{step}")
        assert reader.address == f"/complaints/{sent.number}"


def test_too_late_is_said_and_not_forbidden(reader: Browser, db: Session) -> None:
    _go_through(reader, since="2025-10-10")
    assert "The law gave until 10 October" in reader.text.replace("\u00a0", " ")

    reader.press("Send the complaint")

    assert _only(db).window_ends_on == date(2026, 10, 10)


def test_there_is_an_end_to_beginnings(db: Session, anna: Customer, noon: None) -> None:
    for _ in range(actions.MOST_A_DAY):
        filed.draft(db, anna)

    with pytest.raises(TooMany):
        filed.draft(db, anna)


def test_there_is_an_end_to_additions(db: Session, anna: Customer, noon: None) -> None:
    complaint = filed.file(db, anna)
    for number in range(actions.MOST_A_DAY):
        actions.add(db, complaint, Added("More.", str(number)), filed.NOWHERE, now=NOON)

    with pytest.raises(TooMany):
        actions.add(db, complaint, Added("More.", "another"), filed.NOWHERE, now=NOON)
