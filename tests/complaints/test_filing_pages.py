"""A complaint is written in steps, and nothing that was typed is lost on the way."""

import re

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from selfcare.complaints.models import Complaint, State
from selfcare.customers.models import Customer
from selfcare.money import Money
from tests.browser import Browser
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
