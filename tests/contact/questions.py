"""Making questions for tests."""

from datetime import datetime
from pathlib import Path

from sqlalchemy.orm import Session

from selfcare.attachments.inspection import Accepted
from selfcare.contact import actions
from selfcare.contact.actions import Written
from selfcare.contact.models import Thread
from selfcare.customers.models import Customer
from tests.builders import NOON

NOWHERE = Path("nowhere")  # a folder that is never written to


def ask(
    db: Session,
    customer: Customer,
    subject: str = "A number",
    *,
    now: datetime = NOON,
    key: str = "k",
    text: str = "May I?",
    folder: Path = NOWHERE,
    files: tuple[Accepted, ...] = (),
) -> Thread:
    written = Written(text, key, subject, files)
    thread = actions.ask(db, customer, written, line=None, folder=folder, now=now)
    db.flush()
    return thread
