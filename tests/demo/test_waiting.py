"""The demo's staff find a queue that somebody could really have."""

from datetime import date
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from selfcare.balance import checking
from selfcare.balance.incoming import waiting_for_staff
from selfcare.demo import waiting
from selfcare.outbox.models import Task
from selfcare.staff import queues
from selfcare.staff.queues import Wanted
from tests.builders import NOON

HOURS = dict.fromkeys(("mon", "tue", "wed", "thu", "fri", "sat", "sun", "holiday"), "07:00-22:00")


def test_complaints_a_question_a_call_and_money_wait_for_staff(db: Session, tmp_path: Path) -> None:
    for _twice in range(2):
        waiting.add(db, tmp_path, HOURS, now=NOON)

    rows, _more = queues.waiting(db, Wanted(today=date(2026, 11, 25)))
    assert sorted(row.kind for row in rows) == ["call", *["complaint"] * 4, "payout", "question"]
    assert min(row.due_on for row in rows) == date(2026, 11, 25)
    assert sum(row.assignee == "bok@example.org" for row in rows) == 3
    assert {"confirming", "asked"} <= {row.state for row in rows}
    assert len(db.scalars(waiting_for_staff()).all()) == 3
    assert {check.wrong for check in checking.check_all(db, now=NOON) if check.what != checking.WAITING} == {0}
    assert db.scalar(select(func.count()).select_from(Task)) == 0  # nobody is told of what never happened


def test_without_hours_of_service_nobody_waits_for_a_call(db: Session, tmp_path: Path) -> None:
    waiting.add(db, tmp_path, {}, now=NOON)

    rows, _more = queues.waiting(db, Wanted(today=date(2026, 11, 25)))
    assert "call" not in {row.kind for row in rows}
