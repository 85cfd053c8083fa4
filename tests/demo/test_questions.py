"""Anna's and Bartek's questions, and the invented network."""

import os
from datetime import timedelta
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from selfcare.attachments.models import Attachment
from selfcare.contact.models import ContactMessage, Thread
from selfcare.contact.queries import threads_of
from selfcare.contact.status import FILE, status_in
from selfcare.customers.models import Customer
from selfcare.demo import questions
from tests.builders import NOON


def test_anna_has_two_questions_one_with_a_new_answer(
    db: Session, anna: Customer, bartek: Customer, tmp_path: Path
) -> None:
    for _twice in range(2):
        questions.ask(db, tmp_path, anna=anna, bartek=bartek, now=NOON)

    found = db.scalars(threads_of(anna)).all()
    assert sorted((thread.is_answered, thread.is_unread) for thread in found) == [(False, False), (True, True)]
    assert len(db.scalars(threads_of(bartek)).all()) == 1
    assert db.scalar(select(func.count()).select_from(Attachment)) == 1
    assert max(db.scalars(select(ContactMessage.written_at))) < NOON
    assert max(db.scalars(select(Thread.changed_at))) < NOON


def test_the_network_works_and_work_is_planned(tmp_path: Path) -> None:
    questions.write_status(tmp_path, NOON)

    found = status_in(tmp_path, NOON)
    assert [len(part) for part in (found.current, found.planned, found.past)] == [0, 1, 1]


def test_a_status_that_somebody_wrote_stays(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text("", encoding="utf-8")
    os.utime(tmp_path / FILE, (0, 0))

    questions.write_status(tmp_path, NOON + timedelta(days=1))

    assert (tmp_path / FILE).stat().st_mtime == 0
